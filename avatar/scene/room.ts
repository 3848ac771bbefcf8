/**
 * A small ray caster for the places behind a person: boxes, cylinders and ellipsoids under area lights, seen once per film
 * at low resolution. Perspective, soft shadows and dim corners come by themselves, where painted rectangles look flat.
 */

export type Rgb = readonly [number, number, number];
type Point = readonly [number, number, number];

export interface Matter {
  /** Linear reflectance; a function of the point hit paints it. */
  readonly colour: Rgb | ((at: Point) => Rgb);
  /** Shines by itself instead. */
  readonly glows?: boolean;
}

interface Shape {
  readonly kind: 'box' | 'round' | 'pillar';
  readonly min: Point;
  readonly max: Point;
  readonly matter: Matter;
}

/** A rectangle or box that lights the room, metres; `power` is radiant intensity, linear RGB. */
export interface Lamp {
  readonly at: Point;
  readonly size: Point;
  readonly power: Rgb;
}

export interface Room {
  readonly shapes: readonly Shape[];
  readonly lamps: readonly Lamp[];
  readonly ambient: Rgb;
}

const solid =
  (kind: Shape['kind']) =>
  (min: Point, max: Point, colour: Matter['colour'], glows = false): Shape => ({
    kind,
    min,
    max,
    matter: { colour, glows },
  });
/** Metres: x to the right, y up from the floor, z towards the camera; the person stands at the origin. */
export const box = solid('box');
/** Ellipsoid inside the corners. */
export const round = solid('round');
/** Upright elliptic cylinder inside the corners, open at both ends. */
export const pillar = solid('pillar');

const EYE: Point = [0, 1.45, 2.1];
/** Height of the view at a distance of one metre: 28 degrees, a little wider than the portrait's lens. */
const SPREAD = 0.5;
const LAMP_SAMPLES = 4;
const CORNER_RAYS = 4;
const CORNER_REACH = 1.1;

/** Shapes in a flat tree of boxes: node n covers `bounds[6n..]`, leaves name one shape, inner nodes their right child. */
interface Tree {
  readonly shapes: readonly Shape[];
  readonly bounds: Float64Array;
  /** Shape of a leaf, else -1. */
  readonly leaf: Int32Array;
  /** Node that follows when this one is missed or done. */
  readonly skip: Int32Array;
}

function plantTree(shapes: readonly Shape[]): Tree {
  const size = shapes.length * 2 - 1;
  const bounds = new Float64Array(size * 6);
  const leaf = new Int32Array(size).fill(-1);
  const skip = new Int32Array(size);
  let next = 0;
  const build = (members: readonly number[]): void => {
    const node = next++;
    const low = [99, 99, 99];
    const high = [-99, -99, -99];
    for (const m of members) {
      for (let c = 0; c < 3; c++) {
        low[c] = Math.min(low[c]!, shapes[m]!.min[c as 0]);
        high[c] = Math.max(high[c]!, shapes[m]!.max[c as 0]);
      }
    }
    bounds.set([...low, ...high], node * 6);
    if (members.length === 1) leaf[node] = members[0]!;
    else {
      const middle = (m: number, c: number): number => shapes[m]!.min[c as 0] + shapes[m]!.max[c as 0];
      const spread = [0, 1, 2].map((c) => {
        const all = members.map((m) => middle(m, c));
        return Math.max(...all) - Math.min(...all);
      });
      const axis = spread.indexOf(Math.max(...spread));
      const sorted = [...members].sort((a, b) => middle(a, axis) - middle(b, axis) || a - b);
      build(sorted.slice(0, sorted.length >> 1));
      build(sorted.slice(sorted.length >> 1));
    }
    skip[node] = next;
  };
  build(shapes.map((_, i) => i));
  return { shapes, bounds, leaf, skip };
}

interface Hit {
  distance: number;
  shape: Shape | null;
}

/** Distance to a round shape or a pillar, `limit` when it is missed. */
function meetCurved({ kind, min, max }: Shape, o: Point, d: Point, limit: number): number {
  let a = 0;
  let b = 0;
  let e = -1;
  for (let c = 0; c < 3; c++) {
    if (kind === 'pillar' && c === 1) continue;
    const half = (max[c as 0] - min[c as 0]) / 2;
    const from = (o[c as 0] - (min[c as 0] + max[c as 0]) / 2) / half;
    const to = d[c as 0] / half;
    a += to * to;
    b += from * to;
    e += from * from;
  }
  const root = b * b - a * e;
  if (root < 0) return limit;
  const t = (-b - Math.sqrt(root)) / a;
  if (t < 1e-4 || t > limit) return limit;
  const y = o[1] + d[1] * t;
  return kind === 'pillar' && (y < min[1] || y > max[1]) ? limit : t;
}

