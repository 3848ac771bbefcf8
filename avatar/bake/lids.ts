/**
 * Where the lids of a shaped face end and where the upper one folds, traced on the skin: what is painted along them (the roots of
 * lashes, a crease, a wet edge) has to lie where the mesh bends, on every face that sliders give.
 */
import { bodyOf } from './drape.ts';
import type { EyeBall } from './eyes.ts';
import { clamp01, smoothstep } from './morph.ts';
import { compact, position, type Surface, subdivide } from './surface.ts';

/** Heights above the middle of the ball, decimetres, at `COLUMNS` places from the inner corner to the outer one. */
export interface Lids {
  readonly upper: readonly number[];
  readonly lower: readonly number[];
  readonly crease: readonly number[];
}

/** Radii of the ball from its middle, outwards positive: what of the lids can be seen from in front. */
const FROM = -0.95;
const TO = 1.1;
const COLUMNS = 12;
const STEP = 0.004;
/** Heights from the middle of the ball that are searched for an opening, decimetres. */
const HEIGHTS = Array.from({ length: 46 }, (_, i) => -0.1 + i * STEP);
/** The crease lies where the skin begins to leave the ball by this much a step, in radii. */
const LEAVES = 0.019;
/** How far a crease lies from the edge of the lid, least and most, decimetres. */
const PLATE = [0.02, 0.055] as const;

/** `skin` at rest. A face without an opening before the ball gives lids of no height. */
export function measureLids(skin: Surface, { centre, radius, side }: EyeBall): Lids {
  const points = position(skin);
  const near = (v: number): boolean =>
    Math.hypot(...centre.map((value, c) => (points[v * 3 + c] ?? 0) - value)) < radius * 2.4;
  const around = subdivide(compact({ ...skin, faces: skin.faces.filter((face) => face.v.every(near)) }));
  const body = bodyOf([around]);
  const out = side === 'Left' ? 1 : -1;
  /** Distance of the skin from the middle of the ball in radii; 0 where the ball itself is seen. */
  const away = (u: number, dy: number): number => {
    const hit = body.front(centre[0] + out * u * radius, centre[1] + dy);
    const disc = 1 - u * u - (dy / radius) ** 2;
    if (disc > 0 && (!hit || hit.at[2] < centre[2] + Math.sqrt(disc) * radius)) return 0;
    return hit ? Math.hypot(...centre.map((value, c) => (hit.at[c] ?? 0) - value)) / radius : 9;
  };
  const columns = Array.from({ length: COLUMNS }, (_, i) => FROM + ((TO - FROM) * i) / (COLUMNS - 1));
  const openings = columns.map((u): readonly [number, number] | null => {
    const seen = HEIGHTS.filter((dy) => away(u, dy) === 0);
    return seen.length > 0 ? [seen[0]!, seen.at(-1)!] : null;
  });
  // Beyond the corners lids go on at the height they meet at.
  const corner = (from: number, way: 1 | -1): number => {
    const nearest = openings
      .slice(...(way > 0 ? [from] : [0, from + 1]))
      .filter((opening) => opening !== null);
    const [low, high] = nearest.at(way > 0 ? 0 : -1) ?? [0, 0];
    return (low + high) / 2;
  };
  const edges = openings.map((opening, i) => {
    if (opening) return opening;
    const height = corner(i, i < COLUMNS / 2 ? 1 : -1);
    return [height, height] as const;
  });
  const lower = edges.map(([low]) => low);
  const upper = edges.map(([, high]) => high);
  const crease = columns.map((u, i) => {
    const edge = upper[i]!;
    for (let dy = edge + PLATE[0]; dy < edge + PLATE[1]; dy += STEP)
      if (away(u, dy + STEP) - away(u, dy) > LEAVES) return dy;
    return edge + 1.6 * PLATE[0];
  });
  return { upper: even(upper), lower: even(lower), crease: even(even(crease)) };
}

/** Neighbours' mean: steps of the search are half a pixel of a close view. */
const even = (values: readonly number[]): number[] =>
  values.map(
    (value, i) => (values[Math.max(0, i - 1)]! + 2 * value + values[Math.min(values.length - 1, i + 1)]!) / 4,
  );

/** Each 0 to 1: roots of lashes above and below, the fold of the upper lid, the wet edge of the lower one. */
export interface LidLines {
  upperRoots: number;
  lowerRoots: number;
  crease: number;
  wet: number;
}

/** What is drawn along `lids` at a point of the skin near the ball. Fills `out`. */
export function lidLinesAt(
  x: number,
  y: number,
  z: number,
  { centre, radius, side, lids }: EyeBall,
  out: LidLines,
): boolean {
  const u = ((x - centre[0]) * (side === 'Left' ? 1 : -1)) / radius;
  const dy = y - centre[1];
  if (!lids || u < -1.25 || u > 1.5 || Math.abs(dy) > 0.2 || z < centre[2]) return false;
  const place = clamp01((u - FROM) / (TO - FROM)) * (COLUMNS - 1);
  const first = Math.min(COLUMNS - 2, Math.floor(place));
  const of = (values: readonly number[]): number =>
    values[first]! + (values[first + 1]! - values[first]!) * (place - first);
  const line = (from: number, width: number): number => Math.exp(-(((dy - from) / width) ** 2));
  const open = smoothstep(-1.05, -0.75, u) * smoothstep(1.25, 1, u);
  const above = of(lids.upper);
  const below = of(lids.lower);
  // Lashes thicken towards the outer corner; the fold begins beside the nose and runs out over the corner.
  out.upperRoots = open * (0.55 + 0.45 * smoothstep(-0.6, 0.5, u)) * line(above + 0.002, 0.0075);
  out.lowerRoots = open * smoothstep(-0.4, 0.5, u) * line(below - 0.009, 0.006);
  out.wet = open * line(below - 0.002, 0.005);
  const fold = smoothstep(-1.1, -0.5, u) * smoothstep(1.5, 0.9, u);
  const away = dy - of(lids.crease);
  // Soft upwards, where skin hangs over it, and sharp on the lid.
  out.crease = fold * Math.exp(-((away / (away > 0 ? 0.013 : 0.007)) ** 2));
  return true;
}
