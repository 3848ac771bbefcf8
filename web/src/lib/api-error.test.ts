import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, errorFromAnswer, errorFromPostgrest, toApiError } from './api-error.ts';

test('the contract error body keeps its code, status, details and request id', () => {
  const error = errorFromAnswer(404, {
    error: { code: 'avatar_not_found', message: 'No avatar x.', request_id: 'r1', details: { id: 'x' } },
  });
  assert.equal(error.code, 'avatar_not_found');
  assert.equal(error.status, 404);
  assert.equal(error.requestId, 'r1');
  assert.deepEqual(error.details, { id: 'x' });
  assert.equal(error.transient, false);
});

test('a code outside the contract is not trusted', () => {
  const error = errorFromAnswer(400, { error: { code: 'made_up', message: 'x', request_id: 'r' } });
  assert.equal(error.code, 'unexpected_answer');
});

test('a proxy page with a 5xx is unavailable and worth another try', () => {
  const error = errorFromAnswer(502, '<html>');
  assert.equal(error.code, 'unavailable');
  assert.equal(error.transient, true);
});

test('a PostgREST error carries the code in details', () => {
  assert.equal(errorFromPostgrest({ details: 'voice_not_ready', message: 'm' }, 409).code, 'voice_not_ready');
  assert.equal(errorFromPostgrest({ details: null, message: 'm' }, 403).code, 'forbidden');
  assert.equal(errorFromPostgrest({ details: 'Failing row', message: 'm' }, 400).code, 'unexpected_answer');
  assert.equal(errorFromPostgrest({ message: 'fetch failed' }, 0).code, 'network');
});

test('a rejected fetch is a network error; an ApiError passes through', () => {
  assert.equal(toApiError(new TypeError('Failed to fetch')).code, 'network');
  const own = new ApiError('internal', 500, 'x');
  assert.equal(toApiError(own), own);
});
