/**
 * From phonemes to what the mouth does, at 60 Hz: articulatory targets blended by dominance (Cohen & Massaro,
 * "Modeling coarticulation in synthetic visual speech", 1993), then constraints that no blending may break: lips
 * meet on p, b and m, the lower lip is under the teeth on f and v, silence is a closed mouth that does not move.
 */
import { CURVES_FPS, type Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import { isBilabial, isLabiodental, isVowel, soundClass, type VisemeUnit, visemeUnits } from './ipa.ts';
import { smooth } from './motion-filters.ts';
import { percentile } from './pitch.ts';
import { readProsody } from './prosody.ts';

/** What one frame of the mouth is made of, each 0 to 1. */
export const MOUTH_CONTROLS = [
  'jaw',
  'funnel',
  'pucker',
  'spread',
  'lowerDown',
  'upperUp',
  'tongue',
  'closure',
  'labiodental',
] as const;
export type MouthControl = (typeof MOUTH_CONTROLS)[number];
/** How many of them are blended; the last two are constraints. */
const BLENDED = 7;
export const MOUTH_STRIDE = MOUTH_CONTROLS.length;

interface Target {
  readonly pose: Partial<Record<MouthControl, number>>;
  /** Dominance α: how much the sound insists on its own pose. */
  readonly dominance: number;
  /** Seconds over which its pull falls to 1/e. */
  readonly spread: number;
}

const target = (pose: Target['pose'], dominance: number, spreadMs: number): Target => ({
  pose,
  dominance,
  spread: spreadMs / 1000,
});

const SILENCE = target({}, 0.8, 120);
const TARGETS: Readonly<Record<Exclude<VisemeUnit, ''>, Target>> = {
  a: target({ jaw: 0.56, lowerDown: 0.24, upperUp: 0.1 }, 0.95, 105),
  ɐ: target({ jaw: 0.4, lowerDown: 0.2, upperUp: 0.05 }, 0.75, 95),
  æ: target({ jaw: 0.46, spread: 0.25, lowerDown: 0.2, upperUp: 0.12 }, 0.85, 95),
  ə: target({ jaw: 0.25, lowerDown: 0.13 }, 0.5, 80),
  ɛ: target({ jaw: 0.42, spread: 0.3, lowerDown: 0.2, upperUp: 0.1 }, 0.9, 95),
  e: target({ jaw: 0.29, spread: 0.45, lowerDown: 0.17, upperUp: 0.05 }, 0.9, 95),
  i: target({ jaw: 0.16, spread: 0.58, lowerDown: 0.16, upperUp: 0.04 }, 0.9, 95),
  o: target({ jaw: 0.36, funnel: 0.32, pucker: 0.42 }, 1, 110),
  ɔ: target({ jaw: 0.48, funnel: 0.36, pucker: 0.22 }, 1, 110),
  u: target({ jaw: 0.23, funnel: 0.2, pucker: 0.74 }, 1.1, 120),
  w: target({ jaw: 0.18, funnel: 0.18, pucker: 0.72 }, 1, 95),
  j: target({ jaw: 0.14, spread: 0.48, lowerDown: 0.1 }, 0.6, 70),
  p: target({ jaw: 0.05 }, 0.9, 65),
  f: target({ jaw: 0.09, upperUp: 0.06 }, 0.9, 75),
  t: target({ jaw: 0.12, lowerDown: 0.13 }, 0.4, 60),
  s: target({ jaw: 0.07, spread: 0.25, lowerDown: 0.2, upperUp: 0.1 }, 0.7, 75),
  ʃ: target({ jaw: 0.13, funnel: 0.42, pucker: 0.3, upperUp: 0.2, lowerDown: 0.2 }, 0.9, 95),
  l: target({ jaw: 0.2, lowerDown: 0.15 }, 0.4, 60),
  k: target({ jaw: 0.18, lowerDown: 0.08 }, 0.3, 60),
  ɹ: target({ jaw: 0.16, funnel: 0.33, pucker: 0.25 }, 0.7, 75),
  h: target({ jaw: 0.22, lowerDown: 0.08 }, 0.3, 60),
  θ: target({ jaw: 0.15, lowerDown: 0.15 }, 0.7, 65),
};

/**
 * Jaw no wider than this in the middle of a narrow sound, whatever vowels stand around it: teeth nearly meet on s, the
 * tongue has to reach the ridge on t, d, n and l, and lips cannot round over a dropped jaw.
 */
const JAW_CEILING: Partial<Record<VisemeUnit, number>> = {
  s: 0.1,
  ʃ: 0.12,
  t: 0.19,
  l: 0.24,
  θ: 0.17,
  u: 0.3,
};
const CEILING_RAMP = 0.06;
/** `tongueOut` of `avatar/scene/tongue.ts`: up to 0.12 lifts the tip to the ridge, more puts it between the teeth. */
const TONGUE: Partial<Record<VisemeUnit, number>> = { t: 0.12, l: 0.12, s: 0.05, ʃ: 0.04, θ: 0.27, ɹ: 0.04 };
const TONGUE_RAMP = 0.07;
const ROUND_RAMP = 0.08;
const ROUND_SHARE = 0.8;
/** A stressed vowel opens the jaw further by up to these shares: by its loudness and tone, and by markup. */
const ACCENT_JAW = 0.1;
const EMPHASIS_JAW = 0.14;

const CLOSE_SECONDS = 0.06;
const OPEN_SECONDS = 0.05;
/** Two frames at 60 Hz and one at 25: a shorter closure could fall between the frames of a film. */
const SHORTEST_HOLD = 0.042;
/** The shortest ramp, two frames: keeps every step under 0.3. */
const SHORTEST_RAMP = 0.034;
/** The burst of p and b, measured: 17 ms at the median between the heard release and the next sound. */
const LONGEST_BURST = 0.02;
const BURST_SHARE = 0.3;
/** Ramps leave at least the middle tenth of a neighbouring vowel to the vowel. */
const NEIGHBOUR_SHARE = 0.45;
/** Dominance beyond this is below 1% for every target. */
const REACH = 0.45;
/** Silences shorter than this are bridged by coarticulation. */
const PAUSE_SECONDS = 0.12;
const SETTLE_SECONDS = 0.14;
const PREPARE_SECONDS = 0.11;

export interface MouthOptions {
  /** False leaves p, b, m, f and v to blending alone: only to show that the measurement then fails. */
  readonly constraints?: boolean;
}

interface Gesture {
  readonly start: number;
  readonly end: number;
  readonly target: Target;
}

/** Frame-major `MOUTH_STRIDE` values a frame; frame i belongs to time i / 60. Deterministic. */
export function solveMouth(timeline: Timeline, options: MouthOptions = {}): Float32Array {
  const frames = Math.ceil(timeline.duration * CURVES_FPS);
  const mouth = new Float32Array(frames * MOUTH_STRIDE);
  blend(mouth, frames, toGestures(timeline));
  soften(mouth, frames);
  scaleJaw(mouth, frames, timeline);
  widenAccents(mouth, frames, timeline);
  narrowSounds(mouth, frames, timeline);
  keepVowelsOpen(mouth, frames, timeline);
  keepRounded(mouth, frames, timeline);
  liftTongue(mouth, frames, timeline);
  if (options.constraints !== false) constrainLips(mouth, frames, timeline);
  settleInSilence(mouth, frames, timeline);
  return mouth;
}

function toGestures(timeline: Timeline): Gesture[] {
  return timeline.phonemes.flatMap((phoneme) => {
    const units = visemeUnits(phoneme.ipa);
    if (units.length === 0) return [{ start: phoneme.start, end: phoneme.end, target: SILENCE }];
    const each = (phoneme.end - phoneme.start) / units.length;
    return units.map((unit, i) => ({
      start: phoneme.start + i * each,
      end: phoneme.start + (i + 1) * each,
      target: unit === '' ? SILENCE : TARGETS[unit],
    }));
  });
}

/** Weighted mean of all targets near a frame; the weight falls exponentially outside each sound's inner half. */
function blend(mouth: Float32Array, frames: number, gestures: readonly Gesture[]): void {
  const poses = gestures.map((g) => MOUTH_CONTROLS.slice(0, BLENDED).map((name) => g.target.pose[name] ?? 0));
  let first = 0;
  for (let frame = 0; frame < frames; frame++) {
    const t = frame / CURVES_FPS;
    while (first < gestures.length && (gestures[first] as Gesture).end < t - REACH) first++;
    let total = 1e-6;
    const base = frame * MOUTH_STRIDE;
    for (let i = first; i < gestures.length; i++) {
      const gesture = gestures[i] as Gesture;
      if (gesture.start > t + REACH) break;
      const length = gesture.end - gesture.start;
      const centre = (gesture.start + gesture.end) / 2;
      const distance = Math.max(0, Math.abs(t - centre) - length / 4);
      const insistence = gesture.target.dominance * Math.min(1.6, 0.6 + length * 6);
      const weight = insistence * Math.exp(-distance / gesture.target.spread);
      total += weight;
      const pose = poses[i] as number[];
      for (let k = 0; k < BLENDED; k++) {
        mouth[base + k] = (mouth[base + k] as number) + weight * (pose[k] as number);
      }
    }
    for (let k = 0; k < BLENDED; k++) mouth[base + k] = (mouth[base + k] as number) / total;
  }
}

/** A 1-2-1 filter takes the corners off the exponentials' tips. */
function soften(mouth: Float32Array, frames: number): void {
  for (let k = 0; k < BLENDED; k++) {
    let previous = mouth[k] ?? 0;
    for (let frame = 0; frame < frames; frame++) {
      const at = frame * MOUTH_STRIDE + k;
      const here = mouth[at] as number;
      const next = mouth[Math.min(frames - 1, frame + 1) * MOUTH_STRIDE + k] as number;
      mouth[at] = (previous + 2 * here + next) / 4;
      previous = here;
    }
  }
}

/** Loud speech opens the jaw further: 0.55 to 1.15 over 24 dB, on a level smoothed over 90 ms. */
function scaleJaw(mouth: Float32Array, frames: number, timeline: Timeline): void {
  const loud = percentile(timeline.energy, 0.95);
  if (!Number.isFinite(loud)) return;
  const { energy, hop } = timeline;
  const reach = Math.max(1, Math.round(0.045 / hop));
  const sums = new Float64Array(energy.length + 1);
  for (const [i, level] of energy.entries()) sums[i + 1] = (sums[i] as number) + Math.max(level, loud - 40);
  for (let frame = 0; frame < frames; frame++) {
    const centre = Math.min(energy.length - 1, Math.round(frame / CURVES_FPS / hop));
    const from = Math.max(0, centre - reach);
    const to = Math.min(energy.length, centre + reach + 1);
    const level = ((sums[to] as number) - (sums[from] as number)) / Math.max(1, to - from);
    const scale = Math.max(0.55, Math.min(1.15, 1 + (level - loud + 6) / 40));
    const at = frame * MOUTH_STRIDE;
    mouth[at] = (mouth[at] as number) * scale;
  }
}

const JAW = MOUTH_CONTROLS.indexOf('jaw');
const FUNNEL = MOUTH_CONTROLS.indexOf('funnel');
const PUCKER = MOUTH_CONTROLS.indexOf('pucker');
const TONGUE_TIP = MOUTH_CONTROLS.indexOf('tongue');
const LOWER_DOWN = MOUTH_CONTROLS.indexOf('lowerDown');
const CLOSURE = MOUTH_CONTROLS.indexOf('closure');
const LABIODENTAL = MOUTH_CONTROLS.indexOf('labiodental');

function widenAccents(mouth: Float32Array, frames: number, timeline: Timeline): void {
  for (const { start, end, strength, emphasis } of readProsody(timeline).accents) {
    const more = ACCENT_JAW * Math.max(0, strength - 0.5) * 2 + EMPHASIS_JAW * emphasis;
    eachFrame(start - 0.05, end + 0.05, frames, (frame, t) => {
      const near = smooth((t - start + 0.05) / 0.08) * smooth((end + 0.05 - t) / 0.08);
      const at = frame * MOUTH_STRIDE + JAW;
      mouth[at] = (mouth[at] as number) * (1 + more * near);
    });
  }
}

/** Every viseme of the timeline with its own time: a phoneme of two units gives half to each. */
function eachUnit(timeline: Timeline, visit: (unit: VisemeUnit, start: number, end: number) => void): void {
  for (const { ipa, start, end } of timeline.phonemes) {
    const units = visemeUnits(ipa);
    const each = (end - start) / Math.max(1, units.length);
    for (const [i, unit] of units.entries()) visit(unit, start + i * each, start + (i + 1) * each);
  }
}

function narrowSounds(mouth: Float32Array, frames: number, timeline: Timeline): void {
  eachUnit(timeline, (unit, start, end) => {
    const ceiling = JAW_CEILING[unit];
    if (ceiling === undefined) return;
    const core = (end - start) / 4;
    const middle = (start + end) / 2;
    eachFrame(start - CEILING_RAMP, end + CEILING_RAMP, frames, (frame, t) => {
      const away = smooth((Math.abs(t - middle) - core) / (core + CEILING_RAMP));
      const at = frame * MOUTH_STRIDE + JAW;
      const jaw = mouth[at] as number;
      if (jaw > ceiling) mouth[at] = ceiling + (jaw - ceiling) * away;
    });
  });
}

/** Lips stay rounded in the middle of these, whatever vowels stand around. */
function keepRounded(mouth: Float32Array, frames: number, timeline: Timeline): void {
  eachUnit(timeline, (unit, start, end) => {
    if (unit !== 'ʃ' && unit !== 'w' && unit !== 'u' && unit !== 'o') return;
    const { pose } = TARGETS[unit];
    const half = (end - start) / 2;
    const middle = (start + end) / 2;
    eachFrame(start - ROUND_RAMP, end + ROUND_RAMP, frames, (frame, t) => {
      const share = ROUND_SHARE * smooth(1 - (Math.abs(t - middle) - half / 2) / (half / 2 + ROUND_RAMP));
      raise(mouth, frame, FUNNEL, (pose.funnel ?? 0) * share);
      raise(mouth, frame, PUCKER, (pose.pucker ?? 0) * share);
    });
  });
}

function liftTongue(mouth: Float32Array, frames: number, timeline: Timeline): void {
  eachUnit(timeline, (unit, start, end) => {
    const height = TONGUE[unit];
    if (height === undefined) return;
    eachFrame(start - TONGUE_RAMP, end + TONGUE_RAMP, frames, (frame, t) => {
      const before = smooth(1 - (start - t) / TONGUE_RAMP);
      const after = smooth(1 - (t - end) / TONGUE_RAMP);
      raise(mouth, frame, TONGUE_TIP, height * Math.min(before, after));
    });
  });
}

/** A vowel that coarticulation has swallowed is a false closure: stressed ones keep 75% of their jaw, others 55%. */
function keepVowelsOpen(mouth: Float32Array, frames: number, timeline: Timeline): void {
  for (const phoneme of timeline.phonemes) {
    if (!isVowel(phoneme.ipa)) continue;
    const [unit] = visemeUnits(phoneme.ipa);
    if (!unit) continue;
    const share = phoneme.stress === 2 ? 0.75 : 0.55;
    const jaw = (TARGETS[unit].pose.jaw ?? 0) * share;
    const lower = (TARGETS[unit].pose.lowerDown ?? 0) * share;
    const half = Math.max(0.04, (phoneme.end - phoneme.start) / 2);
    const centre = (phoneme.start + phoneme.end) / 2;
    eachFrame(centre - 1.3 * half, centre + 1.3 * half, frames, (frame, t) => {
      const weight = smooth((1.3 - Math.abs(t - centre) / half) / 0.8);
      raise(mouth, frame, JAW, jaw * weight);
      raise(mouth, frame, LOWER_DOWN, lower * weight);
    });
  }
}

function eachFrame(
  from: number,
  to: number,
  frames: number,
  visit: (frame: number, t: number) => void,
): void {
  const last = Math.min(frames - 1, Math.floor(to * CURVES_FPS));
  for (let frame = Math.max(0, Math.ceil(from * CURVES_FPS)); frame <= last; frame++)
    visit(frame, frame / CURVES_FPS);
}

function raise(mouth: Float32Array, frame: number, control: number, value: number): void {
  const at = frame * MOUTH_STRIDE + control;
  if ((mouth[at] as number) < value) mouth[at] = value;
}

function constrainLips(mouth: Float32Array, frames: number, timeline: Timeline): void {
  const { phonemes } = timeline;
  for (const [i, phoneme] of phonemes.entries()) {
    const bilabial = isBilabial(phoneme.ipa);
    if (!bilabial && !isLabiodental(phoneme.ipa)) continue;
    const control = bilabial ? CLOSURE : LABIODENTAL;
    const length = phoneme.end - phoneme.start;
    // A stop's last part is its burst: the lips have already left each other.
    const burst = soundClass(phoneme.ipa) === 'stop' ? Math.min(LONGEST_BURST, BURST_SHARE * length) : 0;
    const missing = Math.max(0, SHORTEST_HOLD - (length - burst));
    const start = phoneme.start - missing / 2;
    const end = phoneme.end - burst + missing / 2;
    const before = phonemes[i - 1];
    const after = phonemes[i + 1];
    const room = (vowel: typeof before) =>
      vowel !== undefined && isVowel(vowel.ipa) ? (vowel.end - vowel.start) * NEIGHBOUR_SHARE : CLOSE_SECONDS;
    // Beside a pause the lips stay together: they would otherwise part for a moment on the way.
    const lead =
      before?.ipa === '' ? PREPARE_SECONDS : Math.max(SHORTEST_RAMP, Math.min(CLOSE_SECONDS, room(before)));
    const release =
      after?.ipa === '' ? SETTLE_SECONDS : Math.max(SHORTEST_RAMP, Math.min(OPEN_SECONDS, room(after)));
    eachFrame(start - lead, end + release, frames, (frame, t) => {
      const shut = t < start ? smooth(1 - (start - t) / lead) : t > end ? smooth(1 - (t - end) / release) : 1;
      raise(mouth, frame, control, shut);
    });
    holdTwoFrames(mouth, frames, control, start, end);
  }
}

/** Whatever the rounding, two frames in a row are fully shut. */
function holdTwoFrames(
  mouth: Float32Array,
  frames: number,
  control: number,
  start: number,
  end: number,
): void {
  const first = Math.ceil(start * CURVES_FPS - 1e-6);
  const inside = Math.floor(end * CURVES_FPS + 1e-6) - first + 1;
  if (inside >= 2) return;
  const middle = ((start + end) / 2) * CURVES_FPS;
  const from = Math.max(0, Math.min(frames - 2, Math.floor(middle)));
  raise(mouth, from, control, 1);
  raise(mouth, from + 1, control, 1);
}

/** In a pause everything goes to rest and stays there until shortly before the next sound. */
function settleInSilence(mouth: Float32Array, frames: number, timeline: Timeline): void {
  const pauses = timeline.phonemes.filter((p) => p.ipa === '' && p.end - p.start >= PAUSE_SECONDS);
  for (const pause of pauses) {
    const opening = pause.start <= 0;
    const closing = pause.end >= timeline.duration - 1e-6;
    const settle = Math.min(SETTLE_SECONDS, (pause.end - pause.start) / 2);
    const prepare = Math.min(PREPARE_SECONDS, (pause.end - pause.start) / 2);
    eachFrame(pause.start, pause.end, frames, (frame, t) => {
      const out = opening ? 0 : smooth(1 - (t - pause.start) / settle);
      const into = closing ? 0 : smooth(1 - (pause.end - t) / prepare);
      const gate = Math.max(out, into);
      for (let k = 0; k < BLENDED; k++) {
        const at = frame * MOUTH_STRIDE + k;
        mouth[at] = (mouth[at] as number) * gate;
      }
      // A closure that leads into the next word stays; one that ended with the last word lets go with the rest.
      const at = frame * MOUTH_STRIDE;
      for (const k of [CLOSURE, LABIODENTAL]) {
        if (gate === 0) mouth[at + k] = 0;
      }
    });
  }
}
