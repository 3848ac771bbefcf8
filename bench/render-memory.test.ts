import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureMemory } from './render-memory.ts';

test('memory stays flat over 600 frames', async () => {
  const { kb_per_frame: slope, device_objects: objects, rss_mb: rss } = await measureMemory(600);
  assert.equal(objects[0], objects[1]);
  assert.ok((objects[0] ?? 0) > 10, 'the renderer says nothing about what it holds');
  // One picture of this size a frame would be 58 kB; collected garbage comes and goes by megabytes.
  assert.ok(slope < 40, `${slope} kB a frame: ${rss.join(' ')} MB`);
});
