import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import { type AcousticEvent, findEvents } from './acoustic-events.ts';

const RATE = 16_000;

/** One sound after another: symbol, seconds, level in dB at its start and (where it changes) at its end. */
type Sound = readonly [ipa: string, seconds: number, from: number, to?: number];

/** A tone of 1.5 kHz that follows the levels, and the timeline that names the sounds. */
function spoken(sounds: readonly Sound[]): { samples: Float32Array; timeline: Timeline } {
  const duration = sounds.reduce((sum, [, seconds]) => sum + seconds, 0);
  const samples = new Float32Array(Math.round(duration * RATE));
  const phonemes: Timeline['phonemes'] = [];
  let at = 0;
  for (const [ipa, seconds, from, to = from] of sounds) {
    const end = at + seconds;
    for (let i = Math.round(at * RATE); i < Math.min(samples.length, Math.round(end * RATE)); i++) {
      const level = from + ((to - from) * (i / RATE - at)) / seconds;
      samples[i] = 10 ** (level / 20) * Math.sin((2 * Math.PI * 1500 * i) / RATE);
    }
    phonemes.push({ ipa, start: at, end, word: 0, stress: 0 });
    at = end;
  }
  const timeline: Timeline = {
    version: 1,
    language: 'pt-BR',
    duration,
    hop: 0.01,
    f0: [],
    energy: [],
    phonemes,
    words: [],
    confidence: 1,
    source: 'exact',
  };
  return { samples, timeline };
}

function bilabial(sounds: readonly Sound[], moved?: (timeline: Timeline) => void): AcousticEvent {
  const { samples, timeline } = spoken(sounds);
  moved?.(timeline);
  const [event, ...more] = findEvents(samples, RATE, timeline, 0).filter(({ kind }) => kind === 'bilabial');
  assert.ok(event && more.length === 0);
  return event;
}

const near = (value: number, expected: number, what: string) =>
  assert.ok(Math.abs(value - expected) <= 0.008, `${what} at ${value.toFixed(3)} s, not ${expected} s`);

test('edges come from the sound, not from the timeline', () => {
  const event = bilabial(
    [
      ['a', 0.3, -12],
      ['p', 0.08, -70],
      ['a', 0.3, -12],
    ],
    (timeline) => {
      for (const phoneme of timeline.phonemes) {
        phoneme.start = Math.max(0, phoneme.start - 0.03);
        phoneme.end -= 0.03;
      }
    },
  );
  near(event.start, 0.3, 'closure');
  near(event.end, 0.38, 'release');
  assert.deepEqual(event.heard, { start: true, end: true });
});

test('a hum before a stop belongs to the closure: lips meet when the vowel ends, not when the hum does', () => {
  const event = bilabial([
    ['e', 0.2, -12],
    ['m', 0.08, -34],
    ['p', 0.08, -80],
    ['e', 0.2, -12],
  ]);
  near(event.start, 0.2, 'closure');
  near(event.end, 0.36, 'release');
});

test('beside a tap, whose own dip comes first, no edge is claimed', () => {
  const event = bilabial([
    ['o', 0.2, -12],
    ['ɾ', 0.04, -40],
    ['m', 0.08, -40],
    ['e', 0.2, -12],
  ]);
  assert.deepEqual(event.heard, { start: false, end: true });
  near(event.start, 0.24, 'closure');
});

test('a vowel too short to rise through the smoothing gives no edge', () => {
  const event = bilabial([
    ['ɔ', 0.2, -12],
    ['ɾ', 0.046, -40],
    ['ə', 0.015, -36],
    ['m', 0.06, -42],
    ['ɐ̃', 0.2, -12],
  ]);
  assert.deepEqual(event.heard, { start: false, end: true });
  near(event.start, 0.261, 'closure');
});

test('a diphthong that fades into a hum gives no edge', () => {
  const event = bilabial([
    ['aɪ', 0.25, -12, -40],
    ['m', 0.1, -41],
    ['a', 0.2, -12],
  ]);
  assert.deepEqual(event.heard, { start: false, end: true });
  near(event.start, 0.25, 'closure');
});

test('a hum that begins a sentence lasts as long as it is spoken', () => {
  const event = bilabial([
    ['', 0.3, -90],
    ['m', 0.06, -40],
    ['aɪ', 0.2, -12],
  ]);
  assert.deepEqual(event.heard, { start: false, end: true });
  near(event.start, 0.3, 'start');
  near(event.end, 0.36, 'release');
});
