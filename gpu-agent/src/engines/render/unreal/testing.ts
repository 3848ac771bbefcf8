/** A project and an editor for tests: the product's own Python runs, on a stand-in for Unreal's module. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RenderEngine } from '../../engine.ts';
import { createUnrealEngine } from './unreal.ts';

const FAKE_EDITOR = fileURLToPath(new URL('../../../../unreal/tests/fake_editor.py', import.meta.url));

export interface FakeUnreal extends AsyncDisposable {
  /** An engine that uses this project; it is closed with the project. */
  engine(env?: NodeJS.ProcessEnv): RenderEngine;
  /** The same for an agent's process. */
  readonly environment: {
    readonly SEMBLANTE_UNREAL_EDITOR: string;
    readonly SEMBLANTE_UNREAL_PROJECT: string;
  };
  readonly folder: string;
  readonly project: string;
  /** Where the stand-in keeps its assets. */
  readonly content: string;
  /** Says what the next editor does wrong; see fake_editor.py. */
  misbehave(what: string): Promise<void>;
  /** Takes a file out of the project. */
  forget(asset: string): Promise<void>;
}

export async function fakeUnreal(
  options: {
    readonly version?: readonly [number, number, number];
    readonly plugins?: readonly string[];
  } = {},
): Promise<FakeUnreal> {
  const folder = await mkdtemp(join(tmpdir(), 'semblante-fake-unreal-'));
  const content = join(folder, 'assets');
  const editor = join(folder, 'Engine/Binaries/Linux/UnrealEditor-Cmd');
  const project = join(folder, 'Project/Semblante.uproject');
  const put = async (file: string, text: string) => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  const [MajorVersion, MinorVersion, PatchVersion] = options.version ?? [5, 4, 4];
  await put(
    join(folder, 'Engine/Build/Build.version'),
    JSON.stringify({ MajorVersion, MinorVersion, PatchVersion }),
  );
  const plugins = options.plugins ?? [
    'MovieRenderPipeline',
    'PythonScriptPlugin',
    'EditorScriptingUtilities',
  ];
  await put(project, JSON.stringify({ Plugins: plugins.map((Name) => ({ Name, Enabled: true })) }));
  const assets = {
    'Semblante/Maps/office.umap': { type: 'World' },
    'Semblante/Maps/plain.umap': { type: 'World' },
    'Semblante/ABP_SemblanteFace.uasset': { type: 'AnimBlueprint' },
    'MetaHumans/AnaPaula/BP_AnaPaula.uasset': { type: 'MetaHuman', components: ['Body', 'Face'] },
    'MetaHumans/Faceless/BP_Faceless.uasset': { type: 'MetaHuman', components: ['Body'] },
  };
  for (const [name, asset] of Object.entries(assets)) {
    await put(join(folder, 'Project/Content', name), '');
    await put(join(content, 'Game', name.replace(/\.\w+$/, '.json')), JSON.stringify(asset));
  }
  const misbehave = async (what: string) => {
    const lines = [
      '#!/bin/sh',
      `FAKE_UNREAL_CONTENT='${content}' FAKE_UNREAL_MISBEHAVE='${what}' exec python3 '${FAKE_EDITOR}' "$@"`,
    ];
    await put(editor, `${lines.join('\n')}\n`);
    await chmod(editor, 0o755);
  };
  await misbehave('');
  const engines: RenderEngine[] = [];
  const environment = { SEMBLANTE_UNREAL_EDITOR: editor, SEMBLANTE_UNREAL_PROJECT: project };
  return {
    environment,
    engine(env = {}) {
      const engine = createUnrealEngine({ ...environment, ...env });
      engines.push(engine);
      return engine;
    },
    folder,
    project,
    content,
    misbehave,
    forget: (asset) => rm(join(folder, 'Project/Content', asset)),
    async [Symbol.asyncDispose]() {
      await Promise.all(engines.map((engine) => engine.close?.()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
