/** The two ways anything of a request gets into a statement: as a parameter, or as a quoted identifier. */
import type { Column } from './catalogue.ts';
import type { Field } from './parse-select.ts';

export class Parameters {
  readonly values: unknown[] = [];

  /** The placeholder of `value`. Its type is inferred by Postgres from where it stands, as for a literal. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Only for names of the catalogue, aliases of the parser (which holds no NUL) and names made here. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const qualified = (name: string): string => `"public".${quoteIdentifier(name)}`;

/** A column of the row `row`, followed down its JSON path. */
export function fieldSql(row: string, column: Column, field: Field, parameters: Parameters): string {
  const base = `${row}.${quoteIdentifier(column.name)}`;
  if (field.path.length === 0) return base;
  const steps = field.path.map(({ key, asText }) => {
    const type = typeof key === 'number' ? 'int' : 'text';
    return `${asText ? '->>' : '->'} ${parameters.add(key)}::${type}`;
  });
  return `(${column.json ? base : `to_jsonb(${base})`} ${steps.join(' ')})`;
}
