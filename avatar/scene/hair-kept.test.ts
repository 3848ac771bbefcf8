/** What is seen of the hair, from the cache. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hairKept } from './hair-kept.ts';
import { hairOfFilm } from './hair-thinning.ts';

// Two triangles in front of each other, the nearer one smaller: 20 cm wide, 3 cm apart.
const job = {
  hair: {
    positions: Float32Array.from([
      ...[-0.05, -0.05, 0.03, 0.05, -0.05, 0.03, 0, 0.05, 0.03],
      ...[-0.1, -0.1, 0, 0.1, -0.1, 0, 0, 0.1, 0],
    ]),
    uvs: Float32Array.from([0, 0, 1, 0, 0.5, 1, 0, 0, 1, 0, 0.5, 1]),
    indices: Uint32Array.from([0, 1, 2, 3, 4, 5]),
  },
  alpha: { width: 1, height: 1, rgba: Uint8Array.from([0, 0, 0, 255]) },
  skins: [],
  cell: 0.004,
};

test('the cache hands back what was found, tells hair apart, and heals', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hair-'));
  try {
    const made = hairOfFilm(job);
    assert.ok(made.solid.length > 0 && made.caster.length > 0);
    assert.deepEqual(await hairKept(job, folder), made);
    const [file = ''] = await readdir(folder);
    const path = join(folder, file);
    const bytes = await readFile(path);

    // Only an answer that comes from the file can hold what no hair gives.
    const other = Buffer.from(bytes);
    other.writeUInt32LE(4, 3 * 4);
    await writeFile(path, other);
    assert.equal((await hairKept(job, folder)).solid[0], 4);

    await truncate(path, bytes.length - 4);
    assert.deepEqual(await hairKept(job, folder), made);
    assert.deepEqual(await readFile(path), bytes);

    const clear = { ...job, alpha: { ...job.alpha, rgba: Uint8Array.from([0, 0, 0, 0]) } };
    assert.equal((await hairKept(clear, folder)).solid.length, 0);
    await hairKept({ ...job, cell: 0.005 }, folder);
    assert.equal((await readdir(folder)).length, 3);
  } finally {
    await rm(folder, { recursive: true });
  }
});