/** The nearest hit before `limit`; with `any`, the first found. */
function cast(tree: Tree, o: Point, d: Point, limit: number, hit: Hit, any = false): void {
  const { bounds, leaf, skip, shapes } = tree;
  const [ox, oy, oz] = o;
  const [ix, iy, iz] = [1 / (d[0] || 1e-9), 1 / (d[1] || 1e-9), 1 / (d[2] || 1e-9)];
  hit.distance = limit;
  hit.shape = null;
  for (let node = 0; node < leaf.length; ) {
    const k = node * 6;
    const x0 = (bounds[k]! - ox) * ix;
    const x1 = (bounds[k + 3]! - ox) * ix;
    const y0 = (bounds[k + 1]! - oy) * iy;
    const y1 = (bounds[k + 4]! - oy) * iy;
    const z0 = (bounds[k + 2]! - oz) * iz;
    const z1 = (bounds[k + 5]! - oz) * iz;
    const near = Math.max(Math.min(x0, x1), Math.min(y0, y1), Math.min(z0, z1));
    const far = Math.min(Math.max(x0, x1), Math.max(y0, y1), Math.max(z0, z1), hit.distance);
    if (near > far || far < 1e-4) {
      node = skip[node]!;
      continue;
    }
    const index = leaf[node]!;
    if (index >= 0) {
      const shape = shapes[index]!;
      const t = shape.kind === 'box' ? near : meetCurved(shape, o, d, hit.distance);
      if (t > 1e-4 && t < hit.distance && !(any && shape.matter.glows)) {
        hit.distance = t;
        hit.shape = shape;
        if (any) return;
      }
    }
    node++;
  }
}

function normalAt({ kind, min, max }: Shape, at: Point): Point {
  const from = [0, 1, 2].map(
    (c) => (at[c as 0] - (min[c as 0] + max[c as 0]) / 2) / ((max[c as 0] - min[c as 0]) / 2),
  ) as [number, number, number];
  if (kind === 'box') {
    const axis = from.reduce((best, value, c) => (Math.abs(value) > Math.abs(from[best]!) ? c : best), 0);
    return [0, 1, 2].map((c) => (c === axis ? Math.sign(from[c]!) : 0)) as unknown as Point;
  }
  if (kind === 'pillar') from[1] = 0;
  const scaled = from.map((value, c) => value / (max[c as 0] - min[c as 0]));
  const length = Math.hypot(...scaled) || 1;
  return scaled.map((value) => value / length) as unknown as Point;
}

/** Numbers in [0, 1) that differ between neighbouring pixels and between rays, the same in every run. */
function scatter(i: number): number {
  let h = Math.imul(i, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
}

/** The s-th of a row of evenly spread numbers (Roberts 2018), shifted from pixel to pixel. */
const spread = (pixel: number, s: number, dimension: number): number =>
  (scatter(pixel) + s * (STEPS[dimension] ?? 0)) % 1;
const STEPS = [0.8191725, 0.6710436, 0.5497005];

/** Linear RGB of the room, row-major from the top, `width` by `height` pixels. 0.2 s for 320x180 and 50 shapes. */
export function lookAt(room: Room, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height * 3);
  const hit: Hit = { distance: 0, shape: null };
  const blocked: Hit = { distance: 0, shape: null };
  const tree = plantTree(room.shapes);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const u = ((x + 0.5) / width - 0.5) * (width / height) * SPREAD;
      const v = (0.5 - (y + 0.5) / height) * SPREAD;
      const scale = 1 / Math.hypot(u, v, 1);
      const d: Point = [u * scale, v * scale, -scale];
      cast(tree, EYE, d, 60, hit);
      const { shape } = hit;
      if (!shape) continue;
      const at: Point = [
        EYE[0] + d[0] * hit.distance,
        EYE[1] + d[1] * hit.distance,
        EYE[2] + d[2] * hit.distance,
      ];
      const { colour, glows } = shape.matter;
      const own = typeof colour === 'function' ? colour(at) : colour;
      if (glows) {
        out.set(own, pixel * 3);
        continue;
      }
      const n = normalAt(shape, at);
      const from: Point = [at[0] + n[0] * 0.004, at[1] + n[1] * 0.004, at[2] + n[2] * 0.004];
      const light: [number, number, number] = [0, 0, 0];
      room.lamps.forEach((lamp, l) => {
        for (let s = 0; s < LAMP_SAMPLES; s++) {
          const to = [0, 1, 2].map(
            (c) =>
              lamp.at[c as 0] +
              (spread(pixel * 3 + l * 7 + c, s, c) - 0.5) * lamp.size[c as 0] -
              from[c as 0],
          ) as [number, number, number];
          const far = Math.hypot(...to);
          const way: Point = [to[0] / far, to[1] / far, to[2] / far];
          const cosine = n[0] * way[0] + n[1] * way[1] + n[2] * way[2];
          if (cosine <= 0) continue;
          cast(tree, from, way, far - 0.06, blocked, true);
          if (blocked.shape) continue;
          const gain = cosine / Math.max(0.3, far * far) / LAMP_SAMPLES;
          for (let c = 0; c < 3; c++) light[c]! += lamp.power[c as 0] * gain;
        }
      });
      let open = 0;
      for (let s = 0; s < CORNER_RAYS; s++) {
        const z = spread(pixel * 5 + 1, s, 0) * 2 - 1;
        const turn = spread(pixel * 5 + 2, s, 1) * 6.283;
        const r = Math.sqrt(1 - z * z);
        const away = [n[0] + r * Math.cos(turn), n[1] + z, n[2] + r * Math.sin(turn)] as const;
        const length = Math.hypot(...away) || 1;
        cast(tree, from, [away[0] / length, away[1] / length, away[2] / length], CORNER_REACH, blocked);
        open += blocked.shape ? 0.15 + (0.6 * blocked.distance) / CORNER_REACH : 1;
      }
      for (let c = 0; c < 3; c++) {
        out[pixel * 3 + c] = own[c as 0] * (light[c]! + (room.ambient[c as 0] * open) / CORNER_RAYS);
      }
    }
  }
  return out;
}
