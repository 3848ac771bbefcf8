/** The HTTP side of PostgREST: media types, ranges, Content-Range. */
import { RestError, unsupported } from './errors.ts';
import type { Scope } from './parse-query.ts';

export type Shape = 'array' | 'object';

const OBJECT = 'application/vnd.pgrst.object+json';
const ARRAY = 'application/vnd.pgrst.array+json';

/** First media type of Accept that can be produced. @throws RestError PGRST107 */
export function negotiate(accept: string | null): { shape: Shape; contentType: string } {
  const types = (accept ?? '*/*').split(',').map((part) => part.trim().toLowerCase());
  for (const type of types) {
    const [name = '', ...attributes] = type.split(';').map((part) => part.trim());
    if (name.startsWith('application/vnd.pgrst.plan')) throw unsupported('execution plans over HTTP');
    if (attributes.includes('nulls=stripped')) throw unsupported('Accept with nulls=stripped');
    if (name === OBJECT) return { shape: 'object', contentType: `${OBJECT}; charset=utf-8` };
    if (name === ARRAY || name === 'application/json' || name === '*/*' || name === 'application/*') {
      return { shape: 'array', contentType: 'application/json; charset=utf-8' };
    }
  }
  throw new RestError(406, 'PGRST107', `None of these media types are available: ${accept}`);
}

/** Only schema public is served. */
export function checkProfile(request: Request): void {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const profile = request.headers.get(reads ? 'accept-profile' : 'content-profile');
  if (profile !== null && profile !== 'public') {
    throw new RestError(406, 'PGRST106', `Invalid schema: ${profile}`, {
      hint: 'Only the following schemas are exposed: public',
    });
  }
}

export function checkJsonBody(request: Request): void {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'application/json';
  if (type !== 'application/json' && type !== OBJECT && type !== ARRAY) {
    throw new RestError(400, 'PGRST102', `Content-Type not acceptable: ${type}`);
  }
}

const unsatisfiable = (details: string) =>
  new RestError(416, 'PGRST103', 'Requested range not satisfiable', { details });

/** Narrows the root's page to the Range header of a read. */
export function applyRange(request: Request, scope: Scope): void {
  const header = request.headers.get('range');
  if (header === null || (request.method !== 'GET' && request.method !== 'HEAD')) return;
  const match = /^(?:items=)?(\d{1,15})-(\d{0,15})$/.exec(header.trim());
  // Other units (bytes) are not meant for rows: a range that is not understood is ignored, as HTTP has it.
  if (!match) return;
  const first = Number(match[1]);
  const last = match[2] ? Number(match[2]) : Number.POSITIVE_INFINITY;
  if (last < first) {
    throw unsatisfiable(
      'The lower boundary must be lower than or equal to the upper boundary in the Range header.',
    );
  }
  const end = Math.min(
    last + 1,
    scope.limit === null ? Number.POSITIVE_INFINITY : scope.offset + scope.limit,
  );
  scope.offset = Math.max(scope.offset, first);
  scope.limit = end === Number.POSITIVE_INFINITY ? null : Math.max(0, end - scope.offset);
}

/** `0-24/573`, `0-24/*`, or a star for the span when it holds nothing. */
export function contentRange(first: number, last: number, total: number | null): string {
  const span = total !== 0 && first <= last ? `${first}-${last}` : '*';
  return `${span}/${total ?? '*'}`;
}

/** 200, or 206 when the total is known and the page is only a part. @throws RestError PGRST103 past the end */
export function pageStatus(offset: number, rows: number, total: number | null): 200 | 206 {
  if (total === null) return 200;
  if (offset > total) {
    throw unsatisfiable(`An offset of ${offset} was requested, but there are only ${total} rows.`);
  }
  return rows < total ? 206 : 200;
}

/** @throws RestError PGRST116 when one object was asked for and there is not exactly one row */
export function requireSingle(shape: Shape, rows: number): void {
  if (shape !== 'object' || rows === 1) return;
  throw new RestError(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', {
    details: `The result contains ${rows} rows`,
  });
}
