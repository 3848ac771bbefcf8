import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatFilmTime, formatMinutes, monthOf } from './film-time.ts';

test('lengths are told to the second, and something is never nothing', () => {
  const told = [0, 0.2, 5.04, 59.6, 60, 95.2, 3600].map((seconds) => formatFilmTime(seconds, 'pt-BR'));
  assert.deepEqual(told, ['0 s', '1 s', '5 s', '1 min', '1 min', '1 min 35 s', '60 min']);
  assert.equal(formatMinutes(750, 'pt-BR'), '12,5 min');
  assert.equal(formatMinutes(-1, 'en-US'), '0 min');
});

test('the bar holds what is used and what is reserved, and never more than the month', () => {
  assert.equal(monthOf(10, 10, null), null);
  assert.deepEqual(monthOf(900, 900, 3600), {
    used: 0.25,
    reserved: 0.25,
    leftSeconds: 1800,
    state: 'calm',
  });
  assert.equal(monthOf(3000, 240, 3600)?.state, 'almost');
  assert.deepEqual(monthOf(3500, 400, 3600), {
    used: 3500 / 3600,
    reserved: 1 - 3500 / 3600,
    leftSeconds: 0,
    state: 'full',
  });
});
