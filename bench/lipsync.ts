/**
 * Lip-sync over a fixed corpus, measured on posed vertices in millimetres against times found in the waveform.
 * The same measurement runs with the closure constraint off, and must then fail.
 */
import { readFile } from 'node:fs/promises';
import { bakeAvatar } from '../avatar/bake/bake.ts';
import { createLipProbe } from '../avatar/lip-probe.ts';
import type { EngineContext } from '../gpu-agent/src/engines/engine.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { findEvents, soundDelay } from '../gpu-agent/src/speech/acoustic-events.ts';
import { solveFace } from '../gpu-agent/src/speech/face-curves.ts';
import {
  type Aperture,
  apertureByFrame,
  type LipMeasurement,
  scoreLips,
} from '../gpu-agent/src/speech/lip-sync.ts';
import { decodeWav, resample } from '../gpu-agent/src/speech/pcm.ts';
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { Language } from '../supabase/functions/_shared/contract/job.ts';
import { LIP_CORPUS } from './speech-corpus.ts';

const SPEAKERS = [
  { avatar: 'br_corporate_ana', gender: 'female' },
  { avatar: 'br_safety_carlos', gender: 'male' },
] as const;
const FPS = 25;
const RATE = 16_000;

interface Sum {
  closed: number;
  bilabials: number;
  underTeeth: number;
  labiodentals: number;
  falselyClosed: number;
  vowels: number;
  readonly offsets: number[];
}

const emptySum = (): Sum => ({
  closed: 0,
  bilabials: 0,
  underTeeth: 0,
  labiodentals: 0,
  falselyClosed: 0,
  vowels: 0,
  offsets: [],
});

function add(sum: Sum, film: LipMeasurement): void {
  const { counts } = film;
  sum.bilabials += counts.bilabials;
  sum.closed += (film.closure ?? 0) * counts.bilabials;
  sum.labiodentals += counts.labiodentals;
  sum.underTeeth += (film.labiodental ?? 0) * counts.labiodentals;
  sum.vowels += counts.vowels;
  sum.falselyClosed += (film.false_closure ?? 0) * counts.vowels;
  if (film.offset_ms !== null) sum.offsets.push(film.offset_ms);
}

const ratio = (part: number, whole: number) => (whole === 0 ? 1 : Math.round((part / whole) * 1e4) / 1e4);

export async function run(options: { json: boolean }): Promise<Record<string, unknown>> {
  const held = emptySum();
  const free = emptySum();
  await using context = await toolContext();
  for (const speaker of SPEAKERS) {
    const aperture = await probeOf(speaker.avatar);
    for (const language of Language.options) {
      for (const script of LIP_CORPUS[language]) {
        const [on, off] = await measure(script, language, speaker.gender, aperture, context);
        add(held, on);
        add(free, off);
        if (!options.json) console.error(line(speaker.avatar, language, on, off, script));
      }
    }
  }
  return {
    closure: ratio(held.closed, held.bilabials),
    labiodental: ratio(held.underTeeth, held.labiodentals),
    false_closure: ratio(held.falselyClosed, held.vowels),
    offset_ms_p95: Math.round(percentile(held.offsets.map(Math.abs), 0.95) * 10) / 10,
    closure_without_constraint: ratio(free.closed, free.bilabials),
    films: held.offsets.length,
    bilabials: held.bilabials,
    labiodentals: held.labiodentals,
    vowels: held.vowels,
  };
}

async function probeOf(avatar: string): Promise<Aperture> {
  const entry = JSON.parse(
    await readFile(new URL(`../seed/avatars/${avatar}.json`, import.meta.url), 'utf8'),
  ) as {
    assets: { look: unknown };
  };
  const { glb } = await bakeAvatar(entry.assets.look, { lod: 'preview' });
  return createLipProbe(glb);
}

async function measure(
  script: string,
  language: Language,
  gender: 'female' | 'male',
  aperture: Aperture,
  context: EngineContext,
): Promise<readonly [LipMeasurement, LipMeasurement]> {
  const request = { script, language, voice: { language }, defaults: { gender }, seed: 1 };
  const { audio, timeline } = await espeakEngine.speak(request, context);
  const wav = decodeWav(await readFile(audio));
  const samples = resample(wav.samples, wav.sampleRate, RATE);
  const events = findEvents(samples, RATE, timeline, soundDelay(samples, RATE, timeline));
  const score = (constraints: boolean) =>
    scoreLips(events, apertureByFrame(solveFace(timeline, { constraints }), aperture, FPS), FPS);
  return [score(true), score(false)];
}

function line(
  avatar: string,
  language: string,
  on: LipMeasurement,
  off: LipMeasurement,
  script: string,
): string {
  const percent = (value: number | null) =>
    value === null ? '   –' : `${Math.round(value * 100)}%`.padStart(4);
  const offset = on.offset_ms === null ? '–' : `${on.offset_ms.toFixed(1)} ms`;
  return `${avatar.padEnd(18)} ${language} p b m ${percent(on.closure)} (off ${percent(off.closure)}) f v ${percent(on.labiodental)} false ${percent(on.false_closure)} offset ${offset.padStart(9)}  ${script.slice(0, 40)}`;
}
