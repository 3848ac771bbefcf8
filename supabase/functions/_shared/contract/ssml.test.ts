import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSsml, SsmlError, visibleText } from './ssml.ts';

const textOf = (script: string) =>
  parseSsml(script).segments.map((segment) =>
    segment.kind === 'break' ? segment.seconds : script && parseSsml(script).plain.slice(...segment.span),
  );

test('a script without tags is itself', () => {
  for (const script of [
    '',
    'Olá.',
    'a < b && c > d',
    '<3 e <- e <',
    'x<y',
    'AT&amp;T',
    '<https://x.com> <ana@x.com>',
    '1 <2> 3',
  ]) {
    const document = parseSsml(script);
    assert.equal(document.plain, script);
    assert.equal(document.marked, false);
    assert.deepEqual(document.toSource([1, 2]), [1, 2]);
  }
});

test('tags leave the text; their segments carry style, reading and pauses', () => {
  const script =
    'Use <emphasis level="strong">sempre</emphasis> o <sub alias="é pê í">EPI</sub>.<break time="1.5s"/>' +
    '<prosody rate=\'slow\' pitch=\'+2st\'>Calma, <prosody rate="50%" volume="soft">muita</prosody></prosody>';
  const { plain, segments } = parseSsml(script);
  assert.equal(plain, 'Use sempre o EPI.Calma, muita');
  assert.deepEqual(
    segments.map((s) =>
      s.kind === 'break'
        ? s
        : { text: plain.slice(...s.span), style: s.style, ...(s.reading ? { reading: s.reading } : {}) },
    ),
    [
      { text: 'Use ', style: {} },
      { text: 'sempre', style: { emphasis: 'strong' } },
      { text: ' o ', style: {} },
      { text: 'EPI', style: {}, reading: { kind: 'sub', alias: 'é pê í' } },
      { text: '.', style: {} },
      { kind: 'break', at: 17, seconds: 1.5 },
      { text: 'Calma, ', style: { rate: 0.8, pitch: 2 } },
      { text: 'muita', style: { rate: 0.4, pitch: 2, volume: -6 } },
    ],
  );
});

test('spans go to the script and back, over tags and entities', () => {
  const script = '<speak xml:lang="pt-BR">P&amp;D &lt;já&gt; <emphasis>hoje</emphasis> 🙂 fim</speak>';
  const { plain, toSource, toPlain, lang } = parseSsml(script);
  assert.equal(plain, 'P&D <já> hoje 🙂 fim');
  assert.equal(lang, 'pt-BR');
  const source = (text: string) =>
    script.slice(...toSource([plain.indexOf(text), plain.indexOf(text) + text.length]));
  assert.equal(source('P&D'), 'P&amp;D');
  assert.equal(source('&'), '&amp;');
  assert.equal(source('<já>'), '&lt;já&gt;');
  assert.equal(source('hoje'), 'hoje');
  assert.equal(source('🙂 fim'), '🙂 fim');
  assert.equal(source('já> hoje'), 'já&gt; <emphasis>hoje');
  for (const text of ['P&D', 'hoje', 'fim', '🙂']) {
    const span: [number, number] = [plain.indexOf(text), plain.indexOf(text) + text.length];
    assert.deepEqual(toPlain(toSource(span)), span, text);
  }
});

test('entities are read only inside <speak>, attributes everywhere', () => {
  assert.equal(parseSsml('&lt; <break/>').plain, '&lt; ');
  assert.equal(parseSsml('<speak>&lt;&#65;&#x42;&quot;&apos; R&D &x;</speak>').plain, '<AB"\' R&D &x;');
  const [segment] = parseSsml('<sub alias="P &amp; D">x</sub>').segments;
  assert.deepEqual(segment?.kind === 'text' && segment.reading, { kind: 'sub', alias: 'P & D' });
});

test('breaks by time and by strength', () => {
  const seconds = (tag: string) => textOf(tag)[0];
  assert.equal(seconds('<break/>'), 0.75);
  assert.equal(seconds('<break time="250ms"></break>'), 0.25);
  assert.equal(seconds('<break strength="x-strong"/>'), 1.25);
  assert.equal(seconds('<break strength="none" time="2s" />'), 2);
});

