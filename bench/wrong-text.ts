/**
 * `node bench/wrong-text.ts [--json]`: how far apart recordings that say their text and recordings that say another one
 * are, as the product measures it; `UNLIKE` of speech/align-text.ts stands in the middle of the gap.
 */
import { readFile } from 'node:fs/promises';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { alignText } from '../gpu-agent/src/speech/align-text.ts';
import { decodeWav, resample } from '../gpu-agent/src/speech/pcm.ts';
import { seededNormal, seededRandom } from '../gpu-agent/src/speech/seeded-random.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { Language } from '../supabase/functions/_shared/contract/job.ts';
import { LIP_CORPUS } from './speech-corpus.ts';
import { speakFlite } from './speech-flite.ts';

const RATE = 16_000;
const SENTENCES = 10;
const NOISES_DB = [18, 30];
/** How many sentences further another text is taken from. */
const WRONG = [1, 3, 4];

await using context = await toolContext();

async function speak(script: string, language: Language, variant: string, rate: number, pitch: number) {
  const { audio, timeline } = await espeakEngine.speak(
    { script, language, voice: { language, rate, pitch }, defaults: { gender: 'male', variant }, seed: 1 },
    context,
  );
  const wav = decodeWav(await readFile(audio));
  return { samples: resample(wav.samples, wav.sampleRate, RATE), phonemes: timeline.phonemes };
}

function withNoise(x: Float32Array, snrDb: number, seed: number): Float32Array {
  const loud = x.filter((value) => Math.abs(value) > 0.003);
  const power = loud.reduce((sum, v) => sum + v * v, 0) / Math.max(1, loud.length);
  const sigma = Math.sqrt(power) * 10 ** (-snrDb / 20);
  const random = seededRandom(seed);
  return x.map((value) => value + sigma * seededNormal(random));
}

interface Said {
  readonly high: boolean;
  readonly samples: Float32Array;
}

/** flite for English; else espeak-ng with another tract, pitch and pace, since no other free engine installs here. */
async function others(script: string, language: Language): Promise<Said[]> {
  if (language === 'en-US') {
    const slt = await speakFlite(script, 'slt', context);
    const rms = await speakFlite(script, 'rms', context);
    if (slt && rms)
      return [
        { high: true, samples: slt.x },
        { high: false, samples: rms.x },
      ];
  }
  const high = await speak(script, language, 'f5', 0.85, 4);
  const low = await speak(script, language, 'm7', 1.15, -2);
  return [
    { high: true, samples: high.samples },
    { high: false, samples: low.samples },
  ];
}

const found: Record<string, { right: number[]; wrong: number[] }> = {};
for (const language of Language.options) {
  const scripts = [...LIP_CORPUS[language].tuned, ...LIP_CORPUS[language].heldOut].slice(0, SENTENCES);
  const references = [];
  for (const script of scripts) {
    references.push({
      high: await speak(script, language, 'f2', 1, 0),
      low: await speak(script, language, 'm3', 1, 0),
    });
  }
  const scores = { right: [] as number[], wrong: [] as number[] };
  found[language] = scores;
  for (const [i, script] of scripts.entries()) {
    for (const { high, samples } of await others(script, language)) {
      for (const snrDb of NOISES_DB) {
        const recording = { samples: withNoise(samples, snrDb, i), snrDb };
        for (const step of [0, ...WRONG]) {
          const pair = references[(i + step) % scripts.length];
          if (!pair) continue;
          const { mismatch } = alignText(high ? pair.high : pair.low, recording);
          scores[step === 0 ? 'right' : 'wrong'].push(mismatch);
        }
      }
    }
  }
}

const summary = Object.entries(found).map(([language, { right, wrong }]) => ({
  language,
  right: right.length,
  right_max: Math.max(...right),
  wrong: wrong.length,
  wrong_min: Math.min(...wrong),
}));
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(summary)}\n`);
else console.table(summary);
