import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saidText } from './said-text.ts';

const SILENT = { status: 'silent' } as const;

test('the beginning of the script is shown without its tags, and typing further on changes nothing', () => {
  const script = `<emphasis>Bom dia</emphasis>, equipe. ${'Use o capacete. '.repeat(40)}`;
  const said = saidText(script, SILENT);
  assert.ok(said);
  assert.ok(said.text.startsWith('Bom dia, equipe.'));
  assert.equal(said.at, 0);
  assert.deepEqual(saidText(`${script} Mais.`, SILENT), said);
  assert.equal(saidText('  ', SILENT), null);
  assert.equal(saidText('Olá <emph', SILENT)?.text, 'Olá <emph');
});

test('while somebody speaks, the sentence is shown from where it begins, and how far it is said', () => {
  const script = 'Oi. <emphasis>Use</emphasis> sempre o capacete.';
  const from = script.indexOf('<emphasis>');
  const word = script.indexOf('capacete');
  const playing = { status: 'playing', script, span: [from, script.length] } as const;
  const said = saidText('outra coisa', { ...playing, word: [word, word + 8] });
  assert.ok(said);
  assert.equal(said.text.slice(said.at), 'capacete.');
  assert.match(said.text, /^Use sempre o/);
  assert.equal(saidText(script, { ...playing, word: null })?.at, 0);
});
