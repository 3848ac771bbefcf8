import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Language } from '../../../supabase/functions/_shared/contract/job.ts';
import { normaliseScript } from './normalise.ts';
import { NORMALISE_CORPUS, transcript } from './normalise-corpus.ts';

for (const language of Language.options) {
  const cases = NORMALISE_CORPUS[language];
  test(`${language}: at least 60 cases, none twice`, () => {
    assert.ok(cases.length >= 60);
    assert.equal(new Set(cases.map(([script]) => script)).size, cases.length);
  });
  for (const [script, spoken] of cases) {
    test(`${language}: ${script}`, () => {
      const { sentences } = normaliseScript(script, language);
      assert.equal(transcript(sentences), spoken);
      let at = 0;
      for (const { text, span } of sentences.flatMap((sentence) => sentence.words)) {
        assert.match(text, /^[\p{L}'-]+$/u, 'only letters are left to the voice');
        assert.ok(span[0] >= at && span[1] > span[0] && span[1] <= script.length, `span of ${text}`);
        at = span[0];
      }
    });
  }
}
