/** What stands between the ranges and the encoder. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompositingRequest } from './compositing-engine.ts';
import { filterGraph } from './encoding.ts';

const request = { width: 1280, height: 720, fps: 25, format: 'mp4' } as CompositingRequest;

test('pictures that nothing is laid over stay as the engine wrote them; all others are mixed as light', () => {
  const plain = filterGraph(request, { alpha: false, planar: true });
  assert.match(plain, /setpts=N,format=yuv420p\[film\]$/);
  assert.doesNotMatch(plain, /rgb|scale/);
  for (const layers of [
    { alpha: false, planar: false },
    { alpha: true, planar: false, background: 1 },
    { alpha: false, planar: true, logo: 1 },
    { alpha: false, planar: true, burned: 'captions.ass' },
  ]) {
    assert.match(filterGraph(request, layers), /format=rgb.*out_color_matrix=bt709.*format=yuv420p\[film\]$/);
  }
});
