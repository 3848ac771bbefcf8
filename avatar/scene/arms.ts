/**
 * Bends a figure's arms: where a wrist shall be and how its hand is held becomes turns of shoulder, elbow, forearm, wrist
 * and fingers (two-bone inverse kinematics), and those bend the skin. Metres, +Y up, +X the person's left, in the space of
 * a model at rest: whoever carries the chest carries the arms.
 */
import type { Vec3 } from '../bake/morph.ts';
import { add, cross, dot, subtract, unitVector } from '../bake/vector.ts';
import type { AvatarModel, ModelPart } from './model.ts';
import { type Front, frontOf } from './torso.ts';
import { frame, type Quat, q } from './turns.ts';

/**
 * How one hand is held. Lengths are shares of the arm's, so that one gesture fits every body; `x` counts outwards from the
 * middle of the body, so that it fits both hands.
 */
export interface HandPose {
  /** The wrist: outwards from the body's middle, up from the shoulder, forwards from it. */
  readonly at: Vec3;
  /** Which way the palm faces and the fingers point: outwards, up, forwards. */
  readonly palm: Vec3;
  readonly fingers: Vec3;
  /** How far the elbow is lifted away from the side, 0 to 1. */
  readonly elbow: number;
  /** 0 straight to 1 closed: index, middle, ring, little; then the thumb's bend, how far it lies across the palm, and how far fingers spread. */
  readonly shape: readonly [number, number, number, number, number, number, number];
}

/** Left and right. */
export type ArmsPose = readonly [HandPose, HandPose];

/** What a solved arm did, for whoever holds it to what a body can: radians. */
export interface ArmTurns {
  /** 0 is a straight arm. */
  readonly elbow: number;
  /** Forearm about its own length, from rest; hand on the forearm. */
  readonly pronation: number;
  readonly wrist: number;
  /** Points along forearm and hand with the radius of what is around them. */
  readonly points: readonly ArmPoint[];
}

export interface ArmPoint {
  readonly at: Vec3;
  /** Of what the body must leave room for, metres. */
  readonly radius: number;
  /** Of the hand alone, which lies closer to another hand; nothing of a forearm. */
  readonly hand?: number;
}

export interface Arms {
  /** Solves a pose: from here on `matrices` are its. */
  pose(pose: ArmsPose): void;
  /** Row-major 3x4 of every arm joint in the model's order, relative to rest. */
  readonly matrices: Float64Array;
  readonly turns: readonly [ArmTurns, ArmTurns];
}

interface Limb {
  readonly side: 1 | -1;
  readonly joint: ReadonlyMap<string, { readonly index: number; readonly at: Vec3 }>;
  readonly upper: number;
  readonly fore: number;
  /** At rest: along the upper arm and the forearm, the elbow's hinge, and the hand's frame. */
  readonly alongUpper: Vec3;
  readonly alongFore: Vec3;
  readonly hinge: Vec3;
  readonly pointing: Vec3;
  readonly palm: Vec3;
  readonly across: Vec3;
}

/** Radii in metres: a clothed forearm, a wrist, a hand with its fingers. */
const RADIUS = { fore: 0.052, wrist: 0.036, hand: 0.028 } as const;
/** Of a hand alone at its wrist, its knuckles and the ends of its fingers. */
const FLESH = { wrist: 0.019, knuckle: 0.013, finger: 0.008 } as const;
const ROUNDS = 6;
/** Shares of a forearm's turn that its two halves take; the wrist has all of it. */
const PRONATION = { lowerarm01: 0.15, lowerarm02: 0.6 } as const;
/** Share of the upper arm's own turn that its upper half takes: more would wring the shoulder's cloth. */
const SHOULDER_TWIST = 0.35;
/** Metres a shoulder rises for each metre its wrist does above where hands rest, as the shoulder blade turns with the arm. */
const SHOULDER_RISE = 0.07;
/** Where they rest: `HandPose.at`. */
const RESTING = -0.64;
/** An arm is never straighter than this: a locked elbow looks like a doll's. */
const REACH = 0.985;
/** Degrees a closed finger bends at its three joints. */
const BEND = [68, 88, 50] as const;
const THUMB_BEND = [14, 34, 42] as const;
const RADIANS = Math.PI / 180;

