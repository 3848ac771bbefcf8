/** From what a speech engine reports to the one timeline that visemes, captions and head motion read. */
import type { Phoneme, Word } from '../../../supabase/functions/_shared/contract/job.ts';
import { isBilabial, isVowel, soundClass } from './ipa.ts';

/** Phonemes of one sentence on its own clock, in seconds; silence is the empty string. */
export interface SoundedPhoneme {
  ipa: string;
  start: number;
  end: number;
  /** Index of the word within the sentence, -1 for silence. */
  word: number;
  stress: 0 | 1 | 2;
}

const CLOSURE_HOP = 0.0025;
const LONGEST_CLOSURE = 0.08;
/** A closure is this far under the loud parts of the sentence, or this far under the sound that it ends. */
const CLOSURE_DEPTH_DB = 32;
const LOCAL_DEPTH_DB = 20;
const LOCAL_SECONDS = 0.15;
const SHORTEST_NEIGHBOUR = 0.015;

/**
 * espeak reports the release of a stop; the lips or the tongue shut 40 to 55 ms before. Moves each stop's start
 * back over the quiet stretch that precedes it, at most 80 ms, shortening the phoneme before.
 */
export function shiftStops(phonemes: SoundedPhoneme[], samples: Float32Array, sampleRate: number): void {
  const raw = highBandLevels(samples, sampleRate, CLOSURE_HOP);
  // Averaged over 12.5 ms, so that the last pulse of a dying vowel does not hide the closure before it.
  const levels = raw.map((value, i) => {
    const near = [raw[i - 2], raw[i - 1], value, raw[i + 1], raw[i + 2]];
    return near.reduce<number>((sum, v) => sum + (v ?? value), 0) / near.length;
  });
  const sorted = Float32Array.from(levels).sort();
  const quiet = (sorted[Math.floor(sorted.length * 0.95)] ?? 0) - CLOSURE_DEPTH_DB;
  for (const [i, phoneme] of phonemes.entries()) {
    if (soundClass(phoneme.ipa) !== 'stop') continue;
    const limit = Math.max(0, phoneme.start - LONGEST_CLOSURE);
    let frame = Math.round(phoneme.start / CLOSURE_HOP) - 3;
    const local = levels.subarray(
      Math.max(0, frame - Math.round(LOCAL_SECONDS / CLOSURE_HOP)),
      Math.max(1, frame),
    );
    const threshold = Math.max(quiet, local.reduce((a, b) => Math.max(a, b), -100) - LOCAL_DEPTH_DB);
    while (frame * CLOSURE_HOP > limit && (levels[frame] ?? -100) < threshold) frame--;
    const previous = phonemes[i - 1];
    const earliest = previous ? previous.start + (previous.ipa === '' ? 0 : SHORTEST_NEIGHBOUR) : 0;
    const start = Math.max(earliest, Math.min(phoneme.start, (frame + 1) * CLOSURE_HOP));
    if (start >= phoneme.start) continue;
    phoneme.start = start;
    if (previous) previous.end = start;
  }
}

/** Median of where the hum of m is heard to begin and end against espeak's events: 18 and 17 ms before (150 of them). */
const NASAL_LEAD = 0.017;

/** espeak begins the way out of a vowel into m, and out of m, before it reports the next sound: moves m there. */
export function advanceNasals(phonemes: SoundedPhoneme[]): void {
  for (const [i, phoneme] of phonemes.entries()) {
    if (!isBilabial(phoneme.ipa) || soundClass(phoneme.ipa) !== 'nasal') continue;
    const previous = phonemes[i - 1];
    const next = phonemes[i + 1];
    // The first sound after a pause starts where the sentence was cut; the last rings out as reported.
    if (previous !== undefined && previous.ipa !== '') {
      const start = Math.max(previous.start + SHORTEST_NEIGHBOUR, phoneme.start - NASAL_LEAD);
      phoneme.start = Math.min(phoneme.start, start);
      previous.end = phoneme.start;
    }
    if (next !== undefined && isVowel(next.ipa)) {
      phoneme.end = Math.max(phoneme.start + SHORTEST_NEIGHBOUR, phoneme.end - NASAL_LEAD);
      next.start = phoneme.end;
    }
  }
}

/** Share of a vowel that an l spoken inside it takes, and the most it takes, seconds. */
const INNER_LIQUID_SHARE = 0.35;
const LONGEST_INNER_LIQUID = 0.09;

/**
 * espeak speaks the l of "helmet" inside the vowel and reports it with no length at the vowel's end. Gives it its part
 * of the vowel: the mouth would otherwise stay wide open through it. Call before `tidy`, which drops empty phonemes.
 */
export function unfoldLiquids(phonemes: SoundedPhoneme[]): void {
  for (const [i, phoneme] of phonemes.entries()) {
    const vowel = phonemes[i - 1];
    if (phoneme.end - phoneme.start > 1e-6 || soundClass(phoneme.ipa) !== 'liquid') continue;
    if (vowel === undefined || !isVowel(vowel.ipa)) continue;
    const part = Math.min(LONGEST_INNER_LIQUID, (vowel.end - vowel.start) * INNER_LIQUID_SHARE);
    phoneme.start = vowel.end - part;
    vowel.end = phoneme.start;
  }
}

