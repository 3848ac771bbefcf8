import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { trimCache } from './cache.ts';

const HOUR = 3600;

test('what was not used for longest goes first, until the rest fits; nothing that may be in use', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'semblante-cache-'));
  try {
    const now = Date.now() / 1000;
    for (const [name, hours] of [
      ['old', 30],
      ['older', 40],
      ['recent', 2],
      ['in-use', 0.1],
    ] as const) {
      await writeFile(join(folder, name), Buffer.alloc(1000));
      await utimes(join(folder, name), now - hours * HOUR, now - 50 * HOUR);
    }
    assert.equal(await trimCache(folder, 4000), 0);
    assert.equal(await trimCache(folder, 2500), 2000);
    assert.deepEqual((await readdir(folder)).sort(), ['in-use', 'recent']);
    assert.equal(await trimCache(folder, 0), 1000);
    assert.deepEqual(await readdir(folder), ['in-use']);
    assert.equal(await trimCache(join(folder, 'nowhere'), 0), 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
