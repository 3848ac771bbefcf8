import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from '../../../supabase/functions/_shared/contract/job.ts';
import { normaliseScript } from './normalise.ts';
import { NORMALISE_CORPUS } from './normalise-corpus.ts';
import { seededRandom } from './seeded-random.ts';
import { type ScriptChunk, splitScript } from './split-script.ts';

const textOf = (chunk: ScriptChunk) =>
  chunk.sentences.map((s) => s.words.map((w) => w.text + w.after).join(' ')).join(' ');
const read = (script: string, language: Language = 'pt-BR') => normaliseScript(script, language);

/** What every split promises. */
function check(script: string, language: Language, limits: { maxCharacters?: number; maxSeconds?: number }) {
  const text = read(script, language);
  const chunks = splitScript(text, limits);
  const all = text.sentences.flatMap((s) => s.words);
  const kept = chunks.flatMap((c) => c.sentences.flatMap((s) => s.words));
  assert.deepEqual(
    kept.map((w) => [w.text, w.span]),
    all.map((w) => [w.text, w.span]),
    'every word once, in order',
  );
  let firstWord = 0;
  let firstSentence = 0;
  for (const [i, chunk] of chunks.entries()) {
    assert.equal(chunk.firstWord, firstWord);
    assert.equal(chunk.firstSentence, firstSentence);
    const words = chunk.sentences.flatMap((s) => s.words);
    firstWord += words.length;
    firstSentence += chunk.sentences.length;
    const next = chunks[i + 1]?.sentences[0]?.words[0];
    assert.notDeepEqual(next?.span, words.at(-1)?.span, 'no number or abbreviation is torn');
    const tokens = new Set(words.map((w) => w.span.join()));
    if (limits.maxCharacters !== undefined && tokens.size > 1) {
      assert.ok(textOf(chunk).length <= limits.maxCharacters, `${textOf(chunk).length}: ${textOf(chunk)}`);
    }
  }
  return chunks;
}

test('whole sentences while they fit', () => {
  const chunks = check('Um dois três. Quatro cinco. Seis sete oito nove. Dez.', 'pt-BR', {
    maxCharacters: 30,
  });
  assert.deepEqual(chunks.map(textOf), ['Um dois três. Quatro cinco.', 'Seis sete oito nove. Dez.']);
});

test('a long sentence is cut at its clauses, then between words', () => {
  const [a, b, c] = check(
    'Antes de subir na escada, confira o cinto; depois suba devagar e sempre com cuidado.',
    'pt-BR',
    {
      maxCharacters: 45,
    },
  ).map(textOf);
  assert.deepEqual(
    [a, b, c],
    ['Antes de subir na escada, confira o cinto;', 'depois suba devagar e sempre com cuidado.', undefined],
  );
  for (const chunk of check('palavra '.repeat(50), 'pt-BR', { maxCharacters: 60 }).slice(0, -1)) {
    assert.match(textOf(chunk), /,$/);
  }
});

test('a paragraph end is preferred to a fuller chunk', () => {
  const chunks = check('Um dois três quatro cinco.\n\nSeis. Sete oito nove dez.', 'pt-BR', {
    maxCharacters: 40,
  });
  assert.deepEqual(chunks.map(textOf), ['Um dois três quatro cinco.', 'Seis. Sete oito nove dez.']);
});

test('numbers, abbreviations, addresses and tags stay whole, however small the limit', () => {
  const script =
    'O Sr. Silva pagou R$ 1.234.567,89 ao site www.exemplo.com.br/nr-35 às 14h30 <sub alias="de um dia muito longo">hoje</sub>, CNPJ 12.345.678/0001-95.';
  for (const maxCharacters of [1, 10, 25, 60]) check(script, 'pt-BR', { maxCharacters });
});

test('seconds are a limit too; breaks count, slow speech counts more', () => {
  const plain = splitScript(read('Um dois três quatro. '.repeat(20)), { maxSeconds: 10 });
  assert.ok(plain.length > 1 && plain.every((chunk) => chunk.seconds <= 10));
  const slow = splitScript(read(`<prosody rate="50%">${'Um dois três quatro. '.repeat(20)}</prosody>`), {
    maxSeconds: 10,
  });
  assert.ok(slow.length > plain.length * 1.5);
  assert.equal(
    splitScript(read('Um.<break time="9s"/> Dois.<break time="9s"/> Três.'), { maxSeconds: 11 }).length,
    2,
  );
});

test('nothing to say is no chunk; a limit of nothing is refused', () => {
  assert.deepEqual(splitScript(read('…'), { maxCharacters: 100 }), []);
  assert.throws(() => splitScript(read('a b'), { maxCharacters: 0 }), RangeError);
});

test('the whole corpus, at random limits', () => {
  const random = seededRandom(7);
  for (const [language, cases] of Object.entries(NORMALISE_CORPUS) as [
    Language,
    readonly (readonly [string, string])[],
  ][]) {
    const script = cases.map(([text]) => text).join('\n\n');
    for (let i = 0; i < 12; i++) check(script, language, { maxCharacters: 5 + Math.floor(random() * 400) });
  }
});
