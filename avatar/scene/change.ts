/** Where in the picture a person moved since a pose that was drawn: the rest of that picture may stand for now's. */
import type { Rectangle } from './extent.ts';
import type { PosedPart } from './pose.ts';

/** A part as it is drawn. */
export interface Shape {
  /** Rewritten by every pose. */
  readonly posed: PosedPart;
  /** Triangles drawn; a superset where passes draw fewer. */
  readonly indices: Uint32Array;
  /** Light on each vertex, 0 to 2, where that changes from frame to frame. */
  readonly light: Float32Array | null;
}

export interface Watched extends Shape {
  /** Pixels by which it may have moved and still count as where it was. */
  readonly limit: number;
}

/** Light by which a vertex may differ from what was drawn: a step of three levels of 255 on cloth. */
const DIMMED = 0.02;

export interface Change {
  /** Takes the pose of now as the one to measure from. */
  mark(matrix: ArrayLike<number>): void;
  /**
   * Rectangles, even and apart from each other, top to bottom, that hold every triangle a corner of which has, in any
   * pose measured since `mark`, moved by more than its limit or come into other light: where it was and where it went. `matrix` is a column-major view-projection. 2 ms for 45,000 triangles.
   */
  measure(matrix: ArrayLike<number>): Rectangle[];
}

/** Rows are looked at by this many: bands begin and end on them. */
const ROW = 8;
/** Fewer rows of nothing between two bands than this are drawn along: a band costs all vertices once more. */
const GAP = 48;
/** What filters read beside a triangle: a soft shadow's edge aside, a pixel of multisampling and of chroma. */
const MARGIN = 2;
const MOST_BANDS = 2;

interface Band {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function createChange(shapes: readonly Watched[], width: number, height: number): Change {
  const place = shapes.map(({ posed, light }) => ({
    lit: light?.slice() ?? null,
    marked: new Float32Array((posed.positions.length / 3) * 2),
    now: new Float32Array((posed.positions.length / 3) * 2),
    moved: new Uint8Array(posed.positions.length / 3),
  }));
  const rows = Math.ceil(height / ROW);
  const left = new Float32Array(rows);
  const right = new Float32Array(rows);
  return {
    mark(matrix) {
      left.fill(Number.POSITIVE_INFINITY);
      right.fill(Number.NEGATIVE_INFINITY);
      for (const [k, { posed, light }] of shapes.entries()) {
        project(posed, matrix, width, height, place[k]!.marked);
        if (light) place[k]!.lit?.set(light);
      }
    },
    measure(matrix) {
      for (const [k, { posed, indices, light, limit }] of shapes.entries()) {
        const { lit, marked, now, moved } = place[k]!;
        project(posed, matrix, width, height, now);
        const far = limit * limit;
        let any = 0;
        for (let v = 0; v < moved.length; v++) {
          const x = now[v * 2]! - marked[v * 2]!;
          const y = now[v * 2 + 1]! - marked[v * 2 + 1]!;
          const dimmed = light && lit && Math.abs(light[v]! - lit[v]!) > DIMMED;
          const is = x * x + y * y > far || dimmed ? 1 : 0;
          moved[v] = is;
          any |= is;
        }
        if (!any) continue;
        for (let t = 0; t < indices.length; t += 3) {
          const [a, b, c] = [indices[t]!, indices[t + 1]!, indices[t + 2]!];
          if (!(moved[a]! | moved[b]! | moved[c]!)) continue;
          for (const points of [marked, now]) {
            const [ax, bx, cx] = [points[a * 2]!, points[b * 2]!, points[c * 2]!];
            const [ay, by, cy] = [points[a * 2 + 1]!, points[b * 2 + 1]!, points[c * 2 + 1]!];
            const low = Math.min(ax, bx, cx);
            const high = Math.max(ax, bx, cx);
            const from = Math.max(0, Math.floor(Math.min(ay, by, cy) / ROW));
            const to = Math.min(rows - 1, Math.floor(Math.max(ay, by, cy) / ROW));
            for (let r = from; r <= to; r++) {
              if (low < left[r]!) left[r] = low;
              if (high > right[r]!) right[r] = high;
            }
          }
        }
      }
      return bandsOf(left, right).flatMap((band) => rectangle(band, width, height));
    },
  };
}

/** Runs of rows that something moved in, joined where hardly apart. */
function bandsOf(left: Float32Array, right: Float32Array): Band[] {
  const bands: Band[] = [];
  for (let r = 0; r < left.length; r++) {
    const [low, high] = [left[r]!, right[r]!];
    if (low > high) continue;
    const last = bands.at(-1);
    if (last && r * ROW - last.bottom < GAP) {
      last.bottom = (r + 1) * ROW;
      last.left = Math.min(last.left, low);
      last.right = Math.max(last.right, high);
    } else bands.push({ top: r * ROW, bottom: (r + 1) * ROW, left: low, right: high });
  }
  while (bands.length > MOST_BANDS) {
    const gaps = bands.slice(1).map((band, k) => band.top - bands[k]!.bottom);
    const nearest = gaps.indexOf(Math.min(...gaps));
    const [a, b] = [bands[nearest]!, bands[nearest + 1]!];
    bands.splice(nearest, 2, {
      top: a.top,
      bottom: b.bottom,
      left: Math.min(a.left, b.left),
      right: Math.max(a.right, b.right),
    });
  }
  return bands;
}

function rectangle({ top, bottom, left, right }: Band, width: number, height: number): Rectangle[] {
  const x = Math.max(0, 2 * Math.floor((left - MARGIN) / 2));
  const y = Math.max(0, 2 * Math.floor((top - MARGIN) / 2));
  const farX = Math.min(width, 2 * Math.ceil((right + MARGIN) / 2));
  const farY = Math.min(height, 2 * Math.ceil((bottom + MARGIN) / 2));
  return farX > x && farY > y ? [{ x, y, width: farX - x, height: farY - y }] : [];
}

/** Pixels from the top left, two a vertex. */
function project(
  { positions }: PosedPart,
  m: ArrayLike<number>,
  width: number,
  height: number,
  out: Float32Array,
): void {
  const at = (i: number): number => m[i] ?? 0;
  const [m0, m1, m3, m4, m5, m7] = [at(0), at(1), at(3), at(4), at(5), at(7)];
  const [m8, m9, m11, m12, m13, m15] = [at(8), at(9), at(11), at(12), at(13), at(15)];
  const [w2, h2] = [width / 2, height / 2];
  for (let i = 0, o = 0; i < positions.length; i += 3, o += 2) {
    const px = positions[i]!;
    const py = positions[i + 1]!;
    const pz = positions[i + 2]!;
    // Whoever stands behind the lens is drawn nowhere.
    const w = Math.max(1e-6, m3 * px + m7 * py + m11 * pz + m15);
    out[o] = ((m0 * px + m4 * py + m8 * pz + m12) / w + 1) * w2;
    out[o + 1] = (1 - (m1 * px + m5 * py + m9 * pz + m13) / w) * h2;
  }
}
