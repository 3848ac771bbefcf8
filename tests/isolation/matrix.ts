/**
 * Who may do what, as data. `../isolation.test.ts` tries all of it through the real services and fails when the catalogue
 * holds a table, function, bucket or route that is missing here.
 *
 * Everything tried belongs to `ana`, unless a name says otherwise. `one` holds the leases on her work, `two` one on
 * work of `bia`'s.
 *
 * Over 400 lines because a matrix in pieces could be complete in none.
 */
import { CURRENT_CONSENT } from '../../supabase/functions/_shared/contract/consent.ts';
import { wavOf } from '../../supabase/functions/api/testing.ts';
import type { ActorName, FILES, World } from './world.ts';

// --- PostgREST: tables ---------------------------------------------------------------------------------------

/** Rows a select without a filter answers; `denied` is SQLSTATE 42501. */
export type Sight = 'all' | 'own' | 'active' | 'denied';

export interface Table {
  /** SQL over `t` for the user a row belongs to. Left out where rows belong to nobody. */
  readonly owner?: string;
  readonly visitor: Sight;
  readonly user: Sight;
  readonly agent: Sight;
  /** Columns a user may set in an own row; every other column of the catalogue must be refused. */
  readonly insert: readonly string[];
  readonly update: readonly string[];
  readonly remove: boolean;
  /** A row of ana's that only her right to make it keeps others from making. */
  newRow?(world: World): Record<string, unknown>;
}

const NOBODY = {
  visitor: 'denied',
  user: 'denied',
  agent: 'denied',
  insert: [],
  update: [],
  remove: false,
} as const;
const OWN = { ...NOBODY, user: 'own' } as const;
const THROUGH_JOB = '(select j.user_id from public.render_jobs j where j.id = t.job_id)';

export const TABLES: Readonly<Record<string, Table>> = {
  plans: { ...NOBODY, visitor: 'all', user: 'all', agent: 'all' },
  avatars_3d: { ...NOBODY, visitor: 'active', user: 'active', agent: 'active' },
  stage_rates: { ...NOBODY, user: 'all' },
  users: { ...OWN, owner: 't.id', update: ['name'] },
  voice_clones: {
    ...OWN,
    owner: 't.user_id',
    insert: ['id', 'user_id', 'name', 'language', 'audio_sample_url'],
    update: ['name'],
    remove: true,
    newRow: ({ ids }) => ({
      id: ids.newVoice,
      user_id: ids.ana,
      name: 'Nova',
      language: 'pt-BR',
      audio_sample_url: `${ids.ana}/${ids.newVoice}/sample.wav`,
    }),
  },
  /** Written by give_voice_consent and revoke_voice_consent alone, and never removed without its voice. */
  voice_consents: { ...OWN, owner: 't.user_id' },
  pronunciations: {
    ...OWN,
    owner: 't.user_id',
    insert: ['user_id', 'language', 'grapheme', 'say'],
    update: ['language', 'grapheme', 'say'],
    remove: true,
    newRow: ({ ids }) => ({ user_id: ids.ana, language: 'es-ES', grapheme: 'EPI', say: 'epi' }),
  },
  favourite_avatars: {
    ...OWN,
    owner: 't.user_id',
    insert: ['user_id', 'avatar_id'],
    remove: true,
    newRow: ({ ids }) => ({ user_id: ids.ana, avatar_id: 'br_safety_carlos' }),
  },
  /** One row a person: ana has hers, and nobody may make another. */
  user_defaults: {
    ...OWN,
    owner: 't.user_id',
    insert: ['user_id', 'voice_config', 'render_settings', 'interface'],
    update: ['user_id', 'voice_config', 'render_settings', 'interface'],
    remove: true,
  },
  brand_kits: {
    ...OWN,
    owner: 't.user_id',
    insert: ['user_id', 'logo_path', 'colours', 'font', 'background'],
    update: ['user_id', 'logo_path', 'colours', 'font', 'background'],
    remove: true,
  },
  /** Written by save_draft alone, so that no save skips the revision. */
  project_drafts: { ...OWN, owner: 't.user_id', remove: true },
  /** Written by create_share_link, revoke_share_link and open_share_link alone. */
  share_links: { ...OWN, owner: 't.user_id' },
  account_deletions: { ...NOBODY, owner: 't.user_id' },
  avatar_projects: {
    ...OWN,
    owner: 't.user_id',
    insert: ['id', 'user_id', 'avatar_id', 'title', 'script', 'voice_config', 'render_settings'],
    update: ['avatar_id', 'title', 'script', 'voice_config', 'render_settings'],
    remove: true,
    newRow: ({ ids }) => ({
      id: ids.newProject,
      user_id: ids.ana,
      avatar_id: 'br_corporate_ana',
      title: 'Novo',
      script: 'Olá.',
      voice_config: { language: 'pt-BR' },
      render_settings: {},
    }),
  },
  avatar_project_voices: {
    ...OWN,
    owner: '(select p.user_id from public.avatar_projects p where p.id = t.project_id)',
  },
  render_jobs: {
    ...OWN,
    owner: 't.user_id',
    insert: ['project_id'],
    remove: true,
    newRow: ({ ids }) => ({ project_id: ids.project }),
  },
  render_stages: { ...OWN, owner: THROUGH_JOB },
  render_requests: {
    ...OWN,
    owner: 't.user_id',
    insert: ['idempotency_key', 'request_hash', 'job_id', 'answer'],
    newRow: ({ ids }) => ({
      idempotency_key: 'another',
      request_hash: 'x',
      job_id: ids.film,
      answer: { job_id: ids.film },
    }),
  },
  speech_previews: { ...OWN, owner: 't.user_id' },
  usage_entries: { ...OWN, owner: 't.user_id' },
  api_tokens: { ...OWN, owner: 't.user_id' },
  /** A view: what it reads decides. */
  usage: { ...OWN, owner: 't.user_id' },
  render_tasks: { ...NOBODY, owner: 't.user_id' },
  gpu_agents: NOBODY,
  storage_deletions: NOBODY,
  voice_removals: NOBODY,
};

