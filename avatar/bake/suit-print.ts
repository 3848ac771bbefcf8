/** Shirt and tie of the base's suit, drawn anew: its print has 24 texels across a tie. */
import { LINEAR_BYTE, type Rgb } from './image.ts';
import { offLine } from './lapel.ts';
import { clamp01, smoothstep } from './morph.ts';
import { grain } from './noise.ts';

type Point = readonly [number, number];

/** From the corner of this part of the suit's texture, in tenths of its 512 texels. */
const at = (x: number, y: number): Point => [(165 + x / 10) / 512, (5 + y / 10) / 512];

const KNOT = [at(372, 372), at(438, 372), at(458, 455), at(440, 500), at(310, 474), at(318, 425)];
const BLADE = [at(312, 474), at(440, 500), at(384, 650), at(290, 790), at(190, 900), at(232, 640)];
/** Free edges of the collar's two leaves. */
const COLLAR = [
  [at(238, 470), at(320, 420), at(405, 362)],
  [at(440, 362), at(462, 470), at(470, 565)],
];
/** Where the collar folds over its stand. */
const FOLD = [
  [at(195, 70), at(300, 250), at(405, 350)],
  [at(830, 310), at(640, 345), at(440, 358)],
];
/** What of the texture holds shirt and tie. */
const BOUNDS = [at(130, 30), at(860, 900)] as const;

const SILK: Rgb = [0.02, 0.024, 0.06];
const STRIPE: Rgb = [0.46, 0.47, 0.5];
const SHIRT: Rgb = [0.66, 0.665, 0.67];

function inside(u: number, v: number, polygon: readonly Point[]): boolean {
  let odd = false;
  polygon.forEach(([x, y], i) => {
    const [px, py] = polygon[(i + polygon.length - 1) % polygon.length]!;
    if (y > v !== py > v && u < ((px - x) * (v - y)) / (py - y) + x) odd = !odd;
  });
  return odd;
}

const bell = (x: number): number => Math.exp(-x * x);

/**
 * Linear colour of the suit at a place of its texture, origin at the top; null where it is neither shirt nor tie.
 * `printed` is the base's own colour there, linear.
 */
export function suitPrint(u: number, v: number, printed: readonly number[], k: number): Rgb | null {
  const bright = ((printed[0] ?? 0) + (printed[1] ?? 0) + (printed[2] ?? 0)) / 3;
  const [low, high] = BOUNDS;
  if (u < low[0] || u > high[0] || v < low[1] || v > high[1]) {
    // Cuffs: white islands beside.
    return bright > 0.3 && u < 0.93 && v < 0.47 ? SHIRT : null;
  }
  const knot = inside(u, v, KNOT);
  if (knot || inside(u, v, BLADE)) {
    const d = offLine(u, v, knot ? KNOT : BLADE, true);
    // Stripes run down to the wearer's right on the blade, nearly level around the knot.
    const [x, y] = [u * 5120, v * 5120];
    const across = knot ? (y + 0.16 * x) / 50 : (0.325 * x + 0.946 * y) / 58;
    const phase = across - Math.floor(across);
    const on = smoothstep(0.0, 0.04, phase) * smoothstep(0.26, 0.22, phase);
    // It is round towards its edges, and in the knot's shade below it.
    const round = 1 - 0.5 * bell(d / 0.05);
    const below = knot ? 1 : 1 - 0.55 * bell(offLine(u, v, [at(305, 476), at(442, 503)]) / 0.07);
    const light = round * below * (1 + 0.05 * (grain(k, 509) - 0.5));
    return [0, 1, 2].map((c) => (SILK[c as 0] * (1 - on) + STRIPE[c as 0] * on) * light) as unknown as Rgb;
  }
  if (bright < 0.06 && v > 0.04) return null;
  const tie = Math.min(offLine(u, v, KNOT, true), offLine(u, v, BLADE, true));
  const leaf = Math.min(...COLLAR.map((edge) => offLine(u, v, edge)));
  const fold = Math.min(...FOLD.map((edge) => offLine(u, v, edge)));
  const row = 1 - 0.16 * bell((leaf - 0.055) / 0.012);
  const light =
    (1 - 0.4 * bell(tie / 0.05)) * (1 - 0.45 * bell(leaf / 0.014)) * row * (1 - 0.12 * bell(fold / 0.05));
  return SHIRT.map((c) => c * clamp01(light * (1 + 0.03 * (grain(k, 511) - 0.5)))) as unknown as Rgb;
}

/** Linear colour of the suit's cloth in the base's print. */
export const PRINTED_WOOL: Rgb = [LINEAR_BYTE[42]!, LINEAR_BYTE[42]!, LINEAR_BYTE[42]!];
