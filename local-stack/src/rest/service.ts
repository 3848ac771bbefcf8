/**
 * The REST service: PostgREST's interface to schema public. Every request is one statement in a transaction under
 * the caller's role; what is not supported is refused, so that no answer ever holds other rows than asked for.
 *
 * Refused on purpose: other schemas, aggregates (as hosted), PUT, text/csv, execution plans, ordering by embedded
 * resources, embedding through views or functions, spreading to-many resources, tx=rollback.
 */
import type { PoolClient } from 'pg';
import { CallerError, createAsCaller, createAuthenticator } from '../caller.ts';
import type { Service, StackContext } from '../context.ts';
import type { Catalogue, Relation } from './catalogue.ts';
import {
  errorResponse,
  MISSES,
  RestError,
  toRestError,
  unknownColumn,
  unknownTable,
  unsupported,
} from './errors.ts';
import {
  applyRange,
  checkJsonBody,
  checkProfile,
  contentRange,
  negotiate,
  pageStatus,
  requireSingle,
  type Shape,
} from './http.ts';
import { parseQuery, type Query } from './parse-query.ts';
import { MAX_ROWS, planTree, type ReadNode, readStatement } from './plan-read.ts';
import {
  type Arguments,
  type Call,
  callCtes,
  parameterNames,
  resolveCall,
  scalarStatement,
} from './plan-rpc.ts';
import { deleteSql, insertSql, parsePayload, updateSql } from './plan-write.ts';
import { type Preferences, parsePreferences } from './preferences.ts';
import { createSchemaCache } from './schema-cache.ts';
import { Parameters, quoteIdentifier } from './sql.ts';

interface Plan {
  readonly text: string;
  readonly parameters: Parameters;
}

interface Result {
  readonly total: number | null;
  readonly page: number;
  readonly body: string;
}

/** What one request asks for, whatever its method. */
interface Asked {
  readonly request: Request;
  readonly url: URL;
  readonly name: string;
  readonly body: string;
  readonly preferences: Preferences;
  readonly shape: Shape;
  readonly contentType: string;
}

type Answer = (client: PoolClient) => Promise<Response>;

async function execute(client: PoolClient, { text, parameters }: Plan): Promise<Result> {
  const { rows } = await client.query<{ total: string | null; page: string; body: string }>(
    text,
    parameters.values,
  );
  const [row] = rows;
  if (!row) throw new Error('a statement of the REST service answered without a row');
  return { total: row.total === null ? null : Number(row.total), page: Number(row.page), body: row.body };
}

const isRead = ({ request }: Asked): boolean => request.method === 'GET' || request.method === 'HEAD';

