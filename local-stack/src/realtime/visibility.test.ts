import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullTransactionId } from './visibility.ts';

const EPOCH = 2n ** 32n;
for (const [xid, current, full] of [
  [700, 705n, 700n],
  [705, 700n, 705n],
  [4294967295, EPOCH + 3n, 4294967295n],
  [5, EPOCH - 2n, EPOCH + 5n],
  [7, 3n * EPOCH + 9n, 3n * EPOCH + 7n],
] as const) {
  test(`transaction ${xid} seen at ${current} is ${full}`, () => {
    assert.equal(fullTransactionId(xid, current), full);
  });
}
