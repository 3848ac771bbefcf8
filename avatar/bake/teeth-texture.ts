/**
 * Albedo of teeth and gums, laid out as `teeth.ts` says: along the arch in u, upper row above, lower below. Enamel is
 * ivory: warmer where it thins to the gum, greyer where light passes through the edge, stained where teeth touch.
 */
import { hexToLinear, type Image, type Rgb, srgbByte } from './image.ts';
import { smoothstep } from './morph.ts';
import { fbm, grain } from './noise.ts';
import { archColumns, CROWNS, type Crown, type Jaw, TEXTURE_ROWS } from './teeth.ts';

const ENAMEL = hexToLinear('#dccfb6');
const NECK = hexToLinear('#c8b48e');
const EDGE = hexToLinear('#a8a398');
const CONTACT = hexToLinear('#96765c');
const GUM = hexToLinear('#c37a72');
const GUM_DEEP = hexToLinear('#8d3f3d');
const GUM_MARGIN = hexToLinear('#cf8d84');

const mix = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

/** The crown at `s` mm from the mid-line, its number from there, and where on it: -1 to 1 away from the mid-line. */
function crownAt(jaw: Jaw, s: number): { crown: Crown; index: number; u: number } | null {
  let from = 0;
  for (const [index, crown] of CROWNS[jaw].entries()) {
    if (s <= from + crown.width || index === CROWNS[jaw].length - 1)
      return { crown, index, u: Math.min(1, ((s - from) / crown.width) * 2 - 1) };
    from += crown.width;
  }
  return null;
}

function enamel(crown: Crown, tooth: number, u: number, t: number, s: number, yellow: number): Rgb {
  const canine = crown.kind === 'canine' ? 0.3 : crown.kind === 'incisor' ? 0 : 0.16;
  const own = (grain(tooth, 733) - 0.5) * 0.24;
  const warm = Math.min(1, yellow + canine + own + 0.75 * smoothstep(0.42, -0.02, t));
  let colour = mix(ENAMEL, NECK, Math.max(0, warm));
  // Dark shines through where enamel has nothing behind it: edges end softly instead of as cut paper.
  const clear = crown.kind === 'incisor' ? 0.8 : 0.5;
  colour = mix(colour, EDGE, clear * smoothstep(0.8, 1, t + 0.06 * u * u));
  // Fine growth lines and a mottled depth: never flat paint.
  const mottle = fbm(s * 1.1, t * 5, tooth, 3, 719) - 0.5;
  const gain = 1 + 0.1 * mottle;
  // The crevice is a third of a millimetre wide, wider towards gum and edge.
  const away = ((1 - Math.abs(u)) * crown.width) / 2;
  const wide = 0.16 + 0.22 * smoothstep(0.6, 1, t) + 0.1 * smoothstep(0.3, 0, t);
  const crevice = Math.exp(-((away / wide) ** 2)) * 0.6 + Math.exp(-away / 0.8) * 0.26;
  colour = mix(colour, CONTACT, crevice);
  return [colour[0] * gain, colour[1] * gain, colour[2] * gain];
}

function gumColour(v: number, u: number, s: number): Rgb {
  const up = smoothstep(TEXTURE_ROWS.margin, 0, v);
  const colour = mix(mix(GUM_MARGIN, GUM, smoothstep(0, 0.3, up)), GUM_DEEP, smoothstep(0.25, 1, up));
  const stipple = 1 + 0.14 * (fbm(s * 2.2, v * 60, 3, 2, 743) - 0.5);
  const between = 1 - 0.12 * u ** 4;
  return [colour[0] * stipple * between, colour[1] * stipple * between, colour[2] * stipple * between];
}

/**
 * What is left of the light on a crown, `t` from 0 at the gum to 1 at its edge, `s` mm from the mid-line. The upper lip stands 5 mm
 * before the teeth and keeps light from above off all but the lowest millimetres; a row that runs back is lit less and less.
 */
function shaded(jaw: Jaw, t: number, s: number): number {
  const lip = jaw === 'upper' ? 0.36 + 0.54 * smoothstep(0.2, 1.05, t) : 0.58 + 0.24 * smoothstep(0.3, 1, t);
  return lip * (1 - 0.62 * smoothstep(4, 21, Math.abs(s)));
}

/** `age` in years: enamel wears thin and yellows. `width` by half of it pixels. */
export function paintTeeth(age: number, width: number): Image {
  const height = width / 2;
  const rgba = new Uint8Array(width * height * 4).fill(255);
  const yellow = 0.06 + 0.5 * smoothstep(28, 75, age);
  for (let y = 0; y < height; y++) {
    const image = (y + 0.5) / height;
    const jaw: Jaw = image < 0.5 ? 'upper' : 'lower';
    const v = image < 0.5 ? image * 2 : (1 - image) * 2;
    const { length } = archColumns(jaw);
    for (let x = 0; x < width; x++) {
      const along = (((x + 0.5) / width) * 2 - 1) * length;
      const found = crownAt(jaw, Math.abs(along));
      if (!found) continue;
      const { crown, index, u } = found;
      const tooth = index * 4 + (along < 0 ? 1 : 0) + (jaw === 'lower' ? 2 : 0);
      const t = (v - TEXTURE_ROWS.margin) / (TEXTURE_ROWS.edge - TEXTURE_ROWS.margin);
      let colour = enamel(crown, tooth, u, Math.min(1, Math.max(0, t)), along, yellow);
      if (v > TEXTURE_ROWS.inner) colour = mix(colour, GUM, smoothstep(0.93, 0.97, v));
      else if (crown.kind !== 'incisor' && v > TEXTURE_ROWS.edge) {
        // Fissures of what chews.
        colour = mix(colour, CONTACT, 0.4 * Math.exp(-(((v - 0.79) / 0.02) ** 2)));
      }
      // A shadow lies under the free margin of the gum.
      colour = mix(colour, CONTACT, 0.35 * Math.exp(-((t / 0.05) ** 2)));
      const shown = mix(gumColour(v, u, along), colour, smoothstep(0.228, 0.246, v));
      const left = shaded(jaw, t, along);
      const k = (y * width + x) * 4;
      // What comes back from lips and gums is warm: shade takes blue first.
      for (let c = 0; c < 3; c++) rgba[k + c] = srgbByte((shown[c as 0] ?? 0) * left ** (0.92 + 0.08 * c));
    }
  }
  return { width, height, rgba };
}
