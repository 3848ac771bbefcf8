/** What is worn on the head, on heads of every shape the catalogue has: fitted, outside the skin, clear of eyes and mouth. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BEARD_STYLES, GLASSES_FRAMES } from '../../supabase/functions/_shared/contract/look.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import { paintBeard, shadeRoots } from './beard-texture.ts';
import { restBody } from './body.ts';
import { MakeHumanData } from './data.ts';
import { type Body, bodyOf } from './drape.ts';
import { makeGlasses } from './gear-glasses.ts';
import { type HeadFit, measureHead } from './gear-head.ts';
import { fitHeadset, makeHeadset } from './gear-headset.ts';
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

/** Everybody has a nose, a mouth and a jaw of their own to grow it on. */
const bearded: Person[] = [];
for (const id of ['br_casual_rafael', 'br_education_antonio']) {
  const { look } = (await readCatalogueEntry(id)).assets;
  for (const style of BEARD_STYLES)
    bearded.push(buildPerson(data, { ...look, hair: { ...look.hair, beard: { style, colour: '#201510' } } }));
}

test('every beard keeps off the red of the lips and is carried by the skin below it', () => {
  for (const person of bearded) {
    const [beard, skin] = [part(person, 'beard'), part(person, 'skin')];
    assert.ok(beard.faces.length > 90, `${beard.faces.length} cards`);
    const still = places(beard);
    const nearest = still.reduce((least, at) => Math.min(least, person.beard?.offLips(at) ?? -1), 9);
    assert.ok(nearest > -0.008, `hair hangs ${(-nearest * 100).toFixed(1)} mm over the lips`);
    const before = bodyOf([skin]);
    const off = still.map((at) => before.nearest(at).distance);
    for (const curves of SPEAKING) {
      const body = bodyOf([posed(skin, curves)]);
      let worst = 0;
      places(posed(beard, curves)).forEach((at, i) => {
        worst = Math.max(worst, Math.abs(body.nearest(at).distance - (off[i] ?? 0)));
      });
      const mm = (worst * 100).toFixed(1);
      assert.ok(worst < 0.06, `hair leaves the skin by ${mm} mm in ${Object.keys(curves)}`);
    }
  }
});

test('a beard is lit as the skin it covers, darker at its roots, alike on both sides of the face', () => {
  for (const person of bearded) {
    const beard = part(person, 'beard');
    const body = bodyOf([part(person, 'skin')]);
    const normals = beard.fields.get('normal')?.data ?? new Float32Array();
    const light = beard.fields.get('ao')?.data ?? new Float32Array();
    let turned = 0;
    let sides = 0;
    places(beard).forEach((at, i) => {
      const { normal } = body.nearest(at);
      if (normal.reduce((sum, value, c) => sum + value * (normals[i * 3 + c] ?? 0), 0) < 0.75) turned++;
      sides += Math.sign(at[0]);
    });
    // The nearest of the coarse skin's faces is another one on the edge of the jaw.
    assert.ok(turned < 0.05 * beard.vertexCount, `${turned} of ${beard.vertexCount} corners face elsewhere`);
    assert.ok(Math.abs(sides) < 0.15 * beard.vertexCount, `${sides} more on one side`);
    for (const { v } of beard.faces) {
      const [root, tip] = [light[v[0] ?? 0] ?? 0, light[v[2] ?? 0] ?? 0];
      assert.ok(root > 0.2 && root < 0.75 * tip, `light ${root} at a root, ${tip} at its tip`);
    }
  }
});

test('skin below a beard takes its colour where it is thick, and none where nothing grows', () => {
  for (const person of bearded) {
    const { beard, landmarks } = person;
    assert.ok(beard);
    const [, y, z] = landmarks.mouth;
    const ground = places(part(person, 'skin')).filter((at) => at[2] > landmarks.eyeLeft[2] - 1);
    const count = ground.length;
    const skin = 0.4;
    const painted = {
      size: 1,
      rgb: new Float32Array(count * 3).fill(skin),
      height: new Float32Array(count),
      roughness: new Float32Array(count).fill(0.5),
      ...Object.fromEntries(
        ['gloss', 'pores', 'creases', 'whiskers', 'round', 'lined', 'folds'].map((name) => [
          name,
          new Uint8Array(count).fill(100),
        ]),
      ),
    } as unknown as Parameters<typeof shadeRoots>[0];
    const texels = {
      covered: new Uint8Array(count).fill(1),
      position: Float32Array.from(ground.flat()),
    } as unknown as Parameters<typeof shadeRoots>[1];
    const hair = { style: null, colour: '#201510', highlight: '#201510', mix: 0 };
    shadeRoots(painted, texels, { ...hair, beard: { style: 'short', colour: '#201510' } }, beard);
    let thick = 0;
    ground.forEach((at, i) => {
      const grown = beard.growth(at);
      const shade = painted.rgb[i * 3] ?? 0;
      if (grown > 0.85) {
        thick++;
        assert.ok(shade < 0.35 * skin, `skin of ${shade} shows through`);
      } else if (grown === 0) assert.ok(Math.abs(shade - skin) < 1e-6, `tinted to ${shade} at ${at}`);
    });
    assert.ok(thick > 8, `${thick} places where it is thick`);
    // Lips, nose and the cheeks below the eyes are nobody's beard.
    for (const bare of [[0, y, z + 0.1], landmarks.nose, [0.35, landmarks.eyeLeft[1] - 0.25, z - 0.2]])
      assert.equal(beard.growth(bare as unknown as Vec3), 0);
  }
});

