/** One person, one skin: neck and chest take the mean colour of the face. */
import { smoothstep } from './morph.ts';
import type { Ground } from './skin-pigment.ts';
import type { Landmarks } from './skin-zones.ts';
import type { Texels } from './texels.ts';

type Mean = [number, number, number];

/** Lower cheeks and jaw weigh this much each: below the beard's shade, above the neck's. */
const CHEEK = 0.6;
/** What a correction may do at most; more would say that something else is wrong. */
const LIMITS = [0.55, 1.25] as const;

/**
 * The base photographed necks and chests in other light than faces: up to 60 % brighter than the jaw above them. Scales
 * them per channel until their means agree, from nothing under the chin to all of it three centimetres below. In place.
 */
export function evenNeck(ground: Ground, texels: Texels, at: Landmarks): void {
  const { position, covered, scalp } = texels;
  const chin = at.chin[1];
  const sums = new Map<string, [number, number, number, number]>();
  const eyeY = (at.eyeLeft[1] + at.eyeRight[1]) / 2;
  const region = (x: number, y: number, z: number): string | null => {
    if (y < chin - 0.35) {
      if (z < 0) return null;
      if (y > chin - 1) return 'neck';
      return y < chin - 1.1 && y > chin - 2 && Math.abs(x) < 0.8 ? 'chest' : null;
    }
    if (z < 0.8) return null;
    if (y > at.mouth[1] + 0.1 && y < eyeY - 0.2 && Math.abs(x) > 0.25) return 'cheek';
    return y < at.mouth[1] - 0.15 && y > chin ? 'jaw' : null;
  };
  for (let k = 0; k < covered.length; k++) {
    if (covered[k] !== 2 || (scalp[k] ?? 0) > 0.01) continue;
    const name = region(position[k * 3]!, position[k * 3 + 1]!, position[k * 3 + 2]!);
    if (!name) continue;
    const sum = sums.get(name) ?? [0, 0, 0, 0];
    for (let c = 0; c < 3; c++) sum[c as 0] += ground.rgb[k * 3 + c]!;
    sum[3]++;
    sums.set(name, sum);
  }
  const mean = (name: string): Mean | null => {
    const sum = sums.get(name);
    return sum ? [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]] : null;
  };
  const [cheek, jaw, neck] = [mean('cheek'), mean('jaw'), mean('neck')];
  if (!cheek || !jaw || !neck) return;
  const chest = mean('chest') ?? neck;
  const factor = (own: Mean): Mean =>
    own.map((value, c) => {
      const wanted = CHEEK * cheek[c as 0] + (1 - CHEEK) * jaw[c as 0];
      return Math.min(LIMITS[1], Math.max(LIMITS[0], wanted / Math.max(value, 1e-4)));
    }) as Mean;
  const [upper, lower] = [factor(neck), factor(chest)];
  for (let k = 0; k < covered.length; k++) {
    const y = position[k * 3 + 1]!;
    if (!covered[k] || y > chin + 0.05) continue;
    const much = smoothstep(chin + 0.05, chin - 0.3, y);
    const low = smoothstep(chin - 0.8, chin - 1.4, y);
    for (let c = 0; c < 3; c++)
      ground.rgb[k * 3 + c]! *= (upper[c as 0] * (1 - low) + lower[c as 0] * low) ** much;
  }
}