test('a prolog and comments are not text', () => {
  assert.equal(
    parseSsml('<?xml version="1.0"?>\n<speak version="1.1">Olá<!-- <b> --></speak>\n').plain.trim(),
    'Olá',
  );
});

const REFUSED: readonly (readonly [script: string, at: number, message: RegExp])[] = [
  ['Olá <b>mundo</b>', 4, /<b> is no tag.*Use break/],
  ['a\nb <voice name="x">c</voice>', 4, /Line 2, column 3 \(position 4\): <voice>/],
  ['<Break/>', 0, /lower case/],
  ['Olá <emphasis>mundo', 4, /<emphasis> is never closed.*<\/emphasis>/],
  ['Olá <break time="1s">', 4, /never closed.*<break …\/>/],
  ['Olá <break time="1s', 4, /not finished/],
  ['Olá <break time="1s/> fim', 4, /not finished/],
  ['</sub>', 0, /closes nothing/],
  [
    '<emphasis>a<prosody rate="slow">b</emphasis></prosody>',
    33,
    /<\/emphasis> stands where <prosody> is open/,
  ],
  ['<break time="1"/>', 0, /500ms/],
  ['<break time="60s"/>', 0, /at most 20s/],
  ['<break time="-1s"/>', 0, /500ms/],
  ['<break strength="huge"/>', 0, /x-weak/],
  ['<break tiem="1s"/>', 0, /attribute tiem.*time, strength/],
  ['<break time="1s" time="2s"/>', 0, /twice/],
  ['<break time=1s/>', 0, /name="value"/],
  ['<emphasis level="big">a</emphasis>', 0, /strong, moderate/],
  ['<prosody>a</prosody>', 0, /changes nothing/],
  ['<prosody rate="9">a</prosody>', 0, /rate must be/],
  ['<prosody pitch="200Hz">a</prosody>', 0, /pitch must be/],
  ['<prosody volume="silent">a</prosody>', 0, /volume must be/],
  ['<phoneme alphabet="x-sampa" ph="a">a</phoneme>', 0, /alphabet/],
  ['<phoneme>a</phoneme>', 0, /lacks ph/],
  ['<phoneme ph="123">a</phoneme>', 0, /IPA/],
  ['<phoneme ph="ka"/>', 0, /holds no text/],
  ['<sub alias="x"> </sub>', 0, /holds no text/],
  ['<sub>a</sub>', 0, /lacks alias/],
  ['<say-as interpret-as="spell-out">a</say-as>', 0, /characters, cardinal/],
  ['<sub alias="x">a<break/></sub>', 16, /inside <sub>/],
  ['a <speak>b</speak>', 2, /outermost/],
  ['<speak>b</speak> c', 16, /after <\/speak>/],
  ['<speak><speak>b</speak></speak>', 7, /outermost/],
  ['<speak>&#0;</speak>', 7, /no character/],
  ['<emphasis>'.repeat(40), 320, /nested too deeply/],
];

for (const [script, position, message] of REFUSED) {
  test(`refused: ${script.slice(0, 60).replace('\n', '⏎')}`, () => {
    assert.throws(
      () => parseSsml(script),
      (error) => {
        assert.ok(error instanceof SsmlError);
        assert.equal(error.code, 'invalid_ssml');
        assert.equal(error.position, position);
        assert.match(error.message, message);
        assert.ok(error.remedy.length > 0);
        return true;
      },
    );
  });
}

test('what is seen of a script that is half typed is the script', () => {
  assert.equal(visibleText('a <break time="1s"/>b'), 'a b');
  assert.equal(visibleText('a <break tim'), 'a <break tim');
});

test('hostile scripts take linear time', () => {
  for (const piece of ['<', '<a "', '<break ', '<!--', '&', '<a b="', '<emphasis></emphasis>']) {
    const script = piece.repeat(Math.ceil(30_000 / piece.length));
    try {
      parseSsml(script);
    } catch (error) {
      assert.ok(error instanceof SsmlError, piece);
    }
  }
});
