/** Money, dates, times, telephone numbers, ordinals and measures. */
import { sayGroups } from './normalise-codes.ts';
import type { Unit } from './normalise-locale.ts';
import { followingNoun, type Match, match, type Rule, type RuleContext } from './normalise-match.ts';
import { parseNumber, sayDigits, sayFraction, sayInteger, sayNumber, words } from './normalise-speak.ts';

const AMOUNT = String.raw`\d{1,3}(?:[.,\u00a0 ]\d{3})*(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)`;
const MONEY_BEFORE = new RegExp(`(R\\$|US\\$|\\$|€|£)[\\u00a0 ]?(${AMOUNT})`, 'y');
const MONEY_AFTER = new RegExp(`(${AMOUNT})[\\u00a0 ]?(€|R\\$|US\\$)`, 'y');

/** R$ 1.234,56; US$ 3 milhões; 12 €. */
export const currency: Rule = (context) => {
  if (!context.atBoundary && /\d/.test(context.script[context.at - 1] ?? '')) return null;
  const before = match(context, MONEY_BEFORE);
  const found = before ?? match(context, MONEY_AFTER);
  if (found === null) return null;
  const sign = (before ? found[1] : found[2]) ?? '';
  const amount = ((before ? found[2] : found[1]) ?? '').replace(/[\u00a0 ]/g, '');
  const { locale } = context;
  const money = locale.currencies[sign];
  const parsed = parseNumber(amount, locale);
  if (money === undefined || parsed === null) return null;
  const scale = match({ ...context, at: context.at + found[0].length }, /[\u00a0 ](\p{L}+)/uy);
  const large =
    scale && Object.hasOwn(locale.scales, scale[1] ?? '') ? locale.scales[scale[1] ?? ''] : undefined;
  const whole = BigInt(parsed.whole);
  if (scale && large) {
    const single = whole === 1n && parsed.fraction === null;
    const number = sayNumber(amount, locale, 'm', 'x');
    const said = [...number, ...words(single ? large.one : large.many)];
    const joint = /^mil$|thousand/.test(large.one) ? '' : locale.ofMillions;
    return {
      length: found[0].length + scale[0].length,
      words: [...said, ...words(`${joint} ${money.many}`)],
    };
  }
  const cents = parsed.fraction === null ? 0n : BigInt(parsed.fraction.padEnd(2, '0').slice(0, 2));
  const said: string[] = [];
  if (whole > 0n || cents === 0n) {
    const number = sayInteger(whole, locale, money.gender).join(' ');
    const joint = whole > 0n && whole % 1_000_000n === 0n ? locale.ofMillions : '';
    said.push(...words(`${locale.beforeNoun(number)} ${joint} ${whole === 1n ? money.one : money.many}`));
  }
  if (cents > 0n) {
    if (said.length > 0) said.push(...words(locale.moneyAnd));
    const number = locale.beforeNoun(sayInteger(cents, locale, 'm').join(' '));
    said.push(...words(`${number} ${cents === 1n ? money.centOne : money.centMany}`));
  }
  return { length: found[0].length, words: said };
};

const isDay = (day: number, month: number) => day >= 1 && day <= 31 && month >= 1 && month <= 12;

/** 25/12/2026, 25/12/26, 25.12.2026; in English 12/25/2026. Day and month alone only where they read as a date. */
export const date: Rule = (context) => {
  if (!context.atBoundary) return null;
  const full = match(context, /(\d{1,2})[º°]?([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/]|[.-]\d)/y);
  const short = full ?? match(context, /(\d{1,2})[º°]?(\/)(\d{1,2})(?![\d/]|[.,]\d)/y);
  if (short === null) return null;
  const [text, first = '', , second = '', year] = short;
  const { locale } = context;
  const day = Number(locale.dayFirst ? first : second);
  const month = Number(locale.dayFirst ? second : first);
  if (!isDay(day, month)) return null;
  // "24/7" or "1/2" are not dates; a two-digit month is.
  if (full === null && second.length < 2) return null;
  const full4 = year === undefined ? null : year.length === 4 ? Number(year) : 2000 + Number(year);
  return { length: text.length, words: words(locale.date(day, month, full4)) };
};

export const isoDate: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(context, /(\d{4})-(\d{2})-(\d{2})(?!\d)/y);
  if (found === null) return null;
  const [text, year, month, day] = found;
  if (!isDay(Number(day), Number(month))) return null;
  return { length: text.length, words: words(context.locale.date(Number(day), Number(month), Number(year))) };
};

