import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelPart } from './model.ts';
import { TIP, TIP_RANGE, tongueWeights, withTip } from './tongue.ts';

const part = (name: string): ModelPart =>
  ({
    name,
    // Back, middle and tip on the upper side, tip on the under side.
    positions: Float32Array.from([0, 0, 0, 0, 0, 0.03, 0, 0, 0.06, 0, -0.008, 0.06]),
    normals: Float32Array.from([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, -1, 0]),
    targets: new Map(),
  }) as unknown as ModelPart;

test('small values lift the tip, larger ones take it down again and out', () => {
  assert.deepEqual(tongueWeights(0), { tip: 0, out: 0 });
  assert.deepEqual(tongueWeights(TIP_RANGE), { tip: 1, out: 0 });
  assert.deepEqual(tongueWeights(1), { tip: 0, out: 1 });
  const between = tongueWeights(0.27);
  assert.ok(between.tip > 0 && between.tip < 0.5 && between.out > 0.1);
  for (let value = 0.01; value <= 1; value += 0.01) {
    const [a, b] = [tongueWeights(value - 0.01), tongueWeights(value)];
    assert.ok(b.out >= a.out && Math.abs(b.tip - a.tip) < 0.1, 'no jumps');
  }
});

test('the tip rises by millimetres, its under side less, and the root stays', () => {
  const target = withTip(part('tongue')).get(TIP);
  assert.ok(target && !target.vertices.includes(0));
  const rise = (vertex: number) => (target.offsets[target.vertices.indexOf(vertex) * 3 + 1] ?? 0) * 1000;
  assert.ok(rise(2) > 5 && rise(2) < 12, `${rise(2)} mm`);
  assert.ok(rise(3) > 0.5 && rise(3) < 0.6 * rise(2));
  assert.ok(rise(1) < rise(2));
});

test('other parts get nothing', () => {
  assert.equal(withTip(part('teeth')).size, 0);
});
