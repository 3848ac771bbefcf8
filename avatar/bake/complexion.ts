/**
 * What colours a face from within, by place: blood, melanin, the yellow of fat and carotene, the blue of veins and of hair below
 * the surface. At the distance films are made at, pores are smaller than a pixel and this is all that is seen of skin: noses,
 * cheeks and ears redder than the forehead, a yellower brow, darker sockets, a beard's blue on shaven men (Jimenez et al. 2010).
 * No two people have the same, and nobody the same on both sides.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { smoothstep } from './morph.ts';
import { type Cell, cellular, fbm, grain } from './noise.ts';
import type { Landmarks, Zones } from './skin-zones.ts';

/** How much of each absorbs light here; what red, green and blue lose by it is `ABSORBED`. */
export interface Complexion {
  blood: number;
  melanin: number;
  yellow: number;
  blue: number;
}

/** What is lost of red, green and blue to one unit (the first two after Donner and Jensen 2006). */
const ABSORBED = {
  melanin: [0.36, 0.68, 1],
  blood: [0.07, 0.95, 0.72],
  yellow: [0.01, 0.13, 0.9],
  blue: [1, 0.62, 0.34],
} as const;
export const BLOOD = ABSORBED.blood;

/** Multiplies linear `colour` by what is left after all four. `bloodSeen`: melanin lies above the blood and hides it. In place. */
export function absorb(
  colour: number[],
  { blood, melanin, yellow, blue }: Complexion,
  bloodSeen: number,
): void {
  for (let c = 0; c < 3; c++)
    colour[c]! *= Math.exp(
      -ABSORBED.melanin[c]! * melanin -
        ABSORBED.blood[c]! * blood * bloodSeen -
        ABSORBED.yellow[c]! * yellow -
        ABSORBED.blue[c]! * blue,
    );
}

/** Noise of a place, each about -0.25 to 0.25, finer from one to the next: 22, 8 and 3 mm. */
export interface Mottle {
  readonly wide: number;
  readonly middle: number;
  readonly fine: number;
}

/** Moles and marks are one's own: no two people have them in the same places. */
export const markSeed = (look: AvatarLook): number =>
  Number.parseInt(look.skin.tone.slice(1) + look.eyes.iris.slice(1, 3), 16) | 0;

