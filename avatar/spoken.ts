/** Sounds without a voice, for stills of what a mouth does. */
import { solveFace } from '../gpu-agent/src/speech/face-curves.ts';
import {
  CURVE_NAMES,
  CURVES_FPS,
  type RenderSettings,
  type Timeline,
} from '../supabase/functions/_shared/contract/job.ts';

export type Mood = NonNullable<RenderSettings['mood']>;

/** Seconds a sound lasts, and the silence before the first and after the last. */
export const SOUND = 0.16;
const PAUSE = 0.5;

/** Sounds of equal length between two pauses, by their IPA. */
export function say(...sounds: readonly string[]): Timeline {
  const end = PAUSE + sounds.length * SOUND;
  const silence = (start: number, stop: number) =>
    ({ ipa: '', start, end: stop, word: -1, stress: 0 }) as const;
  const spoken = sounds.map((ipa, i) => ({
    ipa,
    start: PAUSE + i * SOUND,
    end: PAUSE + (i + 1) * SOUND,
    word: 0,
    stress: (i === 0 ? 2 : 0) as 0 | 2,
  }));
  const samples = Math.ceil((end + PAUSE) / 0.01);
  return {
    version: 1,
    language: 'pt-BR',
    duration: end + PAUSE,
    hop: 0.01,
    f0: Array<number>(samples).fill(120),
    energy: Array<number>(samples).fill(-20),
    phonemes: [silence(0, PAUSE), ...spoken, silence(end, end + PAUSE)],
    words: [],
    confidence: 1,
    source: 'exact',
  };
}

/** The middle of the sound `n` of what was said, in seconds. */
export const middle = (n: number): number => PAUSE + (n + 0.5) * SOUND;

/** The face solver's curves of a moment, in the order of CURVE_NAMES. */
export function faceAt(timeline: Timeline, t: number, mood: Mood): Float32Array {
  const { data, header } = solveFace(timeline, { mood, seed: 4 });
  const frame = Math.min(header.frame_count - 1, Math.round(t * CURVES_FPS));
  return data.subarray(frame * CURVE_NAMES.length, (frame + 1) * CURVE_NAMES.length);
}
