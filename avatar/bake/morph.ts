/** Macro shape and rig of the base mesh: all functions work on `vertexCount * 3` arrays in decimetres. */
import type { AvatarLook, FaceSlider } from '../../supabase/functions/_shared/contract/look.ts';
import { FACE_SLIDERS, type SliderTargets } from '../sliders.ts';
import type { BaseMesh, MakeHumanData } from './data.ts';

/** The base's vertices beyond are helpers that proxies are fitted to. */
export const BODY_VERTICES = 13_380;

/** What shaping a body reads: the base itself in Node, a creator pack in the browser. */
export type BodyData = Pick<MakeHumanData, 'base' | 'target' | 'targetNames'>;

export type Vec3 = readonly [number, number, number];
/** Row-major 3x3. */
export type Mat3 = readonly [number, number, number, number, number, number, number, number, number];

export const IDENTITY: Mat3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function addScaled(into: Float32Array, offsets: Float32Array, weight: number): Float32Array {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + (offsets[i] ?? 0) * weight;
  return into;
}

export function rotation(axis: 'x' | 'y' | 'z', degrees: number): Mat3 {
  const c = Math.cos((degrees * Math.PI) / 180);
  const s = Math.sin((degrees * Math.PI) / 180);
  if (axis === 'x') return [1, 0, 0, 0, c, -s, 0, s, c];
  if (axis === 'y') return [c, 0, s, 0, 1, 0, -s, 0, c];
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

export const clamp01 = (x: number): number => Math.min(1, Math.max(0, x));

export function smoothstep(from: number, to: number, x: number): number {
  const t = clamp01((x - from) / (to - from));
  return t * t * (3 - 2 * t);
}

/**
 * Weight of every macro factor. Each minimum, average, maximum triple sums to 1; MakeHuman's age axis puts 1 year
 * at 0, 25 years at 0.5 and 90 years at 1.
 */
function macroFactors(macro: AvatarLook['macro']): Map<string, number> {
  const factors = new Map<string, number>();
  const age = macro.age < 25 ? (macro.age - 1) / 48 : (macro.age - 25) / 130 + 0.5;
  const young = age < 0.5 ? clamp01((age - 0.1875) / 0.3125) : 1 - (age * 2 - 1);
  factors.set('female', 1 - macro.gender);
  factors.set('male', macro.gender);
  factors.set('old', Math.max(0, age * 2 - 1));
  factors.set('young', young);
  factors.set('child', age < 0.5 ? 1 - young : 0);
  factors.set('baby', 0);
  const triple = (name: string, value: number): void => {
    const max = Math.max(0, value * 2 - 1);
    const min = Math.max(0, 1 - value * 2);
    factors.set(`max${name}`, max);
    factors.set(`min${name}`, min);
    factors.set(`average${name}`, 1 - max - min);
  };
  triple('muscle', macro.muscle);
  triple('weight', macro.weight);
  triple('height', macro.height);
  triple('cup', macro.cup);
  triple('firmness', macro.firmness);
  const ideal = Math.max(0, macro.proportions * 2 - 1);
  const uncommon = Math.max(0, 1 - macro.proportions * 2);
  factors.set('idealproportions', ideal);
  factors.set('uncommonproportions', uncommon);
  factors.set('regularproportions', 1 - ideal - uncommon);
  for (const [race, weight] of Object.entries(macro.ancestry)) factors.set(race, weight);
  return factors;
}

/** Whether a target belongs to the whole-body shape, which its own name weighs. */
export function isMacroTarget(name: string): boolean {
  return name.startsWith('macrodetails/') || (name.startsWith('breast/') && name.includes('cup'));
}

/** Base mesh with macro and face targets applied, still in the A-pose. */
export function shapeBody(data: BodyData, look: Pick<AvatarLook, 'macro' | 'face'>): Float32Array {
  const positions = Float32Array.from(data.base().positions);
  const factors = macroFactors(look.macro);
  for (const name of data.targetNames()) {
    if (!isMacroTarget(name)) continue;
    let weight = 1;
    for (const token of (name.split('/').pop() ?? '').split('-')) {
      if (token !== 'universal') weight *= factors.get(token) ?? 0;
    }
    if (weight > 1e-3) addScaled(positions, data.target(name), weight);
  }
  for (const [slider, value] of Object.entries(look.face)) {
    if (value === undefined || value === 0) continue;
    const targets: SliderTargets = FACE_SLIDERS[slider as FaceSlider];
    for (const name of value < 0 ? targets.minus : targets.plus) {
      addScaled(positions, data.target(name), Math.abs(value));
    }
  }
  return positions;
}

export interface Rig {
  readonly base: BaseMesh;
  readonly positions: Float32Array;
  joint(name: string): Vec3;
  /** Sum of the weights of `bone` and everything below it, per base vertex. */
  subtreeWeights(bone: string): Float32Array;
  /** Offsets that turn the bone's subtree about its joint by `turn`, then shift it. */
  boneDelta(bone: string, turn: Mat3, shift?: Vec3): Float32Array;
}

export function makeRig(base: BaseMesh, positions: Float32Array): Rig {
  const index = new Map(base.bones.map((bone, i) => [bone.name, i]));
  const joint = (name: string): Vec3 => {
    const vertices = base.joints[`${name}____head`];
    if (!vertices) throw new Error(`no joint named ${name}`);
    const sum: [number, number, number] = [0, 0, 0];
    for (const v of vertices)
      for (let c = 0; c < 3; c++) sum[c]! += (positions[v * 3 + c] ?? 0) / vertices.length;
    return sum;
  };
  const subtreeWeights = (bone: string): Float32Array => {
    const first = index.get(`${bone}____head`);
    if (first === undefined) throw new Error(`no bone named ${bone}`);
    const members = new Set([first]);
    base.bones.forEach((b, i) => {
      if (members.has(b.parent)) members.add(i);
    });
    const weights = new Float32Array(base.vertexCount);
    for (let i = 0; i < base.vertexCount; i++) {
      for (let k = 0; k < 4; k++) {
        if (members.has(base.skinIndices[i * 4 + k] ?? -1)) weights[i]! += base.skinWeights[i * 4 + k] ?? 0;
      }
    }
    return weights;
  };
  const boneDelta = (bone: string, turn: Mat3, shift: Vec3 = [0, 0, 0]): Float32Array => {
    const pivot = joint(bone);
    const weights = subtreeWeights(bone);
    const out = new Float32Array(positions.length);
    for (let i = 0; i < weights.length; i++) {
      const w = weights[i] ?? 0;
      if (w === 0) continue;
      const x = (positions[i * 3] ?? 0) - pivot[0];
      const y = (positions[i * 3 + 1] ?? 0) - pivot[1];
      const z = (positions[i * 3 + 2] ?? 0) - pivot[2];
      out[i * 3] = w * (turn[0] * x + turn[1] * y + turn[2] * z - x + shift[0]);
      out[i * 3 + 1] = w * (turn[3] * x + turn[4] * y + turn[5] * z - y + shift[1]);
      out[i * 3 + 2] = w * (turn[6] * x + turn[7] * y + turn[8] * z - z + shift[2]);
    }
    return out;
  };
  return { base, positions, joint, subtreeWeights, boneDelta };
}

/** Lowers the arms from the base's A-pose to the sides, in place. */
export function lowerArms(rig: Rig): void {
  for (const [side, sign] of [
    ['L', 1],
    ['R', -1],
  ] as const) {
    addScaled(rig.positions, rig.boneDelta(`clavicle.${side}`, rotation('z', -4 * sign)), 1);
    addScaled(rig.positions, rig.boneDelta(`upperarm01.${side}`, rotation('z', -34 * sign)), 1);
  }
}
