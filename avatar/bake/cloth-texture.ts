/** Paints cloth: the look's colour in the weave of what it is, with its seams, edges and what light its folds keep. */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { foldsOf } from './cloth-folds.ts';
import { CLOTH, drapeOf, FAR, type Garment, garmentOf, isSuit } from './garments.ts';
import {
  hexToLinear,
  type Image,
  LINEAR_BYTE,
  loadImage,
  type Rgb,
  sampleLinear,
  srgbByte,
} from './image.ts';
import { LAPELS, offLine, onLapel, POCKETS } from './lapel.ts';
import { clamp01, smoothstep, type Vec3 } from './morph.ts';
import { grain, valueNoise } from './noise.ts';
import type { Part, Person } from './person.ts';
import { PRINTED_WOOL, suitPrint } from './suit-print.ts';
import type { Triangles } from './surface.ts';
import { gutters, normalsFromHeight, rasterise } from './texels.ts';

export interface ClothMaps {
  /** sRGB, alpha is the base's. */
  readonly albedo: Image;
  /** Tangent space, as glTF has it. */
  readonly normal: Image;
  /** Whether nothing of it is cut out. */
  readonly opaque: boolean;
}

const bell = (x: number): number => Math.exp(-x * x);

/** Relief in decimetres and the share of light it keeps. */
interface Mark {
  height: number;
  light: number;
}

/** Two pieces sewn together: a groove between two soft rolls that pucker, beside it a row of stitches. */
function sew(mark: Mark, topstitch: number, d: number, pucker: number, dash: number): void {
  if (d > 0.3) return;
  const roll = bell((d - 0.035) / 0.028);
  mark.height += 0.006 * roll - 0.011 * bell(d / 0.014);
  mark.height += 0.007 * pucker * bell(d / 0.13);
  mark.light *= 1 - 0.42 * bell(d / 0.012) + 0.05 * roll;
  if (topstitch > 0) stitch(mark, d - topstitch, dash);
}

function stitch(mark: Mark, d: number, dash: number): void {
  const row = bell(d / 0.009);
  mark.height -= 0.005 * bell(d / 0.016);
  mark.light *= 1 - (dash > 0 ? 0.1 : 0.34) * row;
}

/** A band of ribbing sewn to the neck: raised, its edge on the cloth a step with a seam below. */
function ribbed(mark: Mark, d: number, rib: number): void {
  const wide = 0.2;
  const band = smoothstep(wide + 0.012, wide - 0.012, d);
  mark.height += 0.011 * band + 0.0035 * rib * band;
  mark.light *= 1 - 0.13 * band * (0.5 - 0.5 * rib);
  mark.light *=
    1 - 0.38 * bell((d - wide - 0.008) / 0.014) - 0.12 * smoothstep(0.1, 0, d - wide) * (1 - band);
  stitch(mark, d - wide - 0.045, 0);
}

/** A band of the cloth itself, sewn along both of its edges. */
function bound(mark: Mark, d: number, dash: number): void {
  const wide = 0.26;
  const band = smoothstep(wide + 0.012, wide - 0.012, d);
  mark.height += 0.01 * band;
  mark.light *=
    1 - 0.34 * bell((d - wide - 0.006) / 0.013) - 0.1 * smoothstep(0.08, 0, d - wide) * (1 - band);
  stitch(mark, d - wide + 0.035, dash);
}

/** Half the width of a placket, and between two buttons, decimetres. */
const PLACKET = 0.16;
const BUTTONS = 0.85;

/** The placket of a shirt, sewn along both sides, with its buttons. */
function button(mark: Mark, at: Vec3, n: Vec3, neck: Vec3): void {
  const side = Math.abs(at[0]);
  if (side > 0.3 || n[2] < 0.3 || at[1] > neck[1] - 0.7) return;
  const edge = bell((at[0] - PLACKET) / 0.012);
  mark.height += 0.008 * smoothstep(PLACKET + 0.01, PLACKET - 0.01, side);
  mark.light *= 1 - 0.38 * edge - 0.1 * bell((at[0] - PLACKET - 0.03) / 0.04);
  stitch(mark, side - PLACKET + 0.045, 0);
  const row = (neck[1] - 1.15 - at[1]) / BUTTONS;
  const off = Math.hypot(at[0], (row - Math.round(row)) * BUTTONS);
  if (row < -0.3 || off > 0.12) return;
  mark.height += 0.012 * smoothstep(0.06, 0.05, off);
  mark.light *= 1 - 0.5 * bell((off - 0.062) / 0.012);
  mark.light *= 1 + 0.22 * smoothstep(0.058, 0.05, off) - 0.3 * smoothstep(0.016, 0.01, off);
}

