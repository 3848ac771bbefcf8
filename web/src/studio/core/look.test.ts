import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogueIds, readCatalogueEntry } from '../../../../avatar/catalogue.ts';
import { AvatarLook, FACE_SLIDER_NAMES } from '../../../../supabase/functions/_shared/contract/look.ts';
import {
  dressed,
  equipped,
  GROUP_SLIDERS,
  GROUPS,
  randomise,
  readLook,
  resetGroup,
  sameLook,
  withAncestry,
  withFace,
  withMacro,
} from './look.ts';

const looks: AvatarLook[] = [];
for (const id of await catalogueIds()) looks.push((await readCatalogueEntry(id)).assets.look);
const ana = (await readCatalogueEntry('br_corporate_ana')).assets.look;
const carlos = (await readCatalogueEntry('br_safety_carlos')).assets.look;

/** A generator of a seed, so that a failure comes again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('every face slider stands in one group', () => {
  const placed = GROUPS.flatMap((group) => GROUP_SLIDERS[group] ?? []);
  assert.deepEqual([...placed].sort(), [...FACE_SLIDER_NAMES].sort());
});

test('whatever is changed stays a look', () => {
  const made = withAncestry(withMacro(withFace(ana, 'noseWidth', 0.4), 'weight', 0.8), 'asian', 1);
  assert.deepEqual(readLook(made), made);
  assert.deepEqual(made.macro.ancestry, { african: 0, asian: 1, caucasian: 0 });
  const back = withAncestry(made, 'asian', 0.2);
  assert.ok(readLook(back));
  assert.ok(Math.abs(back.macro.ancestry.african - 0.4) < 1e-9, 'shares nobody has are split evenly');
});

test('a slider back at rest leaves the look as it was', () => {
  assert.equal(sameLook(withFace(withFace(ana, 'jawDrop', 0.4), 'jawDrop', 0), ana), true);
  assert.equal(sameLook(withFace(ana, 'jawDrop', 0.4), ana), false);
});

test('all groups reset are the person before; one group touches nothing of the others', () => {
  const other = { ...carlos };
  const reset = GROUPS.reduce((look, group) => resetGroup(look, ana, group), other);
  assert.equal(sameLook(reset, ana), true);
  const nose = resetGroup({ ...randomise(ana, seeded(3)) }, ana, 'nose');
  assert.equal(nose.face.noseWidth ?? 0, ana.face.noseWidth ?? 0);
  assert.equal(nose.face.jawWidth, randomise(ana, seeded(3)).face.jawWidth);
});

test('clothes change under what is worn over them, and gear over what is worn', () => {
  const { helmet, vest, badge, stethoscope, glasses, headset, ...clothes } = ana.wardrobe;
  const suit = dressed(carlos, clothes);
  assert.deepEqual([suit.outfit, suit.helmet], [ana.wardrobe.outfit, carlos.wardrobe.helmet]);
  const bare = equipped(carlos, { helmet: null, badge: undefined });
  assert.equal(bare.helmet, null);
  assert.equal('badge' in bare, false);
  assert.deepEqual(bare.vest, carlos.wardrobe.vest);
  assert.ok(AvatarLook.safeParse({ ...carlos, wardrobe: bare }).success);
  const seeing = {
    ...carlos,
    wardrobe: equipped(carlos, { glasses: { frame: 'metal', colour: '#6e7176' } }),
  };
  assert.ok(AvatarLook.safeParse(seeing).success);
  assert.deepEqual(dressed(seeing, clothes).glasses, seeing.wardrobe.glasses);
  assert.equal(sameLook({ ...carlos, wardrobe: equipped(seeing, { glasses: undefined }) }, carlos), true);
});

test('a random person is a look within bounds, the same for the same numbers, and keeps gender and clothes', () => {
  for (let seed = 1; seed < 120; seed++) {
    const from = looks[seed % looks.length] ?? ana;
    const made = randomise(from, seeded(seed));
    assert.ok(readLook(made), `seed ${seed}`);
    assert.deepEqual(made.wardrobe, from.wardrobe);
    assert.equal(made.macro.gender, from.macro.gender);
    assert.ok(Object.values(made.face).every((value) => Math.abs(value ?? 0) <= 0.6));
  }
  assert.deepEqual(randomise(ana, seeded(5)), randomise(ana, seeded(5)));
  assert.notDeepEqual(randomise(ana, seeded(5)), randomise(ana, seeded(6)));
});
