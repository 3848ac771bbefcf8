/**
 * Where brows lie at rest. The base's strips follow its ridge of bone, and sliders that turn a brow leave people who look
 * stern (inner ends far below the arch) or sad (tails that hang). They are moved within the skin to where relaxed people
 * have them; the face itself keeps its shape. Both sides move alike, so a crooked face stays crooked.
 */
import { bodyOf } from './drape.ts';
import { smoothstep } from './morph.ts';
import { position, type Surface } from './surface.ts';

/** Decimetres; a woman's and a man's. */
const RELAXED = {
  /** How far the arch, two thirds out, lies above the inner end: less hangs outwards, more frowns. */
  rise: { least: [0.028, 0.018], most: [0.044, 0.042] },
  /** A tail falls at most this far below the arch. */
  fall: [0.046, 0.05],
  /** Middle of a brow above the pupil, at least, and the most a brow is lifted for it. */
  height: [0.108, 0.094],
  lift: 0.016,
} as const;
const BINS = 6;

/** @param eyeHeight The pupils' height; @param gender 0 a woman, 1 a man, as in a look. Moves `brows` in place. */
export function settleBrows(brows: Surface, skin: Surface, eyeHeight: number, gender: number): void {
  const points = position(brows);
  const count = points.length / 3;
  let [near, far] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < count; i++) {
    near = Math.min(near, Math.abs(points[i * 3]!));
    far = Math.max(far, Math.abs(points[i * 3]!));
  }
  const along = (i: number): number => (Math.abs(points[i * 3]!) - near) / (far - near);
  const sums = Array.from({ length: BINS }, () => [0, 0] as [number, number]);
  for (let i = 0; i < count; i++) {
    const bin = sums[Math.min(BINS - 1, Math.floor(along(i) * BINS))]!;
    bin[0] += points[i * 3 + 1]! - eyeHeight;
    bin[1]++;
  }
  const heights = sums.map(([sum, n]) => sum / Math.max(1, n));
  const of = ([woman, man]: readonly [number, number]): number => woman * (1 - gender) + man * gender;
  const middle = (heights[1]! + heights[2]! + heights[3]! + heights[4]!) / 4;
  const rise = Math.max(...heights) - heights[0]!;
  const inner = Math.max(0, rise - of(RELAXED.rise.most));
  const outer = (heights[3]! + heights[4]!) / 2;
  const arch = Math.max(0, heights[0]! + inner + of(RELAXED.rise.least) - outer);
  const tail = Math.max(0, Math.max(outer + arch, heights[3]!) - of(RELAXED.fall) - heights[BINS - 1]!);
  const all = Math.min(RELAXED.lift, Math.max(0, of(RELAXED.height) - middle - 0.3 * inner - 0.4 * arch));
  const body = bodyOf([skin]);
  for (let i = 0; i < count; i++) {
    const t = along(i);
    const up =
      all +
      inner * (1 - smoothstep(0.05, 0.6, t)) +
      arch * smoothstep(0.1, 0.65, t) * (1 - smoothstep(0.7, 1, t)) +
      tail * smoothstep(0.6, 1, t);
    const [x, y] = [points[i * 3]!, points[i * 3 + 1]!];
    const [from, to] = [body.front(x, y), body.front(x, y + up)];
    points[i * 3 + 1] = y + up;
    if (from && to) points[i * 3 + 2]! += to.at[2] - from.at[2];
  }
}