/** Roads around a table: embedding, and other schemas. Each must be refused with this code for everybody. */
export const DETOURS: readonly (readonly [path: string, code: string])[] = [
  ['render_jobs?select=id,render_tasks(id,lease_id)', '42501'],
  ['render_stages?select=id,render_tasks(id)', '42501'],
  ['speech_previews?select=id,render_tasks(lease_id)', '42501'],
  ['voice_clones?select=id,render_tasks(lease_id)', '42501'],
  ['voice_removals?select=model_id', '42501'],
];
export const HIDDEN_SCHEMAS = [
  'private',
  'auth',
  'storage',
  'realtime',
  'pgmq',
  'pg_catalog',
  'information_schema',
];

// --- answers by actor ----------------------------------------------------------------------------------------

/** `ok`: it is done; `nothing`: answered null, 0, false or []; `denied`: SQLSTATE 42501; else a code of the contract. */
export type Answers = Readonly<Record<ActorName, string>>;

const answers = (visitor: string, ana: string, bia: string, one: string, two: string): Answers => ({
  visitor,
  ana,
  bia,
  one,
  two,
});

// --- PostgREST: functions, in the order the permitted calls are made -------------------------------------------

export interface Function {
  readonly args: (world: World) => Record<string, unknown>;
  readonly answers: Answers;
}

const report = { wall_s: 1, engine: { name: 'test', version: '1' }, metrics: {} };
const HOLDER_ONLY = answers('denied', 'denied', 'denied', 'ok', 'lease_lost');
const ANY_AGENT = answers('denied', 'denied', 'denied', 'ok', 'ok');
const NOTHING_LEFT = answers('denied', 'denied', 'denied', 'nothing', 'nothing');

