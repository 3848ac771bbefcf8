/** Which of a portrait's hair is drawn, and which casts its shadow. */
import type { DataTexture } from 'three/webgpu';
import { type HairLayers, hairLayers } from './hair-layers.ts';
import { hairOfFilm } from './hair-thinning.ts';
import type { ModelPart } from './model.ts';
import type { PortraitOptions } from './portrait.ts';

/** The triangles of each pass over the hair that a film can show: the head hides the rest. */
export async function layersOf(
  hair: ModelPart,
  skins: readonly ModelPart[],
  cell: number,
  options: PortraitOptions,
): Promise<HairLayers | null> {
  if (!hair.albedo) return null;
  const alpha = await options.decode(hair.albedo);
  if (options.around) return hairLayers(hair, alpha);
  const job = { hair, alpha, skins, cell };
  return options.seen ? options.seen(job) : hairOfFilm(job);
}

/** The triangles that cast a soft shadow, whoever draws. */
export function hairCaster(hair: ModelPart, albedo: DataTexture | null): Uint32Array {
  if (!albedo) return hair.indices;
  const { data, width, height } = albedo.image;
  return hairLayers(hair, { rgba: data as Uint8Array, width, height }).caster;
}