function limbOf(model: AvatarModel, side: 1 | -1): Limb {
  const suffix = side > 0 ? '.L' : '.R';
  const joint = new Map(
    (model.arms ?? []).flatMap(({ name, at }, index) =>
      name.endsWith(suffix) ? [[name.slice(0, -2), { index, at: at as Vec3 }] as const] : [],
    ),
  );
  const at = (name: string): Vec3 => {
    const found = joint.get(name);
    if (!found) throw new Error(`a figure without the joint ${name}${suffix}`);
    return found.at;
  };
  const [shoulder, elbow, wrist] = [at('upperarm01'), at('lowerarm01'), at('wrist')];
  const alongUpper = unitVector(subtract(elbow, shoulder));
  const alongFore = unitVector(subtract(wrist, elbow));
  const pointing = unitVector(subtract(at('finger3-1'), wrist));
  const across = unitVector(subtract(at('finger5-1'), at('finger2-1')));
  // Fingers at rest are bent a little: towards the palm.
  const bent = subtract(at('finger3-3'), at('finger3-1'));
  const flat = unitVector(cross(pointing, across));
  const palm = dot(flat, bent) > 0 ? flat : add([0, 0, 0], flat, -1);
  return {
    side,
    joint,
    upper: Math.hypot(...subtract(elbow, shoulder)),
    fore: Math.hypot(...subtract(wrist, elbow)),
    alongUpper,
    alongFore,
    hinge: unitVector(cross(alongUpper, alongFore)),
    pointing,
    palm,
    across,
  };
}

/** Null for a model without arms. */
export function createArms(model: AvatarModel): Arms | null {
  if (!model.arms?.length) return null;
  const limbs = [limbOf(model, 1), limbOf(model, -1)] as const;
  const front = frontOf(model);
  const matrices = new Float64Array(model.arms.length * 12);
  const turns: [ArmTurns, ArmTurns] = [NO_TURNS, NO_TURNS];
  return {
    matrices,
    turns,
    pose([left, right]) {
      turns[0] = solve(limbs[0], left, front, 0, matrices);
      // The right hand goes before the left one, not through it.
      let before = 0;
      for (let round = 0; round < ROUNDS; round++) {
        turns[1] = solve(limbs[1], right, front, before, matrices);
        const deep = overlap(turns[0], turns[1]);
        if (deep < 1e-4) return;
        before += 1.3 * deep;
      }
    },
  };
}

/** How far two hands are inside each other, metres. */
function overlap(left: ArmTurns, right: ArmTurns): number {
  let deepest = 0;
  for (const a of left.points)
    for (const b of right.points)
      if (a.hand && b.hand)
        deepest = Math.max(deepest, a.hand + b.hand - Math.hypot(...subtract(a.at, b.at)));
  return deepest;
}

const NO_TURNS: ArmTurns = { elbow: 0, pronation: 0, wrist: 0, points: [] };

/** Pushes a wrist forwards, from `push` metres on, until forearm and hand clear the body, and bends the arm there. */
function solve(limb: Limb, hand: HandPose, front: Front, from: number, matrices: Float64Array): ArmTurns {
  let push = from;
  for (let round = 0; ; round++) {
    const turned = bend(limb, hand, push, matrices);
    const deep = Math.max(...turned.points.map(({ at, radius }) => front.depth(at, radius)));
    if (deep < 1e-4 || round === ROUNDS) return turned;
    push += deep;
  }
}

