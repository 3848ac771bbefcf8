/**
 * Colour of skin per texel, and what the finer relief needs to know of the place. The base's 512x512 albedo covers a face
 * with 90x150 texels, so it only gives the large variation. The rest is pigments laid over it by region and noise
 * (`complexion.ts`), each absorbing red, green and blue in its own ratio, so that no blotch has a colour skin cannot have.
 * Noise lives in object space, which has no seams.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { absorb, BLOOD, complexionOf, markSeed, shavenAt } from './complexion.ts';
import { hexToLinear, type Image, loadImage, sampleLinear } from './image.ts';
import { type LidLines, lidLinesAt } from './lids.ts';
import { clamp01, smoothstep } from './morph.ts';
import { neckReliefOf } from './neck.ts';
import { fbm, valueNoise } from './noise.ts';
import { linesOf } from './skin-lines.ts';
import { insideMouth, type Landmarks, noZones, zonesAt } from './skin-zones.ts';
import type { Texels } from './texels.ts';

/** Maps of `size` pixels a side. */
export interface Ground {
  readonly size: number;
  /** Linear RGB. */
  readonly rgb: Float32Array;
  /** Folds wider than a texel, decimetres. */
  readonly height: Float32Array;
  readonly roughness: Float32Array;
  /** How much of a reflection the film of sebum and water gives back, 0 to 255: dry cheeks half of an oily nose. */
  readonly gloss: Uint8Array;
  /** How strong pores, fine creases and whiskers are here, and how hidden by lips or roots relief is; 0 to 255. */
  readonly pores: Uint8Array;
  readonly creases: Uint8Array;
  readonly whiskers: Uint8Array;
  /** Where pores are round and wide, where skin runs in fine lines across, and what deepens as it folds; 0 to 255. */
  readonly round: Uint8Array;
  readonly lined: Uint8Array;
  readonly folds: Uint8Array;
}

const LASH = hexToLinear('#1f1511');
const MUCOSA = hexToLinear('#96504a');

