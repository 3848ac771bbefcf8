import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { espeakEngine } from '../engines/speech/espeak.ts';
import { alignText } from './align-text.ts';
import { approximateSounds } from './approximate.ts';
import { isBilabial, isVowel } from './ipa.ts';
import { decodeWav, resample } from './pcm.ts';
import { percentile } from './pitch.ts';
import { seededNormal, seededRandom } from './seeded-random.ts';
import { spokenText } from './spoken-text.ts';
import { type ToolContext, toolContext } from './tool-context.ts';

let context: ToolContext;
before(async () => {
  context = await toolContext();
});
after(() => context[Symbol.asyncDispose]());

const TEXT = 'Pare o veículo, puxe o freio de mão e sinalize a via com três cones.';
const OTHER = 'A brigada verifica os extintores toda segunda-feira, antes do almoço, sem exceção.';

async function speak(script: string, variant: string, rate: number) {
  const { audio, timeline } = await espeakEngine.speak(
    {
      script,
      language: 'pt-BR',
      voice: { language: 'pt-BR', rate },
      defaults: { gender: 'male', variant },
      seed: 1,
    },
    context,
  );
  const wav = decodeWav(await readFile(audio));
  return { samples: resample(wav.samples, wav.sampleRate, 16_000), phonemes: timeline.phonemes };
}

/** 20 dB under the loud parts. */
function noisy(x: Float32Array): Float32Array {
  const random = seededRandom(3);
  return x.map((value) => value + 0.01 * seededNormal(random));
}

test('in noise, another voice is aligned to half a film frame, and another text is noticed', async () => {
  const reference = await speak(TEXT, 'm3', 1);
  const said = await speak(TEXT, 'f5', 0.85);
  const recording = { samples: noisy(said.samples), snrDb: 20 };
  const found = alignText(reference, recording);
  const [a, b] = [found.phonemes, said.phonemes].map((list) => list.filter(({ ipa }) => ipa !== ''));
  assert.equal(a?.length, b?.length);
  const errors = (a ?? []).map((phoneme, i) => Math.abs(phoneme.start - (b?.[i]?.start ?? 0)));
  assert.ok(percentile(errors, 0.5) <= 0.02, `median ${percentile(errors, 0.5)} s`);
  assert.ok(percentile(errors, 0.95) <= 0.08, `p95 ${percentile(errors, 0.95)} s`);
  assert.equal(found.unlike, false);
  assert.ok(found.confidence > 0.5);
  let at = 0;
  for (const { start, end } of found.phonemes) {
    assert.ok(start >= at - 1e-9 && end >= start, 'times go back');
    at = end;
  }
  const wrong = alignText(await speak(OTHER, 'm3', 1), recording);
  assert.equal(wrong.unlike, true, `mismatch ${wrong.mismatch}`);
  // Both sides of the threshold with room: see bench/wrong-text.ts for how much.
  assert.ok(found.mismatch < 0.65 && wrong.mismatch > 0.74, `${found.mismatch} and ${wrong.mismatch}`);
  assert.ok(wrong.confidence < found.confidence);
});

test('what lasts longer than two minutes is aligned as well, a long pause in its middle included', async () => {
  const reference = await speak(`${TEXT} ${OTHER} `.repeat(12), 'm3', 1);
  const said = await speak(`${TEXT} ${OTHER} `.repeat(12), 'm7', 0.9);
  assert.ok(
    reference.samples.length / 16_000 > 120,
    'the sample is long enough to be looked at in three passes',
  );
  const middle = said.phonemes.findIndex(({ ipa, start }) => ipa === '' && start > 60);
  const cut = said.phonemes[middle]?.start ?? 0;
  const pause = 5;
  const samples = new Float32Array(said.samples.length + pause * 16_000);
  samples.set(said.samples.subarray(0, Math.round(cut * 16_000)));
  samples.set(said.samples.subarray(Math.round(cut * 16_000)), Math.round((cut + pause) * 16_000));
  const found = alignText(reference, { samples: noisy(samples), snrDb: 20 });
  const truth = said.phonemes.filter(({ ipa }) => ipa !== '');
  const sounds = found.phonemes.filter(({ ipa }) => ipa !== '');
  assert.equal(sounds.length, truth.length);
  const errors = sounds.map(({ start }, i) => {
    const true_ = truth[i]?.start ?? 0;
    return Math.abs(start - (true_ >= cut ? true_ + pause : true_));
  });
  assert.ok(percentile(errors, 0.95) <= 0.1, `p95 ${percentile(errors, 0.95)} s`);
});

test('without words: vowels where there are vowels, pauses where there are pauses, never closed lips', async () => {
  const said = await speak(TEXT, 'm3', 1);
  const sounds = approximateSounds(noisy(said.samples));
  assert.ok(sounds.every(({ ipa }) => !isBilabial(ipa)));
  const at = (seconds: number) =>
    sounds.find(({ start, end }) => start <= seconds && seconds < end)?.ipa ?? '';
  const vowels = said.phonemes.filter(({ ipa, start, end }) => isVowel(ipa) && end - start > 0.06);
  const opened = vowels.filter(({ start, end }) => isVowel(at((start + end) / 2)));
  assert.ok(opened.length / vowels.length >= 0.75, `${opened.length} of ${vowels.length} vowels`);
  assert.equal(at(0.1), '', 'the padding is silent');
});

test('the words of a recording: its own text, else the script; an empty text says that nobody knows', () => {
  assert.equal(spokenText('Nota', 'Bom dia.'), 'Bom dia.');
  assert.equal(spokenText('Bom dia.', undefined), 'Bom dia.');
  assert.equal(spokenText('Nota', ''), null);
  assert.equal(spokenText(' … ', undefined), null);
});
