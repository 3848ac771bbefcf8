import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseLanguage } from './languages.ts';

test('a stored choice wins over the browser', () => {
  assert.equal(chooseLanguage('es-ES', ['en-GB']), 'es-ES');
});

test('any variant of an offered language is served by it', () => {
  assert.equal(chooseLanguage(null, ['fr-FR', 'en-GB', 'pt-BR']), 'en-US');
  assert.equal(chooseLanguage(null, ['pt']), 'pt-BR');
  assert.equal(chooseLanguage(null, ['es-419']), 'es-ES');
});

test('an unknown stored value or browser language falls back to pt-BR', () => {
  assert.equal(chooseLanguage('klingon', ['fr-FR']), 'pt-BR');
  assert.equal(chooseLanguage(null, []), 'pt-BR');
});
