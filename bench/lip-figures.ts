/** What the lip-sync benches share: a sentence spoken and scored by the product's own ruler, and sums over sentences. */
import { readFile } from 'node:fs/promises';
import type { EngineContext, SpeechRequest } from '../gpu-agent/src/engines/engine.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { type AcousticEvent, findEvents, soundDelay } from '../gpu-agent/src/speech/acoustic-events.ts';
import { solveFace } from '../gpu-agent/src/speech/face-curves.ts';
import {
  type Aperture,
  apertureByFrame,
  type LipMeasurement,
  scoreLips,
} from '../gpu-agent/src/speech/lip-sync.ts';
import { decodeWav, resample } from '../gpu-agent/src/speech/pcm.ts';
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import type { Language, Timeline } from '../supabase/functions/_shared/contract/job.ts';

const RATE = 16_000;

export interface Speech {
  /** Film-quality WAV inside the context's folder; the next sentence overwrites it. */
  readonly audio: string;
  readonly timeline: Timeline;
  /** Heard in the waveform. */
  readonly events: readonly AcousticEvent[];
}

/** @throws StageFailure of espeak-ng */
export async function speak(
  script: string,
  language: Language,
  defaults: SpeechRequest['defaults'],
  context: EngineContext,
): Promise<Speech> {
  const request = { script, language, voice: { language }, defaults, seed: 1 };
  const { audio, timeline } = await espeakEngine.speak(request, context);
  const wav = decodeWav(await readFile(audio));
  const samples = resample(wav.samples, wav.sampleRate, RATE);
  return {
    audio,
    timeline,
    events: findEvents(samples, RATE, timeline, soundDelay(samples, RATE, timeline)),
  };
}

/** What the ruler says of the face solved for a sentence. `constraints`: whether lips are made to meet on p, b and m. */
export const scoreSpeech = (
  { timeline, events }: Speech,
  aperture: Aperture,
  fps: number,
  constraints = true,
): LipMeasurement =>
  scoreLips(events, apertureByFrame(solveFace(timeline, { constraints }), aperture, fps), fps);

export interface Sum {
  closed: number;
  bilabials: number;
  unheard: number;
  underTeeth: number;
  labiodentals: number;
  falselyClosed: number;
  vowels: number;
  closedWithoutConstraint: number;
  readonly offsets: number[];
}

export const emptySum = (): Sum => ({
  closed: 0,
  bilabials: 0,
  unheard: 0,
  underTeeth: 0,
  labiodentals: 0,
  falselyClosed: 0,
  vowels: 0,
  closedWithoutConstraint: 0,
  offsets: [],
});

/** `free`: the same film with the closure constraint off, where that was measured. */
export function add(sum: Sum, film: LipMeasurement, free?: LipMeasurement): void {
  const { counts } = film;
  sum.bilabials += counts.bilabials;
  sum.unheard += counts.unheard;
  sum.closed += (film.closure ?? 0) * counts.bilabials;
  sum.labiodentals += counts.labiodentals;
  sum.underTeeth += (film.labiodental ?? 0) * counts.labiodentals;
  sum.vowels += counts.vowels;
  sum.falselyClosed += (film.false_closure ?? 0) * counts.vowels;
  if (free) sum.closedWithoutConstraint += (free.closure ?? 0) * free.counts.bilabials;
  if (film.offset_ms !== null) sum.offsets.push(film.offset_ms);
}

const ratio = (part: number, whole: number) => (whole === 0 ? 1 : Math.round((part / whole) * 1e4) / 1e4);

export function figures(sum: Sum) {
  const offsets = sum.offsets.map(Math.abs);
  return {
    closure: ratio(sum.closed, sum.bilabials),
    labiodental: ratio(sum.underTeeth, sum.labiodentals),
    false_closure: ratio(sum.falselyClosed, sum.vowels),
    offset_ms_p95: Math.round(percentile(offsets, 0.95) * 10) / 10,
    offset_ms_worst: Math.round(Math.max(...offsets) * 10) / 10,
    closure_without_constraint: ratio(sum.closedWithoutConstraint, sum.bilabials),
    films: sum.offsets.length,
    bilabials: sum.bilabials,
    placed_by_timeline: sum.unheard,
    labiodentals: sum.labiodentals,
    vowels: sum.vowels,
  };
}

export function total(sums: readonly Sum[]): Sum {
  const all = emptySum();
  for (const sum of sums) {
    for (const key of Object.keys(all) as (keyof Sum)[]) if (key !== 'offsets') all[key] += sum[key];
    all.offsets.push(...sum.offsets);
  }
  return all;
}
