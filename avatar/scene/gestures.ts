/** What hands do, as data: how they are held at the turning points of gestures. Rest and beats are everybody's. */
import type { ArmsPose, HandPose } from './arms.ts';

type Shape = HandPose['shape'];

/** Index, middle, ring, little, thumb's bend, thumb across the palm, spread. */
const SHAPES = {
  relaxed: [0.16, 0.24, 0.3, 0.34, 0.2, 0.15, 0.25],
  soft: [0.28, 0.36, 0.42, 0.46, 0.3, 0.3, 0.1],
  open: [0.04, 0.06, 0.09, 0.12, 0.05, 0, 0.8],
  point: [0, 0.82, 0.9, 0.95, 0.75, 0.85, 0],
  fist: [0.9, 0.95, 0.97, 1, 0.9, 0.8, 0],
  thumb: [0.92, 0.96, 0.98, 1, -0.25, -0.5, 0],
  flat: [0.02, 0.03, 0.05, 0.07, 0.1, 0.1, 0.1],
  one: [0.02, 0.85, 0.92, 0.95, 0.8, 0.9, 0],
} satisfies Record<string, Shape>;

const hand = (
  at: HandPose['at'],
  fingers: HandPose['fingers'],
  palm: HandPose['palm'],
  shape: keyof typeof SHAPES,
  elbow = 0.2,
): HandPose => ({ at, fingers, palm, shape: SHAPES[shape], elbow });

/** Hanging at the sides, beyond the lower edge of the picture. */
const HANG = hand([0.44, -0.97, 0.1], [0.02, -1, 0.12], [-1, -0.05, -0.1], 'relaxed', 0.1);
/** Before the belly, fingers of one hand over those of the other. */
const UNDER = hand([0.2, -0.66, 0.4], [-0.9, -0.1, 0.42], [-0.1, 0.55, -0.8], 'soft', 0.25);
const OVER = hand([0.19, -0.62, 0.45], [-0.9, -0.12, 0.38], [-0.2, -0.5, -0.85], 'soft', 0.25);
/** Forearms level, hands apart: between two gestures. */
const READY = hand([0.24, -0.6, 0.42], [-0.5, 0.08, 0.85], [-0.75, 0.15, -0.4], 'relaxed', 0.25);

/** Where gestures turn, by name; the right hand does what one hand does. */
export const KEYS: Readonly<Record<string, ArmsPose>> = {
  hang: [HANG, HANG],
  rest: [UNDER, OVER],
  ready: [READY, READY],
  open_palms: [
    hand([0.44, -0.55, 0.42], [0.25, 0.2, 0.9], [-0.25, 0.9, -0.1], 'open', 0.3),
    hand([0.46, -0.52, 0.42], [0.25, 0.25, 0.9], [-0.25, 0.9, -0.1], 'open', 0.3),
  ],
  beat_right: [UNDER, hand([0.34, -0.44, 0.46], [-0.25, 0.35, 0.9], [-0.75, 0.45, 0], 'relaxed', 0.3)],
  beat_left: [hand([0.34, -0.46, 0.46], [-0.25, 0.35, 0.9], [-0.75, 0.45, 0], 'relaxed', 0.3), OVER],
  point_right: [UNDER, hand([0.78, -0.28, 0.3], [0.85, 0.25, 0.35], [-0.15, 0.6, 0.75], 'flat', 0.35)],
  point: [UNDER, hand([0.74, -0.2, 0.36], [0.9, 0.2, 0.3], [0.1, -0.75, 0.6], 'point', 0.45)],
  raise_finger: [UNDER, hand([0.42, -0.2, 0.42], [-0.1, 1, 0.1], [-0.2, 0, 1], 'one', 0.35)],
  wave: [UNDER, hand([0.58, -0.1, 0.34], [0.05, 1, 0.12], [-0.1, -0.1, 1], 'open', 0.4)],
  thumbs_up: [UNDER, hand([0.38, -0.36, 0.48], [-0.75, 0.1, 0.6], [-0.6, 0, -0.75], 'thumb', 0.35)],
  steeple: [
    hand([0.13, -0.55, 0.46], [-0.28, 0.75, 0.55], [-0.95, -0.25, 0.1], 'flat', 0.3),
    hand([0.13, -0.55, 0.46], [-0.28, 0.75, 0.55], [-0.95, -0.25, 0.1], 'flat', 0.3),
  ],
};
