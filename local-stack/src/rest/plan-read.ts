/**
 * From a parsed query to the SELECT that answers it: one statement, embedded resources as lateral joins, the
 * body assembled by Postgres so that no value passes through JavaScript's numbers.
 */
import type { Catalogue, Relation } from './catalogue.ts';
import { RestError, unknownColumn, unsupported } from './errors.ts';
import { type ResolveField, whereSql } from './filters.ts';
import type { OrderTerm, Query, Scope } from './parse-query.ts';
import type { ColumnItem, EmbedItem, SelectItem } from './parse-select.ts';
import { isToOne, type Relationship, resolveRelationship } from './relationships.ts';
import { fieldSql, type Parameters, qualified, quoteIdentifier } from './sql.ts';

/** As hosted: no read returns more rows than this, at any level. */
export const MAX_ROWS = 1000;

export interface ReadNode {
  readonly relation: Relation;
  /** Alias of the row in the statement, unique in it. */
  readonly row: string;
  readonly items: readonly (SelectItem & { kind: 'star' | 'column' })[];
  readonly embeds: readonly EmbedNode[];
  readonly scope: Scope;
}

export interface EmbedNode extends ReadNode {
  readonly item: EmbedItem;
  readonly relationship: Relationship;
  /** Alias of the lateral join. */
  readonly join: string;
}

const emptyScope = (path: readonly string[]): Scope => ({
  path,
  conditions: [],
  order: [],
  limit: null,
  offset: 0,
});

/** What casts in `select` may name: the list keeps type names out of the request's hands. */
const CAST_TYPES: ReadonlySet<string> = new Set(
  [
    'bool',
    'boolean',
    'text',
    'varchar',
    'character varying',
    'uuid',
    'json',
    'jsonb',
    'bytea',
    'interval',
    'inet',
  ]
    .concat(['int2', 'int4', 'int8', 'smallint', 'integer', 'int', 'bigint', 'numeric', 'decimal', 'real'])
    .concat(['float4', 'float8', 'double precision', 'date', 'time', 'timetz', 'timestamp', 'timestamptz'])
    .concat(['timestamp without time zone', 'timestamp with time zone'])
    .flatMap((type) => [type, `${type}[]`]),
);

const labelOf = (item: EmbedItem): string => item.alias ?? item.target;

/** Attaches each scope of the query to the embedded resource it names. */
export function planTree(catalogue: Catalogue, relation: Relation, query: Query): ReadNode {
  const unused = new Set(query.embedded);
  let counter = 0;

  const scopesUnder = (
    scopes: readonly Scope[],
    item: EmbedItem,
    siblings: readonly EmbedItem[],
    depth: number,
  ) =>
    scopes.filter((scope) => {
      const name = scope.path[depth];
      if (name === labelOf(item)) return true;
      // The relation's own name reaches an aliased resource when no other resource answers to it.
      return (
        name === item.target &&
        siblings.filter((other) => [labelOf(other), other.target].includes(name)).length === 1
      );
    });

  const build = (
    target: Relation,
    selected: readonly SelectItem[],
    scope: Scope,
    scopes: readonly Scope[],
    depth: number,
  ): ReadNode => {
    const row = `pgrst_t${counter++}`;
    const embedItems = selected.filter((item) => item.kind === 'embed');
    const labels = new Set<string>();
    const embeds = embedItems.map((item): EmbedNode => {
      const relationship = resolveRelationship(catalogue, target, item.target, item.hint);
      if (item.spread && !isToOne(relationship)) {
        throw new RestError(400, 'PGRST119', 'A spread operation on this resource is not possible', {
          details: `'${target.name}' and '${item.target}' do not form a many-to-one or one-to-one relationship`,
        });
      }
      if (!item.spread && labels.has(labelOf(item))) {
        throw new RestError(400, 'PGRST127', 'Feature not implemented', {
          details: `two embedded resources named '${labelOf(item)}'`,
          hint: 'Give each an alias.',
        });
      }
      labels.add(labelOf(item));
      const mine = scopesUnder(scopes, item, embedItems, depth);
      const own = mine.filter((candidate) => candidate.path.length === depth + 1);
      for (const candidate of own) unused.delete(candidate);
      const nested = build(
        relationship.target,
        item.items,
        own.reduce(mergeScopes, emptyScope([])),
        mine.filter((candidate) => candidate.path.length > depth + 1),
        depth + 1,
      );
      return { ...nested, item, relationship, join: `pgrst_j${counter++}` };
    });
    return { relation: target, row, items: selected.filter((item) => item.kind !== 'embed'), embeds, scope };
  };

  const root = build(relation, query.select ?? [{ kind: 'star' }], query.root, query.embedded, 0);
  const [stray] = unused;
  if (stray) {
    const name = stray.path.join('.');
    throw new RestError(400, 'PGRST108', `'${name}' is not an embedded resource in this request`, {
      hint: `Verify that '${name}' is included in the 'select' query parameter.`,
    });
  }
  return root;
}

