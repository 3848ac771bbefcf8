/** The v2 API: routes under /api/v2, one error shape, and an OpenAPI document generated from the same schemas. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv, Deps } from '../_shared/app-env.ts';
import {
  crossOrigin,
  observe,
  onError,
  onInvalid,
  onNotFound,
  refuseUnreadable,
} from '../_shared/middleware.ts';
import { registerAccount } from './routes/account.ts';
import { registerAvatars } from './routes/avatars.ts';
import { registerBrand } from './routes/brand.ts';
import { registerDefaults } from './routes/defaults.ts';
import { describeAdmission, registerFailure } from './routes/describe.ts';
import { registerDrafts } from './routes/drafts.ts';
import { registerFavourites } from './routes/favourites.ts';
import { registerFiles } from './routes/files.ts';
import { registerFilms } from './routes/films.ts';
import { registerHealth } from './routes/health.ts';
import { registerLexicon } from './routes/lexicon.ts';
import { registerRender } from './routes/render.ts';
import { registerShare } from './routes/share.ts';
import { registerSpeech } from './routes/speech.ts';
import { registerTokens } from './routes/tokens.ts';
import { registerUploads } from './routes/uploads.ts';
import { registerUsage } from './routes/usage.ts';
import { registerVoiceConsent } from './routes/voice-consent.ts';
import { registerVoiceUses } from './routes/voice-uses.ts';
import { registerVoices } from './routes/voices.ts';
import { EVENT, registerWebhooks } from './routes/webhooks.ts';

export type Api = OpenAPIHono<AppEnv>;

export const BASE_PATH = '/api/v2';

/** Describes the API as OpenAPI 3.1; the server address is relative, so the document fits every host. */
const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'Semblante API',
    version: '2.0.0',
    description:
      'Turns a script into a video of a realistic 3D person saying it. Send the access token of a signed-in user as ' +
      '`Authorization: Bearer`, or an API token (POST /tokens). Answers carry `RateLimit-Limit`, `-Remaining` and `-Reset` (seconds), and `Retry-After` beyond the limit. Every error is `{ "error": { code, message, details?, request_id } }`.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/', description: 'This host' }],
};

export function createApp(deps: Deps): Api {
  const app: Api = new OpenAPIHono<AppEnv>({
    defaultHook: onInvalid,
    // The gateway calls /functions/v1/api/…, Supabase's runtime strips that to /api/…: both lead here.
    getPath: (request) =>
      new URL(request.url).pathname.replace(/^\/functions\/v1(?=\/)/, '').replace(/(.)\/+$/, '$1'),
  });
  app.use('*', observe(deps));
  app.use('*', crossOrigin(deps));
  app.use('*', refuseUnreadable);
  app.onError(onError(deps));

  const api = new OpenAPIHono<AppEnv>({ defaultHook: onInvalid });
  registerAvatars(api);
  registerRender(api);
  registerFilms(api);
  registerShare(api);
  registerVoiceUses(api);
  registerVoices(api);
  registerVoiceConsent(api);
  registerLexicon(api);
  registerSpeech(api);
  registerUploads(api);
  registerFiles(api);
  registerFavourites(api);
  registerDrafts(api);
  registerDefaults(api);
  registerBrand(api);
  registerAccount(api);
  registerTokens(api);
  registerWebhooks(api);
  registerUsage(api);
  registerHealth(api);
  registerFailure(api.openAPIRegistry);
  api.openAPIRegistry.registerComponent('securitySchemes', 'user', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: "A user's access token from Supabase Auth (ES256), or an API token (`smb_…`).",
  });
  app.route(BASE_PATH, api);
  app.openAPIRegistry.registerWebhook(EVENT);
  app.get(`${BASE_PATH}/openapi.json`, (c) => {
    const document = app.getOpenAPI31Document(DOCUMENT);
    describeAdmission(document.paths ?? {});
    return c.json(document);
  });
  app.notFound(onNotFound(() => app.routes.filter(({ method }) => method !== 'ALL')));
  return app;
}
