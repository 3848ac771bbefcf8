import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normaliseScript } from '../../../../gpu-agent/src/speech/normalise.ts';
import { buildCues, CAPTION_RULES, type Cue, sketchCues, splitLines } from './captions.ts';
import type { Word } from './job.ts';

/** Words of `script` spoken one after the other at `rate` characters a second from 0.3 s on. */
function spoken(script: string, rate = 14): { words: Word[]; duration: number } {
  const words: Word[] = [];
  let at = 0.3;
  for (const match of script.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'-]*/gu)) {
    const end = at + (match[0].length + 1) / rate;
    words.push({ text: match[0], start: at, end, span: [match.index, match.index + match[0].length] });
    at = end;
  }
  return { words, duration: at + 0.3 };
}

const SCRIPT =
  'Bem-vindos ao treinamento de segurança. Antes de entrar na área, coloque o capacete, as luvas e os óculos; ' +
  'quem trabalha em altura usa também o cinto. Entendeu? Se houver dúvida, pergunte ao técnico responsável (ramal 25) ' +
  'e só continue depois da resposta.';

const flat = (cues: readonly Cue[]): string => cues.map((cue) => cue.lines.join(' ')).join(' ');

function checkRules(cues: readonly Cue[], duration: number): void {
  for (const [i, cue] of cues.entries()) {
    assert.ok(cue.lines.length <= CAPTION_RULES.lines);
    for (const line of cue.lines) assert.ok([...line].length <= CAPTION_RULES.lineCharacters, line);
    assert.ok(cue.start >= 0 && cue.end <= duration + 1e-9 && cue.start < cue.end);
    const next = cues[i + 1];
    if (next)
      assert.ok(next.start - cue.end >= CAPTION_RULES.gapSeconds - 1e-9, `gap after ${cue.lines.join(' ')}`);
  }
}

test('shows every word of the script once, in order, with its punctuation', () => {
  const timeline = spoken(SCRIPT);
  const cues = buildCues(SCRIPT, timeline);
  checkRules(cues, timeline.duration);
  assert.equal(flat(cues), SCRIPT);
});

test('at a normal pace every cue can be read: 1 s at least, 17 characters a second at most', () => {
  const timeline = spoken(SCRIPT, 13);
  for (const cue of buildCues(SCRIPT, timeline)) {
    const seconds = cue.end - cue.start;
    assert.ok(seconds >= CAPTION_RULES.minSeconds, `${seconds} s: ${cue.lines.join(' / ')}`);
    assert.ok([...cue.lines.join(' ')].length / seconds <= CAPTION_RULES.maxCharactersPerSecond + 1e-9);
  }
});

test('cuts at sentences and clauses before it cuts a phrase', () => {
  const cues = buildCues(SCRIPT, spoken(SCRIPT));
  const ends = cues.map((cue) => cue.lines.at(-1)?.at(-1) ?? '');
  const good = ends.filter((end) => /[.,;:!?)]/.test(end)).length;
  assert.ok(good / ends.length >= 0.75, cues.map((cue) => cue.lines.join(' / ')).join('\n'));
});

test('the original text stands where several spoken words share one written one', () => {
  const script = 'Custa R$ 1.234,56 hoje.';
  const span = (text: string): [number, number] => {
    const at = script.indexOf(text);
    return [at, at + text.length];
  };
  const saying = ['mil', 'duzentos', 'e', 'trinta', 'e', 'quatro', 'reais'];
  const words: Word[] = [
    { text: 'custa', start: 0.3, end: 0.6, span: span('Custa') },
    ...saying.map((text, i) => ({
      text,
      start: 0.6 + i * 0.3,
      end: 0.9 + i * 0.3,
      span: span('R$ 1.234,56'),
    })),
    { text: 'hoje', start: 2.7, end: 3, span: span('hoje') },
  ];
  const cues = buildCues(script, { words, duration: 3.3 });
  assert.equal(flat(cues), script);
  assert.equal(cues.length, 1);
  assert.equal(cues[0]?.start, 0.3);
});

