import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeRecoveryTokens } from './recovery-link.ts';

test('only a complete recovery link is taken', () => {
  assert.deepEqual(takeRecoveryTokens('#access_token=a&expires_in=1&refresh_token=r&type=recovery'), {
    access_token: 'a',
    refresh_token: 'r',
  });
  for (const other of [
    '',
    '#main',
    '#access_token=a&refresh_token=r&type=signup',
    '#access_token=a&type=recovery',
  ]) {
    assert.equal(takeRecoveryTokens(other), null);
  }
});
