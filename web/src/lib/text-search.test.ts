import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesText } from './text-search.ts';

test('search ignores accents, case and word order', () => {
  assert.equal(matchesText('Carlos Silva - Segurança', 'seguranca CARLOS'), true);
  assert.equal(matchesText('Carlos Silva - Segurança', 'ana'), false);
  assert.equal(matchesText('Carlos', '  '), true);
});
