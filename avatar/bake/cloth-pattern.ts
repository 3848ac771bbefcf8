/**
 * The pattern a garment is cut to. The base lays each cut piece of cloth into its texture as an island, so where faces meet
 * that do not meet there, two pieces are sewn together, and where a face has no neighbour cloth ends.
 */
import type { Vec3 } from './morph.ts';
import { position, type Surface } from './surface.ts';

/** Stretches of lines, six numbers each: from, to. Decimetres. */
export interface Lines {
  readonly ends: Float32Array;
  /** Which pieces each stretch bounds; a piece is told by a number. */
  readonly pieces: readonly (readonly number[])[];
}

export interface Pattern {
  /** Where two pieces are sewn together. */
  readonly seams: Lines;
  /** Edges of cloth around the neck. */
  readonly neckline: Lines;
  /** All other edges. */
  readonly hems: Lines;
  /** The piece each vertex belongs to; on a seam, any of its own. */
  readonly pieceOf: Int32Array;
}

/** Places in the texture closer than this are one: the base repeats some. */
const SAME = 0.002;

interface Edge {
  readonly a: number;
  readonly b: number;
  readonly uvs: readonly [number, number];
  readonly pieces: number[];
  sewn: boolean;
}

/** For each face the piece it was cut with: what the texture joins. */
function piecesOf({ faces, uvs }: Surface): Int32Array {
  const parent = new Map<string, string>();
  const root = (key: string): string => {
    let at = key;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    parent.set(key, at);
    return at;
  };
  const keyOf = (t: number): string =>
    `${Math.round((uvs[t * 2] ?? 0) / SAME)},${Math.round((uvs[t * 2 + 1] ?? 0) / SAME)}`;
  for (const { uv } of faces) {
    const first = root(keyOf(uv[0] ?? 0));
    for (const t of uv) parent.set(root(keyOf(t)), first);
  }
  const numbers = new Map<string, number>();
  return Int32Array.from(faces, ({ uv }) => {
    const key = root(keyOf(uv[0] ?? 0));
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

/** `atNeck` tells edges around the neck from others. */
export function patternOf(surface: Surface, atNeck: (at: Vec3) => boolean): Pattern {
  const pos = position(surface);
  const apart = (s: number, t: number): boolean =>
    Math.hypot(
      (surface.uvs[s * 2] ?? 0) - (surface.uvs[t * 2] ?? 0),
      (surface.uvs[s * 2 + 1] ?? 0) - (surface.uvs[t * 2 + 1] ?? 0),
    ) > SAME;
  const pieces = piecesOf(surface);
  const pieceOf = new Int32Array(surface.vertexCount).fill(-1);
  const edges = new Map<number, Edge>();
  surface.faces.forEach(({ v, uv }, f) => {
    v.forEach((from, k) => {
      pieceOf[from] = pieces[f] ?? 0;
      const next = (k + 1) % v.length;
      const to = v[next] ?? from;
      const [a, b, s, t] =
        from < to ? [from, to, uv[k] ?? 0, uv[next] ?? 0] : [to, from, uv[next] ?? 0, uv[k] ?? 0];
      const id = a * 2 ** 24 + b;
      const known = edges.get(id);
      if (!known) edges.set(id, { a, b, uvs: [s, t], pieces: [pieces[f] ?? 0], sewn: false });
      else {
        known.pieces.push(pieces[f] ?? 0);
        known.sewn ||= apart(known.uvs[0], s) && apart(known.uvs[1], t);
      }
    });
  });
  const all = [...edges.values()];
  const place = (v: number): Vec3 => [pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0, pos[v * 3 + 2] ?? 0];
  const open = all.filter((edge) => edge.pieces.length === 1);
  const neck = ({ a, b }: Edge): boolean => atNeck(place(a)) && atNeck(place(b));
  const lines = (chosen: readonly Edge[]): Lines => ({
    ends: Float32Array.from(chosen.flatMap(({ a, b }) => [...place(a), ...place(b)])),
    pieces: chosen.map((edge) => edge.pieces),
  });
  return {
    seams: lines(all.filter(({ sewn }) => sewn)),
    neckline: lines(open.filter(neck)),
    hems: lines(open.filter((edge) => !neck(edge))),
    pieceOf,
  };
}

/**
 * How far each vertex is from the nearest of `lines` that bounds its own piece, decimetres; `far` where that is farther. Without
 * `pieceOf`, of any piece.
 */
export function distances(
  pos: Float32Array,
  { ends, pieces }: Lines,
  far: number,
  pieceOf?: Int32Array,
): Float32Array {
  const out = new Float32Array(pos.length / 3).fill(far);
  pieces.forEach((bounded, k) => {
    const [ax = 0, ay = 0, az = 0, bx = 0, by = 0, bz = 0] = ends.subarray(k * 6, k * 6 + 6);
    const [dx, dy, dz] = [bx - ax, by - ay, bz - az];
    const length = dx * dx + dy * dy + dz * dz || 1e-12;
    for (let i = 0; i < out.length; i++) {
      const [x, y, z] = [pos[i * 3]! - ax, pos[i * 3 + 1]! - ay, pos[i * 3 + 2]! - az];
      if (Math.abs(x) > far + 1 || Math.abs(y) > far + 1) continue;
      if (pieceOf && !bounded.includes(pieceOf[i]!)) continue;
      const t = Math.min(1, Math.max(0, (x * dx + y * dy + z * dz) / length));
      const d = Math.hypot(x - t * dx, y - t * dy, z - t * dz);
      if (d < out[i]!) out[i] = d;
    }
  });
  return out;
}
