import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normaliseScript, type SpokenSentence } from '../../speech/normalise.ts';
import { azureBody, toAzureSsml } from './azure-ssml.ts';

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

test('the document names voice, language, style and the job’s own rate', () => {
  const ssml = toAzureSsml(first('Olá.'), {
    name: 'pt-BR-FranciscaNeural',
    language: 'pt-BR',
    style: 'calm',
    rate: 1.1,
    pitch: 0,
  });
  assert.match(ssml, /^<speak version="1.0" .*xml:lang="pt-BR"><voice name="pt-BR-FranciscaNeural">/);
  assert.match(
    ssml,
    /<mstts:express-as style="calm"><prosody rate="\+10.00%">Olá\.<\/prosody><\/mstts:express-as><\/voice><\/speak>$/,
  );
});
