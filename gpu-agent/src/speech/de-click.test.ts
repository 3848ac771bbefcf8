import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeClicks } from './de-click.ts';
import { seededNormal, seededRandom } from './seeded-random.ts';

const RATE = 22_050;

/** Glottal pulses at 110 Hz through three resonances, a pause, a burst of 8 ms as of a t, and the voice again. */
function voice(): Float32Array {
  const x = new Float32Array(2 * RATE);
  const random = seededRandom(9);
  for (let n = 0; n < x.length; n++) {
    const t = n / RATE;
    const voiced = t < 0.7 || t > 1.1;
    const burst = t >= 0.9 && t < 0.908;
    x[n] = (voiced && n % 200 === 0 ? 0.6 : 0) + (burst ? 0.25 * seededNormal(random) : 0);
    if (voiced) x[n] = (x[n] as number) + 0.0004 * seededNormal(random);
  }
  for (const [hertz, width] of [
    [600, 80],
    [1300, 100],
    [2600, 150],
  ] as const) {
    const r = Math.exp((-Math.PI * width) / RATE);
    const c = 2 * r * Math.cos((2 * Math.PI * hertz) / RATE);
    const gain = 1 - c + r * r;
    for (let n = 2; n < x.length; n++) {
      x[n] = gain * (x[n] as number) + c * (x[n - 1] as number) - r * r * (x[n - 2] as number);
    }
  }
  const peak = x.reduce((top, v) => Math.max(top, Math.abs(v)), 0);
  return x.map((v) => (0.5 * v) / peak);
}

const CLICKS = [0.2503, 0.4127, 0.8, 1.4009];

test('clicks go and what is put there is what was there; pulses and bursts stay to the sample', () => {
  const clean = voice();
  const untouched = clean.slice();
  assert.equal(removeClicks(untouched, RATE), 0);
  assert.deepEqual(untouched, clean);
  const clicked = clean.slice();
  for (const t of CLICKS) {
    const at = Math.round(t * RATE);
    clicked[at] = (clicked[at] as number) + 0.4;
    clicked[at + 1] = (clicked[at + 1] as number) - 0.3;
  }
  const repaired = clicked.slice();
  assert.equal(removeClicks(repaired, RATE), CLICKS.length);
  const off = repaired.map((v, n) => Math.abs(v - (clean[n] as number)));
  assert.ok(
    off.every((v) => v < 0.06),
    `${off.reduce((a, b) => Math.max(a, b))} left of 0.4`,
  );
  const touched = off.filter((v) => v > 1e-6).length;
  assert.ok(touched < CLICKS.length * 0.0015 * RATE, `${touched} samples changed`);
});

test('silence and one lone sample in it', () => {
  const nothing = new Float32Array(RATE);
  assert.equal(removeClicks(nothing, RATE), 0);
  const lone = new Float32Array(RATE);
  lone[9000] = 0.5;
  assert.equal(removeClicks(lone, RATE), 1);
  assert.ok(lone.every((v) => Math.abs(v) < 0.01));
});
