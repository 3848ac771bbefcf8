/** How different two faces are in shape, whatever skin and hair they wear. */
import type { MakeHumanData } from './bake/data.ts';
import { makeRig } from './bake/morph.ts';

/** Base vertices of the face: those the head carries, in front of the ears and above the throat. */
export function faceVertices(data: MakeHumanData): Uint32Array {
  const base = data.base();
  const head = makeRig(base, base.positions).subtreeWeights('head');
  const chin = base.positions[732 * 3 + 1] ?? 0;
  const used = new Set(base.faces.flatMap((face) => face.v));
  const found: number[] = [];
  for (const v of [...used].sort((a, b) => a - b)) {
    const y = base.positions[v * 3 + 1] ?? 0;
    const z = base.positions[v * 3 + 2] ?? 0;
    if ((head[v] ?? 0) > 0.5 && z > 0.35 && y > chin - 0.1) found.push(v);
  }
  return Uint32Array.from(found);
}

/**
 * Root mean square distance in millimetres between corresponding vertices of two shaped base meshes (decimetres), after the
 * similarity (shift, turn, scale) that brings them closest, at the size of the first. Horn 1987, closed form by
 * quaternions; the largest eigenvector by power iteration.
 */
export function alignedDistanceMm(a: Float32Array, b: Float32Array, vertices: Uint32Array): number {
  const from = centred(b, vertices);
  const to = centred(a, vertices);
  // Cross-covariance, rows of `from` against columns of `to`.
  const s = Array.from({ length: 3 }, (_, r) =>
    Array.from({ length: 3 }, (_, c) => {
      let sum = 0;
      for (let i = 0; i < from.length; i += 3) sum += (from[i + r] ?? 0) * (to[i + c] ?? 0);
      return sum;
    }),
  ) as [[number, number, number], [number, number, number], [number, number, number]];
  const [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = s;
  const form = [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ];
  const shift = Math.hypot(...form.flat());
  let q = [1, 1e-3, 1e-3, 1e-3];
  for (let round = 0; round < 500; round++) {
    const next = form.map((row, i) => row.reduce((sum, m, j) => sum + m * (q[j] ?? 0), shift * (q[i] ?? 0)));
    const length = Math.hypot(...next);
    q = next.map((value) => value / length);
  }
  const [w = 1, x = 0, y = 0, z = 0] = q;
  const turn = [
    [w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z],
  ];
  const turned = new Float64Array(from.length);
  for (let i = 0; i < from.length; i += 3) {
    turn.forEach((row, c) => {
      turned[i + c] =
        (row[0] ?? 0) * (from[i] ?? 0) +
        (row[1] ?? 0) * (from[i + 1] ?? 0) +
        (row[2] ?? 0) * (from[i + 2] ?? 0);
    });
  }
  let across = 0;
  let own = 0;
  for (let i = 0; i < to.length; i++) {
    across += (to[i] ?? 0) * (turned[i] ?? 0);
    own += (turned[i] ?? 0) ** 2;
  }
  const scale = across / own;
  let sum = 0;
  for (let i = 0; i < to.length; i++) sum += ((to[i] ?? 0) - scale * (turned[i] ?? 0)) ** 2;
  return Math.sqrt(sum / vertices.length) * 100;
}

function centred(positions: Float32Array, vertices: Uint32Array): Float64Array {
  const out = new Float64Array(vertices.length * 3);
  const mean = [0, 0, 0];
  vertices.forEach((v, i) => {
    for (let c = 0; c < 3; c++) {
      out[i * 3 + c] = positions[v * 3 + c] ?? 0;
      mean[c]! += (positions[v * 3 + c] ?? 0) / vertices.length;
    }
  });
  return out.map((value, i) => value - (mean[i % 3] ?? 0));
}
