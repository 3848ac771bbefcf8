/** Pronunciations as a CSV file (RFC 4180) with the columns language, grapheme, say: out, and back in. */
import { LEXICON_LIMITS, Pronunciation } from '../../../../supabase/functions/_shared/contract/lexicon.ts';

const COLUMNS = ['language', 'grapheme', 'say'] as const;

/** What is wrong with a file: a key of `lexicon.csv`, and the line where it matters. */
export interface CsvProblem {
  readonly problem: 'empty' | 'header' | 'row' | 'many';
  readonly line: number;
}

export type CsvEntries = { readonly entries: readonly Pronunciation[] } | CsvProblem;

const quoted = (value: string): string =>
  /[",\r\n;]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** With a byte order mark: without it spreadsheets take accents for another encoding. */
export function toCsv(entries: readonly Pronunciation[]): string {
  const rows = entries.map((entry) => COLUMNS.map((column) => quoted(entry[column])).join(','));
  return `\ufeff${[COLUMNS.join(','), ...rows].join('\r\n')}\r\n`;
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Quotes hold separators and line ends; two quotes inside them are one. */
function readRows(text: string, separator: string): Row[] {
  const rows: Row[] = [];
  let fields: string[] = [];
  let field = '';
  let inside = false;
  let line = 1;
  let first = 1;
  const endRow = () => {
    fields.push(field);
    if (fields.some((value) => value.trim() !== '')) rows.push({ line: first, fields });
    fields = [];
    field = '';
  };
  for (let i = 0; i < text.length; i += 1) {
    const letter = text[i] as string;
    if (letter === '\n') line += 1;
    if (inside) {
      if (letter !== '"') field += letter;
      else if (text[i + 1] === '"') {
        field += '"';
        i += 1;
      } else inside = false;
    } else if (letter === '"' && field === '') inside = true;
    else if (letter === separator) {
      fields.push(field);
      field = '';
    } else if (letter === '\n') {
      endRow();
      first = line;
    } else if (letter !== '\r') field += letter;
  }
  endRow();
  return rows;
}

/** Columns in any order; spreadsheets of Brazil and Spain separate them by semicolons. */
export function fromCsv(file: string): CsvEntries {
  const text = file.replace(/^\ufeff/, '');
  const head = text.split(/\r?\n/, 1)[0] ?? '';
  const [header, ...rows] = readRows(text, head.includes(';') && !head.includes(',') ? ';' : ',');
  if (!header) return { problem: 'empty', line: 1 };
  const names = header.fields.map((name) => name.trim().toLowerCase());
  if (COLUMNS.some((column) => !names.includes(column))) return { problem: 'header', line: 1 };
  if (rows.length === 0) return { problem: 'empty', line: 1 };
  if (rows.length > LEXICON_LIMITS.entries)
    return { problem: 'many', line: rows[LEXICON_LIMITS.entries]?.line ?? 1 };
  const entries: Pronunciation[] = [];
  for (const { line, fields } of rows) {
    const values = Object.fromEntries(
      COLUMNS.map((column) => [column, fields[names.indexOf(column)]?.trim()]),
    );
    const entry = Pronunciation.safeParse(values);
    if (!entry.success) return { problem: 'row', line };
    entries.push(entry.data);
  }
  return { entries };
}
