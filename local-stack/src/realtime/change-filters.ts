/**
 * What a client follows: `{ event, schema, table, filter, select }` of postgres_changes, and its filters as SQL.
 * Filters are `column=op.value`, joined by commas; a value or an item of `in.(…)` may be quoted as PostgREST quotes.
 */
import { asObject } from './frames.ts';

export const CHANGE_EVENTS = ['INSERT', 'UPDATE', 'DELETE'] as const;
export type ChangeEvent = (typeof CHANGE_EVENTS)[number];

const OPERATORS = {
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
} as const;
type Comparison = keyof typeof OPERATORS;

export type ChangeFilter =
  | { readonly column: string; readonly op: Comparison; readonly value: string }
  | { readonly column: string; readonly op: 'in'; readonly values: readonly string[] };

export interface ChangeBinding {
  /** Named by events; unique on one server. */
  readonly id: number;
  readonly event: ChangeEvent | '*';
  readonly schema: string;
  readonly table: string;
  readonly filters: readonly ChangeFilter[];
  /** Columns the client wants; null for all it may read. */
  readonly select: readonly string[] | null;
  /** What the client asked, given back to it with the id so that it can match the two lists. */
  readonly asked: Readonly<Record<string, unknown>>;
}

export class ChangeRequestError extends Error {}

/** @throws ChangeRequestError with a sentence for the client */
export function parseBinding(asked: unknown, id: number): ChangeBinding {
  const { event = '*', schema = 'public', table = '*', filter, select } = asObject(asked);
  const kind = typeof event === 'string' ? event.toUpperCase() : '';
  const known = kind === '*' ? '*' : CHANGE_EVENTS.find((name) => name === kind);
  if (known === undefined)
    throw new ChangeRequestError(`postgres_changes: unknown event ${JSON.stringify(event)}`);
  if (typeof schema !== 'string' || typeof table !== 'string') {
    throw new ChangeRequestError('postgres_changes: schema and table must be strings');
  }
  if (filter !== undefined && filter !== null && typeof filter !== 'string') {
    throw new ChangeRequestError('postgres_changes: filter must be a string');
  }
  const columns = select === undefined || select === null ? null : select;
  if (columns !== null && !(Array.isArray(columns) && columns.every((name) => typeof name === 'string'))) {
    throw new ChangeRequestError('postgres_changes: select must be a list of column names');
  }
  return {
    id,
    event: known,
    schema,
    table,
    filters: parseFilters(filter ?? ''),
    select: columns,
    asked: asObject(asked),
  };
}

/** @throws ChangeRequestError */
export function parseFilters(text: string): ChangeFilter[] {
  if (text === '') return [];
  return splitOutsideQuotes(text).map((condition) => {
    const match = /^([^=,()"]+)=([a-z]+)\.(.*)$/s.exec(condition);
    const [, column, op, value] = match ?? [];
    if (column === undefined || op === undefined || value === undefined) {
      throw new ChangeRequestError(`postgres_changes: malformed filter ${JSON.stringify(condition)}`);
    }
    if (op === 'in') {
      const list = /^\((.*)\)$/s.exec(value)?.[1];
      if (list === undefined || list === '')
        throw new ChangeRequestError('postgres_changes: in needs (a,b,…)');
      return { column, op, values: splitOutsideQuotes(list).map(unquoted) };
    }
    if (!isComparison(op)) {
      throw new ChangeRequestError(
        `postgres_changes: the local stack has no filter operator ${op}; it has ${Object.keys(OPERATORS).join(', ')} and in`,
      );
    }
    return { column, op, value: unquoted(value) };
  });
}

/**
 * A filter as a boolean SQL expression over `left`, an expression of type `type`; values become parameters, compared
 * in the column's own type so that 9 < 10 for numbers and not for texts.
 */
export function filterSql(
  filter: ChangeFilter,
  left: string,
  type: string,
  parameter: (value: unknown) => string,
): string {
  if (filter.op === 'in') return `${left} = any(${parameter(filter.values)}::text[]::${type}[])`;
  return `${left} ${OPERATORS[filter.op]} ${parameter(filter.value)}::text::${type}`;
}

function isComparison(op: string): op is Comparison {
  return Object.hasOwn(OPERATORS, op);
}

/** Splits at commas that are in neither quotes nor parentheses. */
function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let current = '';
  let quoted = false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (quoted && character === '\\') {
      current += character + text.charAt(++i);
      continue;
    }
    if (character === '"') quoted = !quoted;
    else if (!quoted && character === '(') depth++;
    else if (!quoted && character === ')') depth--;
    if (character === ',' && !quoted && depth === 0) {
      parts.push(current);
      current = '';
    } else {
      current += character;
    }
  }
  if (quoted || depth !== 0)
    throw new ChangeRequestError('postgres_changes: unbalanced quotes or parentheses in filter');
  parts.push(current);
  return parts;
}

function unquoted(text: string): string {
  const inside = /^"(.*)"$/s.exec(text)?.[1];
  return inside === undefined ? text : inside.replace(/\\(.)/gs, '$1');
}
