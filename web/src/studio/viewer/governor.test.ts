import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AIM_MS, createGovernor, SHARES } from './governor.ts';

const repeat = (times: number, act: () => void): void => {
  for (let i = 0; i < times; i++) act();
};

test('pictures in time are drawn whole, and one that was late changes nothing', () => {
  const governor = createGovernor();
  repeat(50, () => {
    repeat(3, () => governor.took(AIM_MS * 3));
    governor.took(AIM_MS);
  });
  assert.equal(governor.share, 1);
});

test('late ones shrink step by step, but not below the last', () => {
  const governor = createGovernor();
  const seen = new Set([governor.share]);
  repeat(100, () => {
    governor.took(AIM_MS * 2);
    seen.add(governor.share);
  });
  assert.deepEqual([...seen], [...SHARES]);
});

test('they grow again only where there is room to spare', () => {
  const governor = createGovernor();
  repeat(100, () => governor.took(AIM_MS * 2));
  repeat(200, () => governor.took(AIM_MS * 0.9));
  assert.equal(governor.share, SHARES.at(-1));
  repeat(200, () => governor.took(AIM_MS * 0.4));
  assert.equal(governor.share, 1);
});
