/** Who may use which route of the API, as data, by the paths of openapi.json. Everything tried belongs to `ana`, unless a name says otherwise. */
import { CURRENT_CONSENT } from '../../supabase/functions/_shared/contract/consent.ts';
import { emptyGlb, wavOf } from '../../supabase/functions/api/testing.ts';
import { type Answers, answers } from './answers.ts';
import type { World } from './cast.ts';
import { FUNCTIONS } from './function-rights.ts';

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
  'post /api/v2/avatars/custom': {
    path: () => '/avatars/custom',
    body: (world) => FUNCTIONS.create_look_avatar?.args(world),
    answers: SIGNED_IN,
  },
  'patch /api/v2/avatars/custom/{avatar_id}': {
    path: ({ ids }) => `/avatars/custom/${ids.avatar}`,
    body: () => ({ name: 'Outro nome' }),
    answers: ownerOnly('avatar_not_found'),
  },
  'post /api/v2/avatars/custom/{avatar_id}/poster': {
    path: ({ ids }) => `/avatars/custom/${ids.spareAvatar}/poster`,
    body: () => {
      const form = new FormData();
      form.set('poster', new Blob([Uint8Array.of(0xff, 0xd8, 0xff, 0)]), 'me.jpg');
      return form;
    },
    answers: ownerOnly('avatar_not_found'),
  },
  'delete /api/v2/avatars/custom/{avatar_id}': {
    path: ({ ids }) => `/avatars/custom/${ids.spareAvatar}`,
    answers: ownerOnly('avatar_not_found'),
  },
  'post /api/v2/avatars/import': {
    path: () => '/avatars/import',
    body: () => {
      const form = new FormData();
      form.set('name', 'Visita');
      form.set('gender', 'unisex');
      form.set('glb', new Blob([emptyGlb()]), 'visita.glb');
      return form;
    },
    answers: SIGNED_IN,
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
  'get /api/v2/voice-cloning/engines': { path: () => '/voice-cloning/engines', answers: SIGNED_IN },
  'get /api/v2/voice-cloning/{voice_id}/uses': {
    path: ({ ids }) => `/voice-cloning/${ids.voice}/uses`,
    answers: ownerOnly('voice_not_found'),
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
  'get /api/v2/webhooks': { path: () => '/webhooks', answers: SIGNED_IN },
  'post /api/v2/webhooks': {
    path: () => '/webhooks',
    body: () => ({ url: 'https://example.com/x', events: ['job.completed'] }),
    answers: SIGNED_IN,
  },
  'patch /api/v2/webhooks/{webhook_id}': {
    path: ({ ids }) => `/webhooks/${ids.webhook}`,
    body: () => ({ is_active: true }),
    answers: ownerOnly('webhook_not_found'),
  },
  'post /api/v2/webhooks/{webhook_id}/rotate': {
    path: ({ ids }) => `/webhooks/${ids.webhook}/rotate`,
    body: () => ({}),
    answers: ownerOnly('webhook_not_found'),
  },
  'get /api/v2/webhooks/{webhook_id}/deliveries': {
    path: ({ ids }) => `/webhooks/${ids.webhook}/deliveries`,
    answers: ownerOnly('webhook_not_found'),
  },
  'post /api/v2/webhooks/{webhook_id}/deliveries/{delivery_id}/replay': {
    path: ({ ids }) => `/webhooks/${ids.webhook}/deliveries/${ids.delivery}/replay`,
    answers: ownerOnly('webhook_not_found'),
  },
  'post /api/v2/webhooks/{webhook_id}/test': {
    path: ({ ids }) => `/webhooks/${ids.webhook}/test`,
    answers: ownerOnly('webhook_not_found'),
  },
  'delete /api/v2/webhooks/{webhook_id}': {
    path: ({ ids }) => `/webhooks/${ids.spareWebhook}`,
    answers: ownerOnly('webhook_not_found'),
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