export const FUNCTIONS: Readonly<Record<string, Function>> = {
  count_agents_online: { args: () => ({}), answers: answers('ok', 'ok', 'ok', 'ok', 'ok') },
  heartbeat_task: {
    args: ({ leases }) => ({ lease_id: leases.live, progress: 0.5 }),
    answers: HOLDER_ONLY,
  },
  complete_task: {
    args: ({ leases, folders }) => ({
      lease_id: leases.live,
      artifact: {
        bucket: 'renders',
        prefix: folders.leased,
        files: { film: 'film.mp4', poster: 'poster.webp', report: 'report.json' },
        duration: 1,
        bytes: 4,
      },
      report,
    }),
    answers: HOLDER_ONLY,
  },
  fail_task: {
    args: ({ leases }) => ({
      lease_id: leases.voice,
      code: 'input_invalid',
      retryable: false,
      message: 'x',
      log_tail: '',
    }),
    answers: HOLDER_ONLY,
  },
  release_task: { args: ({ leases }) => ({ lease_id: leases.spare }), answers: HOLDER_ONLY },
  cancel_render_job: {
    args: ({ ids }) => ({ job_id: ids.spare }),
    answers: answers('denied', 'ok', 'job_not_found', 'denied', 'denied'),
  },
  claim_task: {
    args: () => ({
      stages: ['tts', 'audio2face', 'ue5', 'compositing', 'voice_training', 'speech_preview'],
      engines: ['tts:espeak'],
    }),
    answers: NOTHING_LEFT,
  },
  claim_deletions: { args: () => ({ batch: 100 }), answers: NOTHING_LEFT },
  settle_deletions: {
    args: ({ ids }) => ({ ids: [ids.deletion] }),
    answers: answers('denied', 'denied', 'denied', 'ok', 'nothing'),
  },
  claim_voice_removals: { args: () => ({ engines: ['tts:elevenlabs'] }), answers: NOTHING_LEFT },
  settle_voice_removal: {
    args: ({ ids }) => ({ id: ids.removal }),
    answers: answers('denied', 'denied', 'denied', 'ok', 'nothing'),
  },
  sweep: { args: () => ({}), answers: ANY_AGENT },
  queue_depths: { args: () => ({}), answers: ANY_AGENT },
  list_agents: { args: () => ({}), answers: answers('denied', 'ok', 'ok', 'denied', 'denied') },
  // Only ranges settle an engine: whoever holds another lease gets as far as being told so.
  settle_engine: {
    args: ({ leases }) => ({ lease_id: leases.bias, engine: 'render:three' }),
    answers: answers('denied', 'denied', 'denied', 'lease_lost', 'invalid_request'),
  },
  decline_task: {
    args: ({ leases }) => ({ lease_id: leases.bias }),
    answers: answers('denied', 'denied', 'denied', 'lease_lost', 'ok'),
  },
  register_agent: { args: () => ({ name: 'x', version: '1', capabilities: {} }), answers: ANY_AGENT },
  request_speech_preview: {
    args: () => ({ spoken_text: 'Outra frase.', voice_config: { language: 'pt-BR' } }),
    answers: answers('denied', 'ok', 'ok', 'denied', 'denied'),
  },
  create_render_job: {
    args: ({ ids }) => ({
      avatar_id: 'br_corporate_ana',
      script: 'Outro.',
      voice_config: { language: 'pt-BR' },
      render_settings: {},
      project_id: ids.project,
    }),
    answers: answers('denied', 'ok', 'project_not_found', 'denied', 'denied'),
  },
  admit_request: {
    args: () => ({ class: 'write', idempotency_key: 'matrix', request_hash: 'a'.repeat(64) }),
    answers: answers('denied', 'ok', 'ok', 'denied', 'denied'),
  },
  /** Of ana's key: nobody else has one. */
  settle_request: {
    args: () => ({ idempotency_key: 'matrix', request_hash: 'a'.repeat(64), status: 200, answer: {} }),
    answers: answers('denied', 'ok', 'ok', 'denied', 'denied'),
  },
  create_api_token: {
    args: () => ({ name: 'x', scopes: ['read'] }),
    answers: answers('denied', 'ok', 'ok', 'denied', 'denied'),
  },
  /** Whoever holds the secret; agents inherit what visitors may. */
  use_api_token: {
    args: ({ apiToken }) => ({ token: apiToken }),
    answers: answers('ok', 'denied', 'denied', 'ok', 'ok'),
  },
  revoke_api_token: {
    args: ({ ids }) => ({ token_id: ids.token }),
    answers: answers('denied', 'ok', 'token_not_found', 'denied', 'denied'),
  },
  delete_film: {
    args: ({ ids }) => ({ job_id: ids.cancelled }),
    answers: answers('denied', 'ok', 'job_not_found', 'denied', 'denied'),
  },
  restore_film: {
    args: ({ ids }) => ({ job_id: ids.cancelled }),
    answers: answers('denied', 'ok', 'job_not_found', 'denied', 'denied'),
  },
  watch_jobs: {
    args: ({ ids }) => ({ job_ids: [ids.live] }),
    answers: answers('denied', 'ok', 'nothing', 'denied', 'denied'),
  },
  create_share_link: {
    args: ({ ids }) => ({ job_id: ids.film }),
    answers: answers('denied', 'ok', 'job_not_found', 'denied', 'denied'),
  },
  revoke_share_link: {
    args: ({ ids }) => ({ share_id: ids.share }),
    answers: answers('denied', 'ok', 'share_not_found', 'denied', 'denied'),
  },
  /** For who has no account; agents are let in with everybody, people come through the API. */
  open_share_link: {
    args: ({ ids }) => ({ token: ids.sharedToken }),
    answers: answers('ok', 'denied', 'denied', 'ok', 'ok'),
  },
  save_draft: {
    args: ({ ids }) => ({ draft_id: ids.draft, revision: 1, title: 'Aula', body: {} }),
    answers: answers('denied', 'ok', 'draft_not_found', 'denied', 'denied'),
  },
  export_account: { args: () => ({}), answers: answers('denied', 'ok', 'ok', 'denied', 'denied') },
  request_account_deletion: { args: () => ({}), answers: answers('denied', 'ok', 'ok', 'denied', 'denied') },
  /** With its code it would end the world: accounts_leave_nothing_behind.sql and the API's tests do that. */
  delete_account: {
    args: () => ({ confirmation: 'x' }),
    answers: answers('denied', 'invalid_request', 'invalid_request', 'denied', 'denied'),
  },
  give_voice_consent: {
    args: ({ ids }) => ({
      voice_id: ids.unconsented,
      consenter_name: 'Ana Paula',
      statement_version: CURRENT_CONSENT,
    }),
    answers: answers('denied', 'ok', 'voice_not_found', 'denied', 'denied'),
  },
  revoke_voice_consent: {
    args: ({ ids }) => ({ voice_id: ids.unconsented }),
    answers: answers('denied', 'ok', 'voice_not_found', 'denied', 'denied'),
  },
};

