/** A strap around the neck: one band from end to end, pulled over what it lies on. */

import { type Body, curve } from './drape.ts';
import type { Vec3 } from './morph.ts';
import { add, cross, unitVector } from './vector.ts';

/** Between two cross-sections, decimetres. */
const STEP = 0.1;
/** Rounds of pulling: enough to take the waves out of the way it was laid, too few to slip off the shoulder. */
const PULLS = 24;
/** Clear of cloth, decimetres. */
const CLEAR = 0.022;
/** What hangs less than this off the cloth is laid down on it, decimetres: straps are heavy. */
const SLACK = 0.1;
/** Rails across the band, in half widths. */
const RAILS = [-1, -0.5, 0, 0.5, 1] as const;

const middle = (a: Vec3, b: Vec3): Vec3 => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];

/** The same way in equal steps. */
function evenly(path: readonly Vec3[], step: number): Vec3[] {
  const lengths = path.map((p, i) => {
    const q = path[i - 1] ?? p;
    return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
  });
  const total = lengths.reduce((sum, l) => sum + l, 0);
  const count = Math.max(2, Math.round(total / step));
  const out: Vec3[] = [];
  let i = 1;
  let passed = 0;
  for (let k = 0; k <= count; k++) {
    const want = (total * k) / count;
    while (i < path.length - 1 && passed + lengths[i]! < want) passed += lengths[i++]!;
    const [from, to] = [path[i - 1]!, path[i]!];
    const t = Math.min(1, Math.max(0, (want - passed) / Math.max(lengths[i]!, 1e-6)));
    out.push([
      from[0] + (to[0] - from[0]) * t,
      from[1] + (to[1] - from[1]) * t,
      from[2] + (to[2] - from[2]) * t,
    ]);
  }
  return out;
}

/**
 * Cross-sections, closed rings in order, of a band of half width `half` and thickness `thick` (decimetres) from the first of
 * `ways` to the last. No rail of it lies below `body`; between bulges it hangs free as a ribbon does.
 */
export function hangStrap(body: Body, ways: readonly Vec3[], half: number, thick: number): Vec3[][] {
  const out = (p: Vec3): Vec3 => {
    const { distance, normal } = body.nearest(p);
    return distance < CLEAR ? add(p, normal, CLEAR - distance) : p;
  };
  let path = evenly(curve(ways, 12), STEP).map(out);
  for (let round = 0; round < PULLS; round++) {
    path = path.map((p, i) => {
      const [before, after] = [path[i - 1], path[i + 1]];
      return before && after ? out(middle(p, middle(before, after))) : p;
    });
  }
  for (let round = 0; round < 3; round++) {
    path = path.map((p, i) => {
      const [before, after] = [path[i - 1], path[i + 1]];
      const { distance, normal } = body.nearest(p);
      const down = distance < SLACK ? add(p, normal, 0.8 * (CLEAR - distance)) : p;
      return before && after ? out(middle(down, middle(before, after))) : p;
    });
  }
  path = evenly(path, STEP).map(out);
  let facing = path.map((p) => body.nearest(p).normal);
  for (let round = 0; round < 8; round++) {
    facing = facing.map((n, i) => unitVector(add(add(n, facing[i - 1] ?? n, 0.5), facing[i + 1] ?? n, 0.5)));
  }
  const frames = path.map((p, i) => {
    const [before, after] = [path[i - 1] ?? p, path[i + 1] ?? p];
    const along = unitVector([after[0] - before[0], after[1] - before[1], after[2] - before[2]]);
    const side = unitVector(cross(along, facing[i]!));
    return { at: p, side, up: unitVector(cross(side, along)) };
  });
  // What lifts one rail lifts its neighbours along the band a little, or it would be dented by every fold.
  const lifted = RAILS.map((rail) => {
    let lifts = frames.map(({ at, side }) =>
      Math.max(-0.03, CLEAR - body.nearest(add(at, side, rail * half)).distance),
    );
    lifts = lifts.map((l, i) => Math.max(l, lifts[i - 1] ?? 0, lifts[i + 1] ?? 0));
    for (let round = 0; round < 4; round++)
      lifts = lifts.map((l, i) => (2 * l + (lifts[i - 1] ?? l) + (lifts[i + 1] ?? l)) / 4);
    return lifts;
  });
  return frames.map(({ at, side, up }, i) => {
    const rail = (r: number, high: number): Vec3 =>
      add(add(at, side, RAILS[r]! * half), up, lifted[r]![i]! + high);
    const order = RAILS.map((_, r) => r);
    return [...order.map((r) => rail(r, thick)), ...order.reverse().map((r) => rail(r, 0))];
  });
}
