/** What a creator may choose, as the studio reads it beside the pack: `creator/manifest.json`. */
import { z } from 'zod';
import {
  BEARD_STYLES,
  BROW_STYLES,
  FACE_SLIDER_NAMES,
  FACE_SLIDER_RANGES,
  GLASSES_FRAMES,
  HAIR_STYLES,
  LASH_STYLES,
  OUTFITS,
  SKIN_BASES,
} from '../../supabase/functions/_shared/contract/look.ts';
import { FACE_SLIDERS, type SliderTargets } from '../sliders.ts';

const names = z.array(z.string());

export const CreatorManifest = z.object({
  version: z.literal(1),
  /** Path of the pack inside the bucket `avatars`; its name changes with its bytes, so it may be cached for ever. */
  pack: z.string(),
  bytes: z.int(),
  /** Face sliders of a look: `group` is the part of the face, `min` is 0 where only one direction exists. */
  sliders: z.array(z.object({ name: z.string(), group: z.string(), min: z.number(), max: z.number() })),
  /** Whole-body shape of a look; ancestry is three shares that sum to 1. */
  macro: z.record(z.string(), z.object({ min: z.number(), max: z.number() })),
  /** Choices by the field of the look they belong to. */
  options: z.object({
    'skin.base': names,
    'hair.style': names,
    'hair.beard.style': names.default([]),
    'brows.style': names,
    'lashes.style': names,
    'wardrobe.outfit': names,
    'wardrobe.glasses.frame': names.default([]),
  }),
});
export type CreatorManifest = z.infer<typeof CreatorManifest>;

const UNIT = { min: 0, max: 1 } as const;

export function creatorManifest(pack: string, bytes: number): CreatorManifest {
  return {
    version: 1,
    pack,
    bytes,
    sliders: FACE_SLIDER_NAMES.map((name) => {
      const { plus }: SliderTargets = FACE_SLIDERS[name];
      const [min, max] = FACE_SLIDER_RANGES[name];
      return { name, group: (plus[0] ?? '').split('/')[0] ?? '', min, max };
    }),
    macro: {
      gender: UNIT,
      age: { min: 18, max: 90 },
      muscle: UNIT,
      weight: UNIT,
      height: UNIT,
      proportions: UNIT,
      cup: UNIT,
      firmness: UNIT,
    },
    options: {
      'skin.base': [...SKIN_BASES],
      'hair.style': [...HAIR_STYLES],
      'hair.beard.style': [...BEARD_STYLES],
      'brows.style': [...BROW_STYLES],
      'lashes.style': [...LASH_STYLES],
      'wardrobe.outfit': [...OUTFITS],
      'wardrobe.glasses.frame': [...GLASSES_FRAMES],
    },
  };
}
