/** Conditions to SQL. Operators come from fixed tables, every value is a parameter. */
import type { Column } from './catalogue.ts';
import {
  COMPARE_OPERATORS,
  type Condition,
  type Filter,
  type IsValue,
  SEARCH_OPERATORS,
  type Test,
} from './parse-filter.ts';
import type { Field } from './parse-select.ts';
import { fieldSql, type Parameters } from './sql.ts';

/** What a filter's field turned out to be: a column of the row, or an embedded resource (null or not). */
export type FilterTarget =
  | { readonly kind: 'column'; readonly row: string; readonly column: Column }
  | { readonly kind: 'embed'; readonly presence: string };

/** Throws when the field is neither. */
export type ResolveField = (field: Field, test: Test) => FilterTarget;

const IS_SQL: Readonly<Record<IsValue, string>> = {
  null: 'is null',
  not_null: 'is not null',
  true: 'is true',
  false: 'is false',
  unknown: 'is unknown',
};

/** `*` stands for `%`, which would have to be percent-encoded in a URL. */
const pattern = (value: string): string => value.replaceAll('*', '%');

function searchSql(
  left: string,
  column: Column,
  field: Field,
  test: Test & { kind: 'search' },
  p: Parameters,
) {
  const config = test.config === null ? '' : `${p.add(test.config)}::regconfig, `;
  const asText = field.path.at(-1)?.asText ?? (field.path.length === 0 && column.text);
  const asJson = field.path.length > 0 ? !asText : column.json;
  const vector = asText || asJson ? `to_tsvector(${config}${left})` : left;
  return `${vector} @@ ${SEARCH_OPERATORS[test.operator]}(${config}${p.add(test.value)})`;
}

function testSql(left: string, column: Column, { field, test }: Filter, p: Parameters): string {
  switch (test.kind) {
    case 'compare': {
      const like = test.operator === 'like' || test.operator === 'ilike';
      return `${left} ${COMPARE_OPERATORS[test.operator]} ${p.add(like ? pattern(test.value) : test.value)}`;
    }
    case 'quantified': {
      const like = test.operator === 'like' || test.operator === 'ilike';
      const values = p.add(like ? pattern(test.value) : test.value);
      return `${left} ${COMPARE_OPERATORS[test.operator]} ${test.quantifier} (${values})`;
    }
    case 'in':
      return `${left} = any (${p.add(test.values)})`;
    case 'is':
      return `${left} ${IS_SQL[test.value]}`;
    case 'distinct':
      return `${left} is distinct from ${p.add(test.value)}`;
    case 'search':
      return searchSql(left, column, field, test, p);
  }
}

export function conditionSql(condition: Condition, resolve: ResolveField, parameters: Parameters): string {
  if (condition.kind === 'group') {
    const parts = condition.conditions.map((part) => conditionSql(part, resolve, parameters));
    const joined = `(${parts.join(condition.operator === 'and' ? ' and ' : ' or ')})`;
    return condition.negated ? `not ${joined}` : joined;
  }
  const target = resolve(condition.field, condition.test);
  if (target.kind === 'embed') {
    const absent = condition.test.kind === 'is' && condition.test.value === 'null';
    return absent !== condition.negated ? `${target.presence} is null` : `${target.presence} is not null`;
  }
  const left = fieldSql(target.row, target.column, condition.field, parameters);
  const sql = testSql(left, target.column, condition, parameters);
  return condition.negated ? `not (${sql})` : `(${sql})`;
}

/** ` where …`, or '' without conditions. */
export function whereSql(
  conditions: readonly Condition[],
  resolve: ResolveField,
  parameters: Parameters,
): string {
  if (conditions.length === 0) return '';
  return ` where ${conditions.map((condition) => conditionSql(condition, resolve, parameters)).join(' and ')}`;
}
