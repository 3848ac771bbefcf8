/**
 * The tip of the tongue. ARKit has one curve for it, `tongueOut`, and a model one shape: the tongue stuck out. Speech
 * needs the tip lifted to the ridge behind the upper teeth (l, n, t, d) far more often, so small values of the curve mean
 * that, and only what lies beyond goes out between the teeth (th).
 */
import type { ModelPart, SparseTarget } from './model.ts';

/** Value of `tongueOut` at which the tip touches the ridge. */
export const TIP_RANGE = 0.12;
/** Name of the target `withTip` adds. */
export const TIP = 'tongueTipUp';

/** How far the tip rises and comes forward, metres: from the floor of a mouth opened for an l to the upper teeth. */
const RISE = 0.0078;
const FORWARD = 0.0035;
/** Share of the rise that the under side takes part in. */
const UNDER = 0.5;
/** The lifted part: from the front backwards, share of the tongue's length. */
const LENGTH = 0.42;

/** Weights of the tip's target and of the model's `tongueOut` for a value of the curve. */
export function tongueWeights(value: number): { readonly tip: number; readonly out: number } {
  if (value <= TIP_RANGE) return { tip: Math.max(0, value) / TIP_RANGE, out: 0 };
  const out = (value - TIP_RANGE) / (1 - TIP_RANGE);
  // A tongue on its way out comes down again, over the lower teeth.
  return { tip: Math.max(0, 1 - 4.5 * out), out };
}

/** The part's targets, and for the tongue one more: its tip curled up. */
export function withTip(part: ModelPart): ReadonlyMap<string, SparseTarget> {
  if (part.name !== 'tongue' || part.targets.has(TIP)) return part.targets;
  const { positions } = part;
  let [back, front] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 2; i < positions.length; i += 3) {
    back = Math.min(back, positions[i] ?? 0);
    front = Math.max(front, positions[i] ?? 0);
  }
  const vertices: number[] = [];
  const offsets: number[] = [];
  for (let i = 0; i < positions.length / 3; i++) {
    const along =
      ((positions[i * 3 + 2] ?? 0) - (front - LENGTH * (front - back))) / (LENGTH * (front - back));
    if (along <= 0) continue;
    // The under side stays behind: it is what one sees of a lifted tongue, where a stiff one would show a dark hole.
    const side = UNDER + (1 - UNDER) * (0.5 + 0.5 * (part.normals[i * 3 + 1] ?? 0));
    const bend = along ** 1.4 * side;
    vertices.push(i);
    offsets.push(0, RISE * bend, FORWARD * along);
  }
  const tip = { vertices: Uint32Array.from(vertices), offsets: Float32Array.from(offsets) };
  return new Map([...part.targets, [TIP, tip]]);
}
