/** What is worn on the head, on heads of every shape the catalogue has: fitted, outside the skin, clear of eyes and mouth. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GLASSES_FRAMES } from '../../supabase/functions/_shared/contract/look.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import { restBody } from './body.ts';
import { MakeHumanData } from './data.ts';
import { type Body, bodyOf } from './drape.ts';
import { makeGlasses } from './gear-glasses.ts';
import { type HeadFit, measureHead } from './gear-head.ts';
import { fitHeadset, makeHeadset } from './gear-headset.ts';
import { onLips } from './hair-beard.ts';
import type { Vec3 } from './morph.ts';
import { buildPerson, type Person } from './person.ts';
import { position, type Surface } from './surface.ts';

const data = new MakeHumanData();
const part = (person: Person, name: string): Surface => {
  const found = person.parts.find((one) => one.name === name);
  assert.ok(found, name);
  return found.surface;
};
interface Head {
  readonly id: string;
  readonly person: Person;
  readonly fit: HeadFit;
}
// High and low noses, narrow and broad heads, ears that stand out and lie on.
const heads: Head[] = [];
for (const id of ['br_corporate_eduardo', 'br_corporate_marta', 'br_education_antonio', 'br_corporate_ana']) {
  const { look } = (await readCatalogueEntry(id)).assets;
  const person = buildPerson(data, look);
  const { positions } = restBody(data, look);
  const fit = measureHead(data, positions, part(person, 'skin'), part(person, 'cornea'), person.landmarks);
  heads.push({ id, person, fit });
}
const places = (surface: Surface): Vec3[] => {
  const pos = position(surface);
  return Array.from({ length: pos.length / 3 }, (_, i) => [pos[i * 3]!, pos[i * 3 + 1]!, pos[i * 3 + 2]!]);
};
const deepest = (body: Body, points: readonly Vec3[]): number =>
  points.reduce((least, at) => Math.min(least, body.nearest(at).distance), 99);

const SPEAKING: readonly Readonly<Record<string, number>>[] = [
  {},
  { jawOpen: 0.8 },
  { mouthPucker: 1 },
  { mouthUpperUpLeft: 1, mouthUpperUpRight: 1 },
  { mouthSmileLeft: 1, mouthSmileRight: 1, cheekPuff: 0.6 },
];

/** A surface in a pose. */
function posed(skin: Surface, curves: Readonly<Record<string, number>>): Surface {
  const moved = Float32Array.from(position(skin));
  for (const [name, weight] of Object.entries(curves)) {
    const shape = skin.fields.get(`shape:${name}`)?.data ?? new Float32Array();
    for (let i = 0; i < moved.length; i++) moved[i]! += weight * (shape[i] ?? 0);
  }
  return { ...skin, fields: new Map([['position', { size: 3, data: moved }]]) };
}

test('every frame holds its lenses 10 to 18 mm before the eyes, on no skin, from ear to ear', () => {
  for (const { id, person, fit } of heads) {
    for (const style of GLASSES_FRAMES) {
      const { frame, lens } = makeGlasses(style, fit);
      const glass = bodyOf([lens]);
      for (const eye of [person.landmarks.eyeLeft, person.landmarks.eyeRight]) {
        const hit = glass.front(eye[0], eye[1]);
        assert.ok(hit, `${id}, ${style}: no lens before an eye`);
        const mm = (hit.at[2] - fit.apex) * 100;
        assert.ok(mm > 10 && mm < 18, `${id}, ${style}: ${mm.toFixed(1)} mm`);
      }
      assert.ok(deepest(fit.skin, places(lens)) > 0.005, `${id}, ${style}: a lens touches the skin`);
      // Pads and temples press into the skin by a millimetre at most.
      const least = deepest(fit.skin, places(frame));
      assert.ok(
        least > -0.012,
        `${id}, ${style}: the frame lies ${(-least * 100).toFixed(1)} mm in the skin`,
      );
      for (const side of [-1, 1] as const) {
        const ear = fit.ear(side);
        const behind = places(frame).filter(
          ([x, y, z]) => x * side > 0 && z < ear.middle[2] && y < ear.top[1] + 0.05,
        );
        assert.ok(behind.length > 0, `${id}, ${style}: a temple ends before the ear`);
      }
      const nose = places(frame).filter(([x]) => Math.abs(x) < 0.02);
      const seat = nose.reduce((least, at) => Math.min(least, fit.skin.nearest(at).distance), 9);
      assert.ok(seat < 0.09, `${id}, ${style}: the bridge hangs ${(seat * 100).toFixed(1)} mm off the nose`);
    }
  }
});

test('a boom ends beside the mouth and clears the cheek, also while it speaks; the band lies over the head', () => {
  for (const { id, person, fit } of heads) {
    const hair = person.parts.find(({ name }) => name === 'hair')?.surface ?? null;
    for (const boom of ['left', 'right'] as const) {
      const worn = fitHeadset(fit, hair);
      const made = places(makeHeadset({ colour: '#202020', boom }, fit, worn, true));
      const side = boom === 'left' ? 1 : -1;
      const { mouth, mouthHalfWidth } = person.landmarks;
      const microphone = made.filter(([x, , z]) => x * side > 0 && z > mouth[2] - 0.3);
      assert.ok(microphone.length > 20, `${id}: no microphone before the cheek`);
      for (const [x, y] of microphone) {
        assert.ok(x * side > mouthHalfWidth * 0.9, `${id}: the microphone hides the mouth at x ${x}`);
        assert.ok(y < mouth[1] + 0.15, `${id}: the boom crosses the face at y ${y}`);
      }
      const end = microphone.reduce((near, at) => (at[0] * side < near[0] * side ? at : near));
      const far = Math.hypot(end[0] - side * mouthHalfWidth, end[1] - mouth[1], end[2] - mouth[2]);
      assert.ok(
        far < 0.4,
        `${id}: the microphone is ${(far * 100).toFixed(0)} mm from the corner of the mouth`,
      );
      for (const curves of SPEAKING) {
        const body = bodyOf([posed(part(person, 'skin'), curves)]);
        const least = deepest(body, microphone);
        assert.ok(
          least > 0.02,
          `${id}: ${(least * 100).toFixed(1)} mm off the skin in ${Object.keys(curves)}`,
        );
      }
      const band = made.filter(([, y]) => y > worn.centre[1] + 0.5);
      assert.ok(band.length > 50);
      assert.ok(deepest(fit.skin, band) > 0, `${id}: the band runs below the scalp`);
    }
  }
});

test('a beard keeps off the red of the lips and is carried by the skin below it', async () => {
  const { look } = (await readCatalogueEntry('br_casual_rafael')).assets;
  const person = buildPerson(data, look);
  const beard = part(person, 'beard');
  const skin = part(person, 'skin');
  assert.ok(beard.faces.length > 800);
  const still = places(beard);
  const nearest = still.reduce((least, at) => Math.min(least, onLips(person.landmarks, at)), 9);
  assert.ok(nearest > 0.95, `hair hangs over the lips: ${nearest}`);
  for (const curves of SPEAKING) {
    const moved = places(posed(beard, curves));
    const body = bodyOf([posed(skin, curves)]);
    const before = bodyOf([skin]);
    let worst = 0;
    moved.forEach((at, i) => {
      const from = still[i] as Vec3;
      worst = Math.max(worst, Math.abs(body.nearest(at).distance - before.nearest(from).distance));
    });
    assert.ok(
      worst < 0.06,
      `hair leaves the skin by ${(worst * 100).toFixed(1)} mm in ${Object.keys(curves)}`,
    );
  }
});
