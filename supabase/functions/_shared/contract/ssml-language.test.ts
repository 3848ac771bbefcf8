import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SsmlError } from './ssml.ts';
import { foreignLanguage } from './ssml-language.ts';

test('markup of another language than the voice is to speak is told', () => {
  const marked = (lang: string) => `<speak xml:lang="${lang}">Bom dia.</speak>`;
  for (const lang of ['pt-BR', 'pt-br', 'pt'])
    assert.equal(foreignLanguage(marked(lang), 'pt-BR'), null, lang);
  for (const lang of ['en-US', 'pt-PT', 'es']) assert.equal(foreignLanguage(marked(lang), 'pt-BR'), lang);
  assert.equal(foreignLanguage('<speak>Bom dia.</speak>', 'pt-BR'), null);
  assert.equal(foreignLanguage('Bom dia, xml:lang="en".', 'pt-BR'), null);
  assert.throws(() => foreignLanguage('<speak xml:lang="en">', 'en-US'), SsmlError);
});
