/** Numbers that identify and do not count: documents, emergency lines, fractions, sizes, scores, formulas, codes. */
import type { Locale } from './normalise-locale.ts';
import { followingNoun, match, type Rule, type RuleContext } from './normalise-match.ts';
import { sayDigits, sayInteger, sayNumber, spellLetters, words } from './normalise-speak.ts';

/** How far back a rule looks for the word that says what a number is. */
const LOOK_BACK = 40;
const before = ({ script, at }: RuleContext) => script.slice(Math.max(0, at - LOOK_BACK), at);

/** Digits in groups with a breath between them: "um dois três, quatro cinco seis". */
export function sayGroups(groups: readonly string[], locale: Locale): string[] {
  return groups.flatMap((group, i) => {
    const said = /^\d+$/.test(group) ? sayDigits(group, locale) : words(group);
    const last = said.at(-1);
    return i === groups.length - 1 || last === undefined ? said : [...said.slice(0, -1), `${last},`];
  });
}

/** CPF, CNPJ, RG, CEP, PIS; DNI and NIF; social security numbers. Digit by digit. */
export const documentNumber: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(
    context,
    /\d{2,3}\.\d{3}\.\d{3}(?:\/\d{4})?-[\dXx]{1,2}(?![\p{L}\p{N}])|\d{5}-\d{3}(?!\d)|\d{3}\.\d{5}\.\d{2}-\d(?!\d)|\d{3}-\d{2}-\d{4}(?!\d)|\d{8}-\p{Lu}(?![\p{L}\p{N}])/uy,
  );
  if (found === null) return null;
  const { locale } = context;
  const parts = found[0].split(/([./-])/);
  const groups: string[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const mark = parts[i - 1];
    const named = mark === '/' ? locale.address.slash : mark === '-' ? locale.dash : '';
    const part = parts[i] ?? '';
    const said = /^\d+$/.test(part) ? sayDigits(part, locale) : spellLetters(part, locale);
    groups.push([...words(named), ...said].join(' '));
  }
  return { length: found[0].length, words: sayGroups(groups, locale) };
};

/** 190, 193, 911, 112 after a word that calls them, and what the language reads digit by digit anyway. */
export const emergencyLine: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(context, /1\d\d(?![\d\p{L}]|[.,:/-]\d)|911(?!\d)|08\d|01\d/uy);
  if (found === null || !context.locale.callsBefore.test(before(context))) return null;
  return { length: found[0].length, words: sayDigits(found[0], context.locale) };
};

const VULGAR: Readonly<Record<string, readonly [number, number]>> = {
  '½': [1, 2],
  '⅓': [1, 3],
  '⅔': [2, 3],
  '¼': [1, 4],
  '¾': [3, 4],
  '⅛': [1, 8],
};

/** 1/2, 3/4, 1 1/2, ½; "24/7". Larger parts are left to the slash: they are codes more often than quantities. */
export const fractionNumber: Rule = (context) => {
  const { locale } = context;
  const vulgar = VULGAR[context.script[context.at] ?? ''];
  if (vulgar !== undefined) {
    const mixed = /\d\s?$/.test(before(context));
    return { length: 1, words: locale.fraction(...vulgar, mixed, followingNoun(context, 1)) };
  }
  if (!context.atBoundary) return null;
  const found = match(context, /(?:(\d{1,3})[ \u00a0])?(\d{1,2})\/(\d{1,2})(?![\d/º°]|[.,]\d)/uy);
  if (found === null) return null;
  const [text, whole, above = '', below = ''] = found;
  if (above === '24' && below === '7' && whole === undefined) {
    return { length: text.length, words: words(locale.roundTheClock) };
  }
  const [n, d] = [Number(above), Number(below)];
  if (n < 1 || d < 2 || d > 10 || n >= d || /^0/.test(below)) return null;
  // In "3 1/2" the first number counts; in "item 3 1/2" nobody writes so.
  const said = locale.fraction(n, d, whole !== undefined, followingNoun(context, text.length));
  const count = whole === undefined ? [] : sayNumber(whole, locale, 'm', followingNoun(context, text.length));
  return { length: text.length, words: [...count, ...said] };
};

