import assert from 'node:assert/strict';
import { test } from 'node:test';
import { narrationFileProblem, narrationLengthProblem } from './narration-file.ts';

test('sound passes by its type, or by its name where there is none', () => {
  const problem = (name: string, type: string, size = 1000) => narrationFileProblem({ name, type, size });
  for (const type of ['audio/wav', 'audio/mpeg', 'audio/webm', 'video/webm']) {
    assert.equal(problem('a', type), null, type);
  }
  assert.equal(problem('take.M4A', ''), null);
  assert.equal(problem('notes.txt', ''), 'type');
  assert.equal(problem('take.wav', 'text/html'), 'type');
  assert.equal(problem('take.wav', 'audio/wav', 60 * 1024 * 1024), 'size');
});

test('half an hour is the most; a header that says nothing is the server’s to judge', () => {
  assert.equal(narrationLengthProblem(1800), null);
  assert.equal(narrationLengthProblem(1801), 'long');
  assert.equal(narrationLengthProblem(Number.POSITIVE_INFINITY), null);
  assert.equal(narrationLengthProblem(null), 'unreadable');
});