test('a beard of the colour of the hair greys as the hair does, another one has its own', () => {
  const hair = { style: null, colour: '#202020', highlight: '#c0c0c0', mix: 0.5 };
  const light = (colour: string): number => {
    const { rgba } = paintBeard({ ...hair, beard: { style: 'short', colour } }, 256);
    let pale = 0;
    for (let i = 0; i < rgba.length; i += 4) if ((rgba[i + 3] ?? 0) > 200 && (rgba[i] ?? 0) > 110) pale++;
    return pale;
  };
  assert.ok(light('#202020') > 200, `${light('#202020')} texels of grey hair`);
  assert.equal(light('#212020'), 0);
});

test('a smile lifts a frame off the cheeks that push it, and leaves it on the ears', async () => {
  for (const id of ['br_corporate_eduardo', 'br_safety_joana']) {
    const person = buildPerson(data, (await readCatalogueEntry(id)).assets.look);
    const [frame, lens] = [part(person, 'glasses'), part(person, 'lens')];
    const lifted = (surface: Surface, curves: Readonly<Record<string, number>>): number[] => {
      const still = places(surface);
      return places(posed(surface, curves)).map((at, i) => at[1] - (still[i]?.[1] ?? 0));
    };
    const smile = { mouthSmileLeft: 1, mouthSmileRight: 1, cheekSquintLeft: 1, cheekSquintRight: 1 };
    const [front, glass] = [lifted(frame, smile), lifted(lens, smile)];
    const most = Math.max(...front);
    assert.ok(most > 0.008 && most < 0.03, `${(most * 100).toFixed(2)} mm`);
    assert.ok(Math.min(...glass) > 0 && Math.max(...glass) <= most + 1e-6, 'lenses go with their rims');
    const { eyeLeft } = person.landmarks;
    places(frame).forEach((at, i) => {
      if (at[2] < eyeLeft[2] - 0.85) assert.ok(front[i]! < 0.003, `${front[i]} dm at an ear`);
    });
    const one = lifted(frame, { mouthSmileLeft: 1 });
    const mean = (side: 1 | -1): number => {
      const those = one.filter((_, i) => (places(frame)[i]?.[0] ?? 0) * side > 0.3);
      return those.reduce((sum, value) => sum + value, 0) / those.length;
    };
    assert.ok(mean(1) > 2 * mean(-1), 'half a smile lifts its own side');
  }
});

test('a safety pane is clear before the eyes and tinted where it ends, a spectacle lens has no tint', () => {
  for (const { id, person, fit } of heads) {
    const { lens } = makeGlasses('safety', fit);
    const clear = lens.fields.get('ao')?.data ?? new Float32Array();
    const at = places(lens);
    const { eyeLeft, eyeRight } = person.landmarks;
    let before = 0;
    at.forEach(([x, y], i) => {
      if (
        Math.min(Math.hypot(x - eyeLeft[0], y - eyeLeft[1]), Math.hypot(x - eyeRight[0], y - eyeRight[1])) >
        0.1
      )
        return;
      before++;
      assert.ok((clear[i] ?? 0) > 0.94, `${id}: ${clear[i]} before an eye`);
    });
    assert.ok(before > 4);
    const lowest = at.reduce((low, p, i) => (p[1] < (at[low]?.[1] ?? 9) ? i : low), 0);
    assert.ok((clear[lowest] ?? 1) < 0.4, `${id}: ${clear[lowest]} on the lower edge`);
    // Shields go on behind the hinges.
    const back = Math.min(...at.map(([, , z]) => z));
    const hinge = Math.min(...at.filter(([x]) => Math.abs(x) < 0.6).map(([, , z]) => z));
    assert.ok(back < hinge - 0.3, `${id}: the pane ends ${back - hinge} behind its front`);
    assert.equal(makeGlasses('metal', fit).lens.fields.has('ao'), false);
  }
});
