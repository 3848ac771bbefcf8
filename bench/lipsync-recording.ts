/**
 * The recordings' part of the lip-sync bench: the same sentences spoken by somebody else, with noise, handed to the
 * product as uploads with their text. What is true comes from the engine that spoke and from its clean sound, neither
 * of which the product sees: it has the noisy sound and the words.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineContext } from '../gpu-agent/src/engines/engine.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { speakRecording } from '../gpu-agent/src/engines/speech/recording.ts';
import { type AcousticEvent, bestLag, findEvents } from '../gpu-agent/src/speech/acoustic-events.ts';
import { solveFace } from '../gpu-agent/src/speech/face-curves.ts';
import {
  type Aperture,
  apertureByFrame,
  type LipMeasurement,
  scoreLips,
} from '../gpu-agent/src/speech/lip-sync.ts';
import { decodeWav, encodeWav, resample } from '../gpu-agent/src/speech/pcm.ts';
import { trackEnergy } from '../gpu-agent/src/speech/pitch.ts';
import { seededNormal, seededRandom } from '../gpu-agent/src/speech/seeded-random.ts';
import type { Language, Phoneme, Timeline } from '../supabase/functions/_shared/contract/job.ts';
import { speakFlite } from './speech-flite.ts';

const RATE = 16_000;
const HOP = 0.01;
const NOISE_DB = 20;

/** What was said and when, by whoever said it. */
interface Spoken {
  readonly x: Float32Array;
  readonly truth: Timeline;
}

export interface RecordingScore {
  readonly film: LipMeasurement;
  /** The same with the closure constraint off. */
  readonly free: LipMeasurement;
  readonly confidence: number;
  readonly mismatch: number;
}

/** flite for English, where it is installed; else espeak-ng with another tract, pitch and speed. */
export async function measureRecording(
  script: string,
  language: Language,
  speaker: number,
  aperture: Aperture,
  fps: number,
  context: EngineContext,
): Promise<RecordingScore> {
  const spoken = await speakOther(script, language, speaker, context);
  const file = join(context.workdir, 'upload.wav');
  const noisy = withNoise(spoken.x, speaker + script.length);
  await writeFile(file, encodeWav({ samples: noisy, sampleRate: RATE }));
  const { audio, timeline } = await speakRecording({ file, script, text: script, language }, context);
  const wav = decodeWav(await readFile(audio));
  // The product cuts and pads: how far it moved the sound is found in the sound, not asked of the product.
  const heard = resample(wav.samples, wav.sampleRate, RATE);
  const moved = shiftBetween(noisy, heard);
  const events = findEvents(spoken.x, RATE, spoken.truth, 0).map(
    (event): AcousticEvent => ({ ...event, start: event.start + moved, end: event.end + moved }),
  );
  const score = (constraints: boolean) =>
    scoreLips(events, apertureByFrame(solveFace(timeline, { constraints }), aperture, fps), fps);
  return {
    film: score(true),
    free: score(false),
    confidence: timeline.confidence,
    mismatch: timeline.recording?.mismatch ?? Number.NaN,
  };
}

/** Seconds by which `b` trails `a`, from both energy tracks. */
function shiftBetween(a: Float32Array, b: Float32Array): number {
  const hop = 0.0025;
  const clip = (level: number) => Math.max(-45, level);
  const track = (x: Float32Array) => trackEnergy(x, RATE, hop).map(clip);
  return bestLag(track(a), track(b), Math.round(0.8 / hop)) * hop;
}

async function speakOther(
  script: string,
  language: Language,
  speaker: number,
  context: EngineContext,
): Promise<Spoken> {
  if (language === 'en-US') {
    const flite = await speakFlite(script, speaker % 2 === 0 ? 'slt' : 'rms', context);
    if (flite !== null) return { x: flite.x, truth: timelineOf(flite.x, flite.phones, language) };
  }
  const voice =
    speaker % 2 === 0 ? { variant: 'f5', pitch: 3, rate: 0.88 } : { variant: 'm7', pitch: -4, rate: 1.12 };
  const { audio, timeline } = await espeakEngine.speak(
    {
      script,
      language,
      voice: { language, pitch: voice.pitch, rate: voice.rate },
      defaults: { gender: speaker % 2 === 0 ? 'female' : 'male', variant: voice.variant },
      seed: 1,
    },
    context,
  );
  const wav = decodeWav(await readFile(audio));
  return { x: resample(wav.samples, wav.sampleRate, RATE), truth: timeline };
}

/** CMU's phone names as IPA, as far as `findEvents` tells sounds apart: lips, teeth, vowels, glides and the rest. */
const IPA: Readonly<Record<string, string>> = {
  ...{
    p: 'p',
    b: 'b',
    m: 'm',
    f: 'f',
    v: 'v',
    w: 'w',
    y: 'j',
    r: 'ɹ',
    l: 'l',
    n: 'n',
    ng: 'ŋ',
    pau: '',
    s: 's',
    z: 'z',
  },
  ...{
    t: 't',
    d: 'd',
    dx: 'ɾ',
    k: 'k',
    g: 'ɡ',
    ch: 'tʃ',
    jh: 'dʒ',
    sh: 'ʃ',
    zh: 'ʒ',
    th: 'θ',
    dh: 'ð',
    hh: 'h',
  },
  ...{ aa: 'ɑ', ae: 'æ', ah: 'ʌ', ao: 'ɔ', aw: 'aʊ', ax: 'ə', ay: 'aɪ', eh: 'ɛ', er: 'ɚ', ey: 'eɪ', ih: 'ɪ' },
  ...{ iy: 'i', ow: 'oʊ', oy: 'ɔɪ', uh: 'ʊ', uw: 'u' },
};

function timelineOf(
  x: Float32Array,
  phones: readonly { readonly name: string; readonly start: number; readonly end: number }[],
  language: Language,
): Timeline {
  const phonemes = phones.map(({ name, start, end }): Phoneme => {
    const ipa = IPA[name];
    if (ipa === undefined) throw new Error(`flite said an unknown phone: ${name}`);
    return { ipa, start, end, word: -1, stress: 0 };
  });
  const duration = x.length / RATE;
  const energy = Array.from(trackEnergy(x, RATE, HOP));
  const f0 = energy.map(() => 0);
  return {
    version: 1,
    language,
    duration,
    hop: HOP,
    f0,
    energy,
    phonemes,
    words: [],
    confidence: 1,
    source: 'exact',
  };
}

/** White noise 20 dB under the speech's power, pauses left out of that. */
function withNoise(x: Float32Array, seed: number): Float32Array {
  const random = seededRandom(seed);
  let power = 0;
  let count = 0;
  for (const v of x) {
    if (Math.abs(v) < 0.003) continue;
    power += v * v;
    count += 1;
  }
  const sigma = Math.sqrt(power / Math.max(1, count)) * 10 ** (-NOISE_DB / 20);
  return x.map((v) => v + sigma * seededNormal(random));
}
