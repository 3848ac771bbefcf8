import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normaliseScript, type SpokenSentence } from '../../speech/normalise.ts';
import { azureBody } from './azure-ssml.ts';

const first = (script: string): SpokenSentence => {
  const [sentence] = normaliseScript(script, 'pt-BR', [{ grapheme: 'kit', say: '/ˈkitʃi/' }]).sentences;
  assert.ok(sentence);
  return sentence;
};

test('words of one prosody share a tag; emphasis and pronunciations are words', () => {
  assert.equal(
    azureBody(
      first(
        'Use <prosody rate="80%" pitch="+2st" volume="+6dB">sempre o <emphasis level="strong">kit</emphasis></prosody>, já.',
      ),
    ),
    'Use <prosody rate="-20.00%" pitch="+2.00st" volume="+99.53%">sempre o ' +
      '<emphasis level="strong"><phoneme alphabet="ipa" ph="ˈkitʃi">kit</phoneme></emphasis>,</prosody> já.',
  );
});

test('text is escaped', () => {
  const sentence: SpokenSentence = {
    words: [{ text: "d'água", span: [0, 6], after: '.', ipa: 'a"<', style: {} }],
    endsParagraph: true,
  };
  assert.equal(azureBody(sentence), '<phoneme alphabet="ipa" ph="a&quot;&lt;">d\'água</phoneme>.');
});
