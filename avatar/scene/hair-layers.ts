/**
 * Hair cards are drawn twice: closed locks with depth, then what is softer blended on top. On a software GPU the second
 * pass over texels that the first one filled costs a tenth of the frame and changes nothing.
 */
import type { ModelPart } from './model.ts';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Cover from which hair is drawn solid: what hides the rest by less would end in steps, not in strands. */
export const SOLID_FROM = 0.62;
/** Cover below which nothing is drawn. */
export const SOFT_FROM = 0.03;

export interface HairLayers {
  readonly solid: Uint32Array;
  readonly soft: Uint32Array;
  /**
   * The third of the triangles that hair covers most. Blurred by millimetres, their shadow is that of all, at a fourth of
   * the cost: no alpha is read for it.
   */
  readonly caster: Uint32Array;
}

/** Share of the triangles that cast the shadow where shading is lean. */
const CASTING = 0.3;

/** Triangles each pass can contribute to, for a camera in front of the person. */
export function hairLayers(part: Pick<ModelPart, 'indices' | 'uvs'>, alpha: Picture): HairLayers {
  const { indices, uvs } = part;
  const solid: number[] = [];
  const soft: number[] = [];
  const means: number[] = [];
  for (let t = 0; t < indices.length; t += 3) {
    const corners = [indices[t] ?? 0, indices[t + 1] ?? 0, indices[t + 2] ?? 0];
    const { low, high, mean } = alphaRange(alpha, uvs, corners);
    means.push(mean);
    if (high >= SOLID_FROM * 255) solid.push(...corners);
    if (high >= SOFT_FROM * 255 && low < SOLID_FROM * 255) soft.push(...corners);
  }
  const least = Float64Array.from(means).sort()[Math.floor(means.length * (1 - CASTING))] ?? 0;
  const caster = indices.filter((_, k) => (means[Math.floor(k / 3)] ?? 0) >= least);
  return { solid: Uint32Array.from(solid), soft: Uint32Array.from(soft), caster };
}

/** Mean display value of closed texels, 0 to 255, from which each step of shading shows: white and grey hair. */
const PALE = 120;

export function paleHair(rgba: Uint8Array): boolean {
  let [sum, count] = [0, 0];
  for (let i = 0; i < rgba.length; i += 4 * 16) {
    if ((rgba[i + 3] ?? 0) < SOLID_FROM * 255) continue;
    sum += rgba[i + 1] ?? 0;
    count++;
  }
  return count > 0 && sum / count > PALE;
}

/** Lowest, highest and mean alpha in the triangle's bounding box on the texture, widened by what filtering reaches. */
function alphaRange(
  { width, height, rgba }: Picture,
  uvs: Float32Array,
  corners: readonly number[],
): { low: number; high: number; mean: number } {
  const us = corners.map((v) => uvs[v * 2] ?? 0);
  const vs = corners.map((v) => uvs[v * 2 + 1] ?? 0);
  const within = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
  const x0 = within(Math.floor(Math.min(...us) * width) - 1, width);
  const x1 = within(Math.ceil(Math.max(...us) * width), width);
  const y0 = within(Math.floor(Math.min(...vs) * height) - 1, height);
  const y1 = within(Math.ceil(Math.max(...vs) * height), height);
  let low = 255;
  let high = 0;
  let sum = 0;
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const value = rgba[(y * width + x) * 4 + 3] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
      sum += value;
    }
  }
  return { low, high, mean: sum / ((x1 - x0 + 1) * (y1 - y0 + 1)) };
}
