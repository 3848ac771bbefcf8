import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { type Language, Timeline } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { isBilabial, soundClass } from '../../speech/ipa.ts';
import { decodeWav } from '../../speech/pcm.ts';
import { median } from '../../speech/pitch.ts';
import { toolContext } from '../../speech/tool-context.ts';
import type { SpeechRequest } from '../engine.ts';
import { espeakEngine } from './espeak.ts';

const request = (
  script: string,
  language: Language = 'pt-BR',
  more: Partial<SpeechRequest> = {},
): SpeechRequest => ({
  script,
  language,
  voice: { language },
  defaults: { gender: 'female' },
  seed: 1,
  ...more,
});

async function speak(asked: SpeechRequest) {
  await using context = await toolContext();
  const result = await espeakEngine.speak(asked, context);
  const file = await readFile(result.audio);
  return { ...result, file, wav: decodeWav(file) };
}

const SCRIPTS: readonly (readonly [Language, string])[] = [
  ['pt-BR', 'O bombeiro pagou R$ 1.234,56 às 14h30. Você viu a fábrica?'],
  ['en-US', 'My mother bought a big map for $12.50. Five people saw it!'],
  ['es-ES', 'La mamá compró un mapa para Pablo. ¿Vio la fábrica a las 14:30?'],
];

for (const [language, script] of SCRIPTS) {
  test(`${language}: sound and timeline share one clock`, async () => {
    const { wav, timeline } = await speak(request(script, language));
    Timeline.parse(timeline);
    assert.equal(wav.sampleRate, 48_000);
    assert.equal(timeline.duration, wav.samples.length / 48_000);
    assert.equal(timeline.source, 'exact');
    const padding = 0.3 * 48_000;
    const loudest = (from: number, to: number) =>
      wav.samples.subarray(from, to).reduce((peak, v) => Math.max(peak, Math.abs(v)), 0);
    assert.ok(loudest(0, padding - 100) < 1e-3, 'begins with 0.3 s of silence');
    assert.ok(loudest(wav.samples.length - padding, wav.samples.length) < 1e-3, 'ends with 0.3 s of silence');
    const peak = loudest(0, wav.samples.length);
    assert.ok(peak > 0.25 && peak < 0.85, `peak ${peak}`);

    for (const [i, phoneme] of timeline.phonemes.entries()) {
      assert.equal(phoneme.start, i === 0 ? 0 : timeline.phonemes[i - 1]?.end, 'phonemes leave no gap');
    }
    assert.ok(Math.abs((timeline.phonemes.at(-1)?.end ?? 0) - timeline.duration) < 1e-4);
    const spoken = timeline.words.map((word) => script.slice(...word.span));
    assert.ok(spoken.includes(language === 'en-US' ? '$12.50' : language === 'pt-BR' ? '14h30' : '14:30'));
    for (const word of timeline.words) assert.ok(word.end > word.start, `${word.text} takes time`);
    const stressed = timeline.phonemes.filter((p) => p.stress === 2);
    assert.ok(stressed.length >= timeline.words.length / 3, 'stress is marked');
    const voiced = timeline.f0.filter((f) => f > 0);
    assert.ok(median(voiced) > 130 && median(voiced) < 300, `a woman's pitch, ${median(voiced)} Hz`);
  });
}

test('a stop begins when the mouth closes and not at its burst', async () => {
  const { wav, timeline } = await speak(request('A capa, o tapete, a pipa, o pacote.'));
  const level = (from: number, to: number) => {
    const part = wav.samples.subarray(Math.round(from * 48_000), Math.round(to * 48_000));
    return 10 * Math.log10(part.reduce((sum, v) => sum + v * v, 0) / part.length + 1e-12);
  };
  const loud = Math.max(...timeline.energy);
  const closures = timeline.phonemes.filter(
    (p, i) => /^[ptk]/.test(p.ipa) && soundClass(timeline.phonemes[i - 1]?.ipa ?? '') === 'vowel',
  );
  assert.ok(closures.length >= 6);
  for (const stop of closures) {
    assert.ok(stop.end - stop.start > 0.04, `${stop.ipa} at ${stop.start} includes its closure`);
    const inside = level(stop.start + 0.015, stop.start + 0.035);
    assert.ok(inside < loud - 15, `${stop.ipa} at ${stop.start} begins quiet: ${inside} of ${loud} dB`);
  }
  assert.ok(timeline.phonemes.some((p) => isBilabial(p.ipa)));
});

test('the same request gives the same bytes', async () => {
  const [a, b] = [await speak(request('Bom dia, mamãe.')), await speak(request('Bom dia, mamãe.'))];
  assert.deepEqual(a.timeline, b.timeline);
  assert.ok(a.file.equals(b.file));
});

