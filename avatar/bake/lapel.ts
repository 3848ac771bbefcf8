/**
 * Collar and lapels of the base's suit as a second layer of cloth with an edge: the base models them as a groove. Where they lie
 * is told in the suit's texture, in which each front is one island. Lengths in decimetres.
 */
import { smoothstep } from './morph.ts';
import { normals, position, type Surface } from './surface.ts';

type Point = readonly [u: number, v: number];

/** Across the suit's texture, decimetres. */
export const SUIT_SPAN = 18.9;

/** From the corner of this part of the suit's texture, in 1092ths of its edge: how its lines were read off. */
const at = (x: number, y: number): Point => [0.36 + (x / 1092) * 0.36, 0.09 + (y / 1092) * 0.36];

/** Of one front: free edges of collar and lapel from the neck down, the notch between them, and the seam from there to the neck. */
export interface LapelLines {
  readonly collar: readonly Point[];
  readonly gorge: readonly Point[];
  readonly lapel: readonly Point[];
  /** Towards the front's edge. */
  readonly inwards: 1 | -1;
}

/** The wearer's right front, then the left. The base's texture, origin at the top. */
export const LAPELS: readonly LapelLines[] = [
  {
    collar: [at(373, 30), at(371, 108), at(379, 200), at(391, 246), at(420, 259)],
    gorge: [at(420, 259), at(476, 216)],
    lapel: [at(420, 259), at(385, 304), at(413, 385), at(441, 460), at(469, 545), at(490, 625), at(502, 672)],
    inwards: 1,
  },
  {
    collar: [at(739, 30), at(744, 125), at(742, 200), at(737, 242), at(708, 257)],
    gorge: [at(708, 257), at(652, 224)],
    lapel: [at(708, 257), at(751, 300), at(727, 385), at(704, 480), at(684, 590), at(655, 700), at(640, 762)],
    inwards: -1,
  },
];

/** The breast pocket's welt, and the flaps of the pockets below. */
export const POCKETS: readonly (readonly Point[])[] = [
  [at(776, 446), at(884, 428), at(888, 460), at(780, 478)],
  [at(228, 860), at(375, 868), at(370, 930), at(215, 912)],
  [at(805, 870), at(955, 856), at(968, 918), at(822, 930)],
];

/** How far a lapel stands off the front. */
const LIFT = 0.03;
/** Beyond any front's edge. */
const BEYOND = 0.06;

/** Convex pieces that together cover collar and lapel of a front. */
function piecesOf({ collar, gorge, lapel, inwards }: LapelLines): Point[][] {
  const past = (p: Point): Point => [p[0] + inwards * (BEYOND + 0.1), p[1]];
  const strips = (edge: readonly Point[]): Point[][] =>
    edge.slice(1).map((b, i) => [edge[i]!, b, past(b), past(edge[i]!)]);
  const [notch, inner] = gorge as readonly [Point, Point];
  const [, tip] = lapel as readonly [Point, Point];
  const shoulder = collar.at(-2)!;
  return [
    ...strips(collar.slice(0, -1)),
    [shoulder, notch, inner, past(inner), past(shoulder)],
    [notch, tip, past(tip), past(inner), inner],
    ...strips(lapel.slice(1)),
  ];
}

interface Corner {
  readonly uv: Point;
  /** What it is mixed from. */
  readonly of: readonly (readonly [vertex: number, share: number])[];
}

const between = (a: Corner, b: Corner, t: number): Corner => ({
  uv: [a.uv[0] + t * (b.uv[0] - a.uv[0]), a.uv[1] + t * (b.uv[1] - a.uv[1])],
  of: [...a.of.map(([v, w]) => [v, w * (1 - t)] as const), ...b.of.map(([v, w]) => [v, w * t] as const)],
});

/** What of a polygon lies in a convex one (Sutherland and Hodgman 1974). */
function clip(polygon: Corner[], piece: readonly Point[]): Corner[] {
  let area = 0;
  piece.forEach(([x, y], i) => {
    const [x1, y1] = piece[(i + 1) % piece.length]!;
    area += x * y1 - x1 * y;
  });
  let kept = polygon;
  piece.forEach((a, i) => {
    const b = piece[(i + 1) % piece.length]!;
    const side = ({ uv }: Corner): number =>
      Math.sign(area) * ((b[0] - a[0]) * (uv[1] - a[1]) - (b[1] - a[1]) * (uv[0] - a[0]));
    const from = kept;
    kept = [];
    from.forEach((p, k) => {
      const q = from[(k + 1) % from.length]!;
      const [s, t] = [side(p), side(q)];
      if (s >= 0) kept.push(p);
      if (s * t < 0) kept.push(between(p, q, s / (s - t)));
    });
  });
  return kept;
}

