/**
 * Errors of the REST service: body `{code, message, details, hint}`, codes and HTTP statuses as PostgREST 13
 * documents them (https://docs.postgrest.org/en/v13/references/errors.html).
 */
import { STATUS_CODES } from 'node:http';
import { DatabaseError } from 'pg';

export interface RestErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details: string | null;
  readonly hint: string | null;
}

export class RestError extends Error {
  readonly status: number;
  readonly body: RestErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: { details?: string | null; hint?: string | null; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'RestError';
    this.status = status;
    this.body = { code, message, details: extra.details ?? null, hint: extra.hint ?? null };
    this.headers = extra.headers ?? {};
  }
}

/** Something of PostgREST's grammar that this service understands well enough to refuse. */
export const unsupported = (what: string, hint: string | null = null): RestError =>
  new RestError(400, 'PGRST127', 'Feature not implemented', { details: what, hint });

export const parseError = (message: string, details: string): RestError =>
  new RestError(400, 'PGRST100', message, { details });

export const unknownTable = (name: string): RestError =>
  new RestError(404, 'PGRST205', `Could not find the table 'public.${name}' in the schema cache`);

export const unknownColumn = (relation: string, column: string): RestError =>
  new RestError(400, '42703', `column ${relation}.${column} does not exist`);

export const unknownPayloadColumn = (relation: string, column: string): RestError =>
  new RestError(
    400,
    'PGRST204',
    `Could not find the '${column}' column of '${relation}' in the schema cache`,
  );

/** Codes that a newer schema cache could answer differently: worth one reload and one more try. */
export const MISSES: ReadonlySet<string> = new Set(['PGRST200', 'PGRST202', 'PGRST204', 'PGRST205', '42703']);

const EXACT: Readonly<Record<string, number>> = {
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
  '53400': 500,
  '57P01': 503,
  P0001: 400,
};

const BY_CLASS: Readonly<Record<string, number>> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '53': 503,
  '54': 500,
  '55': 500,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

/** HTTP status of a SQLSTATE. `anonymous`: the statement ran as the role of a request without a user's token. */
export function statusOfSqlState(code: string, message: string, anonymous: boolean): number {
  if (code === '42501') return anonymous ? 401 : 403;
  if (code === '21000') return message.endsWith('requires a WHERE clause') ? 400 : 500;
  return EXACT[code] ?? BY_CLASS[code.slice(0, 2)] ?? 400;
}

/** `raise sqlstate 'PTxyz'` answers with the status xyz. */
function customStatus(code: string): number | null {
  const match = /^PT([2-5][0-9]{2})$/.exec(code);
  return match ? Number(match[1]) : null;
}

/** `raise sqlstate 'PGRST' using message = '{code, message, …}', detail = '{status, headers}'`. */
function raisedAsJson(error: DatabaseError): RestError {
  try {
    const body = JSON.parse(error.message) as Record<string, unknown>;
    const detail = JSON.parse(error.detail ?? '') as Record<string, unknown>;
    if (
      typeof body.code === 'string' &&
      typeof body.message === 'string' &&
      Number.isInteger(detail.status)
    ) {
      return new RestError(Number(detail.status), body.code, body.message, {
        details: typeof body.details === 'string' ? body.details : null,
        hint: typeof body.hint === 'string' ? body.hint : null,
        headers: (detail.headers ?? {}) as Record<string, string>,
      });
    }
  } catch {
    // falls through to PostgREST's own complaint about the malformed raise
  }
  return new RestError(500, 'PGRST121', 'Could not parse JSON in the "RAISE SQLSTATE \'PGRST\'" error', {
    details: 'MESSAGE needs code and message; DETAIL needs status and headers',
  });
}

/** What a failed request is answered with; null for what is a defect of this service and must be logged. */
export function toRestError(error: unknown, anonymous: boolean): RestError | null {
  if (error instanceof RestError) return error;
  if (!(error instanceof DatabaseError)) return null;
  const { code = 'XX000', message } = error;
  if (code === 'PGRST') return raisedAsJson(error);
  const status = customStatus(code) ?? statusOfSqlState(code, message, anonymous);
  return new RestError(status, code, message, {
    details: error.detail ?? null,
    hint: error.hint ?? null,
    headers: status === 401 ? { 'www-authenticate': 'Bearer' } : {},
  });
}

/** Statuses that HTTP gives no body: a function may raise PT204. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

export function errorResponse(error: RestError, head: boolean): Response {
  return new Response(head || BODILESS.has(error.status) ? null : JSON.stringify(error.body), {
    status: error.status,
    statusText: STATUS_CODES[error.status] ?? '',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'proxy-status': `PostgREST; error=${error.body.code}`,
      ...error.headers,
    },
  });
}
