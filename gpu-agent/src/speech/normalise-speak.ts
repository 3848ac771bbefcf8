/** Numbers, digits and letters as words. */
import type { Gender, Locale } from './normalise-locale.ts';

/** Longer numbers are read digit by digit: nobody says duodecillions, and the libraries have limits. */
const LONGEST_CARDINAL = 18;

export const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

export function sayInteger(value: bigint, locale: Locale, gender: Gender): string[] {
  const digits = value.toString();
  if (digits.length > LONGEST_CARDINAL) return sayDigits(digits, locale);
  return words(locale.cardinal(value, gender));
}

/** Each decimal digit on its own; other numerals by their numeric value where Unicode gives them one. */
export function sayDigits(digits: string, locale: Locale): string[] {
  return [...digits].filter((d) => /\d/.test(d)).flatMap((d) => words(locale.cardinal(BigInt(d), 'm')));
}

export function spellLetters(letters: string, locale: Locale): string[] {
  return [...letters.toUpperCase()].flatMap((letter) => {
    const base = locale.letters[letter] ?? locale.letters[letter.normalize('NFD')[0] ?? ''];
    return base === undefined ? [] : words(base);
  });
}

export interface ParsedNumber {
  readonly whole: string;
  /** Digits after the decimal separator, or null. */
  readonly fraction: string | null;
}

/** Reads a number the way the language groups it; null when it is something else (a version, an address). */
export function parseNumber(text: string, locale: Locale): ParsedNumber | null {
  const group = locale.groupSeparator === '.' ? '\\.' : ',';
  const point = locale.decimalSeparator === '.' ? '\\.' : ',';
  const found =
    new RegExp(`^(\\d{1,3}(?:${group}\\d{3})+)(?:${point}(\\d+))?$`).exec(text) ??
    new RegExp(`^(\\d+)(?:${point}(\\d+))?$`).exec(text) ??
    // "3.5" in a language that writes 3,5: one separator and not three digits after it.
    /^(\d+)[.,](\d{1,2}|\d{4,})$/.exec(text);
  if (found === null) return null;
  return { whole: (found[1] ?? '').replace(/[.,]/g, ''), fraction: found[2] ?? null };
}

/** A number as written in a script; unreadable shapes ("1.2.3") are read part by part. */
export function sayNumber(text: string, locale: Locale, fallback: Gender, noun: string | null): string[] {
  const parsed = parseNumber(text, locale);
  if (parsed === null) {
    return text.split(/[.,]/).flatMap((part, i) => {
      const said = sayWhole(part, locale, 'm');
      return i === 0 ? said : [...words(text.includes('.') ? locale.address.dot : locale.point), ...said];
    });
  }
  const gender = noun === null ? fallback : locale.genderOf(noun);
  if (parsed.fraction === null) {
    const said = sayWhole(parsed.whole, locale, gender);
    return noun !== null && gender === 'm' ? words(locale.beforeNoun(said.join(' '))) : said;
  }
  return [
    ...sayWhole(parsed.whole, locale, 'm'),
    ...words(locale.point),
    ...sayFraction(parsed.fraction, locale),
  ];
}

/** A leading zero means a code and not a quantity. */
function sayWhole(digits: string, locale: Locale, gender: Gender): string[] {
  if (digits === '') return [];
  if (digits.length > 1 && digits.startsWith('0')) return sayDigits(digits, locale);
  return sayInteger(BigInt(digits), locale, gender);
}

/** Romance languages read up to two decimals as a number ("vírgula vinte e cinco"), English digit by digit. */
export function sayFraction(fraction: string, locale: Locale): string[] {
  const asNumber = locale.decimalSeparator === ',' && fraction.length <= 2 && !fraction.startsWith('0');
  return asNumber ? sayInteger(BigInt(fraction), locale, 'm') : sayDigits(fraction, locale);
}
