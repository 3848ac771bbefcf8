/**
 * Sounds of a recording whose words nobody knows, from its level and spectrum alone. What is made out is how far and
 * how wide the mouth opens, hiss, and pauses; lips that meet are not told from lips that come near (85% of closures
 * would be found, and two of three found would be wrong), so nothing here ever closes them.
 */
import { ANALYSIS_RATE, levelsOf } from './recording-sound.ts';
import { powerSpectra } from './spectrum.ts';
import type { SoundedPhoneme } from './timeline.ts';
import { speechBlocks } from './voice-sample.ts';

const HOP = 0.01;
/** A dip of the level this deep against its surroundings parts two syllables. */
const DIP_DB = 5;
const NEAR_SECONDS = 0.12;
/** Share of the power above 3 kHz from which a sound hisses. */
const HISS_SHARE = 0.55;
const SHORTEST = 0.03;

interface Frame {
  readonly level: number;
  readonly hiss: number;
  /** Mean frequency from 250 to 3,000 Hz: low for rounded vowels, high for spread ones. */
  readonly centre: number;
}

/** @param x Mono at 16 kHz. */
export function approximateSounds(x: Float32Array): SoundedPhoneme[] {
  const levels = levelsOf(x);
  const speech = speechBlocks(levels);
  const frames = framesOf(x, levels);
  const centres = frames.filter((_, i) => speech[i]).map(({ centre }) => centre);
  centres.sort((a, b) => a - b);
  const low = centres[Math.floor(centres.length * 0.25)] ?? 600;
  const high = centres[Math.floor(centres.length * 0.75)] ?? 1200;
  const labels = frames.map((frame, i) => {
    if (!speech[i]) return '';
    if (frame.hiss > HISS_SHARE) return 's';
    if (isDip(frames, i)) return 'n';
    if (frame.centre < low) return 'o';
    return frame.centre > high ? 'e' : 'a';
  });
  return runsOf(settle(labels), x.length / ANALYSIS_RATE);
}

function framesOf(x: Float32Array, levels: readonly number[]): Frame[] {
  const size = 512;
  const perBin = ANALYSIS_RATE / size;
  const spectra = powerSpectra(x, size, 400, HOP * ANALYSIS_RATE);
  const sum = (row: Float32Array, from: number, to: number, weight: (hz: number) => number) => {
    let total = 0;
    for (let k = Math.round(from / perBin); k < to / perBin; k++)
      total += (row[k] as number) * weight(k * perBin);
    return total;
  };
  return levels.map((level, i) => {
    const row = spectra[i] as Float32Array;
    const all = sum(row, 100, 8000, () => 1) + 1e-12;
    const middle = sum(row, 250, 3000, () => 1) + 1e-12;
    return {
      level,
      hiss: sum(row, 3000, 8000, () => 1) / all,
      centre: sum(row, 250, 3000, (hz) => hz) / middle,
    };
  });
}

function isDip(frames: readonly Frame[], i: number): boolean {
  const reach = Math.round(NEAR_SECONDS / HOP);
  const loudest = (from: number, to: number) =>
    frames.slice(Math.max(0, from), to).reduce((top, { level }) => Math.max(top, level), -100);
  const here = frames[i]?.level ?? 0;
  return Math.min(loudest(i - reach, i), loudest(i + 1, i + 1 + reach)) - here > DIP_DB;
}

/** Each label the commonest of its five neighbours, so that a mouth does not flutter. */
function settle(labels: readonly string[]): string[] {
  return labels.map((label, i) => {
    const near = labels.slice(Math.max(0, i - 2), i + 3);
    const votes = (candidate: string) => near.filter((other) => other === candidate).length;
    return near.reduce((best, other) => (votes(other) > votes(best) ? other : best), label);
  });
}

function runsOf(labels: readonly string[], duration: number): SoundedPhoneme[] {
  const out: SoundedPhoneme[] = [];
  for (const [i, ipa] of labels.entries()) {
    const last = out.at(-1);
    if (last && (last.ipa === ipa || last.end - last.start < SHORTEST)) last.end = (i + 1) * HOP;
    else out.push({ ipa, start: i * HOP, end: (i + 1) * HOP, word: -1, stress: 0 });
  }
  const last = out.at(-1);
  if (last) last.end = duration;
  return out;
}
