/**
 * The rules of the normaliser, in the order they are tried at each position. A rule looks at the script from
 * `at` and either takes some of it or leaves it to the next.
 */

import {
  documentNumber,
  emergencyLine,
  formula,
  fractionNumber,
  lawOfYear,
  letterCode,
  singleLetter,
  slashPer,
  timesBetweenNumbers,
} from './normalise-codes.ts';
import { followingNoun, match, type Rule, type RuleContext } from './normalise-match.ts';
import { abbreviation, acronym, acronymWithNumber, romanNumeral } from './normalise-names.ts';
import { currency, date, isoDate, numberWithUnit, ordinal, phone, time } from './normalise-quantities.ts';
import { sayDigits, sayInteger, sayNumber, spellLetters, words } from './normalise-speak.ts';

const ADDRESS =
  /(?:https?:\/\/|www\.)[\p{L}\p{N}._~:/?#@!$&*+;=%-]{1,200}|[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,6}|[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,4}\.(?:com|org|net|gov|edu|io|br|es)(?:\/[\p{L}\p{N}._~/-]{0,100})?(?![\p{L}\p{N}])/uy;

/** E-mail and web addresses: names are read, marks are named. */
const address: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(context, ADDRESS);
  if (found === null) return null;
  const text = found[0].replace(/[.,;:!?]+$/, '');
  const { at, dot, slash, hyphen, underscore } = context.locale.address;
  const names: Record<string, string> = { '@': at, '.': dot, '/': slash, '-': hyphen, _: underscore };
  const spoken: string[] = [];
  for (const part of text.replace(/^https?:\/\//, '').match(/[\p{L}\p{M}]+|\p{N}+|[^\p{L}\p{N}]/gu) ?? []) {
    if (/^\p{L}/u.test(part)) {
      if (/^(www|br|es|io|rh)$/i.test(part) || context.locale.spelled.has(part.toUpperCase()))
        spoken.push(...spellLetters(part, context.locale));
      else spoken.push(part.toLowerCase());
    } else if (/^[1-9]\d?$/.test(part)) spoken.push(...sayInteger(BigInt(part), context.locale, 'm'));
    else if (/^\p{N}/u.test(part)) spoken.push(...sayDigits(part, context.locale));
    else if (names[part]) spoken.push(...words(names[part]));
    else if (context.locale.symbols[part]) spoken.push(...words(context.locale.symbols[part]));
  }
  return spoken.length === 0 ? null : { length: text.length, words: spoken };
};

/** What is left of a number: plain, decimal, signed, version-like, or digits stuck to letters. */
const plainNumber: Rule = (context) => {
  const { locale } = context;
  const found = match(context, /[-−]?\d[\d.,]*/uy);
  if (found === null) return null;
  let text = found[0].replace(/[.,]+$/, '');
  let negative = /^[-−]/.test(text);
  if (negative && !context.atBoundary) return null;
  if (negative) text = text.slice(1);
  const skipped = negative ? 1 : 0;
  const year = negative ? null : englishYear(text, context);
  if (year !== null) return { length: text.length, words: words(year) };
  if (negative && text.length === 0) negative = false;
  const spoken = sayNumber(text, locale, 'm', followingNoun(context, skipped + text.length));
  return { length: skipped + text.length, words: negative ? [...words(locale.minus), ...spoken] : spoken };
};

/** The nineties; May fifth; 29 CFR 1910.147, whose first part is read like a year. */
const englishNumber: Rule = (context) => {
  const { locale, script, at } = context;
  if (!context.atBoundary || locale.language !== 'en-US') return null;
  const decade = match(context, /((?:1[1-9]|20)\d)0s(?![\p{L}\p{N}])/uy);
  if (decade !== null) {
    const said = locale.year(Number(`${decade[1]}0`));
    return { length: decade[0].length, words: words(said.replace(/y$/, 'ie').concat('s')) };
  }
  const day = match(context, /(\d{1,2})(?![\d\p{L}/:-]|[.,]\d)/uy);
  const value = Number(day?.[1] ?? 0);
  if (day !== null && value >= 1 && value <= 31 && MONTH_NAME.test(context.previousWord)) {
    return { length: day[0].length, words: words(locale.ordinal(BigInt(value), 'm')) };
  }
  const part = match(context, /(1\d{3})\.(\d{1,4})(?!\d)/uy);
  if (part !== null && /CFR\s(?:[Pp]art\s)?$/.test(script.slice(Math.max(0, at - 12), at))) {
    const rest = sayDigits(part[2] ?? '', locale);
    return {
      length: part[0].length,
      words: [...words(locale.year(Number(part[1]))), ...words(locale.point), ...rest],
    };
  }
  return null;
};

const MONTH_NAME =
  /^(?:January|February|March|April|May|June|July|August|September|October|November|December)$/;

/** English reads 1990 as a year unless it counts something. */
function englishYear(text: string, context: RuleContext): string | null {
  if (context.locale.language !== 'en-US' || !/^(1[1-9]|20)\d\d$/.test(text)) return null;
  const noun = followingNoun(context, text.length);
  return noun !== null && /[^s]s$/.test(noun) ? null : context.locale.year(Number(text));
}

const range: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(context, /(\d{1,4})\s?[-–—]\s?(\d{1,4})(?![\d/.,–—-]?\d)/uy);
  if (found === null) return null;
  const [text, from = '', to = ''] = found;
  const { locale, script, at } = context;
  const score = locale.scoreBefore.test(script.slice(Math.max(0, at - 40), at));
  if (Number(to) <= Number(from) && !score) return null;
  const noun = followingNoun(context, text.length);
  const gender = noun === null ? 'm' : context.locale.genderOf(noun);
  const between = context.previousWord.toLowerCase() === context.locale.between;
  // The second number is left in place: a unit after it belongs to it.
  const length = text.length - to.length;
  return {
    length,
    words: [
      ...sayInteger(BigInt(from), locale, gender),
      ...words(score ? locale.scoreTo : between ? locale.and : locale.rangeTo),
    ],
  };
};

