import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CatalogueEntry, catalogueIds, readCatalogueEntry } from '../avatar/catalogue.ts';
import { CatalogueLipSync } from '../supabase/functions/_shared/contract/film-report.ts';
import { apertureOf, lipBasis, staleParts } from './measured-lips.ts';

const stale = async (entry: CatalogueEntry): Promise<string[]> =>
  staleParts(entry, lipBasis(entry, await apertureOf(entry)));

for (const id of await catalogueIds()) {
  test(`the lip-sync of ${id} was measured on the lips they have now`, async () => {
    const entry = await readCatalogueEntry(id);
    assert.deepEqual(await stale(entry), [], 'run npm run bench -- catalogue-lips');
    const { counts, drawn } = CatalogueLipSync.parse(entry.voice_sync.measured);
    assert.ok(counts.bilabials >= 300 && counts.vowels >= 300 && drawn.films === 3);
  });
}

const ana = await readCatalogueEntry('br_corporate_ana');
const measured = { ...ana, voice_sync: { ...ana.voice_sync } };
measured.voice_sync.measured = {
  ...{ version: 1, closure: 1, labiodental: 1, false_closure: 0, offset_ms: 0 },
  ...{ offset_ms_p95: 0, offset_ms_worst: 0, measured_on: '2026-01-01', command: 'none', languages: {} },
  ...{ counts: { sentences: 1, bilabials: 1, labiodentals: 1, vowels: 1 }, drawn: { films: 1, seconds: 1 } },
  basis: lipBasis(ana, await apertureOf(ana)),
};

test('other lips, another voice and no figure make it stale; other hair, skin and clothes do not', async () => {
  const { look } = measured.assets;
  const withLook = (change: Partial<typeof look>): CatalogueEntry => ({
    ...measured,
    assets: { ...measured.assets, look: { ...look, ...change } },
  });
  assert.deepEqual(await stale(measured), []);
  assert.deepEqual(await stale(withLook({ face: { ...look.face, lowerLipVolume: 0.6 } })), ['lips']);
  const changes = {
    hair: { ...look.hair, style: null },
    skin: { ...look.skin, tone: '#8a5a3a', lips: '#703030' },
    wardrobe: { ...look.wardrobe, blazer: null },
  };
  assert.deepEqual(await stale(withLook(changes)), []);
  const voice = { espeak: { variant: 'f2', rate: 140, pitch: 52 } };
  assert.deepEqual(await stale({ ...measured, voice_sync: { ...measured.voice_sync, voice } }), ['voice']);
  assert.deepEqual(await stale({ ...measured, voice_sync: { measured: null } }), ['measured']);
});
