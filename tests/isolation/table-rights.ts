/** Who may see and write which rows through PostgREST, as data; `coverage.ts` knows what is missing. Everything tried belongs to `ana`, unless a name says otherwise. */
import type { World } from './cast.ts';

/**
 * Rows a select without a filter answers; `denied` is SQLSTATE 42501, `catalogue` what is active and nobody's own,
 * `shown` that and one's own.
 */
export type Sight = 'all' | 'own' | 'catalogue' | 'shown' | 'denied';

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
  avatars_3d: { ...NOBODY, visitor: 'catalogue', user: 'shown', agent: 'catalogue' },
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
  /** Written by triggers and note_sample_reads alone. */
  voice_uses: { ...OWN, owner: 't.user_id' },
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
  webhooks: { ...OWN, owner: 't.user_id', remove: true },
  webhook_deliveries: { ...OWN, owner: 't.user_id' },
  api_tokens: { ...OWN, owner: 't.user_id' },
  /** Views: what they read decides. */
  usage: { ...OWN, owner: 't.user_id' },
  film_costs: { ...OWN, owner: 't.user_id' },
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
