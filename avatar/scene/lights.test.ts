import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RenderSettings } from '../../supabase/functions/_shared/contract/job.ts';
import { lit } from './lights.ts';
import { SETS } from './sets.ts';

const LIGHTS = RenderSettings.shape.light.unwrap().options.filter((light) => light !== 'set');

test('every light is a rig of its own, and none touches the place or its exposure', () => {
  assert.ok(LIGHTS.length >= 4);
  for (const set of Object.values(SETS)) {
    assert.equal(lit(set), set);
    assert.equal(lit(set, 'set'), set);
    const keys = new Set<string>();
    for (const light of LIGHTS) {
      const own = lit(set, light);
      assert.equal(own.paint, set.paint);
      assert.equal(own.lighting.exposure, set.lighting.exposure);
      keys.add(JSON.stringify(own.lighting));
    }
    assert.equal(keys.size, LIGHTS.length);
  }
});
