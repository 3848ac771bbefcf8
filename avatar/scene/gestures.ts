/** What hands do, as data: how they are held at the turning points of gestures, and when each gesture fits. */
import type { ArmsPose, HandPose } from './arms.ts';

type Shape = HandPose['shape'];

/** Index, middle, ring, little, thumb's bend, thumb across the palm, spread. */
const SHAPES = {
  relaxed: [0.16, 0.24, 0.3, 0.34, 0.2, 0.15, 0.25],
  soft: [0.28, 0.36, 0.42, 0.46, 0.3, 0.3, 0.1],
  open: [0.04, 0.06, 0.09, 0.12, 0.05, 0, 0.8],
  point: [0, 0.82, 0.9, 0.95, 0.75, 0.85, 0],
  thumb: [0.92, 0.96, 0.98, 1, -0.25, -0.5, 0],
  flat: [0.02, 0.03, 0.05, 0.07, 0.1, 0.1, 0.1],
  one: [0.02, 0.85, 0.92, 0.95, 0.8, 0.9, 0],
  two: [0.02, 0.03, 0.92, 0.95, 0.8, 0.9, 0.6],
  three: [0.02, 0.03, 0.06, 0.95, 0.75, 0.9, 0.5],
} satisfies Record<string, Shape>;

const hand = (
  at: HandPose['at'],
  fingers: HandPose['fingers'],
  palm: HandPose['palm'],
  shape: keyof typeof SHAPES,
  elbow = 0.2,
): HandPose => ({ at, fingers, palm, shape: SHAPES[shape], elbow });

/** Before the belly, one hand over the other. */
const UNDER = hand([0.2, -0.66, 0.4], [-0.9, -0.1, 0.42], [-0.1, 0.55, -0.8], 'soft', 0.25);
const OVER = hand([0.19, -0.62, 0.45], [-0.9, -0.12, 0.38], [-0.2, -0.5, -0.85], 'soft', 0.25);
/** Waiting beside a hand that gestures. */
const READY = hand([0.26, -0.6, 0.42], [-0.5, 0.08, 0.85], [-0.75, 0.15, -0.4], 'relaxed', 0.25);
const raised = (shape: keyof typeof SHAPES): HandPose =>
  hand([0.42, -0.24, 0.42], [-0.1, 1, 0.1], [-0.2, 0, 1], shape, 0.35);
const STEEPLE = hand([0.16, -0.55, 0.46], [-0.24, 0.75, 0.55], [-0.95, -0.25, 0.1], 'flat', 0.3);

/** Where gestures turn: left hand, right hand. */
export const KEYS = {
  rest: [UNDER, OVER],
  steeple: [STEEPLE, STEEPLE],
  open_palms: [
    hand([0.42, -0.56, 0.42], [0.2, 0.2, 0.9], [-0.3, 0.88, -0.1], 'open', 0.3),
    hand([0.45, -0.52, 0.42], [0.25, 0.25, 0.9], [-0.25, 0.9, -0.1], 'open', 0.3),
  ],
  frame: [
    hand([0.28, -0.5, 0.46], [-0.2, 0.3, 0.9], [-0.95, 0.25, -0.1], 'relaxed', 0.3),
    hand([0.28, -0.48, 0.46], [-0.2, 0.35, 0.9], [-0.95, 0.25, -0.1], 'relaxed', 0.3),
  ],
  beat_right: [UNDER, hand([0.34, -0.46, 0.46], [-0.25, 0.35, 0.9], [-0.75, 0.45, 0], 'relaxed', 0.3)],
  beat_left: [hand([0.34, -0.48, 0.46], [-0.25, 0.35, 0.9], [-0.75, 0.45, 0], 'relaxed', 0.3), OVER],
  offer_right: [READY, hand([0.48, -0.46, 0.44], [0.2, 0.25, 0.95], [-0.35, 0.85, 0.1], 'open', 0.3)],
  show_right: [UNDER, hand([0.76, -0.3, 0.3], [0.85, 0.25, 0.35], [-0.15, 0.6, 0.75], 'flat', 0.35)],
  point_right: [UNDER, hand([0.74, -0.22, 0.36], [0.9, 0.2, 0.3], [0.1, -0.75, 0.6], 'point', 0.45)],
  one: [UNDER, raised('one')],
  two: [UNDER, raised('two')],
  three: [UNDER, raised('three')],
  wave_out: [UNDER, hand([0.6, -0.12, 0.34], [0.22, 1, 0.12], [-0.1, -0.1, 1], 'open', 0.4)],
  wave_in: [UNDER, hand([0.56, -0.12, 0.35], [-0.2, 1, 0.12], [-0.05, -0.1, 1], 'open', 0.4)],
  thumbs_up: [UNDER, hand([0.38, -0.36, 0.48], [-0.75, 0.1, 0.6], [-0.6, 0, -0.75], 'thumb', 0.35)],
} as const satisfies Record<string, ArmsPose>;

export type KeyName = keyof typeof KEYS;

export interface Gesture {
  /** What successive stresses of one phrase show; the last stays. */
  readonly strokes: readonly KeyName[];
  /** Where in a film: at its first or last stress, where stress is strongest, in the longest phrases, anywhere. */
  readonly fits: 'opening' | 'closing' | 'strongest' | 'longest' | 'anywhere';
  /** Seconds between strokes that go on by themselves. */
  readonly rhythm?: number;
}

/** Gestures that catalogue entries name. */
export const NAMED: Readonly<Record<string, Gesture>> = {
  point_right: { strokes: ['show_right'], fits: 'anywhere' },
  point_equipment: { strokes: ['point_right'], fits: 'strongest' },
  point_board: { strokes: ['show_right', 'point_right'], fits: 'longest' },
  open_palms: { strokes: ['open_palms'], fits: 'anywhere' },
  raise_finger: { strokes: ['one'], fits: 'strongest' },
  count_on_fingers: { strokes: ['one', 'two', 'three'], fits: 'longest' },
  thumbs_up: { strokes: ['thumbs_up'], fits: 'closing' },
  wave: { strokes: ['wave_out', 'wave_in', 'wave_out', 'wave_in'], fits: 'opening', rhythm: 0.3 },
  steeple_hands: { strokes: ['steeple'], fits: 'longest' },
};

/** What everybody does on stressed syllables. */
export const BEATS: readonly Gesture[] = (
  ['beat_right', 'frame', 'offer_right', 'beat_left', 'open_palms'] as const
).map((stroke) => ({ strokes: [stroke], fits: 'anywhere' }));
