/**
 * Two users, a visitor and two agents on one real stack, with work of every kind between them. Jobs are driven by the
 * task protocol, with artefacts of a few bytes; the only thing SQL does from outside is let a lease or a wait run out.
 * Over 400 lines because one world is told in one place, in the order it happens.
 */
import assert from 'node:assert/strict';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { enrollAgent } from '../../gpu-agent/src/enroll.ts';
import { startTestStack, type TestStack } from '../../local-stack/src/testing.ts';
import { CURRENT_CONSENT } from '../../supabase/functions/_shared/contract/consent.ts';
import { ClaimedTask, type TaskStage } from '../../supabase/functions/_shared/contract/job.ts';

export const ACTORS = ['visitor', 'ana', 'bia', 'one', 'two'] as const;
export type ActorName = (typeof ACTORS)[number];
export const isAgent = (name: ActorName): boolean => name === 'one' || name === 'two';

/** In what ana wrote and nobody else did: an answer that holds it has leaked. */
export const SECRET = 'Segredo da Ana';

/** The objects everybody tries to reach: bucket and media type. */
export const FILES = {
  portrait: ['avatars', 'image/webp'],
  accepted: ['artifacts', 'audio/wav'],
  frame: ['artifacts', 'image/png'],
  abandoned: ['artifacts', 'audio/wav'],
  ended: ['artifacts', 'audio/wav'],
  biasSpeech: ['artifacts', 'audio/wav'],
  doomed: ['artifacts', 'audio/wav'],
  film: ['renders', 'video/mp4'],
  stale: ['renders', 'video/mp4'],
  unaccepted: ['renders', 'video/mp4'],
  recording: ['voice-samples', 'audio/wav'],
  consent: ['voice-samples', 'audio/wav'],
  logo: ['uploads', 'image/png'],
  notes: ['uploads', 'image/png'],
  heard: ['previews', 'audio/wav'],
  unheard: ['previews', 'audio/wav'],
} as const;
export type FileName = keyof typeof FILES;

export interface StoredObject {
  readonly bucket: string;
  readonly name: string;
  readonly type: string;
}

export interface Actor {
  readonly name: ActorName;
  /** Empty for the visitor, who has no account. */
  readonly id: string;
  readonly token: string | null;
  readonly client: SupabaseClient;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
}

export interface World {
  readonly stack: TestStack;
  readonly actors: Readonly<Record<ActorName, Actor>>;
  readonly ids: Readonly<
    Record<
      | 'ana'
      | 'bia'
      | 'one'
      | 'two'
      | 'project'
      | 'voice'
      | 'unconsented'
      | 'newVoice'
      | 'newProject'
      | 'film'
      | 'live'
      | 'spare'
      | 'waste'
      | 'cancelled'
      | 'share'
      | 'sharedToken'
      | 'draft'
      | 'bias'
      | 'preview'
      | 'token',
      string
    >
  > & { readonly deletion: number; readonly removal: number };
  /** Held by `one` on ana's film in the making, her voice and her spare job; by `two` on bia's. `lost` `one` held once. */
  readonly leases: Readonly<Record<'live' | 'voice' | 'spare' | 'lost' | 'bias', string>>;
  readonly folders: Readonly<Record<'leased' | 'spare', string>>;
  readonly objects: Readonly<Record<FileName, StoredObject>>;
  /** The secret of ana's API token `ids.token`. */
  readonly apiToken: string;
  /** An address to upload with, given to `one` while it held the lease it lost. */
  readonly lateUpload: { readonly path: string; readonly token: string };
  /** A plain request, with the actor's token unless another is given. */
  request(actor: Actor, method: string, path: string, options?: RequestOptions): Promise<Reply>;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}

const ENGINES = ['tts:espeak', 'face:visemes', 'render:three', 'compositing:ffmpeg', 'voice:espeak'];
const BYTES = Buffer.from('tiny');

