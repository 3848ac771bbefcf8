/**
 * Poses a model on the CPU: morph targets, then the neck. Pure arithmetic on arrays, so the renderer, the viewer and the
 * lip probe see the same vertices. About 3 ms a frame for a render model.
 */
import { type ArmsPose, bendPart, createArms, heldVertices } from './arms.ts';
import { fold, foldsOf } from './folds.ts';
import type { AvatarModel, ModelPart, SparseTarget } from './model.ts';
import { TIP, tongueWeights, withTip } from './tongue.ts';

/** Head turn in radians: +pitch nods down, +yaw to the person's left, +roll to the person's left shoulder. */
export interface HeadPose {
  readonly pitch: number;
  readonly yaw: number;
  readonly roll: number;
}

export interface BodyPose extends HeadPose {
  /** Depth of breath, -1 to 1, and slow sway of the chest in metres and radians. */
  readonly breath: number;
  readonly swayX: number;
  readonly swayRoll: number;
  readonly swayYaw: number;
  /** Lean of the chest, + is forwards. */
  readonly swayPitch: number;
  /** Whose head it is, exactly where that body has it; the neck leads over. Left out, its own. */
  readonly skull?: BodyPose;
}

export const REST: BodyPose = {
  pitch: 0,
  yaw: 0,
  roll: 0,
  breath: 0,
  swayX: 0,
  swayRoll: 0,
  swayYaw: 0,
  swayPitch: 0,
};

/** How the head's turn is shared out along the neck: lower neck, upper neck, skull on the neck. Sums to 1. */
const SHARE = [0.22, 0.3, 0.48] as const;

/** Row-major 3x4. */
type Affine = Float64Array;

function multiply(a: Affine, b: Affine): Affine {
  const out = new Float64Array(12);
  for (let r = 0; r < 3; r++) {
    for (let c = 0; c < 4; c++) {
      let sum = c === 3 ? a[r * 4 + 3]! : 0;
      for (let k = 0; k < 3; k++) sum += a[r * 4 + k]! * b[k * 4 + c]!;
      out[r * 4 + c] = sum;
    }
  }
  return out;
}

/** Rotation about `pivot`: roll, then pitch, then yaw. */
function turnAbout(pivot: readonly number[], pitch: number, yaw: number, roll: number): Affine {
  const [sx, cx] = [Math.sin(pitch), Math.cos(pitch)];
  const [sy, cy] = [Math.sin(yaw), Math.cos(yaw)];
  const [sz, cz] = [Math.sin(-roll), Math.cos(-roll)];
  // Y * X * Z.
  const m = [
    cy * cz + sy * sx * sz,
    -cy * sz + sy * sx * cz,
    sy * cx,
    cx * sz,
    cx * cz,
    -sx,
    -sy * cz + cy * sx * sz,
    sy * sz + cy * sx * cz,
    cy * cx,
  ];
  const out = new Float64Array(12);
  for (let r = 0; r < 3; r++) {
    let moved = 0;
    for (let c = 0; c < 3; c++) {
      out[r * 4 + c] = m[r * 3 + c]!;
      moved += m[r * 3 + c]! * (pivot[c] ?? 0);
    }
    out[r * 4 + 3] = (pivot[r] ?? 0) - moved;
  }
  return out;
}

/** World matrices of chest, lower neck, upper neck, head relative to rest. */
export function jointMatrices(joints: AvatarModel['joints'], pose: BodyPose): Affine[] {
  const [chestAt = [0, 0, 0], neck1 = [0, 0, 0], neck2 = [0, 0, 0], head = [0, 0, 0]] = joints;
  const sway = turnAbout(chestAt, pose.swayPitch, pose.swayYaw, pose.swayRoll);
  sway[3]! += pose.swayX;
  sway[7]! += pose.breath * 0.0011;
  const chest = Float64Array.from(sway);
  // The rib cage opens forwards and a little sideways.
  const grow = [1 + 0.004 * pose.breath, 1 + 0.0035 * pose.breath, 1 + 0.012 * pose.breath];
  for (let r = 0; r < 3; r++) {
    for (let c = 0; c < 3; c++) {
      const linear = sway[r * 4 + c]!;
      chest[r * 4 + c] = linear * (grow[c] ?? 1);
      chest[r * 4 + 3]! += linear * (1 - (grow[c] ?? 1)) * (chestAt[c] ?? 0);
    }
  }
  const step = (parent: Affine, at: readonly number[], share: number): Affine =>
    multiply(parent, turnAbout(at, pose.pitch * share, pose.yaw * share, pose.roll * share));
  const lower = step(sway, neck1, SHARE[0]);
  const upper = step(lower, neck2, SHARE[1]);
  const own = [chest, lower, upper, step(upper, head, SHARE[2])];
  if (!pose.skull) return own;
  // The two stand a pixel apart at most: between them matrices may be blended number by number.
  return jointMatrices(joints, pose.skull).map((there, j) =>
    there.map((value, k) => own[j]![k]! + (value - own[j]![k]!) * (j / (own.length - 1))),
  );
}

