import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextAddress } from './next-address.ts';

test('only an address of this site is followed', () => {
  assert.equal(nextAddress('/avatars/studio?avatar=x'), '/avatars/studio?avatar=x');
  for (const foreign of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
  ]) {
    assert.equal(nextAddress(foreign), '/avatars/gallery');
  }
});
