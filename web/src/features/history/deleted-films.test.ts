import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secondsLeft } from './deleted-films.ts';

test('a deleted film has a day, and never less than nothing', () => {
  const deleted = '2026-03-01T12:00:00.000+00:00';
  assert.equal(secondsLeft(deleted, Date.parse('2026-03-01T12:00:00Z')), 86_400);
  assert.equal(secondsLeft(deleted, Date.parse('2026-03-02T11:59:30Z')), 30);
  assert.equal(secondsLeft(deleted, Date.parse('2026-03-03T00:00:00Z')), 0);
});
