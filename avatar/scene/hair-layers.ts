/**
 * Hair cards are drawn in two ways: dense triangles with depth, sparse ones (tips, wisps, single hairs) blended on top. A
 * software GPU pays for every layer of every pixel, so no triangle is in both.
 */
import type { ModelPart } from './model.ts';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Mean alpha from which a triangle counts as solid: its gaps are then finer than the strands around them. */
const SOLID_FROM = 92;
const SOFT_FROM = 8;
const COLUMNS = 8;
/** Columns of `bake/hair-texture.ts` left out: half of the middling locks and the wisps. */
const SPARED: ReadonlySet<number> = new Set([3, 4]);
/** Dense locks, which lie below others: nobody sees their thin ends. */
const BELOW: ReadonlySet<number> = new Set([0, 1, 7]);

export interface HairLayers {
  readonly solid: Uint32Array;
  readonly soft: Uint32Array;
}

/** The triangles of each pass. */
export function hairLayers(part: ModelPart, alpha: Picture): HairLayers {
  const { indices, uvs } = part;
  const solid: number[] = [];
  const soft: number[] = [];
  for (let t = 0; t < indices.length; t += 3) {
    const corners = [indices[t] ?? 0, indices[t + 1] ?? 0, indices[t + 2] ?? 0];
    const across = corners.reduce((sum, v) => sum + (uvs[v * 2] ?? 0), 0) / 3;
    const column = Math.floor(across * COLUMNS);
    if (SPARED.has(column)) continue;
    const { mean, high } = alphaRange(alpha, uvs, corners);
    if (mean >= SOLID_FROM) solid.push(...corners);
    else if (high >= SOFT_FROM && !BELOW.has(column)) soft.push(...corners);
  }
  return { solid: Uint32Array.from(solid), soft: Uint32Array.from(soft) };
}

/** Mean and highest alpha in the triangle's bounding box on the texture, widened by what filtering reaches. */
function alphaRange(
  { width, height, rgba }: Picture,
  uvs: Float32Array,
  corners: readonly number[],
): { mean: number; high: number } {
  const us = corners.map((v) => uvs[v * 2] ?? 0);
  const vs = corners.map((v) => uvs[v * 2 + 1] ?? 0);
  const within = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
  const x0 = within(Math.floor(Math.min(...us) * width) - 1, width);
  const x1 = within(Math.ceil(Math.max(...us) * width), width);
  const y0 = within(Math.floor(Math.min(...vs) * height) - 1, height);
  const y1 = within(Math.ceil(Math.max(...vs) * height), height);
  let sum = 0;
  let high = 0;
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const value = rgba[(y * width + x) * 4 + 3] ?? 0;
      sum += value;
      if (value > high) high = value;
    }
  }
  return { mean: sum / ((x1 - x0 + 1) * (y1 - y0 + 1)), high };
}
