/** Mouth, motion and mood composed into the contract's curves. */
import {
  CURVE_NAMES,
  CURVES_FPS,
  type CurvesFile,
  type RenderSettings,
  type Timeline,
} from '../../../supabase/functions/_shared/contract/job.ts';
import { type FaceMotion, solveMotion } from './face-motion.ts';
import { MOUTH_CONTROLS, MOUTH_STRIDE, type MouthControl, type MouthOptions, solveMouth } from './visemes.ts';

export type Mood = NonNullable<RenderSettings['mood']>;
export type CurveName = (typeof CURVE_NAMES)[number];

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

/** Constant offsets, small enough that lips still meet and lids still close. */
const MOODS: Readonly<Record<Mood, Partial<Record<CurveName, number>>>> = {
  neutral: { mouthSmileLeft: 0.03, mouthSmileRight: 0.03 },
  warm: {
    mouthSmileLeft: 0.14,
    mouthSmileRight: 0.13,
    cheekSquintLeft: 0.1,
    cheekSquintRight: 0.1,
    browInnerUp: 0.05,
    eyeSquintLeft: 0.06,
    eyeSquintRight: 0.06,
  },
  serious: {
    browDownLeft: 0.16,
    browDownRight: 0.16,
    eyeSquintLeft: 0.07,
    eyeSquintRight: 0.07,
    mouthFrownLeft: 0.04,
    mouthFrownRight: 0.04,
  },
  alert: {
    eyeWideLeft: 0.12,
    eyeWideRight: 0.12,
    browOuterUpLeft: 0.14,
    browOuterUpRight: 0.14,
    browInnerUp: 0.1,
  },
  happy: {
    mouthSmileLeft: 0.28,
    mouthSmileRight: 0.27,
    cheekSquintLeft: 0.22,
    cheekSquintRight: 0.22,
    eyeSquintLeft: 0.12,
    eyeSquintRight: 0.12,
    browOuterUpLeft: 0.06,
    browOuterUpRight: 0.06,
  },
};

/** eyeLook… at 1 turns the eye this far, radians; see the avatar's rig. */
const EYE_RANGE = 22 * (Math.PI / 180);
/**
 * Lips that meet press on each other: closed this much further than the jaw is open. A spread or smiling mouth pulls
 * them apart by up to 0.4 mm at the level of detail films are drawn from.
 */
const COMPRESSION = 0.02;
/** Faces are not mirror images: the left half moves a little more. */
const LEFT = 1.04;
const RIGHT = 0.96;

export interface FaceOptions extends MouthOptions {
  readonly mood?: Mood;
  readonly seed?: number;
}

/** The whole face for a timeline: same timeline, mood and seed, same bytes. */
export function solveFace(timeline: Timeline, options: FaceOptions = {}): FaceCurves {
  const mouth = solveMouth(timeline, options);
  const motion = solveMotion(timeline, options.seed ?? 1);
  const frames = mouth.length / MOUTH_STRIDE;
  const data = new Float32Array(frames * CURVE_NAMES.length);
  const offsets = Object.entries(MOODS[options.mood ?? 'neutral']) as [CurveName, number][];
  for (let frame = 0; frame < frames; frame++) {
    const row = data.subarray(frame * CURVE_NAMES.length, (frame + 1) * CURVE_NAMES.length);
    for (const [name, value] of offsets) row[INDEX[name]] = value;
    composeMouth(row, mouth, frame * MOUTH_STRIDE);
    composeMotion(row, motion, frame);
    for (let k = 0; k < INDEX.headPitch; k++) row[k] = Math.max(0, Math.min(1, row[k] as number));
  }
  const header: CurvesFile = { version: 1, fps: CURVES_FPS, frame_count: frames, names: [...CURVE_NAMES] };
  return { header, data };
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
  const jaw = get('jaw') * (1 - 0.5 * shut) * (1 - 0.65 * teeth * (1 - shut));
  add('jawOpen', jaw);
  // On f and v the lower lip rises towards the teeth, so part of the jaw's opening is undone as well.
  add('mouthClose', jaw * Math.max(shut, 0.55 * teeth) + COMPRESSION * shut);
  const free = (1 - shut) * (1 - teeth);
  add('mouthFunnel', get('funnel') * (1 - shut) * (1 - 0.6 * teeth));
  add('mouthPucker', get('pucker') * (1 - 0.35 * shut) * (1 - 0.4 * teeth));
  const spread = get('spread') * (1 - 0.5 * shut);
  pair('mouthSmileLeft', 'mouthSmileRight', 0.22 * spread);
  pair('mouthStretchLeft', 'mouthStretchRight', 0.42 * spread);
  pair('mouthLowerDownLeft', 'mouthLowerDownRight', get('lowerDown') * free);
  pair('mouthUpperUpLeft', 'mouthUpperUpRight', get('upperUp') * free + 0.16 * teeth * (1 - shut));
  pair('mouthPressLeft', 'mouthPressRight', 0.2 * shut);
  add('mouthRollLower', 0.2 * shut + 0.42 * teeth * (1 - shut));
  add('mouthRollUpper', 0.15 * shut);
  add('mouthShrugUpper', 0.06 * shut);
  add('mouthShrugLower', 0.08 * teeth * (1 - shut));
  add('tongueOut', get('tongue') * (1 - shut));
  // Cheeks and nose follow a wide mouth a little: skin is one piece.
  pair('cheekSquintLeft', 'cheekSquintRight', 0.08 * spread);
}

function composeMotion(row: Float32Array, motion: FaceMotion, frame: number): void {
  const add = (name: CurveName, value: number) => {
    row[INDEX[name]] = (row[INDEX[name]] as number) + value;
  };
  const at = (values: Float32Array) => values[frame] as number;
  const yaw = at(motion.gazeYaw) / EYE_RANGE;
  const pitch = at(motion.gazePitch) / EYE_RANGE;
  // To the person's left: the left eye turns out, the right one in.
  add(yaw >= 0 ? 'eyeLookOutLeft' : 'eyeLookInLeft', Math.abs(yaw));
  add(yaw >= 0 ? 'eyeLookInRight' : 'eyeLookOutRight', Math.abs(yaw));
  add(pitch >= 0 ? 'eyeLookUpLeft' : 'eyeLookDownLeft', Math.abs(pitch));
  add(pitch >= 0 ? 'eyeLookUpRight' : 'eyeLookDownRight', Math.abs(pitch));
  const blink = at(motion.blink);
  // Lids fall with the gaze; a blink wins over wide or squinting eyes.
  for (const side of ['Left', 'Right'] as const) {
    row[INDEX[`eyeWide${side}`]] = (row[INDEX[`eyeWide${side}`]] as number) * (1 - blink);
    row[INDEX[`eyeSquint${side}`]] = (row[INDEX[`eyeSquint${side}`]] as number) * (1 - blink);
    add(`eyeBlink${side}`, Math.min(1, blink + Math.max(0, -pitch) * 0.25 * (1 - blink)));
    add(`browOuterUp${side}`, at(motion.browRaise) * (side === 'Left' ? LEFT : RIGHT));
  }
  add('browInnerUp', at(motion.browInner));
  row[INDEX.headPitch] = at(motion.headPitch);
  row[INDEX.headYaw] = at(motion.headYaw);
  row[INDEX.headRoll] = at(motion.headRoll);
}
