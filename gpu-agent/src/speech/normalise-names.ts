/** Acronyms, abbreviations and Roman numerals. */

import type { Locale } from './normalise-locale.ts';
import { match, type Rule, type RuleContext } from './normalise-match.ts';
import { sayInteger, spellLetters, words } from './normalise-speak.ts';

/** NR-35, ISO 9001, NBR-14280, COVID-19: a name and its number, read without a pause. */
export const acronymWithNumber: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(context, /(\p{Lu}{2,8})([-–\u2011 ]?)(\d{1,6})(?![\d\p{L}]|[.,-]\d)/uy);
  if (found === null) return null;
  const [text, name = '', , digits = ''] = found;
  const { locale } = context;
  // A leading zero is read in codes such as NR-06: "zero seis".
  const number = digits.startsWith('0')
    ? [...digits].flatMap((d) => sayInteger(BigInt(d), locale, 'm'))
    : sayInteger(BigInt(digits), locale, 'm');
  return { length: text.length, words: [...sayAcronym(name, locale), ...number] };
};

export const acronym: Rule = (context) => {
  if (!context.atBoundary) return null;
  const dotted = match(context, /(?:\p{Lu}\.){2,8}(?!\p{L})/uy);
  if (dotted !== null) {
    return { length: dotted[0].length, words: spellLetters(dotted[0].replaceAll('.', ''), context.locale) };
  }
  const found = match(context, /(\p{Lu}{2,24})(s?)(?![\p{L}\p{M}\p{N}'’])/uy);
  if (found === null) return null;
  const [text, name = ''] = found;
  if (!/^[\p{Script=Latin}]+$/u.test(name)) return null;
  const known = context.locale.said.has(name) || context.locale.spelled.has(name);
  if (!known && (name.length > 10 || isShouted(context)))
    return { length: text.length, words: [text.toLowerCase()] };
  const said = sayAcronym(name, context.locale);
  return said.length === 0 ? null : { length: text.length, words: said };
};

/** Whole lines in capitals are headings, not acronyms. */
function isShouted({ script, at }: RuleContext): boolean {
  const from = script.lastIndexOf('\n', at - 1) + 1;
  const end = script.indexOf('\n', at);
  const line = script.slice(Math.max(from, at - 200), Math.min(end < 0 ? script.length : end, at + 200));
  const all = line.match(/\p{L}{3,}/gu) ?? [];
  const loud = all.filter((w) => w === w.toUpperCase());
  return loud.length >= 3 && loud.length / all.length > 0.6;
}

function sayAcronym(name: string, locale: Locale): string[] {
  const written = Object.hasOwn(locale.saidAs, name) ? locale.saidAs[name] : undefined;
  if (written !== undefined) return words(written);
  if (locale.said.has(name)) return [name.toLowerCase()];
  if (locale.spelled.has(name)) return spellLetters(name, locale);
  return name.length >= 4 && isPronounceable(name) ? [name.toLowerCase()] : spellLetters(name, locale);
}

/** Vowels and consonants in turn, at most two consonants together and none doubled up at the edges. */
function isPronounceable(name: string): boolean {
  const shape = [...name.normalize('NFD').replace(/\p{M}/gu, '')]
    .map((c) => ('AEIOUY'.includes(c) ? 'v' : 'c'))
    .join('');
  return shape.includes('v') && !/ccc|^cc(?!v)|cc$|vvv/.test(shape) && /^(?:c{0,2}v+)+c?$/.test(shape);
}

const LONGEST_ABBREVIATION = 8;

/** Abbreviations keep their meaning only where a full stop follows them in the table's spelling. */
export const abbreviation: Rule = (context) => {
  if (!context.atBoundary) return null;
  const { script, at, locale } = context;
  for (let length = LONGEST_ABBREVIATION; length >= 2; length--) {
    const text = script.slice(at, at + length);
    const said = Object.hasOwn(locale.abbreviations, text.toLowerCase())
      ? locale.abbreviations[text.toLowerCase()]
      : undefined;
    if (said === undefined || /\p{L}/u.test(script[at + length] ?? '')) continue;
    if (needsCapitalOrNumber(text, script.slice(at + length, at + length + 3))) continue;
    const ends =
      text.endsWith('.') && /^\s*(?:$|\n|\s\p{Lu})/u.test(script.slice(at + length, at + length + 4));
    const closes = /^(etc|ltda|s\.a|inc|ltd|jr)\.$/i.test(text) && ends;
    return {
      length: text.length,
      words: words(titleOf(context, text) ?? said),
      ...(closes ? { after: '.' as const, endsSentence: true } : {}),
    };
  }
  return null;
};

/** "D." is dom or dona by the name after it; "St." a saint unless a street's name stands before it. */
function titleOf({ script, at, locale }: RuleContext, text: string): string | null {
  if (text === 'D.' && locale.language === 'pt-BR')
    return /^\s\p{L}+a(?!\p{L})/u.test(script.slice(at + 2, at + 24)) ? 'dona' : null;
  if (text !== 'St.' || locale.language !== 'en-US') return null;
  const street = /(?:\p{Lu}[\p{L}\d]*|\d(?:st|nd|rd|th))\s$/u.test(script.slice(Math.max(0, at - 30), at));
  return street ? null : 'saint';
}

/** "No." or "r." may end a sentence; they are abbreviations only before a number or a name. */
function needsCapitalOrNumber(text: string, next: string): boolean {
  if (/^st\.$/i.test(text)) return false;
  if (!/^(no|r|d|min|art|ex|cap|fig|max)\.$/i.test(text)) return false;
  if (/^ex\.$/i.test(text)) return !/^\s?[:(\p{L}\d]/u.test(next);
  return /^(no|min|max|fig|cap|art)\.$/i.test(text)
    ? !/^\s?\d/.test(next) && !/^\s\p{Lu}?\d/u.test(next) && !/^\s[IVX]/.test(next)
    : !/^\s\p{Lu}/u.test(next);
}

const ROMAN =
  /M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![\p{L}\p{N}'’.-])|M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?=\.(?:\s|$))/uy;
const ROMAN_DIGITS: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };

/** The value of a well-formed Roman numeral, 1 to 3999; null for anything else. */
export function romanValue(text: string): number | null {
  if (!/^(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/.test(text)) return null;
  const digits = [...text].map((c) => ROMAN_DIGITS[c] ?? 0);
  return digits.reduce((sum, digit, i) => sum + (digit < (digits[i + 1] ?? 0) ? -digit : digit), 0);
}

/** A Roman numeral is one only after a word that announces it: "século XXI", "Anexo II", "Dom Pedro II". */
export const romanNumeral: Rule = (context) => {
  if (!context.atBoundary) return null;
  const reading = context.locale.romanAfter[context.previousWord.toLowerCase()];
  if (reading === undefined) return null;
  const found = match(context, ROMAN);
  if (found === null || found[0] === '') return null;
  const value = romanValue(found[0]) ?? 0;
  const { locale } = context;
  const said =
    reading === 'cardinal' || value > 10
      ? sayInteger(BigInt(value), locale, 'm')
      : words(locale.ordinal(BigInt(value), reading === 'ordinal-f' ? 'f' : 'm'));
  return { length: found[0].length, words: said };
};
