/**
 * The service's weights made into the film's curves: what it leaves at zero is added (gaze, head, blinks, tongue), and
 * where the text says that lips must meet, they do.
 */
import {
  ARKIT_NAMES,
  CURVE_NAMES,
  CURVES_FPS,
  type CurvesFile,
  type RenderSettings,
  type Timeline,
} from '../../../../../supabase/functions/_shared/contract/job.ts';
import { solveFace } from '../../../speech/face-curves.ts';
import { smooth } from '../../../speech/motion-filters.ts';
import { MOUTH_CONTROLS, MOUTH_STRIDE, solveMouth } from '../../../speech/visemes.ts';
import type { EmotionWithTimeCode } from './messages.ts';

export interface ComposedCurves {
  readonly header: CurvesFile;
  /** Frame-major, `CURVE_NAMES.length` values a frame. */
  readonly data: Float32Array;
}

type Mood = NonNullable<RenderSettings['mood']>;

/** The service's emotions for each mood; strengths are moderate, since trainers are not actors. */
const EMOTIONS: Readonly<Record<Mood, Readonly<Record<string, number>>>> = {
  neutral: {},
  warm: { joy: 0.3 },
  serious: { sadness: 0.12, anger: 0.08 },
  alert: { amazement: 0.35 },
  happy: { joy: 0.7 },
};

/** The mood from the clip's first sample, and nothing from where its padding begins. */
export function emotionsOf(mood: Mood, intensity: number, seconds: number): EmotionWithTimeCode[] {
  const emotions = Object.entries(EMOTIONS[mood]);
  const of = (value: (strength: number) => number) =>
    Object.fromEntries(emotions.map(([name, strength]) => [name, value(strength)]));
  return [
    { time_code: 0, emotion: of((strength) => Math.min(1, strength * intensity)) },
    { time_code: seconds, emotion: of(() => 0) },
  ];
}

const STRIDE = CURVE_NAMES.length;
const named = (pattern: RegExp) => ARKIT_NAMES.flatMap((name, i) => (pattern.test(name) ? [i] : []));
const GAZE = named(/^eyeLook/);
const BLINKS = named(/^eyeBlink/);
const TONGUE = named(/^tongueOut$/);
/** What a closure of the lips consists of. */
const MOUTH = named(/^(jaw|mouth|tongueOut)/);
/** Below these peaks over a whole film the service drove nothing. */
const NO_BLINK = 0.3;
const NO_TONGUE = 0.02;
/** Seconds in which the mouth comes to rest after the last sound and leaves it before the first. */
const SETTLE = 0.14;

const CLOSURE = MOUTH_CONTROLS.indexOf('closure');
const LABIODENTAL = MOUTH_CONTROLS.indexOf('labiodental');

/**
 * @param weights As `joinClips` makes them. Same input, same bytes.
 */
export function composeCurves(
  weights: Float32Array,
  timeline: Timeline,
  options: { readonly mood: Mood; readonly moodIntensity?: number; readonly seed: number },
): ComposedCurves {
  const own = solveFace(timeline, options);
  const frames = own.header.frame_count;
  const data = new Float32Array(own.data);
  const kept = ownedShapes(weights, frames);
  const pull = closurePull(timeline, frames);
  const mouth = new Set(MOUTH);
  for (let frame = 0; frame < frames; frame++) {
    for (let shape = 0; shape < ARKIT_NAMES.length; shape++) {
      if (kept.has(shape)) continue;
      const at = frame * STRIDE + shape;
      const theirs = weights[frame * ARKIT_NAMES.length + shape] as number;
      const share = mouth.has(shape) ? (pull[frame] as number) : 0;
      data[at] = theirs + ((own.data[at] as number) - theirs) * share;
    }
  }
  return { header: own.header, data };
}

/** Shapes that stay our own: always the gaze; blinks and tongue where the service never moved them. */
function ownedShapes(weights: Float32Array, frames: number): ReadonlySet<number> {
  const peak = (shapes: readonly number[]) => {
    let highest = 0;
    for (let frame = 0; frame < frames; frame++) {
      for (const shape of shapes) {
        highest = Math.max(highest, weights[frame * ARKIT_NAMES.length + shape] as number);
      }
    }
    return highest;
  };
  return new Set([
    ...GAZE,
    ...(peak(BLINKS) < NO_BLINK ? BLINKS : []),
    ...(peak(TONGUE) < NO_TONGUE ? TONGUE : []),
  ]);
}

/**
 * How far each frame is pulled to our own solver's mouth, 0 to 1: fully while lips must be shut or under the teeth,
 * whose times the text gives, and in the silence before the first and after the last sound. Times that were only
 * guessed from the sound pull nothing shut.
 */
function closurePull(timeline: Timeline, frames: number): Float32Array {
  const pull = new Float32Array(frames);
  if (timeline.source !== 'approximate') {
    const mouth = solveMouth(timeline);
    for (let frame = 0; frame < frames; frame++) {
      const at = frame * MOUTH_STRIDE;
      pull[frame] = Math.max(mouth[at + CLOSURE] as number, mouth[at + LABIODENTAL] as number);
    }
  }
  const spoken = timeline.phonemes.filter(({ ipa }) => ipa !== '');
  const begins = spoken[0]?.start ?? timeline.duration;
  const ends = spoken.at(-1)?.end ?? 0;
  for (let frame = 0; frame < frames; frame++) {
    const t = frame / CURVES_FPS;
    const away = t < begins ? begins - t : t - ends;
    const rest = smooth(away / SETTLE);
    if (rest > (pull[frame] as number)) pull[frame] = rest;
  }
  return pull;
}
