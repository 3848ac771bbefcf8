/** Deleting a voice leaves nothing of it: no row, no recording, no preview, no model in a cloud; finished films stay. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { removeQueued, removeVoiceModels } from '../gpu-agent/src/deletions.ts';
import type { SpeechEngine, VoiceModel } from '../gpu-agent/src/engines/engine.ts';
import { enrollAgent } from '../gpu-agent/src/enroll.ts';
import { TaskQueue } from '../gpu-agent/src/queue.ts';
import { startTestStack, type TestStack } from '../local-stack/src/testing.ts';
import { VoiceAnswer } from '../supabase/functions/_shared/contract/api.ts';
import { CURRENT_CONSENT } from '../supabase/functions/_shared/contract/consent.ts';
import type { TaskStage } from '../supabase/functions/_shared/contract/job.ts';
import { wavOf } from '../supabase/functions/api/testing.ts';

let stack: TestStack;
let token: string;
let agent: SupabaseClient;
let queue: TaskQueue;

before(async () => {
  stack = await startTestStack();
  const { publishable, secret } = stack.keys;
  const clientOf = () =>
    createClient(stack.url, publishable, { auth: { persistSession: false, autoRefreshToken: false } });
  const person = await clientOf().auth.signUp({ email: 'ana@example.com', password: 'a long one for ana' });
  assert.ok(person.data.session);
  token = person.data.session.access_token;
  const account = await enrollAgent({
    url: stack.url,
    publishableKey: publishable,
    secretKey: secret,
    name: 'one',
  });
  agent = clientOf();
  await agent.auth.signInWithPassword({
    email: account.SEMBLANTE_AGENT_EMAIL,
    password: account.SEMBLANTE_AGENT_PASSWORD,
  });
  queue = new TaskQueue({ client: agent, renew: async () => {} });
});
after(() => stack.stop());

async function ask(method: string, path: string, body?: FormData | object): Promise<unknown> {
  const form = body instanceof FormData;
  const response = await fetch(`${stack.url}/api/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && !form ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

const ENGINES = ['tts:elevenlabs', 'face:visemes', 'render:three', 'compositing:ffmpeg'];

/** Every row of the schemas that holds the text, and every object named so: what a search for a person finds. */
async function traces(text: string): Promise<string[]> {
  const { rows: tables } = await stack.sql<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c
     where c.relkind = 'r' and (c.relnamespace = 'public'::regnamespace or c.oid = 'storage.objects'::regclass)`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await stack.sql<{ n: number }>(
      `select count(*)::int as n from ${name} t where strpos(to_jsonb(t)::text, $1) > 0`,
      [text],
    );
    if (rows[0]?.n) found.push(`${name}: ${rows[0].n}`);
  }
  return found.sort();
}

async function work(stage: TaskStage, artifact: (prefix: string) => Record<string, unknown>): Promise<void> {
  const task = await queue.claim({ stages: [stage], engines: ENGINES, leaseSeconds: 30 });
  assert.ok(task, stage);
  const prefix = `${task.user_id}/${stage === 'speech_preview' ? await previewOf(task.task_id) : task.job_id}/${task.lease_id}/`;
  const made = artifact(prefix);
  const files = Object.values((made.files ?? {}) as Record<string, string>);
  for (const file of files) {
    const type = file.endsWith('.wav') ? 'audio/wav' : 'application/octet-stream';
    const { error } = await agent.storage
      .from(String(made.bucket))
      .upload(prefix + file, new Blob(['x'], { type }), { contentType: type });
    assert.equal(error, null);
  }
  await queue.complete(task.lease_id, made, { wall_s: 1, engine: { name: 'elevenlabs', version: '1' } });
}

async function previewOf(task: string): Promise<string> {
  const { rows } = await stack.sql<{ preview_id: string }>(
    'select preview_id from public.render_tasks where id = $1',
    [task],
  );
  return String(rows[0]?.preview_id);
}

test('a deleted voice is gone from every table, every bucket and its cloud', async () => {
  const form = new FormData();
  form.set('name', 'Voz da Rita');
  form.set('language', 'pt-BR');
  form.set('audio_file', new Blob([wavOf(31)]), 'voz.wav');
  form.set('consent_name', 'Rita Melo');
  form.set('consent_statement_version', CURRENT_CONSENT);
  form.set('consent_audio', new Blob([wavOf(3)]), 'eu-autorizo.wav');
  const { voice_id: voice } = VoiceAnswer.parse(await ask('POST', '/voice-cloning/create', form));
  await work('voice_training', () => ({ engine: 'elevenlabs', profile: { voice_id: 'model-of-rita' } }));
  const spoken = { language: 'pt-BR', clone_id: voice };
  const render = (await ask('POST', '/avatars/render', {
    avatar_id: 'br_corporate_ana',
    script: 'Bom dia.',
    voice_config: spoken,
    render_settings: {},
  })) as { job_id: string };
  const person = createClient(stack.url, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { headers: { authorization: `Bearer ${token}` } },
  });
  const asked = await person.rpc('request_speech_preview', { spoken_text: 'Oi.', voice_config: spoken });
  assert.equal(asked.error, null);
  await work('speech_preview', (prefix) => ({
    bucket: 'previews',
    prefix,
    files: { audio: 'audio.wav', curves: 'curves.f32' },
    duration: 1,
    timeline: {},
    curves: {},
  }));
  for (const place of [
    'storage.objects',
    'voice_clones',
    'voice_consents',
    'speech_previews',
    'render_tasks',
  ]) {
    assert.ok(
      (await traces(voice)).some((found) => found.startsWith(place)),
      `${place} holds something to delete`,
    );
  }

  await ask('DELETE', `/voice-cloning/${voice}`);
  const { rows } = await stack.sql('select status from public.render_jobs where id = $1', [render.job_id]);
  assert.deepEqual(rows, [{ status: 'cancelled' }]);

  // The cloud is away, and agents without its key are of no use.
  const removed: VoiceModel[] = [];
  let away = true;
  const elevenlabs: SpeechEngine = {
    name: 'elevenlabs',
    probe: async () => ({ available: true }),
    speak: () => Promise.reject(new Error('not asked for')),
    removeVoice: async (model) => {
      if (away) throw new Error('503 Service Unavailable');
      removed.push(model);
    },
  };
  const { removeVoice: _, ...unable } = elevenlabs;
  assert.deepEqual(await removeVoiceModels(queue, [unable]), { removed: 0, failed: [] });
  assert.deepEqual(await removeVoiceModels(queue, [elevenlabs]), {
    removed: 0,
    failed: ['elevenlabs: 503 Service Unavailable'],
  });
  away = false;
  assert.equal((await removeVoiceModels(queue, [elevenlabs])).removed, 0, 'not before its time');
  await stack.sql('update public.voice_removals set run_after = now()');
  assert.equal((await removeVoiceModels(queue, [elevenlabs])).removed, 1);
  assert.deepEqual(removed, [
    { voiceId: voice, modelId: 'model-of-rita', profile: { voice_id: 'model-of-rita' } },
  ]);

  await stack.sql('update public.storage_deletions set run_after = now()');
  assert.equal(await removeQueued(queue, agent), 4, 'sample, consent, and a preview of two files');
  // What the person asked for stays theirs, with the id of a voice that is no more; so does the record of its uses.
  assert.deepEqual(await traces(voice), ['avatar_projects: 1', 'render_jobs: 1', 'voice_uses: 2']);
  for (const text of ['Rita', 'model-of-rita']) assert.deepEqual(await traces(text), []);
});
