import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mouthOpening } from './mouth-material.ts';

const opening = (curves: Readonly<Record<string, number>>): number =>
  mouthOpening((name) => curves[name] ?? 0);
const pair = (name: string, value: number) => ({ [`${name}Left`]: value, [`${name}Right`]: value });
/** Below this the material puts out what lies behind the lips. */
const DARK = 0.12;

test('a shut mouth lets no light in, however far its jaw is down', () => {
  assert.ok(opening({}) <= DARK);
  assert.ok(opening({ jawOpen: 0.5, mouthClose: 0.5 }) <= DARK);
});

test('lips rounded as on "u" hide the teeth, drawn off them as on "ʃ" they show them', () => {
  const round = { jawOpen: 0.2, mouthPucker: 0.62, mouthFunnel: 0.18 };
  assert.ok(opening(round) <= DARK, `${opening(round)}`);
  const hushed = {
    jawOpen: 0.1,
    mouthPucker: 0.25,
    mouthFunnel: 0.36,
    ...pair('mouthUpperUp', 0.18),
    ...pair('mouthLowerDown', 0.18),
  };
  assert.ok(opening(hushed) > 0.3, `${opening(hushed)}`);
  assert.ok(opening({ jawOpen: 0.5 }) > 0.9);
});

test('light never jumps: a hundredth of any curve changes it by less than a twentieth', () => {
  const names = ['jawOpen', 'mouthPucker', 'mouthFunnel', 'mouthUpperUpLeft', 'mouthLowerDownRight'];
  for (const name of names) {
    for (let at = 0.01; at <= 1; at += 0.01) {
      const base = { jawOpen: 0.3, mouthFunnel: 0.2 };
      const step = Math.abs(opening({ ...base, [name]: at }) - opening({ ...base, [name]: at - 0.01 }));
      assert.ok(step < 0.05, `${name} at ${at}: ${step}`);
    }
  }
});
