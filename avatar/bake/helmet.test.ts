/** Helmets as the people of the catalogue wear them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DoubleSide, Ray, Vector3 } from 'three';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { SETS } from '../scene/sets.ts';
import { MakeHumanData } from './data.ts';
import { hierarchy } from './occlusion.ts';
import { buildPerson, type Person } from './person.ts';
import { position, type Surface } from './surface.ts';

const data = new MakeHumanData();
const wearing: [string, Person][] = [];
for (const id of await catalogueIds()) {
  const { look } = (await readCatalogueEntry(id)).assets;
  if (look.wardrobe.helmet) wearing.push([id, buildPerson(data, look)]);
}
const find = (person: Person, name: string): Surface => {
  const part = person.parts.find((one) => one.name === name);
  assert.ok(part, name);
  return part.surface;
};

test('the peak leaves the light on both eyes, in every set', () => {
  assert.ok(wearing.length > 0);
  for (const [id, person] of wearing) {
    const helmet = hierarchy([{ surface: find(person, 'helmet') }]);
    for (const [set, { lighting }] of Object.entries(SETS)) {
      const light = new Vector3(...lighting.key.from).normalize();
      for (const eye of [person.landmarks.eyeLeft, person.landmarks.eyeRight]) {
        // Landmarks are the middle of the ball: 12 mm before it lies the cornea.
        const cornea = new Vector3(eye[0], eye[1], eye[2] + 0.12);
        const hit = helmet.raycastFirst(new Ray(cornea, light), DoubleSide);
        assert.equal(
          hit,
          null,
          `${id} in ${set}: an eye at x ${eye[0].toFixed(2)} is in the helmet's shadow`,
        );
      }
    }
  }
});

test('no hair comes through the shell', () => {
  for (const [id, person] of wearing) {
    const shell = hierarchy([{ surface: find(person, 'helmet') }]);
    const { eyeLeft } = person.landmarks;
    const pos = position(find(person, 'hair'));
    const up = new Vector3(0, 1, 0);
    let outside = 0;
    for (let i = 0; i < pos.length; i += 3) {
      const at = new Vector3(pos[i], pos[i + 1], pos[i + 2]);
      if (at.y < eyeLeft[1] + 0.7) continue;
      if (!shell.raycastFirst(new Ray(at, up), DoubleSide)) outside++;
    }
    assert.equal(outside, 0, `${id}: ${outside} corners of cards stand outside the helmet`);
  }
});
