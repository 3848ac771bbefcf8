/** Merged triangles and painted places, from the cache. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ModelPart } from './model.ts';
import { painted } from './painted.ts';
import { SETS } from './sets.ts';
import { COARSE, FINE, simplify } from './simplify.ts';
import { mergedKept, paintedKept } from './stage-kept.ts';

async function scratch(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kept-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** A square of 8 by 8 cells, 16 cm wide, its middle `bulge` metres before its edge. */
function sheet(bulge: number): ModelPart {
  const [positions, normals, uvs]: [number[], number[], number[]] = [[], [], []];
  const indices: number[] = [];
  for (let y = 0; y < 9; y++) {
    for (let x = 0; x < 9; x++) {
      positions.push(x * 0.02, y * 0.02, x === 4 && y === 4 ? bulge : 0);
      normals.push(0, 0, 1);
      uvs.push(x / 8, y / 8);
      const v = y * 9 + x;
      if (x < 8 && y < 8) indices.push(v, v + 1, v + 9, v + 1, v + 10, v + 9);
    }
  }
  return {
    positions: Float32Array.from(positions),
    normals: Float32Array.from(normals),
    uvs: Float32Array.from(uvs),
    indices: Uint32Array.from(indices),
    occlusion: null,
    targets: new Map(),
  } as unknown as ModelPart;
}

test('merged triangles come from the file, and from another one when anything that decides is another', async (t) => {
  const folder = await scratch(t);
  const part = sheet(0.01);
  const made = await simplify(part, 0.001, COARSE);
  assert.ok(made.length > 0 && made.length < part.indices.length);
  assert.deepEqual(await mergedKept(part, 0.001, COARSE, folder), made);
  const [file = ''] = await readdir(folder);
  const path = join(folder, file);
  const bytes = await readFile(path);

  // Only an answer that comes from the file can hold what no merging gives.
  const other = Buffer.from(bytes);
  other.writeUInt32LE(77, 4);
  await writeFile(path, other);
  assert.equal((await mergedKept(part, 0.001, COARSE, folder))[0], 77);
  await truncate(path, bytes.length - 4);
  assert.deepEqual(await mergedKept(part, 0.001, COARSE, folder), made, 'half a file is made anew');

  await mergedKept(sheet(0.02), 0.001, COARSE, folder);
  await mergedKept(part, 0.002, COARSE, folder);
  await mergedKept(part, 0.001, FINE, folder);
  await mergedKept(part, 0.001, null, folder);
  const target = { vertices: Uint32Array.of(3), offsets: Float32Array.of(0, 0, 0.01) };
  await mergedKept({ ...part, targets: new Map([['jawOpen', target]]) }, 0.001, COARSE, folder);
  assert.equal((await readdir(folder)).length, 6);
});

test('a painted place comes from the file; another size, blur or exposure has its own', async (t) => {
  const folder = await scratch(t);
  const { studio } = SETS;
  assert.ok(studio);
  const options = { set: studio, width: 64, height: 36 };
  const made = painted(options);
  assert.deepEqual(await paintedKept('studio', options, folder), made);
  const [file = ''] = await readdir(folder);
  const bytes = await readFile(join(folder, file));
  bytes[8] = (bytes[8] ?? 0) ^ 255;
  await writeFile(join(folder, file), bytes);
  assert.notEqual((await paintedKept('studio', options, folder)).rgba[0], made.rgba[0]);

  await paintedKept('studio', { ...options, width: 48 }, folder);
  await paintedKept('studio', { ...options, bokeh: 0.01 }, folder);
  const brighter = { ...studio, lighting: { ...studio.lighting, exposure: 1.3 } };
  await paintedKept('studio', { ...options, set: brighter }, folder);
  assert.equal((await readdir(folder)).length, 4);
});