/** What bia's own render may not name, since an agent would then fetch it for her. */
export const BORROWED: Readonly<
  Record<string, { ask(world: World): { voice_config?: object; render_settings?: object }; code: string }>
> = {
  'a voice': { ask: ({ ids }) => ({ voice_config: { clone_id: ids.voice } }), code: 'voice_not_found' },
  'a recording': {
    ask: ({ objects }) => ({ voice_config: { recording: { path: objects.notes.name } } }),
    code: 'invalid_request',
  },
  'a background': {
    ask: ({ objects }) => ({ render_settings: { background: { type: 'image', path: objects.notes.name } } }),
    code: 'invalid_request',
  },
  'a background by a detour': {
    ask: ({ ids, objects }) => ({
      render_settings: { background: { type: 'image', path: `${ids.bia}/../${objects.notes.name}` } },
    }),
    code: 'invalid_request',
  },
  'a logo': {
    ask: ({ objects }) => ({ render_settings: { logo: { path: objects.notes.name } } }),
    code: 'invalid_request',
  },
};

// --- the API, by the paths of openapi.json ---------------------------------------------------------------------

export interface Route {
  readonly path: (world: World) => string;
  readonly body?: (world: World) => unknown;
  readonly answers: Answers;
}

const OPEN = answers('ok', 'ok', 'ok', 'ok', 'ok');
const SIGNED_IN = answers('token_missing', 'ok', 'ok', 'forbidden', 'forbidden');
const ownerOnly = (code: string): Answers => answers('token_missing', 'ok', code, 'forbidden', 'forbidden');

