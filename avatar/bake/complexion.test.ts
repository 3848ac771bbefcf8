import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { absorb, type Complexion, complexionOf } from './complexion.ts';
import { MakeHumanData } from './data.ts';
import { buildPerson } from './person.ts';
import { noZones, zonesAt } from './skin-zones.ts';

const NONE = { wide: 0, middle: 0, fine: 0 };
const lookOf = async (id: string): Promise<AvatarLook> => (await readCatalogueEntry(id)).assets.look;
const carlos = await lookOf('br_safety_carlos');
const { landmarks: at } = buildPerson(new MakeHumanData(), carlos);
const eyeY = at.eyeLeft[1];

/** Mean of what lies within a centimetre and a half of a place of one and the same face. */
function mean(look: AvatarLook, [x, y, z]: readonly number[], fair = 1): Complexion {
  const within = complexionOf(look, at, fair);
  const zone = noZones();
  const sum: Complexion = { blood: 0, melanin: 0, yellow: 0, blue: 0 };
  const steps = [-0.08, -0.04, 0, 0.04, 0.08];
  for (const dx of steps) {
    for (const dy of steps) {
      zonesAt(x! + dx, y! + dy, z!, at, zone);
      const here = within(x! + dx, y! + dy, z!, zone, 0, NONE);
      for (const key of ['blood', 'melanin', 'yellow', 'blue'] as const) sum[key] += here[key] / 25;
    }
  }
  return sum;
}
const nose = at.nose;
const forehead = [0, eyeY + 0.65, nose[2] - 0.2];
const cheek = (side: number) => [side * 0.42, eyeY - 0.34, nose[2] - 0.4];
const jaw = [0.3, at.mouth[1] - 0.3, nose[2] - 0.3];

test('noses and cheeks are redder than foreheads, foreheads yellower, in everybody', async () => {
  for (const id of await catalogueIds()) {
    const look = await lookOf(id);
    const [tip, brow, side] = [mean(look, nose), mean(look, forehead), mean(look, cheek(1))];
    assert.ok(tip.blood > brow.blood + 0.25, `${id}: nose ${tip.blood}, forehead ${brow.blood}`);
    assert.ok(side.blood > brow.blood + 0.12, `${id}: cheek ${side.blood}, forehead ${brow.blood}`);
    assert.ok(brow.yellow > side.yellow, id);
  }
});

test('left and right differ, and differ otherwise in others', async () => {
  const differences = [];
  for (const id of await catalogueIds()) {
    const look = await lookOf(id);
    const [left, right] = [mean(look, cheek(1)), mean(look, cheek(-1))];
    differences.push(left.blood - right.blood);
    assert.ok(Math.abs(left.blood - right.blood) + Math.abs(left.melanin - right.melanin) > 0.004, id);
    assert.ok(Math.abs(left.blood - right.blood) < 0.2, `${id}: ${left.blood} and ${right.blood}`);
  }
  assert.ok(differences.some((d) => d > 0.01) && differences.some((d) => d < -0.01), `${differences}`);
});

test('a beard shows blue through shaven men and nobody else', async () => {
  const shaven = mean(carlos, jaw);
  assert.ok(shaven.blue > 0.04 && mean(carlos, forehead).blue < 0.03, `${shaven.blue}`);
  const woman = mean(await lookOf('br_corporate_ana'), jaw);
  const clean = mean({ ...carlos, skin: { ...carlos.skin, stubble: 0 } }, jaw);
  assert.ok(woman.blue < 0.01 && clean.blue < 0.01);
});

test('age leaves spots where the sun reaches', () => {
  const spots = (age: number): number => {
    const look = { ...carlos, macro: { ...carlos.macro, age } };
    const within = complexionOf(look, at, 1);
    const zone = noZones();
    let most = 0;
    for (let x = -0.6; x < 0.6; x += 0.01) {
      for (let y = eyeY - 0.5; y < eyeY + 0.8; y += 0.01) {
        zonesAt(x, y, nose[2] - 0.4, at, zone);
        most += within(x, y, nose[2] - 0.4, zone, 0, NONE).melanin;
      }
    }
    return most;
  };
  assert.ok(spots(75) > spots(30) + 20, `${spots(75)} and ${spots(30)}`);
});

test('pigments take light and each its own colour', () => {
  const left = (pigment: Partial<Complexion>): number[] => {
    const colour = [1, 1, 1];
    absorb(colour, { blood: 0, melanin: 0, yellow: 0, blue: 0, ...pigment }, 1);
    return colour;
  };
  assert.deepEqual(left({}), [1, 1, 1]);
  const [red, green, blue] = [left({ blood: 0.3 }), left({ melanin: 0.3 }), left({ blue: 0.3 })];
  assert.ok(red[0]! > 0.95 && red[1]! < red[2]!);
  assert.ok(green[0]! > green[1]! && green[1]! > green[2]!);
  assert.ok(blue[2]! > blue[1]! && blue[1]! > blue[0]!);
});
