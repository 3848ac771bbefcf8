import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationProblem, fileProblem } from './sample.ts';

test('only WAV and MP3 of at most 50 MiB', () => {
  assert.equal(fileProblem({ name: 'a.wav', type: 'audio/wav', size: 10 }), null);
  assert.equal(fileProblem({ name: 'a.mp3', type: '', size: 10 }), null);
  assert.equal(fileProblem({ name: 'a.ogg', type: 'audio/ogg', size: 10 }), 'type');
  assert.equal(fileProblem({ name: 'a.txt', type: '', size: 10 }), 'type');
  assert.equal(fileProblem({ name: 'a.wav', type: 'audio/wav', size: 50 * 1024 * 1024 + 1 }), 'size');
});

test('at least thirty seconds, and readable', () => {
  assert.equal(durationProblem(30), null);
  assert.equal(durationProblem(29.9), 'short');
  assert.equal(durationProblem(null), 'unreadable');
  assert.equal(durationProblem(Number.NaN), 'unreadable');
});
