import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { type ModelPart, readModel } from '../scene/model.ts';
import { bakeAvatar } from './bake.ts';
import { settleBrows } from './brow-line.ts';
import { paintLashes } from './brows.ts';
import { MakeHumanData } from './data.ts';
import { bodyOf } from './drape.ts';
import { type EyeBall, eyeSurface, paintEye, settleGaze } from './eyes.ts';
import { LINEAR_BYTE } from './image.ts';
import { position, type Surface } from './surface.ts';

/** Mean luminance, linear, of a ring of an eye's texture; radii in widths of the texture. */
function ring(image: { width: number; rgba: Uint8Array }, from: number, to: number): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < image.width; y++) {
    for (let x = 0; x < image.width; x++) {
      const r = Math.hypot(x + 0.5 - image.width / 2, y + 0.5 - image.width / 2) / image.width;
      if (r < from || r > to) continue;
      const [red, green, blue] = [0, 1, 2].map(
        (c) => LINEAR_BYTE[image.rgba[(y * image.width + x) * 4 + c]!]!,
      );
      sum += 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
      count++;
    }
  }
  return sum / count;
}

test('nobody has black discs for eyes: pupil, iris and white stand apart in everybody', async () => {
  for (const id of await catalogueIds()) {
    const image = paintEye((await readCatalogueEntry(id)).assets.look, 128);
    const [pupil, iris, white] = [ring(image, 0, 0.06), ring(image, 0.1, 0.16), ring(image, 0.23, 0.3)];
    assert.ok(iris > 4 * pupil + 0.01, `${id}: iris ${iris}, pupil ${pupil}`);
    assert.ok(white > 2 * iris && white > 0.15 && white < 0.5, `${id}: white ${white}, iris ${iris}`);
  }
});

test('a ball under low lids turns down to where they open, never further than five degrees', () => {
  const ball: EyeBall = { centre: [0.3, 15, 1], radius: 0.15, side: 'Left' };
  // Margins of the lids on the ball, by their heights from its middle.
  const lids = (...heights: readonly number[]): Float32Array =>
    Float32Array.from(heights.flatMap((y) => [0.3, 15 + y, 1 + Math.sqrt(0.151 ** 2 - y * y)]));
  const lowest = (settled: EyeBall): number => {
    const points = position(eyeSurface([settled], 'ball'));
    // The first ring is the middle of the pupil.
    return points[1]! - 15;
  };
  assert.equal(settleGaze(ball, lids(0.06, -0.05)).pitch, 0);
  const settled = settleGaze(ball, lids(0.04, -0.06));
  assert.ok(Math.abs(lowest(settled) - (-0.01 + 0.006)) < 0.001, `${lowest(settled)}`);
  assert.ok(Math.abs((settleGaze(ball, lids(0.01, -0.08)).pitch ?? 0) - 5) < 1e-9);
  assert.deepEqual(settleGaze(ball, new Float32Array()), ball);
});

test('an iris is as large as in people, whatever the ball, and lies where the texture has it', () => {
  for (const radius of [0.134, 0.146, 0.158]) {
    const ball: EyeBall = { centre: [0.3, 15, 1], radius, side: 'Left' };
    const surface = eyeSurface([ball], 'ball');
    const points = position(surface);
    let limbus = 0;
    for (const { v, uv } of surface.faces) {
      for (const [k, i] of v.entries()) {
        const at = Math.hypot(surface.uvs[uv[k]! * 2]! - 0.5, surface.uvs[uv[k]! * 2 + 1]! - 0.5);
        if (Math.abs(at - 0.192) < 0.001) limbus = Math.hypot(points[i * 3]! - 0.3, points[i * 3 + 1]! - 15);
      }
    }
    assert.ok(Math.abs(limbus - 0.059) < 0.002, `ball of ${radius * 100} mm: iris of ${limbus * 100} mm`);
    // A ball between lids leaves a quarter of a millimetre: the cornea alone stands further out, and not by much.
    const height = (part: 'ball' | 'cornea'): number =>
      Math.max(...position(eyeSurface([ball], part)).filter((_, i) => i % 3 === 2));
    assert.ok(height('cornea') - 1 - radius < 0.02);
  }
});

/** A part with shapes worn, for rays. */
function worn(part: ModelPart, shapes: readonly string[]): Surface {
  const points = Float32Array.from(part.positions);
  for (const name of shapes) {
    const target = part.targets.get(name);
    target?.vertices.forEach((v, k) => {
      for (let c = 0; c < 3; c++) points[v * 3 + c]! += target.offsets[k * 3 + c]!;
    });
  }
  const faces = Array.from({ length: part.indices.length / 3 }, (_, i) => {
    const v = [...part.indices.subarray(i * 3, i * 3 + 3)];
    return { v, uv: v };
  });
  const fields = new Map([['position', { size: 3, data: points }]]);
  return { faces, uvs: [], vertexCount: points.length / 3, fields };
}

