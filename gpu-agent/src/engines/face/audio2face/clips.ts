/** Cutting a film's speech into clips the service takes, and joining their weights on the film's clock. */
import {
  ARKIT_NAMES,
  CURVES_FPS,
  type Timeline,
} from '../../../../../supabase/functions/_shared/contract/job.ts';
import { type ClipFrames, SAMPLE_RATE } from './clip.ts';
import { StreamFailure } from './failures.ts';

/** Seconds of the film, [start, end). */
export interface ClipSpan {
  readonly start: number;
  readonly end: number;
}

/** The service takes clips of up to 300 s, our padding included; the rest is margin. */
export const LONGEST_CLIP = 280;
/** Silence after each clip: without it the mouth may stay open at the end. */
export const PADDING = 0.5;
/** From the one clip's weights to the next one's: both are nearly at rest, since the cut is in a pause. */
const CROSSFADE = 0.2;
/** A pause worth cutting in. */
const SHORTEST_PAUSE = 0.2;
/** Beyond this share of the longest clip a pause is preferred to a later one. */
const EARLIEST_CUT = 0.5;

/**
 * Cuts at the middle of the longest pause in the second half of what a clip may hold; in speech without any pause at
 * the quietest moment there. Adjacent spans share their cut, the first begins at 0, the last ends with the timeline.
 */
export function planClips(timeline: Timeline, longest = LONGEST_CLIP): ClipSpan[] {
  const clips: ClipSpan[] = [];
  let start = 0;
  while (timeline.duration - start > longest) {
    const cut = cutBetween(timeline, start + longest * EARLIEST_CUT, start + longest);
    clips.push({ start, end: cut });
    start = cut;
  }
  clips.push({ start, end: timeline.duration });
  return clips;
}

function cutBetween(timeline: Timeline, from: number, to: number): number {
  let best: { length: number; middle: number } | undefined;
  for (const { ipa, start, end } of timeline.phonemes) {
    const middle = (start + end) / 2;
    const length = end - start;
    if (ipa !== '' || length < SHORTEST_PAUSE || middle < from || middle > to) continue;
    if (!best || length > best.length) best = { length, middle };
  }
  return best?.middle ?? quietest(timeline, from, to);
}

function quietest({ energy, hop }: Timeline, from: number, to: number): number {
  const first = Math.ceil(from / hop);
  let at = Math.min(energy.length - 1, Math.floor(to / hop));
  for (let i = at; i >= first; i--) if ((energy[i] ?? 0) < (energy[at] ?? 0)) at = i;
  return Math.max(from, Math.min(to, at * hop));
}

/** The clip's samples with its padding; `pcm` is the whole film's speech at 16 kHz, 16 bit. */
export function clipPcm(pcm: Buffer, { start, end }: ClipSpan): Buffer {
  const at = (seconds: number) => Math.round(seconds * SAMPLE_RATE) * 2;
  return Buffer.concat([pcm.subarray(at(start), at(end)), Buffer.alloc(at(PADDING))]);
}

/** `EyeBlinkLeft` is ARKit's `eyeBlinkLeft`. */
const arkitName = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

/** Shapes the service is known to leave out; every other one must be in the header. */
const OPTIONAL = new Set<string>(ARKIT_NAMES.filter((name) => /^eyeLook|^tongueOut$/.test(name)));

/**
 * Weights of all clips at 60 frames a second of the film's clock, interpolated by time code whatever the service's own
 * rate: frame-major, one value for each of ARKIT_NAMES in their order, clamped to [0, 1].
 *
 * @throws StreamFailure when the header lacks a shape or names one twice
 */
export function joinClips(
  spans: readonly ClipSpan[],
  clips: readonly ClipFrames[],
  frames: number,
): Float32Array {
  const weights = new Float32Array(frames * ARKIT_NAMES.length);
  for (const [i, span] of spans.entries()) {
    const clip = clips[i] as ClipFrames;
    const columns = columnsOf(clip.names);
    const first = i === 0 ? 0 : Math.ceil(span.start * CURVES_FPS);
    // A clip reaches into the next one's time by its padding: there the two are blended.
    const last = i + 1 < spans.length ? Math.floor((span.end + CROSSFADE) * CURVES_FPS) : frames - 1;
    let cursor = 0;
    for (let frame = first; frame <= Math.min(last, frames - 1); frame++) {
      const t = frame / CURVES_FPS - span.start;
      while (cursor + 2 < clip.times.length && (clip.times[cursor + 1] as number) <= t) cursor++;
      const share = i === 0 ? 1 : Math.min(1, t / CROSSFADE);
      for (const [shape, column] of columns.entries()) {
        if (column < 0) continue;
        const at = frame * ARKIT_NAMES.length + shape;
        const before = weights[at] as number;
        weights[at] = before + (sample(clip, cursor, column, t) - before) * share;
      }
    }
  }
  return weights;
}

function sample({ times, values }: ClipFrames, cursor: number, column: number, t: number): number {
  const from = times[cursor] as number;
  const to = times[cursor + 1] ?? from;
  const x = to > from ? Math.max(0, Math.min(1, (t - from) / (to - from))) : 0;
  const a = values[cursor]?.[column] ?? 0;
  const b = values[cursor + 1]?.[column] ?? a;
  return Math.max(0, Math.min(1, a + (b - a) * x));
}

/** For each ARKit shape the header's column, −1 where the service leaves it out. */
function columnsOf(names: readonly string[]): number[] {
  const byName = new Map(names.map((name, column) => [arkitName(name), column]));
  if (byName.size !== names.length) throw new StreamFailure('malformed', 'the header names a shape twice');
  const missing = ARKIT_NAMES.filter((name) => !byName.has(name) && !OPTIONAL.has(name));
  if (missing.length > 0) {
    throw new StreamFailure('malformed', `the header lacks ${missing.slice(0, 5).join(', ')}`);
  }
  return ARKIT_NAMES.map((name) => byName.get(name) ?? -1);
}
