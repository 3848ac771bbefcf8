/**
 * The line where the lips meet. Seals it in the neutral face and in every shape that keeps a mouth shut, so that p, b
 * and m close for any jaw opening: contact is made by construction, never by tuning weights.
 */
import { clamp01, type Rig, smoothstep } from './morph.ts';

/** One sample across the mouth: x and the base vertices that meet there. */
interface LipColumn {
  readonly x: number;
  readonly upper: number;
  readonly lower: number;
}

export interface LipLine {
  readonly columns: readonly LipColumn[];
  /** Height and depth of the contact at the middle of the mouth. */
  readonly y: number;
  readonly z: number;
  readonly halfWidth: number;
  /** 1 on the vermilion of either lip, falling to 0 towards nose, chin, cheeks and throat. */
  readonly mask: Float32Array;
  /** Weight of the jaw per base vertex: which lip a vertex belongs to. */
  readonly jaw: Float32Array;
}

/** Base vertices on the mid-line contour of the upper and lower lip (base mesh topology, any shape). */
export const LIP_PROBE = { upper: [467, 509, 468, 474, 520], lower: [523, 493, 494, 513, 495] } as const;

const LIP_BAND = 0.11;
/** Lips overlap by 0.9 mm at rest (dm): subdivision rounds both edges off by about as much. */
export const LIP_OVERLAP = 0.009;

/** Contour vertices that meet when the mouth shuts, from the middle to the left corner, and their mirror images. */
const CONTACT_LEFT = [
  [7268, 7264],
  [11962, 7265],
  [7181, 7266],
] as const;
const CONTACT_RIGHT = [
  [522, 517],
  [5360, 518],
  [421, 519],
] as const;
/** Deepest vertex of the left corner, on the mid-line between the lips. */
const CORNER = 10374;

export function findLipLine(rig: Rig): LipLine {
  const { positions } = rig;
  const jaw = rig.subtreeWeights('jaw');
  const at = (i: number, c: number): number => positions[i * 3 + c] ?? 0;
  const upperY = Math.min(...LIP_PROBE.upper.map((i) => at(i, 1)));
  const lowerY = Math.max(...LIP_PROBE.lower.map((i) => at(i, 1)));
  const y = (upperY + lowerY) / 2;
  const z = at(474, 2);
  const halfWidth = Math.abs(at(CORNER, 0));
  const column = ([upper, lower]: readonly [number, number]): LipColumn => ({
    x: (at(upper, 0) + at(lower, 0)) / 2,
    upper,
    lower,
  });
  const columns: LipColumn[] = [
    { x: -halfWidth, upper: CORNER, lower: CORNER },
    ...CONTACT_RIGHT.toReversed().map(column),
    column([520, 523]),
    ...CONTACT_LEFT.map(column),
    { x: halfWidth, upper: CORNER, lower: CORNER },
  ];
  const mask = new Float32Array(positions.length / 3);
  for (let i = 0; i < 13380; i++) {
    const dx = Math.abs(at(i, 0)) / (halfWidth + 0.01);
    const dy = Math.abs(at(i, 1) - y);
    const reach = (jaw[i] ?? 0) < 0.5 ? 0.2 : 0.3;
    mask[i] =
      (1 - smoothstep(1, 1.6, dx)) *
      (1 - smoothstep(LIP_BAND, LIP_BAND + reach, dy)) *
      smoothstep(z - 0.4, z - 0.16, at(i, 2));
  }
  return { columns, y, z, halfWidth, mask, jaw };
}

/** Linear interpolation over the columns of `value`, held at the ends. */
function across(line: LipLine, value: (column: LipColumn) => number): (x: number) => number {
  const xs = line.columns.map((column) => column.x);
  const raw = line.columns.map(value);
  return (x) => {
    let k = 0;
    while (k < xs.length - 2 && (xs[k + 1] ?? 0) < x) k++;
    const from = xs[k] ?? 0;
    const to = xs[k + 1] ?? from;
    const t = to > from ? clamp01((x - from) / (to - from)) : 0;
    return (raw[k] ?? 0) * (1 - t) + (raw[k + 1] ?? raw[k] ?? 0) * t;
  };
}

/**
 * Offsets that bring the lips together when `delta` is applied to `base`: each lip moves half of the gap, opened or
 * overlapping, of its column. `overlap` (dm) is left so that no light shows through.
 */
export function sealOffsets(
  line: LipLine,
  base: Float32Array,
  delta: Float32Array | null,
  overlap: number,
): Float32Array {
  const height = (i: number): number => (base[i * 3 + 1] ?? 0) + (delta?.[i * 3 + 1] ?? 0);
  // Both lips are one at the corners: no gap to close, no overlap to make.
  const gap = across(line, ({ upper, lower }) =>
    upper === lower ? 0 : height(upper) - height(lower) + overlap,
  );
  const out = new Float32Array(base.length);
  for (let i = 0; i < line.mask.length; i++) {
    const m = line.mask[i] ?? 0;
    if (m === 0) continue;
    const half = (gap(base[i * 3] ?? 0) / 2) * m;
    out[i * 3 + 1] = (line.jaw[i] ?? 0) < 0.5 ? -half : half;
  }
  return out;
}

/**
 * mouthClose: takes back what `jawOpen` did to the lips and leaves both on one line, a share `follow` of the way down
 * with the jaw. As both shapes are linear, jawOpen = mouthClose = w keeps the neutral contact for every w.
 */
export function mouthCloseOffsets(
  line: LipLine,
  base: Float32Array,
  jawOpen: Float32Array,
  follow: number,
): Float32Array {
  const drop = across(line, (column) => (jawOpen[column.lower * 3 + 1] ?? 0) * follow);
  const back = across(line, (column) => (jawOpen[column.lower * 3 + 2] ?? 0) * follow);
  const out = new Float32Array(base.length);
  for (let i = 0; i < line.mask.length; i++) {
    const m = line.mask[i] ?? 0;
    if (m === 0) continue;
    const x = base[i * 3] ?? 0;
    out[i * 3] = -m * (jawOpen[i * 3] ?? 0);
    out[i * 3 + 1] = m * (drop(x) - (jawOpen[i * 3 + 1] ?? 0));
    out[i * 3 + 2] = m * (back(x) - (jawOpen[i * 3 + 2] ?? 0));
  }
  return out;
}

/**
 * Moves the lips of `offsets` so that at the middle of the mouth the upper one stands `upper` and the lower one `lower`
 * (dm, negative is down) from where they rest, less towards the corners. In place. Rounded lips cover the teeth: the
 * base's rounding units lift the upper lip off them.
 */
export function placeLips(
  line: LipLine,
  base: Float32Array,
  offsets: Float32Array,
  goal: { readonly upper?: number; readonly lower?: number },
): Float32Array {
  const bow = (x: number): number => 1 - clamp01(Math.abs(x) / line.halfWidth) ** 2;
  const missing = (lip: 'upper' | 'lower', to: number | undefined) =>
    to === undefined
      ? () => 0
      : across(line, (column) => (to - (offsets[column[lip] * 3 + 1] ?? 0)) * bow(column.x));
  const upper = missing('upper', goal.upper);
  const lower = missing('lower', goal.lower);
  for (let i = 0; i < line.mask.length; i++) {
    const m = line.mask[i] ?? 0;
    if (m === 0) continue;
    const x = base[i * 3] ?? 0;
    offsets[i * 3 + 1]! += m * ((line.jaw[i] ?? 0) < 0.5 ? upper(x) : lower(x));
  }
  return offsets;
}
