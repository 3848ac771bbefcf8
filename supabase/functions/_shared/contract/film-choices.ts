/** Bounds and meanings of what a film can be told (`RenderSettings` of job.ts). */
import type { Quality } from './job.ts';

/**
 * The largest picture of each quality, in pixels of its longer and its shorter side: beyond it, what the quality draws
 * (textures, samples, shadows) holds no more detail. SQL (`private.check_render_settings`) knows the same numbers. Sizes
 * beyond 3840x2160 need the engine unreal.
 */
export const LARGEST_PICTURE: Readonly<
  Record<Quality, { readonly longer: number; readonly shorter: number }>
> = {
  draft: { longer: 1920, shorter: 1080 },
  standard: { longer: 1920, shorter: 1080 },
  premium: { longer: 2560, shorter: 1440 },
  cinematic: { longer: 3840, shorter: 2160 },
  hyperreal: { longer: 7680, shorter: 4320 },
};

/** Whether a quality draws pictures of `resolution` ("1280x720"), whichever way they are turned. */
export function drawsResolution(quality: Quality, resolution: string): boolean {
  const [width = 0, height = 0] = resolution.split('x').map(Number);
  const { longer, shorter } = LARGEST_PICTURE[quality];
  return Math.max(width, height) <= longer && Math.min(width, height) <= shorter;
}

export const MAX_MOOD_INTENSITY = 1.5;

/**
 * Integrated loudness a film's sound is brought to, LUFS: what video sites play at, the usual level for speech on
 * computers and telephones, and television's (EBU R 128).
 */
export const LOUDNESS_LUFS = { web: -14, standard: -16, broadcast: -23 } as const;
