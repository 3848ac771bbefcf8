/** What hands do, as data: how they are held at the turning points of gestures, and when each gesture fits. */
import type { ArmsPose, HandPose } from './arms.ts';

type Shape = HandPose['shape'];

/**
 * Index, middle, ring, little, thumb's bend, thumb across the palm, spread. No two fingers of a hand at ease are bent alike: the
 * further from the thumb, the more. What shall not be seen of a counting hand is closed tighter than a fist at ease.
 */
const SHAPES = {
  relaxed: [0.1, 0.22, 0.33, 0.42, 0.26, 0.2, 0.3],
  soft: [0.22, 0.36, 0.46, 0.54, 0.3, 0.3, 0.1],
  open: [0.03, 0.11, 0.19, 0.21, 0.12, 0.02, 0.6],
  point: [0.02, 1.02, 1.08, 1.1, 0.75, 0.85, 0],
  thumb: [0.92, 0.96, 0.98, 1, -0.25, -0.5, 0],
  flat: [0.02, 0.05, 0.09, 0.13, 0.12, 0.1, 0.15],
  pinch: [0.5, 0.42, 0.34, 0.28, 0.3, 0.75, 0.2],
  one: [0.02, 1.14, 1.16, 1.16, 0.9, 1, 0],
  two: [0.02, 0.05, 1.16, 1.16, 0.9, 1, 0.6],
  three: [0.02, 0.04, 0.1, 1.14, 0.85, 1, 0.5],
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
/** The right hand around the left wrist. */
const HELD = hand([0.17, -0.69, 0.38], [-0.82, -0.45, 0.32], [-0.2, 0.4, -0.85], 'soft', 0.22);
const HOLDS = hand([0.1, -0.61, 0.47], [-0.85, -0.4, 0.32], [-0.1, -0.5, -0.85], 'soft', 0.25);
/** Hanging at the side, where a wide picture ends above it. */
const HANGS = hand([0.46, -0.92, 0.14], [-0.06, -0.8, 0.6], [-0.95, 0, -0.3], 'soft', 0.12);
/** Waiting beside a hand that gestures. */
const READY = hand([0.26, -0.6, 0.42], [-0.5, 0.08, 0.85], [-0.75, 0.15, -0.4], 'relaxed', 0.25);
const raised = (shape: keyof typeof SHAPES): HandPose =>
  hand([0.42, -0.24, 0.42], [-0.1, 1, 0.1], [-0.2, 0, 1], shape, 0.35);
const STEEPLE = hand([0.16, -0.55, 0.46], [-0.24, 0.75, 0.55], [-0.95, -0.25, 0.1], 'flat', 0.3);

const CHOP = hand([0.3, -0.5, 0.5], [-0.12, 0.3, 0.95], [-0.97, -0.1, 0], 'flat', 0.25);
const PINCH = hand([0.33, -0.37, 0.47], [-0.3, 0.85, 0.5], [-0.75, -0.15, 0.6], 'pinch', 0.3);
const OFFER = hand([0.48, -0.46, 0.44], [0.2, 0.25, 0.95], [-0.35, 0.85, 0.1], 'open', 0.3);

/** Where gestures turn: left hand, right hand. */
export const KEYS = {
  rest: [UNDER, OVER],
  rest_held: [HELD, HOLDS],
  rest_sides: [HANGS, HANGS],
  rest_one: [HANGS, OVER],
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
  offer_right: [READY, OFFER],
  offer_left: [OFFER, OVER],
  chop_right: [UNDER, CHOP],
  chop_left: [CHOP, OVER],
  pinch_right: [UNDER, PINCH],
  weigh: [
    hand([0.44, -0.56, 0.44], [0.05, 0.15, 0.98], [-0.3, 0.9, 0.05], 'relaxed', 0.3),
    hand([0.4, -0.42, 0.46], [0.1, 0.3, 0.95], [-0.3, 0.9, 0.05], 'open', 0.35),
  ],
  calm: [
    hand([0.32, -0.47, 0.46], [-0.25, 0.5, 0.85], [0.1, -0.85, 0.5], 'flat', 0.35),
    hand([0.34, -0.45, 0.46], [-0.25, 0.5, 0.85], [0.1, -0.85, 0.5], 'flat', 0.35),
  ],
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

/** Where hands wait between gestures; a film begins with the first. */
export const RESTS = ['rest', 'rest_held', 'rest_sides', 'rest_one'] as const satisfies readonly KeyName[];

/** What is shown there, not here: eyes go along. */
export const ASIDE: ReadonlySet<string> = new Set<KeyName>(['show_right', 'point_right']);

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
  [
    'beat_right',
    'frame',
    'offer_right',
    'beat_left',
    'open_palms',
    'offer_left',
    'chop_right',
    'weigh',
    'pinch_right',
    'calm',
    'chop_left',
  ] as const
).map((stroke) => ({ strokes: [stroke], fits: 'anywhere' }));
