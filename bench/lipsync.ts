/**
 * Lip-sync over a fixed corpus, measured on posed vertices in millimetres against times found in the waveform. The
 * sentences the solver may be tuned on, those held out and the demo's own are counted apart. The same measurement
 * runs with the closure constraint off, and must then fail; and again on recordings by others, with noise.
 */
import { lipModel } from '../avatar/bake/lip-model.ts';
import { readCatalogueEntry } from '../avatar/catalogue.ts';
import { lipProbeOf } from '../avatar/lip-probe.ts';
import { readOptions } from '../bin/demo-options.ts';
import type { EngineContext } from '../gpu-agent/src/engines/engine.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { StageFailure } from '../gpu-agent/src/failures.ts';
import type { Aperture, LipMeasurement } from '../gpu-agent/src/speech/lip-sync.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { voiceDefaults } from '../gpu-agent/src/stages/tts.ts';
import { Language } from '../supabase/functions/_shared/contract/job.ts';
import { add, emptySum, figures, type Sum, scoreSpeech, speak, total } from './lip-figures.ts';
import { measureRecording } from './lipsync-recording.ts';
import { LIP_CORPUS } from './speech-corpus.ts';

const AVATARS = ['br_corporate_ana', 'br_safety_carlos'];
const FPS = 25;
/** What every set must reach; fixed, whatever is measured. */
const GATES = {
  closure: 1,
  labiodental: 1,
  falseClosure: 0.02,
  offsetMs: 20,
  withoutConstraint: 0.2,
} as const;

const SETS = ['tuned', 'heldOut', 'demo'] as const;
type SetName = (typeof SETS)[number];

const met = (set: ReturnType<typeof figures>): boolean =>
  set.closure >= GATES.closure &&
  set.labiodental >= GATES.labiodental &&
  set.false_closure <= GATES.falseClosure &&
  set.offset_ms_worst <= GATES.offsetMs &&
  set.closure_without_constraint <= GATES.withoutConstraint;

/** What recordings must reach: their times are found in noise, by another voice. */
const RECORDING_GATES = { closure: 0.95, falseClosure: 0.05, offsetMs: 40 } as const;

/** The corpus spoken by somebody else: one avatar, since whose vertices are posed changes no time. */
async function recordings(
  aperture: Aperture,
  context: EngineContext,
  { most, say }: { readonly most: number; say(text: string): void },
): Promise<ReturnType<typeof recordingFigures>> {
  const sum = emptySum();
  let refused = 0;
  for (const language of Language.options) {
    const { tuned, heldOut } = LIP_CORPUS[language];
    for (const [i, script] of [...tuned, ...heldOut].slice(0, most).entries()) {
      const measured = await measureRecording(script, language, i, aperture, FPS, context).catch(
        (error: unknown) => {
          if (!(error instanceof StageFailure) || error.code !== 'input_invalid') throw error;
          return null;
        },
      );
      if (measured === null) {
        refused += 1;
        say(`recording        ${language} refused  ${script.slice(0, 40)}`);
        continue;
      }
      add(sum, measured.film, measured.free);
      say(line('recording', language, `${measured.mismatch}`, measured.film, measured.free, script));
    }
  }
  return recordingFigures(sum, refused);
}

function recordingFigures(sum: Sum, refused: number) {
  const all = figures(sum);
  return {
    closure: all.closure,
    labiodental: all.labiodental,
    false_closure: all.false_closure,
    offset_ms_p95: all.offset_ms_p95,
    offset_ms_worst: all.offset_ms_worst,
    closure_without_constraint: all.closure_without_constraint,
    films: all.films,
    bilabials: all.bilabials,
    vowels: all.vowels,
    refused,
  };
}

/** Sets the exit code when a gate is missed. */
export async function run(options: { json: boolean; short?: boolean }): Promise<Record<string, unknown>> {
  /** Sentences of each set and language. */
  const most = options.short ? 1 : Number.POSITIVE_INFINITY;
  const say = (text: string) => {
    if (!options.json) console.error(text);
  };
  const sums: Record<SetName, Sum> = { tuned: emptySum(), heldOut: emptySum(), demo: emptySum() };
  await using context = await toolContext();
  for (const avatar of options.short ? AVATARS.slice(0, 1) : AVATARS) {
    const entry = await readCatalogueEntry(avatar);
    const aperture = lipProbeOf(await lipModel(entry.assets.look));
    const defaults = voiceDefaults(entry, espeakEngine.name);
    for (const language of Language.options) {
      for (const set of SETS) {
        for (const script of scripts(set, language).slice(0, most)) {
          const speech = await speak(script, language, defaults, context);
          const on = scoreSpeech(speech, aperture, FPS);
          const off = scoreSpeech(speech, aperture, FPS, false);
          add(sums[set], on, off);
          say(line(avatar, language, set, on, off, script));
        }
      }
    }
  }
  const [first = ''] = AVATARS;
  const look = (await readCatalogueEntry(first)).assets.look;
  const recording = await recordings(lipProbeOf(await lipModel(look)), context, { most, say });
  const sets = Object.fromEntries(SETS.map((set) => [set, figures(sums[set])]));
  const all = figures(total(SETS.map((set) => sums[set])));
  const passed =
    SETS.every((set) => met(figures(sums[set]))) &&
    recording.refused === 0 &&
    recording.closure >= RECORDING_GATES.closure &&
    recording.closure_without_constraint <= GATES.withoutConstraint &&
    recording.false_closure <= RECORDING_GATES.falseClosure &&
    recording.offset_ms_worst <= RECORDING_GATES.offsetMs;
  if (!passed) process.exitCode = 1;
  return { ...all, recording, sets, gates_met: passed };
}

function scripts(set: SetName, language: Language): readonly string[] {
  if (set !== 'demo') return LIP_CORPUS[language][set];
  const demo = readOptions(['--language', language]);
  return demo ? [demo.script] : [];
}

function line(
  avatar: string,
  language: string,
  set: string,
  on: LipMeasurement,
  off: LipMeasurement,
  script: string,
): string {
  const percent = (value: number | null) =>
    value === null ? '   –' : `${Math.round(value * 100)}%`.padStart(4);
  const offset = on.offset_ms === null ? '–' : `${on.offset_ms.toFixed(1)} ms`;
  return `${avatar.padEnd(16)} ${language} ${set.padEnd(7)} p b m ${percent(on.closure)} (off ${percent(off.closure)}) f v ${percent(on.labiodental)} false ${percent(on.false_closure)} offset ${offset.padStart(9)}  ${script.slice(0, 40)}`;
}
