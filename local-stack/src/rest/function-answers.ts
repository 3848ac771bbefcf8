/** Answers from functions. */
import type { Catalogue } from './catalogue.ts';
import { RestError, unknownColumn, unsupported } from './errors.ts';
import { type Answer, type Asked, answerPage, execute, isRead, type Plan, respond } from './exchange.ts';
import { applyRange, checkJsonBody, contentRange } from './http.ts';
import { parseQuery, type Query } from './parse-query.ts';
import { MAX_ROWS, planTree, readStatement } from './plan-read.ts';
import {
  type Arguments,
  type Call,
  callCtes,
  parameterNames,
  resolveCall,
  scalarStatement,
} from './plan-rpc.ts';
import { Parameters } from './sql.ts';

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

export function rpcAnswer(catalogue: Catalogue, name: string, asked: Asked): Answer {
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
