/** The product's own agent beside the browser tests' stack, and the model the viewer draws. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { bakeAvatar } from '../../avatar/bake/bake.ts';
import { readCatalogueEntry } from '../../avatar/catalogue.ts';
import { enrollAgent } from '../../gpu-agent/src/enroll.ts';
import type { World } from './world.ts';

export interface RealVoice extends AsyncDisposable {
  /** The end of what the agent logged. */
  log(): string;
}

export async function startAgent({ stack }: World): Promise<RealVoice> {
  const folder = await mkdtemp(join(tmpdir(), 'semblante-studio-'));
  const environment = await enrollAgent({
    url: stack.url,
    publishableKey: stack.keys.publishable,
    secretKey: stack.keys.secret,
    name: `studio-test-${process.pid}`,
  });
  const agent = spawn(process.execPath, [join(import.meta.dirname, '../../gpu-agent/src/main.ts')], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  agent.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-6000);
  });
  return {
    log: () => log,
    async [Symbol.asyncDispose]() {
      if (agent.exitCode === null) {
        agent.kill('SIGTERM');
        await once(agent, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Bakes the preview level of detail (cached) and publishes it the way an administrator does; a figure beside it if asked. */
export async function publishModel({ stack }: World, avatar: string, withFigure = false): Promise<void> {
  const { assets } = await readCatalogueEntry(avatar);
  const admin = createClient(stack.url, stack.keys.secret, { auth: { persistSession: false } });
  const path = `${avatar}/preview.glb`;
  const publish = async (to: string, lod: 'preview' | 'figure-preview') => {
    const { glb } = await bakeAvatar(assets.look, { lod });
    const { error } = await admin.storage
      .from('avatars')
      .upload(to, await readFile(glb), { contentType: 'model/gltf-binary', upsert: true });
    if (error) throw error;
  };
  await publish(path, 'preview');
  if (withFigure) await publish(`${avatar}/figure.glb`, 'figure-preview');
  await stack.sql(
    `update public.avatars_3d set assets = jsonb_set(assets, '{glb}', to_jsonb($2::text)) where id = $1`,
    [avatar, `/storage/v1/object/public/avatars/${path}`],
  );
}