function bend(limb: Limb, hand: HandPose, push: number, matrices: Float64Array): ArmTurns {
  const { side, joint, upper, fore } = limb;
  const place = (name: string): Vec3 => joint.get(name)!.at;
  const own = ([x, y, z]: Vec3): Vec3 => [x * side, y, z];
  const length = upper + fore;
  const joined = place('upperarm01');
  const rise = SHOULDER_RISE * Math.max(0, hand.at[1] - RESTING) * length;
  const shoulder: Vec3 = [joined[0], joined[1] + rise, joined[2]];
  const wanted: Vec3 = [
    side * hand.at[0] * length,
    joined[1] + hand.at[1] * length,
    shoulder[2] + hand.at[2] * length + push,
  ];
  const towards = subtract(wanted, shoulder);
  const far = Math.min(REACH * length, Math.max(0.35 * length, Math.hypot(...towards)));
  const line = unitVector(towards);
  const wrist = add(shoulder, line, far);
  // Where the elbow lies on the circle around that line: down, back, and away from the side as lifted.
  const hang = unitVector([side * (0.22 + 1.3 * hand.elbow), -1, -0.35]);
  const pole = unitVector(add(hang, line, -dot(hang, line)));
  const share = (far * far + upper * upper - fore * fore) / (2 * far);
  const elbow = add(add(shoulder, line, share), pole, Math.sqrt(Math.max(0, upper * upper - share * share)));
  const alongUpper = unitVector(subtract(elbow, shoulder));
  const alongFore = unitVector(subtract(wrist, elbow));
  const hinge = unitVector(cross(alongUpper, alongFore));

  const upperTurn = frame(limb.alongUpper, limb.hinge, alongUpper, hinge);
  const foreTurn = frame(limb.alongFore, limb.hinge, alongFore, hinge);
  const pointing = unitVector(own(hand.fingers));
  const facing = own(hand.palm);
  const palm = unitVector(add(facing, pointing, -dot(facing, pointing)));
  const handTurn = frame(limb.pointing, limb.palm, pointing, palm);
  const onFore = q.multiply(handTurn, q.inverse(foreTurn));
  const pronation = q.twist(onFore, alongFore);

  const write = (name: string, turn: Quat, to: Vec3): void =>
    affine(turn, place(name), to, matrices, joint.get(name)!.index * 12);
  const swing = q.between(limb.alongUpper, alongUpper);
  const twist = q.twist(q.multiply(upperTurn, q.inverse(swing)), alongUpper);
  write('upperarm01', q.multiply(q.about(alongUpper, SHOULDER_TWIST * twist), swing), shoulder);
  const carried = (turn: Quat, name: string, from: string, to: Vec3): Vec3 =>
    add(to, q.turn(turn, subtract(place(name), place(from))));
  write('upperarm02', upperTurn, carried(upperTurn, 'upperarm02', 'upperarm01', shoulder));
  for (const [name, taken] of Object.entries(PRONATION)) {
    const turn = q.multiply(q.about(alongFore, taken * pronation), foreTurn);
    write(name, turn, carried(foreTurn, name, 'lowerarm01', elbow));
  }
  write('wrist', handTurn, wrist);
  const tips = fingers(limb, hand.shape, handTurn, wrist, write);
  const knuckle = carried(handTurn, 'finger3-1', 'wrist', wrist);
  return {
    elbow: Math.acos(Math.min(1, Math.max(-1, dot(alongUpper, alongFore)))),
    pronation,
    wrist: 2 * Math.acos(Math.min(1, Math.abs(q.multiply(q.about(alongFore, -pronation), onFore)[3]))),
    points: [
      { at: add(elbow, alongFore, 0.35 * fore), radius: RADIUS.fore },
      { at: add(elbow, alongFore, 0.7 * fore), radius: RADIUS.fore },
      { at: wrist, radius: RADIUS.wrist, hand: FLESH.wrist },
      { at: knuckle, radius: RADIUS.hand, hand: FLESH.knuckle },
      ...tips.map((at) => ({ at, radius: 0.5 * RADIUS.hand, hand: FLESH.finger })),
    ],
  };
}