/** `fair` is 1 where light reaches the blood, 0 on the darkest skin. The result is reused by the next call. */
export function complexionOf(
  look: AvatarLook,
  at: Landmarks,
  fair: number,
): (x: number, y: number, z: number, zone: Zones, lip: number, noise: Mottle) => Complexion {
  const out: Complexion = { blood: 0, melanin: 0, yellow: 0, blue: 0 };
  const cell: Cell = { first: 0, second: 0, id: 0 };
  const seed = markSeed(look);
  const { blotches, freckles, wrinkles, stubble } = look.skin;
  const own = (i: number, least: number, most: number): number => least + (most - least) * grain(i, seed);
  const ruddy = own(1, 0.8, 1.15);
  const tired = own(2, 0.75, 1.25);
  const sallow = own(3, 0.6, 1.2) * (1 - 0.6 * look.macro.ancestry.asian);
  // The cheek one sleeps on, the side the sun shines from: a fifth more or less.
  const cheekSide = own(4, -0.22, 0.22);
  const sunSide = own(5, -0.16, 0.16);
  const aged = smoothstep(45, 72, look.macro.age);
  const dark = 1 - fair;
  // A man's beard shows through skin that was shaven this morning; where it may be seen it is more on the dark-haired.
  const shaven = smoothstep(0.55, 1, look.macro.gender) * Math.min(1, stubble / 0.3) * (0.5 + 0.5 * fair);
  return (x, y, z, zone, lip, { wide, middle, fine }) => {
    const { face } = zone;
    const side = smoothstep(-0.35, 0.35, x) * 2 - 1;
    const temple = smoothstep(0.42, 0.72, Math.abs(x)) * face;
    out.blood =
      (0.07 + 0.62 * blotches) *
        (0.9 * wide + 1.05 * middle + 0.85 * fine) *
        (0.55 + 0.45 * face + 0.9 * Math.max(zone.cheek, zone.noseTip, zone.chin, 0.7 * zone.neck)) +
      (0.42 + 0.58 * blotches) *
        ruddy *
        ((1 + cheekSide * side) * (0.26 * zone.cheek + 0.16 * zone.innerCheek) +
          0.46 * zone.noseTip +
          0.42 * zone.noseWing +
          0.18 * zone.chin -
          0.2 * zone.forehead +
          0.46 * zone.ear) +
      0.08 * zone.lid +
      0.14 * tired * zone.under;
    out.melanin =
      (0.28 + 0.38 * blotches) *
        (1 + 0.25 * dark) *
        (fbm(x * 9, y * 9, z * 9, 4, seed + 41) - 0.5) *
        (1 + sunSide * side) +
      (0.12 + 0.25 * blotches + 0.25 * wrinkles) * (fbm(x * 27, y * 27, z * 27, 3, 43) - 0.5) +
      tired * (0.11 + 0.1 * dark) * (zone.socket + 1.35 * zone.under) +
      (0.07 + 0.19 * dark) * zone.mouth * (1 - lip) +
      dark * (0.1 * zone.forehead + 0.25 * temple - 0.14 * zone.cheek - 0.06 * zone.noseTip) +
      0.05 * temple +
      0.04 * zone.neck;
    out.yellow =
      sallow * (0.12 * zone.forehead + 0.07 * zone.neck + 0.06 * zone.mouth * (1 - lip)) * (0.5 + 0.5 * fair);
    out.blue = 0.07 * tired * zone.under * fair + 0.025 * temple * fair;
    if (shaven > 0) out.blue += 0.12 * shaven * shavenAt(x, y, z, at, zone, wide) * (1 - lip);
    // Broken capillaries beside the nose.
    const vessel = smoothstep(0.045, 0, Math.abs(fbm(x * 19, y * 19, z * 19, 3, 51) - 0.5));
    out.blood +=
      (0.3 * blotches + 0.14 * aged) * fair * vessel * Math.max(zone.noseWing, 0.6 * zone.innerCheek);
    // Moles of one to two millimetres, small red marks, and spots that years in the sun leave.
    cellular(x * 6.5, y * 6.5, z * 6.5, seed, cell);
    if (cell.id < 0.05 + 0.08 * freckles) {
      const size = 0.6 + 0.8 * (cell.id / (0.05 + 0.08 * freckles));
      out.melanin += 1.25 * smoothstep(0.07 * size, 0.04 * size, cell.first) * (1 - lip);
    }
    cellular(x * 12, y * 12, z * 12, seed + 1, cell);
    if (cell.id < 0.16 * blotches) out.blood += 0.45 * smoothstep(0.16, 0.03, cell.first);
    else if (cell.id > 1 - 0.2 * wrinkles)
      out.melanin += (0.28 + 0.12 * aged) * smoothstep(0.3, 0.12, cell.first + 0.25 * fine);
    if (aged > 0) {
      // Three to six millimetres across, on what the sun reaches.
      cellular(x * 7, y * 7, z * 7, seed + 3, cell);
      const reached = Math.max(temple, zone.cheek, 0.8 * zone.forehead) * (1 - lip);
      if (cell.id < 0.34 * aged)
        out.melanin += 0.42 * aged * reached * smoothstep(0.34, 0.2, cell.first + 0.5 * fine);
    }
    if (freckles > 0) {
      const sunned = (Math.max(zone.cheek, zone.noseTip * 0.9) * 0.9 + 0.12) * face * (1 + sunSide * side);
      for (const [scale, own] of [
        [28, 77],
        [47, 79],
      ] as const) {
        cellular(x * scale, y * scale, z * scale, own, cell);
        if (cell.id < freckles * (0.12 + sunned)) out.melanin += 0.42 * smoothstep(0.38, 0.08, cell.first);
      }
    }
    return out;
  };
}

/** Where a man's beard grows, 0 to 1: from a line down the cheek over lip, jaw and chin to the larynx. */
export function shavenAt(x: number, y: number, z: number, at: Landmarks, zone: Zones, wide: number): number {
  const cheekLine = at.mouth[1] + 0.06 + 0.62 * smoothstep(0.3, 0.62, Math.abs(x));
  const below = 1 - smoothstep(cheekLine - 0.2, cheekLine + 0.18, y + 0.16 * wide);
  const moustache = Math.exp(-((x * 0.62) ** 2 + ((y - (at.mouth[1] + 0.15)) * 1.5) ** 2) / 0.14 ** 2);
  // Beards go on below the jaw and thin out over the larynx.
  const throat = smoothstep(at.chin[1] - 0.8, at.chin[1] - 0.1, y);
  return (
    Math.min(1, Math.max(0.95 * below, 1.15 * moustache)) * throat * smoothstep(0.15, 0.5, z) * (1 - zone.rim)
  );
}
