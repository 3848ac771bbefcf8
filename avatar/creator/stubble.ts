/**
 * Stubble on a baked skin without baking it again. The bake darkens the skin over the roots of a beard
 * (`avatar/bake/skin-pigment.ts`); where and how much is nearly the same on everybody, because all heads share one unwrapped
 * skin, so one mask stands for it. On Rafael it left 26% of the difference between two bakes (root mean square of the
 * skin's bytes: 3.5 of 13.5) while roots covered 0.42 of the skin; at 0.6, by which the mask was scaled, nobody has measured it. The
 * relief of single hairs comes with the next bake. Pure; pixels are sRGB bytes, 4 a pixel.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { LINEAR, linearOf, toByte } from './recolour.ts';

export interface Stubble {
  /** 0 is shaven, 1 two days. */
  readonly amount: number;
  /** Linear light. */
  readonly colour: readonly [number, number, number];
}

/** How much of the roots shows at an amount of 1, 0 to 255, over the unwrapped skin. */
export interface StubbleMask {
  readonly width: number;
  readonly height: number;
  readonly shares: Uint8Array;
}

export interface Restubble {
  readonly from: Stubble;
  readonly to: Stubble;
}

const stubbleOf = ({ skin }: AvatarLook): Stubble => ({
  amount: skin.stubble,
  colour: linearOf(skin.stubbleColour),
});

/** What changes of somebody's stubble; null where nothing does. */
export function restubbleOf(baked: AvatarLook, wanted: AvatarLook): Restubble | null {
  const [from, to] = [stubbleOf(baked), stubbleOf(wanted)];
  if (from.amount === 0 && to.amount === 0) return null;
  const same = from.amount === to.amount && baked.skin.stubbleColour === wanted.skin.stubbleColour;
  return same ? null : { from, to };
}

/** What stays of the skin's own colour under roots, red to blue: the bake's own numbers. */
const KEPT = [0.16, 0.25, 0.34] as const;
const ROOT = 0.5;

/** Writes stubble into `pixels` of a skin, or with `off` takes it out again. */
export function stubble(
  pixels: Uint8Array,
  width: number,
  mask: StubbleMask,
  { amount, colour }: Stubble,
  off = false,
): void {
  if (amount === 0) return;
  const height = pixels.length / 4 / width;
  const [across, down] = [mask.width / width, mask.height / height];
  for (let y = 0, k = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, k += 4) {
      const share = (amount * sample(mask, (x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5)) / 255;
      if (share < 0.004) continue;
      for (let c = 0; c < 3; c += 1) {
        const value = LINEAR[pixels[k + c] ?? 0] ?? 0;
        const root = ROOT * (colour[c] ?? 0) * share;
        const skin = 1 - share * (1 - (KEPT[c] ?? 0));
        pixels[k + c] = toByte(off ? (value - root) / skin : value * skin + root);
      }
    }
  }
}

function sample({ width, height, shares }: StubbleMask, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const at = (column: number, row: number): number =>
    shares[Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column))] ?? 0;
  return (
    (at(left, top) * (1 - fx) + at(left + 1, top) * fx) * (1 - fy) +
    (at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx) * fy
  );
}
