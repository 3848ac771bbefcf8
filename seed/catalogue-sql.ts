/**
 * The catalogue's migrations, read and written: what they leave in avatars_3d, and the statements that turn one state into
 * another. Only what this module writes, or wrote before it knew of differences, is read; anything else is refused.
 */
import { isDeepStrictEqual } from 'node:util';
import { AvatarRow } from './avatar-row.ts';

/** Rows of the catalogue by id, as migrations leave them. */
export type Catalogue = ReadonlyMap<string, AvatarRow>;

type Column = keyof AvatarRow;
type Value = AvatarRow[Column];
type Json = Readonly<Record<string, unknown>>;

const TABLE = 'public.avatars_3d';
const COLUMNS = Object.keys(AvatarRow.shape) as Column[];
const isColumn = (name: string): name is Column => COLUMNS.some((column) => column === name);

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Short values on one line; of longer ones a key a line. */
function json(value: unknown): string {
  const short = JSON.stringify(value);
  if (short.length < 80 || !isObject(value)) return literal(short);
  const lines = Object.entries(value).map(
    ([key, item]) => `  ${JSON.stringify(key)}: ${JSON.stringify(item)}`,
  );
  return literal(`{\n${lines.join(',\n')}\n}`);
}

const sqlValue = (value: Value): string =>
  typeof value === 'boolean'
    ? String(value)
    : typeof value === 'string'
      ? literal(value)
      : `${json(value)}::jsonb`;

// --- writing -------------------------------------------------------------------------------------------------------------

const update = (id: string, column: Column, value: string): string =>
  `update ${TABLE} set ${column} = ${value} where id = ${literal(id)};`;

/** Edits that turn one JSON column into another, each at the deepest place where both differ. Arrays are one place. */
function jsonEdits(
  id: string,
  column: Column,
  before: Json,
  after: Json,
  path: readonly string[] = [],
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    // What an array literal takes without quotes; languages have hyphens.
    if (!/^[\w-]+$/.test(key)) throw new Error(`${id}: ${column} has the key ${JSON.stringify(key)}`);
    const place = [...path, key];
    const [old, now] = [before[key], after[key]];
    if (isDeepStrictEqual(old, now)) return [];
    if (isObject(old) && isObject(now)) return jsonEdits(id, column, old, now, place);
    const at = literal(`{${place.join(',')}}`);
    return [
      update(
        id,
        column,
        now === undefined ? `${column} #- ${at}` : `jsonb_set(${column}, ${at}, ${json(now)})`,
      ),
    ];
  });
}

function insertion(rows: readonly AvatarRow[]): string {
  const values = rows.map((row) => `  (\n${COLUMNS.map((c) => `    ${sqlValue(row[c])}`).join(',\n')}\n  )`);
  // On the way up again the row is there, switched off by the way down.
  const updates = COLUMNS.filter((c) => c !== 'id').map((c) => `  ${c} = excluded.${c}`);
  return `insert into ${TABLE} (${COLUMNS.join(', ')}) values
${values.join(',\n')}
on conflict on constraint avatars_3d_pkey do update set
${updates.join(',\n')};`;
}

/**
 * Statements that leave `after` where `before` was, a paragraph a person; none when nothing differs. Whoever is not in
 * `after` is switched off and not deleted: projects may name them.
 */
export function deltaOf(before: Catalogue, after: Catalogue): string[] {
  const paragraphs: string[] = [];
  const added = [...after.values()].filter(({ id }) => !before.has(id));
  if (added.length > 0) paragraphs.push(insertion(added));
  for (const row of after.values()) {
    const old = before.get(row.id);
    if (!old) continue;
    const edits = COLUMNS.flatMap((column) => {
      const [was, is] = [old[column], row[column]];
      if (isDeepStrictEqual(was, is)) return [];
      return isObject(was) && isObject(is)
        ? jsonEdits(row.id, column, was, is)
        : [update(row.id, column, sqlValue(is))];
    });
    if (edits.length > 0) paragraphs.push(edits.join('\n'));
  }
  const gone = [...before.values()].filter(({ id, is_active }) => is_active && !after.has(id));
  if (gone.length > 0) paragraphs.push(gone.map(({ id }) => update(id, 'is_active', 'false')).join('\n'));
  return paragraphs;
}

// --- reading -------------------------------------------------------------------------------------------------------------

interface Statement {
  /** On one line, every string as `?`. */
  readonly shape: string;
  readonly strings: readonly string[];
}

