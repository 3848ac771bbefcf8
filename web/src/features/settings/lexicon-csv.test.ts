import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromCsv, toCsv } from './lexicon-csv.ts';

const ENTRIES = [
  { language: 'pt-BR', grapheme: 'NR-35', say: 'ene erre, trinta e cinco' },
  { language: 'es-ES', grapheme: 'el "EPI"', say: 'epi; así' },
] as const;

test('what goes out comes back in', () => {
  const file = toCsv(ENTRIES);
  assert.equal(
    file,
    '\ufefflanguage,grapheme,say\r\npt-BR,NR-35,"ene erre, trinta e cinco"\r\nes-ES,"el ""EPI""","epi; así"\r\n',
  );
  assert.deepEqual(fromCsv(file), { entries: ENTRIES });
});

test('columns in another order, semicolons, blank lines and Unix line ends are read', () => {
  assert.deepEqual(fromCsv('Say;Language;Grapheme;note\n\n cipa ;pt-BR;CIPA;x\n;;;\n'), {
    entries: [{ language: 'pt-BR', grapheme: 'CIPA', say: 'cipa' }],
  });
});

test('what cannot be read is told with its line', () => {
  assert.deepEqual(fromCsv(''), { problem: 'empty', line: 1 });
  assert.deepEqual(fromCsv('language,grapheme,say\n'), { problem: 'empty', line: 1 });
  assert.deepEqual(fromCsv('palavra,som\nx,y\n'), { problem: 'header', line: 1 });
  const head = 'language,grapheme,say\n';
  assert.deepEqual(fromCsv(`${head}pt-BR,"a\nb",x\nfr-FR,x,y\n`), { problem: 'row', line: 4 });
  assert.deepEqual(fromCsv(`${head}pt-BR,x\n`), { problem: 'row', line: 2 });
  assert.deepEqual(fromCsv(`${head}pt-BR,x,${'y'.repeat(201)}\n`), { problem: 'row', line: 2 });
  assert.deepEqual(fromCsv(head + 'pt-BR,x,y\n'.repeat(501)), { problem: 'many', line: 502 });
});
