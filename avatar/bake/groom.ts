/** Grows cards of hair from the scalp: strands traced along a style's direction field, over skull, neck and clothes. */

import type { Face } from './data.ts';
import { hairDepth, type Strand } from './hair-depth.ts';
import { besideEar, crossesFace, faceHalf, onEar } from './hair-room.ts';
import { type CardKind, COLUMN, COLUMNS, COVER } from './hair-texture.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import { fbm } from './noise.ts';
import { type Root, type Scalp, sequence } from './scalp.ts';
import type { Surface } from './surface.ts';
import { add, cross, dot, unitVector } from './vector.ts';

/** One lock: lengths in decimetres. */
export interface Lock {
  readonly length: number;
  readonly width: number;
  readonly kind: CardKind;
  readonly segments: number;
  /** 0 leaves the scalp flat along the style's direction, 1 upright. */
  readonly lift: number;
  /** How strongly the style's field bends it, per decimetre. */
  readonly follow: number;
  /** How strongly its weight bends it, per decimetre. */
  readonly weight: number;
  /** Distance kept from the scalp once it has left it. */
  readonly clearance: number;
  /** Decimetres over which it rises to its clearance; left out, as steeply as it can. */
  readonly rise?: number;
  readonly wave?: { readonly amplitude: number; readonly period: number; readonly coil: boolean };
  /** 0 stands free, 1 stays at its clearance over the skull. */
  readonly cling: number;
  /** The same on top of the head, where the set shines through below what stands off; left out, `cling`. */
  readonly top?: number;
  /** Where it is tied. */
  readonly goal?: Vec3;
  /** Height it is cut at. */
  readonly end?: number;
  /** Shade of the layer: 1 on top, less below. */
  readonly light: number;
  /** Shaded as a piece of the volume rather than as a rounded lock. */
  readonly flat?: boolean;
  /** Turn about its own axis, radians. */
  readonly roll?: number;
  /** Direction it is shaded by, instead of its own faces': tufts of a volume that stand in all directions. */
  readonly outward?: Vec3;
}

/** Direction hair is combed in at a point; need not be a unit vector. */
export type Field = (at: Vec3, root: Root, travelled: number) => Vec3;

const STEP = 0.06;
/** Groups of locks that wave alike, a decimetre. */
const GROUP = 1.6;
/** How far the edge of a lock on top of the head stands off its middle, decimetres. */
const RISE = 0.012;
/** By how much the flanks of a wave tilt what they are lit by, and its crests gain and its troughs lose of their light. */
const WAVED = { tilt: 0.42, light: 0.22 } as const;
/** What of the surround's light still reaches the inside of hair: strands scatter it on. */
const INNER = 0.42;

