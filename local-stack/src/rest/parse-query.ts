/** The whole query string: what is selected, and for the root and each embedded resource which rows. */
import { Cursor } from './cursor.ts';
import { parseError, RestError, unsupported } from './errors.ts';
import { type Condition, parseFilter, parseTree } from './parse-filter.ts';
import { type Field, parseField, parseSelect, type SelectItem } from './parse-select.ts';

export interface OrderTerm {
  readonly field: Field;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last' | null;
}

/** Rows of one resource. `path` names the embedded resources from the root, [] is the root itself. */
export interface Scope {
  readonly path: readonly string[];
  readonly conditions: Condition[];
  readonly order: OrderTerm[];
  limit: number | null;
  offset: number;
}

export interface Query {
  /** null: no `select` parameter. */
  readonly select: readonly SelectItem[] | null;
  readonly root: Scope;
  readonly embedded: readonly Scope[];
  readonly columns: readonly string[] | null;
  readonly onConflict: readonly string[] | null;
}

function parseOrder(text: string): OrderTerm[] {
  const cursor = new Cursor(text, 'order');
  const terms: OrderTerm[] = [];
  do {
    cursor.skipSpaces();
    const field = parseField(cursor);
    if (cursor.startsWith('(')) throw unsupported(`order by a column of an embedded resource: ${text}`);
    const descending = cursor.match(/\.(asc|desc)(?=\.|,|$)/)?.[1] === 'desc';
    const nulls = cursor.match(/\.nulls(first|last)(?=,|$)/)?.[1];
    terms.push({ field, descending, nulls: nulls === 'first' || nulls === 'last' ? nulls : null });
  } while (cursor.take(','));
  if (!cursor.done) cursor.fail('expecting asc, desc, nullsfirst, nullslast or ","');
  return terms;
}

function parseNames(text: string, what: string): string[] {
  const cursor = new Cursor(text, what);
  const names: string[] = [];
  if (text === '') return names;
  do {
    names.push(cursor.name());
    cursor.skipSpaces();
  } while (cursor.take(','));
  if (!cursor.done) cursor.fail('expecting ","');
  return names;
}

function parseCount(name: string, text: string): number {
  if (/^-\d+$/.test(text)) {
    throw new RestError(416, 'PGRST103', 'Requested range not satisfiable', {
      details: `${name === 'limit' ? 'Limit' : 'Offset'} should be greater than or equal to zero.`,
    });
  }
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw parseError(`"failed to parse ${name} (${text})" (line 1, column 1)`, 'expecting a whole number');
  }
  return value;
}

/** `a.b.column->key`: the embedded resources before the last dot, then the field. */
function parseTarget(key: string): { path: string[]; field: Field } {
  const cursor = new Cursor(key, 'filter path');
  const path: string[] = [];
  let field = parseField(cursor);
  while (cursor.take('.')) {
    if (field.path.length > 0) cursor.fail('a JSON path can only come last');
    path.push(field.column);
    field = parseField(cursor);
  }
  if (!cursor.done) cursor.fail('expecting "." or the end');
  return { path, field };
}

const KEYWORDS = /^(?:(.+)\.)?(order|limit|offset)$/s;
const TREES = /^(?:(.+)\.)?(and|or)$/s;

/** `a.not.or` → the resource a and a negation. */
function parseTreeKey(
  key: string,
): { prefix: string | undefined; negated: boolean; operator: 'and' | 'or' } | null {
  const match = TREES.exec(key);
  const operator = match?.[2];
  if (operator !== 'and' && operator !== 'or') return null;
  const prefix = match?.[1];
  if (prefix === 'not') return { prefix: undefined, negated: true, operator };
  if (prefix?.endsWith('.not')) return { prefix: prefix.slice(0, -4), negated: true, operator };
  return { prefix, negated: false, operator };
}

/** Parameters named in `reserved` are a function's arguments and are left out. */
export function parseQuery(search: URLSearchParams, reserved: ReadonlySet<string> = new Set()): Query {
  const scopes = new Map<string, Scope>();
  const scopeOf = (path: readonly string[]): Scope => {
    const key = JSON.stringify(path);
    let scope = scopes.get(key);
    if (!scope) {
      scope = { path, conditions: [], order: [], limit: null, offset: 0 };
      scopes.set(key, scope);
    }
    return scope;
  };
  const root = scopeOf([]);
  const embedOf = (prefix: string | undefined): Scope => {
    if (prefix === undefined) return root;
    const { path, field } = parseTarget(prefix);
    if (field.path.length > 0) throw parseError(`failed to parse filter path (${prefix})`, 'unexpected "->"');
    return scopeOf([...path, field.column]);
  };
  let select: SelectItem[] | null = null;
  let columns: string[] | null = null;
  let onConflict: string[] | null = null;

  for (const [key, value] of search) {
    // The wire protocol ends strings at NUL, and Postgres stores none.
    if (key.includes('\0') || value.includes('\0'))
      throw parseError('failed to parse query', 'unexpected NUL');
    if (reserved.has(key)) continue;
    const keyword = KEYWORDS.exec(key);
    const tree = parseTreeKey(key);
    if (key === 'select') select = parseSelect(value);
    else if (key === 'columns') columns = parseNames(value, 'columns parameter');
    else if (key === 'on_conflict') onConflict = parseNames(value, 'on_conflict parameter');
    else if (keyword?.[2] === 'order') embedOf(keyword[1]).order.push(...parseOrder(value));
    else if (keyword?.[2] === 'limit') embedOf(keyword[1]).limit = parseCount('limit', value);
    else if (keyword?.[2] === 'offset') embedOf(keyword[1]).offset = parseCount('offset', value);
    else if (tree) embedOf(tree.prefix).conditions.push(parseTree(tree.operator, tree.negated, value));
    else {
      const { path, field } = parseTarget(key);
      scopeOf(path).conditions.push(parseFilter(field, value));
    }
  }
  const embedded = [...scopes.values()].filter((scope) => scope.path.length > 0);
  return { select, root, embedded, columns, onConflict };
}