function clientOf(stack: TestStack): SupabaseClient {
  return createClient(stack.url, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
}

async function signUp(stack: TestStack, name: 'ana' | 'bia'): Promise<Actor> {
  const client = clientOf(stack);
  const { data, error } = await client.auth.signUp({
    email: `${name}@example.com`,
    password: `a long one for ${name}`,
  });
  assert.ok(data.user && data.session, error?.message);
  return { name, id: data.user.id, token: data.session.access_token, client };
}

async function signInAgent(stack: TestStack, name: 'one' | 'two'): Promise<Actor> {
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

async function put(actor: Actor, { bucket, name, type }: StoredObject): Promise<void> {
  const { error } = await actor.client.storage.from(bucket).upload(name, BYTES, { contentType: type });
  assert.equal(error, null, `${actor.name} stores ${bucket}/${name}: ${error?.message}`);
}

async function rpc(actor: Actor, name: string, args: Record<string, unknown>): Promise<unknown> {
  const { data, error } = await actor.client.rpc(name, args);
  assert.equal(error, null, `${actor.name} calls ${name}: ${error?.message}`);
  return data;
}

async function claim(agent: Actor, stage: TaskStage): Promise<ClaimedTask> {
  return ClaimedTask.parse(
    await rpc(agent, 'claim_task', { stages: [stage], engines: ENGINES, lease_seconds: 300 }),
  );
}

const folderOf = (task: ClaimedTask): string =>
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
async function store(agent: Actor, task: ClaimedTask): Promise<void> {
  const bucket = task.stage === 'compositing' ? 'renders' : 'artifacts';
  for (const [, file, type] of MADE[task.stage] ?? [])
    await put(agent, { bucket, name: folderOf(task) + file, type });
}

async function complete(agent: Actor, task: ClaimedTask): Promise<void> {
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
async function untilCompositing(agent: Actor): Promise<{ speech: string; frames: string }> {
  const speech = await claim(agent, 'tts');
  await complete(agent, speech);
  await complete(agent, await claim(agent, 'audio2face'));
  const frames = await claim(agent, 'ue5');
  await complete(agent, frames);
  return { speech: folderOf(speech), frames: folderOf(frames) };
}

async function queue(
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
async function learn(owner: Actor, agent: Actor, voice: string): Promise<void> {
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
async function preview(
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

export async function openWorld(): Promise<World> {
  const stack = await startTestStack();
  try {
    return await populate(stack);
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function populate(stack: TestStack): Promise<World> {
  const [ana, bia, one, two] = await Promise.all([
    signUp(stack, 'ana'),
    signUp(stack, 'bia'),
    signInAgent(stack, 'one'),
    signInAgent(stack, 'two'),
  ]);
  const visitor: Actor = { name: 'visitor', id: '', token: null, client: clientOf(stack) };
  const object = (file: FileName, name: string): StoredObject => ({
    bucket: FILES[file][0],
    name,
    type: FILES[file][1],
  });

  const portrait = object('portrait', 'br_corporate_ana/portrait.webp');
  await put(one, portrait);
  await stack.sql(`insert into public.avatars_3d
    select (jsonb_populate_record(a, '{"id": "retired", "is_active": false}')).* from public.avatars_3d a limit 1`);

  const logo = object('logo', `${ana.id}/logo.png`);
  const notes = object('notes', `${ana.id}/drafts/notes.png`);
  const voice = crypto.randomUUID();
  const recording = object('recording', `${ana.id}/${voice}/sample.wav`);
  const spoken = crypto.randomUUID();
  const consent = object('consent', `${ana.id}/${spoken}/consent.wav`);
  for (const file of [logo, notes, recording, consent]) await put(ana, file);
  const gone = crypto.randomUUID();
  await learn(ana, one, gone);
  const deleted = await ana.client.from('voice_clones').delete().eq('id', gone);
  assert.equal(deleted.error, null);
  const [removal] = (await rpc(one, 'claim_voice_removals', { engines: ['tts:elevenlabs'] })) as {
    id: number;
  }[];
  assert.ok(removal);
  const said = await ana.client
    .from('pronunciations')
    .insert({ language: 'pt-BR', grapheme: 'CIPA', say: SECRET });
  assert.equal(said.error, null);

  const made = await ana.client
    .from('voice_clones')
    .insert({ id: voice, name: SECRET, audio_sample_url: recording.name });
  assert.equal(made.error, null);
  const training = await claim(one, 'voice_training');
  await learn(ana, one, spoken);
  await rpc(ana, 'give_voice_consent', {
    voice_id: spoken,
    consenter_name: SECRET,
    statement_version: CURRENT_CONSENT,
    statement_audio: consent.name,
  });
  const linked = await ana.client.from('avatar_projects').insert({
    avatar_id: 'br_corporate_ana',
    script: SECRET,
    voice_config: { language: 'pt-BR', clone_id: voice },
    render_settings: {},
  });
  assert.equal(linked.error, null);
  const unconsented = crypto.randomUUID();
  await learn(ana, one, unconsented);

  const film = await queue(ana, { idempotency_key: 'first', title: 'Para todos' });
  const { speech: endedFolder } = await untilCompositing(one);
  const lost = await claim(one, 'compositing');
  await store(one, lost);
  const late = await one.client.storage.from('renders').createSignedUploadUrl(`${folderOf(lost)}late.mp4`);
  assert.ok(late.data, late.error?.message);
  await expire(stack, lost.lease_id);
  const taken = await claim(two, 'compositing');
  assert.equal(taken.job_id, film.job);
  await complete(two, taken);

  const live = await queue(ana, { render_settings: { logo: { path: logo.name } } });
  const abandoned = await claim(two, 'tts');
  await store(two, abandoned);
  await expire(stack, abandoned.lease_id);
  const { speech: acceptedFolder, frames: framesFolder } = await untilCompositing(two);
  const composing = await claim(one, 'compositing');
  await store(one, composing);

  const cancelled = await queue(ana);
  const cancelledSpeech = await claim(one, 'tts');
  const doomed = object('doomed', `${folderOf(cancelledSpeech)}audio.wav`);
  await put(one, doomed);
  await rpc(ana, 'cancel_render_job', { job_id: cancelled.job });
  const due = await stack.sql<{ id: string }>(
    `update public.storage_deletions set run_after = now() where prefix = $1 returning id`,
    [`${cancelled.job}/`],
  );
  const removals = (await rpc(one, 'claim_deletions', { batch: 100 })) as { path: string }[];
  assert.deepEqual(
    removals.map(({ path }) => path),
    [doomed.name],
  );

  const hearing = await preview(ana, one, SECRET);
  const heard = object('heard', `${hearing.folder}audio.wav`);
  await put(one, heard);
  await put(one, { ...heard, name: `${hearing.folder}curves.f32`, type: 'application/octet-stream' });
  await rpc(one, 'complete_task', {
    lease_id: hearing.task.lease_id,
    artifact: {
      bucket: 'previews',
      prefix: hearing.folder,
      files: { audio: 'audio.wav', curves: 'curves.f32' },
      duration: 1,
      timeline: { language: 'pt-BR', duration: 1, source: 'exact', confidence: 1, phonemes: [], words: [] },
      curves: { version: 1, fps: 60, frame_count: 60, names: ['jawOpen'] },
    },
    report: { wall_s: 1, engine: { name: 'test', version: '1' } },
  });
  const saying = await preview(ana, one, `${SECRET}!`);
  const unheard = object('unheard', `${saying.folder}audio.wav`);
  await put(one, unheard);

  const key = (await rpc(ana, 'create_api_token', { name: SECRET, scopes: ['read'] })) as {
    id: string;
    token: string;
  };
  const share = async (): Promise<{ share_id: string; token: string }> =>
    (await rpc(ana, 'create_share_link', { job_id: film.job })) as { share_id: string; token: string };
  const [shared, withdrawn] = [await share(), await share()];
  const draft = crypto.randomUUID();
  for (const id of [draft, crypto.randomUUID()])
    await rpc(ana, 'save_draft', { draft_id: id, revision: 0, title: SECRET, body: {} });
  for (const [table, row] of [
    ['favourite_avatars', { avatar_id: 'br_corporate_ana' }],
    ['user_defaults', {}],
    ['brand_kits', { logo_path: logo.name }],
  ] as const) {
    const kept = await ana.client.from(table).insert({ user_id: ana.id, ...row });
    assert.equal(kept.error, null, kept.error?.message);
  }
  await rpc(ana, 'request_account_deletion', {});

  const spare = await queue(ana);
  const spareSpeech = await claim(one, 'tts');
  const waste = await queue(ana);
  await claim(one, 'tts');
  const bias = await queue(bia);
  const biasSpeech = await claim(two, 'tts');
  await store(two, biasSpeech);

  const request: World['request'] = async (actor, method, path, options = {}) => {
    const headers = new Headers({ apikey: stack.keys.publishable, ...options.headers });
    const token = options.token ?? actor.token;
    if (token) headers.set('authorization', `Bearer ${token}`);
    const raw = options.body instanceof FormData || options.body instanceof Uint8Array;
    if (options.body !== undefined && !raw) headers.set('content-type', 'application/json');
    const response = await fetch(`${stack.url}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(options.body === undefined
        ? {}
        : { body: raw ? (options.body as FormData) : JSON.stringify(options.body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
    return { status: response.status, text, body: isJson ? JSON.parse(text) : null };
  };

  return {
    stack,
    actors: { visitor, ana, bia, one, two },
    ids: {
      ana: ana.id,
      bia: bia.id,
      one: one.id,
      two: two.id,
      project: film.project,
      voice,
      unconsented,
      newVoice: crypto.randomUUID(),
      newProject: crypto.randomUUID(),
      film: film.job,
      live: live.job,
      spare: spare.job,
      waste: waste.job,
      cancelled: cancelled.job,
      share: withdrawn.share_id,
      sharedToken: shared.token,
      draft,
      bias: bias.job,
      preview: hearing.id,
      token: key.id,
      deletion: Number(due.rows[0]?.id),
      removal: removal.id,
    },
    leases: {
      live: composing.lease_id,
      voice: training.lease_id,
      spare: spareSpeech.lease_id,
      lost: lost.lease_id,
      bias: biasSpeech.lease_id,
    },
    folders: { leased: folderOf(composing), spare: folderOf(spareSpeech) },
    objects: {
      portrait,
      accepted: object('accepted', `${acceptedFolder}audio.wav`),
      frame: object('frame', `${framesFolder}poster.png`),
      abandoned: object('abandoned', `${folderOf(abandoned)}audio.wav`),
      ended: object('ended', `${endedFolder}audio.wav`),
      biasSpeech: object('biasSpeech', `${folderOf(biasSpeech)}audio.wav`),
      doomed,
      film: object('film', `${folderOf(taken)}film.mp4`),
      stale: object('stale', `${folderOf(lost)}film.mp4`),
      unaccepted: object('unaccepted', `${folderOf(composing)}film.mp4`),
      recording,
      consent,
      logo,
      notes,
      heard,
      unheard,
    },
    apiToken: key.token,
    lateUpload: { path: late.data.path, token: late.data.token },
    request,
  };
}
