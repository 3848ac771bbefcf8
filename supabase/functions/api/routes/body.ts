/** Reading bodies within limits, before any schema looks at them. */
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AppEnv } from '../../_shared/app-env.ts';
import { ApiFailure } from '../../_shared/failure.ts';

function requireType(c: Context<AppEnv>, type: string): void {
  if (!c.req.header('content-type')?.toLowerCase().startsWith(type)) {
    throw new ApiFailure('unsupported_media_type', `Send the body as Content-Type: ${type}.`);
  }
}

/** Counts what arrives, so a body that lies about its length is refused too. */
function bounded(bytes: number): MiddlewareHandler<AppEnv> {
  return bodyLimit({
    maxSize: bytes,
    onError: () => {
      throw new ApiFailure(
        'payload_too_large',
        `The body is larger than ${Math.round(bytes / 1024)} kB. Send less.`,
      );
    },
  });
}

/** JSON up to `bytes`; broken JSON is refused here with the parser's position. */
export function readJson(bytes: number): MiddlewareHandler<AppEnv> {
  const limit = bounded(bytes);
  return async (c, next) => {
    requireType(c, 'application/json');
    await limit(c, async () => {
      await c.req.json().catch((cause: unknown) => {
        if (cause instanceof SyntaxError) {
          throw new ApiFailure('invalid_json', `The body is not valid JSON: ${cause.message}.`, { cause });
        }
        throw cause;
      });
      await next();
    });
  };
}

/** A multipart form up to `bytes`. */
export function readForm(bytes: number): MiddlewareHandler<AppEnv> {
  const limit = bounded(bytes);
  return async (c, next) => {
    requireType(c, 'multipart/form-data');
    await limit(c, next);
  };
}

/** Room for the names and separators of a form beside its files. */
export const FORM_OVERHEAD_BYTES = 64 * 1024;

/** The fields and files of a form that `readForm` let in. */
export async function parseForm(c: Context<AppEnv>): Promise<Record<string, unknown>> {
  return await c.req.parseBody().catch((cause: unknown) => {
    if (cause instanceof ApiFailure) throw cause;
    throw new ApiFailure('invalid_request', 'The body is not a readable multipart form.', { cause });
  });
}
