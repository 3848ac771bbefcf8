import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { bakeAvatar } from './bake/bake.ts';
import { readCatalogueEntry } from './catalogue.ts';
import { createLipProbe, type LipMeasure, type LipProbe, lipProbeOf } from './lip-probe.ts';
import { type AvatarModel, readModel } from './scene/model.ts';
import { bodyPose } from './scene/motion.ts';
import { createPoser, REST } from './scene/pose.ts';

let model: AvatarModel;
let probe: LipProbe;
/** The second person as the web preview shows him: closure must not hang on one face or one level of detail. */
let other: LipProbe;

before(async () => {
  const { look } = (await readCatalogueEntry('br_corporate_ana')).assets;
  model = await readModel(await readFile((await bakeAvatar(look)).glb));
  probe = lipProbeOf(model);
  const carlos = await readCatalogueEntry('br_safety_carlos');
  other = await createLipProbe((await bakeAvatar(carlos.assets.look, { lod: 'preview' })).glb);
});

const measure = (curves: Record<string, number>): LipMeasure =>
  probe(Object.values(curves), Object.keys(curves));

/** Contact: at most this much light between the lips, and lips not pushed through each other. */
const CONTACT = { least: -2, most: 0.15 };

function assertShut(curves: Record<string, number>): void {
  for (const lips of [probe, other]) {
    const { gapMm } = lips(Object.values(curves), Object.keys(curves));
    const shut = gapMm <= CONTACT.most && gapMm >= CONTACT.least;
    assert.ok(shut, `${JSON.stringify(curves)}: gap ${gapMm.toFixed(2)} mm`);
  }
}

test('lips touch at rest and with mouthClose = jawOpen for every opening', () => {
  assertShut({});
  for (let w = 0.1; w <= 1.001; w += 0.1) assertShut({ jawOpen: w, mouthClose: w });
});

test('closing shapes on top keep the lips shut', () => {
  for (const name of [
    'mouthPressLeft',
    'mouthPressRight',
    'mouthRollLower',
    'mouthRollUpper',
    'mouthPucker',
    'mouthSmileLeft',
  ]) {
    assertShut({ jawOpen: 0.2, mouthClose: 0.2, [name]: 0.6 });
  }
  assertShut({
    jawOpen: 0.2,
    mouthClose: 0.2,
    mouthRollLower: 0.3,
    mouthRollUpper: 0.3,
    mouthPressLeft: 0.4,
    mouthPressRight: 0.4,
  });
});

test('without mouthClose an open jaw opens the lips, in proportion', () => {
  const tenth = measure({ jawOpen: 0.1 }).gapMm;
  const half = measure({ jawOpen: 0.5 }).gapMm;
  assert.ok(tenth > 1, `${tenth} mm`);
  assert.ok(half > 9 && half < 18, `${half} mm`);
  // Half of a closure closes about half.
  const partly = measure({ jawOpen: 0.5, mouthClose: 0.25 }).gapMm;
  assert.ok(Math.abs(partly - half / 2) < 1.5, `${partly} mm`);
});

test('a rolled lower lip goes under the upper teeth as on f and v', () => {
  assert.ok(measure({ jawOpen: 0.3 }).lipUnderTeethMm > 3);
  const f = measure({ mouthRollLower: 0.7, mouthUpperUpLeft: 0.3, mouthUpperUpRight: 0.3, jawOpen: 0.05 });
  assert.ok(f.lipUnderTeethMm <= 0, `${f.lipUnderTeethMm.toFixed(2)} mm above the edge`);
  assert.ok(f.gapMm > 0.5, 'the upper lip is lifted: the mouth is not shut');
});

test('names the model lacks and their order do not matter', () => {
  const plain = measure({ jawOpen: 0.4 }).gapMm;
  assert.equal(measure({ nonsense: 1, jawOpen: 0.4, headYaw: 0.2 }).gapMm, plain);
});

test('the head turns as the contract says, and the shoulders stay', () => {
  const poser = createPoser(model, ['skin', 'teeth']);
  const centre = (part: number): number[] => {
    const points = poser.parts[part]?.positions ?? new Float32Array();
    const sum = [0, 0, 0];
    for (let i = 0; i < points.length; i++) sum[i % 3]! += points[i] ?? 0;
    return sum.map((value) => value / (points.length / 3));
  };
  const teeth = poser.parts.findIndex((item) => item.part.name === 'teeth');
  const moved = (pose: Partial<typeof REST>): number[] => {
    poser.pose([], [], REST);
    const rest = centre(teeth);
    poser.pose([], [], { ...REST, ...pose });
    return centre(teeth).map((value, c) => (value - (rest[c] ?? 0)) * 1000);
  };
  assert.ok((moved({ pitch: 0.2 })[1] ?? 0) < -5, '+pitch lowers the mouth');
  assert.ok((moved({ yaw: 0.2 })[0] ?? 0) > 5, '+yaw turns to +x, the left');
  // The mouth lies below the skull's pivot but above the neck's: the crown tells roll.
  const skin = poser.parts.find((item) => item.part.name === 'skin');
  let crown = 0;
  let lowest = 0;
  const rest = skin?.part.positions ?? new Float32Array();
  for (let i = 0; i < rest.length; i += 3) {
    if ((rest[i + 1] ?? 0) > (rest[crown + 1] ?? 0)) crown = i;
    if ((rest[i + 1] ?? 0) < (rest[lowest + 1] ?? 0)) lowest = i;
  }
  poser.pose([], [], { ...REST, roll: 0.2 });
  assert.ok(((skin?.positions[crown] ?? 0) - (rest[crown] ?? 0)) * 1000 > 10, '+roll tips the crown to +x');
  assert.ok(
    Math.abs((skin?.positions[lowest] ?? 0) - (rest[lowest] ?? 0)) * 1000 < 0.5,
    'the chest does not roll',
  );
});

test('breathing and posture depend on time and seed only, and stay small', () => {
  const head = { pitch: 0.1, yaw: 0, roll: 0 };
  assert.deepEqual(bodyPose(12.34, 7, head), bodyPose(12.34, 7, head));
  assert.notDeepEqual(bodyPose(12.34, 7, head), bodyPose(12.34, 8, head));
  let previous = bodyPose(0, 7, head);
  for (let t = 0.04; t < 60; t += 0.04) {
    const now = bodyPose(t, 7, head);
    assert.ok(Math.abs(now.breath) <= 1 && Math.abs(now.swayX) < 0.005);
    assert.ok(Math.abs(now.yaw - previous.yaw) < 0.002, 'no jumps between frames');
    previous = now;
  }
});
