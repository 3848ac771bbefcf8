/** Which foreign keys an embedded resource may mean, and the refusal when there is none or more than one. */
import type { Catalogue, ForeignKey, Relation } from './catalogue.ts';
import { RestError } from './errors.ts';

type Cardinality = 'many-to-one' | 'one-to-one' | 'one-to-many' | 'many-to-many';

export interface Relationship {
  readonly cardinality: Cardinality;
  readonly target: Relation;
  /** Pairs [column of the parent, column of the target], or of the junction where there is one. */
  readonly pairs: readonly (readonly [string, string])[];
  readonly junction: {
    readonly relation: string;
    /** Pairs [column of the junction, column of the target]. */
    readonly pairs: readonly (readonly [string, string])[];
  } | null;
  /** Names a hint may use: constraints, the single column, the junction. */
  readonly hints: readonly string[];
  /** Names that stand for the relationship where the target's name could: constraint and single own column. */
  readonly aliases: readonly string[];
  readonly description: string;
}

export const isToOne = (relationship: Relationship): boolean =>
  relationship.cardinality === 'many-to-one' || relationship.cardinality === 'one-to-one';

const zip = (left: readonly string[], right: readonly string[]): [string, string][] =>
  left.map((name, index) => [name, right[index] ?? '']);

const single = (columns: readonly string[]): string[] => (columns.length === 1 ? [...columns] : []);

function forward(key: ForeignKey, target: Relation): Relationship {
  return {
    cardinality: key.unique ? 'one-to-one' : 'many-to-one',
    target,
    pairs: zip(key.fromColumns, key.toColumns),
    junction: null,
    hints: [key.name, ...single(key.fromColumns)],
    aliases: [key.name, ...single(key.fromColumns)],
    description: `${key.name} using ${key.from}(${key.fromColumns.join(', ')}) and ${key.to}(${key.toColumns.join(', ')})`,
  };
}

function backward(key: ForeignKey, target: Relation): Relationship {
  return {
    cardinality: key.unique ? 'one-to-one' : 'one-to-many',
    target,
    pairs: zip(key.toColumns, key.fromColumns),
    junction: null,
    hints: [key.name, ...single(key.fromColumns)],
    // A key of a table to itself is read forwards when it is named: backwards needs the table's name.
    aliases: key.from === key.to ? [] : [key.name],
    description: `${key.name} using ${key.to}(${key.toColumns.join(', ')}) and ${key.from}(${key.fromColumns.join(', ')})`,
  };
}

function through(first: ForeignKey, second: ForeignKey, target: Relation): Relationship {
  return {
    cardinality: 'many-to-many',
    target,
    pairs: zip(first.toColumns, first.fromColumns),
    junction: { relation: first.from, pairs: zip(second.fromColumns, second.toColumns) },
    hints: [first.from],
    aliases: [],
    description: `${first.from} using ${first.name}(${first.fromColumns.join(', ')}) and ${second.name}(${second.fromColumns.join(', ')})`,
  };
}

function relationshipsOf(catalogue: Catalogue, origin: Relation): Relationship[] {
  const found: Relationship[] = [];
  for (const key of catalogue.foreignKeys) {
    const to = catalogue.relations.get(key.to);
    const from = catalogue.relations.get(key.from);
    if (key.from === origin.name && to) found.push(forward(key, to));
    if (key.to !== origin.name || !from) continue;
    found.push(backward(key, from));
    // A junction is a table whose primary key holds both keys.
    for (const other of catalogue.foreignKeys) {
      const target = catalogue.relations.get(other.to);
      if (other === key || other.from !== key.from || !target) continue;
      const holds = [...key.fromColumns, ...other.fromColumns].every((name) =>
        from.primaryKey.includes(name),
      );
      if (holds) found.push(through(key, other, target));
    }
  }
  return found;
}

/** @throws RestError PGRST200 (none) or PGRST201 (more than one; the hint names them) */
export function resolveRelationship(
  catalogue: Catalogue,
  origin: Relation,
  target: string,
  hint: string | null,
): Relationship {
  const candidates = relationshipsOf(catalogue, origin).filter(
    (relationship) =>
      (relationship.target.name === target || relationship.aliases.includes(target)) &&
      (hint === null || relationship.hints.includes(hint)),
  );
  const [only] = candidates;
  if (only && candidates.length === 1) return only;
  if (!only) {
    const using = hint === null ? '' : ` using the hint '${hint}'`;
    throw new RestError(
      400,
      'PGRST200',
      `Could not find a relationship between '${origin.name}' and '${target}' in the schema cache`,
      {
        details: `Searched for a foreign key relationship between '${origin.name}' and '${target}'${using} in the schema 'public', but no matches were found.`,
      },
    );
  }
  const choices = candidates.flatMap(({ hints }) => hints.slice(0, 1).map((name) => `'${target}!${name}'`));
  throw new RestError(
    300,
    'PGRST201',
    `Could not embed because more than one relationship was found for '${origin.name}' and '${target}'`,
    {
      details: candidates.map(({ cardinality, description }) => `${cardinality}: ${description}`).join('; '),
      hint: `Try changing '${target}' to one of the following: ${choices.join(', ')}. Find the desired relationship in the 'details' key.`,
    },
  );
}
