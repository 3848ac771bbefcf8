/** Pieces every route's description shares. */
import { type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import { API_ERRORS, type ApiErrorCode, ErrorBody } from '../../_shared/contract/errors.ts';
import type { ApiTokenScope } from '../../_shared/contract/tokens.ts';

type Responses = RouteConfig['responses'];
type OpenAPIRegistry = OpenAPIHono['openAPIRegistry'];
type Component = Parameters<OpenAPIRegistry['registerComponent']>[2];

/** Named once in the document: written out under every status of every route it was nine tenths of it. */
const FAILURE = { $ref: '#/components/schemas/Error' } as const;

export function registerFailure(registry: OpenAPIRegistry): void {
  // OpenAPI 3.1 speaks the dialect that zod writes and names it for the whole document.
  const { $schema: _dialect, ...schema } = z.toJSONSchema(ErrorBody);
  registry.registerComponent('schemas', 'Error', schema as Component);
}

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
      { description: names.join(', '), content: { 'application/json': { schema: FAILURE } } },
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
  security?: { user: string[] }[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { description: string }>;
}

type ToldCode = 'rate_limited' | 'scope_missing' | 'idempotency_conflict' | 'idempotency_in_progress';

/** Adds to every operation of `paths` what the middleware before it takes and answers. */
export function describeAdmission(paths: object): void {
  for (const methods of Object.values(paths) as Record<string, Operation>[]) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!operation.security) continue;
      const { responses } = operation;
      const tell = (code: ToldCode): void => {
        const status = String(API_ERRORS[code].status);
        const known = responses[status];
        if (!known) responses[status] = { ...responses['401'], description: code };
        else if (!known.description.includes(code)) known.description += `, ${code}`;
      };
      tell('rate_limited');
      if (operation.security.some(({ user }) => user.length > 0)) tell('scope_missing');
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

/** For people and for every API token: reading. */
export const FOR_USERS = [{ user: [] as string[] }];

/**
 * For people, and for API tokens with this scope; no token has `account`. It says what SQL enforces on every road: a
 * test tries each route with each scope against it.
 */
export const forScope = (scope: ApiTokenScope | 'account') => [{ user: [scope as string] }];