/** 12x36, 2 x 3 m, "venceu por 3 x 1". */
export const timesBetweenNumbers: Rule = (context) => {
  const found = match(context, /[\u00a0 ]?[x×][\u00a0 ]?(?=\d)/uy);
  if (found === null || !/\d\s?(?:mm|cm|m|km)?$/.test(before(context))) return null;
  const score = context.locale.scoreBefore.test(before(context));
  return { length: found[0].length, words: words(score ? context.locale.scoreTo : context.locale.by) };
};

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

/** H₂S, CO₂, H2SO4: letters by name, counts as numbers. */
export const formula: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(context, /(?:\p{Lu}\p{Ll}?[₀-₉]*){1,8}(?![\p{L}\p{N}])/uy);
  if (found === null || !/[₀-₉]/.test(found[0])) return null;
  const { locale } = context;
  const said = (found[0].match(/\p{L}+|[₀-₉]+/gu) ?? []).flatMap((part) =>
    /\p{L}/u.test(part)
      ? spellLetters(part, locale)
      : sayInteger(BigInt(Array.from(part, (c) => SUBSCRIPTS.indexOf(c)).join('')), locale, 'm'),
  );
  return { length: found[0].length, words: said };
};

/** N95, A1B2, H2S: a code of capitals and short numbers. */
export const letterCode: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(
    context,
    /(?=\p{Lu}*\d)(?=\d*\p{Lu})(?:\p{Lu}{1,2}\d{1,3}|\d{1,3}\p{Lu}{1,2}){1,6}\p{Lu}{0,2}(?![\p{L}\p{N}]|[.,]\d)/uy,
  );
  if (found === null) return null;
  const { locale } = context;
  const unit = found[0].replace(/^\d+/, '');
  if (/^\d+\p{L}+$/u.test(found[0]) && Object.hasOwn(locale.units, unit)) return null;
  const said = (found[0].match(/\p{L}+|\d+/gu) ?? []).flatMap((part) => {
    if (!/\d/.test(part)) return spellLetters(part, locale);
    return part.startsWith('0') ? sayDigits(part, locale) : sayInteger(BigInt(part), locale, 'm');
  });
  return { length: found[0].length, words: said };
};

/** A capital on its own is a letter's name where no sentence begins with it: "extintores A, B e C", "turno B". */
export const singleLetter: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(context, /\p{Lu}(?![\p{L}\p{M}\p{N}'’.]|-\p{L})|\p{Lu}(?=\.(?:\s*$|\s+\p{Lu}))/uy);
  if (found === null) return null;
  const letter = found[0];
  const { locale } = context;
  const name = locale.letters[letter];
  if (name === undefined) return null;
  const lead = before(context);
  const announced = locale.letterAfter.test(lead);
  const listed =
    new RegExp(`(?:^|[\\s(])\\p{Lu}(?:,| ${locale.and}| ou| o| or) $`, 'u').test(lead) ||
    /^(?:,\s\p{Lu}(?:[,\s]|$))/u.test(context.script.slice(context.at + 1, context.at + 5));
  const spoken = locale.oneLetterWords.includes(letter)
    ? announced || listed
    : announced || listed || lead.trim() !== '';
  return spoken ? { length: 1, words: words(name) } : null;
};

/** Laws are of a year: "Lei 6.514/77" is read with "de". */
export const lawOfYear: Rule = (context) => {
  const found = match(context, /\/(?=(?:\d{2}|\d{4})(?!\d))/uy);
  if (found === null || !context.locale.lawBefore.test(before(context))) return null;
  return { length: 1, words: words(context.locale.ofYear) };
};

/** "horas/semana": so many a week. */
export const slashPer: Rule = (context) => {
  const found = match(context, /\/(?=(\p{L}+))/uy);
  if (found === null || !context.locale.perNouns.has((found[1] ?? '').toLowerCase())) return null;
  return /\p{L}$/u.test(before(context)) ? { length: 1, words: words(context.locale.per) } : null;
};
