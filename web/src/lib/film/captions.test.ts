import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseVtt, toSrt } from './captions.ts';

const VTT = `WEBVTT

NOTE made by Semblante

1
00:00:00.300 --> 00:00:02.150 align:center
Bom dia, equipe.

01:02.000 --> 01:03.999
Duas
linhas

01:00:00.000 --> 01:00:01.000

`;

test('cues are read with and without hours and numbers; notes and empty cues are left out', () => {
  assert.deepEqual(parseVtt(VTT), [
    { start: 0.3, end: 2.15, text: 'Bom dia, equipe.' },
    { start: 62, end: 63.999, text: 'Duas\nlinhas' },
  ]);
  assert.deepEqual(parseVtt(VTT.replaceAll('\n', '\r\n')), parseVtt(VTT));
});

test('SubRip numbers the cues and writes commas', () => {
  assert.equal(
    toSrt(parseVtt(VTT)),
    '1\n00:00:00,300 --> 00:00:02,150\nBom dia, equipe.\n\n2\n00:01:02,000 --> 00:01:03,999\nDuas\nlinhas\n',
  );
});