function statements(sql: string): Statement[] {
  const found: Statement[] = [];
  let shape = '';
  let strings: string[] = [];
  for (const [token] of sql.matchAll(/--[^\n]*|'(?:[^']|'')*'|;|[^-';]+|-/g)) {
    if (token.startsWith('--')) continue;
    if (token === ';') {
      found.push({ shape: shape.replace(/\s+/g, ' ').trim(), strings });
      shape = '';
      strings = [];
    } else if (token.startsWith("'")) {
      shape += '?';
      strings.push(token.slice(1, -1).replaceAll("''", "'"));
    } else shape += token;
  }
  if (shape.trim() !== '') throw new Error(`A statement does not end: ${shape.trim().slice(0, 60)}`);
  return found;
}

type State = Map<string, AvatarRow>;

function readInsertion(state: State, list: string, values: string, strings: readonly string[]): void {
  const columns = list.split(', ');
  let next = 0;
  for (const [, tuple = ''] of values.matchAll(/\(([^()]*)\)/g)) {
    const row = tuple.split(',').map((cell) => {
      const text = cell.trim();
      if (text === 'true' || text === 'false') return text === 'true';
      const value = strings[next++] as string;
      return text === '?::jsonb' ? JSON.parse(value) : value;
    });
    const read = AvatarRow.parse(Object.fromEntries(columns.map((column, i) => [column, row[i]])));
    state.set(read.id, read);
  }
}

/** Sets or, without a value, removes; the parent is there, as jsonb_set asks. */
function at(target: Json, [key, ...rest]: readonly string[], value?: unknown): Json {
  if (key === undefined) throw new Error('An edit names no place.');
  if (rest.length > 0) {
    const inner = target[key];
    if (!isObject(inner)) throw new Error(`There is no object at ${key}.`);
    return { ...target, [key]: at(inner, rest, value) };
  }
  const { [key]: _, ...others } = target;
  return value === undefined ? others : { ...target, [key]: value };
}

function edit(state: State, column: string, id: string, change: (value: Value) => unknown): void {
  const row = state.get(id);
  if (!row || !isColumn(column)) throw new Error(`${id} has no ${column} to change.`);
  state.set(id, AvatarRow.parse({ ...row, [column]: change(row[column]) }));
}

const place = (text: string | undefined): string[] => (text ?? '').slice(1, -1).split(',');

/** What each kind of statement does to the rows: a pattern over its shape, and its strings in order. */
const KINDS: readonly (readonly [RegExp, (state: State, groups: string[], strings: string[]) => void])[] = [
  [
    /^insert into public\.avatars_3d \(([^)]*)\) values (.*) on conflict on constraint avatars_3d_pkey do update set .*$/,
    (state, [list = '', values = ''], strings) => readInsertion(state, list, values, strings),
  ],
  [
    // Of the migrations that wrote everybody: whoever is not named is switched off.
    /^update public\.avatars_3d a set is_active = false where a\.is_active (?:and a\.user_id is null )?and a\.id not in \([?, ]+\)$/,
    (state, _, strings) => {
      for (const row of state.values()) {
        if (!strings.includes(row.id)) state.set(row.id, { ...row, is_active: false });
      }
    },
  ],
  [
    /^update public\.avatars_3d set (\w+) = jsonb_set\(\1, \?, \?\) where id = \?$/,
    (state, [column = ''], [path, value = '', id = '']) =>
      edit(state, column, id, (old) => at(old as Json, place(path), JSON.parse(value))),
  ],
  [
    /^update public\.avatars_3d set (\w+) = \1 #- \? where id = \?$/,
    (state, [column = ''], [path, id = '']) => edit(state, column, id, (old) => at(old as Json, place(path))),
  ],
  [
    /^update public\.avatars_3d set (\w+) = (\?|true|false) where id = \?$/,
    (state, [column = '', value], strings) =>
      edit(state, column, strings.at(-1) as string, () => (value === '?' ? strings[0] : value === 'true')),
  ],
];

/** What is there after one more script. Throws on a statement this module does not write. */
export function applied(before: Catalogue, sql: string): Catalogue {
  const state: State = new Map(before);
  for (const { shape, strings } of statements(sql)) {
    const kind = KINDS.map(([pattern, run]) => [pattern.exec(shape), run] as const).find(([match]) => match);
    if (!kind?.[0]) throw new Error(`This is no statement of the catalogue: ${shape.slice(0, 100)}`);
    kind[1](state, kind[0].slice(1), [...strings]);
  }
  return state;
}
