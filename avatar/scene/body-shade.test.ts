/** The head's shadow on a real person's shoulder, in the drawn picture. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bakeAvatar } from '../bake/bake.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import { KEYS } from './gestures.ts';
import { openStage } from './still.ts';

const [WIDTH, HEIGHT] = [640, 360];
const { glb } = await bakeAvatar((await readCatalogueEntry('br_casual_rafael')).assets.look);

/** How green the plain shirt is along each column of the shoulder away from the key, from the seam down. */
async function shoulder(plain: boolean): Promise<number[][]> {
  const stage = await openStage({
    glb,
    width: WIDTH,
    height: HEIGHT,
    quality: 'standard',
    framing: 'medium',
    background: { type: 'set', name: 'studio' },
    plain,
  });
  const picture = await stage.draw([], [], 0, 1);
  stage.close();
  return Array.from({ length: 20 }, (_, k) => 384 + k).map((x) => {
    const column: number[] = [];
    for (let y = 200; y < HEIGHT; y++) {
      const [r = 0, g = 0, b = 0] = picture.subarray((y * WIDTH + x) * 4);
      if (g > 1.25 * r && g > 1.15 * b) column.push(g);
    }
    // Edges of the picture's own, the hem and the outline, are not looked at.
    return column.slice(6);
  });
}

for (const plain of [false, true]) {
  test(`the head's shadow on the shoulder is centimetres soft, drawn ${plain ? 'in full' : 'quickly'}`, async () => {
    const columns = await shoulder(plain);
    for (const [k, column] of columns.entries()) {
      assert.ok(column.length > 60, `column ${k}: ${column.length} pixels of cloth`);
      const dark = Math.min(...column.slice(0, 20));
      const lit = Math.max(...column.slice(20, 60));
      assert.ok(lit > 1.15 * dark, `column ${k}: from ${dark} to ${lit}, no shadow`);
      // 1.3 mm a pixel: from a tenth to nine tenths of the way.
      const from = column.findLastIndex((g, i) => i < 60 && g < dark + 0.1 * (lit - dark));
      const to = column.findIndex((g, i) => i > from && g > dark + 0.9 * (lit - dark));
      assert.ok(to - from >= 12, `column ${k}: an edge of ${to - from} pixels`);
      for (let i = 1; i < 60; i++) {
        const step = Math.abs(column[i]! - column[i - 1]!);
        assert.ok(step < 0.1 * lit, `column ${k}: a step of ${step} at ${i}`);
      }
    }
  });
}

test('hands shade the belly they rest before, softly, and leave it when they rise', async () => {
  const { look } = (await readCatalogueEntry('br_safety_carlos')).assets;
  const figure = await bakeAvatar(look, { lod: 'figure' });
  const stage = await openStage({
    glb: figure.glb,
    width: WIDTH,
    height: HEIGHT,
    quality: 'standard',
    framing: 'wide',
    background: { type: 'set', name: 'plant' },
    hands: (t) => (t < 1 ? KEYS.rest : [KEYS.show_right[1], KEYS.show_right[1]]),
  });
  const { portrait } = stage;
  const vest = portrait.shapes.find(({ posed }) => posed.part.name === 'vest');
  assert.ok(vest?.light);
  const resting = (await stage.draw([], [], 0, 1)).slice();
  const { light, posed } = vest;
  const under = light.slice();
  const away = (await stage.draw([], [], 2, 1)).slice();
  stage.close();
  // Before the belly, above the hips: where the vest is darkest with hands there.
  const darkest = under.reduce((least, value, v) => (value < under[least]! ? v : least), 0);
  assert.ok(under[darkest]! < 1 && light[darkest]! > 1.8, `${under[darkest]}, then ${light[darkest]}`);
  const shares = [...under].filter((_, v) => Math.abs(posed.positions[v * 3]!) < 0.12);
  assert.ok(shares.filter((value) => value > 0.6 && value < 1.8).length > 30, 'the shade has no soft edge');
  // In the picture: orange cloth that hands leave free in both.
  const orange = (picture: Uint8Array, k: number): boolean =>
    picture[k]! > 1.5 * picture[k + 1]! && picture[k + 1]! > 1.3 * picture[k + 2]!;
  let [most, brighter] = [0, 0];
  for (let k = 0; k < resting.length; k += 4) {
    if (!orange(resting, k) || !orange(away, k)) continue;
    most = Math.max(most, away[k]! - resting[k]!);
    if (away[k]! > resting[k]! + 6) brighter++;
  }
  assert.ok(most > 30 && brighter > 200, `${brighter} pixels of cloth are up to ${most} levels brighter`);
});