function mergeScopes(left: Scope, right: Scope): Scope {
  return {
    path: right.path,
    conditions: [...left.conditions, ...right.conditions],
    order: [...left.order, ...right.order],
    limit: right.limit ?? left.limit,
    offset: Math.max(left.offset, right.offset),
  };
}

/** A field of a filter on this node: a column, or an embedded resource tested for null. */
export function fieldResolver(node: ReadNode): ResolveField {
  return (field, test) => {
    const column = node.relation.columns.get(field.column);
    if (column) return { kind: 'column', row: node.row, column };
    const embed = node.embeds.find(({ item }) => labelOf(item) === field.column && !item.spread);
    if (embed && field.path.length === 0) {
      if (test.kind === 'is' && test.value === 'null') {
        return { kind: 'embed', presence: `${embed.join}.pgrst_body` };
      }
      throw new RestError(400, 'PGRST120', `Bad operator on the '${field.column}' embedded resource`, {
        details: `Only is null or not is null filters are allowed on embedded resources`,
      });
    }
    throw unknownColumn(node.relation.name, field.column);
  };
}

/** Postgres cuts names of more than 63 bytes: the answer's keys would not be those asked for. */
function labelSql(label: string): string {
  if (Buffer.byteLength(label) > 63) throw unsupported(`an alias of more than 63 bytes: ${label}`);
  return quoteIdentifier(label);
}

function columnOutput(node: ReadNode, item: ColumnItem, parameters: Parameters): string {
  const { field, alias, cast } = item;
  const column = node.relation.columns.get(field.column);
  if (!column) throw unknownColumn(node.relation.name, field.column);
  if (cast !== null && !CAST_TYPES.has(cast.toLowerCase())) {
    throw new RestError(400, '42704', `type "${cast}" does not exist`);
  }
  const value = fieldSql(node.row, column, field, parameters);
  const lastKey = field.path.findLast(({ key }) => typeof key === 'string')?.key;
  const label = alias ?? (typeof lastKey === 'string' && lastKey !== '' ? lastKey : column.name);
  return `${cast === null ? value : `cast(${value} as ${cast})`} as ${labelSql(label)}`;
}

function embedOutputs(embed: EmbedNode): string[] {
  // An embedded resource without columns only filters its parent.
  if (embed.items.length === 0 && embed.embeds.length === 0) return [];
  if (embed.item.spread) return [`${embed.join}.*`];
  const body = `${embed.join}.pgrst_body`;
  const value = isToOne(embed.relationship) ? body : `coalesce(${body}, '[]'::json)`;
  return [`${value} as ${labelSql(labelOf(embed.item))}`];
}

function outputs(node: ReadNode, parameters: Parameters): string {
  const columns = node.items.map((item) =>
    item.kind === 'star' ? `${node.row}.*` : columnOutput(node, item, parameters),
  );
  return [...columns, ...node.embeds.flatMap(embedOutputs)].join(', ');
}

export function orderSql(node: ReadNode, order: readonly OrderTerm[], parameters: Parameters): string {
  if (order.length === 0) return '';
  const terms = order.map(({ field, descending, nulls }) => {
    const column = node.relation.columns.get(field.column);
    if (!column) throw unknownColumn(node.relation.name, field.column);
    const direction = descending ? ' desc' : ' asc';
    return `${fieldSql(node.row, column, field, parameters)}${direction}${nulls ? ` nulls ${nulls}` : ''}`;
  });
  return ` order by ${terms.join(', ')}`;
}

function pageSql(
  { limit, offset }: Pick<Scope, 'limit' | 'offset'>,
  maxRows: number | null,
  parameters: Parameters,
) {
  const rows = maxRows === null ? limit : Math.min(limit ?? maxRows, maxRows);
  const limitSql = rows === null ? '' : ` limit ${parameters.add(rows)}`;
  return `${limitSql}${offset > 0 ? ` offset ${parameters.add(offset)}` : ''}`;
}

