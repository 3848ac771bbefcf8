/**
 * Moods as a face wears them: what each adds to the 52 shapes, and how much of it through a film. A mood held still is
 * a mask, so it swells and eases with the phrases; corners of the mouth give way to speech and come back in pauses,
 * where they hold perfectly still.
 */
import {
  type CURVE_NAMES,
  CURVES_FPS,
  type RenderSettings,
  type Timeline,
} from '../../../supabase/functions/_shared/contract/job.ts';
import { drift, smooth, spring } from './motion-filters.ts';
import type { Prosody } from './prosody.ts';
import { seededRandom } from './seeded-random.ts';

export type Mood = NonNullable<RenderSettings['mood']>;
export type CurveName = (typeof CURVE_NAMES)[number];
type Shapes = Partial<Record<CurveName, number>>;

export interface MoodShape {
  /** Corners of the mouth and cheeks: they live with the lips. */
  readonly mouth: Shapes;
  /** Brows and lids. */
  readonly upper: Shapes;
  /** How lively head and brows are. */
  readonly energy: number;
}

const both = (name: string, left: number, right = left): Shapes =>
  ({ [`${name}Left`]: left, [`${name}Right`]: right }) as Shapes;

/**
 * Judged on stills of people of both sexes and several ages. The base's own rest frowns and looks sleepy: neutral lifts
 * corners, brows and lids until a face looks attentive and no further. Inner brows never rise alone, which is how people
 * worry, and a mood that narrows the eyes from below opens them from above. Smiles reach the eyes (cheeks and lower lids, Duchenne). Left and
 * right differ a little, as they do.
 */
export const MOODS: Readonly<Record<Mood, MoodShape>> = {
  neutral: {
    mouth: { ...both('mouthSmile', 0.31, 0.29), ...both('cheekSquint', 0.06) },
    upper: { browInnerUp: 0.12, ...both('browOuterUp', 0.2), ...both('eyeWide', 0.3) },
    energy: 1,
  },
  warm: {
    mouth: { ...both('mouthSmile', 0.47, 0.44), ...both('cheekSquint', 0.3) },
    upper: {
      browInnerUp: 0.2,
      ...both('browOuterUp', 0.3),
      ...both('eyeSquint', 0.08),
      ...both('eyeWide', 0.26),
    },
    energy: 1.05,
  },
  serious: {
    mouth: { ...both('mouthSmile', 0.06), ...both('mouthFrown', 0.07, 0.06) },
    upper: { ...both('browDown', 0.42, 0.4), ...both('eyeSquint', 0.13), ...both('eyeWide', 0.2) },
    energy: 0.75,
  },
  alert: {
    mouth: { ...both('mouthSmile', 0.1), ...both('cheekSquint', 0.02) },
    upper: { ...both('eyeWide', 0.55), ...both('browOuterUp', 0.5), browInnerUp: 0.4 },
    energy: 1.3,
  },
  happy: {
    mouth: { ...both('mouthSmile', 0.66, 0.63), ...both('cheekSquint', 0.52), ...both('mouthDimple', 0.1) },
    upper: {
      browInnerUp: 0.15,
      ...both('browOuterUp', 0.26),
      ...both('eyeSquint', 0.16),
      ...both('eyeWide', 0.26),
    },
    energy: 1.25,
  },
};

/**
 * A mood as strongly as asked: 0 is the neutral face at its calmest, 1 the mood as `MOODS` has it, above 1 more of what
 * sets it apart from neutral. Neutral itself only grows livelier. Shapes stay within 0 and 1.
 */
export function moodShape(mood: Mood, intensity: number): MoodShape {
  const whole = MOODS[mood];
  if (intensity === 1) return whole;
  const { neutral } = MOODS;
  const between = (from: Shapes, to: Shapes): Shapes =>
    Object.fromEntries(
      [...new Set([...Object.keys(from), ...Object.keys(to)] as CurveName[])].map((name) => {
        const [a, b] = [from[name] ?? 0, to[name] ?? 0];
        return [name, Math.max(0, Math.min(1, a + (b - a) * intensity))];
      }),
    );
  return {
    mouth: between(neutral.mouth, whole.mouth),
    upper: between(neutral.upper, whole.upper),
    energy: (neutral.energy + (whole.energy - neutral.energy) * intensity) * (CALM + (1 - CALM) * intensity),
  };
}

/** Share of head and brow motion that an intensity of 0 leaves: less of it looks frozen. */
const CALM = 0.6;

export interface Expression {
  /** How much of the mood's shapes is worn, one value a frame; 1 is `MOODS` as written. */
  readonly mouth: Float32Array;
  readonly upper: Float32Array;
}

/** As in `settleInSilence`: outside of these the mouth of a pause holds still. */
const INTO_PAUSE = 0.13;
const OUT_OF_PAUSE = 0.11;
/** The corners' way to and from speech, seconds. */
const EASE = 0.55;

export function solveExpression(timeline: Timeline, prosody: Prosody, seed: number): Expression {
  const frames = Math.ceil(timeline.duration * CURVES_FPS);
  const random = seededRandom(seed ^ 0x3a0d);
  const phrases = prosody.phrases.map((phrase, i) => ({
    ...phrase,
    // Corners are busy while speaking; brows carry the mood on.
    mouth: 0.62 + 0.24 * random(),
    upper: 0.8 + 0.4 * random(),
    after: i === prosody.phrases.length - 1 ? 1.06 : 0.86 + 0.14 * random(),
  }));
  const mouth = new Float32Array(frames);
  let at = 0;
  for (let frame = 0; frame < frames; frame++) {
    const t = frame / CURVES_FPS;
    while (at < phrases.length && t > (phrases[at]?.end ?? 0) + INTO_PAUSE) at++;
    const before = at === 0 ? 0.92 : (phrases[at - 1]?.after ?? 1);
    const phrase = phrases[at];
    if (!phrase) {
      mouth[frame] = before;
      continue;
    }
    const from = phrase.start - OUT_OF_PAUSE;
    const to = phrase.end + INTO_PAUSE;
    const ease = Math.min(EASE, (to - from) / 2);
    const entering = smooth((t - from) / ease);
    const leaving = smooth((t - (to - ease)) / ease);
    mouth[frame] =
      before +
      (phrase.mouth - before) * entering +
      (phrase.after - phrase.mouth) * Math.min(entering, leaving);
  }
  const slow = drift(random, 7.9);
  let now = 0;
  const upper = spring(frames, 0.55, (frame) => {
    const t = frame / CURVES_FPS;
    while (now < phrases.length && t > (phrases[now]?.end ?? 0)) now++;
    const phrase = phrases[now];
    const speaking = phrase !== undefined && t >= phrase.start - 0.15;
    return (speaking ? phrase.upper : 0.9) + 0.1 * slow(t);
  });
  return { mouth, upper };
}
