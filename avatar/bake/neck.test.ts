/** Necks are no columns: sinews, larynx, notch and bones, by how much they stand out. Morphs only, nothing is baked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { restBody } from './body.ts';
import { MakeHumanData } from './data.ts';
import { BODY_VERTICES } from './morph.ts';
import { neckReliefOf, throatOf } from './neck.ts';

const data = new MakeHumanData();
const people = await Promise.all(
  (await catalogueIds()).map(async (id) => ({ id, look: (await readCatalogueEntry(id)).assets.look })),
);
const used = new Set(data.base().faces.flatMap((face) => face.v));

/** What sculpting does to the skin of a neck, decimetres outwards from its axis: place before, and how far out. */
function sculpted(look: AvatarLook) {
  const { sides: _, ...even } = look;
  const [plain, made] = [restBody(data, even, true), restBody(data, even)];
  const throat = throatOf(plain);
  const moved = [];
  for (const i of used) {
    if (i >= BODY_VERTICES) continue;
    const [x, y, z] = plain.positions.subarray(i * 3, i * 3 + 3) as unknown as [number, number, number];
    const [nx, ny, nz] = made.positions.subarray(i * 3, i * 3 + 3) as unknown as [number, number, number];
    moved.push({ x, y, z, out: (nx - x) * Math.sign(x) + (nz - z), far: Math.hypot(nx - x, ny - y, nz - z) });
  }
  return { throat, moved };
}

test('sinews stand out of every neck and hollows lie between them, by millimetres and no more', () => {
  for (const { id, look } of people) {
    const { throat, moved } = sculpted(look);
    const middle = moved.filter(
      ({ y, z }) => y > throat.notch[1] + 0.15 && y < throat.chin - 0.2 && z > throat.axis[0][1],
    );
    const [most, least] = [
      Math.max(...middle.map(({ out }) => out)),
      Math.min(...middle.map(({ out }) => out)),
    ];
    assert.ok(most - least > 0.015 && most - least < 0.14, `${id}: ${((most - least) * 100).toFixed(1)} mm`);
  }
});

test('nothing above the jaw moves, and nothing by more than 8 mm', () => {
  for (const { id, look } of people) {
    const { throat, moved } = sculpted(look);
    for (const { x, y, z, far } of moved) {
      assert.ok(far < 0.08, `${id}: ${far * 100} mm`);
      if (y > throat.mastoid || (y > throat.chin + 0.03 && z > 0.9 && Math.abs(x) < 0.3))
        assert.equal(far, 0, id);
    }
  }
});

test('a larynx is a man’s, and muscle shows more than fat', () => {
  const { look } = people.find(({ id }) => id === 'br_safety_carlos')!;
  const front = (macro: Partial<AvatarLook['macro']>): number => {
    const { throat, moved } = sculpted({ ...look, macro: { ...look.macro, ...macro } });
    const middle = moved.filter(
      ({ x, y, z }) => Math.abs(x) < 0.05 && z > 0.5 && y < throat.chin && y > throat.notch[1],
    );
    return Math.max(...middle.map(({ out }) => out));
  };
  assert.ok(front({ gender: 1 }) > 0.025, `${front({ gender: 1 }) * 100} mm`);
  assert.ok(front({ gender: 0 }) < 0.5 * front({ gender: 1 }));
  const cords = (macro: Partial<AvatarLook['macro']>): number => {
    const relief = neckReliefOf({ ...look, macro: { ...look.macro, ...macro } });
    const throat = throatOf(restBody(data, look));
    return -relief(0, throat.notch[1] + 0.02, throat.notch[2], throat).height;
  };
  assert.ok(cords({ weight: 0.3, muscle: 0.8 }) > 1.3 * cords({ weight: 0.8, muscle: 0.4 }));
});

test('chests have a notch and collar bones beside it, throats rings that deepen with age', () => {
  const { look } = people[0]!;
  const throat = throatOf(restBody(data, look));
  const [, y, z] = throat.notch;
  const relief = neckReliefOf(look);
  const height = (x: number, dy: number): number => relief(x, y + dy, z, throat).height;
  assert.ok(height(0, 0.02) < -0.01, `notch ${height(0, 0.02)}`);
  const column = Array.from({ length: 40 }, (_, i) => height(0.45, -0.2 + i * 0.01));
  assert.ok(Math.max(...column) > 0.01 && Math.min(...column) < -0.008, 'a bone and the hollow above it');
  const ring = (age: number): number => {
    const own = neckReliefOf({ ...look, macro: { ...look.macro, age } });
    const rows = Array.from({ length: 60 }, (_, i) => y + 0.4 + (i / 60) * (throat.chin - y - 0.5));
    return -Math.min(...rows.map((row) => own(0, row, throat.axis[0][1] + 0.7, throat).height));
  };
  assert.ok(ring(70) > 2 * ring(25) && ring(25) > 0.002, `${ring(25)} and ${ring(70)}`);
});
