/**
 * Pitch and loudness of single words, laid on sound that an engine spoke without them: pitch-synchronous overlap-add and
 * a gain, both with ramps. Nothing moves in time, and what nobody asked for stays to the sample.
 */
import type { SsmlStyle } from '../../../supabase/functions/_shared/contract/ssml.ts';
import { trackPitch } from './pitch.ts';
import { convertVoice } from './voice-convert.ts';

export interface ProsodySpan {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly semitones: number;
  readonly decibels: number;
}

/** What emphasis sounds like here; SSML leaves it to the engine. Louder and higher, as stressed words are. */
const EMPHASIS: Readonly<
  Record<NonNullable<SsmlStyle['emphasis']>, Pick<ProsodySpan, 'semitones' | 'decibels'>>
> = {
  strong: { semitones: 2, decibels: 3 },
  moderate: { semitones: 1.2, decibels: 2 },
  reduced: { semitones: -1, decibels: -3 },
};
const PLAIN = { semitones: 0, decibels: 0 };
/** Beyond this, grains of one voice sound like another's. */
const MOST_SEMITONES = 8;
const MOST_DECIBELS = 12;
const PITCH_RAMP = 0.04;
const GAIN_RAMP = 0.015;
/** Around a span, so that grains at its ends are whole and join what was. */
const MARGIN = 0.06;
const HOP = 0.01;

interface TimedWord {
  readonly word: number;
  readonly start: number;
  readonly end: number;
}

/**
 * @param words Styles of a sentence's words, in order.
 * @param sounds Its phonemes on its own clock; `word` counts within the sentence.
 * @param semitones Of the whole voice, added to every word's.
 */
export function prosodySpans(
  words: readonly { readonly style?: SsmlStyle | undefined }[],
  sounds: readonly TimedWord[],
  semitones = 0,
): ProsodySpan[] {
  const spans: ProsodySpan[] = [];
  for (const [index, { style }] of words.entries()) {
    const own = sounds.filter(({ word }) => word === index);
    const first = own[0];
    const last = own.at(-1);
    if (!first || !last) continue;
    const stress = style?.emphasis ? EMPHASIS[style.emphasis] : PLAIN;
    const bend = clamp(semitones + (style?.pitch ?? 0) + stress.semitones, MOST_SEMITONES);
    const gain = clamp((style?.volume ?? 0) + stress.decibels, MOST_DECIBELS);
    const before = spans.at(-1);
    if (before && before.semitones === bend && before.decibels === gain) {
      spans[spans.length - 1] = { ...before, end: last.end };
    } else spans.push({ start: first.start, end: last.end, semitones: bend, decibels: gain });
  }
  return spans.filter(({ semitones: bend, decibels: gain }) => bend !== 0 || gain !== 0);
}

const clamp = (value: number, most: number) => Math.max(-most, Math.min(most, value));

/** @param spans In order, not overlapping. Deterministic; `x` is left as it is. */
export function applyProsody(x: Float32Array, rate: number, spans: readonly ProsodySpan[]): Float32Array {
  if (spans.length === 0) return x;
  const out = x.slice();
  for (const span of spans) if (span.semitones !== 0) bendPitch(x, out, rate, span);
  for (const span of spans) if (span.decibels !== 0) turnUp(out, rate, span);
  return out;
}

/** 0 outside, 1 inside, in between a ramp of `width` seconds to each side of the span's ends. */
function share(seconds: number, { start, end }: ProsodySpan, width: number): number {
  const inside = Math.min(seconds - start, end - seconds);
  const t = Math.max(0, Math.min(1, inside / width + 0.5));
  return t * t * (3 - 2 * t);
}

function bendPitch(x: Float32Array, out: Float32Array, rate: number, span: ProsodySpan): void {
  const from = Math.max(0, Math.floor((span.start - MARGIN) * rate));
  const to = Math.min(x.length, Math.ceil((span.end + MARGIN) * rate));
  const part = x.subarray(from, to);
  const offset = from / rate;
  const bent = convertVoice(part, rate, {
    f0: trackPitch(part, rate, { hop: HOP, workingRate: 11_025 }),
    mapPitch: (hz, seconds) => hz * 2 ** ((span.semitones * share(seconds + offset, span, PITCH_RAMP)) / 12),
    warp: 1,
    gainDb: () => 0,
  });
  for (let i = from; i < to; i++) {
    const mix = share(i / rate, span, PITCH_RAMP);
    out[i] = (x[i] as number) * (1 - mix) + (bent[i - from] as number) * mix;
  }
}

function turnUp(out: Float32Array, rate: number, span: ProsodySpan): void {
  const from = Math.max(0, Math.floor((span.start - GAIN_RAMP) * rate));
  const to = Math.min(out.length, Math.ceil((span.end + GAIN_RAMP) * rate));
  for (let i = from; i < to; i++) {
    out[i] = (out[i] as number) * 10 ** ((span.decibels * share(i / rate, span, GAIN_RAMP)) / 20);
  }
}
