/** Swept, turned and laid pieces on a palette of swatches, collected into one surface. Lengths in decimetres. */

import type { Face } from './data.ts';
import type { Vec3 } from './morph.ts';
import type { Surface } from './surface.ts';
import { add, cross, unitVector } from './vector.ts';

/** Half the height and half the thickness of a bar. */
export type BarSize = readonly [up: number, side: number];

export interface BarOptions {
  /** Which way the bar's height runs; need not be a unit vector. */
  readonly up: Vec3 | ((at: Vec3, i: number) => Vec3);
  /** Ends where it begins. */
  readonly closed?: boolean;
  /** Corners of its cross-section: 4 to 12. */
  readonly sides?: number;
  /** 1 is an ellipse, less is boxier. */
  readonly round?: number;
}

/** `S` are the columns of the palette. */
export class GearMesh<S extends string> {
  readonly #swatches: readonly S[];
  #points: number[] = [];
  #joints: number[] = [];
  #uvs: number[] = [];
  #faces: Face[] = [];

  constructor(swatches: readonly S[]) {
    this.#swatches = swatches;
  }

  #vertex(at: Vec3, u: number, v: number, head: boolean): number {
    this.#points.push(...at);
    this.#joints.push(head ? 0 : 1, 0, 0, head ? 1 : 0);
    this.#uvs.push(u, v);
    return this.#points.length / 3 - 1;
  }

  #u(swatch: S, across = 0.5): number {
    return (this.#swatches.indexOf(swatch) + 0.04 + 0.92 * across) / this.#swatches.length;
  }

  get empty(): boolean {
    return this.#faces.length === 0;
  }

  /** Joins rings of as many corners into a skin whose outside is the far side of the rings' middles. */
  #join(rings: readonly (readonly number[])[], closed: boolean, swatch: S, v: number, head: boolean): void {
    const faces: Face[] = [];
    const put = (corners: number[]): void => {
      faces.push({ v: corners, uv: corners });
    };
    const count = rings.length;
    for (let i = closed ? 0 : 1; i < count; i++) {
      const [before, here] = [rings[(i + count - 1) % count]!, rings[i]!];
      here.forEach((corner, s) => {
        const t = (s + 1) % here.length;
        put([before[s]!, corner, here[t]!, before[t]!]);
      });
    }
    if (!closed) {
      for (const [ring, first] of [
        [rings[0]!, true],
        [rings[count - 1]!, false],
      ] as const) {
        const middle = this.#vertex(this.#middle(ring), this.#u(swatch), v, head);
        ring.forEach((corner, s) => {
          const next = ring[(s + 1) % ring.length]!;
          put(first ? [middle, corner, next] : [middle, next, corner]);
        });
      }
    }
    // Which way round the rings were given is nobody's business: what is inside out has a negative volume.
    const inward = this.#volume(faces) < 0;
    for (const { v: corners } of faces) {
      const turned = inward ? [...corners].reverse() : corners;
      this.#faces.push({ v: turned, uv: turned });
    }
  }

  #at(i: number): Vec3 {
    return [this.#points[i * 3] ?? 0, this.#points[i * 3 + 1] ?? 0, this.#points[i * 3 + 2] ?? 0];
  }

  #middle(ring: readonly number[]): Vec3 {
    return ring.reduce<Vec3>((sum, i) => add(sum, this.#at(i), 1 / ring.length), [0, 0, 0]);
  }

  #volume(faces: readonly Face[]): number {
    const origin = this.#at(faces[0]?.v[0] ?? 0);
    let six = 0;
    for (const { v } of faces) {
      for (let k = 1; k < v.length - 1; k++) {
        const [a, b, c] = [v[0]!, v[k]!, v[k + 1]!].map((i) => add(this.#at(i), origin, -1)) as [
          Vec3,
          Vec3,
          Vec3,
        ];
        const n = cross(b, c);
        six += a[0] * n[0] + a[1] * n[1] + a[2] * n[2];
      }
    }
    return six;
  }

  /** A rigid bar of the head along a path. */
  bar(
    path: readonly Vec3[],
    size: BarSize | ((share: number) => BarSize),
    swatch: S,
    options: BarOptions,
  ): void {
    const { sides = 8, round = 1, closed = false } = options;
    const last = path.length - 1;
    const rings = path.map((at, i) => {
      const before = path[closed ? (i + last) % path.length : Math.max(0, i - 1)]!;
      const after = path[closed ? (i + 1) % path.length : Math.min(last, i + 1)]!;
      const along = unitVector(add(after, before, -1));
      const wanted = typeof options.up === 'function' ? options.up(at, i) : options.up;
      const side = unitVector(cross(along, wanted));
      const up = unitVector(cross(side, along));
      const [high, thick] = typeof size === 'function' ? size(i / Math.max(1, last)) : size;
      return Array.from({ length: sides }, (_, s) => {
        const angle = ((s + 0.5) / sides) * 2 * Math.PI;
        const square = (value: number): number => Math.sign(value) * Math.abs(value) ** round;
        const on = add(add(at, up, square(Math.cos(angle)) * high), side, square(Math.sin(angle)) * thick);
        return this.#vertex(on, this.#u(swatch, s / sides), i / path.length, true);
      });
    });
    this.#join(rings, closed, swatch, 0.5, true);
  }

  /** A closed body of the head turned about an axis: `profile` goes from one end to the other, radius and height. */
  turned(
    at: Vec3,
    axis: Vec3,
    profile: readonly (readonly [radius: number, height: number])[],
    swatch: S,
    /** Radius along `up` by radius across. */
    oval: { readonly up: Vec3; readonly by: number } = { up: [0, 1, 0], by: 1 },
    sides = 18,
  ): void {
    const normal = unitVector(axis);
    const side = unitVector(cross(oval.up, normal));
    const up = unitVector(cross(normal, side));
    const rings = profile.map(([radius, height], i) =>
      Array.from({ length: sides }, (_, s) => {
        const angle = (s / sides) * 2 * Math.PI;
        const on = add(
          add(add(at, normal, height), side, Math.cos(angle) * radius),
          up,
          Math.sin(angle) * radius * oval.by,
        );
        return this.#vertex(on, this.#u(swatch, s / sides), i / profile.length, true);
      }),
    );
    this.#join(rings, false, swatch, 0.5, true);
  }

  /** A sheet of the head over rows of as many points; both of its sides are seen. */
  sheet(rows: readonly (readonly Vec3[])[], swatch: S): void {
    const grid = rows.map((row) => row.map((at) => this.#vertex(at, this.#u(swatch), 0.5, true)));
    for (let j = 1; j < grid.length; j++) {
      for (let i = 1; i < grid[j]!.length; i++) {
        const corners = [grid[j - 1]![i - 1]!, grid[j - 1]![i]!, grid[j]![i]!, grid[j]![i - 1]!];
        this.#faces.push({ v: corners, uv: corners });
      }
    }
  }

  /** A tube, or a band when `flat` squeezes it along `facing`. */
  sweep(path: readonly Vec3[], radius: number, swatch: S, head = false, flat?: (at: Vec3) => Vec3): void {
    const sides = 8;
    const rings = path.map((at, i) => {
      const before = path[Math.max(0, i - 1)]!;
      const after = path[Math.min(path.length - 1, i + 1)]!;
      const along = unitVector([after[0] - before[0], after[1] - before[1], after[2] - before[2]]);
      const out = flat ? flat(at) : unitVector([along[1] + 0.01, along[2], along[0]]);
      const side = unitVector(cross(along, out));
      const up = unitVector(cross(side, along));
      return Array.from({ length: sides }, (_, s) => {
        const angle = (s / sides) * 2 * Math.PI;
        const around = add(
          add(at, side, Math.cos(angle) * radius),
          up,
          Math.sin(angle) * radius * (flat ? 0.18 : 1),
        );
        return this.#vertex(around, this.#u(swatch, s / sides), i / path.length, head);
      });
    });
    for (let i = 1; i < rings.length; i++) {
      for (let s = 0; s < sides; s++) {
        const t = (s + 1) % sides;
        // Seen from outside: what faces inwards is shaded as the inside of the tube.
        const corners = [rings[i - 1]![s]!, rings[i]![s]!, rings[i]![t]!, rings[i - 1]![t]!];
        this.#faces.push({ v: corners, uv: corners });
      }
    }
  }

  /** A band of closed cross-sections, its upper side first. */
  band(sections: readonly (readonly Vec3[])[], swatch: S): void {
    const rings = sections.map((ring, i) =>
      ring.map((at, s) => {
        const across = s < ring.length / 2 ? s : ring.length - 1 - s;
        return this.#vertex(at, this.#u(swatch, across / (ring.length / 2 - 1)), i / sections.length, false);
      }),
    );
    for (let i = 1; i < rings.length; i++) {
      rings[i]!.forEach((corner, s) => {
        const t = (s + 1) % rings[i]!.length;
        const corners = [rings[i - 1]![s]!, rings[i - 1]![t]!, rings[i]![t]!, corner];
        this.#faces.push({ v: corners, uv: corners });
      });
    }
  }

  /** A domed disc on a surface. */
  disc(at: Vec3, normal: Vec3, radius: number, height: number, swatch: S, head = false): void {
    const side = unitVector(cross(normal, [0.1, 1, 0.05]));
    const up = cross(normal, side);
    const profile = [
      [1, -0.3],
      [1, 0.7],
      [0.86, 1],
      [0.6, 0.82],
      [0, 0.78],
    ] as const;
    const rings = profile.map(([r, h]) =>
      Array.from({ length: 18 }, (_, s) => {
        const angle = (s / 18) * 2 * Math.PI;
        const on = add(
          add(add(at, normal, h * height), side, Math.cos(angle) * r * radius),
          up,
          Math.sin(angle) * r * radius,
        );
        return this.#vertex(on, this.#u(swatch), 0.5, head);
      }),
    );
    for (let i = 1; i < rings.length; i++) {
      for (let s = 0; s < 18; s++) {
        const t = (s + 1) % 18;
        const corners = [rings[i - 1]![s]!, rings[i - 1]![t]!, rings[i]![t]!, rings[i]![s]!];
        this.#faces.push({ v: corners, uv: corners });
      }
    }
  }

  /** A plate whose face shows the whole swatch; `put` places a point of the unit square, `thick` its edge. */
  plate(put: (u: number, v: number) => Vec3, normal: Vec3, thick: number, swatch: S, cells = 4): void {
    const grid = (deep: number): number[][] =>
      Array.from({ length: cells + 1 }, (_, j) =>
        Array.from({ length: cells + 1 }, (_, i) =>
          this.#vertex(
            add(put(i / cells, j / cells), normal, deep),
            this.#u(swatch, i / cells),
            0.02 + (0.96 * j) / cells,
            false,
          ),
        ),
      );
    const [front, back] = [grid(thick), grid(-thick * 0.5)];
    for (let j = 0; j < cells; j++) {
      for (let i = 0; i < cells; i++) {
        const corners = [front[j]![i]!, front[j]![i + 1]!, front[j + 1]![i + 1]!, front[j + 1]![i]!];
        this.#faces.push({ v: corners, uv: corners });
      }
      for (const [a, b, c, d] of [
        [front[j]![0], front[j + 1]![0], back[j + 1]![0], back[j]![0]],
        [front[j + 1]![cells], front[j]![cells], back[j]![cells], back[j + 1]![cells]],
        [front[0]![j + 1], front[0]![j], back[0]![j], back[0]![j + 1]],
        [front[cells]![j], front[cells]![j + 1], back[cells]![j + 1], back[cells]![j]],
      ]) {
        const corners = [a!, b!, c!, d!];
        this.#faces.push({ v: corners, uv: corners });
      }
    }
  }

  surface(): Surface {
    return {
      faces: this.#faces,
      uvs: this.#uvs,
      vertexCount: this.#points.length / 3,
      fields: new Map([
        ['position', { size: 3, data: Float32Array.from(this.#points) }],
        ['joints', { size: 4, data: Float32Array.from(this.#joints) }],
      ]),
    };
  }
}