test('rate and pitch do what they say', async () => {
  const text = 'O trabalhador verificou o cinto antes de subir na escada.';
  const plain = await speak(request(text));
  const fast = await speak(request(text, 'pt-BR', { voice: { language: 'pt-BR', rate: 1.4 } }));
  assert.ok(fast.timeline.duration < plain.timeline.duration * 0.85);
  const high = await speak(request(text, 'pt-BR', { voice: { language: 'pt-BR', pitch: 4 } }));
  const pitch = (t: Timeline) => median(t.f0.filter((f) => f > 0));
  const semitones = 12 * Math.log2(pitch(high.timeline) / pitch(plain.timeline));
  assert.ok(Math.abs(semitones - 4) < 1.2, `${semitones} semitones`);
});

test('a script without words is refused with the contract code', async () => {
  await using context = await toolContext();
  for (const script of ['', '   \n', '🙂 …', '日本語']) {
    await assert.rejects(espeakEngine.speak(request(script), context), (error) => {
      assert.ok(error instanceof StageFailure);
      assert.equal(error.code, 'text_unspeakable');
      return true;
    });
  }
});

test('an unknown variant is refused: espeak itself would ignore it', async () => {
  await using context = await toolContext();
  const asked = request('Bom dia.', 'pt-BR', { voice: { language: 'pt-BR', voice_id: 'espeak:f99' } });
  await assert.rejects(espeakEngine.speak(asked, context), { code: 'voice_unavailable' });
});

test('an aborted task stops', async () => {
  const controller = new AbortController();
  await using context = await toolContext(controller.signal);
  controller.abort(new Error('cancelled'));
  await assert.rejects(espeakEngine.speak(request('Bom dia.'), context), { message: 'cancelled' });
});

test('markup outside the subset is refused, signs are spoken', async () => {
  await using context = await toolContext();
  const asked = request('O <mark name="9"/> sinal');
  await assert.rejects(espeakEngine.speak(asked, context), { code: 'invalid_ssml' });
  const { timeline } = await speak(request('O sinal & o "texto" 3 < 5 acabou.'));
  assert.deepEqual(
    timeline.words.map((word) => word.text),
    'O sinal e o texto três menor que cinco acabou'.split(' '),
  );
});

/** Silences of the timeline between two words, seconds, by the word before. */
const pauseAfter = (timeline: Timeline, text: string) => {
  const index = timeline.words.findIndex((word) => word.text === text);
  const last = timeline.phonemes.findLastIndex((p) => p.word === index);
  const silence = timeline.phonemes[last + 1];
  return silence?.ipa === '' ? silence.end - silence.start : 0;
};

test('a break is silence of that length, in the sound and on the timeline', async () => {
  const script =
    'Primeiro ponto<break time="1.25s"/> segundo ponto. <break time="2s"/> Terceiro<break time="100ms"/>. Quarto.<break time="1s"/>';
  const { wav, timeline } = await speak(request(script));
  const at = timeline.words.map((word) => word.text);
  assert.deepEqual(at, ['Primeiro', 'ponto', 'segundo', 'ponto', 'Terceiro', 'Quarto']);
  const [a, b] = [pauseAfter(timeline, 'ponto'), pauseAfter(timeline, 'Terceiro')];
  assert.ok(Math.abs(a - 1.25) < 1e-3, `${a} s`);
  assert.ok(Math.abs(b - 0.1) < 1e-3, `${b} s`);
  const second = timeline.words[3]?.end ?? 0;
  const third = timeline.words[4]?.start ?? 0;
  assert.ok(Math.abs(third - second - 2) < 1e-3, `${third - second} s`);
  const end = timeline.duration - (timeline.words.at(-1)?.end ?? 0);
  assert.ok(end > 1.29 && end < 1.5, `1 s and the padding at the end: ${end} s`);
  const loudest = wav.samples
    .subarray(Math.round((second + 0.4) * 48_000), Math.round((third - 0.02) * 48_000))
    .reduce((peak, v) => Math.max(peak, Math.abs(v)), 0);
  assert.ok(loudest < 2e-3, `silent: ${loudest}`);
});

test('a break before the first word delays it', async () => {
  const { timeline } = await speak(request('<break time="1s"/>Bom dia.'));
  assert.ok(Math.abs((timeline.words[0]?.start ?? 0) - 1.3) < 1e-3);
});

test('prosody changes rate and pitch of its stretch alone', async () => {
  const plain = await speak(request('O trabalhador verifica o capacete amarelo toda manhã.'));
  const slow = await speak(
    request('O trabalhador <prosody rate="60%">verifica o capacete</prosody> amarelo toda manhã.'),
  );
  const length = (t: Timeline, from: number, to: number) =>
    (t.words[to]?.end ?? 0) - (t.words[from]?.start ?? 0);
  const inside = length(slow.timeline, 2, 4) / length(plain.timeline, 2, 4);
  const outside = length(slow.timeline, 5, 7) / length(plain.timeline, 5, 7);
  assert.ok(inside > 1.5 && inside < 1.85, `${inside} times as long inside`);
  assert.ok(Math.abs(outside - 1) < 0.05, `${outside} times as long outside`);

  const high = await speak(
    request('O trabalhador <prosody pitch="+3st">verifica o capacete</prosody> amarelo toda manhã.'),
  );
  const pitch = (t: Timeline) =>
    median(
      t.f0
        .slice(Math.round((t.words[2]?.start ?? 0) / t.hop), Math.round((t.words[4]?.end ?? 0) / t.hop))
        .filter((f) => f > 0),
    );
  const semitones = 12 * Math.log2(pitch(high.timeline) / pitch(plain.timeline));
  assert.ok(Math.abs(semitones - 3) < 1, `${semitones} semitones`);
});

