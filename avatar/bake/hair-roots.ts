/**
 * What hair makes of the skin it grows from: along the line single hairs, closer and closer over a centimetre, and behind it
 * the shade of roots. Painted, it costs a frame nothing, and locks that begin on it show no edge. Lengths in decimetres.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { besideParting } from './hair-parting.ts';
import { hexToLinear, type Rgb } from './image.ts';
import { clamp01, smoothstep, type Vec3 } from './morph.ts';
import { fbm } from './noise.ts';
import type { Scalp } from './scalp.ts';
import type { Ground } from './skin-pigment.ts';
import type { Texels } from './texels.ts';

export interface RootField {
  /** How thick hair stands at a place of the skin, 0 to 1. */
  thick(p: Vec3): number;
  /** How surely a vertex of the skin lies below hair, 0 to 1: vertices stand too far apart for more. */
  below(p: Vec3): number;
  /** Coils stand in dots, strands lie in strokes. */
  readonly coily: boolean;
  /** How much of the scalp roots hide where hair is thickest, 0 to 1. */
  readonly shade: number;
}

/** Skull units over which hair grows thick: at a forehead, and where it is clipped from nothing. */
const FOREHEAD = [-0.035, 0.11] as const;
const CLIPPED = [-0.03, 0.2] as const;
/** Lightness of roots at most: of the skin's, as light between grey hairs is the scalp's, or, on darker skin, of the hair's. */
const SHADED = 0.55;
const PALE = 0.5;
/** Light of its own colour that a root gets between others. */
const IN_SHADE = 0.75;

/**
 * Where barbers clip: temples, sideburns and nape, 0 to 1; `angle` in degrees from the front, `height` in skull units. Over
 * the ear hair begins at a line.
 */
export const clippedAt = (angle: number, height: number): number => {
  const aside = Math.abs(angle);
  const overEar = smoothstep(76, 84, aside) * smoothstep(110, 102, aside);
  return smoothstep(44, 62, aside) * smoothstep(0.5, 0.22, height) * (1 - 0.6 * overEar);
};

/** @param clipped how far sides fade from the skin, 0 to 1 */
export function rootField(
  scalp: Scalp,
  { clipped, coily, shade }: { readonly clipped: number; readonly coily: boolean; readonly shade: number },
): RootField {
  const { centre, eyeY, unit } = scalp;
  const thick = (p: Vec3): number => {
    const [x, y, z] = p;
    const wild = 0.06 * (fbm(x * 24, y * 20, z * 24, 2, 821) - 0.5);
    const behind = scalp.behind(x, y, z) + wild;
    if (behind <= CLIPPED[0]) return 0;
    const angle = (Math.atan2(x, z - centre[2]) * 180) / Math.PI;
    const side = clipped * clippedAt(angle, (y - eyeY) / unit);
    return smoothstep(
      FOREHEAD[0] + (CLIPPED[0] - FOREHEAD[0]) * side,
      FOREHEAD[1] + (CLIPPED[1] - FOREHEAD[1]) * side,
      behind,
    );
  };
  const below = (p: Vec3): number =>
    p[1] < scalp.chin ? 0 : shade * smoothstep(-0.05, 0.13, scalp.behind(...p));
  return { thick, below, coily, shade };
}

/** The field `scalp` of skin: `below` of its first `count` vertices, 0 of all others. */
export function rootsOfVertices(
  positions: Float32Array,
  count: number,
  field: RootField | null,
): Float32Array {
  const roots = new Float32Array(positions.length / 3);
  for (let i = 0; field && i < count; i++)
    roots[i] = field.below([0, 1, 2].map((d) => positions[i * 3 + d] ?? 0) as unknown as Vec3);
  return roots;
}

/** Hairs a decimetre across, about, and how many times longer than wide a stroke is. */
const FINE = 120;
const LONG = 6;

/** Strokes as hair lies: back over the forehead, down and back at the sides; 0 to 1, evenly. */
function strokes([x, y, z]: Vec3, coily: boolean, side: number): number {
  const even = (value: number): number => clamp01(0.5 + 1.7 * (value - 0.5));
  if (coily) return even(fbm(x * FINE * 0.6, y * FINE * 0.6, z * FINE * 0.6, 2, 823));
  const [across, along] = [0.48 * y - 0.88 * z, 0.88 * y + 0.48 * z];
  const front = side < 1 ? fbm(x * FINE, (y * FINE) / LONG, (z * FINE) / LONG, 2, 824) : 0;
  const beside = side > 0 ? fbm(across * FINE, (along * FINE) / LONG, (x * FINE) / LONG, 2, 825) : 0;
  return even(front + (beside - front) * side);
}

/** Paints roots, fewer along the line of a `parting`. In place. */
export function shadeScalp(
  ground: Ground,
  texels: Texels,
  hair: AvatarLook['hair'],
  field: RootField,
  parting: ((z: number) => number) | null,
): void {
  const [dark, light] = [hexToLinear(hair.colour), hexToLinear(hair.highlight)];
  const mean = dark[1] * (1 - hair.mix) + light[1] * hair.mix;
  const { rgb, gloss, roughness, pores, creases } = ground;
  for (let k = 0; k < texels.covered.length; k++) {
    if (!texels.covered[k] || texels.scalp[k]! <= 0) continue;
    const p: Vec3 = [texels.position[k * 3]!, texels.position[k * 3 + 1]!, texels.position[k * 3 + 2]!];
    const thick = field.thick(p) * (parting ? besideParting(p, parting) : 1);
    if (thick <= 0.005) continue;
    const side = smoothstep(0.55, 0.75, Math.abs(p[0]));
    const gap = strokes(p, field.coily, side);
    const cover = smoothstep(0, 0.6, 1.6 * thick - gap);
    const share = 1 - (1 - 0.99 * field.shade * cover) * (1 - 0.45 * field.shade * thick);
    // Single hairs on the line have their own colour; what lies between many is in their shade.
    const own = hair.mix * (1 - 0.7 * thick);
    const bare: Rgb = [rgb[k * 3]!, rgb[k * 3 + 1]!, rgb[k * 3 + 2]!];
    const grey = 0.3 * bare[0] + 0.6 * bare[1] + 0.1 * bare[2];
    // Darkened alone, skin between hairs would be orange.
    const skin = bare.map((value) => value + (grey - value) * 0.5 * thick) as unknown as Rgb;
    const root = dark.map((value, c) => value + ((light[c] ?? 0) - value) * own) as unknown as Rgb;
    const most = Math.max(SHADED * skin[1], PALE * mean);
    const dim = Math.min(1, most / Math.max(1e-4, root[1]));
    for (let c = 0; c < 3; c++)
      rgb[k * 3 + c] = skin[c as 0] * (1 - share) + root[c as 0] * dim * IN_SHADE * share;
    gloss[k] = Math.round(gloss[k]! * (1 - 0.85 * share));
    roughness[k] = roughness[k]! + (0.85 - roughness[k]!) * share;
    pores[k] = Math.round(pores[k]! * (1 - share));
    creases[k] = Math.round(creases[k]! * (1 - 0.6 * share));
  }
}
