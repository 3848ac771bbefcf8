import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AvatarLook, FACE_SLIDER_RANGES } from '../supabase/functions/_shared/contract/look.ts';
import { MakeHumanData } from './bake/data.ts';
import { catalogueIds, readCatalogueEntry } from './catalogue.ts';
import { FACE_SLIDERS } from './sliders.ts';

const ana = await readCatalogueEntry('br_corporate_ana');

function broken(change: (look: Record<string, Record<string, unknown>>) => void): unknown {
  const copy = structuredClone(ana.assets.look) as unknown as Record<string, Record<string, unknown>>;
  change(copy);
  return copy;
}

test('every catalogue file holds a valid entry under its own id', async () => {
  const ids = await catalogueIds();
  assert.ok(ids.includes('br_corporate_ana') && ids.includes('br_safety_carlos'));
  for (const id of ids) assert.equal((await readCatalogueEntry(id)).id, id);
});

test('the first rows carry the values they were ordered with', async () => {
  const carlos = await readCatalogueEntry('br_safety_carlos');
  assert.equal(ana.name, 'Ana Paula - Executiva');
  assert.equal(carlos.name, 'Carlos Silva - Segurança');
  assert.equal(ana.features.lipSyncAccuracy, 98);
  assert.equal(carlos.features.lipSyncAccuracy, 97);
  assert.equal(ana.assets.modelFile, '/avatars/3d/ana_corporate_8k.gltf');
  assert.deepEqual(carlos.assets.textureFiles, ['/avatars/textures/carlos_diffuse_8k.jpg']);
  assert.deepEqual(ana.rendering_config, { resolution: '8K', rayTracing: true, antiAliasing: 'TAA' });
});

for (const [what, change, path] of [
  ['a misspelt slider', (l) => Object.assign(l.face ?? {}, { noseWidht: 0.5 }), 'face'],
  ['a slider out of range', (l) => Object.assign(l.face ?? {}, { noseWidth: 1.5 }), 'face.noseWidth'],
  [
    'a slider beyond where it starts',
    (l) => Object.assign(l.face ?? {}, { headOval: -0.1 }),
    'face.headOval',
  ],
  ['an unknown key', (l) => Object.assign(l.skin ?? {}, { gloss: 1 }), 'skin'],
  ['a colour by name', (l) => Object.assign(l.skin ?? {}, { tone: 'brown' }), 'skin.tone'],
  [
    'ancestry that does not sum to 1',
    (l) => Object.assign(l.macro?.ancestry ?? {}, { asian: 0.9 }),
    'macro.ancestry',
  ],
  [
    'clothes outside the catalogue',
    (l) => Object.assign(l.wardrobe ?? {}, { outfit: 'Cocktaildress' }),
    'wardrobe.outfit',
  ],
  ['a child', (l) => Object.assign(l.macro ?? {}, { age: 12 }), 'macro.age'],
] as [string, (look: Record<string, Record<string, unknown>>) => void, string][]) {
  test(`refuses ${what} and names the place`, () => {
    const result = AvatarLook.safeParse(broken(change));
    assert.equal(result.success, false);
    assert.equal(result.error?.issues[0]?.path.join('.'), path);
  });
}

test('every slider names targets that exist', () => {
  const names = new Set(new MakeHumanData().targetNames());
  for (const [slider, { minus, plus }] of Object.entries(FACE_SLIDERS)) {
    for (const name of [...minus, ...plus]) assert.ok(names.has(name), `${slider}: ${name}`);
  }
});

test('a slider reaches below 0 where there is something to reach, and nowhere else', () => {
  for (const [slider, { minus, plus }] of Object.entries(FACE_SLIDERS)) {
    const [min, max] = FACE_SLIDER_RANGES[slider as keyof typeof FACE_SLIDER_RANGES];
    assert.deepEqual([min < 0, max > 0], [minus.length > 0, plus.length > 0], slider);
  }
});