test('emphasis stresses a word and is told to the face', async () => {
  const plain = await speak(request('Isto não se faz.'));
  const strong = await speak(request('Isto <emphasis level="strong">não</emphasis> se faz.'));
  const word = strong.timeline.words[1];
  assert.equal(word?.emphasis, 'strong');
  assert.ok(plain.timeline.words.every((w) => w.emphasis === undefined));
  const vowels = strong.timeline.phonemes.filter((p) => p.word === 1 && p.stress === 2);
  assert.ok(vowels.length > 0);
  const length = (t: Timeline) => (t.words[1]?.end ?? 0) - (t.words[1]?.start ?? 0);
  assert.ok(length(strong.timeline) > length(plain.timeline), 'an emphasised word takes longer');
});

const PRONOUNCED: readonly (readonly [Language, string, string, string])[] = [
  [
    'pt-BR',
    'Dê <phoneme alphabet="ipa" ph="ˈfidʒibɛki">feedback</phoneme> já.',
    'feedback',
    'f i dʒ i b ɛ k i',
  ],
  ['en-US', 'Use <phoneme ph="lɑkˈaʊt">lockout</phoneme> now.', 'lockout', 'l ɑː k aʊ t'],
  ['es-ES', 'La <phoneme ph="ˈkaʎe">calle</phoneme> es larga.', 'calle', 'k a ʎ e'],
];
for (const [language, script, text, sounds] of PRONOUNCED) {
  test(`${language}: a pronunciation in IPA is what is heard`, async () => {
    const { timeline } = await speak(request(script, language));
    const index = timeline.words.findIndex((word) => word.text === text);
    const heard = timeline.phonemes.filter((p) => p.word === index && p.ipa !== '').map((p) => p.ipa);
    assert.equal(heard.join(' '), sounds);
    assert.ok(script.slice(...(timeline.words[index]?.span ?? [0, 0])) === text);
  });
}

test('the lexicon takes IPA', async () => {
  const lexicon = [{ grapheme: 'lockout', say: '/lɔˈkawtʃi/' }];
  const { timeline } = await speak(request('O Lockout.', 'pt-BR', { voice: { language: 'pt-BR', lexicon } }));
  const heard = timeline.phonemes.filter((p) => p.word === 1 && p.ipa !== '').map((p) => p.ipa);
  assert.equal(heard.join(' '), 'l ɔ k aʊ tʃ i');
});

test('a long script is spoken in chunks on one clock, with progress by chunk', async () => {
  await using context = await toolContext();
  const told: number[] = [];
  const watched = { ...context, run: context.run.bind(context), progress: (f: number) => told.push(f) };
  const script = Array.from(
    { length: 40 },
    (_, i) =>
      `Passo ${i + 1}: o trabalhador confere o cinto, o talabarte e o ponto de ancoragem antes de subir.`,
  ).join(' ');
  const { audio, timeline } = await espeakEngine.speak(request(script), watched);
  assert.ok(told.filter((f) => f < 0.7).length >= 2, `progress ${told}`);
  assert.deepEqual(
    told,
    [...told].sort((a, b) => a - b),
  );
  const wav = decodeWav(await readFile(audio));
  assert.equal(timeline.duration, wav.samples.length / 48_000);
  const numbers = timeline.words.filter((word) => word.text === 'Passo').map((word) => word.span[0]);
  assert.equal(numbers.length, 40);
  // Where the timeline has speech there is sound, and silence where it has a pause, to the last chunk.
  for (const phoneme of timeline.phonemes) {
    if (phoneme.ipa !== '' || phoneme.end - phoneme.start < 0.3) continue;
    const middle = Math.round(((phoneme.start + phoneme.end) / 2) * 48_000);
    const quiet = wav.samples
      .subarray(middle, middle + 2400)
      .reduce((peak, v) => Math.max(peak, Math.abs(v)), 0);
    assert.ok(quiet < 0.02, `${quiet} at ${phoneme.start} s`);
  }
  for (let i = 1; i < timeline.words.length; i++) {
    assert.ok((timeline.words[i]?.start ?? 0) >= (timeline.words[i - 1]?.end ?? 0) - 1e-6);
  }
});

test('the probe names the version or the remedy', async () => {
  const probe = await espeakEngine.probe();
  assert.ok(probe.available ? /^\d+\.\d+/.test(probe.version ?? '') : (probe.remedy ?? '').length > 0);
});