function respond(
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

function requireAffected({ maxAffected }: Preferences, rows: number): void {
  if (maxAffected === null || rows <= maxAffected) return;
  throw new RestError(400, 'PGRST124', 'Query result exceeds max-affected preference constraint', {
    details: `The query affects ${rows} rows`,
  });
}

/** Rows of a relation or of a function's result. */
async function answerPage(client: PoolClient, asked: Asked, plan: Plan, query: Query): Promise<Response> {
  const result = await execute(client, plan);
  requireSingle(asked.shape, result.page);
  const { offset } = query.root;
  const status = pageStatus(offset, result.page, result.total);
  return respond(asked, status, result.body, {
    'content-range': contentRange(offset, offset + result.page - 1, result.total),
  });
}

function readAnswer(catalogue: Catalogue, relation: Relation, asked: Asked): Answer {
  const query = parseQuery(asked.url.searchParams);
  applyRange(asked.request, query.root);
  const node = planTree(catalogue, relation, query);
  const parameters = new Parameters();
  const text = readStatement(
    node,
    {
      source: `"public".${quoteIdentifier(relation.name)}`,
      ctes: [],
      filtered: true,
      counted: asked.preferences.count !== null,
      maxRows: MAX_ROWS,
      asObject: asked.shape === 'object',
    },
    parameters,
  );
  return (client) => answerPage(client, asked, { text, parameters }, query);
}

/** The mutation's statement, then what the answer shows of the rows it touched. */
function mutationStatement(node: ReadNode, mutation: string, asked: Asked, parameters: Parameters): string {
  const cte = `pgrst_source as (${mutation})`;
  const { returns } = asked.preferences;
  if (returns === 'representation') {
    const options = { source: 'pgrst_source', ctes: [cte], filtered: false, counted: false, maxRows: null };
    return readStatement(node, { ...options, asObject: asked.shape === 'object' }, parameters);
  }
  const key = node.relation.primaryKey.map((name) => `${quoteIdentifier(name)}::text`);
  const body =
    returns === 'headers-only' && key.length > 0
      ? `coalesce(json_agg(json_build_array(${key.join(', ')})), '[]')::text`
      : `''`;
  return `with ${cte} select null::bigint as total, count(*) as page, ${body} as body from pgrst_source`;
}

function location(relation: Relation, body: string): string | null {
  const [key] = JSON.parse(body) as (string | null)[][];
  if (!key) return null;
  const filters = relation.primaryKey.map((name, index) => {
    const value = key[index];
    return `${encodeURIComponent(name)}=${value === null || value === undefined ? 'is.null' : `eq.${encodeURIComponent(value)}`}`;
  });
  return `/${encodeURIComponent(relation.name)}?${filters.join('&')}`;
}

function writeAnswer(catalogue: Catalogue, relation: Relation, asked: Asked): Answer {
  const { preferences, request, shape } = asked;
  const { method } = request;
  const query = parseQuery(asked.url.searchParams);
  const node = planTree(catalogue, relation, query);
  const parameters = new Parameters();
  const shown = preferences.returns === 'representation';
  const counted = preferences.count !== null;

  let mutation: string | null;
  if (method === 'DELETE') mutation = deleteSql(node, query, preferences, parameters);
  else {
    checkJsonBody(request);
    const payload = parsePayload(asked.body, query.columns === null);
    mutation =
      method === 'POST'
        ? insertSql(node, payload, query, preferences, parameters)
        : updateSql(node, payload, query, preferences, parameters);
  }
  if (mutation === null) {
    requireSingle(shape, 0);
    return async () =>
      respond(asked, shown ? 200 : 204, '[]', { 'content-range': contentRange(0, -1, counted ? 0 : null) });
  }
  const text = mutationStatement(node, mutation, asked, parameters);
  return async (client) => {
    const result = await execute(client, { text, parameters });
    requireAffected(preferences, result.page);
    requireSingle(shape, result.page);
    const total = counted ? result.page : null;
    const body = shown ? result.body : null;
    if (method === 'POST') {
      const headers: Record<string, string> = { 'content-range': contentRange(1, 0, total) };
      if (preferences.returns === 'headers-only' && result.page === 1 && result.body !== '') {
        const at = location(relation, result.body);
        if (at) headers.location = at;
      }
      return respond(asked, 201, body ?? '', headers);
    }
    const last = method === 'PATCH' ? result.page - 1 : -1;
    return respond(asked, shown ? 200 : 204, body, { 'content-range': contentRange(0, last, total) });
  };
}

function rpcArguments(asked: Asked, names: ReadonlySet<string>): Arguments {
  if (isRead(asked)) {
    const given = [...asked.url.searchParams].filter(([name]) => names.has(name));
    if (new Set(given.map(([name]) => name)).size < given.length) {
      throw unsupported('an argument given more than once', 'Pass arrays as {a,b}.');
    }
    return { kind: 'text', values: new Map(given) };
  }
  checkJsonBody(asked.request);
  const text = asked.body.trim() === '' ? '{}' : asked.body;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RestError(400, 'PGRST102', 'Empty or invalid json');
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return { kind: 'json', text, isObject, names: isObject ? Object.keys(value as object) : [] };
}

function scalarPlan(call: Call, given: Arguments, query: Query, asked: Asked): Plan {
  const { conditions, order, limit, offset } = query.root;
  const field = conditions.find((condition) => condition.kind === 'filter')?.field ?? order[0]?.field;
  if (field) throw unknownColumn(call.target.name, field.column);
  const plain = query.select === null || query.select.every(({ kind }) => kind === 'star');
  if (!plain || conditions.length > 0 || query.embedded.length > 0) {
    throw unsupported(`select and filters on ${call.target.name}, which returns no columns`);
  }
  const parameters = new Parameters();
  const page = {
    limit,
    offset,
    counted: asked.preferences.count !== null,
    asObject: asked.shape === 'object',
  };
  return { text: scalarStatement(call, given, page, parameters), parameters };
}

function rpcAnswer(catalogue: Catalogue, name: string, asked: Asked): Answer {
  const names = parameterNames(catalogue, name);
  const given = rpcArguments(asked, names);
  const call = resolveCall(catalogue, name, given);
  const { returns } = call.target;
  const query = parseQuery(asked.url.searchParams, isRead(asked) ? names : new Set());
  applyRange(asked.request, query.root);
  if (returns.set) query.root.limit = Math.min(query.root.limit ?? MAX_ROWS, MAX_ROWS);

  let plan: Plan;
  if (returns.relation === null) plan = scalarPlan(call, given, query, asked);
  else {
    const parameters = new Parameters();
    const relation = catalogue.relations.get(returns.relation.name) ?? returns.relation;
    const node = planTree(catalogue, relation, query);
    const ctes = callCtes(call, given, parameters);
    const asObject = asked.shape === 'object' || !returns.set;
    const counted = asked.preferences.count !== null;
    const options = { source: 'pgrst_source', ctes, filtered: true, counted, maxRows: MAX_ROWS, asObject };
    plan = { text: readStatement(node, options, parameters), parameters };
  }
  return async (client) => {
    // A GET must change nothing, and neither must a function that says it does not.
    if (isRead(asked) || !call.target.volatile) await client.query('set transaction read only');
    if (returns.kind === 'void') {
      await execute(client, plan);
      return respond(asked, 204, null, {});
    }
    if (!returns.set) {
      const result = await execute(client, plan);
      return respond(asked, 200, result.body, {
        'content-range': contentRange(0, result.page - 1, result.total),
      });
    }
    const response = await answerPage(client, asked, plan, query);
    if (asked.preferences.returns !== 'minimal') return response;
    return respond(asked, 204, null, { 'content-range': response.headers.get('content-range') ?? '' });
  };
}

function plan(catalogue: Catalogue, asked: Asked): { answer: Answer; readOnly: boolean } {
  const segments = asked.name.split('/');
  const [first = '', second = ''] = segments;
  if (first === 'rpc' && segments.length === 2) {
    if (!isRead(asked) && asked.request.method !== 'POST') throw badMethod(asked.request.method);
    return { answer: rpcAnswer(catalogue, second, asked), readOnly: false };
  }
  if (first === '') throw new RestError(404, 'PGRST126', 'Root endpoint metadata is disabled');
  if (segments.length > 1) throw new RestError(404, 'PGRST125', 'Invalid path specified in request URL');
  const relation = catalogue.relations.get(first);
  if (!relation) throw unknownTable(first);
  if (isRead(asked)) return { answer: readAnswer(catalogue, relation, asked), readOnly: true };
  if (!['POST', 'PATCH', 'DELETE'].includes(asked.request.method)) throw badMethod(asked.request.method);
  return { answer: writeAnswer(catalogue, relation, asked), readOnly: false };
}

const badMethod = (method: string) => new RestError(405, 'PGRST117', `Unsupported HTTP method: ${method}`);

function pathName(pathname: string): string {
  try {
    return decodeURIComponent(pathname.replace(/^\/rest\/v1\/?/, '').replace(/\/$/, ''));
  } catch {
    throw new RestError(404, 'PGRST125', 'Invalid path specified in request URL');
  }
}

/** A caller who could not be made out, in PostgREST's words where the token is at fault, else in the gateway's. */
function callerProblem(error: CallerError, head: boolean): Response {
  const headers = { 'www-authenticate': 'Bearer' };
  const { message, status } = error;
  switch (error.problem) {
    case 'bad_token':
      return errorResponse(new RestError(401, 'PGRST301', message, { headers }), head);
    case 'expired_token':
      return errorResponse(new RestError(401, 'PGRST303', message, { headers }), head);
    case 'refused_role':
      return errorResponse(new RestError(status, '42501', message), head);
    default:
      return error.response();
  }
}

/** No database, or no free connection to it. */
function connectionProblem(error: unknown): RestError | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const message = error instanceof Error ? error.message : '';
  const lost = code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'ENOENT' || code === 'EPIPE';
  if (!lost && !/^(?:Connection terminated|timeout exceeded when trying to connect)/.test(message))
    return null;
  return new RestError(503, 'PGRST001', 'Database connection error', {
    hint: 'Try again in a few seconds.',
    headers: { 'retry-after': '1' },
  });
}

