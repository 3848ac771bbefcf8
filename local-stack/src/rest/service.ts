/**
 * The REST service: PostgREST's interface to schema public. Every request is one statement in a transaction under
 * the caller's role; what is not supported is refused, so that no answer ever holds other rows than asked for.
 *
 * Refused on purpose: other schemas, aggregates (as hosted), PUT, text/csv, execution plans, ordering by embedded
 * resources, embedding through views or functions, spreading to-many resources, tx=rollback.
 */
import { CallerError, createAsCaller, createAuthenticator } from '../caller.ts';
import type { Service, StackContext } from '../context.ts';
import type { Catalogue } from './catalogue.ts';
import { errorResponse, MISSES, RestError, toRestError, unknownTable } from './errors.ts';
import { type Answer, type Asked, isRead } from './exchange.ts';
import { rpcAnswer } from './function-answers.ts';
import { checkProfile, negotiate } from './http.ts';
import { parsePreferences } from './preferences.ts';
import { createSchemaCache } from './schema-cache.ts';
import { readAnswer, writeAnswer } from './table-answers.ts';

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
