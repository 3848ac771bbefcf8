/**
 * SQL and zod must judge alike: what SQL lets in and zod refuses would fail in every agent that claims it, and what
 * only SQL refuses would surprise the API's callers. Every key meets every value of a pool, alone and in pairs.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { z } from 'zod';
import { RenderSettings, VoiceConfig } from '../functions/_shared/contract/job.ts';
import { openDatabase, type SqlTarget } from './test-database.ts';

const OWNER = '00000000-0000-4000-8000-00000000000a';
const own = (name: string): string => `${OWNER}/${name}`;

/** JSON values near every limit of the two schemas. Paths lie in the owner's folder, which only SQL demands. */
const POOL: readonly unknown[] = [
  ...[
    null,
    true,
    [],
    {},
    0,
    1,
    2,
    0.5,
    0.49,
    2.01,
    12,
    -12,
    12.5,
    25,
    30,
    25.5,
    50,
    60,
    2147483647,
    2147483648,
    -1,
  ],
  ...['', 'x', '25', 'auto', 'espeak', 'azure', 'three', 'unreal', 'draft', 'hyperreal', 'mp4', 'webm-alpha'],
  ...[
    'wide',
    'burned',
    'large',
    'middle',
    'outline',
    'alert',
    'pt-BR',
    'es-ES',
    'fr-FR',
    '#ffffff',
    '#FFF',
    '#fffffff',
    'AUTO',
    ' auto',
  ],
  ...['x'.repeat(50), 'x'.repeat(51), '😀'.repeat(50), '😀'.repeat(51), '😀'.repeat(100), '😀'.repeat(101)],
  ...['x'.repeat(100), 'x'.repeat(101), 'x'.repeat(501)],
  ...[
    '1280x720',
    '1280x720\n',
    '160x90',
    '158x90',
    '160x88',
    '7680x4320',
    '7682x4320',
    '1281x720',
    '0160x090',
  ],
  ...['1280X720', '1280x', '99999x99', '160x900', '1280x720x1'],
  ...[
    OWNER,
    OWNER.toUpperCase(),
    '11111111-1111-1111-1111-111111111111',
    OWNER.replaceAll('-', ''),
    `{${OWNER}}`,
  ],
  { path: own('a.wav') },
  { path: own('a.wav'), text: 'Oi.' },
  { path: own('a.wav'), text: 3 },
  { path: own('a.wav'), text: '😀'.repeat(30_001) },
  { path: '' },
  { path: 3 },
  { path: own('x'.repeat(500)) },
  { path: own('a.wav'), more: 1 },
  { type: 'set', name: 'studio' },
  { type: 'set', name: '' },
  { type: 'set', name: '😀'.repeat(51) },
  { type: 'set' },
  { type: 'set', name: 'x', color: '#ffffff' },
  { type: 'color', color: '#12aBcD' },
  { type: 'color', color: '#12aBcG' },
  { type: 'color', color: null },
  { type: 'image', path: own('a.png') },
  { type: 'image', path: null },
  { type: 'transparent' },
  { type: 'transparent', name: 'x' },
  { type: null },
  { type: 'video' },
  [{ grapheme: 'EPI', say: 'é pê i' }],
  [{ grapheme: 'EPI', say: 'é pê i', more: 1 }],
  [{ grapheme: '', say: 'x' }],
  [{ grapheme: '😀'.repeat(101), say: 'x' }],
  [{ grapheme: 'x', say: '😀'.repeat(201) }],
  [{ grapheme: 'x', say: null }],
  [null],
  Array.from({ length: 500 }, () => ({ grapheme: 'x', say: 'y' })),
  Array.from({ length: 501 }, () => ({ grapheme: 'x', say: 'y' })),
];

function* candidates(keys: readonly string[], base: Record<string, unknown>): Generator<unknown> {
  yield* POOL;
  yield base;
  for (const key of [...keys, 'surprise', 'Engine']) {
    for (const value of POOL) {
      yield { ...base, [key]: value };
      yield { [key]: value };
    }
  }
}

let target: SqlTarget;
before(async () => {
  target = await openDatabase();
});
after(() => target.stop());

async function judgeAlike(
  check: 'check_voice_config' | 'check_render_settings',
  schema: z.ZodType,
  cases: readonly unknown[],
): Promise<void> {
  // One statement for all: the verdict of each case, told apart from any other failure by its sqlstate.
  const client = await target.pool.connect();
  try {
    await client.query('begin');
    await client.query(`
      create function pg_temp.accepted(config jsonb) returns boolean language plpgsql as $$
      begin
        perform private.${check}(config, '${OWNER}');
        return true;
      exception when sqlstate 'PT400' then
        return false;
      end
      $$`);
    const { rows } = await client.query<{ accepted: boolean }>(
      `select pg_temp.accepted(c.value) as accepted
       from jsonb_array_elements($1::jsonb) with ordinality as c (value, position) order by c.position`,
      [JSON.stringify(cases)],
    );
    const verdicts = { accepted: 0, refused: 0 };
    for (const [index, value] of cases.entries()) {
      const wanted = schema.safeParse(value).success;
      verdicts[wanted ? 'accepted' : 'refused'] += 1;
      assert.equal(rows[index]?.accepted, wanted, `${check} of ${JSON.stringify(value).slice(0, 300)}`);
    }
    assert.ok(verdicts.accepted > 20 && verdicts.refused > 500, JSON.stringify(verdicts));
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test('SQL and zod judge every voice_config alike', () =>
  judgeAlike('check_voice_config', VoiceConfig, [
    ...candidates(Object.keys(VoiceConfig.shape), { language: 'pt-BR' }),
  ]));

test('SQL and zod judge every render_settings alike', () =>
  judgeAlike('check_render_settings', RenderSettings, [
    ...candidates(Object.keys(RenderSettings.shape), {}),
    ...candidates(Object.keys(RenderSettings.shape), {
      resolution: '3840x2160',
      quality: 'hyperreal',
      fps: 60,
    }),
  ]));