test('tags and entities are not shown; <sub> shows what is written', () => {
  const marked =
    '<speak>Use <emphasis level="strong">sempre</emphasis> o <sub alias="e pê i">EPI</sub>.<break time="1s"/> ' +
    'P&amp;D <prosody rate="slow">fala devagar</prosody>.</speak>';
  const words = normaliseScript(marked, 'pt-BR').sentences.flatMap((sentence) => sentence.words);
  const timed = words.map(
    (word, i): Word => ({
      text: word.text,
      start: 0.3 + i * 0.3,
      end: 0.6 + i * 0.3,
      span: [...word.span],
    }),
  );
  const cues = buildCues(marked, { words: timed, duration: 6 });
  assert.equal(flat(cues), 'Use sempre o EPI. P&D fala devagar.');
});

test('opening signs stay with the word they open', () => {
  const script = 'Ele disse: "vamos". ¿Y ahora? (Sí.)';
  assert.equal(flat(buildCues(script, spoken(script))), script);
  const long =
    `${'palavra '.repeat(9)}“citação de alguém que fala” ${'¿cómo dices eso ahora mismo? '.repeat(4)}`.trim();
  for (const cue of buildCues(long, spoken(long))) {
    for (const line of cue.lines) assert.doesNotMatch(line, /[¿“(]$/);
  }
});

test('fast speech, a word longer than a line and a film of one second keep the hard rules', () => {
  const fast = spoken(SCRIPT, 40);
  checkRules(buildCues(SCRIPT, fast), fast.duration);
  const address = `Veja https://exemplo.com.br/${'a'.repeat(80)} agora.`;
  const words: Word[] = [
    { text: 'veja', start: 0.3, end: 0.6, span: [0, 4] },
    { text: 'endereço', start: 0.6, end: 4, span: [5, address.length - 7] },
    { text: 'agora', start: 4, end: 4.4, span: [address.length - 6, address.length - 1] },
  ];
  const cues = buildCues(address, { words, duration: 5 });
  checkRules(cues, 5);
  assert.equal(flat(cues).replaceAll(' ', ''), address.replaceAll(' ', ''));
  const short = buildCues('Olá.', {
    words: [{ text: 'olá', start: 0.3, end: 0.7, span: [0, 3] }],
    duration: 1,
  });
  assert.deepEqual(short, [{ start: 0, end: 1, lines: ['Olá.'] }]);
  assert.deepEqual(buildCues('…', { words: [], duration: 1 }), []);
});

test('two lines are balanced and do not end on a hanging article', () => {
  const lines = splitLines('Antes de entrar na área de produção coloque o capacete'.split(' '));
  assert.equal(lines?.length, 2);
  const [top = '', bottom = ''] = lines ?? [];
  assert.ok(Math.abs(top.length - bottom.length) <= 12, `${top} / ${bottom}`);
  assert.doesNotMatch(top, / (o|a|de|na)$/);
  assert.equal(splitLines(['a'.repeat(40), 'b'.repeat(40), 'cc']), null);
});

test('large letters take shorter lines, and the same words', () => {
  const timeline = spoken(SCRIPT);
  const cues = buildCues(SCRIPT, timeline, 26);
  checkRules(cues, timeline.duration);
  for (const line of cues.flatMap(({ lines }) => lines)) assert.ok([...line].length <= 26, line);
  assert.equal(flat(cues), SCRIPT);
});

test('a preview cuts a text as the film does, from its beginning on', () => {
  const film = buildCues(SCRIPT, spoken(SCRIPT)).map(({ lines }) => lines);
  assert.deepEqual(
    sketchCues(SCRIPT, 42).map(({ lines }) => lines),
    film,
  );
  const beginning = SCRIPT.slice(0, SCRIPT.indexOf('Entendeu?'));
  const sketch = sketchCues(beginning, 42);
  assert.deepEqual(
    sketch.slice(0, -1).map(({ lines }) => lines),
    film.slice(0, sketch.length - 1),
  );
  assert.equal(sketch.at(-1)?.to, beginning.length);
  assert.deepEqual(sketchCues('… !', 42), []);
});
