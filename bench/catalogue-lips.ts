/**
 * Measures the lip-sync of everybody in the catalogue and writes it into seed/avatars. A figure that still belongs to
 * the person is left alone, so a run that was cut short goes on where it ended, and a second one changes nothing.
 *
 * Closures, f and v, false closures and the lips' own offset come from every sentence: posed vertices against the
 * waveform. How late a finished film shows them comes from one film a language, drawn small, composed, decoded and
 * measured as any film is; what it adds is added to every sentence.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type CatalogueEntry, catalogueIds, readCatalogueEntry } from '../avatar/catalogue.ts';
import { ffmpegEngine } from '../gpu-agent/src/engines/compositing/ffmpeg.ts';
import type { EngineContext } from '../gpu-agent/src/engines/engine.ts';
import { visemeEngine } from '../gpu-agent/src/engines/face/visemes.ts';
import { createThreeEngine } from '../gpu-agent/src/engines/render/three.ts';
import { type Aperture, type LipMeasurement, measureFilmLipSync } from '../gpu-agent/src/speech/lip-sync.ts';
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { voiceDefaults } from '../gpu-agent/src/stages/tts.ts';
import { apertureOf, lipBasis, staleParts } from '../seed/measured-lips.ts';
import { CatalogueLipSync, type LipSync } from '../supabase/functions/_shared/contract/film-report.ts';
import { Language } from '../supabase/functions/_shared/contract/job.ts';
import { add, emptySum, figures, type Sum, scoreSpeech, speak, total } from './lip-figures.ts';
import { catalogueSentences } from './speech-corpus.ts';

const COMMAND = 'npm run bench -- catalogue-lips';
/** A film's usual rate. The picture is as small as the ruler looks at films. */
const FILM = { width: 160, height: 90, fps: 25 } as const;
/** Which sentence of each language is drawn: of five seconds, with closures all along. */
const DRAWN = 1;

interface Drawn {
  readonly seconds: number;
  /** Milliseconds by which the finished film's sound is later than its curves say. */
  readonly shift: number;
}

/** @throws Error when the mouth cannot be made out, StageFailure of the engines */
async function draw(
  entry: CatalogueEntry,
  language: Language,
  aperture: Aperture,
  context: EngineContext,
): Promise<Drawn> {
  const script = catalogueSentences(language)[DRAWN] as string;
  const speech = await speak(script, language, voiceDefaults(entry, 'espeak'), context);
  const { audio, timeline } = speech;
  const curves = await visemeEngine.solve({ audio, timeline, mood: 'neutral', seed: 1 }, context);
  const frameCount = Math.ceil(timeline.duration * FILM.fps);
  const { video } = await createThreeEngine().render(
    {
      avatar: { id: entry.id, look: entry.assets.look },
      curves: { header: curves.header, data: curves.data },
      firstFrame: 0,
      frameCount,
      ...FILM,
      quality: 'draft',
      framing: 'close',
      background: { type: 'color', color: '#808890' },
      mood: 'neutral',
      seed: 1,
    },
    context,
  );
  const { film } = await ffmpegEngine.compose(
    {
      ranges: [video],
      frameCount,
      ...FILM,
      quality: 'draft',
      format: 'mp4',
      audio,
      timeline,
      script,
      captions: 'none',
      title: entry.name,
    },
    context,
  );
  const input = { film, timeline, curvesHeader: curves.header, curvesData: curves.data, fps: FILM.fps };
  const finished = await measureFilmLipSync({ ...input, aperture }, context);
  const posed = scoreSpeech(speech, aperture, FILM.fps);
  if (finished.offset_ms === null || posed.offset_ms === null) {
    throw new Error(`The lips of ${entry.id} cannot be followed in its film in ${language}.`);
  }
  return { seconds: frameCount / FILM.fps, shift: finished.offset_ms - posed.offset_ms };
}

