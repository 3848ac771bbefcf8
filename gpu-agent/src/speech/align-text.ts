/** From a reference whose times are known to the times of a recording that says the same. */
import { alignSpeech, WRONG_TEXT_RATIO } from './align.ts';
import type { SoundedPhoneme } from './timeline.ts';

export interface TextAlignment {
  /** On the recording's clock, pauses and pads included. */
  readonly phonemes: SoundedPhoneme[];
  /** 0 to 1; 1 is as like as the same engine. */
  readonly confidence: number;
  /** Cost of the alignment over that of the reversed text. */
  readonly ratio: number;
  /** The recording says something else, as far as can be told without much noise. */
  readonly unlike: boolean;
}

const RATE = 16_000;
/** Under this a gap between sounds is no pause. */
const SHORTEST_PAUSE = 0.06;
/** Ratios of right texts lie between these two (see `alignSpeech`). */
const SURE_RATIO = 0.5;
const LOST_RATIO = 0.9;

/** Both at 16 kHz, mono. */
export function alignText(
  reference: { readonly samples: Float32Array; readonly phonemes: readonly SoundedPhoneme[] },
  recording: Float32Array,
): TextAlignment {
  const { map, ratio } = alignSpeech(reference.samples, recording);
  const duration = recording.length / RATE;
  const inside = (seconds: number) => Math.max(0, Math.min(duration, seconds));
  const moved = reference.phonemes
    .filter((phoneme) => phoneme.ipa !== '')
    .map((phoneme) => ({ ...phoneme, start: inside(map(phoneme.start)), end: inside(map(phoneme.end)) }));
  const confidence = Math.max(0, Math.min(1, (LOST_RATIO - ratio) / (LOST_RATIO - SURE_RATIO)));
  return {
    phonemes: withPauses(moved, duration),
    confidence: Math.round(confidence * 1000) / 1000,
    ratio: Math.round(ratio * 1000) / 1000,
    unlike: ratio > WRONG_TEXT_RATIO,
  };
}

/** Makes times monotone, gives small gaps to the sound before and fills the others with silence. */
export function withPauses(phonemes: readonly SoundedPhoneme[], duration: number): SoundedPhoneme[] {
  const out: SoundedPhoneme[] = [];
  let at = 0;
  const pause = (start: number, end: number) => out.push({ ipa: '', start, end, word: -1, stress: 0 });
  for (const phoneme of phonemes) {
    const start = Math.max(at, phoneme.start);
    const end = Math.max(start, phoneme.end);
    const last = out.at(-1);
    if (start - at >= SHORTEST_PAUSE) pause(at, start);
    else if (last) last.end = start;
    out.push({ ...phoneme, start, end });
    at = end;
  }
  if (duration > at) pause(at, duration);
  return out;
}
