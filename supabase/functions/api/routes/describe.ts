/** Pieces every route's description shares. */
import type { RouteConfig } from '@hono/zod-openapi';
import { API_ERRORS, type ApiErrorCode, ErrorBody } from '../../_shared/contract/errors.ts';

type Responses = RouteConfig['responses'];

/** One response per status the listed codes are answered with. */
export function refusals(...codes: ApiErrorCode[]): Responses {
  const byStatus = new Map<number, ApiErrorCode[]>();
  for (const code of [...codes, 'internal', 'unavailable'] as const) {
    const { status } = API_ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      { description: names.join(', '), content: { 'application/json': { schema: ErrorBody } } },
    ]),
  );
}

/** What every route that needs a user may answer besides its own refusals. */
export const SIGNED_OUT = ['token_missing', 'token_expired', 'token_invalid', 'forbidden'] as const;

export const FOR_USERS = [{ user: [] }];
