import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineLimits } from './engine-limits.ts';

const ALL = ['render:unreal', 'render:three', 'tts:espeak'];

test('an engine at its limit is not offered until a task of it has ended', () => {
  const limits = new EngineLimits(new Map([['render:unreal', 1]]));
  const end = limits.take('render:unreal', limits.free(ALL));
  assert.deepEqual(limits.free(ALL), ['render:three', 'tts:espeak']);
  end();
  end();
  assert.deepEqual(limits.free(ALL), ALL);
  limits.take('render:unreal', ALL);
  assert.deepEqual(limits.free(ALL), ['render:three', 'tts:espeak'], 'an end counts once');
});

test('a task that any engine may do counts against each it was claimed for, and no other', () => {
  const limits = new EngineLimits(
    new Map([
      ['render:unreal', 2],
      ['render:three', 2],
      ['tts:espeak', 1],
    ]),
  );
  const first = limits.take('render:auto', limits.free(ALL));
  limits.take('render:unreal', limits.free(ALL));
  assert.deepEqual(limits.free(ALL), ['render:three', 'tts:espeak']);
  limits.take('render:auto', limits.free(ALL));
  assert.deepEqual(limits.free(ALL), ['tts:espeak']);
  first();
  assert.deepEqual(limits.free(ALL), ['render:unreal', 'render:three', 'tts:espeak']);
});

test('engines without a limit and tasks without an engine are not counted', () => {
  const limits = new EngineLimits(new Map());
  for (let i = 0; i < 100; i++) limits.take('tts:espeak', ALL);
  limits.take(undefined, ALL);
  assert.deepEqual(limits.free(ALL), ALL);
});