/** Points along a lock from root to tip, evenly spaced. */
function trace(scalp: Scalp, root: Root, lock: Lock, field: Field): Point[] {
  const combed = field(root.at, root, 0);
  const flat = unitVector(add(combed, root.normal, -dot(combed, root.normal)));
  let direction = unitVector(add([0, 0, 0], add([0, 0, 0], flat, 1 - lock.lift), 1));
  direction = unitVector(add(direction, root.normal, lock.lift / Math.max(0.05, 1 - lock.lift)));
  // What rises slowly begins above the sheet: it would come out of it all at once, with an edge.
  let at = add(root.at, root.normal, lock.rise ? 0.008 : -0.006);
  const step = Math.min(STEP, lock.length / 6);
  const path: { at: Vec3; normal: Vec3 }[] = [{ at, normal: root.normal }];
  for (let travelled = step; travelled <= lock.length + 1e-6; travelled += step) {
    const pull = unitVector(field(at, root, travelled));
    direction = unitVector(
      add(
        add(direction, pull, lock.follow * step),
        [0, -1, 0],
        lock.weight * step * Math.min(1, travelled * 3),
      ),
    );
    at = add(at, direction, step);
    const { normal, distance } = scalp.near(at);
    const wanted = lock.rise
      ? lock.clearance * (1 - Math.exp(-travelled / lock.rise))
      : Math.min(lock.clearance, travelled * 0.8);
    if (distance > wanted) {
      // Hair lies on hair: it stays near the skull until it falls past it.
      const high = smoothstep(scalp.eyeY + 0.3 * scalp.unit, scalp.eyeY + 0.6 * scalp.unit, at[1]);
      const cling = lock.cling + ((lock.top ?? lock.cling) - lock.cling) * high;
      const skull = smoothstep(scalp.eyeY - 0.3, scalp.eyeY + 0.3, at[1]) * cling;
      at = add(at, normal, (wanted - distance) * skull);
      direction = unitVector(add(direction, normal, -Math.max(0, dot(direction, normal)) * skull));
    } else {
      // Over an ear, not around it: pushed off its rims, locks would part before and behind it.
      const ear = besideEar(scalp, at);
      const side = Math.sign(at[0]);
      // The inside of an ear faces the skull, and would send them there.
      const facing: Vec3 = ear > 0 && normal[0] * side < 0 ? [0, normal[1], normal[2]] : normal;
      const over = unitVector(add(facing, [side, 0, 0], 1.2 * ear));
      // In small steps: thrown off an ear, a lock would hang before the set like a thread.
      at = add(at, over, ear > 0.5 ? Math.min(wanted - distance, wanted) : wanted - distance);
      const into = dot(direction, over);
      if (into < 0) direction = unitVector(add(direction, over, -into));
    }
    const half = faceHalf(scalp, at);
    if (Math.abs(at[0]) < half) {
      const side = Math.abs(root.at[0]) < 0.02 ? Math.sign(pull[0]) || 1 : Math.sign(at[0]) || 1;
      at = [at[0] + (side * half - at[0]) * 0.5, at[1], at[2]];
    }
    // Smoothed: the nearest face changes in steps along a coarse body.
    const before = path.at(-1)?.normal ?? normal;
    path.push({ at, normal: unitVector(add(before, normal, 0.6)) });
    if (lock.end !== undefined && at[1] < lock.end) break;
    if (lock.goal && Math.hypot(at[0] - lock.goal[0], at[1] - lock.goal[1], at[2] - lock.goal[2]) < 0.16)
      break;
  }
  return resample(smoothed(scalp, path), lock.segments).map((point) => ({
    ...point,
    shade: volumeNormal(scalp, point),
  }));
}

/**
 * Outwards from the mass of hair, not from what lies below it: an ellipsoid around the skull that goes on downwards as a
 * cylinder. Locks side by side are lit alike, so none shows as a strap.
 */
function volumeNormal({ centre, crown }: Scalp, { at, normal }: Pick<Point, 'at' | 'normal'>): Vec3 {
  const high = crown - centre[1];
  const up = Math.max(0, at[1] - centre[1]) / high ** 2;
  const round = unitVector([at[0] / 0.62, up * 0.8, (at[2] - centre[2] + 0.05) / 0.9]);
  return unitVector(add([round[0] * 0.8, round[1] * 0.8, round[2] * 0.8], normal, 0.2));
}

/** How often a path is evened out over the skull, and where it hangs: an ear below must not make a corner in it. */
const ROUNDS = { skull: 8, hanging: 26 } as const;

/** Evens out steps that the coarse body left in a path; its ends stay. */
function smoothed({ eyeY }: Scalp, path: { at: Vec3; normal: Vec3 }[]): { at: Vec3; normal: Vec3 }[] {
  let current = path;
  const hangs = path.map(({ at }) => smoothstep(eyeY + 0.35, eyeY - 0.15, at[1]));
  for (let round = 0; round < ROUNDS.hanging; round++) {
    current = current.map((point, i) => {
      const before = current[i - 1];
      const after = current[i + 1];
      const share = round < ROUNDS.skull ? 0.5 : 0.5 * hangs[i]!;
      if (!before || !after || share === 0) return point;
      const mean = (pick: 'at' | 'normal'): Vec3 =>
        [0, 1, 2].map(
          (d) => point[pick][d]! * (1 - share) + (before[pick][d]! + after[pick][d]!) * (share / 2),
        ) as unknown as Vec3;
      return { at: mean('at'), normal: unitVector(mean('normal')) };
    });
  }
  return current;
}

