/** Whatever a script holds, caption files stay caption files: no cue, tag, override or line of the user's making. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toAss, toSrt, toVtt } from './caption-files.ts';
import type { Cue } from './captions.ts';
import { metadataArguments } from './encoding.ts';

const NASTY = [
  ...[
    '-->',
    '00:00:00,000 --> 00:00:09,000',
    '<script>alert(1)</script>',
    '<b>',
    '</i>',
    '&lt;',
    '&',
    '<c.x>',
    '<00:01>',
  ],
  ...[
    '{\\an8}',
    '{\\p1}m 0 0',
    '\\N',
    '\\n',
    '\\h',
    '{',
    '}',
    '\\',
    'Dialogue: 0,0:00:00.00,x',
    '[Events]',
    'NOTE x',
  ],
  ...[
    'STYLE',
    'WEBVTT',
    '1',
    ',,,,',
    "'",
    ':',
    '%{pts}',
    '$(id)',
    '\u2028',
    '\u0085',
    '\r',
    '\n\n',
    '\u0000',
    '\u202e',
  ],
];
const text = fc.oneof(
  fc
    .array(fc.constantFrom(...NASTY, 'bom', 'dia'), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
);
const cues = fc.array(
  fc.record({
    start: fc.integer({ min: 0, max: 5000 }).map((ms) => ms / 1000),
    end: fc.integer({ min: 5001, max: 90_000 }).map((ms) => ms / 1000),
    lines: fc.array(text, { minLength: 1, maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 4 },
) as fc.Arbitrary<Cue[]>;
const run = { seed: 20_261_123, numRuns: 2000 };
/** As readers of these formats split lines, and the stricter ones of Unicode too. */
const linesOf = (file: string): string[] => file.split(/\r\n|[\n\r\u0085\u2028\u2029]/);

test('a SubRip file has the cues that were made, and no tag', () => {
  fc.assert(
    fc.property(cues, (made) => {
      const lines = linesOf(toSrt(made));
      assert.equal(lines.filter((line) => line.includes('-->')).length, made.length);
      const count = made.reduce((sum, cue) => sum + 3 + cue.lines.length, 0);
      assert.equal(lines.length, count);
      assert.ok(!lines.some((line) => /<[A-Za-z/]/.test(line)));
    }),
    run,
  );
});

test('a WebVTT file has the cues that were made, and no markup', () => {
  fc.assert(
    fc.property(cues, (made) => {
      const lines = linesOf(toVtt(made));
      assert.equal(lines.filter((line) => line.includes('-->')).length, made.length);
      assert.equal(lines.length, 2 + made.reduce((sum, cue) => sum + 2 + cue.lines.length, 0));
      assert.ok(!lines.some((line) => line.includes('<')));
      assert.ok(lines.every((line) => !/&(?!amp;|lt;|gt;)/.test(line)));
    }),
    run,
  );
});

test('an ASS file has the events that were made, and no override', () => {
  fc.assert(
    fc.property(cues, (made) => {
      const file = toAss(made, { width: 1280, height: 720 });
      const lines = linesOf(file.slice(file.indexOf('[Events]\n') + 9)).filter((line) => line !== '');
      assert.equal(lines.length, 1 + made.length);
      made.forEach((cue, i) => {
        const said = (lines[i + 1] ?? '').split(',').slice(9).join(',');
        assert.ok(!/[{}]/.test(said));
        assert.equal(said.split('\\').length, cue.lines.length, 'only our own line break is a code');
      });
    }),
    run,
  );
});

test('a title is one argument of one line, whatever it holds', () => {
  fc.assert(
    fc.property(text, (title) => {
      const made = metadataArguments({ title, format: 'mp4', timeline: { language: 'pt-BR' } } as never);
      const at = made.findIndex((argument) => argument.startsWith('title='));
      assert.equal(made[at - 1], '-metadata');
      assert.ok(!/[\p{Cc}]/u.test(made[at] ?? ''));
      assert.equal(
        made.length,
        metadataArguments({ title: 'x', format: 'mp4', timeline: { language: 'pt-BR' } } as never).length,
      );
    }),
    run,
  );
});
