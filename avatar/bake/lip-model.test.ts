import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalogueEntry } from '../catalogue.ts';
import { createLipProbe, lipProbeOf } from '../lip-probe.ts';
import { bakeAvatar } from './bake.ts';
import { lipModel } from './lip-model.ts';

test('lips of the unpainted model stand where those a film is drawn from stand', async () => {
  const { look } = (await readCatalogueEntry('br_corporate_ana')).assets;
  const baked = await createLipProbe((await bakeAvatar(look)).glb);
  const model = await lipModel(look);
  assert.deepEqual(model.parts.map((part) => part.name).sort(), ['skin', 'teeth']);
  const bare = lipProbeOf(model);
  for (const [names, values] of [
    [['jawOpen'], [0.5]],
    [
      ['jawOpen', 'mouthClose'],
      [0.3, 0.3],
    ],
    [
      ['jawOpen', 'mouthRollLower', 'mouthPucker'],
      [0.1, 0.6, 0.3],
    ],
  ] as const) {
    const one = baked(values, names);
    const other = bare(values, names);
    assert.ok(Math.abs(one.gapMm - other.gapMm) < 0.05, `${names}: ${one.gapMm} and ${other.gapMm} mm`);
    assert.ok(Math.abs(one.lipUnderTeethMm - other.lipUnderTeethMm) < 0.05, `${names}`);
  }
});
