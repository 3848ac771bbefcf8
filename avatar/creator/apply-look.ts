/** Shapes a body from a pack, and lets a model baked from another look follow it. Pure; browser, Node and Deno. */

import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { groundOf, restBody } from '../bake/body.ts';
import { BODY_VERTICES } from '../bake/morph.ts';
import type { CreatorPack } from './pack.ts';

const METRES = 0.1;
/** Bones whose places are the joints of a baked model, parent first: chest, neck1, neck2, head. */
const JOINT_BONES = ['spine01', 'neck01', 'neck02', 'head'] as const;

type Point = readonly [number, number, number];

export interface ShapedBody {
  /** 3 values a pack vertex: metres, +Y up, soles at y = 0. */
  readonly positions: Float32Array;
  /** As `AvatarModel.joints`. */
  readonly joints: readonly Point[];
  /** Middle between the eyes. */
  readonly eyes: Point;
}

/** `applyLook` with what else of the body a model needs to follow it. */
export function shapeLook(pack: CreatorPack, look: Pick<AvatarLook, 'macro' | 'face' | 'sides'>): ShapedBody {
  const rig = restBody(pack.data, look);
  const ground = groundOf(rig.positions);
  const place = ([x, y, z]: Point): Point => [x * METRES, (y - ground) * METRES, z * METRES];
  const [left, right] = [rig.joint('eye.L'), rig.joint('eye.R')];
  const middle = (c: 0 | 1 | 2): number => ((left[c] ?? 0) + (right[c] ?? 0)) / 2;
  return {
    positions: packPositions(pack, rig.positions, ground),
    joints: JOINT_BONES.map((bone) => place(rig.joint(bone))),
    eyes: place([middle(0), middle(1), middle(2)]),
  };
}

/**
 * Positions of the pack's vertices for a look: metres, +Y up, soles at y = 0, 3 values a vertex, as the bake of that
 * look places them. Reads `macro` and `face` only. About 20 ms on one core.
 */
export function applyLook(
  pack: CreatorPack,
  look: Pick<AvatarLook, 'macro' | 'face' | 'sides'>,
): Float32Array {
  const { positions } = restBody(pack.data, look);
  return packPositions(pack, positions, groundOf(positions));
}

function packPositions(pack: CreatorPack, positions: Float32Array, ground: number): Float32Array {
  const out = new Float32Array(pack.kept.length * 3);
  pack.kept.forEach((v, k) => {
    out[k * 3] = (positions[v * 3] ?? 0) * METRES;
    out[k * 3 + 1] = ((positions[v * 3 + 1] ?? 0) - ground) * METRES;
    out[k * 3 + 2] = (positions[v * 3 + 2] ?? 0) * METRES;
  });
  return out;
}

/** Pack vertices a model vertex follows. */
const NEIGHBOURS = 4;
/** Edge of a search cell, metres. */
const CELL = 0.012;

export interface Binding {
  /** Model positions at rest. */
  readonly rest: Float32Array;
  /** The pack's positions for the look the model was baked from. */
  readonly packRest: Float32Array;
  /** `NEIGHBOURS` pack vertices a model vertex, and how much of each. */
  readonly vertices: Uint32Array;
  readonly shares: Float32Array;
  /** Balls keep their shape: each half of the face moves and scales as one. */
  readonly ball: boolean;
  /** Glasses and headsets are stiff: they move as one and become wider, higher or deeper. */
  readonly stiff: boolean;
}

/**
 * Ties a part of a baked model (`avatar/scene/model.ts`, names of `ModelPart`) to the pack. Skin vertices coincide with
 * pack vertices and follow exactly; brows, lashes, hair and clothes follow the nearest of the body's surface, teeth and
 * tongue the base's own helpers for them. `packRest` is `applyLook` of the look that was baked.
 */
export function bindPart(
  pack: CreatorPack,
  packRest: Float32Array,
  part: { readonly name: string; readonly positions: Float32Array },
): Binding {
  const inner =
    part.name === 'eyes' || part.name === 'cornea' || part.name === 'teeth' || part.name === 'tongue';
  const cells = new Map<number, number[]>();
  const cell = (x: number, y: number, z: number): number =>
    (Math.floor(x / CELL) + 512) * 2 ** 24 +
    (Math.floor(y / CELL) + 512) * 2 ** 12 +
    Math.floor(z / CELL) +
    512;
  const used = new Set(pack.indices);
  pack.kept.forEach((v, k) => {
    if (inner ? v < BODY_VERTICES : !used.has(k)) return;
    const key = cell(packRest[k * 3] ?? 0, packRest[k * 3 + 1] ?? 0, packRest[k * 3 + 2] ?? 0);
    const list = cells.get(key);
    if (list) list.push(k);
    else cells.set(key, [k]);
  });
  const count = part.positions.length / 3;
  const vertices = new Uint32Array(count * NEIGHBOURS);
  const shares = new Float32Array(count * NEIGHBOURS);
  for (let i = 0; i < count; i++) {
    const at = part.positions.subarray(i * 3, i * 3 + 3);
    const near = nearest(at, packRest, cells, cell);
    const [first] = near;
    // Within a tenth of a millimetre it is the same vertex.
    const chosen = first && first.distance < 1e-4 ? [first] : near;
    let total = 0;
    for (const { distance } of chosen) total += 1 / (distance + 1e-6) ** 2;
    chosen.forEach(({ vertex, distance }, n) => {
      vertices[i * NEIGHBOURS + n] = vertex;
      shares[i * NEIGHBOURS + n] = 1 / (distance + 1e-6) ** 2 / total;
    });
  }
  return {
    rest: part.positions,
    packRest,
    vertices,
    shares,
    ball: part.name === 'eyes' || part.name === 'cornea',
    stiff: part.name === 'glasses' || part.name === 'lens' || part.name === 'headset',
  };
}