/** `/rest/v1/<relation>` and `/rest/v1/rpc/<function>`. */
export function createRestService(context: StackContext): Service {
  const authenticator = createAuthenticator(context);
  const asCaller = createAsCaller(context.authenticator);
  const cache = createSchemaCache(context.authenticator, context.log);

  const read = async (request: Request): Promise<Asked> => {
    checkProfile(request);
    const url = new URL(request.url);
    // The gateway's own parameter: hosted takes it away before PostgREST sees it.
    url.searchParams.delete('apikey');
    return {
      request,
      url,
      name: pathName(url.pathname),
      preferences: parsePreferences(request.headers.get('prefer')),
      ...negotiate(request.headers.get('accept')),
      body: request.method === 'GET' || request.method === 'HEAD' ? '' : await request.text(),
    };
  };

  const planned = async (asked: Asked): Promise<{ answer: Answer; readOnly: boolean }> => {
    try {
      return plan(await cache.current(), asked);
    } catch (error) {
      if (!(error instanceof RestError) || !MISSES.has(error.body.code)) throw error;
      return plan(await cache.reload(), asked);
    }
  };

  return async (request) => {
    const head = request.method === 'HEAD';
    let anonymous = true;
    try {
      const caller = await authenticator.fromRequest(request);
      anonymous = caller.role === 'anon';
      const asked = await read(request);
      const { answer, readOnly } = await planned(asked);
      const facts = { method: request.method, path: `/${asked.name}`, headers: request.headers };
      return await asCaller(
        caller,
        async (client) => {
          if (readOnly) await client.query('set transaction read only');
          return answer(client);
        },
        facts,
      );
    } catch (error) {
      if (error instanceof CallerError) return callerProblem(error, head);
      const known = connectionProblem(error) ?? toRestError(error, anonymous);
      if (known) return errorResponse(known, head);
      context.log.error('rest request failed', { error });
      return errorResponse(new RestError(500, 'PGRSTX00', 'Internal error of the REST service'), head);
    }
  };
}
