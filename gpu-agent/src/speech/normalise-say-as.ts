/** Readings that a script orders with <say-as>, whatever the rules would make of the text. */
import type { SayAs } from '../../../supabase/functions/_shared/contract/ssml.ts';
import type { Gender, Locale } from './normalise-locale.ts';
import type { RuleContext } from './normalise-match.ts';
import { romanValue } from './normalise-names.ts';
import { currency, numberWithUnit, phone, time } from './normalise-quantities.ts';
import { parseNumber, sayDigits, sayInteger, sayNumber, spellLetters, words } from './normalise-speak.ts';

/** @returns null where the text is nothing of the kind: it is then read by the ordinary rules. */
export function sayAs(
  text: string,
  as: SayAs,
  format: string | undefined,
  locale: Locale,
): readonly string[] | null {
  switch (as) {
    case 'characters':
      return sayCharacters(text, locale);
    case 'cardinal':
      return sayCardinal(text, locale);
    case 'ordinal':
      return sayOrdinal(text, format, locale);
    case 'date':
      return sayDate(text, format, locale);
    case 'time':
      return byRule(time, text, locale) ?? sayClock(text, locale);
    case 'telephone': {
      const asRule = byRule(phone, text.trim(), locale);
      if (asRule !== null) return asRule;
      const plus = text.trim().startsWith('+') ? words(locale.symbols['+'] ?? '') : [];
      const digits = sayDigits(text, locale);
      return digits.length === 0 ? null : [...plus, ...digits];
    }
    case 'currency':
      return byRule(currency, text, locale);
    case 'unit':
      return byRule(numberWithUnit, text, locale) ?? sayUnit(text, locale);
  }
}

function byRule(
  rule: (context: RuleContext) => { readonly length: number; readonly words: readonly string[] } | null,
  text: string,
  locale: Locale,
): readonly string[] | null {
  const found = rule({ script: text, at: 0, locale, previousWord: '', atBoundary: true });
  return found !== null && text.slice(found.length).replace(/[\s.,;:!?]/g, '') === '' ? found.words : null;
}

/** Letters by name, digits one by one, marks by name; spaces and marks without a name are left out. */
function sayCharacters(text: string, locale: Locale): string[] | null {
  const { dot, slash, hyphen, underscore } = locale.address;
  const names: Record<string, string> = {
    '.': dot,
    '/': slash,
    '-': hyphen,
    _: underscore,
    ',': locale.point,
  };
  const said = Array.from(text.trim().replace(/[.,;:!?]$/, '')).flatMap((character) => {
    if (/\d/.test(character)) return sayDigits(character, locale);
    if (/\p{L}/u.test(character)) return spellLetters(character, locale);
    return words(names[character] ?? locale.symbols[character] ?? '');
  });
  return said.length === 0 ? null : said;
}

const wholeOf = (text: string, locale: Locale): bigint | null => {
  const roman = romanValue(text);
  if (roman !== null) return BigInt(roman);
  const parsed = parseNumber(text, locale);
  return parsed?.fraction === null && parsed.whole !== '' ? BigInt(parsed.whole) : null;
};

function sayCardinal(text: string, locale: Locale): string[] | null {
  const [, sign = '', body = ''] = /^([-−]?)\s*(.*?)[.,;:!?]?$/su.exec(text) ?? [];
  const minus = sign === '' ? [] : words(locale.minus);
  const whole = wholeOf(body, locale);
  if (whole !== null) return [...minus, ...sayInteger(whole, locale, 'm')];
  return parseNumber(body, locale) === null ? null : [...minus, ...sayNumber(body, locale, 'm', null)];
}

/** `format="f"` or a marker (2ª) makes it feminine. */
function sayOrdinal(text: string, format: string | undefined, locale: Locale): string[] | null {
  const found = /^([\d.,]+|[IVXLCDM]+)\s*\.?([ºª°oa]|st|nd|rd|th|er)?[.,;:!?]?$/iu.exec(text.trim());
  const value = found === null ? null : wholeOf((found[1] ?? '').replace(/[.,]+$/, ''), locale);
  if (found === null || value === null || value < 1n || value > 999_999n) return null;
  const gender: Gender = format === 'f' || /^[ªa]$/.test(found[2] ?? '') ? 'f' : 'm';
  return words(locale.ordinal(value, gender));
}

/** Orders of day, month and year as SSML writes them. */
const FORMATS = new Set(['dmy', 'mdy', 'ymd', 'dm', 'md', 'my', 'ym', 'd', 'm', 'y']);

function sayDate(text: string, format: string | undefined, locale: Locale): string[] | null {
  const parts = text.match(/\d+/g) ?? [];
  const iso = /^\D*\d{4}\D/.test(text);
  const order = format && FORMATS.has(format) ? format : iso ? 'ymd' : locale.dayFirst ? 'dmy' : 'mdy';
  const values: Partial<Record<'d' | 'm' | 'y', number>> = {};
  for (const [i, key] of [...order].entries()) {
    const part = parts[i];
    if (part !== undefined) values[key as 'd'] = Number(part);
  }
  const { d, m } = values;
  const y = values.y === undefined ? null : values.y < 100 ? 2000 + values.y : values.y;
  if (parts.length === 0 || parts.length > order.length || (m !== undefined && (m < 1 || m > 12)))
    return null;
  if (d !== undefined && m !== undefined) return d >= 1 && d <= 31 ? words(locale.date(d, m, y)) : null;
  if (m !== undefined) {
    // Only the month's name: the date of its second day without the day.
    const named = words(locale.date(2, m, null)).filter(
      (word) => word.length > 2 && !isNumberWord(word, locale),
    );
    return y === null ? named : [...named, ...(locale.dayFirst ? ['de'] : []), ...words(locale.year(y))];
  }
  if (y !== null && values.y !== undefined) return words(locale.year(y));
  return d === undefined ? null : sayInteger(BigInt(d), locale, 'm');
}

const isNumberWord = (word: string, locale: Locale) =>
  word === locale.cardinal(2n, 'm') || word === locale.ordinal(2n, 'm');

function sayClock(text: string, locale: Locale): string[] | null {
  const found = /^(\d{1,2})(?:\D+(\d{1,2}))?\D*$/.exec(text.trim());
  if (found === null || Number(found[1]) > 24 || Number(found[2] ?? 0) > 59) return null;
  return words(locale.time(Number(found[1]), found[2] === undefined ? null : Number(found[2]), null));
}

/** A unit without its number. */
function sayUnit(text: string, locale: Locale): string[] | null {
  const [above = '', below] = text.trim().split('/');
  const unit = Object.hasOwn(locale.units, above) ? locale.units[above] : undefined;
  if (unit === undefined) return null;
  if (below === undefined) return words(unit.many);
  const divisor = Object.hasOwn(locale.units, below) ? locale.units[below] : undefined;
  return divisor === undefined ? null : words(`${unit.many} ${locale.per} ${divisor.one}`);
}
