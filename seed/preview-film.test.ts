import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogueIds, readCatalogueEntry } from '../avatar/catalogue.ts';
import { filmVersion, greeting } from './preview-film.ts';

test('everybody presents themselves by first name and in their gender', async () => {
  const of = async (id: string): Promise<string> => greeting(await readCatalogueEntry(id));
  assert.match(await of('br_corporate_ana'), /^Olá! Eu sou a Ana Paula\. /);
  assert.match(await of('br_safety_carlos'), /^Olá! Eu sou o Carlos/);
  assert.match(await of('br_education_ari'), /^Olá! Eu sou Ari/);
  const said = await Promise.all((await catalogueIds()).map(of));
  assert.equal(new Set(said).size, said.length);
});

test('a film is made anew when face, voice, manner or place change, and not otherwise', async () => {
  const entry = await readCatalogueEntry('br_corporate_ana');
  const current = filmVersion(entry, 'one');
  assert.equal(filmVersion(structuredClone(entry), 'one'), current);
  for (const other of [
    filmVersion(entry, 'two'),
    filmVersion({ ...entry, name: 'Bia - Executiva' }, 'one'),
    filmVersion({ ...entry, voice_sync: {} }, 'one'),
    filmVersion({ ...entry, animations: {} }, 'one'),
    filmVersion({ ...entry, assets: { ...entry.assets, set: 'plant' } }, 'one'),
  ]) {
    assert.notEqual(other, current);
  }
  assert.equal(filmVersion({ ...entry, category: 'casual' }, 'one'), current);
  const measured = { ...entry.voice_sync, measured: { closure: 0.5 } };
  assert.equal(filmVersion({ ...entry, voice_sync: measured }, 'one'), current);
});
