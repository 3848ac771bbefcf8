/**
 * The Auth service: the part of GoTrue that passwords need. Mail addresses are confirmed at sign-up, mails are files
 * (mail.ts). Not there, and refused by name: phones, anonymous users, external providers, PKCE, MFA, passkeys.
 */
import { CallerError, createAuthenticator } from '../caller.ts';
import type { Service, StackContext } from '../context.ts';
import { changeUser, followLink, readUser, recover, resend, signOut, verify } from './account.ts';
import { adminRoute } from './admin.ts';
import { AuthError, authErrorResponse } from './errors.ts';
import { mayReadOutbox, readOutbox } from './mail.ts';
import { createRateLimit } from './rate-limit.ts';
import { type AuthParts, json, type Route, requireAdmin } from './service-parts.ts';
import { type AuthSettings, readAuthSettings } from './settings.ts';
import { grantToken, signUp } from './sign-in.ts';
import { createTokenSigner } from './tokens.ts';

/** Failed proofs allowed per client address, and per mail address, in a window of this many seconds. */
const FAILURES_PER_CLIENT = 60;
const FAILURES_PER_EMAIL = 10;
const FAILURE_WINDOW_SECONDS = 300;

const settings: Route = async (parts) =>
  json({
    external: { email: true, phone: false, anonymous_users: false },
    disable_signup: !parts.settings.enable_signup,
    mailer_autoconfirm: true,
    phone_autoconfirm: false,
    sms_provider: '',
    saml_enabled: false,
  });

const health: Route = async () =>
  json({ version: 'local-stack', name: 'GoTrue', description: 'Auth of the local stack' });

const jwks: Route = async ({ context }) =>
  json(context.keys.jwks, 200, { 'cache-control': 'public, max-age=600' });

const outbox: Route = async ({ context }, request) => {
  if (!mayReadOutbox(context, request)) {
    throw new AuthError(403, 'not_admin', 'The outbox is for this machine: open it at a loopback address');
  }
  return json(await readOutbox(context));
};

/** No key is asked for: links in mails, the public keys, a probe, and the outbox, which has its own rule. */
const OPEN: Readonly<Record<string, Route>> = {
  'GET /verify': followLink,
  'GET /.well-known/jwks.json': jwks,
  'GET /health': health,
  'GET /outbox': outbox,
};

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /settings': settings,
  'POST /signup': signUp,
  'POST /token': grantToken,
  'GET /user': readUser,
  'PUT /user': changeUser,
  'POST /logout': signOut,
  'POST /recover': recover,
  'POST /resend': resend,
  'POST /verify': verify,
};

const notFound = (name: string) =>
  new AuthError(404, 'validation_failed', `The Auth of the local stack has no ${name}`);

export interface AuthServiceOptions {
  /** Default: what `[auth]` of supabase/config.toml says. */
  readonly settings?: AuthSettings;
}

export function createAuthService(context: StackContext, options: AuthServiceOptions = {}): Service {
  const chosen = options.settings ?? readAuthSettings();
  const parts: AuthParts = {
    context,
    settings: chosen,
    authenticator: createAuthenticator(context),
    sign: createTokenSigner(context, chosen.jwt_expiry),
    failures: {
      byClient: createRateLimit(FAILURES_PER_CLIENT, FAILURE_WINDOW_SECONDS),
      byEmail: createRateLimit(FAILURES_PER_EMAIL, FAILURE_WINDOW_SECONDS),
    },
  };

  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/auth\/v1/, '').replace(/(?<=.)\/$/, '');
    const name = `${request.method} ${path}`;
    const open = Object.hasOwn(OPEN, name) ? OPEN[name] : undefined;
    if (open) return open(parts, request, url);

    const key = request.headers.get('apikey') ?? url.searchParams.get('apikey');
    if (!key) throw new CallerError('no_api_key', 'No API key found in request');
    parts.authenticator.fromKey(key);
    if (path.startsWith('/admin/')) {
      await requireAdmin(parts, request);
      const response = await adminRoute(parts, request, url, path);
      if (response) return response;
      throw notFound(name);
    }
    const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
    if (!route) throw notFound(name);
    return route(parts, request, url);
  };

  return async (request) => {
    try {
      return await answer(request);
    } catch (error) {
      if (error instanceof CallerError) return error.response();
      if (error instanceof AuthError) {
        if (error.status >= 500) context.log.error('auth request failed', { error: error.cause ?? error });
        return authErrorResponse(request, error);
      }
      context.log.error('auth request failed', { error });
      return authErrorResponse(request, new AuthError(500, 'unexpected_failure', 'Unexpected failure'));
    }
  };
}
