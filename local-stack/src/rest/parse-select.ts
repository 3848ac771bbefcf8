/** The `select` parameter: columns, aliases, casts, JSON paths and embedded resources. */
import { Cursor } from './cursor.ts';
import { RestError, unsupported } from './errors.ts';

export interface JsonStep {
  /** A string is an object's key, a number an array's index (negative counts from the end). */
  readonly key: string | number;
  /** `->>`: the step yields text. */
  readonly asText: boolean;
}

export interface Field {
  readonly column: string;
  readonly path: readonly JsonStep[];
}

export interface ColumnItem {
  readonly kind: 'column';
  readonly field: Field;
  readonly alias: string | null;
  readonly cast: string | null;
}

export interface EmbedItem {
  readonly kind: 'embed';
  /** A relation, a foreign key's name or a foreign key's column. */
  readonly target: string;
  readonly alias: string | null;
  readonly hint: string | null;
  readonly inner: boolean;
  /** `...relation(columns)`: the columns join the parent's. */
  readonly spread: boolean;
  readonly items: readonly SelectItem[];
}

export type SelectItem = { readonly kind: 'star' } | ColumnItem | EmbedItem;

/** Deeper nesting is refused: it has no use and each level is one more lateral join. */
const MAX_DEPTH = 16;

/** `-> key`, `->> 0`: any number of steps. `stop` is what ends a bare key besides the arrows. */
export function parseJsonPath(cursor: Cursor): JsonStep[] {
  const path: JsonStep[] = [];
  while (cursor.startsWith('->')) {
    const asText = cursor.take('->>');
    if (!asText) cursor.expect('->');
    const index = cursor.match(/-?\d+(?=$|->|::|[.,)])/);
    if (index) {
      path.push({ key: Number(index[0]), asText });
      continue;
    }
    const quoted = cursor.quoted();
    const key = quoted ?? cursor.match(/(?:[^(\-:.,>)"]|-(?!>))+/)?.[0];
    if (key === undefined) cursor.fail('expecting a JSON key or index');
    path.push({ key, asText });
  }
  return path;
}

export function parseField(cursor: Cursor): Field {
  const column = cursor.name();
  return { column, path: parseJsonPath(cursor) };
}

function parseEmbed(
  cursor: Cursor,
  target: string,
  alias: string | null,
  spread: boolean,
  depth: number,
): EmbedItem {
  let hint: string | null = null;
  let inner = false;
  while (cursor.take('!')) {
    const modifier = cursor.name();
    if (modifier === 'inner') inner = true;
    else if (modifier !== 'left') {
      if (hint !== null) cursor.fail('expecting one hint only');
      hint = modifier;
    }
  }
  cursor.expect('(');
  const items = parseItems(cursor, depth + 1);
  cursor.expect(')');
  return { kind: 'embed', target, alias, hint, inner, spread, items };
}

const noAggregates = () => new RestError(400, 'PGRST123', 'Use of aggregate functions is not allowed');

function parseItem(cursor: Cursor, depth: number): SelectItem {
  cursor.skipSpaces();
  if (cursor.take('...')) {
    const target = cursor.name();
    return parseEmbed(cursor, target, null, true, depth);
  }
  if (cursor.take('*')) return { kind: 'star' };

  let alias: string | null = null;
  let name = cursor.name();
  if (cursor.startsWith(':') && !cursor.startsWith('::')) {
    cursor.expect(':');
    alias = name;
    name = cursor.name();
  }
  if (name === 'count' && cursor.startsWith('()')) throw noAggregates();
  if (cursor.startsWith('(') || cursor.startsWith('!')) return parseEmbed(cursor, name, alias, false, depth);

  const path = parseJsonPath(cursor);
  let cast: string | null = null;
  if (cursor.take('::')) {
    cast = cursor.match(/[\p{L}_][\p{L}\p{N}_ ]*(?:\[\])?/u)?.[0].trim() ?? cursor.fail('expecting a type');
  }
  if (cursor.match(/\.(?:sum|avg|min|max|count)\(\)/)) throw noAggregates();
  return { kind: 'column', field: { column: name, path }, alias, cast };
}

function parseItems(cursor: Cursor, depth: number): SelectItem[] {
  if (depth > MAX_DEPTH) throw unsupported(`resources embedded more than ${MAX_DEPTH} levels deep`);
  const items: SelectItem[] = [];
  cursor.skipSpaces();
  if (cursor.done || cursor.startsWith(')')) return items;
  do {
    items.push(parseItem(cursor, depth));
    cursor.skipSpaces();
  } while (cursor.take(','));
  return items;
}

export function parseSelect(text: string): SelectItem[] {
  const cursor = new Cursor(text, 'select parameter');
  const items = parseItems(cursor, 0);
  if (!cursor.done) cursor.fail('expecting ",", a cast, "->", "->>" or the end');
  return items;
}
