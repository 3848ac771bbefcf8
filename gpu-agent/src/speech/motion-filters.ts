/** Shapes that movements of a face are made of. Everything is a function of the frame, so it repeats to the byte. */
import { CURVES_FPS } from '../../../supabase/functions/_shared/contract/job.ts';

/** 0 below 0, 1 above 1, no corner at either. */
export const smooth = (x: number): number => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x));

export const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

/** A critically damped spring driven towards `goal(frame)`; `hertz` is its natural frequency. */
export function spring(frames: number, hertz: number, goal: (frame: number) => number): Float32Array {
  const out = new Float32Array(frames);
  const w = 2 * Math.PI * hertz;
  const dt = 1 / CURVES_FPS;
  let position = goal(0);
  let speed = 0;
  for (let frame = 0; frame < frames; frame++) {
    // Implicit Euler: stable at any frequency.
    const pull = w * w * (goal(frame) - position);
    speed = (speed + dt * pull) / (1 + 2 * w * dt + w * w * dt * dt);
    position += speed * dt;
    out[frame] = position;
  }
  return out;
}

/** Raises `track` to a bump of `height` that grows for `attack` seconds up to `time` and dies away over `decay`. */
export function bump(track: Float32Array, time: number, height: number, attack: number, decay: number): void {
  const last = Math.min(track.length - 1, Math.floor((time + decay) * CURVES_FPS));
  for (let frame = Math.max(0, Math.ceil((time - attack) * CURVES_FPS)); frame <= last; frame++) {
    const t = frame / CURVES_FPS - time;
    const shape = 0.5 + 0.5 * Math.cos((Math.PI * t) / (t < 0 ? attack : decay));
    track[frame] = Math.max(track[frame] as number, height * shape);
  }
}

/** Slow drift from three sines whose periods share no multiple; amplitude about 1. */
export function drift(random: () => number, slowest: number): (t: number) => number {
  const phases = [random(), random(), random()].map((p) => p * 2 * Math.PI);
  const rates = [1, 1.618, 2.414].map((r) => (2 * Math.PI * r) / slowest);
  return (t) =>
    0.55 * Math.sin((rates[0] as number) * t + (phases[0] as number)) +
    0.3 * Math.sin((rates[1] as number) * t + (phases[1] as number)) +
    0.15 * Math.sin((rates[2] as number) * t + (phases[2] as number));
}
