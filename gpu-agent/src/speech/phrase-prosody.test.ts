import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyProsody, prosodySpans } from './phrase-prosody.ts';
import { trackPitch } from './pitch.ts';

const RATE = 22_050;
const HERTZ = 130;

/** Two seconds of a voice: overtones with two resonances. */
function voice(): Float32Array {
  return Float32Array.from({ length: 2 * RATE }, (_, n) => {
    let sum = 0;
    for (let k = 1; k <= 25; k++) {
      const hz = k * HERTZ;
      const shape = 1 / (1 + ((hz - 600) / 300) ** 2) + 0.5 / (1 + ((hz - 1600) / 400) ** 2);
      sum += shape * Math.sin((2 * Math.PI * hz * n) / RATE);
    }
    return 0.1 * sum;
  });
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const pitchOf = (x: Float32Array, from: number, to: number) =>
  median(trackPitch(x.subarray(from * RATE, to * RATE), RATE).filter((hz) => hz > 0));
const power = (x: Float32Array, from: number, to: number) => {
  const part = x.subarray(from * RATE, to * RATE);
  return 10 * Math.log10(part.reduce((sum, v) => sum + v * v, 0) / part.length);
};

test('a phrase is raised by what was asked, at the same pace, and the rest stays to the sample', () => {
  const x = voice();
  for (const semitones of [4, -4]) {
    const y = applyProsody(x, RATE, [{ start: 0.7, end: 1.3, semitones, decibels: 0 }]);
    assert.equal(y.length, x.length);
    const cents = 1200 * Math.log2(pitchOf(y, 0.8, 1.2) / pitchOf(x, 0.8, 1.2));
    assert.ok(Math.abs(cents - 100 * semitones) < 15, `${cents} cents`);
    assert.ok(Math.abs(power(y, 0.8, 1.2) - power(x, 0.8, 1.2)) < 2, 'as loud as before');
    assert.deepEqual(y.subarray(0, 0.67 * RATE), x.subarray(0, 0.67 * RATE));
    assert.deepEqual(y.subarray(1.33 * RATE), x.subarray(1.33 * RATE));
    const step = (z: Float32Array) =>
      z.reduce((top, v, i) => (i === 0 ? 0 : Math.max(top, Math.abs(v - (z[i - 1] as number)))), 0);
    assert.ok(step(y) < 1.6 * step(x), 'nothing clicks where they join');
  }
});

test('loudness follows in decibels', () => {
  const x = voice();
  const y = applyProsody(x, RATE, [{ start: 0.5, end: 1, semitones: 0, decibels: -6 }]);
  assert.ok(Math.abs(power(y, 0.6, 0.9) - power(x, 0.6, 0.9) + 6) < 0.05);
  assert.deepEqual(y.subarray(1.02 * RATE), x.subarray(1.02 * RATE));
  assert.equal(applyProsody(x, RATE, []), x);
});

test('words of one style are one span; emphasis is louder and higher; what nobody asked for is no span', () => {
  const sounds = [0, 1, 2, 3].map((word) => ({ word, start: word, end: word + 0.8 }));
  assert.deepEqual(prosodySpans([{}, {}, {}, {}], sounds), []);
  assert.deepEqual(
    prosodySpans(
      [{}, { style: { pitch: 3 } }, { style: { pitch: 3 } }, { style: { emphasis: 'strong', volume: -1 } }],
      sounds,
    ),
    [
      { start: 1, end: 2.8, semitones: 3, decibels: 0 },
      { start: 3, end: 3.8, semitones: 2, decibels: 2 },
    ],
  );
  assert.deepEqual(prosodySpans([{}, { style: { emphasis: 'reduced' } }], sounds, 2), [
    { start: 0, end: 0.8, semitones: 2, decibels: 0 },
    { start: 1, end: 1.8, semitones: 1, decibels: -3 },
  ]);
  // A span ends where its last word does, and never asks for more than sounds like the same voice.
  assert.equal(prosodySpans([{ style: { pitch: 12 } }], sounds)[0]?.semitones, 8);
});
