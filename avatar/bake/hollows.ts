/** Nostrils and ears: what the base leaves too shallow to read as a hole or a fold. */

import { smoothstep } from './morph.ts';
import type { Person } from './person.ts';
import { position, type Surface } from './surface.ts';

/** What is left of light in a nostril: brown shade. Below this `skin-material.ts` glows red as the walls of a mouth do. */
const DEEPEST = 0.1;

/** Around the two holes, whatever nose. */
function besideNostril([x, y, z]: Float32Array, nose: readonly [number, number, number]): boolean {
  const [side, below, behind] = [Math.abs(x ?? 0), nose[1] - (y ?? 0), nose[2] - (z ?? 0)];
  return side > 0.04 && side < 0.19 && below > -0.06 && below < 0.12 && behind > 0.02 && behind < 0.28;
}

/**
 * Deepens occlusion where what is modelled stands for more: nothing of a nostril's inside is ever lit, and the folds of an
 * ear are deeper than the base's.
 */
export function shadeHollows(
  skin: Surface,
  occlusion: Float32Array,
  { nose, eyeLeft }: Person['landmarks'],
): Float32Array {
  const points = position(skin);
  return occlusion.map((value, i) => {
    const at = points.subarray(i * 3, i * 3 + 3);
    const [x = 0, y = 0, z = 0] = at;
    if (besideNostril(at, nose))
      return Math.min(value, Math.max(DEEPEST, value * smoothstep(0.34, 0.84, value)));
    const ear = smoothstep(0.28, 0.4, Math.abs(x) - eyeLeft[0]) * smoothstep(0.75, 0.95, nose[2] - z);
    const level =
      smoothstep(eyeLeft[1] + 0.5, eyeLeft[1] + 0.3, y) * smoothstep(nose[1] - 0.4, nose[1] - 0.2, y);
    return value ** (1 + 0.9 * ear * level);
  });
}