/** 14h30, 14h, 8h05min, 14:30, 2:30 p.m. */
export const time: Rule = (context) => {
  if (!context.atBoundary) return null;
  const clock =
    match(context, /(\d{1,2}):(\d{2})(?!\d)(?:[\u00a0 ]?([ap])\.?m\.?(?!\p{L})|h(?!\p{L}))?/iuy) ??
    match(context, /(\d{1,2})h(\d{2})(?:min)?(?![\p{L}\d])/uy) ??
    match(context, /(\d{1,2})[\u00a0 ]?([ap])\.?m\.?(?!\p{L})/iuy);
  if (clock === null) {
    const hours = match(context, /(\d{1,2})h(?![\p{L}\d])/uy);
    if (hours === null || context.locale.language === 'en-US' || Number(hours[1]) > 24) return null;
    return { length: hours[0].length, words: words(context.locale.time(Number(hours[1]), null, null)) };
  }
  const [text, hour = '', second = '', third] = clock;
  const minute = /^\d+$/.test(second) ? Number(second) : null;
  const letter = (minute === null ? second : third)?.toLowerCase();
  if (Number(hour) > 24 || (minute !== null && minute > 59)) return null;
  const meridiem = letter === 'a' ? 'am' : letter === 'p' ? 'pm' : null;
  // A full stop after "p.m" belongs to the abbreviation unless a sentence begins after it.
  return { length: text.length, words: words(context.locale.time(Number(hour), minute, meridiem)) };
};

const PHONE =
  /(?:\+\d{1,3}[\u00a0 .-]?)?(?:\(\d{2,3}\)[\u00a0 .-]?)\d{3,5}[\u00a0 .-]?\d{4}(?!\d)|\+\d{1,3}(?:[\u00a0 .-]?\d{2,5}){2,5}(?!\d)|0[38]00[\u00a0 .-]?\d{3}[\u00a0 .-]?\d{3,4}(?!\d)|\d{4,5}-\d{4}(?!\d)|\d{3}-\d{3}-\d{4}(?!\d)|(?:[6-9]\d{2})(?:[\u00a0 ]\d{3}){2}(?!\d)|[6-9]\d{2}(?:[\u00a0 ]\d{2}){3}(?!\d)/y;

/** Telephone numbers are read digit by digit, with a breath between groups; "0800" and area codes as people say them. */
export const phone: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(context, PHONE);
  if (found === null) return null;
  const { locale } = context;
  const plus = found[0].startsWith('+') ? words(locale.symbols['+'] ?? '') : [];
  const groups = found[0].match(/\d+/g) ?? [];
  const international = plus.length > 0;
  const said = groups.map((group, i) => {
    const area = i === (international ? 1 : 0) && group.length === 2 && groups.length > 2;
    const country = international && i === 0 && locale.language !== 'en-US';
    if (locale.tollFree?.test(group)) {
      const zero = group.startsWith('0') ? sayDigits('0', locale) : [];
      return [...zero, ...sayInteger(BigInt(group), locale, 'm')].join(' ');
    }
    const asNumber = country || (locale.areaCodeAsNumber && area);
    return (asNumber ? sayInteger(BigInt(group), locale, 'm') : sayDigits(group, locale)).join(' ');
  });
  return { length: found[0].length, words: [...plus, ...sayGroups(said, locale)] };
};

export const ordinal: Rule = (context) => {
  if (!context.atBoundary) return null;
  const found = match(context, context.locale.ordinalPattern);
  if (found === null) return null;
  const [text, digits = '', marker = ''] = found;
  // "20°" is an angle or a temperature unless it is small enough to be a rank.
  if (marker === '°' && Number(digits) > 12) return null;
  if (/^[oa]$/.test(marker) && Number(digits) > 100) return null;
  const value = BigInt(digits);
  if (value < 1n || value > 999_999n) return null;
  let said = context.locale.ordinal(value, context.locale.ordinalGender(marker));
  const noun = context.locale.language === 'es-ES' ? followingNoun(context, text.length) : null;
  if (marker === 'er' || (noun !== null && context.locale.genderOf(noun) === 'm' && /^\p{Ll}{3}/u.test(noun)))
    said = said.replace(/(prim|terc)ero$/, '$1er');
  return { length: text.length, words: words(said) };
};

const UNIT_CHARACTERS = 'dB\\(A\\)|[°º]?\\p{L}{1,3}[²³23]?|°|%|‰';
const NUMBER_UNIT = new RegExp(
  `([-−]?)(\\d[\\d.,]*?)[\\u00a0 ]?(${UNIT_CHARACTERS})(?:/(\\p{L}{1,3}[²³]?))?(?![\\p{L}\\p{N}²³°])`,
  'uy',
);

