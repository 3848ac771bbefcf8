/** Mouth, motion and mood composed into the contract's curves. */
import {
  CURVE_NAMES,
  CURVES_FPS,
  type CurvesFile,
  type Timeline,
} from '../../../supabase/functions/_shared/contract/job.ts';
import { type CurveName, type Mood, moodShape, solveExpression } from './expression.ts';
import { type FaceMotion, solveMotion } from './face-motion.ts';
import { DEGREE } from './head-motion.ts';
import { readProsody } from './prosody.ts';
import { MOUTH_CONTROLS, MOUTH_STRIDE, type MouthControl, type MouthOptions, solveMouth } from './visemes.ts';

export type { CurveName, Mood } from './expression.ts';

export interface FaceCurves {
  readonly header: CurvesFile;
  /** Frame-major, `CURVE_NAMES.length` values a frame. */
  readonly data: Float32Array;
}

const INDEX = Object.fromEntries(CURVE_NAMES.map((name, i) => [name, i])) as Readonly<
  Record<CurveName, number>
>;
const CONTROL = Object.fromEntries(MOUTH_CONTROLS.map((name, i) => [name, i])) as Readonly<
  Record<MouthControl, number>
>;

/** eyeLook… at 1 turns the eye this far, radians: `GAZE_DEGREES` of the bake. */
export const EYE_RANGE = { side: 26 * DEGREE, up: 20 * DEGREE, down: 22 * DEGREE } as const;
/**
 * Lips that meet press on each other: closed this much further than the jaw is open. A spread or smiling mouth pulls
 * them apart by up to 0.4 mm at the level of detail films are drawn from.
 */
const COMPRESSION = 0.02;
const COMPRESSION_SMILE = 0.03;
/**
 * The lower lip on f and v: rolled in under the upper incisors and lowered to their edge in the middle, while closing keeps
 * it against the upper lip at the sides. The opening is as wide as four teeth; the upper lip stays over the others.
 */
const BITE = { roll: 0.44, down: 0.3, up: 0.02, close: 0.08 } as const;
/** Faces are not mirror images: the left half moves a little more. */
const LEFT = 1.04;
const RIGHT = 0.96;

export interface FaceOptions extends MouthOptions {
  readonly mood?: Mood;
  /** As `RenderSettings.mood_intensity`. */
  readonly moodIntensity?: number;
  readonly seed?: number;
}

/** The whole face for a timeline: same timeline, mood, intensity and seed, same bytes. */
export function solveFace(timeline: Timeline, options: FaceOptions = {}): FaceCurves {
  const seed = options.seed ?? 1;
  const mood = moodShape(options.mood ?? 'neutral', options.moodIntensity ?? 1);
  const prosody = readProsody(timeline);
  const mouth = solveMouth(timeline, options);
  const motion = solveMotion(timeline, seed, mood.energy, prosody);
  const expression = solveExpression(timeline, prosody, seed);
  const frames = mouth.length / MOUTH_STRIDE;
  const data = new Float32Array(frames * CURVE_NAMES.length);
  const [corners, upper] = [mood.mouth, mood.upper].map((shapes) => Object.entries(shapes)) as [
    [CurveName, number][],
    [CurveName, number][],
  ];
  for (let frame = 0; frame < frames; frame++) {
    const row = data.subarray(frame * CURVE_NAMES.length, (frame + 1) * CURVE_NAMES.length);
    const at = frame * MOUTH_STRIDE;
    const worn = (expression.mouth[frame] as number) * cornersLeft(mouth, at);
    for (const [name, value] of corners) row[INDEX[name]] = value * worn;
    for (const [name, value] of upper) row[INDEX[name]] = value * (expression.upper[frame] as number);
    composeMouth(row, mouth, at);
    composeMotion(row, motion, frame);
    for (let k = 0; k < INDEX.headPitch; k++) row[k] = Math.max(0, Math.min(1, row[k] as number));
  }
  const header: CurvesFile = { version: 1, fps: CURVES_FPS, frame_count: frames, names: [...CURVE_NAMES] };
  return { header, data };
}

/** Share of a mood's corners that rounded, spread or biting lips leave: one cannot grin on an "u". */
function cornersLeft(mouth: Float32Array, at: number): number {
  const get = (name: MouthControl) => mouth[at + CONTROL[name]] as number;
  const rounded = Math.min(1, get('funnel') + get('pucker'));
  return (1 - 0.75 * rounded) * (1 - 0.3 * get('spread')) * (1 - 0.35 * get('labiodental'));
}