interface Point {
  readonly at: Vec3;
  readonly normal: Vec3;
  /** Share of the length from the root. */
  readonly v: number;
  /** Normal it is lit by, where that is not the card's own. */
  readonly shade?: Vec3;
}

/** Bends count as this much of a path's length, decimetres a radian: points gather where it turns. */
const BEND = 0.8;

/** Denser where the path bends, at the skull above all: a chord would dive under the scalp, and its corner would show. */
function resample(path: readonly { at: Vec3; normal: Vec3 }[], segments: number): Point[] {
  const costs = [0];
  const lengths = [0];
  for (let i = 1; i < path.length; i++) {
    const [a, b, c] = [path[i - 1]!.at, path[i]!.at, path[i + 1]?.at];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
    const turn = c
      ? Math.acos(
          Math.min(
            1,
            dot(
              unitVector([b[0] - a[0], b[1] - a[1], b[2] - a[2]]),
              unitVector([c[0] - b[0], c[1] - b[1], c[2] - b[2]]),
            ),
          ),
        )
      : 0;
    lengths.push(lengths[i - 1]! + length);
    costs.push(costs[i - 1]! + length + BEND * turn);
  }
  const [cost, length] = [costs.at(-1)!, lengths.at(-1)! || 1];
  let k = 0;
  return Array.from({ length: segments + 1 }, (_, i) => {
    const wanted = (i / segments) * cost;
    while (k < path.length - 2 && costs[k + 1]! < wanted) k++;
    const a = path[k]!;
    const b = path[Math.min(path.length - 1, k + 1)]!;
    const span = (costs[k + 1] ?? cost) - costs[k]!;
    const f = span > 0 ? Math.min(1, (wanted - costs[k]!) / span) : 0;
    return {
      v: (lengths[k]! + ((lengths[k + 1] ?? lengths[k]!) - lengths[k]!) * f) / length,
      at: add([a.at[0] * (1 - f), a.at[1] * (1 - f), a.at[2] * (1 - f)], b.at, f),
      normal: unitVector(
        add([a.normal[0] * (1 - f), a.normal[1] * (1 - f), a.normal[2] * (1 - f)], b.normal, f),
      ),
    };
  });
}

export interface SheetPoint {
  readonly at: Vec3;
  /** Where the depth of hair is asked for. */
  readonly lit: Vec3;
  readonly normal: Vec3;
  readonly light: number;
}

/** Four points by their number, anticlockwise from outside, with what of a column of the map lies on each. */
export interface SheetQuad {
  readonly corners: readonly [number, number, number, number];
  readonly uvs: readonly { readonly column: number; readonly x: number; readonly v: number }[];
}

/** Collects cards and becomes the surface of the part `hair`. */
export class Groom {
  readonly scalp: Scalp;
  readonly begun: number;
  #points: number[] = [];
  #normals: number[] = [];
  #light: number[] = [];
  /** Where the depth of each point is asked for. */
  #lit: Vec3[] = [];
  #uvs: number[] = [];
  #faces: Face[] = [];
  #strands: Strand[] = [];
  #outward: number[] = [];
  #random: () => number;

  /** `begun`: share of the hairline's column after which all hair has begun. */
  constructor(scalp: Scalp, seed: number, begun: number) {
    this.scalp = scalp;
    this.begun = begun;
    this.#random = sequence(seed);
  }

  get cards(): number {
    return this.#faces.length;
  }

  grow(root: Root, lock: Lock, field: Field): void {
    const path = trace(this.scalp, root, lock, field);
    if (path.some(({ at }) => crossesFace(this.scalp, at))) return;
    if (lock.goal && path.some(({ at }) => onEar(this.scalp, at))) return;
    this.lay(path, lock);
  }

