import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAILURE_CODES, type FailureCode } from '../../supabase/functions/_shared/contract/errors.ts';
import { TaskFailure } from '../../supabase/functions/_shared/contract/job.ts';
import { SsmlError } from '../../supabase/functions/_shared/contract/ssml.ts';
import { classifyFailure, StageFailure, toTaskFailure } from './failures.ts';

const withCode = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

test('every code keeps the contract’s default of whether it is tried again', () => {
  for (const code of Object.keys(FAILURE_CODES) as FailureCode[]) {
    assert.equal(new StageFailure(code, 'x').retryable, FAILURE_CODES[code].retryable);
  }
  assert.equal(new StageFailure('tool_crashed', 'x', { retryable: false }).retryable, false);
});

test('errors are told apart by errno, wherever in the chain of causes it stands', async () => {
  assert.equal((await classifyFailure(withCode('ENOSPC'))).code, 'disk_full');
  assert.equal((await classifyFailure(new Error('write', { cause: withCode('EDQUOT') }))).code, 'disk_full');
  const refused = new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') });
  assert.equal((await classifyFailure(refused)).code, 'engine_unavailable');
  assert.equal((await classifyFailure(withCode('ERR_ASSERTION'))).code, 'internal');
  assert.equal((await classifyFailure('thrown text')).code, 'internal');
});

test('markup that cannot be read is the script’s fault and not tried again', async () => {
  const failure = await classifyFailure(new SsmlError('a <b>', 2, '<b> is no tag', 'Remove it.'));
  assert.deepEqual([failure.code, failure.retryable], ['invalid_ssml', false]);
  assert.match(failure.message, /Line 1, column 3/);
});

test('what a message says decides nothing', async () => {
  for (const message of ['ENOSPC: no space left on device', 'disk_full', 'timeout', 'ECONNREFUSED']) {
    assert.equal((await classifyFailure(new Error(message))).code, 'internal', message);
  }
});

test('a stage failure passes unchanged while the disk has room', async () => {
  const failure = new StageFailure('tool_crashed', 'x', { logTail: 'tail' });
  assert.equal(await classifyFailure(failure, '/'), failure);
});

test('what is told fits the contract, keeps the end of the log and no secret', () => {
  const failure = new StageFailure('tool_crashed', `canary ${'m'.repeat(5000)}`, {
    logTail: `${'l'.repeat(40_000)} canary end`,
  });
  const told = TaskFailure.parse(toTaskFailure(failure, (text) => text.replaceAll('canary', '[secret]')));
  assert.equal(told.message.length, 2000);
  assert.ok(told.message.startsWith('[secret] mmm'));
  assert.ok(told.log_tail.endsWith('[secret] end'));
});