/** Level in dB above about 400 Hz, where a closed mouth is quiet though the voice may hum on. */
export function highBandLevels(samples: Float32Array, sampleRate: number, hop: number): Float32Array {
  const c = Math.exp((-2 * Math.PI * 400) / sampleRate);
  const size = hop * sampleRate;
  const levels = new Float32Array(Math.ceil(samples.length / size));
  let previous = 0;
  let first = 0;
  let firstPrevious = 0;
  let second = 0;
  let frame = 0;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i] as number;
    first = c * (first + x - previous);
    previous = x;
    second = c * (second + first - firstPrevious);
    firstPrevious = first;
    sum += second * second;
    count += 1;
    if (i + 1 >= (frame + 1) * size || i + 1 === samples.length) {
      levels[frame++] = 10 * Math.log10(sum / count + 1e-10);
      sum = 0;
      count = 0;
    }
  }
  return levels;
}

/** espeak sets a gap between two vowels of a word ("dia"): shorter than this it is no pause. */
const SHORTEST_SILENCE = 0.06;

/** Joins neighbouring silences, gives gaps too short to be pauses to the sound before, drops empty phonemes. */
export function tidy(phonemes: readonly SoundedPhoneme[]): SoundedPhoneme[] {
  const out: SoundedPhoneme[] = [];
  for (const phoneme of phonemes) {
    const last = out.at(-1);
    if (phoneme.end - phoneme.start < 1e-6) continue;
    if (phoneme.ipa === '' && last?.ipa === '') last.end = phoneme.end;
    else out.push({ ...phoneme });
  }
  return out.filter((phoneme, i) => {
    const previous = out[i - 1];
    const gap = phoneme.ipa === '' && phoneme.end - phoneme.start < SHORTEST_SILENCE;
    if (!gap || previous === undefined || i === out.length - 1) return true;
    previous.end = phoneme.end;
    return false;
  });
}

/**
 * Marks the stressed vowel of each word. `isolated` is each word's pronunciation with IPA stress marks; where its
 * vowels are not those heard (linking, reduction), the longest vowel stands in.
 */
export function markStress(phonemes: SoundedPhoneme[], isolated: readonly string[]): void {
  for (const [word, ipa] of isolated.entries()) {
    const vowels = phonemes.filter((p) => p.word === word && isVowel(p.ipa));
    if (vowels.length === 0) continue;
    const marks = stressedVowels(ipa);
    if (marks.length === vowels.length) {
      for (const [i, vowel] of vowels.entries()) vowel.stress = marks[i] ?? 0;
    } else if (marks.includes(2)) {
      const longest = vowels.reduce((a, b) => (b.end - b.start > a.end - a.start ? b : a));
      longest.stress = 2;
    }
  }
}

/** Stress of each vowel in an IPA string: 2 after ˈ, 1 after ˌ. Neighbouring vowel signs are one diphthong. */
function stressedVowels(ipa: string): (0 | 1 | 2)[] {
  const out: (0 | 1 | 2)[] = [];
  let pending: 0 | 1 | 2 = 0;
  let insideVowel = false;
  for (const symbol of ipa.normalize('NFD')) {
    if (symbol === 'ˈ') pending = 2;
    else if (symbol === 'ˌ') pending = pending === 2 ? 2 : 1;
    if (/[ˈˌ]/.test(symbol)) insideVowel = false;
    else if (isVowel(symbol)) {
      if (!insideVowel) out.push(pending);
      pending = 0;
      insideVowel = true;
    } else if (!/[\p{M}ː]/u.test(symbol)) insideVowel = false;
  }
  return out;
}

/** A word that the script emphasises has a stressed vowel, also where the dictionary gives it none ("não", "the"). */
export function raiseStress(phonemes: readonly SoundedPhoneme[], words: readonly TimedWord[]): void {
  for (const [index, word] of words.entries()) {
    const emphasis = word.style?.emphasis;
    if (emphasis !== 'moderate' && emphasis !== 'strong') continue;
    const vowels = phonemes.filter((p) => p.word === index && isVowel(p.ipa));
    if (vowels.length === 0 || vowels.some((vowel) => vowel.stress === 2)) continue;
    vowels.reduce((a, b) => (b.end - b.start > a.end - a.start ? b : a)).stress = 2;
  }
}

const round = (seconds: number) => Math.round(seconds * 1e5) / 1e5;

/** Rounds to 10 µs and makes times monotone, as the contract wants them. */
export function finishPhonemes(phonemes: readonly SoundedPhoneme[]): Phoneme[] {
  return phonemes.map((p) => ({ ...p, start: round(p.start), end: round(Math.max(p.start, p.end)) }));
}

/** What a timeline takes from a spoken word. */
export interface TimedWord {
  readonly text: string;
  readonly span: readonly [number, number];
  readonly style?: { readonly emphasis?: NonNullable<Word['emphasis']> };
}

/** A word lasts from its first sound to its last; one without sound takes no time after its neighbour. */
export function wordTimes(
  phonemes: readonly SoundedPhoneme[],
  words: readonly TimedWord[],
  fallback: number,
): Word[] {
  const out: Word[] = words.map((word) => ({
    text: word.text,
    start: Number.POSITIVE_INFINITY,
    end: Number.NEGATIVE_INFINITY,
    span: [word.span[0], word.span[1]],
    ...(word.style?.emphasis ? { emphasis: word.style.emphasis } : {}),
  }));
  for (const phoneme of phonemes) {
    const word = out[phoneme.word];
    if (word === undefined) continue;
    word.start = Math.min(word.start, round(phoneme.start));
    word.end = Math.max(word.end, round(phoneme.end));
  }
  let at = round(fallback);
  for (const word of out) {
    if (word.end < word.start) {
      word.start = at;
      word.end = at;
    }
    at = word.end;
  }
  return out;
}
