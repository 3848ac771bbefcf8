import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { FACE_SLIDER_NAMES } from '../../supabase/functions/_shared/contract/look.ts';
import { bakeAvatar } from '../bake/bake.ts';
import { restBody } from '../bake/body.ts';
import { MakeHumanData } from '../bake/data.ts';
import { buildPerson } from '../bake/person.ts';
import { position } from '../bake/surface.ts';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { readModel } from '../scene/model.ts';
import { applyLook, bindPart, follow, shapeLook } from './apply-look.ts';
import { PackError, readPack } from './pack.ts';
import { writePack } from './write-pack.ts';

const data = new MakeHumanData();
const bytes = writePack(data);
const pack = await readPack(bytes);

test('a pack is small enough to be loaded by a page and inflates to no more than memory can spare', () => {
  assert.ok(bytes.length < 4e6, `${bytes.length} bytes`);
  assert.ok(gunzipSync(bytes).length < 16e6);
});

test('the same base gives the same pack', () => {
  assert.ok(Buffer.from(writePack(new MakeHumanData())).equals(Buffer.from(bytes)));
});

test('a body shaped from the pack is the body the bake shapes, for everybody and every slider at either end', async () => {
  const looks = [];
  for (const id of await catalogueIds()) looks.push((await readCatalogueEntry(id)).assets.look);
  const [first] = looks;
  assert.ok(first);
  for (const end of [-1, 1]) {
    const face = Object.fromEntries(FACE_SLIDER_NAMES.map((name) => [name, end]));
    looks.push({ ...first, macro: { ...first.macro, age: end < 0 ? 18 : 90, gender: (end + 1) / 2 }, face });
  }
  for (const look of looks) {
    const baked = restBody(data, look).positions;
    const shaped = restBody(pack.data, look).positions;
    let worst = 0;
    for (const v of pack.kept) {
      for (let c = 0; c < 3; c++)
        worst = Math.max(worst, Math.abs((baked[v * 3 + c] ?? 0) - (shaped[v * 3 + c] ?? 0)));
    }
    assert.ok(worst * 100 < 0.01, `${(worst * 100).toFixed(4)} mm`);
  }
});

/** Distance of every vertex of `points` to the nearest vertex of `cloud`, millimetres: the largest. */
function farthest(points: Float32Array, cloud: Float32Array): number {
  let worst = 0;
  for (let i = 0; i < points.length; i += 3) {
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k < cloud.length; k += 3) {
      const dx = (points[i] ?? 0) - (cloud[k] ?? 0);
      const dy = (points[i + 1] ?? 0) - (cloud[k + 1] ?? 0);
      const dz = (points[i + 2] ?? 0) - (cloud[k + 2] ?? 0);
      best = Math.min(best, dx * dx + dy * dy + dz * dz);
    }
    worst = Math.max(worst, best);
  }
  return Math.sqrt(worst) * 1000;
}

test('the skin of a baked preview lies on the pack, and follows it to where another look would be baked', async () => {
  const { look } = (await readCatalogueEntry('br_corporate_ana')).assets;
  const { glb } = await bakeAvatar(look, { lod: 'preview' });
  const model = await readModel(await readFile(glb));
  const rest = applyLook(pack, look);
  const skin = model.parts.find((part) => part.name === 'skin');
  assert.ok(skin);
  const apart = farthest(skin.positions, rest);
  assert.ok(apart < 0.3, `${apart.toFixed(3)} mm from the bake`);

  const other = {
    ...look,
    macro: { ...look.macro, weight: 0.8 },
    face: { ...look.face, noseWidth: 1, jawWidth: 0.8 },
  };
  const now = applyLook(pack, other);
  const moved = follow(bindPart(pack, rest, skin), now);
  assert.ok(farthest(moved, now) < 0.3, `${farthest(moved, now).toFixed(3)} mm from the other look`);
  assert.ok(farthest(moved, rest) > 2, 'the other look is another face');

  const { glb: otherGlb } = await bakeAvatar(other, { lod: 'preview' });
  const baked = await readModel(await readFile(otherGlb));
  for (const [name, limit] of [
    ['eyes', 0.6],
    ['brows', 1.5],
    ['lashes', 1.5],
    ['teeth', 2],
  ] as const) {
    const [from, to] = [model, baked].map((m) => m.parts.find((part) => part.name === name)?.positions);
    assert.ok(from && to);
    const there = follow(bindPart(pack, rest, { name, positions: from }), now);
    const off = farthest(there, to);
    assert.ok(off < limit, `${name} is ${off.toFixed(2)} mm from where a bake puts it`);
  }
});

test('glasses lent to another head stay stiff, fit its width and keep off its eyes', async () => {
  const lender = (await readCatalogueEntry('br_corporate_eduardo')).assets.look;
  const wearer = (await readCatalogueEntry('br_corporate_ana')).assets.look;
  const person = buildPerson(data, lender);
  const ground = person.ground;
  const frame = person.parts.find(({ name }) => name === 'glasses');
  assert.ok(frame);
  const positions = position(frame.surface).map((v, i) => (v - (i % 3 === 1 ? ground : 0)) * 0.1);
  const rest = applyLook(pack, lender);
  const moved = follow(bindPart(pack, rest, { name: 'glasses', positions }), applyLook(pack, wearer));
  const [from, to] = [positions, moved];
  for (const axis of [0, 1, 2]) {
    // One scale and one shift for all of them: no rim is dented.
    const [a, b] = [axis, axis + 3 * Math.floor(from.length / 6)];
    const scale = ((to[b] ?? 0) - (to[a] ?? 0)) / ((from[b] ?? 0) - (from[a] ?? 0));
    for (let i = axis; i < from.length; i += 3) {
      const there = (to[a] ?? 0) + scale * ((from[i] ?? 0) - (from[a] ?? 0));
      assert.ok(Math.abs(there - (to[i] ?? 0)) < 2e-4, `axis ${axis}: ${there} and ${to[i]}`);
    }
  }
  const eyes = shapeLook(pack, wearer).eyes;
  const mean = to.filter((_, i) => i % 3 === 1).reduce((sum, y) => sum + y, 0) / (to.length / 3);
  assert.ok(Math.abs(mean - eyes[1]) < 0.02, `${mean} for eyes at ${eyes[1]}`);
});

test('what is no pack is refused by name', async () => {
  const plain = new Uint8Array(gunzipSync(bytes));
  const version = plain.slice();
  version[4] = 9;
  const header = plain.slice();
  header[20] = 0;
  for (const broken of [
    new Uint8Array(),
    bytes.slice(0, bytes.length / 2),
    plain.slice(0, 40),
    plain.slice(0, plain.length / 2),
    version,
    header,
    new TextEncoder().encode('glTF and nothing else in here'),
  ]) {
    await assert.rejects(async () => {
      const read = await readPack(broken);
      for (const name of read.data.targetNames()) read.data.target(name);
    }, PackError);
  }
});
