/**
 * What a face does besides speaking: blinks, gaze, brows and head, from the speech's own rhythm and a seed.
 * Everything is a function of the timeline, the seed and the energy alone.
 */
import { CURVES_FPS, type Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import { chooseGlances, type EyeMotion, solveEyes } from './eye-motion.ts';
import { type HeadMotion, solveHead } from './head-motion.ts';
import { bump, spring } from './motion-filters.ts';
import { type Prosody, readProsody, silentFrames } from './prosody.ts';
import { seededRandom } from './seeded-random.ts';

/** One value a frame each. Angles in radians with the contract's signs; the rest 0 to 1. */
export interface FaceMotion extends EyeMotion, HeadMotion {
  readonly browRaise: Float32Array;
  readonly browInner: Float32Array;
}

/** @param energy How lively head and brows are: 1 for a trainer at ease. */
export function solveMotion(
  timeline: Timeline,
  seed: number,
  energy = 1,
  prosody = readProsody(timeline),
): FaceMotion {
  const glances = chooseGlances(timeline, prosody, seed);
  const head = solveHead(timeline, prosody, seededRandom(seed ^ 0x5eb1a17e), energy, glances);
  return {
    ...head,
    ...solveEyes(timeline, prosody, head, glances, seed),
    ...solveBrows(timeline, prosody, energy),
  };
}

const BROW_FROM = 0.62;

/**
 * The frontalis lifts a brow as a whole: outer ends alone look cross, inner ones worried. The inner shape goes 1.7 mm at 1,
 * the outer 4 mm; so much more of it lifts inner ends half as far as outer ones.
 */
const INNER = 1.5;

/** Brows rise on strong accents, with high tone, through the end of a question, and rest in silence. */
function solveBrows(timeline: Timeline, prosody: Prosody, energy: number) {
  const { tone, accents, phrases } = prosody;
  const frames = Math.ceil(timeline.duration * CURVES_FPS);
  const push = new Float32Array(frames);
  for (const { time, strength, emphasis } of accents) {
    if (strength < BROW_FROM) continue;
    bump(push, time - 0.04, 0.7 * (strength - 0.5) + 0.25 * emphasis, 0.16, 0.34);
  }
  for (const { end, rising } of phrases) if (rising) bump(push, end - 0.12, 0.42, 0.5, 0.4);
  const quiet = silentFrames(prosody);
  const rise = (f: number) => (quiet[f] ? 0 : Math.max(0, Math.min(0.4, ((tone[f] ?? 0) - 1.2) / 9)));
  const browRaise = spring(frames, 2.6, (f) => Math.min(0.6, energy * (rise(f) + (push[f] ?? 0))));
  const browInner = spring(frames, 2.2, (f) =>
    Math.min(0.85, INNER * energy * (0.6 * rise(f) + 0.8 * (push[f] ?? 0))),
  );
  return { browRaise, browInner };
}
