import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markupProblem, parseSsml, type Span } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import { excerpt, insertPause, marksOf, sentenceAt, unwrap, wordsAt, wrapWords } from './script-marks.ts';

/** `|` marks the caret, or two of them the selection. */
function at(marked: string): [string, Span] {
  const script = marked.replaceAll('|', '');
  const start = marked.indexOf('|');
  const end = marked.lastIndexOf('|');
  return [script, [start, end === start ? start : end - 1]];
}
const show = (edited: { script: string; selection: Span } | null) =>
  edited &&
  `${edited.script.slice(0, edited.selection[0])}|${edited.script.slice(...edited.selection)}|${edited.script.slice(edited.selection[1])}`;

test('a pause goes to the caret, never into a tag', () => {
  assert.equal(show(insertPause(...at('Olá,| mundo'), 0.5)), 'Olá,<break time="0.5s"/>|| mundo');
  assert.equal(show(insertPause(...at('a |b| c'), 1)), 'a b<break time="1s"/>|| c');
  assert.equal(
    insertPause(...at('<emph|asis>a</emphasis>'), 1)?.script,
    '<emphasis><break time="1s"/>a</emphasis>',
  );
  assert.equal(insertPause(...at('<sub alias="x">a|b</sub>'), 1), null);
});

test('words get a tag and stay selected; a caret takes its word', () => {
  assert.equal(
    show(wrapWords(...at('use o cap|acete hoje'), { name: 'emphasis', level: 'strong' })),
    'use o <emphasis level="strong">|capacete|</emphasis> hoje',
  );
  const sub = wrapWords(...at('o| EPI |é'), { name: 'sub', alias: 'é "pê" & <í>' });
  assert.equal(show(sub), 'o <sub alias="é &quot;pê&quot; &amp; &lt;í>">|EPI|</sub> é');
  const [segment] = parseSsml(sub?.script ?? '').segments.slice(1);
  assert.deepEqual(segment?.kind === 'text' && segment.reading, { kind: 'sub', alias: 'é "pê" & <í>' });
  assert.equal(
    wrapWords(...at('|NR|'), { name: 'say-as', as: 'characters' })?.script,
    '<say-as interpret-as="characters">NR</say-as>',
  );
  assert.equal(wrapWords(...at(' | '), { name: 'say-as', as: 'characters' }), null);
  assert.equal(wrapWords(...at('|ɲ|'), { name: 'phoneme', ph: '123' }), null, 'no IPA');
});

test('a selection across a tag is refused where the script was whole', () => {
  const emphasis = { name: 'emphasis', level: 'strong' } as const;
  assert.equal(wrapWords(...at('a |b <sub alias="x">c| d</sub>'), emphasis), null);
  assert.notEqual(wrapWords(...at('a |b <sub>c| d</sub>'), emphasis), null);
});

test('a tag pair is taken away again', () => {
  const marked = wrapWords(...at('use o cap|acete hoje'), { name: 'emphasis', level: 'strong' });
  assert.ok(marked);
  assert.equal(show(unwrap(marked.script, marked.selection, 'emphasis')), 'use o |capacete| hoje');
  assert.equal(unwrap(marked.script, [0, 2], 'emphasis'), null);
});

test('marks are found with their place', () => {
  const script = 'a <break time="1s"/> <emphasis>b</emphasis> 3 < 5 <b>';
  assert.deepEqual(
    marksOf(script).map(({ span, closes, alone }) => [script.slice(...span), closes, alone]),
    [
      ['<break time="1s"/>', false, true],
      ['<emphasis>', false, false],
      ['</emphasis>', true, false],
    ],
  );
});

test('words at a caret or a selection', () => {
  const words = (marked: string) => {
    const [script, span] = at(marked);
    return script.slice(...wordsAt(script, span));
  };
  assert.equal(words('segu|rança'), 'segurança');
  assert.equal(words('a |  bom dia | b'), 'bom dia');
  assert.equal(words('a | b'), '');
});

test('an excerpt is valid by itself and knows where it comes from', () => {
  const script =
    'Um. <prosody rate="slow"><emphasis>Dois palavras.</emphasis> Três.</prosody> Quatro <break time="1s"/>fim.';
  for (const part of [
    'Dois',
    'palavras.</emphasis> Três',
    'Um. <prosody rate="slow"><emphasis>Dois',
    'Quatro',
  ]) {
    const start = script.indexOf(part);
    const made = excerpt(script, [start, start + part.length]);
    assert.equal(markupProblem(made.text), null, made.text);
    assert.equal(script.slice(...made.span), part);
    const word = made.text.indexOf(part);
    assert.equal(word + made.shift, start);
  }
  assert.equal(
    excerpt(script, [script.indexOf('Dois'), script.indexOf('Dois') + 4]).text,
    '<prosody rate="slow"><emphasis>Dois</emphasis></prosody>',
  );
});

test('the sentence at the caret, tags and all', () => {
  const sentence = (marked: string) => {
    const [script, [caret]] = at(marked);
    return script.slice(...sentenceAt(script, caret, 'pt-BR'));
  };
  assert.equal(sentence('Bom |dia! Vamos lá.'), 'Bom dia!');
  assert.equal(sentence('Bom dia! Vamos lá.|'), 'Vamos lá.');
  assert.equal(sentence('Bom dia!\n\nVa|mos <break time="1s"/>lá. Fim.'), 'Vamos <break time="1s"/>lá.');
  assert.equal(sentence('|'), '');
});
