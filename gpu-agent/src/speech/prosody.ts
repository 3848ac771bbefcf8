/**
 * What a speaker's body answers to: phrases, accented syllables, tone and questions, read from a timeline. One place,
 * so that brows, head, jaw and mood agree on what was stressed.
 */
import { CURVES_FPS, type Timeline, type Word } from '../../../supabase/functions/_shared/contract/job.ts';
import { isVowel } from './ipa.ts';
import { median, percentile } from './pitch.ts';

export interface Accent {
  /** Middle of the accented vowel, seconds. */
  readonly time: number;
  /** 0 to 1: loudness and tone against the speaker's own, raised by emphasis the script asks for. */
  readonly strength: number;
  /** What the script's markup asks for at this word, 0 to 1. */
  readonly emphasis: number;
  readonly start: number;
  readonly end: number;
}

export interface Phrase {
  readonly start: number;
  readonly end: number;
  /** The tone of its last voiced stretch rises: a question, or a list that goes on. */
  readonly rising: boolean;
}

export interface Prosody {
  /** Semitones above the speaker's median, falling to zero where there is no voice; one a frame. */
  readonly tone: Float32Array;
  readonly accents: readonly Accent[];
  readonly pauses: readonly { readonly start: number; readonly end: number }[];
  readonly phrases: readonly Phrase[];
}

/** Silences from here on part phrases, seconds. */
export const PHRASE_PAUSE = 0.15;
/** Semitones from the lowest tone of a phrase's end up to its last: statements end on their lowest. */
const QUESTION_RISE = 2.2;

const EMPHASIS: Readonly<Record<NonNullable<Word['emphasis']>, number>> = {
  strong: 1,
  moderate: 0.6,
  reduced: -0.6,
};

export function readProsody(timeline: Timeline): Prosody {
  const frames = Math.ceil(timeline.duration * CURVES_FPS);
  const centre = median(timeline.f0.filter((f) => f > 0)) || 1;
  const tone = readTone(timeline, frames, centre);
  const pauses = timeline.phonemes.filter((p) => p.ipa === '' && p.end - p.start > PHRASE_PAUSE);
  return {
    tone,
    accents: readAccents(timeline, tone),
    pauses,
    phrases: readPhrases(timeline, pauses, centre),
  };
}

/** 1 for every frame of a pause, but for the last `lead` seconds of it. */
export function silentFrames({ pauses, tone }: Prosody, lead = 0): Uint8Array {
  const silent = new Uint8Array(tone.length);
  for (const { start, end } of pauses) {
    silent.fill(1, Math.ceil(start * CURVES_FPS), Math.max(0, Math.ceil((end - lead) * CURVES_FPS)));
  }
  return silent;
}

function readTone(timeline: Timeline, frames: number, centre: number): Float32Array {
  const tone = new Float32Array(frames);
  let held = 0;
  for (let frame = 0; frame < frames; frame++) {
    const f0 = timeline.f0[Math.round(frame / CURVES_FPS / timeline.hop)] ?? 0;
    const semitones = f0 > 0 ? Math.max(-7, Math.min(7, 12 * Math.log2(f0 / centre))) : held * 0.92;
    held += (semitones - held) * 0.35;
    tone[frame] = held;
  }
  return tone;
}

function readAccents(timeline: Timeline, tone: Float32Array): Accent[] {
  const stressed = timeline.phonemes.filter((p) => p.stress === 2 && isVowel(p.ipa));
  const loudness = stressed.map((p) => {
    const from = Math.floor(p.start / timeline.hop);
    return Math.max(-100, ...timeline.energy.slice(from, Math.ceil(p.end / timeline.hop) + 1));
  });
  const high = percentile(loudness, 0.9);
  const marked = timeline.words.flatMap((word) => {
    const level = word.emphasis && EMPHASIS[word.emphasis];
    return level === undefined ? [] : [{ start: word.start, end: word.end, level }];
  });
  return stressed.map(({ start, end }, i) => {
    const time = (start + end) / 2;
    const lift = tone[Math.min(tone.length - 1, Math.round(time * CURVES_FPS))] ?? 0;
    const loud = 1 + ((loudness[i] ?? high) - high) / 12;
    const level = marked.find((word) => time >= word.start && time <= word.end)?.level ?? 0;
    const heard = 0.55 * loud + 0.09 * lift;
    return {
      time,
      start,
      end,
      strength: Math.max(0, Math.min(1, heard + 0.4 * level)),
      emphasis: Math.max(0, level),
    };
  });
}

function readPhrases(
  timeline: Timeline,
  pauses: readonly { readonly start: number; readonly end: number }[],
  centre: number,
): Phrase[] {
  const edges = [{ start: 0, end: 0 }, ...pauses, { start: timeline.duration, end: timeline.duration }];
  return edges.slice(1).flatMap((after, i) => {
    const start = edges[i]?.end ?? 0;
    const end = after.start;
    return end - start < 0.05 ? [] : [{ start, end, rising: rises(timeline, start, end, centre) }];
  });
}

/** Whether the voice climbs in its last 0.4 s: above the lowest of them, and up to the very end. */
function rises(timeline: Timeline, start: number, end: number, centre: number): boolean {
  const { f0, hop } = timeline;
  const voiced: number[] = [];
  for (let i = Math.ceil(start / hop); i < Math.min(f0.length, end / hop); i++) {
    const value = f0[i] ?? 0;
    if (value > 0) voiced.push(12 * Math.log2(value / centre));
  }
  const tail = voiced.slice(-Math.round(0.4 / hop));
  const last = tail.slice(-Math.round(0.05 / hop));
  return tail.length > 2 * last.length && median(last) - Math.min(...tail) > QUESTION_RISE;
}