const tenth = (value: number): number => Math.round(value * 10) / 10 + 0;

function lipSync(sum: Sum): LipSync {
  const { closure, labiodental, false_closure } = figures(sum);
  return { closure, labiodental, false_closure, offset_ms: tenth(percentile(sum.offsets, 0.5)) };
}

async function measure(
  entry: CatalogueEntry,
  aperture: Aperture,
  context: EngineContext,
): Promise<CatalogueLipSync> {
  const sums: [Language, Sum][] = [];
  let sentences = 0;
  let seconds = 0;
  for (const language of Language.options) {
    const sum = emptySum();
    const drawn = await draw(entry, language, aperture, context);
    seconds += drawn.seconds;
    for (const script of catalogueSentences(language)) {
      const speech = await speak(script, language, voiceDefaults(entry, 'espeak'), context);
      const posed = scoreSpeech(speech, aperture, FILM.fps);
      const offset_ms = posed.offset_ms === null ? null : posed.offset_ms + drawn.shift;
      add(sum, { ...posed, offset_ms } satisfies LipMeasurement);
      sentences += 1;
    }
    sums.push([language, sum]);
  }
  const all = total(sums.map(([, sum]) => sum));
  const { bilabials, labiodentals, vowels, offset_ms_p95, offset_ms_worst } = figures(all);
  return CatalogueLipSync.parse({
    version: 1,
    ...lipSync(all),
    offset_ms_p95,
    offset_ms_worst,
    counts: { sentences, bilabials, labiodentals, vowels },
    languages: Object.fromEntries(sums.map(([language, sum]) => [language, lipSync(sum)])),
    drawn: { films: sums.length, seconds: tenth(seconds) },
    measured_on: new Date().toISOString().slice(0, 10),
    command: COMMAND,
    basis: lipBasis(entry, aperture),
  });
}

/** Only the figure's place in the file changes; the formatter decides where its lines break. */
async function store(id: string, measured: CatalogueLipSync, context: EngineContext): Promise<void> {
  const file = fileURLToPath(new URL(`../seed/avatars/${id}.json`, import.meta.url));
  const text = await readFile(file, 'utf8');
  const place = /(?<=\n {4}"measured": )(null|\{[\s\S]*?\n {4}\})(?=,?\n)/;
  if (!place.test(text)) throw new Error(`${file} has no place for the figure.`);
  await writeFile(
    file,
    text.replace(place, () => JSON.stringify(measured)),
  );
  const root = fileURLToPath(new URL('..', import.meta.url));
  await context.run('npx', ['biome', 'format', '--write', file], { cwd: root });
}

/** `short`: one person at most. */
export async function run(options: { json: boolean; short?: boolean }): Promise<Record<string, unknown>> {
  const say = (text: string) => {
    if (!options.json) console.error(text);
  };
  const people: Record<string, unknown> = {};
  let fresh = 0;
  for (const id of await catalogueIds()) {
    const entry = await readCatalogueEntry(id);
    const aperture = await apertureOf(entry);
    const stale = staleParts(entry, lipBasis(entry, aperture));
    if (stale.length === 0) {
      fresh += 1;
      people[id] = entry.voice_sync.measured;
      continue;
    }
    if (options.short && Object.keys(people).length > fresh) continue;
    say(`${id}: ${stale.join(', ')} changed`);
    await using context = await toolContext();
    const measured = await measure(entry, aperture, context);
    await store(id, measured, context);
    people[id] = measured;
    say(
      `${id}: p b m ${measured.closure}, f v ${measured.labiodental}, false ${measured.false_closure}, ${measured.offset_ms} ms (95%: ${measured.offset_ms_p95}, worst ${measured.offset_ms_worst})`,
    );
  }
  say('node seed/catalogue.ts --new takes the figures into a migration.');
  return options.json
    ? { people, left_alone: fresh }
    : { people: Object.keys(people).length, left_alone: fresh };
}
