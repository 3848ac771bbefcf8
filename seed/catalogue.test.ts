import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { openDatabase, type SqlTarget } from '../supabase/tests/test-database.ts';
import type { AvatarRow } from './avatar-row.ts';
import { catalogueMigrations, left, migrationOf, samePeople, seeded } from './catalogue.ts';
import { applied, type Catalogue, deltaOf } from './catalogue-sql.ts';

const root = join(import.meta.dirname, '..');
const people = seeded();

function changed(id: string, change: (row: AvatarRow) => AvatarRow): Catalogue {
  const row = people.get(id);
  assert.ok(row);
  return new Map(people).set(id, change(structuredClone(row)));
}

test('all migrations together leave what seed/avatars says', () => {
  assert.ok(samePeople(left(catalogueMigrations()), people), 'run node seed/catalogue.ts --new');
});

test('the way down of the newest leaves what was there before it', () => {
  const files = catalogueMigrations();
  const newest = files.at(-1);
  assert.ok(newest);
  const down = readFileSync(join(root, 'supabase/rollbacks', newest), 'utf8');
  assert.ok(samePeople(applied(left(files), down), left(files.slice(0, -1))));
});

test('the rows the user wrote are in it as written', () => {
  const ana = people.get('br_corporate_ana');
  assert.equal(ana?.name, 'Ana Paula - Executiva');
  assert.equal(ana.assets.modelFile, '/avatars/3d/ana_corporate_8k.gltf');
  assert.equal(ana.features.lipSyncAccuracy, 98);
  const carlos = people.get('br_safety_carlos');
  assert.equal(carlos?.category, 'safety');
  assert.equal(carlos.rendering_config.resolution, '8K');
});

/** Every kind of change, one after the other; each is a state of the catalogue. */
const STATES: Readonly<Record<string, Catalogue>> = {
  'a name with quotes, semicolons and comments': changed('br_corporate_ana', (row) => ({
    ...row,
    name: "D'Ávila'); drop table x; --",
  })),
  'a value deep in a look': changed('br_corporate_ana', (row) => {
    const look = row.assets.look as { face: Record<string, number> };
    look.face.noseWidth = -0.3;
    return row;
  }),
  'a key that comes and one that goes': changed('br_safety_carlos', ({ features, ...row }) => {
    const { lipSyncAccuracy: _, ...rest } = features;
    return { ...row, features: { ...rest, gloves: { colour: "'#123456'" } } };
  }),
  'a figure of one language, measured anew': changed('br_casual_luana', (row) => {
    const { measured } = row.voice_sync as { measured: { languages: Record<string, { offset_ms: number }> } };
    const portuguese = measured.languages['pt-BR'];
    assert.ok(portuguese);
    portuguese.offset_ms += 1.5;
    return row;
  }),
  'another list': changed('br_safety_carlos', (row) => ({ ...row, animations: { idle: ['a', 'b'] } })),
  'another category': changed('br_casual_luana', (row) => ({ ...row, category: 'business' })),
  'somebody who leaves': new Map([...people].filter(([id]) => id !== 'br_casual_luana')),
  'nothing new': people,
};

let target: SqlTarget;
before(async () => {
  target = await openDatabase();
});
after(() => target.stop());

/** The catalogue as Postgres has it once all these scripts ran, and nothing of it stays. */
async function inPostgres(scripts: readonly string[]): Promise<Catalogue> {
  const client = await target.pool.connect();
  try {
    await client.query('begin');
    for (const script of scripts) await client.query(script);
    const { rows } = await client.query<AvatarRow>(
      `select id, name, category, gender, ethnicity, age, quality, features, assets, rendering_config, animations,
              voice_sync, is_active
       from public.avatars_3d where user_id is null`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test('the migrated database shows what seed/avatars says', async () => {
  assert.ok(samePeople(await inPostgres([]), people));
});

for (const [what, state] of Object.entries(STATES)) {
  test(`a difference is written, read and run alike, up and down: ${what}`, async () => {
    const migration = migrationOf(people, state);
    if (!migration) return assert.ok(isDeepStrictEqual(state, people));
    const { up, down } = migration;
    assert.ok(samePeople(applied(people, up), state));
    assert.ok(samePeople(applied(applied(people, up), down), people));
    assert.ok(samePeople(await inPostgres([up]), state), up);
    assert.ok(samePeople(await inPostgres([up, down]), people), down);
    // Readable: what did not change is not in it.
    assert.ok(up.split('\n').length < 12, up);
  });
}

test('somebody new is written whole, and comes back after a way down', async () => {
  const ana = people.get('br_corporate_ana');
  assert.ok(ana);
  const state = new Map(people).set('br_new', { ...ana, id: 'br_new', name: 'Nova' });
  const migration = migrationOf(people, state);
  assert.ok(migration);
  const { up, down } = migration;
  assert.ok(samePeople(await inPostgres([up]), state));
  assert.ok(samePeople(await inPostgres([up, down]), people));
  assert.ok(samePeople(await inPostgres([up, down, up]), state));
  assert.ok(samePeople(applied(applied(applied(people, up), down), up), state));
});

test('avatars that users made are not switched off with what left the catalogue', () => {
  const delta = deltaOf(people, new Map([...people].slice(1)));
  assert.deepEqual(delta, [
    `update public.avatars_3d set is_active = false where id = '${[...people.keys()][0]}';`,
  ]);
});

test('a statement nobody here writes is refused and not passed over', () => {
  for (const sql of [
    'delete from public.avatars_3d;',
    "update public.avatars_3d set name = upper(name) where id = 'br_corporate_ana';",
    "update public.avatars_3d set is_active = false where id = 'nobody';",
    "update public.avatars_3d set assets = jsonb_set(assets, '{nowhere,set}', '1') where id = 'br_corporate_ana';",
  ]) {
    assert.throws(() => applied(people, sql), sql);
  }
});