interface Near {
  readonly vertex: number;
  readonly distance: number;
}

function nearest(
  at: Float32Array,
  positions: Float32Array,
  cells: ReadonlyMap<number, readonly number[]>,
  cell: (x: number, y: number, z: number) => number,
): Near[] {
  const [x = 0, y = 0, z = 0] = at;
  let found: Near[] = [];
  // Beyond 20 cells, 24 cm, nothing of a person is left to follow.
  for (let reach = 1; reach <= 20; reach = reach < 3 ? reach + 1 : reach * 2) {
    found = [];
    for (let i = -reach; i <= reach; i++)
      for (let j = -reach; j <= reach; j++)
        for (let k = -reach; k <= reach; k++)
          for (const vertex of cells.get(cell(x + i * CELL, y + j * CELL, z + k * CELL)) ?? []) {
            const distance = Math.hypot(
              (positions[vertex * 3] ?? 0) - x,
              (positions[vertex * 3 + 1] ?? 0) - y,
              (positions[vertex * 3 + 2] ?? 0) - z,
            );
            found.push({ vertex, distance });
          }
    if (found.length >= NEIGHBOURS) break;
  }
  return found.sort((a, b) => a.distance - b.distance || a.vertex - b.vertex).slice(0, NEIGHBOURS);
}

/** Where the bound part stands when the pack stands at `now` (`applyLook` of the edited look). Fills and returns `out`. */
export function follow(
  binding: Binding,
  now: Float32Array,
  out = new Float32Array(binding.rest.length),
): Float32Array {
  const { rest, packRest, vertices, shares } = binding;
  for (let i = 0; i < rest.length; i += 3) {
    let [x, y, z] = [0, 0, 0];
    for (let n = 0; n < NEIGHBOURS; n++) {
      const share = shares[(i / 3) * NEIGHBOURS + n] ?? 0;
      if (share === 0) continue;
      const from = (vertices[(i / 3) * NEIGHBOURS + n] ?? 0) * 3;
      x += share * ((now[from] ?? 0) - (packRest[from] ?? 0));
      y += share * ((now[from + 1] ?? 0) - (packRest[from + 1] ?? 0));
      z += share * ((now[from + 2] ?? 0) - (packRest[from + 2] ?? 0));
    }
    out[i] = (rest[i] ?? 0) + x;
    out[i + 1] = (rest[i + 1] ?? 0) + y;
    out[i + 2] = (rest[i + 2] ?? 0) + z;
  }
  if (binding.ball) for (const side of [-1, 1]) keepBall(rest, out, side);
  if (binding.stiff) for (const axis of [0, 1, 2]) keepStraight(rest, out, axis);
  return out;
}

/** Replaces the moved vertices of one side by the shift and uniform scale that come closest to them. */
function keepBall(rest: Float32Array, moved: Float32Array, side: number): void {
  const own: number[] = [];
  for (let i = 0; i < rest.length; i += 3) if (Math.sign(rest[i] ?? 0) === side) own.push(i);
  const mean = (values: Float32Array): number[] =>
    [0, 1, 2].map((c) => own.reduce((sum, i) => sum + (values[i + c] ?? 0), 0) / own.length);
  const from = mean(rest);
  const to = mean(moved);
  let [across, size] = [0, 0];
  for (const i of own)
    for (let c = 0; c < 3; c++) {
      const r = (rest[i + c] ?? 0) - (from[c] ?? 0);
      across += r * ((moved[i + c] ?? 0) - (to[c] ?? 0));
      size += r * r;
    }
  const scale = size > 0 ? across / size : 1;
  for (const i of own)
    for (let c = 0; c < 3; c++) moved[i + c] = (to[c] ?? 0) + scale * ((rest[i + c] ?? 0) - (from[c] ?? 0));
}

/** Replaces the moved places along one axis by the shift and scale that come closest to them. */
function keepStraight(rest: Float32Array, moved: Float32Array, axis: number): void {
  const count = rest.length / 3;
  let [from, to] = [0, 0];
  for (let i = axis; i < rest.length; i += 3) {
    from += (rest[i] ?? 0) / count;
    to += (moved[i] ?? 0) / count;
  }
  let [across, size] = [0, 0];
  for (let i = axis; i < rest.length; i += 3) {
    across += ((rest[i] ?? 0) - from) * ((moved[i] ?? 0) - to);
    size += ((rest[i] ?? 0) - from) ** 2;
  }
  const scale = size > 0 ? across / size : 1;
  for (let i = axis; i < rest.length; i += 3) moved[i] = to + scale * ((rest[i] ?? 0) - from);
}
