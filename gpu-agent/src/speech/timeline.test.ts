import assert from 'node:assert/strict';
import { test } from 'node:test';
import { espeakEngine } from '../engines/speech/espeak.ts';
import { advanceNasals, type SoundedPhoneme, tidy, unfoldLiquids } from './timeline.ts';
import { toolContext } from './tool-context.ts';

/** Sounds laid end to end, milliseconds. */
function laid(...sounds: [ipa: string, ms: number][]): SoundedPhoneme[] {
  let at = 0;
  return sounds.map(([ipa, ms]) => {
    const start = at / 1000;
    at += ms;
    return { ipa, start, end: at / 1000, word: 0, stress: 0 };
  });
}

const times = (phonemes: readonly SoundedPhoneme[]) =>
  phonemes.map(({ ipa, start, end }) => [ipa, Math.round(start * 1000), Math.round(end * 1000)]);

test('m moves to where its hum is heard, its neighbours stay whole', () => {
  const phonemes = laid(['a', 100], ['m', 80], ['a', 100], ['n', 60], ['a', 80]);
  advanceNasals(phonemes);
  assert.deepEqual(times(phonemes), [
    ['a', 0, 83],
    ['m', 83, 163],
    ['a', 163, 280],
    ['n', 280, 340],
    ['a', 340, 420],
  ]);
});

test('m keeps its edge beside a pause, and never swallows a short vowel', () => {
  const first = laid(['', 300], ['m', 60], ['i', 80]);
  advanceNasals(first);
  assert.deepEqual(times(first), [
    ['', 0, 300],
    ['m', 300, 343],
    ['i', 343, 440],
  ]);
  const last = laid(['ə', 18], ['m', 90], ['', 200]);
  advanceNasals(last);
  assert.deepEqual(times(last), [
    ['ə', 0, 15],
    ['m', 15, 108],
    ['', 108, 308],
  ]);
});

test('an l reported without length takes its part of the vowel it is spoken in', () => {
  const phonemes = laid(['h', 60], ['ɛ', 200], ['l', 0], ['m', 60]);
  unfoldLiquids(phonemes);
  assert.deepEqual(times(tidy(phonemes)), [
    ['h', 0, 60],
    ['ɛ', 60, 190],
    ['l', 190, 260],
    ['m', 260, 320],
  ]);
});

test('the voice itself: "helmet" has an l, and its sounds follow each other without a gap', async () => {
  await using context = await toolContext();
  const request = {
    script: 'Put on your helmet.',
    language: 'en-US',
    voice: { language: 'en-US' },
    defaults: { gender: 'female' },
    seed: 1,
  } as const;
  const { timeline } = await espeakEngine.speak(request, context);
  const word = timeline.words.findIndex(({ text }) => text === 'helmet');
  const sounds = timeline.phonemes.filter((phoneme) => phoneme.word === word);
  const l = sounds.find(({ ipa }) => ipa.startsWith('l'));
  assert.ok(l && l.end - l.start > 0.04, JSON.stringify(sounds));
  for (const [i, sound] of sounds.entries()) {
    assert.equal(sound.start, sounds[i - 1]?.end ?? sound.start);
  }
});
