import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeConsent, consentProblems, emptyConsent } from './consent-draft.ts';

test('a consent needs a name, the speaker when it is another, and agreement', () => {
  const empty = emptyConsent('pt-BR');
  assert.deepEqual(consentProblems(empty), ['name', 'agreed']);
  const own = { ...empty, name: 'Ana Paula', agreed: true };
  assert.deepEqual(consentProblems(own), []);
  assert.deepEqual(consentProblems({ ...own, relation: 'authorised' }), ['speaker']);
  assert.deepEqual(consentProblems({ ...own, relation: 'authorised', speaker: 'Rita Melo' }), []);
  assert.deepEqual(consentProblems({ ...own, name: '  A  ' }), ['name']);
});

test('words that were read aloud are dropped when the statement becomes another', () => {
  const spoken = new File(['sound'], 'consent.wav');
  const read = changeConsent({ ...emptyConsent('pt-BR'), name: 'Ana Paula' }, { spoken });
  assert.equal(read.spoken, spoken);
  assert.equal(changeConsent(read, { agreed: true }).spoken, spoken);
  assert.equal(changeConsent(read, { name: 'Bia' }).spoken, null);
});