/** Bends the fingers of a hand; returns where the last joints of index, middle, little and thumb are. */
function fingers(
  limb: Limb,
  shape: HandPose['shape'],
  handTurn: Quat,
  wrist: Vec3,
  write: (name: string, turn: Quat, to: Vec3) => void,
): Vec3[] {
  const place = (name: string): Vec3 => limb.joint.get(name)!.at;
  const [, , , , thumbBend, thumbAcross, spread] = shape;
  const tips: Vec3[] = [];
  for (const finger of [2, 3, 4, 5, 1]) {
    const name = (bone: number): string => `finger${finger}-${bone}`;
    const thumb = finger === 1;
    const towards = thumb ? unitVector(add(add([0, 0, 0], limb.palm, 0.45), limb.across)) : limb.palm;
    let turn = handTurn;
    let at = add(wrist, q.turn(handTurn, subtract(place(name(1)), place('wrist'))));
    for (const bone of [1, 2, 3]) {
      const next =
        bone < 3
          ? subtract(place(name(bone + 1)), place(name(bone)))
          : subtract(place(name(3)), place(name(2)));
      const hinge = unitVector(cross(unitVector(next), towards));
      const bent = thumb
        ? THUMB_BEND[bone - 1]! * thumbBend + (bone === 1 ? 38 * thumbAcross : 0)
        : BEND[bone - 1]! * (shape[finger - 2] ?? 0);
      turn = q.multiply(turn, q.about(hinge, bent * RADIANS));
      // Fingers fan out about the middle one.
      if (bone === 1 && !thumb)
        turn = q.multiply(turn, q.about(limb.palm, limb.side * (finger - 3.3) * -7 * spread * RADIANS));
      write(name(bone), turn, at);
      at = add(at, q.turn(turn, next));
    }
    tips.push(at);
  }
  return tips;
}

/** Row-major 3x4 that turns about `from` and carries it to `to`. */
function affine(turn: Quat, from: Vec3, to: Vec3, out: Float64Array, o: number): void {
  const columns = [q.turn(turn, [1, 0, 0]), q.turn(turn, [0, 1, 0]), q.turn(turn, [0, 0, 1])] as const;
  for (let r = 0; r < 3; r++) {
    let moved = 0;
    for (let c = 0; c < 3; c++) {
      const value = columns[c as 0][r as 0];
      out[o + r * 4 + c] = value;
      moved += value * from[c as 0];
    }
    out[o + r * 4 + 3] = to[r as 0] - moved;
  }
}

/** The vertices of a part that arms hold. */
export const heldVertices = ({ arms }: ModelPart): Uint32Array => {
  const held: number[] = [];
  if (arms) {
    for (let i = 0; i * 4 < arms.weights.length; i++)
      if (
        arms.weights[i * 4]! +
          arms.weights[i * 4 + 1]! +
          arms.weights[i * 4 + 2]! +
          arms.weights[i * 4 + 3]! >
        0
      )
        held.push(i);
  }
  return Uint32Array.from(held);
};

/** Bends `held` vertices of a part from rest into `points` and `outwards`. */
export function bendPart(
  { arms }: ModelPart,
  held: Uint32Array,
  matrices: Float64Array,
  rest: { readonly positions: Float32Array; readonly normals: Float32Array },
  points: Float32Array,
  outwards: Float32Array,
): void {
  if (!arms) return;
  const m = new Float64Array(12);
  for (const i of held) {
    let body = 1;
    m.fill(0);
    for (let k = i * 4; k < i * 4 + 4; k++) {
      const w = arms.weights[k]!;
      if (w === 0) continue;
      body -= w;
      const o = arms.joints[k]! * 12;
      for (let c = 0; c < 12; c++) m[c]! += w * matrices[o + c]!;
    }
    for (const c of [0, 5, 10]) m[c]! += body;
    const [x, y, z] = [rest.positions[i * 3]!, rest.positions[i * 3 + 1]!, rest.positions[i * 3 + 2]!];
    const [nx, ny, nz] = [rest.normals[i * 3]!, rest.normals[i * 3 + 1]!, rest.normals[i * 3 + 2]!];
    for (let r = 0; r < 3; r++) {
      const o = r * 4;
      points[i * 3 + r] = m[o]! * x + m[o + 1]! * y + m[o + 2]! * z + m[o + 3]!;
      outwards[i * 3 + r] = m[o]! * nx + m[o + 1]! * ny + m[o + 2]! * nz;
    }
  }
}
