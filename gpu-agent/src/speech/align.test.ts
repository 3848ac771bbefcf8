import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Language, Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import { espeakEngine } from '../engines/speech/espeak.ts';
import { alignSpeech, WRONG_TEXT_RATIO } from './align.ts';
import { decodeWav, resample } from './pcm.ts';
import { median, percentile } from './pitch.ts';
import { seededRandom } from './seeded-random.ts';
import { type ToolContext, toolContext } from './tool-context.ts';

let context: ToolContext;
before(async () => {
  context = await toolContext();
});
after(() => context[Symbol.asyncDispose]());

interface Voice {
  readonly gender: 'female' | 'male';
  readonly rate?: number;
  readonly pitch?: number;
}

async function speak(
  script: string,
  language: Language,
  voice: Voice,
): Promise<{ x: Float32Array; timeline: Timeline }> {
  const { gender, ...rest } = voice;
  const request = { script, language, voice: { language, ...rest }, defaults: { gender }, seed: 1 };
  const { audio, timeline } = await espeakEngine.speak(request, context);
  const wav = decodeWav(await readFile(audio));
  return { x: resample(wav.samples, wav.sampleRate, 16_000), timeline };
}

const TEXTS: readonly (readonly [Language, string])[] = [
  [
    'pt-BR',
    'Todos os trabalhadores devem usar capacete, porque as quedas são a causa mais comum de acidentes.',
  ],
  ['en-US', 'My mother bought a big map of the building and put it on the table for people to see.'],
];

/** White noise so many dB under the speech. */
function noisy(x: Float32Array, snr: number): Float32Array {
  const random = seededRandom(5);
  const power = x.reduce((sum, v) => sum + v * v, 0) / x.length;
  const amplitude = Math.sqrt((3 * power) / 10 ** (snr / 10));
  return x.map((v) => v + amplitude * (2 * random() - 1));
}

async function errors(other: Voice, snr?: number): Promise<number[]> {
  const all: number[] = [];
  for (const [language, text] of TEXTS) {
    const reference = await speak(text, language, { gender: 'female' });
    const target = await speak(text, language, other);
    const { map, ratio } = alignSpeech(reference.x, snr === undefined ? target.x : noisy(target.x, snr));
    assert.ok(ratio < WRONG_TEXT_RATIO, `ratio ${ratio} for the right text`);
    const [a, b] = [reference, target].map((s) => s.timeline.phonemes.filter((p) => p.ipa !== ''));
    assert.equal(a?.length, b?.length);
    for (const [i, p] of (a ?? []).entries()) all.push(Math.abs(map(p.start) - (b?.[i]?.start ?? 0)) * 1000);
  }
  return all;
}

test('same engine at another speed and pitch: median under 5 ms, p95 under 25 ms', async () => {
  const off = await errors({ gender: 'female', rate: 0.85, pitch: -2 });
  assert.ok(
    median(off) < 5 && percentile(off, 0.95) < 25,
    `${median(off)} ms, p95 ${percentile(off, 0.95)} ms`,
  );
});

test('another speaker in 20 dB of noise: median under 16 ms, p95 under 75 ms', async () => {
  const off = await errors({ gender: 'male', rate: 1.1 }, 20);
  assert.ok(
    median(off) < 16 && percentile(off, 0.95) < 75,
    `${median(off)} ms, p95 ${percentile(off, 0.95)} ms`,
  );
});

test('a recording that says something else is flagged', async () => {
  const others = [
    'Nunca remova a proteção da máquina: o botão vermelho para tudo imediatamente.',
    'Remember to keep the fire extinguisher visible and the path free of objects.',
  ];
  for (const [i, [language, text]] of TEXTS.entries()) {
    const reference = await speak(text, language, { gender: 'female' });
    const recording = await speak(others[i] ?? '', language, { gender: 'male' });
    const { ratio } = alignSpeech(reference.x, recording.x);
    assert.ok(ratio > WRONG_TEXT_RATIO, `ratio ${ratio} for a wrong text`);
  }
});
