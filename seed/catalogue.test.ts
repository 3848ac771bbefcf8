import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AvatarRow, catalogueSql, newestCatalogue, readAvatars } from './catalogue.ts';

const root = join(import.meta.dirname, '..');
const avatars = readAvatars(join(root, 'seed/avatars'));

test('the newest catalogue migration is what seed/avatars says', () => {
  const migrations = join(root, 'supabase/migrations');
  const newest = newestCatalogue(migrations);
  assert.ok(newest, 'there is a catalogue migration');
  const fresh = readFileSync(join(migrations, newest), 'utf8') === catalogueSql(avatars);
  assert.ok(fresh, `${newest} is stale: run node seed/catalogue.ts`);
});

test('the rows the user wrote are in it as written', () => {
  const ana = avatars.find(({ id }) => id === 'br_corporate_ana');
  assert.equal(ana?.name, 'Ana Paula - Executiva');
  assert.equal(ana.assets.modelFile, '/avatars/3d/ana_corporate_8k.gltf');
  assert.equal(ana.features.lipSyncAccuracy, 98);
  const carlos = avatars.find(({ id }) => id === 'br_safety_carlos');
  assert.equal(carlos?.category, 'safety');
  assert.equal(carlos.rendering_config.resolution, '8K');
});

test('quotes in data stay data', () => {
  const [first] = avatars;
  const sql = catalogueSql([AvatarRow.parse({ ...first, name: "D'Ávila'); drop table x; --" })]);
  assert.match(sql, /'D''Ávila''\); drop table x; --'/);
});

test('an empty catalogue is refused, since it would switch every avatar off', () => {
  assert.throws(() => catalogueSql([]), /no avatars/);
});

test('avatars that users made are not switched off with what left the catalogue', () => {
  const off = catalogueSql(avatars).split('update public.avatars_3d').at(-1) ?? '';
  assert.match(off, /set is_active = false/);
  assert.match(off, /a\.user_id is null/);
});