export const ROUTES: Readonly<Record<string, Route>> = {
  'get /api/v2/health': { path: () => '/health', answers: OPEN },
  'get /api/v2/avatars/gallery': { path: () => '/avatars/gallery', answers: OPEN },
  'get /api/v2/avatars/gallery/{avatar_id}': {
    path: () => '/avatars/gallery/br_corporate_ana',
    answers: OPEN,
  },
  'get /api/v2/avatars/render': { path: () => '/avatars/render?limit=100', answers: SIGNED_IN },
  'post /api/v2/avatars/render': {
    path: () => '/avatars/render',
    body: (world) => FUNCTIONS.create_render_job?.args(world),
    answers: ownerOnly('project_not_found'),
  },
  'get /api/v2/avatars/render/status/{job_id}': {
    path: ({ ids }) => `/avatars/render/status/${ids.film}`,
    answers: ownerOnly('job_not_found'),
  },
  'post /api/v2/avatars/render/{job_id}/cancel': {
    path: ({ ids }) => `/avatars/render/${ids.waste}/cancel`,
    body: () => ({}),
    answers: ownerOnly('job_not_found'),
  },
  'get /api/v2/avatars/render/{job_id}/request': {
    path: ({ ids }) => `/avatars/render/${ids.film}/request`,
    answers: ownerOnly('job_not_found'),
  },
  'delete /api/v2/avatars/render/{job_id}': {
    path: ({ ids }) => `/avatars/render/${ids.cancelled}`,
    answers: ownerOnly('job_not_found'),
  },
  'post /api/v2/avatars/render/{job_id}/restore': {
    path: ({ ids }) => `/avatars/render/${ids.cancelled}/restore`,
    body: () => ({}),
    answers: ownerOnly('job_not_found'),
  },
  'post /api/v2/avatars/render/{job_id}/retry': {
    path: ({ ids }) => `/avatars/render/${ids.cancelled}/retry`,
    body: () => ({}),
    answers: ownerOnly('job_not_found'),
  },
  'get /api/v2/avatars/render/{job_id}/share': {
    path: ({ ids }) => `/avatars/render/${ids.film}/share`,
    answers: ownerOnly('job_not_found'),
  },
  'post /api/v2/avatars/render/{job_id}/share': {
    path: ({ ids }) => `/avatars/render/${ids.film}/share`,
    body: () => ({ days: 1 }),
    answers: ownerOnly('job_not_found'),
  },
  'delete /api/v2/share-links/{share_id}': {
    path: ({ ids }) => `/share-links/${ids.share}`,
    answers: ownerOnly('share_not_found'),
  },
  'get /api/v2/share/{token}': { path: ({ ids }) => `/share/${ids.sharedToken}`, answers: OPEN },
  'get /api/v2/favourites': { path: () => '/favourites', answers: SIGNED_IN },
  'put /api/v2/favourites/{avatar_id}': {
    path: () => '/favourites/br_safety_carlos',
    answers: SIGNED_IN,
  },
  'delete /api/v2/favourites/{avatar_id}': {
    path: () => '/favourites/br_safety_carlos',
    answers: SIGNED_IN,
  },
  'get /api/v2/drafts': { path: () => '/drafts', answers: SIGNED_IN },
  'get /api/v2/drafts/{draft_id}': {
    path: ({ ids }) => `/drafts/${ids.draft}`,
    answers: ownerOnly('draft_not_found'),
  },
  /** The second save: the function above made the first. */
  'put /api/v2/drafts/{draft_id}': {
    path: ({ ids }) => `/drafts/${ids.draft}`,
    body: () => ({ revision: 2, title: 'Aula', body: {} }),
    answers: ownerOnly('draft_not_found'),
  },
  'delete /api/v2/drafts/{draft_id}': {
    path: ({ ids }) => `/drafts/${ids.draft}`,
    answers: ownerOnly('draft_not_found'),
  },
  'get /api/v2/defaults': { path: () => '/defaults', answers: SIGNED_IN },
  'put /api/v2/defaults': {
    path: () => '/defaults',
    body: () => ({ voice_config: { language: 'pt-BR' }, render_settings: {}, interface: {} }),
    answers: SIGNED_IN,
  },
  'get /api/v2/brand': { path: () => '/brand', answers: SIGNED_IN },
  /** With ana's own logo: nobody else's kit may name it. */
  'put /api/v2/brand': {
    path: () => '/brand',
    body: ({ objects }) => ({ logo_path: objects.logo.name, colours: [], font: 'sans', background: null }),
    answers: ownerOnly('invalid_request'),
  },
  'get /api/v2/account/export': { path: () => '/account/export', answers: SIGNED_IN },
  'post /api/v2/account/deletion': {
    path: () => '/account/deletion',
    body: () => ({}),
    answers: SIGNED_IN,
  },
  'delete /api/v2/account': {
    path: () => '/account',
    body: () => ({ confirmation: 'x' }),
    answers: answers('token_missing', 'invalid_request', 'invalid_request', 'forbidden', 'forbidden'),
  },
  'get /api/v2/voice-cloning/{voice_id}': {
    path: ({ ids }) => `/voice-cloning/${ids.voice}`,
    answers: ownerOnly('voice_not_found'),
  },
  'post /api/v2/voice-cloning/create': {
    path: () => '/voice-cloning/create',
    body: () => {
      const form = new FormData();
      form.set('name', 'Minha voz');
      form.set('language', 'pt-BR');
      form.set('audio_file', new Blob([wavOf(31)], { type: 'audio/wav' }), 'voice.wav');
      return form;
    },
    answers: SIGNED_IN,
  },
  'get /api/v2/voice-cloning': { path: () => '/voice-cloning', answers: SIGNED_IN },
  'patch /api/v2/voice-cloning/{voice_id}': {
    path: ({ ids }) => `/voice-cloning/${ids.voice}`,
    body: () => ({ name: 'Outro nome' }),
    answers: ownerOnly('voice_not_found'),
  },
  'post /api/v2/voice-cloning/{voice_id}/consent': {
    path: ({ ids }) => `/voice-cloning/${ids.unconsented}/consent`,
    body: () => {
      const form = new FormData();
      form.set('consent_name', 'Ana Paula');
      form.set('consent_statement_version', CURRENT_CONSENT);
      return form;
    },
    answers: ownerOnly('voice_not_found'),
  },
  'delete /api/v2/voice-cloning/{voice_id}/consent': {
    path: ({ ids }) => `/voice-cloning/${ids.unconsented}/consent`,
    answers: ownerOnly('voice_not_found'),
  },
  'delete /api/v2/voice-cloning/{voice_id}': {
    path: ({ ids }) => `/voice-cloning/${ids.unconsented}`,
    answers: ownerOnly('voice_not_found'),
  },
  'get /api/v2/tokens': { path: () => '/tokens', answers: SIGNED_IN },
  'post /api/v2/tokens': {
    path: () => '/tokens',
    body: () => ({ name: 'CI', scopes: ['read'] }),
    answers: SIGNED_IN,
  },
  'delete /api/v2/tokens/{token_id}': {
    path: ({ ids }) => `/tokens/${ids.token}`,
    answers: ownerOnly('token_not_found'),
  },
  /** For API tokens alone: no session can be exchanged. */
  'post /api/v2/tokens/exchange': {
    path: () => '/tokens/exchange',
    answers: answers('token_missing', 'invalid_request', 'invalid_request', 'forbidden', 'forbidden'),
  },
  'get /api/v2/usage': { path: () => '/usage', answers: SIGNED_IN },
  'get /api/v2/lexicon': { path: () => '/lexicon', answers: SIGNED_IN },
  'put /api/v2/lexicon': {
    path: () => '/lexicon',
    body: () => ({ entries: [{ language: 'en-US', grapheme: 'PPE', say: 'P P E' }] }),
    answers: SIGNED_IN,
  },
  'delete /api/v2/lexicon': { path: () => '/lexicon?language=en-US&grapheme=ppe', answers: SIGNED_IN },
  'post /api/v2/speech/preview': {
    path: () => '/speech/preview',
    body: () => ({ text: 'Bom dia.', voice_config: { language: 'pt-BR' } }),
    answers: SIGNED_IN,
  },
  'get /api/v2/speech/preview/{preview_id}': {
    path: ({ ids }) => `/speech/preview/${ids.preview}`,
    answers: ownerOnly('preview_not_found'),
  },
  'post /api/v2/uploads': {
    path: () => '/uploads',
    body: () => {
      const form = new FormData();
      form.set('kind', 'recording');
      form.set('file', new Blob([wavOf(2)], { type: 'audio/wav' }), 'narration.wav');
      return form;
    },
    answers: SIGNED_IN,
  },
  'get /api/v2/files/{bucket}/{path}': {
    path: ({ objects }) => `/files/renders/${objects.film.name}`,
    answers: ownerOnly('file_not_found'),
  },
};

