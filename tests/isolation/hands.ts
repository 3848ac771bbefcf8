/** What people and agents do in the world: each through the real services, as the task protocol has it. */
import assert from 'node:assert/strict';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { enrollAgent } from '../../gpu-agent/src/enroll.ts';
import type { TestStack } from '../../local-stack/src/testing.ts';
import { ClaimedTask, type TaskStage } from '../../supabase/functions/_shared/contract/job.ts';
import { type Actor, SECRET, type StoredObject } from './cast.ts';

const ENGINES = ['tts:espeak', 'face:visemes', 'render:three', 'compositing:ffmpeg', 'voice:espeak'];
const BYTES = Buffer.from('tiny');

export function clientOf(stack: TestStack): SupabaseClient {
  return createClient(stack.url, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
}

export async function signUp(stack: TestStack, name: 'ana' | 'bia'): Promise<Actor> {
  const client = clientOf(stack);
  const { data, error } = await client.auth.signUp({
    email: `${name}@example.com`,
    password: `a long one for ${name}`,
  });
  assert.ok(data.user && data.session, error?.message);
  return { name, id: data.user.id, token: data.session.access_token, client };
}

export async function signInAgent(stack: TestStack, name: 'one' | 'two'): Promise<Actor> {
  const { publishable, secret } = stack.keys;
  const account = await enrollAgent({ url: stack.url, publishableKey: publishable, secretKey: secret, name });
  const client = clientOf(stack);
  const { data, error } = await client.auth.signInWithPassword({
    email: account.SEMBLANTE_AGENT_EMAIL,
    password: account.SEMBLANTE_AGENT_PASSWORD,
  });
  assert.ok(data.user && data.session, error?.message);
  return { name, id: data.user.id, token: data.session.access_token, client };
}

export async function put(actor: Actor, { bucket, name, type }: StoredObject): Promise<void> {
  const { error } = await actor.client.storage.from(bucket).upload(name, BYTES, { contentType: type });
  assert.equal(error, null, `${actor.name} stores ${bucket}/${name}: ${error?.message}`);
}

export async function rpc(actor: Actor, name: string, args: Record<string, unknown>): Promise<unknown> {
  const { data, error } = await actor.client.rpc(name, args);
  assert.equal(error, null, `${actor.name} calls ${name}: ${error?.message}`);
  return data;
}

export async function claim(agent: Actor, stage: TaskStage): Promise<ClaimedTask> {
  return ClaimedTask.parse(
    await rpc(agent, 'claim_task', { stages: [stage], engines: ENGINES, lease_seconds: 300 }),
  );
}

export const folderOf = (task: ClaimedTask): string =>
  task.stage === 'compositing'
    ? `${task.user_id}/${task.job_id}/${task.lease_id}/`
    : `${task.job_id}/${task.stage}/${task.range_index}/${task.lease_id}/`;

const MADE: Readonly<Record<string, readonly (readonly [key: string, file: string, type: string])[]>> = {
  tts: [
    ['audio', 'audio.wav', 'audio/wav'],
    ['timeline', 'timeline.json', 'application/json'],
  ],
  audio2face: [
    ['header', 'curves.json', 'application/json'],
    ['data', 'curves.f32', 'application/octet-stream'],
  ],
  ue5: [
    ['video', 'range.mkv', 'video/x-matroska'],
    ['poster', 'poster.png', 'image/png'],
  ],
  compositing: [
    ['film', 'film.mp4', 'video/mp4'],
    ['poster', 'poster.webp', 'image/webp'],
    ['report', 'report.json', 'application/json'],
  ],
};

/** Stores every file the stage leaves, under the lease. */
export async function store(agent: Actor, task: ClaimedTask): Promise<void> {
  const bucket = task.stage === 'compositing' ? 'renders' : 'artifacts';
  for (const [, file, type] of MADE[task.stage] ?? [])
    await put(agent, { bucket, name: folderOf(task) + file, type });
}

export async function complete(agent: Actor, task: ClaimedTask): Promise<void> {
  await store(agent, task);
  const files = Object.fromEntries((MADE[task.stage] ?? []).map(([key, file]) => [key, file]));
  const { first_frame, frame_count } = task;
  await rpc(agent, 'complete_task', {
    lease_id: task.lease_id,
    artifact: {
      bucket: task.stage === 'compositing' ? 'renders' : 'artifacts',
      prefix: folderOf(task),
      files,
      ...(task.stage === 'tts' ? { duration: 1 } : {}),
      ...(task.stage === 'ue5' ? { first_frame, frame_count } : {}),
      ...(task.stage === 'compositing' ? { duration: 1, bytes: BYTES.length } : {}),
    },
    report: { wall_s: 1, engine: { name: 'test', version: '1' }, metrics: {} },
  });
}

/** The three stages before compositing; answers the folders of the speech and of the first frames. */
export async function untilCompositing(agent: Actor): Promise<{ speech: string; frames: string }> {
  const speech = await claim(agent, 'tts');
  await complete(agent, speech);
  await complete(agent, await claim(agent, 'audio2face'));
  const frames = await claim(agent, 'ue5');
  await complete(agent, frames);
  return { speech: folderOf(speech), frames: folderOf(frames) };
}

export async function queue(
  owner: Actor,
  extra: Record<string, unknown> = {},
): Promise<{ job: string; project: string }> {
  const answer = (await rpc(owner, 'create_render_job', {
    avatar_id: 'br_corporate_ana',
    script: owner.name === 'ana' ? SECRET : 'Texto da Bia',
    voice_config: { language: 'pt-BR' },
    render_settings: {},
    ...extra,
  })) as { job_id: string; project_id: string };
  return { job: answer.job_id, project: answer.project_id };
}

/** A voice that a cloud engine keeps a model of; nobody has consented to its use. */
export async function learn(owner: Actor, agent: Actor, voice: string): Promise<void> {
  const sample = `${owner.id}/${voice}/sample.wav`;
  const { error } = await owner.client
    .from('voice_clones')
    .insert({ id: voice, name: SECRET, audio_sample_url: sample });
  assert.equal(error, null);
  const task = await claim(agent, 'voice_training');
  await rpc(agent, 'complete_task', {
    lease_id: task.lease_id,
    artifact: { engine: 'elevenlabs', profile: { voice_id: `model of ${voice}` } },
    report: { wall_s: 1, engine: { name: 'elevenlabs', version: '1' } },
  });
}

/** A preview that `owner` asked for and `agent` leased; answers its id and the folder of the lease. */
export async function preview(
  owner: Actor,
  agent: Actor,
  text: string,
): Promise<{ id: string; task: ClaimedTask; folder: string }> {
  await rpc(owner, 'request_speech_preview', { spoken_text: text, voice_config: { language: 'pt-BR' } });
  const task = await claim(agent, 'speech_preview');
  assert.ok(task.preview_id);
  return { id: task.preview_id, task, folder: `${task.user_id}/${task.preview_id}/${task.lease_id}/` };
}

/** Lets a lease run out now: nobody waits for a clock. */
export async function expire(stack: TestStack, lease: string): Promise<void> {
  const { rowCount } = await stack.sql(
    `update public.render_tasks set lease_expires_at = clock_timestamp() - interval '1 second' where lease_id = $1`,
    [lease],
  );
  assert.equal(rowCount, 1);
}