/** `source` and the lateral joins of its embedded resources. */
function fromSql(node: ReadNode, source: string, maxRows: number | null, parameters: Parameters): string {
  const joins = node.embeds.map((embed) => ` ${lateralSql(node, embed, maxRows, parameters)}`);
  return `${source} as ${node.row}${joins.join('')}`;
}

function lateralSql(
  parent: ReadNode,
  embed: EmbedNode,
  maxRows: number | null,
  parameters: Parameters,
): string {
  const { relationship, row, scope, item } = embed;
  const equal = (leftRow: string, rightRow: string, [left, right]: readonly [string, string]) =>
    `${leftRow}.${quoteIdentifier(left)} = ${rightRow}.${quoteIdentifier(right)}`;
  const { junction } = relationship;
  const middle = `${row}_via`;
  const links = junction
    ? [
        ...relationship.pairs.map((pair) => equal(parent.row, middle, pair)),
        ...junction.pairs.map((pair) => equal(middle, row, pair)),
      ]
    : relationship.pairs.map((pair) => equal(parent.row, row, pair));
  const source = qualified(embed.relation.name);
  const via = junction ? `${qualified(junction.relation)} as ${middle}, ` : '';
  const filters = whereSql(scope.conditions, fieldResolver(embed), parameters).replace(/^ where /, ' and ');
  const inside = [
    `select ${outputs(embed, parameters)}`,
    ` from ${via}${fromSql(embed, source, maxRows, parameters)}`,
    ` where ${links.join(' and ')}${filters}`,
    orderSql(embed, scope.order, parameters),
    pageSql(scope, maxRows, parameters),
  ].join('');
  const kind = item.inner ? 'inner' : 'left';
  if (item.spread) return `${kind} join lateral (${inside}) as ${embed.join} on true`;
  if (isToOne(relationship)) {
    const body = `select row_to_json(pgrst_row.*) as pgrst_body from (${inside}) as pgrst_row`;
    return `${kind} join lateral (${body}) as ${embed.join} on true`;
  }
  const body = `select json_agg(pgrst_row.*) as pgrst_body from (${inside}) as pgrst_row`;
  const presence = item.inner ? `${embed.join}.pgrst_body is not null` : 'true';
  return `${kind} join lateral (${body}) as ${embed.join} on ${presence}`;
}

export interface ReadOptions {
  /** FROM item of the root: a relation, or the name of a CTE of `ctes`. */
  readonly source: string;
  /** Complete CTEs, `name as (…)`, that come before. */
  readonly ctes: readonly string[];
  /** The root's filters, order and page apply here; false where they belonged to a mutation. */
  readonly filtered: boolean;
  readonly counted: boolean;
  readonly maxRows: number | null;
  /** One row as an object in place of an array of rows. */
  readonly asObject: boolean;
}

/** SELECT with columns total (bigint or null), page (bigint: rows of the body) and body (JSON text). */
export function readStatement(node: ReadNode, options: ReadOptions, parameters: Parameters): string {
  const { scope } = node;
  const from = fromSql(node, options.source, options.maxRows, parameters);
  const where = options.filtered ? whereSql(scope.conditions, fieldResolver(node), parameters) : '';
  const order = orderSql(node, scope.order, parameters);
  const page = options.filtered ? pageSql(scope, options.maxRows, parameters) : '';
  const rows = `select ${outputs(node, parameters)} from ${from}${where}${order}${page}`;
  const total = options.counted
    ? `(select count(*) from (select 1 from ${from}${where}) as pgrst_all)`
    : 'null::bigint';
  const body = options.asObject
    ? `coalesce(json_agg(pgrst_row.*) -> 0, 'null'::json)::text`
    : `coalesce(json_agg(pgrst_row.*), '[]'::json)::text`;
  const ctes = options.ctes.length > 0 ? `with ${options.ctes.join(', ')} ` : '';
  return `${ctes}select ${total} as total, count(*) as page, ${body} as body from (${rows}) as pgrst_row`;
}

/** Columns of the root that a statement must yield for its answer; null: all of them. */
export function neededColumns(node: ReadNode): ReadonlySet<string> | null {
  if (node.items.some((item) => item.kind === 'star')) return null;
  const names = node.items.flatMap((item) => (item.kind === 'column' ? [item.field.column] : []));
  const links = node.embeds.flatMap(({ relationship }) => relationship.pairs.map(([own]) => own));
  const ordered = node.scope.order.map(({ field }) => field.column);
  for (const name of [...names, ...ordered]) {
    if (!node.relation.columns.has(name)) throw unknownColumn(node.relation.name, name);
  }
  return new Set([...names, ...links, ...ordered]);
}
