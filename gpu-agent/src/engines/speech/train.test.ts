import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FailureCode } from '../../../../supabase/functions/_shared/contract/errors.ts';
import { VoiceArtifact } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { decodeWav, encodeWav, resample } from '../../speech/pcm.ts';
import { trackPitch } from '../../speech/pitch.ts';
import { seededRandom } from '../../speech/seeded-random.ts';
import { longTermSpectrum, spectrumDistance } from '../../speech/spectrum.ts';
import { type ToolContext, toolContext } from '../../speech/tool-context.ts';
import { parseProfile, pitchFigures } from '../../speech/voice-profile.ts';
import { hasSeveralSpeakers, judgeSample } from '../../speech/voice-sample.ts';
import { espeakEngine } from './espeak.ts';
import { trainVoice } from './train.ts';

const TEXT =
  'O supervisor conversa com a equipe toda manhã antes do trabalho. Ele pede que cada pessoa verifique a escada, a corda e o capacete. Quando o tempo está ruim, o grupo espera lá dentro até o vento parar. Ninguém sobe no andaime sem cinto. As ferramentas ficam presas para não caírem sobre quem está embaixo. Se você notar uma tábua quebrada, pare e avise na mesma hora. Lembre que um pequeno atraso é melhor que um acidente. Depois do almoço, todos revisam o plano da tarde.';

let context: ToolContext;
/** A speaker the profile has to find: a synthetic man at a pitch no candidate has. */
let speaker: Float32Array;
before(async () => {
  context = await toolContext();
  const voice = { language: 'pt-BR', voice_id: 'm7', pitch: 2 } as const;
  const request = { script: TEXT, language: 'pt-BR', voice, defaults: { gender: 'male' }, seed: 1 } as const;
  const wav = decodeWav(await readFile((await espeakEngine.speak(request, context)).audio));
  speaker = resample(wav.samples, wav.sampleRate, 22_050);
});
after(() => context[Symbol.asyncDispose]());

async function sample(name: string, samples: Float32Array): Promise<string> {
  const path = join(context.workdir, name);
  await writeFile(path, encodeWav({ samples, sampleRate: 22_050 }));
  return path;
}

const refused = (code: FailureCode, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StageFailure);
  assert.equal(error.code, code);
  assert.equal(error.retryable, false);
  assert.match(error.message, pattern);
  return true;
};

test('a profile makes the synthetic voice sit at the recorded pitch and colour', async () => {
  const artifact = await trainVoice(
    { samplePath: await sample('good.wav', speaker), language: 'pt-BR' },
    context,
  );
  VoiceArtifact.parse(JSON.parse(JSON.stringify(artifact)));
  assert.deepEqual(artifact.profile.warnings, []);
  const profile = parseProfile(artifact.profile);
  assert.ok(profile);
  const request = {
    script:
      'Bem-vindo ao treinamento de segurança. Todos devem usar capacete, porque as quedas são comuns. Verifique o cinto antes de subir.',
    language: 'pt-BR',
    voice: { language: 'pt-BR' },
    defaults: { gender: 'female' },
    seed: 1,
    clone: { id: 'b7f4b3f6-3a80-4d18-9a55-0a5a52f4b9ad', profile: artifact.profile },
  } as const;
  const { audio, timeline } = await espeakEngine.speak(request, context);
  const wav = decodeWav(await readFile(audio));
  const y = resample(wav.samples, wav.sampleRate, 22_050);
  const reached = pitchFigures(trackPitch(y, 22_050, { workingRate: 11_025 }));
  const semitones = Math.abs(12 * Math.log2(reached.median / profile.f0_hz));
  assert.ok(semitones < 0.3, `${semitones} semitones from the recording`);
  // Mastering follows and bends the spectrum a little.
  const colour = spectrumDistance(longTermSpectrum(y, 22_050), profile.spectrum_db);
  assert.ok(colour < 3, `${colour} dB from the recording`);
  assert.equal(timeline.duration, wav.samples.length / wav.sampleRate);
});

test('recordings that cannot be used are refused with what to do', async () => {
  const train = async (name: string, samples: Float32Array) =>
    trainVoice({ samplePath: await sample(name, samples), language: 'pt-BR' }, context);
  await assert.rejects(
    train('short.wav', speaker.subarray(0, 10 * 22_050)),
    refused('sample_too_short', /lasts 10\.0 s; record at least 30 s/),
  );

  await assert.rejects(
    train('silent.wav', new Float32Array(35 * 22_050)),
    refused('sample_too_short', /0\.0 s of speech; speak/),
  );

  const random = seededRandom(3);
  const noisy = speaker.map((v) => v * 0.3 + 0.03 * (2 * random() - 1));
  await assert.rejects(train('noisy.wav', noisy), refused('sample_noisy', /quieter room/));

  const clipped = speaker.map((v) => Math.max(-0.9, Math.min(0.9, v * 12)));
  await assert.rejects(
    train('clipped.wav', clipped),
    refused('sample_clipped', /clipped; lower the input level/),
  );
});

test('two people in one recording are told apart, one lively speaker is not', async () => {
  const say = async (voice_id: string) => {
    const voice = { language: 'pt-BR', voice_id } as const;
    const request = {
      script: TEXT,
      language: 'pt-BR',
      voice,
      defaults: { gender: 'male' },
      seed: 1,
    } as const;
    const wav = decodeWav(await readFile((await espeakEngine.speak(request, context)).audio));
    return resample(wav.samples, wav.sampleRate, 16_000);
  };
  const [man, woman] = [await say('m3'), await say('f2')];
  assert.equal(hasSeveralSpeakers(man), false);
  assert.equal(hasSeveralSpeakers(woman), false);
  const both = new Float32Array(man.length + woman.length);
  both.set(man);
  both.set(woman, man.length);
  assert.equal(hasSeveralSpeakers(both), true);
  assert.ok(judgeSample(both).accepted, 'a warning, not a refusal');
});

test('training tells how far it is, step by step', async () => {
  const told: number[] = [];
  const listening = { ...context, progress: (fraction: number) => void told.push(fraction) };
  await trainVoice({ samplePath: await sample('steps.wav', speaker), language: 'pt-BR' }, listening);
  assert.deepEqual(
    told,
    told.toSorted((a, b) => a - b),
  );
  assert.ok(told.length >= 8 && told.at(-1) === 1, `${told}`);
  const steps = told.map((fraction, i) => fraction - (told[i - 1] ?? 0));
  assert.ok(Math.max(...steps) < 0.45, `${told}`);
});

test('what is not sound is refused, and a playlist opens nothing', async () => {
  const text = join(context.workdir, 'voice.txt');
  await writeFile(text, 'this is no recording');
  await assert.rejects(
    trainVoice({ samplePath: text, language: 'pt-BR' }, context),
    refused('sample_unreadable', /WAV or MP3/),
  );
  const playlist = join(context.workdir, 'voice.wav');
  await writeFile(
    playlist,
    '#EXTM3U\n#EXT-X-TARGETDURATION:40\n#EXTINF:40,\nhttp://127.0.0.1:9/secret.ts\n#EXT-X-ENDLIST\n',
  );
  await assert.rejects(
    trainVoice({ samplePath: playlist, language: 'pt-BR' }, context),
    refused('sample_unreadable', /WAV or MP3/),
  );
});