/** Stable addresses that lead nowhere for a user, the owner included. */
export const CLOSED_FILES = ['unaccepted', 'stale', 'accepted', 'abandoned', 'portrait'] as const;

// --- Storage ---------------------------------------------------------------------------------------------------

export interface ObjectRights {
  /** Downloads, describes, lists and signs it. */
  readonly read: readonly ActorName[];
  /** Stores another object in its folder. */
  readonly add: readonly ActorName[];
  /** Overwrites it, by update or upsert. */
  readonly replace: readonly ActorName[];
  readonly remove: readonly ActorName[];
}

const CLOSED: ObjectRights = { read: [], add: [], replace: [], remove: [] };

/** Objects of `World.objects`. What nobody is named for, nobody can do. */
export const OBJECTS: Readonly<Record<keyof typeof FILES, ObjectRights>> = {
  portrait: {
    ...CLOSED,
    read: ['visitor', 'ana', 'bia', 'one', 'two'],
    add: ['one', 'two'],
    replace: ['one', 'two'],
  },
  /** Speech of the job that `one` composes: it reads what was accepted, and so does nobody else, its maker included. */
  accepted: { ...CLOSED, read: ['one'] },
  /** The first frame of that job: its owner may watch it being drawn. */
  frame: { ...CLOSED, read: ['ana', 'one'] },
  /** Left under a lease that ran out, in the same stage: nobody works from it. */
  abandoned: CLOSED,
  /** Speech of a job that has ended. */
  ended: CLOSED,
  biasSpeech: { ...CLOSED, read: ['two'], add: ['two'], replace: ['two'] },
  /** Of a cancelled job; `one` has claimed its removal. */
  doomed: { ...CLOSED, read: ['one'], remove: ['one'] },
  film: { ...CLOSED, read: ['ana'] },
  /** Written by `one` under the lease it lost on the same film. */
  stale: CLOSED,
  /** A film under a live lease is its writer's alone until it is accepted. */
  unaccepted: { ...CLOSED, read: ['one'], add: ['one'], replace: ['one'] },
  recording: { ...CLOSED, read: ['ana', 'one'], add: ['ana'], remove: ['ana'] },
  /** Evidence: its owner hears it, no agent does, and it goes with its voice alone. */
  consent: { ...CLOSED, read: ['ana'], add: ['ana'] },
  /** Named by the job that `one` composes. */
  logo: { read: ['ana', 'one'], add: ['ana'], replace: ['ana'], remove: ['ana'] },
  heard: { ...CLOSED, read: ['ana'] },
  /** Under a live lease: its writer's, and already its owner's, since nobody else was ever to hear it. */
  unheard: { ...CLOSED, read: ['ana', 'one'], add: ['one'] },
  notes: { read: ['ana'], add: ['ana'], replace: ['ana'], remove: ['ana'] },
};

// --- Realtime --------------------------------------------------------------------------------------------------

/** Who may join which private topic. Nobody may speak in any. */
export const TOPICS: readonly { topic(world: World): string; readonly listen: readonly ActorName[] }[] = [
  { topic: ({ ids }) => `job:${ids.live}`, listen: ['ana'] },
  { topic: ({ ids }) => `job:${ids.bias}`, listen: ['bia'] },
  { topic: () => 'agents', listen: ['one', 'two'] },
  { topic: ({ ids }) => `agent:${ids.one}`, listen: ['one'] },
  { topic: ({ ids }) => `agent:${ids.two}`, listen: ['two'] },
  { topic: () => 'job:*', listen: [] },
  { topic: () => 'lobby', listen: [] },
];
