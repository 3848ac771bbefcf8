/** Hair as grown on the people of the catalogue. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DoubleSide, Ray, Vector3 } from 'three';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { MakeHumanData } from './data.ts';
import { hierarchy } from './occlusion.ts';
import { buildPerson, type Person } from './person.ts';
import { position, type Surface } from './surface.ts';

const data = new MakeHumanData();
const people = new Map<string, { person: Person; style: string | null }>();
for (const id of await catalogueIds()) {
  const { look } = (await readCatalogueEntry(id)).assets;
  people.set(id, { person: buildPerson(data, look), style: look.hair.style });
}
const hairOf = (person: Person): Surface => {
  const hair = person.parts.find((part) => part.name === 'hair');
  assert.ok(hair);
  return hair.surface;
};

test('no two people wear the same hair', () => {
  const styles = [...people.values()].map(({ style }) => style);
  assert.equal(new Set(styles).size, styles.length);
});

test('no lock hangs over eyes, nose or mouth', () => {
  for (const [id, { person }] of people) {
    const pos = position(hairOf(person));
    const { eyeLeft, eyeRight, mouth } = person.landmarks;
    const half = (eyeLeft[0] - eyeRight[0]) / 2;
    let inside = 0;
    for (let i = 0; i < pos.length; i += 3) {
      const [x = 0, y = 0, z = 0] = pos.subarray(i, i + 3);
      if (Math.abs(x) < half && y < eyeLeft[1] + 0.1 && y > mouth[1] && z > eyeLeft[2] - 0.4) inside++;
    }
    assert.equal(inside, 0, `${id}: ${inside} corners of cards over the face`);
  }
});

test('hair closes over the skull: no way out of it between the locks', () => {
  for (const [id, { person, style }] of people) {
    // A helmet has taken what it covers, and stubble closes nothing.
    if (person.parts.some((part) => part.name === 'helmet') || style === 'buzz') continue;
    const hair = hierarchy([{ surface: hairOf(person) }]);
    const { eyeLeft, eyeRight } = person.landmarks;
    const middle = new Vector3(0, (eyeLeft[1] + eyeRight[1]) / 2 + 0.2, eyeLeft[2] - 0.9);
    let open = 0;
    for (let i = 0; i < 600; i++) {
      // Evenly over the cap that lies 50 degrees and more above the horizon (Fibonacci).
      const y = 0.77 + (0.23 * (i + 0.5)) / 600;
      const flat = Math.sqrt(1 - y * y);
      const ray = new Vector3(flat * Math.cos(i * 2.399963), y, flat * Math.sin(i * 2.399963));
      if (!hair.raycastFirst(new Ray(middle, ray), DoubleSide)) open++;
    }
    assert.equal(open, 0, `${id}: ${open} of 600 ways lead out`);
  }
});

test('what is drawn back lies on no ear', () => {
  for (const id of ['br_safety_joana', 'br_healthcare_helena']) {
    const { person } = people.get(id) ?? assert.fail(id);
    const surface = hairOf(person);
    const pos = position(surface);
    const { eyeLeft, eyeRight } = person.landmarks;
    const middle = (eyeLeft[1] + eyeRight[1]) / 2;
    // The upper half of an ear, outside of the skull. A few hairs may lie there, a lock may not.
    const over = surface.faces.filter(({ v }) =>
      v.every((i) => {
        const [x = 0, y = 0, z = 0] = pos.subarray(i * 3, i * 3 + 3);
        const back = z - person.joints.head[2];
        return Math.abs(x) > 0.75 && y < middle && y > middle - 0.4 && back > -0.15 && back < 0.1;
      }),
    );
    assert.ok(over.length < 10, `${id}: ${over.length} pieces of hair on the ears`);
  }
});

test('long straight hair falls before and behind the shoulders, not over their ends', () => {
  const { person } = people.get('br_corporate_ana') ?? assert.fail();
  const surface = hairOf(person);
  const pos = position(surface);
  const chin = person.landmarks.chin[1];
  const width = (from: number, to: number): number => {
    const out: number[] = [];
    for (let i = 0; i < pos.length; i += 3) {
      const y = pos[i + 1] ?? 0;
      if (y < from && y > to) out.push(Math.abs(pos[i] ?? 0));
    }
    out.sort((a, b) => a - b);
    return out[Math.floor(out.length * 0.95)] ?? Number.NaN;
  };
  const [above, below] = [width(chin + 0.5, chin), width(chin - 0.9, chin - 1.6)];
  assert.ok(
    below < above * 1.3,
    `${above.toFixed(2)} dm beside the jaw, ${below.toFixed(2)} dm on the shoulders`,
  );
});

test('hair stays within its share of triangles', () => {
  for (const [id, { person }] of people) {
    const triangles = hairOf(person).faces.reduce((sum, face) => sum + face.v.length - 2, 0);
    assert.ok(triangles > 500 && triangles < 25_000, `${id}: ${triangles}`);
  }
});

test('roots darken the scalp and leave the face alone', () => {
  for (const [id, { person }] of people) {
    const skin = person.parts.find((part) => part.name === 'skin')?.surface;
    const scalp = skin?.fields.get('scalp')?.data;
    assert.ok(skin && scalp);
    const pos = position(skin);
    let crown = 0;
    for (let i = 0; i < scalp.length; i++) {
      const [x = 0, y = 0, z = 0] = pos.subarray(i * 3, i * 3 + 3);
      const face =
        Math.abs(x) < 0.45 && z > person.landmarks.eyeLeft[2] - 0.3 && y < person.landmarks.eyeLeft[1] + 0.3;
      if (face) assert.equal(scalp[i], 0, `${id}: roots at ${x}, ${y}, ${z}`);
      crown = Math.max(crown, scalp[i] ?? 0);
    }
    assert.ok(crown > 0.6, `${id}: scalp is bare`);
  }
});