/** Collar, lapels and pockets of a jacket: shade below their edges, a light rim on them. */
function tailor(mark: Mark, u: number, v: number): void {
  if (u < 0.36 || u > 0.72 || v > 0.46) return;
  const on = onLapel(u, v);
  for (const { collar, gorge, lapel } of LAPELS) {
    const free = Math.min(offLine(u, v, collar), offLine(u, v, lapel));
    if (free < 0.25) {
      if (on) mark.light *= 1 + 0.07 * bell((free - 0.02) / 0.015);
      else mark.light *= 1 - 0.42 * bell(free / 0.06) - 0.14 * bell(free / 0.16);
    }
    const seam = offLine(u, v, gorge);
    if (on && seam < 0.1) mark.light *= 1 - 0.4 * bell(seam / 0.012);
  }
  for (const outline of POCKETS) {
    const d = offLine(u, v, outline, true);
    if (d < 0.2) mark.light *= 1 - 0.36 * bell(d / 0.016) - 0.08 * bell(d / 0.06);
  }
}

/** Threads: rows of a weave are told by texels along the cut of a piece, `u` and `v` in texels of a 2048-pixel map. */
function threads(weave: Garment['weave'], u: number, v: number, spun: number): number {
  switch (weave) {
    case 'jersey':
      return 1 + 0.05 * (spun - 0.5);
    case 'poplin':
      return 1 + 0.028 * (spun - 0.5);
    case 'twill':
    case 'drill':
      return 1 + 0.026 * Math.sin((u + v) * 2.1) + 0.05 * (spun - 0.5);
    case 'scrubs':
      return 1 + 0.02 * Math.sin((u + v) * 2.1) + 0.035 * (spun - 0.5);
    case 'wool':
      return 1 + 0.03 * Math.sin((u + v) * 2.2) + 0.14 * (spun - 0.5);
  }
}

const luminance = ([r, g, b]: readonly number[]): number =>
  0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);

