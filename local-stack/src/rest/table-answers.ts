/** Answers from relations: rows read, inserted, updated, deleted. */
import type { Catalogue, Relation } from './catalogue.ts';
import { type Answer, type Asked, answerPage, execute, requireAffected, respond } from './exchange.ts';
import { applyRange, checkJsonBody, contentRange, requireSingle } from './http.ts';
import { parseQuery } from './parse-query.ts';
import { MAX_ROWS, planTree, type ReadNode, readStatement } from './plan-read.ts';
import { deleteSql, insertSql, parsePayload, updateSql } from './plan-write.ts';
import { Parameters, qualified, quoteIdentifier } from './sql.ts';

export function readAnswer(catalogue: Catalogue, relation: Relation, asked: Asked): Answer {
  const query = parseQuery(asked.url.searchParams);
  applyRange(asked.request, query.root);
  const node = planTree(catalogue, relation, query);
  const parameters = new Parameters();
  const text = readStatement(
    node,
    {
      source: qualified(relation.name),
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

export function writeAnswer(catalogue: Catalogue, relation: Relation, asked: Asked): Answer {
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