  /** A card along given points. Colours fall off towards roots that lie deep. */
  lay(path: readonly { at: Vec3; normal: Vec3; v?: number; shade?: Vec3 }[], lock: Lock): void {
    const random = this.#random;
    const columns = COLUMN[lock.kind];
    const column = columns[Math.floor(random() * columns.length)] ?? 0;
    const mirrored = random() < 0.5;
    const begin = path[0]?.at ?? [0, 0, 0];
    // Neighbours wave as one: locks that each keep their own time are a frizz without a wave.
    const phase = 12.6 * fbm(begin[0] * GROUP, begin[1] * GROUP, begin[2] * GROUP, 2, 761) + 1.1 * random();
    const shape = lock.flat ? 0.2 : 1;
    const roll = (lock.roll ?? 0.3) * (random() * 2 - 1);
    // Locks do not shine at one height, nor are two of one tone.
    const tilt = 0.09 * (random() * 2 - 1);
    const apart = lock.flat ? 0.16 : 0.35 + 0.65 * smoothstep(0.4, 1.8, lock.length);
    const tone = 0.2 * random() + 0.2 * fbm(begin[0] * 5, begin[1] * 5, begin[2] * 5, 2, 762);
    const tint = 1 + apart * (tone - 0.26);
    const start = this.#points.length / 3;
    const painted = this.#uvs.length / 2;
    const n = path.length - 1;
    let travelled = 0;
    const centres = path.map(({ at, normal }, i) => {
      const previous = path[Math.max(0, i - 1)]?.at ?? at;
      const next = path[Math.min(n, i + 1)]?.at ?? at;
      const along = unitVector([next[0] - previous[0], next[1] - previous[1], next[2] - previous[2]]);
      const side = unitVector(cross(along, normal));
      if (i > 0) travelled += Math.hypot(at[0] - previous[0], at[1] - previous[1], at[2] - previous[2]);
      const v = path[i]?.v ?? i / n;
      const shade = path[i]?.shade ?? normal;
      if (!lock.wave) return { at, along, side, normal, v, shade, crest: 0 };
      // Its weight draws a wave out where it lies on the crown, and one would look below it from the side.
      const drawn = 0.15 + 0.85 * smoothstep(this.scalp.crown, this.scalp.crown - 1.3, at[1]);
      const grown = drawn * smoothstep(0.05, 0.6, travelled / Math.max(0.5, lock.wave.period * 1.5));
      const turn = (travelled / lock.wave.period) * 6.283 + phase;
      const shifted = add(at, side, lock.wave.amplitude * grown * Math.sin(turn));
      const out = lock.wave.coil ? 0.8 * Math.cos(turn) + 0.4 : 0.22 * Math.cos(turn + 1) + 0.18;
      // A wave faces up where it goes outwards and is darker where it dips: seen from in front that is all that shows of it.
      const steep = lock.wave.coil ? Math.sin(turn) : Math.sin(turn + 1);
      const tilted = unitVector(add(shade, along, (lock.wave.coil ? 1 : 0.5) * WAVED.tilt * grown * steep));
      const crest = grown * (lock.wave.coil ? Math.cos(turn) : Math.cos(turn + 1));
      const waved = add(shifted, normal, lock.wave.amplitude * grown * out);
      return { at: waved, along, side, normal, v, shade: tilted, crest };
    });
    this.#strands.push({ points: centres.map(({ at }) => at), width: lock.width, cover: COVER[lock.kind] });
    const tip = path[n]?.at ?? [0, 0, 0];
    centres.forEach(({ at, along, side, normal, v, shade, crest }, i) => {
      const half =
        (lock.width / 2) *
        (lock.flat ? 1 : (0.72 + 0.38 * smoothstep(0, 0.2, v)) * (1 - 0.5 * smoothstep(0.5, 1, v)));
      const rolled = lock.roll === undefined ? this.#settled(at, roll, half) : roll;
      const across = unitVector(
        add(
          [side[0] * Math.cos(rolled), side[1] * Math.cos(rolled), side[2] * Math.cos(rolled)],
          normal,
          Math.sin(rolled),
        ),
      );
      const outward = lock.outward ?? shade;
      for (const edge of [-1, 1]) {
        this.#points.push(...add(at, across, half * edge));
        this.#normals.push(
          ...unitVector(add(add(outward, across, 0.14 * edge * shape), along, tilt * shape)),
        );
        const root = lock.flat ? 1 : 1 - (lock.rise ? 0.16 : 0.3) * smoothstep(0.16, 0, v);
        this.#light.push(lock.light * tint * root * (1 + WAVED.light * crest));
        this.#outward.push(...outward);
        // Both corners are lit as their middle, or thin cards would be light on one side; a tuft as its outer end.
        this.#lit.push(lock.flat ? tip : at);
        const u = (column + 0.02 + 0.96 * (edge > 0 !== mirrored ? 1 : 0)) / COLUMNS;
        this.#uvs.push(u, 1 - v);
      }
      if (i === 0) return;
      const a = (i - 1) * 2;
      // Wound so that the front is the side away from the head.
      const corners = [a, a + 1, a + 3, a + 2];
      this.#faces.push({ v: corners.map((k) => start + k), uv: corners.map((k) => painted + k) });
    });
  }

  /** How far a lock may roll at a place: on top of the head an edge that stands up is a dark blade before the set. */
  #settled(at: Vec3, roll: number, half: number): number {
    const { eyeY, unit } = this.scalp;
    const most = Math.asin(Math.min(1, RISE / half));
    const flat = Math.min(most, Math.max(-most, roll));
    return roll + (flat - roll) * smoothstep(eyeY + 0.3 * unit, eyeY + 0.6 * unit, at[1]);
  }

  /** Quads between given points. Their hair counts for nothing in the depth of others: it lies below all of it. */
  sheet(points: readonly SheetPoint[], quads: readonly SheetQuad[]): void {
    const start = this.#points.length / 3;
    for (const { at, lit, normal, light } of points) {
      const outward = volumeNormal(this.scalp, { at, normal });
      this.#points.push(...at);
      this.#normals.push(...outward);
      this.#outward.push(...outward);
      this.#light.push(light);
      this.#lit.push(lit);
    }
    for (const { corners, uvs } of quads) {
      const painted = this.#uvs.length / 2;
      for (const { column, x, v } of uvs) this.#uvs.push((column + x) / COLUMNS, 1 - v);
      this.#faces.push({ v: corners.map((k) => start + k), uv: corners.map((_, k) => painted + k) });
    }
  }

  /** `joints` as person.ts names them: hair above the chin turns with the head, what falls lower follows the chest. */
  surface(): Surface {
    const count = this.#points.length / 3;
    const joints = new Float32Array(count * 4);
    const depth = hairDepth(this.#strands);
    const light = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const at = this.#lit[i] as Vec3;
      if (i > 0 && at === this.#lit[i - 1]) light[i] = light[i - 1]!;
      else light[i] = depth(at, this.#outward.slice(i * 3, i * 3 + 3) as unknown as Vec3);
    }
    for (let i = 0; i < count; i++)
      light[i] = Math.min(1, this.#light[i]! * (INNER + (1.05 - INNER) * light[i]!));
    for (let i = 0; i < count; i++) {
      const head = smoothstep(this.scalp.chin - 1.6, this.scalp.chin + 0.1, this.#points[i * 3 + 1] ?? 0);
      joints[i * 4] = 1 - head;
      joints[i * 4 + 3] = head;
    }
    return {
      faces: this.#faces,
      uvs: this.#uvs,
      vertexCount: count,
      fields: new Map([
        ['position', { size: 3, data: Float32Array.from(this.#points) }],
        ['normal', { size: 3, data: Float32Array.from(this.#normals) }],
        ['joints', { size: 4, data: joints }],
        ['ao', { size: 1, data: light }],
      ]),
    };
  }
}
