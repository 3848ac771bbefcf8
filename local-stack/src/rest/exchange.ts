/** One request on its way to one statement and back: what every kind of answer shares. */
import type { PoolClient } from 'pg';
import { RestError } from './errors.ts';
import { contentRange, pageStatus, requireSingle, type Shape } from './http.ts';
import type { Query } from './parse-query.ts';
import type { Preferences } from './preferences.ts';
import type { Parameters } from './sql.ts';

export interface Plan {
  readonly text: string;
  readonly parameters: Parameters;
}

export interface Result {
  readonly total: number | null;
  readonly page: number;
  readonly body: string;
}

/** What one request asks for, whatever its method. */
export interface Asked {
  readonly request: Request;
  readonly url: URL;
  readonly name: string;
  readonly body: string;
  readonly preferences: Preferences;
  readonly shape: Shape;
  readonly contentType: string;
}

export type Answer = (client: PoolClient) => Promise<Response>;

export async function execute(client: PoolClient, { text, parameters }: Plan): Promise<Result> {
  const { rows } = await client.query<{ total: string | null; page: string; body: string }>(
    text,
    parameters.values,
  );
  const [row] = rows;
  if (!row) throw new Error('a statement of the REST service answered without a row');
  return { total: row.total === null ? null : Number(row.total), page: Number(row.page), body: row.body };
}

export const isRead = ({ request }: Asked): boolean => request.method === 'GET' || request.method === 'HEAD';

export function respond(
  asked: Asked,
  status: number,
  body: string | null,
  headers: Record<string, string>,
): Response {
  const all = new Headers(headers);
  const { applied } = asked.preferences;
  if (applied !== '') all.set('preference-applied', applied);
  if (status !== 204) all.set('content-type', asked.contentType);
  return new Response(asked.request.method === 'HEAD' || status === 204 ? null : body, {
    status,
    headers: all,
  });
}

export function requireAffected({ maxAffected }: Preferences, rows: number): void {
  if (maxAffected === null || rows <= maxAffected) return;
  throw new RestError(400, 'PGRST124', 'Query result exceeds max-affected preference constraint', {
    details: `The query affects ${rows} rows`,
  });
}

/** Rows of a relation or of a function's result. */
export async function answerPage(
  client: PoolClient,
  asked: Asked,
  plan: Plan,
  query: Query,
): Promise<Response> {
  const result = await execute(client, plan);
  if (!isRead(asked)) requireAffected(asked.preferences, result.page);
  requireSingle(asked.shape, result.page);
  const { offset } = query.root;
  const status = pageStatus(offset, result.page, result.total);
  return respond(asked, status, result.body, {
    'content-range': contentRange(offset, offset + result.page - 1, result.total),
  });
}
