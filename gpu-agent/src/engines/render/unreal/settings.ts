/** Where Unreal and the project with the MetaHumans are, from the agent's environment; and whether both will do. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';

const ASSET = /^\/Game(\/[A-Za-z0-9_]+)+$/;

const Environment = z.object({
  SEMBLANTE_UNREAL_EDITOR: z.string().refine(isAbsolute, 'must be an absolute path'),
  SEMBLANTE_UNREAL_PROJECT: z
    .string()
    .refine(
      (path) => isAbsolute(path) && path.endsWith('.uproject'),
      'must be the absolute path of a .uproject',
    ),
  SEMBLANTE_UNREAL_MAPS: z.string().regex(ASSET).default('/Game/Semblante/Maps'),
  SEMBLANTE_UNREAL_ANIM_BLUEPRINT: z.string().regex(ASSET).default('/Game/Semblante/ABP_SemblanteFace'),
  /** An editor that starts for the first time compiles shaders. */
  SEMBLANTE_UNREAL_START_SECONDS: z.coerce.number().min(1).max(7200).default(900),
  /** Without a new frame, line of the log or answer for this long a render is given up. */
  SEMBLANTE_UNREAL_STALL_SECONDS: z.coerce.number().min(1).max(7200).default(600),
  /** How long an editor without work stays. */
  SEMBLANTE_UNREAL_IDLE_SECONDS: z.coerce.number().min(0).max(86_400).default(600),
});

export interface UnrealSettings {
  readonly editor: string;
  readonly project: string;
  /** Package folder of the sets' maps. */
  readonly maps: string;
  readonly animationBlueprint: string;
  readonly startMs: number;
  readonly stallMs: number;
  readonly idleMs: number;
}

/** What is wrong with the environment or the installation, in a sentence that says what to do. */
export class UnrealMissing extends Error {
  override readonly name = 'UnrealMissing';
}

const PLUGINS = ['MovieRenderPipeline', 'PythonScriptPlugin', 'EditorScriptingUtilities'];
const OLDEST = [5, 3] as const;

/** Undefined where no editor is configured. @throws UnrealMissing */
export function readUnrealSettings(env: NodeJS.ProcessEnv): UnrealSettings | undefined {
  if (!env.SEMBLANTE_UNREAL_EDITOR) return undefined;
  const parsed = Environment.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
  );
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UnrealMissing(`${String(issue?.path[0])} ${issue?.message}.`);
  }
  const vars = parsed.data;
  return {
    editor: vars.SEMBLANTE_UNREAL_EDITOR,
    project: vars.SEMBLANTE_UNREAL_PROJECT,
    maps: vars.SEMBLANTE_UNREAL_MAPS,
    animationBlueprint: vars.SEMBLANTE_UNREAL_ANIM_BLUEPRINT,
    startMs: vars.SEMBLANTE_UNREAL_START_SECONDS * 1000,
    stallMs: vars.SEMBLANTE_UNREAL_STALL_SECONDS * 1000,
    idleMs: vars.SEMBLANTE_UNREAL_IDLE_SECONDS * 1000,
  };
}

const Version = z.looseObject({
  MajorVersion: z.number(),
  MinorVersion: z.number(),
  PatchVersion: z.number(),
});
const Project = z.looseObject({
  Plugins: z.array(z.looseObject({ Name: z.string(), Enabled: z.boolean() })).optional(),
});

/**
 * Looks at the files without starting the editor, which takes minutes.
 *
 * @returns the editor's version, e.g. `5.4.4`
 * @throws UnrealMissing
 */
export function inspectInstallation({ editor, project, animationBlueprint }: UnrealSettings): string {
  try {
    accessSync(editor, constants.X_OK);
  } catch {
    throw new UnrealMissing(`SEMBLANTE_UNREAL_EDITOR: ${editor} is not there or not executable.`);
  }
  // <root>/Engine/Binaries/<platform>/UnrealEditor-Cmd
  const file = join(dirname(editor), '../../Build/Build.version');
  const version = Version.safeParse(readJson(file));
  if (!version.success) throw new UnrealMissing(`${file} does not tell the version of Unreal.`);
  const { MajorVersion: major, MinorVersion: minor, PatchVersion: patch } = version.data;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new UnrealMissing(`Unreal ${major}.${minor} is too old: install 5.3 or newer.`);
  }
  const described = Project.safeParse(readJson(project));
  if (!described.success) throw new UnrealMissing(`SEMBLANTE_UNREAL_PROJECT: ${project} cannot be read.`);
  const enabled = new Set(described.data.Plugins?.filter((plugin) => plugin.Enabled).map(({ Name }) => Name));
  const missing = PLUGINS.filter((plugin) => !enabled.has(plugin));
  if (missing.length > 0) throw new UnrealMissing(`Enable in ${project}: ${missing.join(', ')}.`);
  if (!existsSync(packageFile(project, animationBlueprint, 'uasset'))) {
    throw new UnrealMissing(
      `The project has no ${animationBlueprint}: make it as docs/engines/unreal.md says, or set SEMBLANTE_UNREAL_ANIM_BLUEPRINT.`,
    );
  }
  return `${major}.${minor}.${patch}`;
}

/** `/Game/A/B` is `Content/A/B` beside the project's file. */
export function packageFile(project: string, asset: string, extension: 'uasset' | 'umap'): string {
  return join(dirname(project), 'Content', `${asset.slice('/Game/'.length)}.${extension}`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
