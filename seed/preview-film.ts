/**
 * Films a person of the catalogue greeting in pt-BR, in their own voice, for the gallery: the product's own engines one
 * after the other, without a queue, so that the film shows in nobody's history and waits for no agent.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { CatalogueEntry } from '../avatar/catalogue.ts';
import { ffmpegEngine } from '../gpu-agent/src/engines/compositing/ffmpeg.ts';
import { visemeEngine } from '../gpu-agent/src/engines/face/visemes.ts';
import { createThreeEngine } from '../gpu-agent/src/engines/render/three.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { voiceDefaults } from '../gpu-agent/src/stages/tts.ts';

/** Raise it when the same person would be filmed differently. */
const FILM_VERSION = 2;
/** The gallery's card, four to five, at twice its usual width on a telephone. */
const SIZE = { width: 480, height: 600, fps: 25 } as const;
/** A bucket of small films: what is larger is no preview. */
const LARGEST_BYTES = 8 * 2 ** 20;

/** The sentence of about six seconds a person presents themselves with. */
export function greeting(entry: Pick<CatalogueEntry, 'name' | 'gender'>): string {
  const [name = entry.name] = entry.name.split(/\s[-–—]\s/);
  const article = entry.gender === 'female' ? 'a ' : entry.gender === 'male' ? 'o ' : '';
  return `Olá! Eu sou ${article}${name}. Escreva o seu texto, e eu apresento para você.`;
}

/** Changes with everything the film shows or says. `bake` is the hash of the look's render GLB. */
export function filmVersion(entry: CatalogueEntry, bake: string): string {
  // What was measured of a person changes no film of them.
  const { measured: _, ...sync } = entry.voice_sync;
  const made = [FILM_VERSION, bake, greeting(entry), SIZE, sync, entry.animations, entry.assets.set];
  return createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 32);
}

export interface Greeting {
  /** MP4, H.264 and AAC. */
  readonly film: Buffer;
  /** WebVTT of what is said. */
  readonly captions: Buffer;
}

/**
 * @throws StageFailure of the engine that could not, the signal's reason when aborted
 */
export async function filmGreeting(entry: CatalogueEntry, signal: AbortSignal): Promise<Greeting> {
  await using context = await toolContext(signal);
  const script = greeting(entry);
  const { audio, timeline } = await espeakEngine.speak(
    {
      script,
      language: 'pt-BR',
      voice: { language: 'pt-BR' },
      defaults: voiceDefaults(entry, 'espeak'),
      seed: 1,
    },
    context,
  );
  const mood = 'warm';
  const curves = await visemeEngine.solve({ audio, timeline, mood, seed: 1 }, context);
  const frameCount = Math.ceil(timeline.duration * SIZE.fps);
  const { set } = entry.assets;
  const drawn = await createThreeEngine().render(
    {
      avatar: { id: entry.id, look: entry.assets.look },
      curves: { header: curves.header, data: curves.data },
      firstFrame: 0,
      frameCount,
      ...SIZE,
      quality: 'standard',
      framing: 'close',
      background: { type: 'set', name: typeof set === 'string' ? set : 'studio' },
      mood,
      seed: 1,
    },
    context,
  );
  const { film, vtt } = await ffmpegEngine.compose(
    {
      ranges: [drawn.video],
      frameCount,
      ...SIZE,
      quality: 'standard',
      format: 'mp4',
      audio,
      timeline,
      script,
      captions: 'sidecar',
      title: entry.name,
    },
    context,
  );
  const { size } = await stat(film);
  if (size > LARGEST_BYTES) throw new Error(`The preview of ${entry.id} has ${size} bytes.`);
  if (vtt === undefined) throw new Error(`The preview of ${entry.id} has no captions.`);
  return { film: await readFile(film), captions: await readFile(vtt) };
}
