/** The head's shadow on a real person's shoulder, in the drawn picture. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bakeAvatar } from '../bake/bake.ts';
import { readCatalogueEntry } from '../catalogue.ts';
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
