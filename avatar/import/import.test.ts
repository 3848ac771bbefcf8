import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ARKIT_NAMES, type ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import { type AvatarModel, readModel } from '../scene/model.ts';
import { openStage } from '../scene/still.ts';
import { arkitNameOf } from './arkit-names.ts';
import { convertForFilmsAndPages, convertGlb } from './convert.ts';
import { ImportRefused } from './envelope.ts';
import { inspectGlb } from './inspect.ts';
import { BROKEN, exported, own, pictured, plain, rename, vrm } from './testing.ts';

test('a person of our own comes in complete, in metres, facing the camera', async () => {
  const report = await inspectGlb(own);
  assert.equal(report.grade, 'full');
  assert.deepEqual(report.missing, []);
  assert.deepEqual([report.unit, report.facing, report.eyes], ['m', '+z', 'morphs']);
  assert.ok(report.eyeSpacingMm > 50 && report.eyeSpacingMm < 75, `${report.eyeSpacingMm}`);
  assert.deepEqual((await inspectGlb(plain)).warnings, []);
});

test('names of other tools are ARKit names', () => {
  for (const [theirs, arkit] of [
    ['jawOpen', 'jawOpen'],
    ['eyeBlink_L', 'eyeBlinkLeft'],
    ['blendShape1.mouthSmile_R', 'mouthSmileRight'],
    ['Mouth_Smile_L', 'mouthSmileLeft'],
    ['Eye_Blink_R', 'eyeBlinkRight'],
    ['Jaw_Open', 'jawOpen'],
    ['Eye_L_Look_R', 'eyeLookInLeft'],
    ['Mouth_Down_Lower_L', 'mouthLowerDownLeft'],
    ['head_lod0_mesh__BrowDownLeft'.slice(16), 'browDownLeft'],
    ['CTRL_expressions_jawOpenExtreme', null],
    ['viseme_aa', null],
    ['smile', null],
  ] as const) {
    assert.equal(arkitNameOf(theirs), arkit, theirs);
  }
  for (const name of ARKIT_NAMES) assert.equal(arkitNameOf(name), name);
});

test('Character Creator and underscore names, other units and directions are understood', async () => {
  const underscored = await exported(rename((name) => name.replace(/Left$/, '_L').replace(/Right$/, '_R')));
  assert.equal((await inspectGlb(underscored)).grade, 'full');

  const far = await exported((document) => {
    const root = document
      .getRoot()
      .listNodes()
      .find((node) => node.getName() === 'avatar');
    root?.setScale([100, 100, 100]).setRotation([0, 1, 0, 0]);
  });
  const report = await inspectGlb(far);
  assert.deepEqual([report.unit, report.facing, report.turn, report.grade], ['cm', '-z', 180, 'full']);
  assert.equal(report.warnings.length, 2);

  const aside = await exported((document) => {
    const root = document
      .getRoot()
      .listNodes()
      .find((node) => node.getName() === 'avatar');
    root?.setRotation([0, Math.SQRT1_2, 0, Math.SQRT1_2]);
  });
  assert.deepEqual([(await inspectGlb(aside)).facing, (await inspectGlb(aside)).turn], ['+x', -90]);
});

test('missing shapes are named, and what speech needs decides the grade', async () => {
  const without = (gone: readonly ArkitName[]) =>
    exported(rename((name) => (gone.some((other) => other === name) ? `custom_${name}` : name)));
  const good = await inspectGlb(await without(['tongueOut', 'cheekPuff']));
  assert.deepEqual([good.grade, good.missing], ['good', ['cheekPuff', 'tongueOut']]);
  const limited = await inspectGlb(await without(['mouthClose', 'mouthFunnel']));
  assert.equal(limited.grade, 'limited');
});

test('VRM 1.0 expressions stand in for shapes, with a limited grade', async () => {
  const report = await inspectGlb(await vrm());
  assert.deepEqual([report.naming, report.grade], ['vrm', 'limited']);
  assert.deepEqual(
    [...report.present].sort(),
    ['eyeBlinkLeft', 'eyeBlinkRight', 'jawOpen', 'mouthFunnel', 'mouthPucker'].sort(),
  );
  assert.equal(report.mapped.jawOpen, 'VRM aa');
});

const part = (model: AvatarModel, name: string) => {
  const found = model.parts.find((item) => item.name === name);
  assert.ok(found, name);
  return found;
};

