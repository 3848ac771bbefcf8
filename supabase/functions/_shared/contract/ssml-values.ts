/**
 * What the attributes of the SSML subset may hold (W3C SSML 1.1, narrowed to what every engine can be made to do).
 * A reader throws a sentence that says what would be accepted.
 */
import { z } from 'zod';

export const SayAs = z.enum([
  'characters',
  'cardinal',
  'ordinal',
  'date',
  'time',
  'telephone',
  'currency',
  'unit',
]);
export type SayAs = z.infer<typeof SayAs>;

export const EmphasisLevel = z.enum(['strong', 'moderate', 'none', 'reduced']);
export type EmphasisLevel = z.infer<typeof EmphasisLevel>;

export class ValueError extends Error {}

/** Longest silence one break may make, seconds (Azure's limit too). */
export const LONGEST_BREAK = 20;
/** Seconds of a break given by strength: those Azure documents. */
const BREAK_SECONDS: Readonly<Record<string, number>> = {
  none: 0,
  'x-weak': 0.25,
  weak: 0.5,
  medium: 0.75,
  strong: 1,
  'x-strong': 1.25,
};

const list = (names: Iterable<string>) => [...names].join(', ');

/** Seconds of `<break>`; `time` wins over `strength`, and neither is medium. */
export function breakSeconds(time: string | undefined, strength: string | undefined): number {
  const byStrength = BREAK_SECONDS[strength ?? 'medium'];
  if (byStrength === undefined)
    throw new ValueError(`strength must be one of ${list(Object.keys(BREAK_SECONDS))}`);
  if (time === undefined) return byStrength;
  const found = /^\+?(\d+(?:\.\d+)?|\.\d+)(ms|s)$/.exec(time.trim());
  const seconds = found === null ? Number.NaN : Number(found[1]) / (found[2] === 'ms' ? 1000 : 1);
  if (!(seconds <= LONGEST_BREAK)) {
    throw new ValueError(`time must look like "500ms" or "1.5s" and be at most ${LONGEST_BREAK}s`);
  }
  return seconds;
}

const RATES: Readonly<Record<string, number>> = {
  'x-slow': 0.6,
  slow: 0.8,
  medium: 1,
  default: 1,
  fast: 1.25,
  'x-fast': 1.5,
};
/** Factor on the speed of speech: "slow", "80%", "0.8", or relative "-20%". */
export function rateFactor(value: string): number {
  const named = RATES[value];
  if (named !== undefined) return named;
  const found = /^([+-]?)(\d+(?:\.\d+)?)(%?)$/.exec(value.trim());
  if (found !== null) {
    const amount = Number(found[2]) / (found[3] === '%' ? 100 : 1);
    const factor = found[1] === '' ? amount : 1 + (found[1] === '-' ? -amount : amount);
    if (factor >= 0.4 && factor <= 2.5 && (found[1] === '' || found[3] === '%')) return factor;
  }
  throw new ValueError(
    `rate must be one of ${list(Object.keys(RATES))}, or like "80%" or "-20%" and make 0.4 to 2.5 times the speed`,
  );
}

const PITCHES: Readonly<Record<string, number>> = {
  'x-low': -5,
  low: -2.5,
  medium: 0,
  default: 0,
  high: 2.5,
  'x-high': 5,
};
/** Semitones: "high", "+2st", "-10%". */
export function pitchSemitones(value: string): number {
  const named = PITCHES[value];
  if (named !== undefined) return named;
  const found = /^([+-]\d+(?:\.\d+)?)(st|%)$/.exec(value.trim());
  if (found !== null) {
    const amount = Number(found[1]);
    const semitones = found[2] === 'st' ? amount : 12 * Math.log2(1 + amount / 100);
    if (Math.abs(semitones) <= 12) return semitones;
  }
  throw new ValueError(
    `pitch must be one of ${list(Object.keys(PITCHES))}, or like "+2st" or "-10%", an octave up or down at most`,
  );
}

const VOLUMES: Readonly<Record<string, number>> = {
  'x-soft': -12,
  soft: -6,
  medium: 0,
  default: 0,
  loud: 3,
  'x-loud': 6,
};
/** Decibels: "soft", "+3dB". */
export function volumeDecibels(value: string): number {
  const named = VOLUMES[value];
  if (named !== undefined) return named;
  const found = /^([+-]\d+(?:\.\d+)?)dB$/.exec(value.trim());
  if (found !== null && Number(found[1]) >= -20 && Number(found[1]) <= 10) return Number(found[1]);
  throw new ValueError(
    `volume must be one of ${list(Object.keys(VOLUMES))}, or like "+3dB", from -20dB to +10dB`,
  );
}

/** Letters, modifiers and marks of the International Phonetic Alphabet, stress, length, syllables and word spaces. */
const IPA = /^(?:[a-zæçðøħŋœβθχɐ-ʯʰ-˿ᵻᵊⁿ.‿|‖ ]|\p{M})+$/u;

/** IPA as written, without the slashes or brackets people put around it. */
export function readIpa(value: string): string {
  const ipa = value
    .trim()
    .replace(/^[/[](.*)[/\]]$/s, '$1')
    .trim();
  if (ipa !== '' && IPA.test(ipa.normalize('NFD'))) return ipa;
  throw new ValueError('ph must be a pronunciation in IPA, for example ph="fiˈdʒibɛki"');
}

export function oneOf<T extends string>(
  schema: z.ZodType<T> & { options: readonly T[] },
  name: string,
  value: string,
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ValueError(`${name} must be one of ${list(schema.options)}`);
}

/** An entity or a character reference. */
export const ENTITY = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/iy;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The character a match of `ENTITY` stands for; null when there is none. */
export function decodeEntity(found: RegExpExecArray): string | null {
  const [, name, decimal, hexadecimal] = found;
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? null;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  const allowed =
    code === 9 || code === 10 || (code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000));
  return allowed ? String.fromCodePoint(code) : null;
}