/** Lays collar and lapels over the fronts of a suit that is as fine as it will be. In place. */
export function layLapels(suit: Surface): void {
  const pos = position(suit);
  const outwards = normals(pos, suit.faces);
  const made: Corner[] = [];
  const known = new Map<string, number>();
  const vertex = (corner: Corner): number => {
    const key = `${Math.round(corner.uv[0] * 2e5)},${Math.round(corner.uv[1] * 2e5)}`;
    const had = known.get(key);
    if (had !== undefined) return had;
    known.set(key, made.length);
    return made.push(corner) - 1;
  };
  const layer: number[][] = [];
  const uvOf = (t: number): Point => [suit.uvs[t * 2] ?? 0, 1 - (suit.uvs[t * 2 + 1] ?? 0)];
  for (const lines of LAPELS) {
    const pieces = piecesOf(lines);
    const all = [...lines.collar, ...lines.lapel];
    const [left, right] = [Math.min(...all.map(([u]) => u)), Math.max(...all.map(([u]) => u))];
    const bottom = Math.max(...all.map(([, v]) => v));
    for (const face of suit.faces) {
      const corners: Corner[] = face.v.map((v, k) => ({ uv: uvOf(face.uv[k] ?? 0), of: [[v, 1]] }));
      const inside = ({ uv }: Corner): boolean =>
        uv[0] > left - BEYOND && uv[0] < right + BEYOND && uv[1] < bottom + BEYOND && uv[1] > 0.1;
      if (!corners.every(inside)) continue;
      for (const piece of pieces) {
        const ids = clip(corners, piece).map(vertex);
        const distinct = ids.filter((id, k) => id !== ids[(k + 1) % ids.length]);
        if (distinct.length > 2) layer.push(distinct);
      }
    }
  }
  const ends = LAPELS.map(({ lapel }) => lapel.at(-1)![1]);
  const lift = ({ uv }: Corner): number => {
    const end = uv[0] < 0.54 ? ends[0]! : ends[1]!;
    return LIFT * (0.15 + 0.85 * smoothstep(end, end - 0.07, uv[1]));
  };
  // The free edge: on top, and once more above and on the cloth for the strip between, so that each is lit by itself.
  const edges = new Map<string, readonly [number, number]>();
  for (const face of layer) {
    face.forEach((a, k) => {
      const b = face[(k + 1) % face.length]!;
      if (!edges.delete(`${b},${a}`)) edges.set(`${a},${b}`, [a, b]);
    });
  }
  const rows: { corner: Corner; off: number }[] = made.map((corner) => ({ corner, off: lift(corner) }));
  const faces = layer.map((face) => [...face]);
  const hung = new Map<number, readonly [number, number]>();
  const hem = (a: number): readonly [number, number] => {
    const had = hung.get(a);
    if (had) return had;
    const corner = made[a]!;
    const pair = [
      rows.push({ corner, off: lift(corner) }) - 1,
      rows.push({ corner, off: -0.01 }) - 1,
    ] as const;
    hung.set(a, pair);
    return pair;
  };
  for (const [a, b] of edges.values()) {
    const [[a1, a0], [b1, b0]] = [hem(a), hem(b)];
    faces.push([b1, a1, a0, b0]);
  }
  const first = suit.vertexCount;
  const firstUv = suit.uvs.length / 2;
  for (const { corner } of rows) suit.uvs.push(corner.uv[0], 1 - corner.uv[1]);
  for (const [name, { size, data }] of suit.fields) {
    const grown = new Float32Array((first + rows.length) * size);
    grown.set(data);
    rows.forEach(({ corner, off }, i) => {
      for (const [v, share] of corner.of) {
        for (let c = 0; c < size; c++) {
          const lifted = name === 'position' ? off * (outwards[v * 3 + c] ?? 0) : 0;
          grown[(first + i) * size + c]! += share * ((data[v * size + c] ?? 0) + lifted);
        }
      }
    });
    // Shares add up to one but for their last bit: no more of the sky than all of it.
    if (name === 'ao') for (let i = first; i < grown.length; i++) grown[i] = Math.min(1, grown[i]!);
    suit.fields.set(name, { size, data: grown });
  }
  suit.vertexCount = first + rows.length;
  for (const face of faces)
    suit.faces.push({ v: face.map((i) => first + i), uv: face.map((i) => firstUv + i) });
}

/** How far a place of the texture is from a polyline, decimetres. */
export function offLine(u: number, v: number, points: readonly Point[], closed = false): number {
  let least = 9;
  for (let i = closed ? 0 : 1; i < points.length; i++) {
    const [ax, ay] = points[(i + points.length - 1) % points.length]!;
    const [bx, by] = points[i]!;
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.min(1, Math.max(0, ((u - ax) * dx + (v - ay) * dy) / (dx * dx + dy * dy)));
    least = Math.min(least, Math.hypot(u - ax - t * dx, v - ay - t * dy));
  }
  return least * SUIT_SPAN;
}

/** Whether a place of the texture lies on a lapel or collar. */
export function onLapel(u: number, v: number): boolean {
  return LAPELS.some(({ collar, lapel, inwards }) => {
    for (const edge of [collar, lapel.slice(1)]) {
      for (let i = 1; i < edge.length; i++) {
        const [a, b] = [edge[i - 1]!, edge[i]!];
        if (v < Math.min(a[1], b[1]) || v > Math.max(a[1], b[1])) continue;
        const x = a[0] + ((v - a[1]) / (b[1] - a[1] || 1)) * (b[0] - a[0]);
        if ((u - x) * inwards > 0 && (u - x) * inwards < 0.08) return true;
      }
    }
    return false;
  });
}