/** `cloth` carries the field `cloth` of `hang`. `colour` null keeps the print of the base. */
export async function paintCloth(
  part: Part,
  cloth: Triangles,
  person: Pick<Person, 'hangers'>,
  look: AvatarLook,
  colour: string | null,
  size: number,
): Promise<ClothMaps> {
  const print = await loadImage(part.proxy?.textures.diffuse ?? '');
  const carry = cloth.fields.get('cloth');
  if (!carry) throw new Error(`${part.name} was not hung`);
  const texels = rasterise(cloth, cloth.uvs, size, 0, size, carry);
  const garment = garmentOf(part, look);
  const drape = drapeOf(part, person, look);
  // What is too fine for the mesh: the same folds again, narrower and shallower.
  const fine = { ...drape, depth: drape.depth * 0.3, width: drape.width * 0.45, seed: drape.seed + 101 };
  const creases = foldsOf(person.hangers, fine);
  const { neck } = person.hangers;
  const dye: Rgb | null = colour ? hexToLinear(colour) : null;
  const mean = meanLuminance(print);
  const height = new Float32Array(size * size);
  const rgba = new Uint8Array(size * size * 4);
  const scale = 2048 / size;
  const own: [number, number, number, number] = [0, 0, 0, 1];
  const plain = dye ?? plainColour(print);
  const under = look.wardrobe.outfitColour ? hexToLinear(look.wardrobe.outfitColour) : null;
  const buttoned = dye !== null && isSuit(part);
  let opaque = true;
  for (let k = 0; k < size * size; k++) {
    if (!texels.covered[k]) {
      for (let c = 0; c < 3; c++) rgba[k * 4 + c] = srgbByte(plain[c as 0]);
      rgba[k * 4 + 3] = 255;
      continue;
    }
    const [px, py] = [k % size, Math.floor(k / size)];
    const on = texels.carried.subarray(k * CLOTH.size, (k + 1) * CLOTH.size);
    const at = texels.position.subarray(k * 3, k * 3 + 3) as unknown as Vec3;
    const n: Vec3 = [on[CLOTH.x] ?? 0, on[CLOTH.y] ?? 0, on[CLOTH.z] ?? 0];
    const [seam, edge, hem] = [on[CLOTH.seam] ?? FAR, on[CLOTH.neckline] ?? FAR, on[CLOTH.hem] ?? FAR];
    const fold = on[CLOTH.fold] ?? 0;
    sampleLinear(print, (px + 0.5) / size, (py + 0.5) / size, own);
    const mark: Mark = { height: 0, light: 1 };
    const free = smoothstep(0.1, 0.4, edge);
    const crease = creases(at, n) * free;
    mark.height += crease;
    mark.light *= 1 - 0.17 * smoothstep(0.05, 1, -fold) + 0.03 * smoothstep(0, 0.4, fold);
    mark.light *= 1 - 0.12 * clamp01(-crease / fine.depth);
    const dash = Math.sin((at[0] + at[1] * 1.3 + at[2]) * 160);
    if (Math.min(seam, hem, edge) < 0.35) {
      const pucker = 2 * valueNoise(at[0] * 7, at[1] * 7, at[2] * 7, drape.seed) - 1;
      // Around a collar's fold seams and edges lie on top of each other: one row of stitches is enough.
      sew(mark, edge > 0.45 ? garment.topstitch : 0, seam, pucker * smoothstep(0.1, 0.4, edge), dash);
      // Hems are turned in and sewn down.
      if (hem < 0.35 && garment.weave !== 'wool' && at[1] < neck[1] - 2) {
        stitch(mark, hem - 0.2, dash);
        mark.height += 0.006 * smoothstep(0.21, 0.19, hem);
      }
      if (garment.neck === 'ribbed')
        ribbed(mark, edge, Math.sin(Math.atan2(at[0], at[2] - neck[2] + 0.1) * 190));
      else if (garment.neck === 'bound') bound(mark, edge, dash);
      else if (garment.topstitch > 0 && seam > 0.2) stitch(mark, edge - 0.055, dash);
    }
    if (garment.weave === 'poplin') button(mark, at, n, neck);
    if (isSuit(part)) tailor(mark, (px + 0.5) / size, (py + 0.5) / size);
    const weave = threads(garment.weave, px * scale, py * scale, grain(k, 503));
    // Of a dyed suit's print its buttons stay.
    const lightness = luminance(own) / mean;
    const shade = mark.light * weave * (buttoned ? 1 - (1 - lightness) * smoothstep(0.7, 0.5, lightness) : 1);
    const printed = isSuit(part) ? suitPrint((px + 0.5) / size, (py + 0.5) / size, own, k) : null;
    // A jacket over another outfit keeps of the suit's shirt the cuffs, in that outfit's colour.
    const linen = dye && printed ? (under ?? printed) : printed;
    const from = linen ?? dye ?? (isSuit(part) ? PRINTED_WOOL : own);
    const kept = linen ? 1 : shade;
    for (let c = 0; c < 3; c++) rgba[k * 4 + c] = srgbByte((from[c] ?? 0) * kept);
    rgba[k * 4 + 3] = Math.round(255 * own[3]);
    if (own[3] < 0.98) opaque = false;
    height[k] = mark.height;
  }
  const slopes = normalsFromHeight(height, texels, size);
  const pairs = gutters(texels.covered, size, 6);
  for (let i = 0; i < pairs.length; i += 2) {
    for (const map of [rgba, slopes]) map.copyWithin(pairs[i]! * 4, pairs[i + 1]! * 4, pairs[i + 1]! * 4 + 4);
  }
  const image = (bytes: Uint8Array): Image => ({ width: size, height: size, rgba: bytes });
  return { albedo: image(rgba), normal: image(slopes), opaque };
}

function meanLuminance({ rgba }: Image): number {
  let [sum, weight] = [0, 1e-6];
  for (let k = 0; k < rgba.length; k += 4) {
    const alpha = rgba[k + 3] ?? 0;
    sum += alpha * luminance([0, 1, 2].map((c) => LINEAR_BYTE[rgba[k + c] ?? 0] ?? 0));
    weight += alpha;
  }
  return sum / weight;
}

function plainColour({ rgba }: Image): Rgb {
  const sums = [0, 0, 0];
  for (let k = 0; k < rgba.length; k += 4)
    for (let c = 0; c < 3; c++) sums[c]! += LINEAR_BYTE[rgba[k + c] ?? 0] ?? 0;
  return sums.map((sum) => (sum * 4) / rgba.length) as unknown as Rgb;
}
