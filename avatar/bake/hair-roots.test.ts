/** Where hair begins on the skin of the catalogue's people, and what coils are painted as. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalogueEntry } from '../catalogue.ts';
import { MakeHumanData } from './data.ts';
import { COLUMN, COLUMNS, paintHair } from './hair-texture.ts';
import { buildPerson, type Person } from './person.ts';

const data = new MakeHumanData();
const personOf = async (id: string): Promise<Person> =>
  buildPerson(data, (await readCatalogueEntry(id)).assets.look);

/** Heights, decimetres, between which hair grows thick at an angle around the head, a mean over some degrees. */
function fade({ roots, landmarks, joints }: Person, degrees: number): number {
  assert.ok(roots);
  const eye = landmarks.eyeLeft[1];
  let sum = 0;
  const around = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
  for (const off of around) {
    const angle = ((degrees + off) * Math.PI) / 180;
    const at = (y: number): number =>
      roots.thick([0.75 * Math.sin(angle), y, joints.head[2] + 0.75 * Math.cos(angle)]);
    let [from, to] = [Number.NaN, Number.NaN];
    for (let y = eye - 0.6; y < eye + 1.2; y += 0.004) {
      if (Number.isNaN(from) && at(y) > 0.1) from = y;
      if (Number.isNaN(to) && at(y) > 0.9) to = y;
    }
    assert.ok(to > from, `no hair at ${degrees + off} degrees`);
    sum += to - from;
  }
  return sum / around.length;
}

test('hair grows thick over 5 to 15 mm of a forehead, and over more of a clipped sideburn', async () => {
  for (const id of ['br_healthcare_tiago', 'br_casual_rafael', 'br_safety_carlos']) {
    const person = await personOf(id);
    const [front, side] = [fade(person, 0), fade(person, 70)];
    assert.ok(front > 0.05 && front < 0.15, `${id}: ${front} dm in front`);
    assert.ok(side > 1.3 * front, `${id}: ${side} dm before the ear, ${front} in front`);
  }
  const helena = await personOf('br_healthcare_helena');
  assert.ok(fade(helena, 0) > 0.05 && fade(helena, 0) < 0.15);
});

test('no root lies on a face, and none is missing on a crown', async () => {
  const { roots, landmarks, joints } = await personOf('br_education_antonio');
  const { eyeLeft, nose, chin } = landmarks;
  for (const at of [eyeLeft, nose, chin]) assert.equal(roots?.thick([...at]), 0);
  assert.equal(roots?.thick([0, eyeLeft[1] + 1.15, joints.head[2]]), 1);
});

test('a tuft of coils is closed in its middle, open at its rim, and no field of one tone', async () => {
  const { look } = (await readCatalogueEntry('br_education_beatriz')).assets;
  const { width, height, rgba } = paintHair(look.hair, 'coily', 1024, 0.125, 0.045);
  const column = width / COLUMNS;
  const left = COLUMN.medium[0] * column;
  let [closed, middle, rim, border] = [0, 0, 0, 0];
  const tones: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < column; x++) {
      const k = (y * width + left + x) * 4;
      const away = Math.hypot((x + 0.5) / column - 0.5, (y + 0.5) / height - 0.5);
      if (away < 0.2) {
        middle++;
        if (rgba[k + 3]! > 158) closed++;
        tones.push(rgba[k + 1]!);
      } else if (away > 0.49) {
        border++;
        if (rgba[k + 3]! > 8) rim++;
      }
    }
  }
  assert.ok(closed / middle > 0.85, `${closed / middle} of the middle is closed`);
  assert.ok(rim / border < 0.01, `${rim / border} of the rim is not clear`);
  tones.sort((a, b) => a - b);
  const [dark, light] = [0.1, 0.9].map((share) => tones[Math.floor(share * tones.length)] ?? 0) as [
    number,
    number,
  ];
  assert.ok(light > 1.4 * dark, `from ${dark} to ${light}`);
});