for (const id of ['br_corporate_ana', 'br_safety_carlos']) {
  test(`${id}: a blink shuts the eyes, and neither ball nor cornea comes through the lids`, async () => {
    const { glb } = await bakeAvatar((await readCatalogueEntry(id)).assets.look, { lod: 'preview' });
    const model = await readModel(await readFile(glb));
    const part = (name: string): ModelPart => model.parts.find((p) => p.name === name) as ModelPart;
    const shapes = ['eyeBlinkLeft', 'eyeBlinkRight'];
    const seen = (blink: readonly string[]): number => {
      const lids = bodyOf([worn(part('skin'), blink)]);
      const eyes = bodyOf([worn(part('eyes'), []), worn(part('cornea'), [])]);
      let open = 0;
      for (const [ex = 0, ey = 0] of model.eyes) {
        for (let x = -0.016; x <= 0.016; x += 0.0005) {
          for (let y = -0.014; y <= 0.014; y += 0.0005) {
            const eye = eyes.front(ex + x, ey + y);
            const lid = lids.front(ex + x, ey + y);
            if (eye && lid && eye.at[2] > lid.at[2]) open++;
          }
        }
      }
      return open;
    };
    const [wide, shut] = [seen([]), seen(shapes)];
    assert.ok(wide > 600, `${wide} quarters of a square millimetre of open eye`);
    assert.ok(shut <= wide * 0.005, `${shut} of ${wide} quarters of a square millimetre show in a blink`);
    const narrow = seen(['eyeSquintLeft', 'eyeSquintRight']) / wide;
    assert.ok(narrow > 0.4 && narrow < 0.7, `a squint leaves ${narrow.toFixed(2)} of an eye`);
  });
}

test('lashes of the lower lid are shorter than those above it, and none are lost', async () => {
  const data = new MakeHumanData();
  for (const style of ['Eyelashes01', 'eyelashes02']) {
    const path = data.proxy('eyelashes', style).textures.diffuse;
    assert.ok(path);
    const size = 512;
    const { rgba } = await paintLashes(path, 1, size);
    // Left and right lie above each other, the upper lids' first; a row of tips may reach into the next strip's.
    const sums = [0, 0];
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) sums[y < size * 0.55 ? 0 : 1]! += rgba[(y * size + x) * 4 + 3]! / 255;
    const [upper = 0, lower = 0] = sums;
    assert.ok(upper > 2500 && lower > 600 && lower < 0.6 * upper, `${style}: ${upper} above, ${lower} below`);
  }
});

/** A strip of brow on a forehead that leans back, 20 mm a side, its height above the pupils given for shares of its length. */
function brow(height: (along: number) => number): Surface {
  const points: number[] = [];
  for (const side of [1, -1])
    for (let i = 0; i <= 24; i++)
      for (const dy of [-0.02, 0.02]) points.push(side * (0.15 + i / 60), 10 + height(i / 24) + dy, 0.95);
  const fields = new Map([['position', { size: 3, data: Float32Array.from(points) }]]);
  return { faces: [], uvs: [], vertexCount: points.length / 3, fields };
}
const FOREHEAD: Surface = {
  faces: [{ v: [0, 1, 2, 3], uv: [0, 1, 2, 3] }],
  uvs: [],
  vertexCount: 4,
  fields: new Map([
    ['position', { size: 3, data: Float32Array.from([-2, 9, 1.1, 2, 9, 1.1, 2, 12, 0.5, -2, 12, 0.5]) }],
  ]),
};
const profile = (surface: Surface): number[] => {
  const points = position(surface);
  return [0, 8, 16, 24].map((i) => (points[i * 6 + 1]! + points[i * 6 + 4]!) / 2 - 10);
};

test('brows that frown or hang come to rest on the skin; relaxed ones stay', () => {
  const arched = (along: number): number => 0.1 + 0.035 * Math.sin(Math.PI * Math.min(1, along * 0.75));
  const relaxed = brow(arched);
  settleBrows(relaxed, FOREHEAD, 10, 0);
  profile(relaxed).forEach((value, i) => {
    assert.ok(Math.abs(value - arched([0, 1 / 3, 2 / 3, 1][i]!)) < 0.004, `${value}`);
  });
  const stern = brow((along) => 0.07 + 0.09 * along);
  settleBrows(stern, FOREHEAD, 10, 0);
  const [inner = 0, , arch = 0] = profile(stern);
  assert.ok(inner > 0.09 && arch - inner < 0.05, `inner end ${inner}, arch ${arch}`);
  const sad = brow((along) => 0.13 - 0.08 * along);
  settleBrows(sad, FOREHEAD, 10, 0);
  const [high = 0, , peak = 0, tail = 0] = profile(sad);
  assert.ok(peak > high && tail > peak - 0.06, `inner end ${high}, arch ${peak}, tail ${tail}`);
  // The forehead leans back by a fifth of what is climbed.
  const points = position(stern);
  assert.ok(Math.abs(points[2]! - (0.95 - 0.2 * (points[1]! - 10.05))) < 0.003);
  const crooked = position(sad);
  for (let i = 0; i < 50 * 3; i += 3) assert.ok(Math.abs(crooked[i + 1]! - crooked[i + 151]!) < 1e-5);
});
