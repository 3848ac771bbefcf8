import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { bakeAvatar } from '../../../../avatar/bake/bake.ts';
import { MakeHumanData } from '../../../../avatar/bake/data.ts';
import { catalogueIds, readCatalogueEntry } from '../../../../avatar/catalogue.ts';
import { readPack } from '../../../../avatar/creator/pack.ts';
import { writePack } from '../../../../avatar/creator/write-pack.ts';
import { readModel } from '../../../../avatar/scene/model.ts';
import type { AvatarLook } from '../../../../supabase/functions/_shared/contract/look.ts';
import { cast, createFittingRoom, type Wearer } from './fitting-room.ts';

const people: Wearer[] = [];
for (const id of await catalogueIds()) people.push({ id, look: (await readCatalogueEntry(id)).assets.look });
const who = (id: string): Wearer => {
  const found = people.find((one) => one.id === id);
  assert.ok(found, id);
  return found;
};
const ana = who('br_corporate_ana');
const others = people.filter((one) => one !== ana);
const change = (edit: (look: AvatarLook) => void): AvatarLook => {
  const look = structuredClone(ana.look);
  edit(look);
  return look;
};

test('nobody lends anything to somebody who looks as baked', () => {
  const { hair, clothes, helmet, brows, lashes, unseen } = cast(ana.look, ana, others);
  assert.deepEqual([hair, clothes, brows, lashes], [ana, ana, ana, ana]);
  assert.equal(helmet, null);
  assert.deepEqual(unseen, []);
});

test('hair, clothes and a helmet come from those who wear them; what nobody wears is told', () => {
  const bob = cast(
    change((look) => {
      look.hair.style = 'bob';
    }),
    ana,
    others,
  );
  assert.equal(bob.hair?.look.hair.style, 'bob');
  assert.deepEqual(bob.unseen, []);

  const scrubs = cast(
    change((look) => {
      look.wardrobe = { ...who('br_healthcare_tiago').look.wardrobe };
    }),
    ana,
    others,
  );
  assert.equal(scrubs.clothes.id, 'br_healthcare_tiago');
  assert.deepEqual(scrubs.unseen, []);

  const covered = cast(
    change((look) => {
      look.wardrobe.helmet = { colour: '#ffffff' };
    }),
    ana,
    others,
  );
  assert.ok(covered.helmet?.look.wardrobe.helmet);
  assert.equal(covered.hair?.id, ana.id, 'her own hair, cut where the helmet is');

  const seeing = cast(
    change((look) => {
      look.wardrobe.glasses = { frame: 'metal', colour: '#1c1c1f' };
      look.wardrobe.headset = { colour: '#1c1c1f', boom: 'right' };
    }),
    ana,
    others,
  );
  assert.equal(seeing.glasses?.look.wardrobe.glasses?.frame, 'metal');
  assert.equal(seeing.headset, null, 'nobody has the microphone on that side');
  assert.deepEqual(seeing.unseen, ['wardrobe.headset']);

  const unshaven = cast(
    change((look) => {
      look.skin.stubble = 0.8;
    }),
    ana,
    others,
  );
  assert.deepEqual(unshaven.unseen, [], 'stubble is put on the skin');

  // Joana's ponytail lies under a helmet: bare-headed nobody has one to lend.
  const ponytail = cast(
    change((look) => {
      look.hair.style = 'ponytail';
    }),
    ana,
    others,
  );
  assert.deepEqual(ponytail.unseen, ['hair.style']);

  const sporty = cast(
    change((look) => {
      look.wardrobe.outfit = 'female_sportsuit01';
      look.wardrobe.blazer = null;
      look.skin.freckles = 0.9;
    }),
    ana,
    others,
  );
  assert.equal(sporty.clothes.id, ana.id);
  assert.deepEqual(sporty.unseen, ['wardrobe.outfit', 'skin.details']);
});

test('a shape is fitted without another model, other hair with one; the person stays at the same height', async () => {
  const pack = await readPack(writePack(new MakeHumanData()));
  const asked: string[] = [];
  const room = createFittingRoom(pack, ana, others, async ({ id, look }) => {
    asked.push(id);
    return readModel(await readFile((await bakeAvatar(look, { lod: 'preview' })).glb));
  });
  const rest = await room.fit(ana.look);
  assert.equal(rest.model, null);
  assert.ok(rest.paints.every(({ how }) => how === null));

  const tall = await room.fit(
    change((look) => {
      look.macro.height = 0.9;
      look.face.noseWidth = 1;
    }),
  );
  assert.equal(tall.model, null);
  assert.deepEqual(asked, [ana.id]);
  const skin = (shape: typeof tall.shape): Float32Array => shape.parts[0]?.positions ?? new Float32Array();
  const top = (positions: Float32Array): number =>
    positions.reduce((most, value, i) => (i % 3 === 1 ? Math.max(most, value) : most), 0);
  const rise = top(skin(tall.shape)) - top(skin(rest.shape));
  // The head above the eyes grows a little with the rest.
  assert.ok(Math.abs(rise) < 0.035, `${rise} m`);
  assert.ok(skin(tall.shape).some((value, i) => Math.abs(value - (skin(rest.shape)[i] ?? 0)) > 0.002));
  for (const { normals } of tall.shape.parts)
    for (let i = 0; i < normals.length; i += 3)
      assert.ok(Math.abs(Math.hypot(...normals.subarray(i, i + 3)) - 1) < 0.02);

  const bob = await room.fit(
    change((look) => {
      look.hair.style = 'bob';
      look.hair.colour = '#8a5a32';
      look.wardrobe.helmet = { colour: '#c02020' };
    }),
  );
  assert.ok(bob.model);
  assert.equal(bob.model.parts.filter(({ name }) => name === 'hair').length, 1);
  const hair = bob.model.parts.findIndex(({ name }) => name === 'hair');
  assert.ok(bob.paints.find(({ part }) => part === hair)?.how);
  const marta = await readModel(
    await readFile((await bakeAvatar(who('br_corporate_marta').look, { lod: 'preview' })).glb),
  );
  const whole = marta.parts.find(({ name }) => name === 'hair')?.indices.length ?? 0;
  const cut = bob.model.parts[hair]?.indices.length ?? 0;
  assert.ok(cut > 0 && cut < whole, `${cut} of ${whole}`);
  assert.equal(bob.shape.parts.length, bob.model.parts.length);
});