const fraction: Rule = (context) => {
  const found = match(context, /(\p{L}[\p{L}\p{M}]*|[a-z]+[²³]?)\/(\p{L}[\p{L}²³]{0,5})(?!\p{L})/uy);
  if (found === null || !context.atBoundary) return null;
  const [text, above = '', below = ''] = found;
  const units = context.locale.units;
  if (!Object.hasOwn(units, above) || !Object.hasOwn(units, below)) return null;
  return {
    length: text.length,
    words: words(`${units[above]?.many} ${context.locale.per} ${units[below]?.one}`),
  };
};

const andOr: Rule = (context) => {
  const found = context.atBoundary ? match(context, context.locale.andOr) : null;
  return found === null ? null : { length: found[0].length, words: found[0].split('/') };
};

const word: Rule = (context) => {
  const found = match(context, /[\p{Script=Latin}\p{M}]+(?:['’-][\p{Script=Latin}\p{M}]+)*/uy);
  if (found === null || !/\p{L}/u.test(found[0])) return null;
  // espeak reads an inner hyphen as a joint; the curly apostrophe it would name.
  return { length: found[0].length, words: [found[0].replaceAll('’', "'")] };
};

const symbol: Rule = (context) => {
  const character = context.script[context.at] as string;
  const { locale, script, at } = context;
  if (character === '²' || character === '³') return null;
  if (character === '#' && /^[\p{L}_]/u.test(script.slice(at + 1, at + 2)))
    return { length: 1, words: [locale.hashtag] };
  const spoken = Object.hasOwn(locale.symbols, character) ? locale.symbols[character] : undefined;
  if (spoken === undefined) return null;
  // A sign that touches nothing readable is decoration, and a comparison without a number is markup.
  const near = `${script[at - 1] ?? ' '}${script[at + 1] ?? ' '}${script[at - 2] ?? ' '}${script[at + 2] ?? ' '}`;
  const readable = /[<>=%+×÷±]/.test(character) ? /\d/ : /[\p{L}\p{N}]/u;
  if (!readable.test(near) || script[at - 1] === character || script[at + 1] === character) return null;
  return { length: 1, words: words(spoken) };
};

const slash: Rule = (context) => {
  const found = match(context, /\//y);
  const before = context.script[context.at - 1] ?? '';
  const after = context.script[context.at + 1] ?? '';
  if (found === null || !/[\p{L}\p{N}]/u.test(before) || !/[\p{L}\p{N}]/u.test(after)) return null;
  return /\d/.test(before) && /\d/.test(after)
    ? { length: 1, words: words(context.locale.address.slash) }
    : { length: 1, words: [], after: ',' };
};

const CLOSERS = `["'”’»)\\]]*`;
const SENTENCE_END = new RegExp(`(?:\\.{3}|…|[.?!]+)${CLOSERS}(?=\\s|$)`, 'y');
const ANY_END = /\.{2,}|…|[?!]+/y;
const PAUSE = /[,;:]|\s?[–—](?=\s)|[()[\]{}«»"“”]|-(?=\s)|[→⇒•·]/y;

const punctuation: Rule = (context) => {
  const end = match(context, SENTENCE_END) ?? match(context, ANY_END);
  if (end !== null) {
    const mark = end[0].includes('?') ? '?' : end[0].includes('!') ? '!' : '.';
    return { length: end[0].length, words: [], after: mark, endsSentence: true };
  }
  const pause = match(context, PAUSE);
  if (pause === null) return null;
  const mark = /[;:]/.test(pause[0]) ? (pause[0].trim() as ';' | ':') : ',';
  // Quotation marks are not heard.
  if (/["“”«»]/.test(pause[0])) return { length: pause[0].length, words: [] };
  return { length: pause[0].length, words: [], after: mark };
};

export const RULES: readonly Rule[] = [
  address,
  currency,
  date,
  isoDate,
  time,
  documentNumber,
  phone,
  emergencyLine,
  formula,
  acronymWithNumber,
  letterCode,
  ordinal,
  fractionNumber,
  timesBetweenNumbers,
  englishNumber,
  range,
  numberWithUnit,
  lawOfYear,
  plainNumber,
  fraction,
  slashPer,
  romanNumeral,
  abbreviation,
  andOr,
  singleLetter,
  acronym,
  word,
  symbol,
  slash,
  punctuation,
];
