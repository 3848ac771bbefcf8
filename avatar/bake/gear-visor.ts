/**
 * Safety glasses: one clear pane of polycarbonate around the face with shields along the temples, under a guard along the
 * brows. What shows of the pane are its edges, which light leaves as it does a fibre's end. Decimetres.
 */
import { curve } from './drape.ts';
import type { HeadFit } from './gear-head.ts';
import { GearMesh } from './gear-mesh.ts';
import {
  CLEAR,
  FARTHEST,
  type Glasses,
  hingeWidth,
  NEAREST,
  SIDES,
  temple,
  templeWay,
} from './gear-temple.ts';
import { WORN } from './gear-texture.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import type { Surface } from './surface.ts';
import { add, unitVector } from './vector.ts';

const COLUMNS = 60;
/** Shares of the pane's height at which it has vertices: close together where an edge begins. */
const ROWS = [0, 0.014, 0.035, 0.08, 0.3, 0.55, 0.8, 0.94, 1] as const;
const THICK = 0.024;
/** How far shields reach back from the hinges, and steps of them. */
const SHIELD = { long: 0.36, steps: 7 } as const;
/** How clear the pane is in its middle, on the edge's face, and how far from an edge it takes to get from one to the other. */
const CLARITY = { pane: 0.97, edge: 0.34, width: 0.011 } as const;

/** Sheets whose vertices know how clear the pane is. */
class Pane {
  readonly #mesh = new GearMesh(WORN);
  readonly #clear: number[] = [];

  /** `edge` is the distance of a vertex from the nearest edge that shows. */
  sheet(rows: readonly (readonly Vec3[])[], edge: (row: number, column: number) => number): void {
    this.#mesh.sheet(rows, 'frame');
    const { pane, edge: least, width } = CLARITY;
    for (const [j, row] of rows.entries())
      for (const i of row.keys()) this.#clear.push(pane - (pane - least) * Math.exp(-edge(j, i) / width));
  }

  surface(): Surface {
    const made = this.#mesh.surface();
    made.fields.set('ao', { size: 1, data: Float32Array.from(this.#clear) });
    return made;
  }
}

const apart = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

export function makeVisor(head: HeadFit): Glasses {
  const frame = new GearMesh(WORN);
  const pane = new Pane();
  const { skin, eyeY, apex } = head;
  const high = eyeY + 0.2;
  const hingeY = eyeY + 0.1;
  let z0 = apex + NEAREST + 0.03;
  const wide = hingeWidth(head, hingeY, z0) + 0.01;
  const bent = (x: number): number => {
    const t = Math.min(1, Math.abs(x) / wide);
    return z0 - 0.5 * (1 - (1 - t ** 2.5) ** 0.55);
  };
  const columns = Array.from({ length: COLUMNS + 1 }, (_, i) => {
    // Closer together towards the sides, where the pane bends.
    const t = (i / COLUMNS) * 2 - 1;
    return wide * Math.sin((t * Math.PI) / 2);
  });
  // Down to the cheekbones before the eyes, from there up to the temples.
  const lower = (x: number): number => eyeY - 0.3 + 0.17 * smoothstep(0.4 * wide, 1.02 * wide, Math.abs(x));
  const upper = (x: number): number => high - 0.06 * smoothstep(0.45 * wide, wide, Math.abs(x)) ** 1.3;
  const tilted = (x: number, y: number): Vec3 => [x, y, bent(x) + 0.1 * (y - eyeY)];
  const keeps = (x: number, y: number): boolean => skin.nearest(tilted(x, y)).distance > CLEAR + THICK;
  const before = columns.filter((x) => Math.abs(x) > 0.22 && Math.abs(x) < wide * 0.85);
  while (z0 < apex + FARTHEST && before.some((x) => [upper(x), eyeY, lower(x)].some((y) => !keeps(x, y))))
    z0 += 0.004;
  /** The edge above the nose: as low as the pane still clears it. */
  const edge = columns.map((x) => {
    let y = lower(x);
    while (Math.abs(x) < 0.3 && y < high - 0.1 && skin.nearest(tilted(x, y)).distance < 0.02 + THICK)
      y += 0.01;
    return y;
  });
  // A smooth notch: the highest of its neighbours, rounded off.
  let smooth = edge.map((_, i) => Math.max(...edge.slice(Math.max(0, i - 1), i + 2)));
  for (let round = 0; round < 4; round++)
    smooth = smooth.map((y, i) => (2 * y + (smooth[i - 1] ?? y) + (smooth[i + 1] ?? y)) / 4);
  const on = (i: number, v: number): Vec3 => {
    const x = columns[i] ?? 0;
    const low = Math.max(smooth[i] ?? 0, edge[i] ?? 0);
    return tilted(x, low + (upper(x) - low) * v);
  };
  const row = (v: number): Vec3[] => columns.map((_, i) => on(i, v));
  const forward = (at: Vec3): Vec3 => [at[0] * 0.9, 0, 0.6];
  const behind = (at: Vec3): Vec3 => add(at, unitVector(forward(at)), -THICK);
  const bottom = row(0);
  pane.sheet(
    ROWS.map((v) => row(v)),
    // A slanting edge is nearer than what lies straight below.
    (j, i) =>
      Math.min(...bottom.slice(Math.max(0, i - 4), i + 5).map((at) => apart(at, on(i, ROWS[j] ?? 0)))),
  );
  pane.sheet([bottom, bottom.map(behind)], () => 0);
  frame.bar(row(1), (t) => [0.017, 0.014 + 0.01 * Math.sin(Math.PI * t)], 'frame', {
    up: forward,
    round: 0.7,
    sides: 6,
  });
  for (const side of SIDES) {
    const hinge: Vec3 = [side * (wide + 0.008), upper(wide) - 0.05, bent(wide) + 0.01];
    const end = side > 0 ? COLUMNS : 0;
    frame.bar(
      curve([on(end, 0.8), hinge, [hinge[0], hinge[1], hinge[2] - 0.05]], 3),
      [0.05, 0.012],
      'frame',
      { up: [0, 1, 0], round: 0.7, sides: 6 },
    );
    temple(frame, head, side, hinge, [0.034, 0.011], 'frame');
    // The pane goes on along the temple and tapers up to it.
    const { way } = templeWay(head, side, hinge);
    const [, , topZ] = head.ear(side).top;
    const from = on(end, 0);
    const rows = Array.from({ length: SHIELD.steps + 1 }, (_, k) => {
      const share = k / SHIELD.steps;
      const at = way((SHIELD.long * share) / (hinge[2] - topZ));
      const low = from[1] + (at[1] - 0.04 - from[1]) * share ** 1.7;
      const foot = head.beside(side, low, at[2]) + 0.012;
      const out = Math.max(Math.abs(at[0]), foot);
      return [0, 0.04, 0.1, 0.25, 0.6, 1].map((v): Vec3 => [side * out, low + (at[1] - low) * v, at[2]]);
    });
    rows[0] = rows[0]!.map((at, k) => (k === 0 ? from : [from[0], at[1], from[2]]));
    pane.sheet(rows, (j, i) => apart(rows[j]![0]!, rows[j]![i]!));
  }
  return { frame: frame.surface(), lens: pane.surface() };
}