test('a person in centimetres with her back to us becomes the person we know', async () => {
  const far = await exported((document) => {
    const root = document
      .getRoot()
      .listNodes()
      .find((node) => node.getName() === 'avatar');
    root?.setScale([100, 100, 100]).setRotation([0, 1, 0, 0]);
  });
  const { glb: made } = await convertGlb(far);
  const [before, after] = [await readModel(own), await readModel(made)];
  // The file starts at the hem of her jacket, which is where it stands; the head's joint tells how far that is down.
  const drop = (before.joints[3]?.[1] ?? 0) - (after.joints[3]?.[1] ?? 0);
  const [a, b] = [part(before, 'skin'), part(after, 'skin')];
  // The tongue's too: it parts the lips.
  assert.equal(b.targets.size, 52);
  const box = (positions: Float32Array, c: number, from: (a: number, b: number) => number): number =>
    Array.from({ length: positions.length / 3 }, (_, i) => positions[i * 3 + c] ?? 0).reduce((x, y) =>
      from(x, y),
    );
  for (const c of [0, 1, 2]) {
    for (const from of [Math.min, Math.max]) {
      const shift = c === 1 ? drop : 0;
      const off = Math.abs(box(a.positions, c, from) - shift - box(b.positions, c, from)) * 1000;
      assert.ok(off < (c === 2 ? 0.5 : 2), `axis ${c} is off by ${off.toFixed(2)} mm`);
    }
  }
  const reach = (model: AvatarModel): number => {
    const { offsets } = part(model, 'skin').targets.get('jawOpen') ?? { offsets: new Float32Array() };
    return offsets.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  };
  assert.ok(Math.abs(reach(before) - reach(after)) < 2e-4);
  // Lids meet a little below the middle of the ball.
  assert.ok(Math.abs((after.eyes[0][1] ?? 0) + drop - (before.eyes[0][1] ?? 0)) < 6e-3);
});

test('an imported person is drawn, and her mouth opens', async () => {
  const { glb: made } = await convertGlb(
    await exported(rename((name) => name.replace(/Left$/, '_L').replace(/Right$/, '_R'))),
  );
  const folder = await mkdtemp(join(tmpdir(), 'semblante-import-'));
  try {
    await writeFile(join(folder, 'a.glb'), made);
    const size = { width: 160, height: 160 };
    const stage = await openStage({
      glb: join(folder, 'a.glb'),
      ...size,
      quality: 'draft',
      framing: 'close',
      background: { type: 'color', color: '#204060' },
    });
    const shut = Buffer.from(await stage.draw([], [], 0, 1));
    const open = Buffer.from(await stage.draw(['jawOpen'], [0.8], 0, 1));
    stage.close();
    // Skin where the face is, the ground where it is not, and change only around the mouth.
    const red = (x: number, y: number): number => shut[(y * size.width + x) * 4] ?? 0;
    assert.ok(red(80, 90) > red(4, 4) + 40, `${red(80, 90)} against ${red(4, 4)}`);
    const changed = (from: number, to: number): number => {
      let sum = 0;
      for (let i = from * size.width * 4; i < to * size.width * 4; i++)
        sum += Math.abs((shut[i] ?? 0) - (open[i] ?? 0));
      return sum;
    };
    assert.ok(changed(80, 160) > 10 * changed(0, 60), `${changed(80, 160)} below, ${changed(0, 60)} above`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

for (const [what, code, make] of BROKEN) {
  test(`${what} is refused as ${code}`, async () => {
    const bytes = await make();
    await assert.rejects(inspectGlb(bytes), (error) => {
      assert.ok(error instanceof ImportRefused, String(error));
      assert.equal(error.code, code, error.message);
      return true;
    });
  });
}

test('a picture that cannot be decoded is refused when the person is converted', async () => {
  const bytes = await exported((document) => pictured(document, 64));
  await inspectGlb(bytes);
  await assert.rejects(
    convertGlb(bytes),
    (error) => error instanceof ImportRefused && error.code === 'malformed',
  );
});

test('for pages the same person is lighter: maps are smaller, shapes and vertices are the same', async () => {
  const { film, page, report } = await convertForFilmsAndPages(plain);
  assert.equal(report.grade, 'full');
  assert.ok(page.length < film.length, `${page.length} against ${film.length}`);
  const [a, b] = [part(await readModel(film), 'skin'), part(await readModel(page), 'skin')];
  assert.deepEqual([a.positions.length, a.targets.size], [b.positions.length, b.targets.size]);
});

test('words of the file come into the report short and plain', async () => {
  const report = await inspectGlb(
    await exported((document) => {
      document.getRoot().getAsset().generator = `\u0000\u001b[2J\ud800${'x'.repeat(1e6)}`;
      rename((name) => `${'p'.repeat(1e4)}.${name}`)(document);
    }),
  );
  assert.match(report.generator, /^\[2Jx{90,100}$/);
  assert.equal(report.grade, 'full');
  assert.ok(JSON.stringify(report).length < 20_000);
});