/** Vertices whose normals a morph can change, and the triangles around them, over welded vertices. */
interface Relief {
  readonly weld: Uint32Array;
  readonly triangles: Uint32Array;
  readonly vertices: Uint32Array;
  readonly sums: Float32Array;
}

function findRelief(part: ModelPart): Relief | null {
  if (part.targets.size === 0) return null;
  const count = part.positions.length / 3;
  const first = new Map<string, number>();
  const weld = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    // Vertices split along texture seams share position; normals must stay smooth across them.
    const key = `${part.positions[i * 3]},${part.positions[i * 3 + 1]},${part.positions[i * 3 + 2]}`;
    const known = first.get(key);
    weld[i] = known ?? i;
    if (known === undefined) first.set(key, i);
  }
  const moves = new Uint8Array(count);
  for (const target of part.targets.values()) for (const v of target.vertices) moves[weld[v] ?? 0] = 1;
  const near = new Uint8Array(count);
  for (let t = 0; t < part.indices.length; t += 3) {
    const corners = [0, 1, 2].map((k) => weld[part.indices[t + k] ?? 0] ?? 0);
    if (corners.some((v) => moves[v])) for (const v of corners) near[v] = 1;
  }
  const triangles: number[] = [];
  for (let t = 0; t < part.indices.length; t += 3) {
    const corners = [0, 1, 2].map((k) => weld[part.indices[t + k] ?? 0] ?? 0);
    if (corners.some((v) => near[v])) triangles.push(...corners);
  }
  const vertices: number[] = [];
  for (let i = 0; i < count; i++) if (near[weld[i] ?? 0]) vertices.push(i);
  return {
    weld,
    triangles: Uint32Array.from(triangles),
    vertices: Uint32Array.from(vertices),
    sums: new Float32Array(count * 3),
  };
}

export interface PosedPart {
  readonly part: ModelPart;
  /** Morphed and bent; rewritten by every `pose` call. */
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  /** How far the skin is folded, 0 at rest, a value a vertex; null where nothing folds. Rewritten too. */
  readonly folded: Float32Array | null;
}

export interface Poser {
  readonly parts: readonly PosedPart[];
  /** `weights[i]` belongs to `names[i]`; names the model lacks are ignored. */
  /** A figure without `hands` lets its arms hang as its model does. */
  pose(names: readonly string[], weights: ArrayLike<number>, body: BodyPose, hands?: ArmsPose | null): void;
  /** Another shape at rest for all parts, as an editor makes it; seen from the next `pose` on. */
  reshape(shape: RestShape): void;
}

/** A model's shape at rest without what stays: parts in the model's order with as many vertices as they have. */
export interface RestShape {
  readonly parts: readonly { readonly positions: Float32Array; readonly normals: Float32Array }[];
  readonly joints: AvatarModel['joints'];
}

