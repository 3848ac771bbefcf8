/** Every mouth of the catalogue closes and opens, whatever sliders shaped it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lipModel } from './bake/lip-model.ts';
import { catalogueIds, readCatalogueEntry } from './catalogue.ts';
import { lipProbeOf } from './lip-probe.ts';

for (const id of await catalogueIds()) {
  test(`${id} closes the lips on p, b, m and opens them on a`, async () => {
    const probe = lipProbeOf(await lipModel((await readCatalogueEntry(id)).assets.look));
    const gap = (curves: Record<string, number>): number =>
      probe(Object.values(curves), Object.keys(curves)).gapMm;
    const shut: Record<string, number>[] = [
      {},
      { jawOpen: 0.12, mouthClose: 0.12, mouthPressLeft: 0.5, mouthPressRight: 0.5 },
      { jawOpen: 0.5, mouthClose: 0.5 },
    ];
    for (const curves of shut) {
      const mm = gap(curves);
      assert.ok(mm <= 0.15 && mm >= -2.5, `${JSON.stringify(curves)}: ${mm.toFixed(2)} mm`);
    }
    const open = gap({ jawOpen: 0.5 });
    assert.ok(open > 8, `a: ${open.toFixed(2)} mm`);
  });
}
