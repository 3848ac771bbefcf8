/**
 * Who may call which SQL function, as data, in the order the permitted calls are made; `coverage.ts` knows what is missing.
 * `one` holds the leases on ana's work, `two` one on work of bia's.
 */
import { readCatalogueEntry } from '../../avatar/catalogue.ts';
import { CURRENT_CONSENT } from '../../supabase/functions/_shared/contract/consent.ts';
import { type Answers, answers } from './answers.ts';
import type { World } from './cast.ts';

export interface Function {
  readonly args: (world: World) => Record<string, unknown>;
  readonly answers: Answers;
}

const LOOK = (await readCatalogueEntry('br_corporate_ana')).assets.look;
const report = { wall_s: 1, engine: { name: 'test', version: '1' }, metrics: {} };
const filmIn = (prefix: string) => ({
  bucket: 'renders',
  prefix,
  files: { film: 'film.mp4', poster: 'poster.webp', report: 'report.json' },
  duration: 1,
  bytes: 4,
});
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
    args: ({ leases, folders }) => ({ lease_id: leases.live, artifact: filmIn(folders.leased), report }),
    answers: HOLDER_ONLY,
  },
  // The completion above again, which its holder is told once more; nothing is asked for.
  complete_and_claim: {
    args: ({ leases, folders }) => ({
      lease_id: leases.live,
      artifact: filmIn(folders.leased),
      report,
      stages: [],
      engines: [],
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
      stages: [
        'tts',
        'audio2face',
        'ue5',
        'compositing',
        'voice_training',
        'speech_preview',
        'avatar_import',
      ],
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
  search_jobs: { args: () => ({}), answers: answers('denied', 'ok', 'ok', 'denied', 'denied') },
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
  // Told beside the rate, which is counted all the same.
  admit_render_job: {
    args: ({ ids }) => ({
      avatar_id: 'br_corporate_ana',
      script: 'Outro.',
      voice_config: { language: 'pt-BR' },
      render_settings: {},
      project_id: ids.project,
    }),
    answers: answers('denied', 'ok', 'ok', 'denied', 'denied'),
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
  create_webhook: {
    args: () => ({ url: 'https://example.com/x', events: ['job.completed'] }),
    answers: answers('denied', 'ok', 'ok', 'denied', 'denied'),
  },
  update_webhook: {
    args: ({ ids }) => ({ webhook_id: ids.webhook, is_active: true }),
    answers: answers('denied', 'ok', 'webhook_not_found', 'denied', 'denied'),
  },
  rotate_webhook_secret: {
    args: ({ ids }) => ({ webhook_id: ids.webhook }),
    answers: answers('denied', 'ok', 'webhook_not_found', 'denied', 'denied'),
  },
  /** Claimed by `one`. */
  settle_webhook_delivery: {
    args: ({ ids }) => ({ id: ids.delivery, attempt: 1, response_status: 200 }),
    answers: answers('denied', 'denied', 'denied', 'ok', 'nothing'),
  },
  claim_webhook_deliveries: { args: () => ({ batch: 10 }), answers: NOTHING_LEFT },
  replay_webhook_delivery: {
    args: ({ ids }) => ({ delivery_id: ids.delivery }),
    answers: answers('denied', 'ok', 'delivery_not_found', 'denied', 'denied'),
  },
  test_webhook: {
    args: ({ ids }) => ({ webhook_id: ids.webhook }),
    answers: answers('denied', 'ok', 'webhook_not_found', 'denied', 'denied'),
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
  /** No agent of this world says that it learns voices. */
  list_voice_engines: {
    args: () => ({}),
    answers: answers('denied', 'nothing', 'nothing', 'denied', 'denied'),
  },
  /** A recording of ana's: bia may not have it learnt. */
  register_voice: {
    args: ({ ids }) => {
      const id = crypto.randomUUID();
      return { voice_id: id, name: 'Outra', language: 'pt-BR', sample_path: `${ids.ana}/${id}/sample` };
    },
    answers: answers('denied', 'ok', 'invalid_request', 'denied', 'denied'),
  },
  /** Of a voice of somebody else's nothing is noted, and nothing is said. */
  note_sample_reads: {
    args: ({ ids }) => ({ object_names: [`${ids.ana}/${ids.voice}/sample.wav`] }),
    answers: answers('denied', 'ok', 'ok', 'denied', 'denied'),
  },
  create_look_avatar: {
    args: () => ({ name: 'Nova', base_avatar_id: 'br_corporate_ana', look: LOOK }),
    answers: answers('denied', 'ok', 'ok', 'denied', 'denied'),
  },
  change_own_avatar: {
    args: ({ ids }) => ({ avatar_id: ids.avatar, look: LOOK }),
    answers: answers('denied', 'ok', 'avatar_not_found', 'denied', 'denied'),
  },
  set_own_avatar_poster: {
    args: ({ ids }) => ({ avatar_id: ids.avatar, path: `${ids.ana}/${ids.avatar}/snapshot.png` }),
    answers: answers('denied', 'ok', 'avatar_not_found', 'denied', 'denied'),
  },
  /** Of a file that ana has stored: bia has none under that id. */
  import_avatar: {
    args: ({ ids }) => ({ id: ids.newAvatar, name: 'Visita', gender: 'female' }),
    answers: answers('denied', 'ok', 'file_not_found', 'denied', 'denied'),
  },
  delete_own_avatar: {
    args: ({ ids }) => ({ avatar_id: ids.newAvatar }),
    answers: answers('denied', 'ok', 'avatar_not_found', 'denied', 'denied'),
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
  Record<
    string,
    {
      ask(world: World): { avatar_id?: string; voice_config?: object; render_settings?: object };
      code: string;
    }
  >
> = {
  'an avatar': { ask: ({ ids }) => ({ avatar_id: ids.avatar }), code: 'avatar_not_found' },
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
