/** The face of somebody who waits: blinks and a friendly mouth, as a function of time alone. */
import { CURVE_NAMES } from '../../../../supabase/functions/_shared/contract/job.ts';

/** Seconds from one blink to the next, on average; a blink closes in 80 ms and opens in 160 ms. */
const EVERY = 4.2;
const CLOSES = 0.08;
const OPENS = 0.16;

/** As films begin: lids and brows of the face solver's neutral. Without them the base's face looks sleepy. */
const REST: Readonly<Record<string, number>> = {
  mouthSmileLeft: 0.16,
  mouthSmileRight: 0.15,
  eyeWideLeft: 0.3,
  eyeWideRight: 0.3,
  browInnerUp: 0.12,
  browOuterUpLeft: 0.2,
  browOuterUpRight: 0.2,
};
const AT_REST = CURVE_NAMES.map((name) => REST[name] ?? 0);
const LIDS = [CURVE_NAMES.indexOf('eyeBlinkLeft'), CURVE_NAMES.indexOf('eyeBlinkRight')];
const RAISED = [CURVE_NAMES.indexOf('eyeWideLeft'), CURVE_NAMES.indexOf('eyeWideRight')];

/** Hash of a slot's number, 0 to 1. */
function chance(k: number): number {
  let h = Math.imul(k + 11, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
}

/** How far the lids are shut at `t` seconds, 0 to 1. One blink in every slot, anywhere in its middle 70 %. */
export function blink(t: number): number {
  const slot = Math.floor(t / EVERY);
  const since = t - (slot + 0.15 + 0.7 * chance(slot)) * EVERY;
  if (since <= -CLOSES || since >= OPENS) return 0;
  return since < 0 ? 1 + since / CLOSES : 1 - since / OPENS;
}

/** Values in the order of CURVE_NAMES. */
export function idleFace(t: number, out: Float32Array): Float32Array {
  out.set(AT_REST);
  const shut = blink(t);
  for (const lid of LIDS) out[lid] = shut;
  for (const lid of RAISED) out[lid] = (AT_REST[lid] ?? 0) * (1 - shut);
  return out;
}
