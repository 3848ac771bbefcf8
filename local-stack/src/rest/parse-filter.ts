/** Horizontal filters: `column=operator.value`, and the trees of `and` and `or`. */
import { Cursor } from './cursor.ts';
import { type Field, parseField } from './parse-select.ts';

export type IsValue = 'null' | 'not_null' | 'true' | 'false' | 'unknown';

export type Test =
  | { readonly kind: 'compare'; readonly operator: CompareOperator; readonly value: string }
  | {
      readonly kind: 'quantified';
      readonly operator: CompareOperator;
      readonly quantifier: 'any' | 'all';
      /** A Postgres array literal, `{a,b}`. */
      readonly value: string;
    }
  | { readonly kind: 'in'; readonly values: readonly string[] }
  | { readonly kind: 'is'; readonly value: IsValue }
  | { readonly kind: 'distinct'; readonly value: string }
  | {
      readonly kind: 'search';
      readonly operator: SearchOperator;
      readonly config: string | null;
      readonly value: string;
    };

export interface Filter {
  readonly kind: 'filter';
  readonly field: Field;
  readonly negated: boolean;
  readonly test: Test;
}

export interface Group {
  readonly kind: 'group';
  readonly operator: 'and' | 'or';
  readonly negated: boolean;
  readonly conditions: readonly Condition[];
}

export type Condition = Filter | Group;

/** PostgREST's name → SQL operator. */
export const COMPARE_OPERATORS = {
  eq: '=',
  neq: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  like: 'like',
  ilike: 'ilike',
  match: '~',
  imatch: '~*',
  cs: '@>',
  cd: '<@',
  ov: '&&',
  sl: '<<',
  sr: '>>',
  nxr: '&<',
  nxl: '&>',
  adj: '-|-',
} as const;
export type CompareOperator = keyof typeof COMPARE_OPERATORS;

export const SEARCH_OPERATORS = {
  fts: 'to_tsquery',
  plfts: 'plainto_tsquery',
  phfts: 'phraseto_tsquery',
  wfts: 'websearch_to_tsquery',
} as const;
export type SearchOperator = keyof typeof SEARCH_OPERATORS;

const QUANTIFIABLE: ReadonlySet<string> = new Set([
  'eq',
  'gt',
  'gte',
  'lt',
  'lte',
  'like',
  'ilike',
  'match',
  'imatch',
]);
const IS_VALUES: ReadonlySet<string> = new Set<IsValue>(['null', 'not_null', 'true', 'false', 'unknown']);
const MAX_DEPTH = 32;

const isCompare = (name: string): name is CompareOperator => Object.hasOwn(COMPARE_OPERATORS, name);
const isSearch = (name: string): name is SearchOperator => Object.hasOwn(SEARCH_OPERATORS, name);

/** The value to the end of the parameter, or inside a tree up to `,` or `)` unless quoted or in braces. */
function parseValue(cursor: Cursor, nested: boolean): string {
  if (!nested) {
    const value = cursor.rest;
    cursor.position = cursor.text.length;
    return value;
  }
  const start = cursor.position;
  if (cursor.startsWith('"')) {
    const quoted = cursor.quoted();
    if (quoted !== null && (cursor.done || cursor.startsWith(',') || cursor.startsWith(')'))) return quoted;
    cursor.position = start;
  }
  const braces = cursor.match(/\{[^{}]*\}(?=[,)]|$)/);
  return braces ? braces[0] : (cursor.match(/[^,)]*/)?.[0] ?? '');
}

function parseList(cursor: Cursor): string[] {
  cursor.expect('(');
  if (cursor.take(')')) return [];
  const values: string[] = [];
  do {
    const start = cursor.position;
    const quoted = cursor.startsWith('"') ? cursor.quoted() : null;
    if (quoted !== null && (cursor.startsWith(',') || cursor.startsWith(')'))) {
      values.push(quoted);
    } else {
      cursor.position = start;
      values.push(cursor.match(/[^,)]*/)?.[0] ?? '');
    }
  } while (cursor.take(','));
  cursor.expect(')');
  return values;
}

function parseTest(cursor: Cursor, nested: boolean): Test {
  const name = cursor.match(/[a-z]+/)?.[0] ?? '';
  const argument = cursor.match(/\(([^)]*)\)/)?.[1] ?? null;
  if (!cursor.take('.')) cursor.fail('expecting operator (eq, gt, …) and "."');

  if (isSearch(name)) {
    if (argument !== null && !/^[\p{L}\p{N}_]+$/u.test(argument)) cursor.fail('expecting a search language');
    return { kind: 'search', operator: name, config: argument, value: parseValue(cursor, nested) };
  }
  if (argument !== null) {
    if (!isCompare(name) || !QUANTIFIABLE.has(name) || (argument !== 'any' && argument !== 'all')) {
      cursor.fail(`"${name}(${argument})" is not an operator`);
    }
    const value = parseValue(cursor, nested);
    if (!/^\{.*\}$/s.test(value)) cursor.fail('expecting an array in braces after any or all');
    return { kind: 'quantified', operator: name, quantifier: argument, value };
  }
  if (name === 'in') return { kind: 'in', values: parseList(cursor) };
  if (name === 'is') {
    const value = cursor.match(/[A-Za-z_]+/)?.[0].toLowerCase() ?? '';
    if (!IS_VALUES.has(value)) cursor.fail('expecting null, not_null, true, false or unknown');
    return { kind: 'is', value: value as IsValue };
  }
  if (name === 'isdistinct') return { kind: 'distinct', value: parseValue(cursor, nested) };
  if (isCompare(name)) return { kind: 'compare', operator: name, value: parseValue(cursor, nested) };
  return cursor.fail(`"${name}" is not an operator`);
}

/** `operator.value` of a top-level parameter whose key named `field`. */
export function parseFilter(field: Field, text: string): Filter {
  const cursor = new Cursor(text, 'filter');
  const negated = cursor.take('not.');
  const test = parseTest(cursor, false);
  if (!cursor.done) cursor.fail('expecting the end');
  return { kind: 'filter', field, negated, test };
}

function parseCondition(cursor: Cursor, depth: number): Condition {
  cursor.skipSpaces();
  const start = cursor.position;
  const negated = cursor.take('not.');
  const operator = cursor.match(/(and|or)(?=\()/)?.[1];
  if (operator === 'and' || operator === 'or') return parseGroup(cursor, operator, negated, depth + 1);
  cursor.position = start;

  const field = parseField(cursor);
  cursor.expect('.');
  const negatedTest = cursor.take('not.');
  return { kind: 'filter', field, negated: negatedTest, test: parseTest(cursor, true) };
}

function parseGroup(cursor: Cursor, operator: 'and' | 'or', negated: boolean, depth: number): Group {
  if (depth > MAX_DEPTH) cursor.fail(`a tree at most ${MAX_DEPTH} levels deep`);
  cursor.expect('(');
  const conditions: Condition[] = [];
  do {
    conditions.push(parseCondition(cursor, depth));
    cursor.skipSpaces();
  } while (cursor.take(','));
  cursor.expect(')');
  return { kind: 'group', operator, negated, conditions };
}

/** `(a.eq.1,or(b.is.null,c.gt.2))` of a parameter named `and`, `or`, `not.and` or `not.or`. */
export function parseTree(operator: 'and' | 'or', negated: boolean, text: string): Group {
  const cursor = new Cursor(text, 'logic tree');
  const group = parseGroup(cursor, operator, negated, 0);
  if (!cursor.done) cursor.fail('expecting the end');
  return group;
}
