/** Normals of a surface that was bent: as baked, turned by what the surface's own normals have turned. */
import type { ModelPart } from '../../../../avatar/scene/model.ts';

export interface Smoothing {
  /** The first vertex at the same place: texture seams split vertices, not the surface. */
  readonly weld: Uint32Array;
  /** Unit normals of the surface at rest, 3 a vertex. */
  readonly rest: Float32Array;
}

export function smoothingOf(part: Pick<ModelPart, 'positions' | 'indices'>): Smoothing {
  const { positions } = part;
  const first = new Map<string, number>();
  const weld = Uint32Array.from({ length: positions.length / 3 }, (_, i) => {
    const key = `${positions[i * 3]},${positions[i * 3 + 1]},${positions[i * 3 + 2]}`;
    const at = first.get(key) ?? i;
    first.set(key, at);
    return at;
  });
  return { weld, rest: surfaceNormals(weld, part.indices, positions) };
}

/** The part's normals for other positions of its vertices. */
export function followNormals(
  { weld, rest }: Smoothing,
  part: Pick<ModelPart, 'normals' | 'indices'>,
  positions: Float32Array,
): Float32Array {
  const now = surfaceNormals(weld, part.indices, positions);
  const out = new Float32Array(part.normals.length);
  for (let i = 0; i < out.length; i += 3) {
    for (let c = 0; c < 3; c++)
      out[i + c] = (part.normals[i + c] ?? 0) + (now[i + c] ?? 0) - (rest[i + c] ?? 0);
    normalise(out, i);
  }
  return out;
}

function surfaceNormals(weld: Uint32Array, indices: Uint32Array, p: Float32Array): Float32Array {
  const sums = new Float32Array(p.length);
  for (let t = 0; t < indices.length; t += 3) {
    const [a = 0, b = 0, c = 0] = [0, 1, 2].map((k) => (weld[indices[t + k] ?? 0] ?? 0) * 3);
    const edge = (from: number, to: number, axis: number): number =>
      (p[to + axis] ?? 0) - (p[from + axis] ?? 0);
    const [ux, uy, uz] = [edge(a, b, 0), edge(a, b, 1), edge(a, b, 2)];
    const [vx, vy, vz] = [edge(a, c, 0), edge(a, c, 1), edge(a, c, 2)];
    const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
    for (const at of [a, b, c])
      for (let k = 0; k < 3; k++) sums[at + k] = (sums[at + k] ?? 0) + (normal[k] ?? 0);
  }
  const out = new Float32Array(p.length);
  weld.forEach((from, i) => {
    for (let k = 0; k < 3; k++) out[i * 3 + k] = sums[from * 3 + k] ?? 0;
    normalise(out, i * 3);
  });
  return out;
}

function normalise(values: Float32Array, at: number): void {
  const length = Math.hypot(values[at] ?? 0, values[at + 1] ?? 0, values[at + 2] ?? 0) || 1;
  for (let k = 0; k < 3; k++) values[at + k] = (values[at + k] ?? 0) / length;
}
