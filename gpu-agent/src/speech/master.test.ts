import assert from 'node:assert/strict';
import { test } from 'node:test';
import { level, master } from './master.ts';
import { seededRandom } from './seeded-random.ts';

const RATE = 48_000;

/** A second of a hum with overtones, half a second of hiss, a second of nothing, and the hum again. */
function speechLike(): Float32Array {
  const x = new Float32Array(3.5 * RATE);
  const random = seededRandom(5);
  for (let n = 0; n < x.length; n++) {
    const t = n / RATE;
    if (t < 1 || t >= 2.5) {
      for (let k = 1; k <= 12; k++)
        x[n] = (x[n] as number) + (0.12 / k) * Math.sin(2 * Math.PI * 150 * k * t);
    } else if (t < 1.5) x[n] = 0.25 * (2 * random() - 1);
  }
  return x;
}

const power = (x: Float32Array, from: number, to: number) => {
  const part = x.subarray(from * RATE, to * RATE);
  return 10 * Math.log10(part.reduce((sum, v) => sum + v * v, 0) / part.length + 1e-20);
};

test('hiss is held back beside voiced sound, peaks stay under the ceiling, the level is set', () => {
  const dry = speechLike();
  const wet = dry.slice();
  master(wet, RATE);
  const before = power(dry, 1.1, 1.4) - power(dry, 0.3, 0.7);
  const after = power(wet, 1.1, 1.4) - power(wet, 0.3, 0.7);
  assert.ok(after < before - 5, `hiss ${before.toFixed(1)} dB before, ${after.toFixed(1)} dB after`);
  assert.ok(wet.every((v) => Math.abs(v) < 10 ** (-1.5 / 20)));
  assert.ok(Math.abs(power(wet, 0.3, 0.7) + 20) < 4);
});

test('a long silence stays silence, and an empty film too', () => {
  for (const treat of [master, level]) {
    const x = speechLike();
    treat(x, RATE);
    assert.ok(power(x, 1.7, 2.45) < -120, 'no noise is raised where nothing was');
    const nothing = new Float32Array(RATE);
    treat(nothing, RATE);
    assert.ok(nothing.every((v) => v === 0));
  }
});

test('nothing moves in time and the same input gives the same output', () => {
  const dry = speechLike();
  const [a, b] = [dry.slice(), dry.slice()];
  master(a, RATE);
  master(b, RATE);
  assert.deepEqual(a, b);
  // Where the voice starts again after the pause, within a tenth of a millisecond.
  const onset = (x: Float32Array) => {
    const peak = x.subarray(2.6 * RATE, 2.7 * RATE).reduce((top, v) => Math.max(top, Math.abs(v)), 0);
    return x.findIndex((v, n) => n > 2 * RATE && Math.abs(v) > 0.05 * peak);
  };
  assert.ok(Math.abs(onset(a) - onset(dry)) <= 5, `${onset(a) - onset(dry)} samples`);
});
