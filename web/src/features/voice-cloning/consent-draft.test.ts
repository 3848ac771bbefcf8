import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consentProblems, emptyConsent } from './consent-draft.ts';

test('a consent needs a name, the speaker when it is another, and agreement', () => {
  const empty = emptyConsent('pt-BR');
  assert.deepEqual(consentProblems(empty), ['name', 'agreed']);
  const own = { ...empty, name: 'Ana Paula', agreed: true };
  assert.deepEqual(consentProblems(own), []);
  assert.deepEqual(consentProblems({ ...own, relation: 'authorised' }), ['speaker']);
  assert.deepEqual(consentProblems({ ...own, relation: 'authorised', speaker: 'Rita Melo' }), []);
  assert.deepEqual(consentProblems({ ...own, name: '  A  ' }), ['name']);
});
