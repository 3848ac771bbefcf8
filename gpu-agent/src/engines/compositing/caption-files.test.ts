/** Whatever a script holds, caption files stay caption files: no cue, tag, override or line of the user's making. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { captionLook } from '../../../../supabase/functions/_shared/contract/caption-look.ts';
import type { Cue } from '../../../../supabase/functions/_shared/contract/captions.ts';
import { type RenderSettings, resolveSettings } from '../../../../supabase/functions/_shared/contract/job.ts';
import { toAss, toSrt, toVtt } from './caption-files.ts';
import { metadataArguments } from './encoding.ts';

const SIZE = { width: 1280, height: 720 } as const;
const page = (
  cues: readonly Cue[],
  settings: RenderSettings = {},
  size: { width: number; height: number } = SIZE,
) => {
  const choices = { ...resolveSettings(settings), ...size, logo: settings.logo !== undefined };
  return toAss(cues, { ...size, font: choices.caption_font, look: captionLook(choices) });
};

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
      const file = page(made);
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

test('markup is made harmless in all three', () => {
  const cues: Cue[] = [
    { start: 0, end: 1.5, lines: ['a <b>x</b> & y', '--> z'] },
    { start: 3661.0837, end: 3662.9999, lines: ['{\\pos(0,0)}fim'] },
  ];
  assert.match(
    toSrt(cues),
    /^1\n00:00:00,000 --> 00:00:01,500\na ‹b>x‹\/b> & y\n→ z\n\n2\n01:01:01,084 --> 01:01:03,000\n/,
  );
  assert.ok(
    toVtt(cues).startsWith(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\na &lt;b&gt;x&lt;/b&gt; &amp; y\n--&gt; z\n',
    ),
  );
  const ass = page(cues);
  assert.match(ass, /Dialogue: 0,1:01:01\.08,1:01:03\.00,Caption,,0,0,0,,\(⧵pos\(0,0\)\)fim/);
  assert.doesNotMatch(ass.split('[Events]')[1] ?? '', /[{}]/);
});

const CUES: readonly Cue[] = [{ start: 0, end: 1, lines: ['Bom dia.'] }];
const styleOf = (settings: RenderSettings, size?: { width: number; height: number }): string =>
  page(CUES, settings, size)
    .split('\n')
    .find((line) => line.startsWith('Style: ')) ?? '';

test('what nobody chose is written as it always was', () => {
  assert.equal(
    styleOf({}),
    'Style: Caption,sans-serif,40,&H00FFFFFF,&H00FFFFFF,&H60000000,&H60000000,0,0,0,0,100,100,0,0,4,0,12,2,64,64,43,1',
  );
  assert.equal(
    styleOf({}, { width: 1080, height: 1920 }),
    'Style: Caption,sans-serif,46,&H00FFFFFF,&H00FFFFFF,&H60000000,&H60000000,0,0,0,0,100,100,0,0,4,0,14,2,54,54,115,1',
  );
});

test('font, colours, box and place are written as ASS has them', () => {
  assert.equal(styleOf({ caption_font: 'serif' }).split(',')[1], 'serif');
  const dyed = styleOf({ caption_color: '#FFD400', caption_backing: '#0c5c58' }).split(',');
  assert.deepEqual([dyed[3], dyed[5], dyed[6]], ['&H0000D4FF', '&H60585C0C', '&H60585C0C']);
  assert.equal(styleOf({ caption_style: 'solid' }).split(',')[6], '&H00000000');
  const outlined = styleOf({ caption_style: 'outline' }).split(',');
  assert.deepEqual(outlined.slice(15, 18), ['1', '3', '0']);
  assert.equal(styleOf({ caption_position: 'top' }).split(',')[18], '8');
});
