/**
 * ARKit's 52 blend shapes composed on the base mesh: 30 from MakeHuman's expression units with left, right, upper and
 * lower masks, the jaw, tongue and gaze from rotations of the rig, the rest from modelling targets. Amplitudes follow
 * Apple's reference pictures (ARFaceAnchor.BlendShapeLocation): 1 is the strongest a person shows.
 */
import { ARKIT_NAMES, type ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import type { MakeHumanData } from './data.ts';
import { LIP_OVERLAP, type LipLine, mouthCloseOffsets, placeLips, sealOffsets } from './lips.ts';
import { addScaled, IDENTITY, type Rig, rotation, smoothstep } from './morph.ts';
import { normals } from './surface.ts';

/** Jaw rotation at jawOpen = 1. The bone turns; the `mouth-open` unit would stretch the nose. */
export const JAW_DEGREES = 18;
/** What the jaw does in its four shapes: degrees about its hinge, then a shift in decimetres. */
export const JAW_POSES = {
  jawOpen: { degrees: JAW_DEGREES, shift: [0, -0.03, 0] },
  jawForward: { degrees: 0, shift: [0, 0, 0.12] },
  jawLeft: { degrees: 0, shift: [0.12, 0, 0] },
  jawRight: { degrees: 0, shift: [-0.12, 0, 0] },
} as const;
/** How wide `tongueOut` opens the jaw, as a share of `jawOpen`: nobody puts a tongue out through shut lips. */
export const TONGUE_JAW = 0.36;
export const GAZE_DEGREES = { down: 22, up: 20, side: 26 } as const;
/** mouthLeft and mouthRight: the base's target goes 6 mm, half of what a mouth can. */
const SIDEWAYS = 1.7;
/**
 * Where the rounding shapes leave the lips, dm from rest. The upper teeth's edge stands 2.2 mm under the lips' line:
 * an upper lip this much lower keeps it covered on "o" and "u", and a lower one this high the lower teeth.
 */
const ROUND = { funnel: { upper: -0.02, lower: -0.028 }, pucker: { upper: -0.019, lower: -0.003 } } as const;

/** Rolled lips: how far the red goes over the line and back, dm. */
const ROLL = { over: 0.035, back: 0.065 } as const;
/** Puffed cheeks: where they are fullest beside and above the middle of the mouth, and how far out, dm. */
const PUFF = { x: 0.43, y: 0.0, out: 0.105 } as const;

export type Shapes = Record<ArkitName, Float32Array>;

export function composeShapes(data: MakeHumanData, rig: Rig, line: LipLine, look: AvatarLook): Shapes {
  const { positions } = rig;
  const size = positions.length;
  const empty = (): Float32Array => new Float32Array(size);
  const sum = (...parts: readonly (readonly [Float32Array, number])[]): Float32Array => {
    const out = empty();
    for (const [part, weight] of parts) addScaled(out, part, weight);
    return out;
  };
  const unit = (name: string): Float32Array => {
    const out = empty();
    for (const [race, weight] of Object.entries(look.macro.ancestry)) {
      if (weight > 0) addScaled(out, data.target(`expression/units/${race}/${name}`), weight);
    }
    return out;
  };
  const masked = (offsets: Float32Array, weight: (i: number) => number): Float32Array => {
    const out = empty();
    for (let i = 0; i < size / 3; i++) {
      const w = weight(i);
      for (let c = 0; c < 3; c++) out[i * 3 + c] = (offsets[i * 3 + c] ?? 0) * w;
    }
    return out;
  };
  const x = (i: number): number => positions[i * 3] ?? 0;
  const y = (i: number): number => positions[i * 3 + 1] ?? 0;
  // Halves overlap over 28 mm, so a one-sided smile has no crease at the mid-line.
  const left = (i: number): number => smoothstep(-0.14, 0.14, x(i));
  const right = (i: number): number => 1 - left(i);
  /** Most in the middle of the mouth, nothing at its corners. */
  const bow = (i: number): number => 1 - Math.min(1, Math.abs(x(i)) / line.halfWidth) ** 2;
  const lower = (i: number): number => smoothstep(0.25, 0.6, line.jaw[i] ?? 0);
  const upper = (i: number): number => 1 - lower(i);
  const sides = (offsets: Float32Array): [Float32Array, Float32Array] => [
    masked(offsets, left),
    masked(offsets, right),
  ];
  const sealed = (offsets: Float32Array): Float32Array =>
    addScaled(offsets, sealOffsets(line, positions, offsets, LIP_OVERLAP), 1);

  const jaw = (name: keyof typeof JAW_POSES): Float32Array => {
    const { degrees, shift } = JAW_POSES[name];
    return rig.boneDelta('jaw', degrees === 0 ? IDENTITY : rotation('x', degrees), shift);
  };
  const jawOpen = jaw('jawOpen');
  const lid = (side: 'L' | 'R', up: number, low: number): Float32Array =>
    sum(
      [rig.boneDelta(`orbicularis03.${side}`, rotation('x', up)), 1],
      [rig.boneDelta(`orbicularis04.${side}`, rotation('x', low)), 1],
    );
  const gaze = (side: 'L' | 'R', axis: 'x' | 'y', degrees: number): Float32Array =>
    rig.boneDelta(`eye.${side}`, rotation(axis, degrees));
  const narrower = data.target('mouth/mouth-scale-horiz-decr');
  const compression = unit('mouth-compression');
  const smile = sealed(sum([unit('mouth-corner-puller'), 1]));
  const frown = sealed(sum([unit('mouth-depression'), 1]));
  const dimple = sealed(sum([unit('mouth-retraction'), 1]));
  const stretch = sealed(sum([unit('mouth-depression-retraction'), 0.8], [unit('mouth-retraction'), 0.4]));
  const press = sealed(sum([compression, 0.8]));
  const partLater = unit('mouth-part-later');
  const upward = unit('mouth-upward-retraction');
  // The base's units draw the lips up and down as far in front of the premolars as of the incisors; muscles pull beside
  // the mid-line and the corners stay, so a lifted lip is an arch and a lowered one a bow.
  const arched = (middle: number, fall: number) => (i: number) => {
    const across = Math.min(1, Math.abs(x(i)) / line.halfWidth) ** 2;
    return 1 + (line.mask[i] ?? 0) * (middle - 1 - fall * across);
  };
  const [raised, lowered] = [arched(1.2, 1.1), arched(1.05, 0.8)];
  const lipUp = masked(sum([upward, 1], [partLater, 0.35]), (i) => upper(i) * raised(i));
  const lipDown = masked(sum([partLater, 1]), (i) => lower(i) * lowered(i));
  // Lips curl inwards over the teeth: the red goes back and towards the line, most in the middle, while corners stay.
  const roll = (lipOf: (i: number) => number, side: 1 | -1): Float32Array => {
    const out = masked(compression, (i) => lipOf(i) * 0.3 * bow(i));
    for (let i = 0; i < size / 3; i++) {
      const w = (line.mask[i] ?? 0) * lipOf(i) * bow(i);
      const red = smoothstep(0.2, 0.03, Math.abs(y(i) - line.y));
      out[i * 3 + 1]! -= side * ROLL.over * w * (0.4 + 0.6 * red);
      out[i * 3 + 2]! -= ROLL.back * w * (0.3 + 0.7 * red);
    }
    return sealed(out);
  };
  // The lower lip pushes the upper one up and out: its red turns up, the philtrum shortens, corners hold.
  const shrugUpper = empty();
  for (let i = 0; i < 13380; i++) {
    const d = Math.hypot(x(i) * 0.9, y(i) - (line.y + 0.08)) / 0.27;
    const w =
      upper(i) *
      (1 - smoothstep(0.2, 1, d)) *
      smoothstep(line.z - 0.3, line.z - 0.08, positions[i * 3 + 2] ?? 0);
    shrugUpper[i * 3 + 1] = 0.065 * w;
    shrugUpper[i * 3 + 2] = 0.045 * w;
  }
  sealed(shrugUpper);
  // The mentalis pushes chin pad and lower lip up; the base's unit hardly moves them.
  const shrugLower = empty();
  for (let i = 0; i < 13380; i++) {
    const d = Math.hypot((positions[i * 3] ?? 0) * 0.8, y(i) - (line.y - 0.18)) / 0.36;
    const w =
      lower(i) *
      (1 - smoothstep(0.25, 1, d)) *
      smoothstep(line.z - 0.5, line.z - 0.2, positions[i * 3 + 2] ?? 0);
    shrugLower[i * 3 + 1] = 0.075 * w;
    shrugLower[i * 3 + 2] = 0.04 * w;
  }
  sealed(shrugLower);
  const cheekSquint = (side: 'l' | 'r'): Float32Array =>
    sum(
      [data.target(`cheek/${side}-cheek-trans-vert-up`), 0.8],
      [data.target(`cheek/${side}-cheek-bones-out`), 0.45],
      [unit(`eye-${side === 'l' ? 'left' : 'right'}-slit`), 0.42],
    );
  // Air fills the pouch between jaw and cheekbone, and the lips bulge a little over it.
  const cheekPuff = (): Float32Array => {
    const out = empty();
    const outwards = normals(positions, data.base().faces);
    for (let i = 0; i < 13380; i++) {
      const z = positions[i * 3 + 2] ?? 0;
      const [dx, dy] = [(Math.abs(x(i)) - PUFF.x) / 0.3, (y(i) - line.y - PUFF.y) / 0.36];
      const cheek = Math.exp(-(dx * dx + dy * dy)) * smoothstep(line.z - 0.95, line.z - 0.5, z);
      const lips =
        0.08 * (1 - smoothstep(0.05, 0.34, Math.abs(y(i) - line.y))) * Math.exp(-((x(i) / 0.24) ** 2));
      const corner = Math.hypot(Math.abs(x(i)) - line.halfWidth, y(i) - line.y);
      const w =
        PUFF.out * (cheek * smoothstep(0, 0.2, corner) + lips * smoothstep(line.z - 0.2, line.z - 0.02, z));
      // The inside of the cheek follows its outside: the base's own walls face inwards.
      for (let c = 0; c < 3; c++) out[i * 3 + c] = (outwards[i * 3 + c] ?? 0) * w;
      if ((outwards[i * 3 + 2] ?? 0) < -0.1 && Math.abs(x(i)) < 0.5) out.fill(0, i * 3, i * 3 + 3);
    }
    return sealed(out);
  };
  const sneer = (side: 'left' | 'right', half: (i: number) => number): Float32Array =>
    sum([unit(`nose-${side}-elevation`), 1.5], [masked(lipUp, half), 0.22]);
  // The base's unit shuts the eye but for a slit. In Apple's picture a squint leaves half of it: the lower lid rises with
  // the cheek below it.
  const squint = (side: 'left' | 'right'): Float32Array =>
    sum(
      [unit(`eye-${side}-slit`), 0.42],
      [lid(side === 'left' ? 'L' : 'R', 0, -7), 1],
      [data.target(`cheek/${side[0]}-cheek-trans-vert-up`), 0.35],
    );
  const [smileLeft, smileRight] = sides(smile);
  const [frownLeft, frownRight] = sides(frown);
  const [dimpleLeft, dimpleRight] = sides(dimple);
  const [stretchLeft, stretchRight] = sides(stretch);
  const [pressLeft, pressRight] = sides(press);
  // A lip that falls most in the middle needs a shorter overlap to be one side's.
  const leftLip = (i: number): number => smoothstep(-0.09, 0.09, x(i));
  const downLeft = masked(lipDown, leftLip);
  const downRight = masked(lipDown, (i) => 1 - leftLip(i));
  const [upLeft, upRight] = sides(lipUp);

  const shapes: Shapes = {
    eyeBlinkLeft: unit('eye-left-closure'),
    eyeBlinkRight: unit('eye-right-closure'),
    eyeSquintLeft: squint('left'),
    eyeSquintRight: squint('right'),
    eyeWideLeft: unit('eye-left-opened-up'),
    eyeWideRight: unit('eye-right-opened-up'),
    eyeLookDownLeft: sum([gaze('L', 'x', GAZE_DEGREES.down), 1], [lid('L', 12, 6), 1]),
    eyeLookDownRight: sum([gaze('R', 'x', GAZE_DEGREES.down), 1], [lid('R', 12, 6), 1]),
    eyeLookUpLeft: sum([gaze('L', 'x', -GAZE_DEGREES.up), 1], [lid('L', -8, -4), 1]),
    eyeLookUpRight: sum([gaze('R', 'x', -GAZE_DEGREES.up), 1], [lid('R', -8, -4), 1]),
    eyeLookInLeft: gaze('L', 'y', -GAZE_DEGREES.side),
    eyeLookOutLeft: gaze('L', 'y', GAZE_DEGREES.side),
    eyeLookInRight: gaze('R', 'y', GAZE_DEGREES.side),
    eyeLookOutRight: gaze('R', 'y', -GAZE_DEGREES.side),
    jawOpen,
    jawForward: jaw('jawForward'),
    jawLeft: jaw('jawLeft'),
    jawRight: jaw('jawRight'),
    mouthClose: mouthCloseOffsets(line, positions, jawOpen, 0.22),
    mouthFunnel: placeLips(
      line,
      positions,
      sum([unit('mouth-protusion'), 0.5], [unit('mouth-eversion'), 0.4], [partLater, 0.25], [narrower, 0.45]),
      ROUND.funnel,
    ),
    mouthPucker: placeLips(
      line,
      positions,
      sealed(sum([unit('mouth-pursing'), 0.6], [unit('mouth-protusion'), 0.3], [narrower, 0.35])),
      ROUND.pucker,
    ),
    mouthLeft: sealed(sum([data.target('mouth/mouth-trans-out'), SIDEWAYS])),
    mouthRight: sealed(sum([data.target('mouth/mouth-trans-in'), SIDEWAYS])),
    mouthSmileLeft: smileLeft,
    mouthSmileRight: smileRight,
    mouthFrownLeft: frownLeft,
    mouthFrownRight: frownRight,
    mouthDimpleLeft: dimpleLeft,
    mouthDimpleRight: dimpleRight,
    mouthStretchLeft: stretchLeft,
    mouthStretchRight: stretchRight,
    mouthRollLower: roll(lower, -1),
    mouthRollUpper: roll(upper, 1),
    mouthShrugLower: shrugLower,
    mouthShrugUpper: shrugUpper,
    mouthPressLeft: pressLeft,
    mouthPressRight: pressRight,
    mouthLowerDownLeft: downLeft,
    mouthLowerDownRight: downRight,
    mouthUpperUpLeft: upLeft,
    mouthUpperUpRight: upRight,
    browDownLeft: unit('eyebrows-left-down'),
    browDownRight: unit('eyebrows-right-down'),
    browInnerUp: sum([unit('eyebrows-left-inner-up'), 1], [unit('eyebrows-right-inner-up'), 1]),
    browOuterUpLeft: unit('eyebrows-left-extern-up'),
    browOuterUpRight: unit('eyebrows-right-extern-up'),
    cheekPuff: cheekPuff(),
    cheekSquintLeft: cheekSquint('l'),
    cheekSquintRight: cheekSquint('r'),
    noseSneerLeft: sneer('left', left),
    noseSneerRight: sneer('right', right),
    tongueOut: sum([jawOpen, TONGUE_JAW]),
  };
  for (const name of ARKIT_NAMES) if (!shapes[name]) throw new Error(`shape ${name} is not composed`);
  return shapes;
}