/** Mean linear colour of the cheeks in the base skin. */
function cheekColour(base: Image, texels: Texels, at: Landmarks): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  const rgb: [number, number, number, number] = [0, 0, 0, 0];
  const height = (at.eyeLeft[1] + at.mouth[1]) / 2;
  for (let k = 0; k < texels.covered.length; k += 7) {
    if (!texels.covered[k]) continue;
    const x = Math.abs(texels.position[k * 3]!);
    const y = texels.position[k * 3 + 1]!;
    if (x < 0.28 || x > 0.55 || Math.abs(y - height) > 0.12 || texels.position[k * 3 + 2]! < 0.9) continue;
    sampleLinear(base, texels.uv[k * 2]!, texels.uv[k * 2 + 1]!, rgb);
    for (let c = 0; c < 3; c++) sum[c]! += rgb[c]!;
    count++;
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

/** How much redder the red channel is than green. */
const rednessOf = (rgb: ArrayLike<number>): number => (rgb[0]! - rgb[1]!) / Math.max(rgb[0]!, 1e-4);

/** Redness of the base skin beside its lips and of the lips themselves: pale old lips are as red as the cheeks of others. */
function lipRedness(base: Image, texels: Texels, at: Landmarks): { beside: number; lips: number } {
  const beside: number[] = [];
  const lips: number[] = [];
  const rgb: [number, number, number, number] = [0, 0, 0, 0];
  for (let k = 0; k < texels.covered.length; k += 3) {
    if (!texels.covered[k] || texels.position[k * 3 + 2]! < at.mouth[2] - 0.1) continue;
    const x = Math.abs(texels.position[k * 3]!);
    const y = Math.abs(texels.position[k * 3 + 1]! - at.mouth[1]);
    if (x > 0.2 || y > 0.22) continue;
    const outside = texels.position[k * 3 + 2]! > at.mouth[2] - 0.02;
    const of = y > 0.15 ? beside : outside && x < 0.12 && y < 0.05 ? lips : null;
    if (!of) continue;
    sampleLinear(base, texels.uv[k * 2]!, texels.uv[k * 2 + 1]!, rgb);
    of.push(rednessOf(rgb));
  }
  const share = (values: number[], p: number): number =>
    values.sort((a, b) => a - b)[Math.floor(p * (values.length - 1))] ?? 0;
  return { beside: share(beside, 0.5), lips: share(lips, 0.7) };
}

/** Texels of the base the edge of the lips is told over: its own are 2 mm wide, and pale lips differ from each other by more. */
const EDGE_REACH = 0.9;

/** Redness of the base around a place, the place itself counting two fifths. */
function rednessAround(base: Image, u: number, v: number): number {
  const rgb: [number, number, number, number] = [0, 0, 0, 0];
  let sum = 0;
  for (const [dx, dy, weight] of EDGE_TAPS) {
    sampleLinear(base, u + (dx * EDGE_REACH) / base.width, v + (dy * EDGE_REACH) / base.height, rgb);
    sum += weight * rednessOf(rgb);
  }
  return sum;
}

const EDGE_TAPS = [
  [0, 0, 0.4],
  [1, 0, 0.15],
  [-1, 0, 0.15],
  [0, 1, 0.15],
  [0, -1, 0.15],
] as const;

export async function paintGround(
  look: AvatarLook,
  skinPath: string,
  texels: Texels,
  at: Landmarks,
  size: number,
): Promise<Ground> {
  const base = await loadImage(skinPath);
  const mean = cheekColour(base, texels, at);
  const named = hexToLinear(look.skin.tone);
  // Melanin lies above the blood and hides it.
  const fair = smoothstep(0.02, 0.3, named[1]);
  // A named tone is what a photograph shows, with the room mirrored in it, and dark skin mirrors more than it scatters.
  const grey = 0.07 * (1 - fair);
  const level = 0.3 * named[0] + 0.6 * named[1] + 0.1 * named[2];
  const tone = named.map((value) => value * (1 - grey) + level * grey) as [number, number, number];
  const lips = hexToLinear(look.skin.lips);
  const bareLips = 0.78 * smoothstep(0.55, 0.9, look.macro.gender) * (1 - look.skin.makeup);
  const naturalLips = [...tone];
  absorb(naturalLips, { blood: 0.42, melanin: 0.36 + 0.1 * (1 - fair), yellow: 0, blue: 0 }, 1);
  const beard = hexToLinear(look.skin.stubbleColour);
  const meanRed = (mean[0] - mean[1]) / mean[0];
  const red = lipRedness(base, texels, at);
  const [lipFrom, lipTo] = [0.14, 0.62].map((share) => red.beside + share * (red.lips - red.beside)) as [
    number,
    number,
  ];
  const paleLips = 0.9 * clamp01(1 - (red.lips - red.beside) / 0.3);
  const { pores, wrinkles, shine, stubble, makeup } = look.skin;
  const seed = markSeed(look);
  const plainer = 0.5 * (1 - fair);
  const bloodSeen = 0.4 + 0.6 * fair;
  // Dark skin turns grey, not red, where light is taken from it: it needs little of what keeps fair skin from glowing.
  const lightened = 0.2 + 0.8 * fair;
  const ground: Ground = {
    size,
    rgb: new Float32Array(size * size * 3),
    height: new Float32Array(size * size),
    roughness: new Float32Array(size * size),
    gloss: new Uint8Array(size * size),
    pores: new Uint8Array(size * size),
    creases: new Uint8Array(size * size),
    whiskers: new Uint8Array(size * size),
    round: new Uint8Array(size * size),
    lined: new Uint8Array(size * size),
    folds: new Uint8Array(size * size),
  };
  const rgb: [number, number, number, number] = [0, 0, 0, 0];
  const colour: [number, number, number] = [0, 0, 0];
  const zone = noZones();
  const lines = linesOf(wrinkles, at);
  const complexion = complexionOf(look, at, fair);
  const neckAt = neckReliefOf(look);
  const lids: LidLines = { upperRoots: 0, lowerRoots: 0, crease: 0, wet: 0 };
  const lashes = 0.5 + 0.4 * look.lashes.density + 0.1 * makeup;
  // The fold of eastern Asian lids lies lower and is shallow.
  const fold = 1 - 0.55 * look.macro.ancestry.asian;
  const eyeY = (at.eyeLeft[1] + at.eyeRight[1]) / 2;
  const mix = (to: readonly number[], w: number): void => {
    for (let c = 0; c < 3; c++) colour[c] = colour[c]! * (1 - w) + to[c]! * w;
  };

  for (let k = 0; k < size * size; k++) {
    if (!texels.covered[k]) continue;
    const x = texels.position[k * 3]!;
    const y = texels.position[k * 3 + 1]!;
    const z = texels.position[k * 3 + 2]!;
    const ax = Math.abs(x);
    zonesAt(x, y, z, at, zone);
    // Narrow jaws lie as far back as the walls of the mouth.
    if (!insideMouth(texels.uv[k * 2]!, texels.uv[k * 2 + 1]!)) zone.mucosa = 0;
    const { face } = zone;
    sampleLinear(base, texels.uv[k * 2]!, texels.uv[k * 2 + 1]!, rgb);
    const redness = zone.lipArea > 0 ? rednessAround(base, texels.uv[k * 2]!, texels.uv[k * 2 + 1]!) : 0;
    const lip = zone.lipArea * smoothstep(lipFrom, lipTo, redness) * (1 - zone.mucosa);
    // Large variation from the base, contrast kept down: its shading is painted in, and blood comes from below.
    // On dark skin its red lids and cheeks would glow: only lightness is taken over there.
    const light = (0.3 * rgb[0]) / mean[0] + (0.5 * rgb[1]) / mean[1] + (0.2 * rgb[2]) / mean[2];
    // Around the eyes too, on all skin: there the base has make-up, and the shade that occlusion adds anyway.
    const bare = Math.max(plainer, 0.85 * zone.around);
    const even = 0.75 - 0.35 * zone.around;
    for (let c = 0; c < 3; c++)
      colour[c] = tone[c]! * ((rgb[c]! / mean[c]!) * (1 - bare) + light * bare) ** even;

    const wide = fbm(x * 4.5, y * 4.5, z * 4.5, 4, seed + 2) - 0.5;
    const middle = fbm(x * 13, y * 13, z * 13, 3, seed + 3) - 0.5;
    const fine = fbm(x * 34, y * 34, z * 34, 3, 23) - 0.5;
    const within = complexion(x, y, z, zone, lip, { wide, middle, fine });
    let h = 0;
    let creases = 1;
    const line = lines(x, y, z, zone);
    h -= line.depth;
    within.blood += line.blood;
    within.melanin += line.melanin;
    creases += wrinkles * (0.6 * (zone.under + zone.neck) + 0.9 * face * (1 - zone.nose));
    // Skin is nowhere even: bumps a millimetre or two wide break up every highlight, most where glands are.
    h += (0.0024 * fine + 0.005 * middle) * (0.6 + 0.5 * zone.chin + 0.3 * zone.forehead + 0.5 * wrinkles);
    if (at.throat && zone.neck > 0) {
      const { height, shade } = neckAt(x, y, z, at.throat);
      h += zone.neck * height;
      within.melanin += zone.neck * shade;
      within.blood += 0.2 * zone.neck * shade;
    }
    const lid = zone.around > 0 && at.eyeBalls.some((ball) => lidLinesAt(x, y, z, ball, lids));
    if (lid) {
      within.melanin += 0.34 * fold * lids.crease;
      within.blood -= 0.1 * (lids.crease + lids.wet);
      h -= 0.0042 * fold * lids.crease;
    }
    absorb(colour, within, bloodSeen);
    if (lid) {
      // Roots of lashes: at the distance of a film all that is seen of them.
      mix(LASH, Math.max(0.82 * lashes * lids.upperRoots, 0.34 * lashes * lids.lowerRoots));
      for (let c = 0; c < 3; c++) colour[c]! *= 1 + 0.1 * lids.wet;
    }
    // Veins below the thin skin under the eye take red away.
    colour[0] *= 1 - 0.1 * zone.under * fair;

    const oily = Math.max(zone.nose, 0.7 * zone.forehead, 0.5 * zone.chin);
    const dry = Math.max(zone.cheek, zone.innerCheek) * (1 - zone.nose);
    // Hardly any noise: a film of oil in patches is varnish. What breaks a highlight up is relief.
    let roughness =
      0.59 -
      shine * (0.02 + 0.24 * oily) +
      0.03 * (zone.neck + dry) +
      0.05 * middle +
      0.05 * fine -
      0.04 * zone.lid;
    let gloss =
      0.36 + shine * (0.02 + 0.62 * oily) + 0.22 * middle + 0.22 * fine - 0.05 * zone.neck - 0.1 * dry;
    let pore =
      pores *
      (0.18 +
        0.82 *
          Math.max(
            zone.innerCheek,
            zone.nose,
            0.75 * zone.cheek,
            0.5 * zone.forehead,
            0.6 * zone.chin,
            0.25 * zone.neck,
          ));
    pore *= (1 - 0.8 * zone.lid) * (1 - 0.7 * zone.under) * (0.3 + 0.7 * Math.max(face, 0.8 * zone.neck));

    let whisker = 0;
    if (stubble > 0) {
      whisker =
        stubble *
        shavenAt(x, y, z, at, zone, wide) *
        (1 - zone.lipArea * smoothstep(0.02, 0.12, redness - meanRed)) *
        (0.55 + 0.9 * fbm(x * 6, y * 6, z * 6, 3, 151));
      whisker = clamp01(whisker);
      // Roots below the surface tint the skin before any hair shows.
      const w = 0.6 * whisker;
      for (let c = 0; c < 3; c++)
        colour[c] = colour[c]! * (1 - w) + (0.5 * beard[c]! + (0.16 + 0.09 * c) * colour[c]!) * w;
      roughness += 0.07 * whisker;
    }
    if (makeup > 0 && face > 0) {
      const lid = zone.lid * makeup;
      const blush = bump(ax - 0.5, (y - (eyeY - 0.3)) * 1.4 - (ax - 0.5) * 0.5, 0.17) * face * makeup;
      colour[0] *= 1 - 0.11 * lid;
      colour[1] *= 1 - 0.16 * lid - 0.1 * blush;
      colour[2] *= 1 - 0.13 * lid - 0.08 * blush;
    }
    if (lip > 0) {
      const strength = lip * look.skin.lipStrength;
      const shade = clamp01((rgb[0] + rgb[1] + rgb[2]) / (mean[0] + mean[1] + mean[2]));
      const vary = 0.84 + 0.4 * fine + 0.5 * middle + 0.14 * shade;
      mix([lips[0] * vary, lips[1] * vary, lips[2] * vary], strength);
      // The base paints men's lips pink; bare ones are their own skin with more blood in it.
      if (bareLips > 0)
        mix(
          naturalLips.map((value) => value * vary),
          lip * bareLips,
        );
      // Thin skin over blood sets bare lips off from fair skin where neither the base nor make-up does.
      const bare = paleLips * lip * (1 - makeup) * fair;
      for (let c = 0; c < 3; c++) colour[c]! *= Math.exp(-bare * (0.08 + 0.55 * BLOOD[c]!));
      // Lips darken and redden towards the line where they meet.
      const meet = Math.exp(-(((y - at.mouth[1]) / 0.045) ** 2)) * lip;
      for (let c = 0; c < 3; c++) colour[c]! *= Math.exp(-meet * (0.22 + 0.3 * BLOOD[c]!));
      // Vertical furrows, bent by noise, of two widths.
      const bend = x + 0.05 * (fbm(x * 12, y * 12, z * 12, 3, 201) - 0.5);
      const furrow = (pitch: number, seed: number): number =>
        smoothstep(0.5, 0, Math.abs(Math.sin(bend * pitch))) *
        (0.2 + 0.8 * valueNoise(x * 30, y * 9, z * 8, seed));
      const deep = Math.max(furrow(105, 211), 0.55 * furrow(190, 213));
      h -= 0.0021 * deep * lip;
      // The edge of the red stands out a little, paler than either side.
      const edge = 4 * lip * (1 - lip);
      h += 0.0012 * edge;
      for (let c = 0; c < 3; c++) colour[c]! *= 1 + 0.05 * edge;
      for (let c = 0; c < 3; c++) colour[c]! *= 1 - (0.14 + 0.08 * BLOOD[c]!) * deep * lip;
      roughness =
        roughness * (1 - lip) +
        lip * (0.57 - 0.15 * meet - 0.17 * makeup + 0.14 * fine + 0.12 * middle + 0.1 * deep);
      gloss = gloss * (1 - lip) + lip * (0.26 + 0.4 * meet + 0.26 * makeup + 0.5 * fine - 0.3 * deep);
      pore *= 1 - lip;
      creases *= 1 - lip;
    }
    const wet = Math.max(zone.rim, zone.caruncle * zone.rim);
    if (zone.rim > 0) {
      for (let c = 0; c < 3; c++)
        colour[c]! *= Math.exp(-zone.rim * (0.06 + (0.3 + 0.4 * zone.caruncle) * BLOOD[c]!));
      roughness = roughness * (1 - wet) + 0.1 * wet;
      gloss = gloss * (1 - wet) + wet;
      pore *= 1 - zone.rim;
      creases *= 1 - zone.rim;
    }
    if (zone.mucosa > 0) {
      // Cheeks from within: wet, the same red in everybody, and no beard.
      mix(MUCOSA, zone.mucosa);
      roughness = roughness * (1 - zone.mucosa) + 0.4 * zone.mucosa;
      whisker *= 1 - zone.mucosa;
      pore *= 1 - zone.mucosa;
    }
    if (zone.around > 0) {
      // As below the nose: a socket is in the shade of brow, bridge and lid at once.
      const by = zone.around * (1 - zone.rim) * lightened;
      colour[0] *= 1 - 0.06 * by;
      colour[1] *= 1 + 0.02 * by;
      colour[2] *= 1 + 0.06 * by;
    }
    if (zone.underNose > 0) {
      // Occlusion makes what it shades redder; here it does so on all sides, and the skin would turn orange.
      const by = zone.underNose * lightened;
      colour[0] *= 1 - 0.17 * by;
      colour[1] *= 1 + 0.03 * by;
      colour[2] *= 1 + 0.13 * by;
    }
    for (let c = 0; c < 3; c++) ground.rgb[k * 3 + c] = colour[c]!;
    ground.height[k] = h;
    // Below 0.2 is wet: `skin-material.ts` tells the edge of the lids by it.
    ground.roughness[k] = Math.max(roughness, 0.25 - 0.15 * wet);
    ground.gloss[k] = Math.round(255 * clamp01(gloss));
    ground.pores[k] = Math.round(255 * clamp01(pore));
    ground.creases[k] = Math.round(127 * clamp01(creases / 2) * 2);
    ground.whiskers[k] = Math.round(255 * whisker);
    ground.round[k] = Math.round(255 * clamp01(1.3 * zone.nose));
    ground.lined[k] = Math.round(
      255 * clamp01(zone.forehead * (1 - zone.nose) + 0.4 * zone.neck + 0.5 * zone.under),
    );
    ground.folds[k] = Math.round(255 * line.folds * (1 - lip) * (1 - zone.rim));
  }
  return ground;
}

const bump = (dx: number, dy: number, radius: number): number =>
  Math.exp(-(dx * dx + dy * dy) / (radius * radius));
