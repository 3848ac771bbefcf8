/**
 * Lines that age draws: across the forehead, between the brows, beside and below the eyes, over the cheeks, above the
 * lip and around the neck. Each breaks off and starts again, and is a little redder and darker than what
 * lies beside it.
 */
import { smoothstep } from './morph.ts';
import { fbm, valueNoise } from './noise.ts';
import type { Landmarks, Zones } from './skin-zones.ts';

export interface Lines {
  /** Decimetres below the skin beside it. */
  depth: number;
  /** Pigment that gathers in it, as `skin-pigment.ts` counts. */
  blood: number;
  melanin: number;
}

/** Deepest forehead line of somebody with all wrinkles, decimetres: real ones are 0.5 to 1.2 mm deep. */
const DEEPEST = 0.0115;

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
  const out: Lines = { depth: 0, blood: 0, melanin: 0 };
  const strength = wrinkles ** 1.35;
  const eyeY = (at.eyeLeft[1] + at.eyeRight[1]) / 2;
  const eyeX = (at.eyeLeft[0] - at.eyeRight[0]) / 2;
  return (x, y, z, zone) => {
    const { face } = zone;
    const ax = Math.abs(x);
    const cx = ax - (eyeX + 0.23);
    const cy = y - eyeY;
    const drift = 0.06 * (fbm(x * 5, y * 5, z * 5, 3, 91) - 0.5);
    const broken = (scale: number, seed: number): number =>
      smoothstep(0.25, 0.6, valueNoise(x * scale, y * scale * 2.2, z * scale, seed));
    // Rows that follow the brows, unevenly far apart.
    const row = Math.sin(((y + drift + 0.07 * x * x) / (0.112 + 0.03 * (y - eyeY - 0.6))) * Math.PI * 2);
    const forehead =
      profile(row, 0.4) *
      smoothstep(0.38, 0.5, cy) *
      (1 - smoothstep(0.85, 1, cy)) *
      (1 - smoothstep(0.36, 0.62, ax)) *
      face *
      (0.25 + 0.75 * broken(3.4, 61));
    const frown =
      Math.exp(-(((ax - 0.085 - 0.08 * (cy - 0.2) + 0.5 * drift) / 0.015) ** 2)) *
      smoothstep(0.06, 0.14, cy) *
      (1 - smoothstep(0.26, 0.38, cy)) *
      face;
    const crow =
      face *
      smoothstep(0, 0.06, cx) *
      (1 - smoothstep(0.1, 0.22, cx)) *
      profile(Math.sin(Math.atan2(cy, cx + 0.07) * 13 + drift * 24), 0.55) *
      (1 - smoothstep(0.1, 0.22, Math.abs(cy)));
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
    const sum = forehead + 0.3 * frown + 0.55 * crow + 0.28 * bag + 0.2 * cheek + 0.22 * above + 0.6 * ring;
    const seen = sum * strength;
    out.depth = DEEPEST * sum * strength;
    out.blood = 0.24 * seen;
    out.melanin = 0.16 * seen;
    return out;
  };
}
