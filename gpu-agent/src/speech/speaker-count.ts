/** Whether more than one person speaks in a recording that is meant to hold one voice. */
import { median } from './pitch.ts';
import { cepstra } from './spectrum.ts';

export interface SpeakerFigures {
  /** Share of the spread of timbre that two groups explain, 0 to 1. */
  readonly gain: number;
  /** Between the median pitches of the two groups. */
  readonly semitones: number;
  readonly several: boolean;
}

const HOP = 0.02;
/** Long enough that the mean over it is the speaker and no longer the phoneme. */
const SEGMENT_SECONDS = 1.5;
const FEWEST_SEGMENTS = 8;
/** Of the segments: a cough or a slammed door makes no second speaker. */
const SMALLEST_GROUP = 0.1;
const GAIN = 0.4;
const SEMITONES = 2;

interface Segment {
  readonly timbre: readonly number[];
  readonly f0: number;
}

/**
 * Splits stretches of speech in two by their mean cepstra (2-means). Two speakers are likely when that explains more than
 * 0.4 of the spread and the groups' pitches lie more than 2 semitones apart: one alone happens to a single, lively reader.
 *
 * @param x16 Mono at 16 kHz.
 * @param speech Whether each 10 ms block is speech.
 * @param f0 Hz every 10 ms, 0 where unvoiced.
 */
export function countSpeakers(
  x16: Float32Array,
  speech: readonly boolean[],
  f0: readonly number[],
): SpeakerFigures {
  const one: SpeakerFigures = { gain: 0, semitones: 0, several: false };
  const segments = segmentsOf(cepstra(x16, { hopSeconds: HOP, deltas: false }), speech, f0);
  if (segments.length < FEWEST_SEGMENTS) return one;
  const { second, gain } = splitInTwo(segments.map(({ timbre }) => timbre));
  const groups = [false, true].map((wanted) => segments.filter((_, i) => second[i] === wanted));
  const [a = [], b = []] = groups;
  if (Math.min(a.length, b.length) < SMALLEST_GROUP * segments.length) return { ...one, gain };
  const pitch = (group: readonly Segment[]) =>
    median(group.map((segment) => segment.f0).filter((f) => f > 0));
  const semitones = Math.abs(12 * Math.log2(pitch(a) / pitch(b)));
  if (!Number.isFinite(semitones)) return { ...one, gain };
  return { gain, semitones, several: gain > GAIN && semitones > SEMITONES };
}

function segmentsOf(
  rows: readonly Float32Array[],
  speech: readonly boolean[],
  f0: readonly number[],
): Segment[] {
  const blocks = Math.round(HOP / 0.01);
  const spoken = rows.flatMap((row, i) => (speech[i * blocks] ? [{ row, f0: f0[i * blocks] ?? 0 }] : []));
  const length = Math.round(SEGMENT_SECONDS / HOP);
  return Array.from({ length: Math.floor(spoken.length / length) }, (_, s) => {
    const frames = spoken.slice(s * length, (s + 1) * length);
    // Without the first coefficient, which is loudness.
    const timbre = Array.from(
      { length: 12 },
      (_, k) => frames.reduce((sum, frame) => sum + (frame.row[k + 1] ?? 0), 0) / length,
    );
    return { timbre, f0: median(frames.map((frame) => frame.f0).filter((f) => f > 0)) };
  });
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0);

function meanOf(points: readonly (readonly number[])[]): number[] {
  const [first = []] = points;
  return first.map((_, k) => points.reduce((sum, point) => sum + (point[k] ?? 0), 0) / points.length);
}

const farthest = (points: readonly (readonly number[])[], from: readonly number[]): readonly number[] =>
  points.reduce((best, point) => (distance(point, from) > distance(best, from) ? point : best), from);

/** Starts from the two that lie farthest out, so that the same recording is always judged the same. */
function splitInTwo(points: readonly (readonly number[])[]): { second: boolean[]; gain: number } {
  const centre = meanOf(points);
  const total = points.reduce((sum, point) => sum + distance(point, centre), 0);
  let a = farthest(points, centre);
  let b = farthest(points, a);
  let second: boolean[] = [];
  for (let round = 0; round < 20; round++) {
    second = points.map((point) => distance(point, b) < distance(point, a));
    const left = points.filter((_, i) => !second[i]);
    const right = points.filter((_, i) => second[i]);
    if (left.length === 0 || right.length === 0) break;
    a = meanOf(left);
    b = meanOf(right);
  }
  const within = points.reduce((sum, point, i) => sum + distance(point, second[i] ? b : a), 0);
  return { second, gain: total > 0 ? 1 - within / total : 0 };
}
