/**
 * Lines that age draws: across the forehead, between the brows, beside and below the eyes, from the nose to the corners of
 * the mouth, over the cheeks, above the lip and around the neck. Each breaks off and starts again, and is a little redder
 * and darker than what lies beside it. Those that motion folds are drawn for everybody, too shallow on the young to be
 * seen before they are folded (`avatar/scene/folds.ts`).
 */
import { DEEPER } from '../scene/folds.ts';
import { clamp01, smoothstep } from './morph.ts';
import { fbm, valueNoise } from './noise.ts';
import type { Landmarks, Zones } from './skin-zones.ts';

export interface Lines {
  /** Decimetres below the skin beside it. */
  depth: number;
  /** How much of what the material adds where the skin is folded, 0 to 1: a line and what runs down into it. */
  folds: number;
  /** Pigment that gathers in it, as `skin-pigment.ts` counts. */
  blood: number;
  melanin: number;
}

/** Deepest forehead line of somebody with all wrinkles, decimetres: real ones are 0.5 to 1.2 mm deep. */
const DEEPEST = 0.0115;
/** Shares of that in what folds: on anybody at rest, on anybody folded, and added to one's own when folded. */
const YOUNG = 0.045;
const YOUNG_FOLDED = 0.3;
const AGE_FOLDED = 2.6;

/** Across a line whose middle is where `wave` is 1; `width` is how much of the wave it takes. */
const profile = (wave: number, width: number): number => smoothstep(1 - width, 1, wave);

/**
 * Lines of a face by place, decimetres; the result is reused by the next call. They come late: `wrinkles` of 0.15 are
 * someone of thirty.
 */
export function linesOf(
  wrinkles: number,
  at: Landmarks,
): (x: number, y: number, z: number, zone: Zones) => Lines {
  const out: Lines = { depth: 0, folds: 0, blood: 0, melanin: 0 };
  const strength = wrinkles ** 1.35;
  const moved = Math.max(strength, YOUNG);
  const deepens = clamp01((Math.max(YOUNG_FOLDED, AGE_FOLDED * strength) / moved - 1) / DEEPER);
  const eyeY = (at.eyeLeft[1] + at.eyeRight[1]) / 2;
  const eyeX = (at.eyeLeft[0] - at.eyeRight[0]) / 2;
  const [wingX, wingY] = [0.2, at.nose[1] + 0.02];
  const [cornerX, cornerY] = [at.mouthHalfWidth + 0.13, at.mouth[1] - 0.06];
  return (x, y, z, zone) => {
    const { face } = zone;
    const ax = Math.abs(x);
    const cx = ax - (eyeX + 0.23);
    const cy = y - eyeY;
    const drift = 0.06 * (fbm(x * 5, y * 5, z * 5, 3, 91) - 0.5);
    const broken = (scale: number, seed: number): number =>
      smoothstep(0.25, 0.6, valueNoise(x * scale, y * scale * 2.2, z * scale, seed));
    // Rows that follow the brows, unevenly far apart, no two of one depth.
    const rows = (cy + 1.2 * drift + 0.08 * x * x) / 0.118;
    const row = Math.sin(rows * Math.PI * 2);
    const height =
      smoothstep(0.27, 0.36, cy) * (1 - smoothstep(0.8, 1.02, cy)) * (1 - smoothstep(0.36, 0.62, ax)) * face;
    const deep = 0.7 + 0.55 * valueNoise(Math.round(rows - 0.25) * 3.7, x * 1.3, 0, 59);
    const foreheadAt = (width: number): number =>
      profile(row, width) * height * deep * (0.25 + 0.75 * broken(3.4, 61));
    const frownX = ax - 0.085 - 0.08 * (cy - 0.2) + 0.5 * drift;
    const frownY = smoothstep(0.06, 0.14, cy) * (1 - smoothstep(0.26, 0.38, cy)) * face;
    const frownAt = (width: number): number => Math.exp(-((frownX / width) ** 2)) * frownY;
    const rays = Math.sin(Math.atan2(cy, cx + 0.07) * 13 + drift * 24);
    const beside =
      face *
      smoothstep(0, 0.06, cx) *
      (1 - smoothstep(0.1, 0.22, cx)) *
      (1 - smoothstep(0.1, 0.22, Math.abs(cy)));
    const crowAt = (width: number): number => beside * profile(rays, width);
    const down = clamp01((wingY - y) / (wingY - cornerY));
    const laughX = ax - (wingX + (cornerX - wingX) * down ** 0.85) + 0.5 * drift;
    const laughY =
      smoothstep(wingY + 0.02, wingY - 0.1, y) * smoothstep(cornerY - 0.14, cornerY + 0.06, y) * face;
    // Steeper towards the cheek, which hangs over it.
    const laughAt = (width: number): number =>
      Math.exp(-((laughX / (laughX > 0 ? width * 0.7 : width * 1.5)) ** 2)) * laughY;
    const bag =
      zone.under * profile(Math.sin((cy + 0.5 * (ax - eyeX) ** 2 + drift * 0.4) * 150), 0.6) * broken(9, 67);
    const cheek =
      Math.max(zone.cheek, 0.7 * zone.chin) *
      profile(Math.sin((ax + 0.35 * y + 0.9 * drift) * 95), 0.6) *
      broken(7, 71);
    const above =
      smoothstep(at.mouth[1] + 0.07, at.mouth[1] + 0.11, y) *
      (1 - smoothstep(at.mouth[1] + 0.16, at.mouth[1] + 0.23, y)) *
      (1 - smoothstep(at.mouthHalfWidth * 0.7, at.mouthHalfWidth * 1.05, ax)) *
      face *
      profile(Math.sin((x + 0.25 * drift) * 88), 0.5) *
      broken(11, 73);
    const ring =
      zone.neck *
      profile(Math.sin((y - 0.25 * x * x + 1.6 * drift) * 21), 0.16) *
      smoothstep(0.2, 0.6, valueNoise(x * 3, y * 6, z * 3, 63) + 0.2);
    const folding = foreheadAt(0.42) + 0.3 * frownAt(0.021) + 0.5 * crowAt(0.6) + 0.55 * laughAt(0.022);
    const still = 0.28 * bag + 0.2 * cheek + 0.22 * above + 0.6 * ring;
    const seen = (folding + still) * strength;
    out.depth = DEEPEST * (folding * moved + still * strength);
    const near = Math.max(foreheadAt(0.8), frownAt(0.036), crowAt(1), laughAt(0.04));
    out.folds = deepens * smoothstep(0.06, 0.4, near);
    out.blood = 0.24 * seen;
    out.melanin = 0.16 * seen;
    return out;
  };
}
