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

/** What every POST of a signed-in caller takes, and what `signedIn` may answer before a route runs. */
const IDEMPOTENCY_HEADER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'The same key and body within 24 hours get the same answer (`Idempotency-Replayed: true`) and do nothing twice; a ' +
    'different body answers `idempotency_conflict`, one still being answered `idempotency_in_progress`. Refused ' +
    'requests free their key. Secrets are answered once: repeats hold null.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

interface Operation {
  security?: unknown;
  parameters?: { name: string; in: string }[];
  responses: Record<string, { description: string }>;
}

/** Adds to every operation of `paths` what the middleware before it takes and answers. */
export function describeAdmission(paths: object): void {
  for (const methods of Object.values(paths) as Record<string, Operation>[]) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!operation.security) continue;
      const { responses } = operation;
      const tell = (code: 'rate_limited' | 'idempotency_conflict' | 'idempotency_in_progress'): void => {
        const status = String(API_ERRORS[code].status);
        const known = responses[status];
        if (!known) responses[status] = { ...responses['401'], description: code };
        else if (!known.description.includes(code)) known.description += `, ${code}`;
      };
      tell('rate_limited');
      if (method !== 'post') continue;
      const others = (operation.parameters ?? []).filter(
        ({ name }) => name.toLowerCase() !== 'idempotency-key',
      );
      operation.parameters = [...others, IDEMPOTENCY_HEADER];
      tell('idempotency_conflict');
      tell('idempotency_in_progress');
    }
  }
}

/** What every route that needs a user may answer besides its own refusals. */
export const SIGNED_OUT = ['token_missing', 'token_expired', 'token_invalid', 'forbidden'] as const;

export const FOR_USERS = [{ user: [] }];