export function createPoser(model: AvatarModel, only?: readonly string[]): Poser {
  const work = model.parts
    .filter((part) => !only || only.includes(part.name))
    .map((part) => {
      const count = part.positions.length / 3;
      const rigid = new Int8Array(count).fill(-1);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < 4; j++) if ((part.weights[i * 4 + j] ?? 0) > 0.998) rigid[i] = j;
      }
      const folds = foldsOf(part, model);
      return {
        part,
        folds,
        folded: folds.size > 0 ? new Float32Array(count) : null,
        rest: part.positions,
        restNormals: part.normals,
        held: heldVertices(part),
        targets: withTip(part),
        positions: Float32Array.from(part.positions),
        normals: Float32Array.from(part.normals),
        morphed: Float32Array.from(part.positions),
        bent: Float32Array.from(part.normals),
        relief: findRelief(part),
        // Lit as the skin it covers, not as its cards; how far that turns in a face that speaks does not show.
        covers: part.name === 'beard',
        rigid,
      };
    });

  const arms = createArms(model);
  // Lips and lower teeth part for a tongue on its way out, not for a tip that lifts.
  const curls = work.some((item) => item.targets !== item.part.targets);
  let { joints } = model;
  const reshape = (shape: RestShape): void => {
    joints = shape.joints;
    work.forEach((item) => {
      const next = shape.parts[model.parts.indexOf(item.part)];
      if (next?.positions.length !== item.rest.length) return;
      item.rest = next.positions;
      item.restNormals = next.normals;
      item.morphed.set(next.positions);
      item.bent.set(next.normals);
    });
  };

  const pose: Poser['pose'] = (names, weights, body, hands) => {
    if (arms && hands) arms.pose(hands);
    const matrices = jointMatrices(joints, body);
    const flat = new Float64Array(48);
    matrices.forEach((m, j) => {
      flat.set(m, j * 12);
    });
    const blended = new Float64Array(12);
    for (const item of work) {
      const { part, targets, folds, folded, morphed, bent, relief, rigid, positions, normals } = item;
      if (relief) {
        morphed.set(item.rest);
        folded?.fill(0);
        for (let n = 0; n < names.length; n++) {
          const w = weights[n] ?? 0;
          if (w === 0) continue;
          const folding = folds.get(names[n] ?? '');
          if (folded && folding) fold(folded, folding, w);
          if (names[n] === 'tongueOut' && curls) {
            const { tip, out } = tongueWeights(w);
            morph(morphed, targets.get(TIP), tip);
            morph(morphed, targets.get('tongueOut'), out);
          } else morph(morphed, targets.get(names[n] ?? ''), w);
        }
        if (!item.covers) refreshNormals(relief, morphed, bent);
      }
      if (arms && hands) {
        const rest = { positions: item.rest, normals: item.restNormals };
        bendPart(part, item.held, arms.matrices, rest, morphed, bent);
      }
      for (let i = 0; i < rigid.length; i++) {
        const j = rigid[i]!;
        let m: ArrayLike<number> = blended;
        let o = 0;
        if (j >= 0) {
          m = flat;
          o = j * 12;
        } else {
          for (let c = 0; c < 12; c++) {
            blended[c] =
              part.weights[i * 4]! * flat[c]! +
              part.weights[i * 4 + 1]! * flat[12 + c]! +
              part.weights[i * 4 + 2]! * flat[24 + c]! +
              part.weights[i * 4 + 3]! * flat[36 + c]!;
          }
        }
        const x = morphed[i * 3]!;
        const y = morphed[i * 3 + 1]!;
        const z = morphed[i * 3 + 2]!;
        positions[i * 3] = m[o]! * x + m[o + 1]! * y + m[o + 2]! * z + m[o + 3]!;
        positions[i * 3 + 1] = m[o + 4]! * x + m[o + 5]! * y + m[o + 6]! * z + m[o + 7]!;
        positions[i * 3 + 2] = m[o + 8]! * x + m[o + 9]! * y + m[o + 10]! * z + m[o + 11]!;
        const nx = bent[i * 3]!;
        const ny = bent[i * 3 + 1]!;
        const nz = bent[i * 3 + 2]!;
        normals[i * 3] = m[o]! * nx + m[o + 1]! * ny + m[o + 2]! * nz;
        normals[i * 3 + 1] = m[o + 4]! * nx + m[o + 5]! * ny + m[o + 6]! * nz;
        normals[i * 3 + 2] = m[o + 8]! * nx + m[o + 9]! * ny + m[o + 10]! * nz;
      }
    }
  };
  return { parts: work, pose, reshape };
}

function morph(points: Float32Array, target: SparseTarget | undefined, weight: number): void {
  if (!target || weight === 0) return;
  const { vertices, offsets } = target;
  for (let k = 0; k < vertices.length; k++) {
    const at = vertices[k]! * 3;
    points[at]! += offsets[k * 3]! * weight;
    points[at + 1]! += offsets[k * 3 + 1]! * weight;
    points[at + 2]! += offsets[k * 3 + 2]! * weight;
  }
}

function refreshNormals(relief: Relief, points: Float32Array, out: Float32Array): void {
  const { weld, triangles, vertices, sums } = relief;
  for (const v of vertices) {
    const at = weld[v]! * 3;
    sums[at] = 0;
    sums[at + 1] = 0;
    sums[at + 2] = 0;
  }
  for (let t = 0; t < triangles.length; t += 3) {
    const a = triangles[t]! * 3;
    const b = triangles[t + 1]! * 3;
    const c = triangles[t + 2]! * 3;
    const ux = points[b]! - points[a]!;
    const uy = points[b + 1]! - points[a + 1]!;
    const uz = points[b + 2]! - points[a + 2]!;
    const vx = points[c]! - points[a]!;
    const vy = points[c + 1]! - points[a + 1]!;
    const vz = points[c + 2]! - points[a + 2]!;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    sums[a]! += nx;
    sums[a + 1]! += ny;
    sums[a + 2]! += nz;
    sums[b]! += nx;
    sums[b + 1]! += ny;
    sums[b + 2]! += nz;
    sums[c]! += nx;
    sums[c + 1]! += ny;
    sums[c + 2]! += nz;
  }
  for (const v of vertices) {
    const at = weld[v]! * 3;
    const length = Math.sqrt(sums[at]! ** 2 + sums[at + 1]! ** 2 + sums[at + 2]! ** 2) || 1;
    out[v * 3] = sums[at]! / length;
    out[v * 3 + 1] = sums[at + 1]! / length;
    out[v * 3 + 2] = sums[at + 2]! / length;
  }
}