/** A 10-lb hammer. */
const COMPOUND_UNIT = /(\d[\d.,]*)-(\p{L}{1,3})(?![\p{L}\p{N}-])(?=\s\p{Ll})/uy;
/** A capital A after these is a current. */
const AMPERES_BEFORE =
  /(?:corrente|disjuntor|fus[ií]ble|fusível|tomada|circuito|current|breaker|fuse|corriente|interruptor)[^.!?]{0,20}$/iu;

/** 70 kg, 2,5 m², -18 °C, 80 km/h, 35 %. */
export const numberWithUnit: Rule = (context) => {
  if (!context.atBoundary) return null;
  const compound = match(context, COMPOUND_UNIT);
  const compoundUnit = Object.hasOwn(context.locale.units, compound?.[2] ?? '')
    ? context.locale.units[compound?.[2] ?? '']
    : undefined;
  if (compound !== null && compoundUnit !== undefined) {
    const count = sayNumber(compound[1] ?? '', context.locale, compoundUnit.gender, null);
    return { length: compound[0].length, words: [...count, ...words(compoundUnit.one)] };
  }
  const found = match(context, NUMBER_UNIT);
  if (found === null) return scaled(context);
  const [text, sign = '', number = '', rawUnit = '', per] = found;
  const { locale } = context;
  const spaced = /[\u00a0 ]/.test(text);
  const unitName = rawUnit.replace(/^º/, '°');
  const parsed = parseNumber(number, locale);
  if (parsed === null) return null;
  const minus = sign === '' ? [] : words(locale.minus);
  if (unitName === '%' || unitName === '‰') {
    const said = sayNumber(number, locale, 'm', null);
    return { length: text.length, words: [...minus, ...said, ...words(locale.percent)] };
  }
  const unit: Unit | undefined = Object.hasOwn(locale.units, unitName) ? locale.units[unitName] : undefined;
  // "2 a 5", "3 e 4", "5 A": one-letter words are units only when they touch the number or cannot be words.
  const next = context.script.slice(context.at + text.length, context.at + text.length + 1);
  const current =
    /^A$/.test(unitName) &&
    (/^[.,;:)!?]?$/.test(next) ||
      AMPERES_BEFORE.test(context.script.slice(Math.max(0, context.at - 30), context.at)));
  if (unit === undefined || (spaced && /^[aAlsht]$/.test(unitName) && !/^[tsh]$/.test(unitName) && !current))
    return scaled(context);
  const whole = BigInt(parsed.whole);
  const one = whole === 1n && parsed.fraction === null;
  const count =
    parsed.fraction === null
      ? words(locale.beforeNoun(sayNumber(number, locale, unit.gender, null).join(' ')))
      : sayNumber(number, locale, 'm', null);
  const divisor = per !== undefined && Object.hasOwn(locale.units, per) ? locale.units[per] : undefined;
  if (per !== undefined && divisor === undefined) return null;
  const small = parsed.fraction !== null && whole <= 1n && locale.smallSingular;
  return {
    length: text.length,
    words: [
      ...minus,
      ...count,
      ...words(one || small ? unit.one : unit.many),
      ...(divisor ? words(`${locale.per} ${divisor.one}`) : []),
    ],
  };
};

/** "3 milhões", "2,5 mi": the number agrees with the scale and not with the noun after it. */
function scaled(context: RuleContext): Match | null {
  const found = match(context, /(\d[\d.,]*)([\u00a0 ]?)(\p{L}+)(?![\p{L}\p{N}])/uy);
  if (found === null) return null;
  const [, number = '', gap = '', name = ''] = found;
  const { locale } = context;
  const scale = Object.hasOwn(locale.scales, name) ? locale.scales[name] : undefined;
  const parsed = parseNumber(number.replace(/[.,]+$/, ''), locale);
  if (scale === undefined || parsed === null) return null;
  if (/^(mil|K|M|B)$/.test(name) && gap === '' && locale.language !== 'en-US') return null;
  const one = parsed.whole === '1' && parsed.fraction === null;
  const noun = followingNoun(context, found[0].length);
  const count =
    parsed.fraction === null
      ? words(locale.beforeNoun(sayInteger(BigInt(parsed.whole), locale, 'm').join(' ')))
      : [
          ...sayInteger(BigInt(parsed.whole), locale, 'm'),
          ...words(locale.point),
          ...sayFraction(parsed.fraction, locale),
        ];
  const link =
    noun !== null && /lh|ill[oó]n/.test(scale.many) && !/^(de|of|e|y|and)$/.test(noun)
      ? locale.ofMillions
      : '';
  return { length: found[0].length, words: [...count, ...words(`${one ? scale.one : scale.many} ${link}`)] };
}
