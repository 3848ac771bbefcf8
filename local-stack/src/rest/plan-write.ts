/** INSERT, upsert, UPDATE and DELETE. The body stays one JSON parameter, which Postgres reads into typed rows. */
import type { Column, Relation } from './catalogue.ts';
import { RestError, unknownPayloadColumn, unsupported } from './errors.ts';
import { type ResolveField, whereSql } from './filters.ts';
import type { Query } from './parse-query.ts';
import { fieldResolver, neededColumns, type ReadNode } from './plan-read.ts';
import type { Preferences } from './preferences.ts';
import { type Parameters, qualified, quoteIdentifier } from './sql.ts';

/** A request's body: its text goes to Postgres untouched, only the keys are read here. */
export interface Payload {
  readonly text: string;
  readonly keys: readonly string[];
  readonly rows: number;
  readonly isArray: boolean;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalidBody = (message: string) => new RestError(400, 'PGRST102', message);

/** `uniform`: every object of an array must have the same keys (they need not when `columns` names them). */
export function parsePayload(text: string, uniform: boolean): Payload {
  let value: unknown;
  try {
    value = JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw invalidBody('Empty or invalid json');
  }
  const rows = Array.isArray(value) ? (value as unknown[]) : [value];
  if (!rows.every(isObject)) throw invalidBody('Empty or invalid json');
  const keys = Object.keys(rows[0] ?? {});
  const first = new Set(keys);
  const same = rows.every((row) => {
    const own = Object.keys(row);
    return own.length === first.size && own.every((key) => first.has(key));
  });
  if (uniform && !same) throw invalidBody('All object keys must match');
  return { text: text === '' ? '{}' : text, keys, rows: rows.length, isArray: Array.isArray(value) };
}

function payloadColumns(relation: Relation, payload: Payload, query: Query): Column[] {
  const names = [...new Set(query.columns ?? payload.keys)];
  return names.map((name) => {
    const column = relation.columns.get(name);
    if (!column) throw unknownPayloadColumn(relation.name, name);
    return column;
  });
}

const names = (columns: readonly Column[]): string =>
  columns.map(({ name }) => quoteIdentifier(name)).join(', ');

/** FROM item `pgrst_body`: the body's rows with their columns' types. */
function bodySource(
  columns: readonly Column[],
  payload: Payload,
  preferences: Preferences,
  p: Parameters,
): string {
  const json = `${p.add(payload.text)}::json`;
  const array = payload.isArray ? json : `json_build_array(${json})`;
  const shape = columns
    .map(({ name, declaredType }) => `${quoteIdentifier(name)} ${declaredType}`)
    .join(', ');
  const defaults = columns.filter(({ defaultSql }) => defaultSql !== null);
  if (preferences.missing !== 'default' || defaults.length === 0) {
    return `json_to_recordset(${array}) as pgrst_body(${shape})`;
  }
  // Evaluated for every element, so that each row has its own nextval() and gen_random_uuid().
  const pairs = defaults.map(({ name, defaultSql }) => `${p.add(name)}::text, ${defaultSql}`).join(', ');
  const filled = `select jsonb_build_object(${pairs}) || pgrst_element as pgrst_value from jsonb_array_elements(${array}::jsonb) as pgrst_element`;
  return `(${filled}) as pgrst_filled cross join lateral jsonb_to_record(pgrst_filled.pgrst_value) as pgrst_body(${shape})`;
}

/** `returning …`: as little as the answer needs, since every column returned needs the right to read it. */
function returningSql(node: ReadNode, preferences: Preferences): string {
  const reference = (name: string) => `${node.row}.${quoteIdentifier(name)}`;
  if (preferences.returns === 'representation') {
    const needed = neededColumns(node);
    if (needed === null) return ` returning ${node.row}.*`;
    return needed.size === 0 ? ' returning 1' : ` returning ${[...needed].map(reference).join(', ')}`;
  }
  if (preferences.returns === 'headers-only' && node.relation.primaryKey.length > 0) {
    return ` returning ${node.relation.primaryKey.map(reference).join(', ')}`;
  }
  return ' returning 1';
}

function conflictSql(
  relation: Relation,
  columns: readonly Column[],
  query: Query,
  preferences: Preferences,
): string {
  if (preferences.resolution === null) return '';
  const target = query.onConflict ?? relation.primaryKey;
  for (const name of target) if (!relation.columns.has(name)) throw unknownPayloadColumn(relation.name, name);
  if (target.length === 0) return '';
  const on = ` on conflict (${target.map(quoteIdentifier).join(', ')}) do`;
  if (preferences.resolution === 'ignore-duplicates' || columns.length === 0) return `${on} nothing`;
  const set = columns.map(({ name }) => `${quoteIdentifier(name)} = excluded.${quoteIdentifier(name)}`);
  return `${on} update set ${set.join(', ')}`;
}

export function insertSql(
  node: ReadNode,
  payload: Payload,
  query: Query,
  preferences: Preferences,
  parameters: Parameters,
): string {
  const { relation, row } = node;
  const columns = payloadColumns(relation, payload, query);
  const into = `insert into ${qualified(relation.name)} as ${row}`;
  const conflict = conflictSql(relation, columns, query, preferences);
  const returning = returningSql(node, preferences);
  if (columns.length === 0 && payload.rows === 1) return `${into} default values${conflict}${returning}`;
  if (columns.length === 0 && payload.rows > 1) throw unsupported('a bulk insert of objects without keys');
  if (columns.length === 0) {
    // Nothing to insert: still a statement of the table, so that rights are checked.
    return `${into} select ${row}_none.* from ${qualified(relation.name)} as ${row}_none where false${returning}`;
  }
  const source = bodySource(columns, payload, preferences, parameters);
  const values = columns.map(({ name }) => `pgrst_body.${quoteIdentifier(name)}`).join(', ');
  return `${into} (${names(columns)}) select ${values} from ${source}${conflict}${returning}`;
}

/** As on hosted, whose `authenticator` loads safeupdate: a whole table is never changed by a forgotten filter. */
function requireFilter(query: Query, command: 'UPDATE' | 'DELETE'): void {
  if (query.root.limit !== null || query.root.offset > 0) {
    throw unsupported(`limit and offset on ${command}`, 'Name the rows with filters.');
  }
  if (query.root.conditions.length === 0) {
    throw new RestError(400, '21000', `${command} requires a WHERE clause`);
  }
}

/** null: there is nothing to set, so no row is touched. */
export function updateSql(
  node: ReadNode,
  payload: Payload,
  query: Query,
  preferences: Preferences,
  parameters: Parameters,
): string | null {
  if (payload.rows !== 1) throw invalidBody('An update takes one JSON object');
  const columns = payloadColumns(node.relation, payload, query);
  requireFilter(query, 'UPDATE');
  if (columns.length === 0) return null;
  const set = columns.map(({ name }) => `${quoteIdentifier(name)} = pgrst_body.${quoteIdentifier(name)}`);
  const source = bodySource(columns, payload, { ...preferences, missing: null }, parameters);
  const where = whereSql(query.root.conditions, mutationResolver(node), parameters);
  return `update ${qualified(node.relation.name)} as ${node.row} set ${set.join(', ')} from ${source}${where}${returningSql(node, preferences)}`;
}

export function deleteSql(
  node: ReadNode,
  query: Query,
  preferences: Preferences,
  parameters: Parameters,
): string {
  requireFilter(query, 'DELETE');
  const where = whereSql(query.root.conditions, mutationResolver(node), parameters);
  return `delete from ${qualified(node.relation.name)} as ${node.row}${where}${returningSql(node, preferences)}`;
}

function mutationResolver(node: ReadNode): ResolveField {
  const resolve = fieldResolver(node);
  return (field, test) => {
    const target = resolve(field, test);
    if (target.kind === 'embed') throw unsupported('filtering a mutation by an embedded resource');
    return target;
  };
}
