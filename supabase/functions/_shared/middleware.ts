/** What every request passes through: an id, one log line, CORS, limits, and one shape for every error. */
import type { Hook } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import type { AppContext, AppEnv, Deps } from './app-env.ts';
import type { ApiErrorCode } from './contract/errors.ts';
import { ApiFailure } from './failure.ts';

/** Gives the request an id, hands routes their dependencies and writes one line when it is answered. */
export function observe(deps: Deps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const requestId = crypto.randomUUID();
    c.set('deps', deps);
    c.set('requestId', requestId);
    const started = performance.now();
    await next();
    c.header('X-Request-Id', requestId);
    // Nothing here is a page: an answer that a browser opens all the same may load, run and frame nothing.
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
    c.header('Referrer-Policy', 'no-referrer');
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
    deps.platform.log({
      level: c.res.status >= 500 ? 'error' : 'info',
      request_id: requestId,
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      ms: Math.round(performance.now() - started),
      user_id: c.get('user')?.id,
    });
  };
}

/** No text of the database can hold NUL: an address with one names nothing, whatever route it would reach. */
export const refuseUnreadable: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (/%00/.test(c.req.url))
    throw new ApiFailure('invalid_request', 'The address holds a NUL character. Remove it.');
  await next();
};

/** Browsers of the listed origins may call; without a list any origin may, which is safe since no cookie is read. */
export function crossOrigin(deps: Deps): MiddlewareHandler {
  const { allowedOrigins } = deps.env;
  return cors({
    origin: allowedOrigins.length > 0 ? [...allowedOrigins] : '*',
    allowHeaders: ['authorization', 'apikey', 'content-type', 'idempotency-key', 'x-client-info'],
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    exposeHeaders: [
      'x-request-id',
      'etag',
      'retry-after',
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'idempotency-replayed',
    ],
    maxAge: 600,
  });
}

/** Seconds: until the month starts anew or the window ends where the refusal says so, half a minute otherwise. */
function retryAfter(details: unknown): number {
  const { resets_at: resets, retry_after_s: seconds } = (details ?? {}) as Record<string, unknown>;
  if (typeof seconds === 'number') return Math.max(1, Math.ceil(seconds));
  if (typeof resets === 'string') return Math.max(1, Math.ceil((Date.parse(resets) - Date.now()) / 1000));
  return 30;
}

function answer(c: AppContext, failure: ApiFailure): Response {
  if (failure.status === 429) c.header('Retry-After', String(retryAfter(failure.details)));
  if (failure.status === 401) c.header('WWW-Authenticate', 'Bearer');
  return c.json(failure.toBody(c.get('requestId')), failure.status as ContentfulStatusCode);
}

/** Known failures are answered as they are; anything else is logged with its cause and answered as `internal`. */
export function onError(deps: Deps): (error: Error, c: AppContext) => Response {
  return (error, c) => {
    const failure = error instanceof ApiFailure ? error : fromException(error, deps);
    if (failure.status >= 500) {
      deps.platform.log({
        level: 'error',
        request_id: c.get('requestId'),
        code: failure.code,
        error: describe(error),
        cause: describe(failure.cause),
      });
    }
    return answer(c, failure);
  };
}

function describe(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Error) return value.stack ?? value.message;
  return JSON.stringify(value);
}

const HTTP_CODES: Record<number, ApiErrorCode> = {
  400: 'invalid_json',
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

function fromException(error: Error, deps: Deps): ApiFailure {
  if (!(error instanceof HTTPException)) return new ApiFailure('internal', undefined, { cause: error });
  const code = HTTP_CODES[error.status];
  if (!code) return new ApiFailure('internal', undefined, { cause: error });
  const name = deps.platform.statusText(error.status);
  return new ApiFailure(code, name ? `${name}. ${new ApiFailure(code).message}` : undefined, {
    cause: error,
  });
}

/** 405 with Allow where the path exists under another method, 404 otherwise. */
export function onNotFound(
  paths: () => readonly { path: string; method: string }[],
): (c: AppContext) => Response {
  return (c) => {
    const found = paths().filter(({ path }) => toPattern(path).test(c.req.path));
    const methods = [...new Set(found.map(({ method }) => method.toUpperCase()))];
    if (methods.length === 0) {
      return answer(
        c,
        new ApiFailure(
          'not_found',
          `There is nothing at ${shortened(c.req.path)}. GET /api/v2/openapi.json lists every route.`,
        ),
      );
    }
    c.header('Allow', methods.join(', '));
    return answer(
      c,
      new ApiFailure('method_not_allowed', `${shortened(c.req.path)} answers ${methods.join(', ')}.`),
    );
  };
}

function toPattern(path: string): RegExp {
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[a-z_]+(\\\{[^/]*\\\})?/g, '[^/]+');
  return new RegExp(`^${escaped}$`);
}

/** Fields whose faults have a code of their own. */
const FIELD_CODES: Record<string, ApiErrorCode> = {
  'voice_config.language': 'language_unsupported',
  language: 'language_unsupported',
  'render_settings.resolution': 'resolution_unsupported',
};

/** Every request that does not fit its schema is refused here, naming each field and what was expected. */
export const onInvalid: Hook<unknown, AppEnv, string, unknown> = (result) => {
  if (result.success) return undefined;
  throw invalid(result.error);
};

/** What is told back of a request: enough to find the fault, never a second copy of what was sent. */
const MOST_FIELDS = 50;
const LONGEST_ECHO = 200;
const shortened = (text: string): string =>
  text.length <= LONGEST_ECHO ? text : `${text.slice(0, LONGEST_ECHO)}…`;

export function invalid(error: z.ZodError | z.core.$ZodError): ApiFailure {
  const fields = error.issues.slice(0, MOST_FIELDS).map((issue) => ({
    field: shortened(issue.path.join('.')),
    problem: shortened(issue.message),
  }));
  const own = fields.length === 1 && fields[0] && FIELD_CODES[fields[0].field];
  const summary = fields
    .slice(0, 5)
    .map(({ field, problem }) => (field ? `${field}: ${problem}` : problem))
    .join('; ');
  const remedy = own ? ` ${new ApiFailure(own).message}` : '';
  return new ApiFailure(own || 'invalid_request', `${summary}.${remedy}`, { details: { fields } });
}
