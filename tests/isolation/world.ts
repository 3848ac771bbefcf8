/**
 * Two users, a visitor and two agents on one real stack, with work of every kind between them. Jobs are driven by the
 * task protocol, with artefacts of a few bytes; the only thing SQL does from outside is let a lease or a wait run out.
 */
import assert from 'node:assert/strict';
import { readCatalogueEntry } from '../../avatar/catalogue.ts';
import { startTestStack, type TestStack } from '../../local-stack/src/testing.ts';
import { CURRENT_CONSENT } from '../../supabase/functions/_shared/contract/consent.ts';
import { type Actor, FILES, type FileName, SECRET, type StoredObject, type World } from './cast.ts';
import {
  claim,
  clientOf,
  complete,
  expire,
  folderOf,
  learn,
  preview,
  put,
  queue,
  rpc,
  signInAgent,
  signUp,
  store,
  untilCompositing,
} from './hands.ts';

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

  const webhook = (path: string) =>
    rpc(ana, 'create_webhook', {
      url: `https://example.com/${path}/${SECRET.replaceAll(' ', '')}`,
      events: [path === 'spare' ? 'voice.failed' : 'job.cancelled'],
    }) as Promise<{ id: string }>;
  const [hook, spareHook] = [await webhook('hook'), await webhook('spare')];
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

  // Room for what the matrix adds to what is here.
  await stack.sql(`update public.plans set own_avatars = 20 where id = 'free'`);
  const { look } = (await readCatalogueEntry('br_corporate_ana')).assets;
  const sculpt = () =>
    rpc(ana, 'create_look_avatar', {
      name: SECRET,
      base_avatar_id: 'br_corporate_ana',
      look,
    }) as Promise<string>;
  const [avatar, spareAvatar] = [await sculpt(), await sculpt()];
  const snapshot = object('snapshot', `${ana.id}/${avatar}/snapshot.webp`);
  const [leased, newAvatar] = [crypto.randomUUID(), crypto.randomUUID()];
  const face = object('face', `${ana.id}/${leased}/source.glb`);
  // What is tried as an object is gone in the end; functions are tried with others.
  const others = [`${newAvatar}/source.glb`, `${avatar}/snapshot.png`];
  for (const file of [snapshot, face]) await put(ana, file);
  for (const name of others) await put(ana, { ...face, name: `${ana.id}/${name}` });
  await rpc(ana, 'import_avatar', { id: leased, name: SECRET, gender: 'female' });
  const judging = await claim(one, 'avatar_import');
  const sculpted = object('sculpted', `${ana.id}/${leased}/${judging.lease_id}/model.glb`);
  await put(one, sculpted);

  const [posting] = (await rpc(one, 'claim_webhook_deliveries', { batch: 10 })) as { id: string }[];
  assert.ok(posting);
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
      avatar,
      spareAvatar,
      newAvatar,
      token: key.id,
      webhook: hook.id,
      spareWebhook: spareHook.id,
      delivery: posting.id,
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
      face,
      sculpted,
      snapshot,
    },
    apiToken: key.token,
    lateUpload: { path: late.data.path, token: late.data.token },
    request,
  };
}
