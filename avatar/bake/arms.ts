/**
 * Arms and hands of the figure that wide films show: which bones bend them, how strongly each holds a vertex of the base,
 * and where their skin lies in a map of its own.
 */
import type { Face } from './data.ts';
import type { Rig, Vec3 } from './morph.ts';
import type { Triangles } from './surface.ts';

const FINGERS = [1, 2, 3, 4, 5].flatMap((finger) =>
  [1, 2, 3].map((bone) => ({
    name: `finger${finger}-${bone}`,
    parent: bone === 1 ? 'wrist' : `finger${finger}-${bone - 1}`,
  })),
);

const BONES = [
  { name: 'upperarm01', parent: null },
  { name: 'upperarm02', parent: 'upperarm01' },
  { name: 'lowerarm01', parent: 'upperarm02' },
  { name: 'lowerarm02', parent: 'lowerarm01' },
  { name: 'wrist', parent: 'lowerarm02' },
  ...FINGERS,
] as const;

export interface ArmJoint {
  readonly name: string;
  /** Null hangs on the chest. */
  readonly parent: string | null;
}

/** Both arms, left first; every parent before its children. Names are the base's own. */
export const ARM_JOINTS: readonly ArmJoint[] = (['L', 'R'] as const).flatMap((side) =>
  BONES.map(({ name, parent }) => ({ name: `${name}.${side}`, parent: parent && `${parent}.${side}` })),
);

/** How strongly each of `ARM_JOINTS` holds each vertex of the base; what is missing to 1 is the body's. */
export function armWeights(rig: Rig): Float32Array {
  const size = ARM_JOINTS.length;
  const out = new Float32Array(rig.base.vertexCount * size);
  ARM_JOINTS.forEach(({ name, parent }, j) => {
    const all = rig.subtreeWeights(name);
    const up = ARM_JOINTS.findIndex((other) => other.name === parent);
    for (let i = 0; i < all.length; i++) {
      out[i * size + j]! += all[i] ?? 0;
      if (up >= 0) out[i * size + up]! -= all[i] ?? 0;
    }
  });
  return out;
}

/** Of `armWeights`, how much of each vertex is arm. */
export function armShare(weights: Float32Array): Float32Array {
  const size = ARM_JOINTS.length;
  return Float32Array.from({ length: weights.length / size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += weights[i * size + j] ?? 0;
    return sum;
  });
}

/** Beyond this share of arm at all its corners a face of skin belongs to the arms. */
const ARM = 0.5;

export const isArm = (face: Face, share: Float32Array): boolean => face.v.every((v) => (share[v] ?? 0) > ARM);

export function armJoints(rig: Rig): Record<string, Vec3> {
  return Object.fromEntries(ARM_JOINTS.map(({ name }) => [name, rig.joint(name)]));
}

/** Left, top, width, height in the map; hands, which are seen closest, get two thirds of it. */
const CELLS = {
  handL: [0.01, 0.01, 0.48, 0.64],
  handR: [0.51, 0.01, 0.48, 0.64],
  armL: [0.01, 0.67, 0.48, 0.32],
  armR: [0.51, 0.67, 0.48, 0.32],
} as const;

/** Hands are patches of their own in the base's layout, below this. */
const HANDS_FROM = 0.78;

/** Rewrites the UVs of arms in place so that they fill a map of their own; returns those of the base's layout. */
export function layArms(arms: Triangles): Float32Array {
  const base = Float32Array.from(arms.uvs);
  const at = arms.fields.get('position')?.data ?? new Float32Array();
  const cellOf = (i: number): keyof typeof CELLS =>
    `${base[i * 2 + 1]! > HANDS_FROM ? 'hand' : 'arm'}${at[i * 3]! > 0 ? 'L' : 'R'}`;
  const bounds = new Map<string, [number, number, number, number]>();
  for (let i = 0; i < arms.vertexCount; i++) {
    const [u, v] = [base[i * 2]!, base[i * 2 + 1]!];
    const box = bounds.get(cellOf(i)) ?? [1, 1, 0, 0];
    bounds.set(cellOf(i), [
      Math.min(box[0], u),
      Math.min(box[1], v),
      Math.max(box[2], u),
      Math.max(box[3], v),
    ]);
  }
  for (let i = 0; i < arms.vertexCount; i++) {
    const [x, y, width, height] = CELLS[cellOf(i)];
    const [left, top, right, bottom] = bounds.get(cellOf(i)) ?? [0, 0, 1, 1];
    arms.uvs[i * 2] = x + ((base[i * 2]! - left) / Math.max(1e-6, right - left)) * width;
    arms.uvs[i * 2 + 1] = y + ((base[i * 2 + 1]! - top) / Math.max(1e-6, bottom - top)) * height;
  }
  return base;
}
