/** Depth of field: what is sharp and how blur grows behind it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discOf, largestDisc } from './focus.ts';
import { TIERS } from './tiers.ts';

/** Metres from the camera to the eyes at framing `medium`. */
const EYES = 1.41;

test('face sharp, ears a little soft, what hangs behind them softer', () => {
  const { bokeh } = TIERS.hyperreal;
  // Nose and lips stand before the eyes, the far eye of a turned head up to 3 cm behind.
  for (const behind of [-0.05, -0.02, 0, 0.03]) assert.equal(discOf(bokeh, EYES, behind), 0);
  const ear = discOf(bokeh, EYES, 0.1) * 720;
  const shoulder = discOf(bokeh, EYES, 0.15) * 720;
  assert.ok(ear > 1 && ear < 4, `an ear is blurred over ${ear} pixels`);
  assert.ok(shoulder > ear && shoulder < 8, `a shoulder over ${shoulder}`);
  assert.ok(largestDisc(bokeh, EYES) < bokeh, 'less than the set is');
});

test('no tier blurs the person more than the one above it', () => {
  const discs = Object.values(TIERS).map(({ bokeh, depthOfField }) =>
    depthOfField ? discOf(bokeh, EYES, 0.15) : 0,
  );
  assert.deepEqual(
    discs,
    discs.toSorted((a, b) => a - b),
  );
  assert.equal(discs.filter((disc) => disc > 0).length, 2);
});