function composeMouth(row: Float32Array, mouth: Float32Array, at: number): void {
  const get = (name: MouthControl) => mouth[at + CONTROL[name]] as number;
  const add = (name: CurveName, value: number) => {
    row[INDEX[name]] = (row[INDEX[name]] as number) + value;
  };
  const pair = (left: CurveName, right: CurveName, value: number) => {
    add(left, value * LEFT);
    add(right, value * RIGHT);
  };
  const shut = get('closure');
  const teeth = get('labiodental');
  // Closing takes some of the jaw along; the rest is undone by mouthClose, which ARKit defines against jawOpen.
  // On f and v the lower lip is at the upper teeth whatever vowels stand around, so the jaw is nearly shut as well.
  const bite = teeth * (1 - shut);
  const jaw = get('jaw') * (1 - 0.5 * shut) * (1 - 0.75 * bite);
  add('jawOpen', jaw);
  const smile = row[INDEX.mouthSmileLeft] as number;
  const pressed = (COMPRESSION + COMPRESSION_SMILE * smile) * shut + BITE.close * bite;
  add('mouthClose', jaw * Math.max(shut, 0.8 * teeth) + pressed);
  const free = (1 - shut) * (1 - teeth);
  add('mouthFunnel', get('funnel') * (1 - shut) * (1 - 0.6 * teeth));
  add('mouthPucker', get('pucker') * (1 - 0.35 * shut) * (1 - 0.4 * teeth));
  const spread = get('spread') * (1 - 0.5 * shut);
  pair('mouthSmileLeft', 'mouthSmileRight', 0.2 * spread);
  pair('mouthStretchLeft', 'mouthStretchRight', 0.42 * spread);
  pair('mouthLowerDownLeft', 'mouthLowerDownRight', get('lowerDown') * free + BITE.down * bite);
  pair('mouthUpperUpLeft', 'mouthUpperUpRight', get('upperUp') * free + BITE.up * bite);
  pair('mouthPressLeft', 'mouthPressRight', 0.2 * shut);
  add('mouthRollLower', 0.2 * shut + BITE.roll * bite);
  add('mouthRollUpper', 0.15 * shut);
  add('mouthShrugUpper', 0.06 * shut);
  add('tongueOut', get('tongue') * (1 - shut));
  // Cheeks and nose follow a wide mouth a little: skin is one piece.
  pair('cheekSquintLeft', 'cheekSquintRight', 0.08 * spread);
}

function composeMotion(row: Float32Array, motion: FaceMotion, frame: number): void {
  const add = (name: CurveName, value: number) => {
    row[INDEX[name]] = (row[INDEX[name]] as number) + value;
  };
  const at = (values: Float32Array) => values[frame] as number;
  const pitch = at(motion.gazePitch);
  // + is the person's left: it turns the left eye out and the right one in; vergence turns both in.
  for (const [side, sign] of [
    ['Left', 1],
    ['Right', -1],
  ] as const) {
    const out = (sign * at(motion.gazeYaw) - at(motion.vergence)) / EYE_RANGE.side;
    add(out >= 0 ? `eyeLookOut${side}` : `eyeLookIn${side}`, Math.abs(out));
    if (pitch >= 0) add(`eyeLookUp${side}`, pitch / EYE_RANGE.up);
    else add(`eyeLookDown${side}`, -pitch / EYE_RANGE.down);
  }
  const blink = at(motion.blink);
  // Lids fall with the gaze; a blink wins over wide or squinting eyes.
  for (const side of ['Left', 'Right'] as const) {
    row[INDEX[`eyeWide${side}`]] = (row[INDEX[`eyeWide${side}`]] as number) * (1 - blink);
    row[INDEX[`eyeSquint${side}`]] = (row[INDEX[`eyeSquint${side}`]] as number) * (1 - blink);
    add(`eyeBlink${side}`, Math.min(1, blink + (Math.max(0, -pitch) / EYE_RANGE.down) * 0.25 * (1 - blink)));
    add(`browOuterUp${side}`, at(motion.browRaise) * (side === 'Left' ? LEFT : RIGHT));
    // A raised brow takes the lid along and smooths a frown.
    add(`eyeWide${side}`, 0.2 * at(motion.browRaise) * (1 - blink));
    row[INDEX[`browDown${side}`]] = (row[INDEX[`browDown${side}`]] as number) * (1 - at(motion.browRaise));
  }
  add('browInnerUp', at(motion.browInner));
  row[INDEX.headPitch] = at(motion.headPitch);
  row[INDEX.headYaw] = at(motion.headYaw);
  row[INDEX.headRoll] = at(motion.headRoll);
}
