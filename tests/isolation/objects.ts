/** Storage: every object on every road, and the buckets themselves. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FileName, World } from './cast.ts';
import { OBJECTS } from './object-rights.ts';
import { READS, WRITES } from './object-roads.ts';
import { entries, everybody } from './rows.ts';

export function refusalsOfStorage(world: () => World): void {
  describe('Storage refuses', () => {
    const files = Object.keys(OBJECTS) as FileName[];
    for (const file of files) {
      test(`${file}: read by those named and by nobody else`, async () => {
        for (const actor of everybody(world())) {
          for (const [name, read] of entries(READS)) {
            const may = OBJECTS[file].read.includes(actor.name);
            assert.equal(await read(actor, world().objects[file]), may, `${actor.name}: ${name}`);
          }
        }
        const { bucket, name } = world().objects[file];
        const open = await world().request(
          world().actors.visitor,
          'GET',
          `/storage/v1/object/public/${bucket}/${name}`,
        );
        assert.equal(open.status < 400, file === 'portrait');
      });
      test(`${file}: written by nobody who is not named`, async () => {
        for (const { right, name, write } of WRITES) {
          for (const actor of everybody(world())) {
            if (OBJECTS[file][right].includes(actor.name)) continue;
            assert.equal(await write(actor, world().objects[file]), false, `${actor.name}: ${name}`);
          }
        }
      });
    }
    test('buckets, to everybody', async () => {
      for (const { name, client } of everybody(world())) {
        assert.deepEqual((await client.storage.listBuckets()).data ?? [], [], name);
        assert.ok((await client.storage.createBucket('mine')).error, name);
        for (const bucket of new Set(Object.values(world().objects).map((object) => object.bucket))) {
          await client.storage.updateBucket(bucket, { public: true });
          await client.storage.deleteBucket(bucket);
        }
      }
    });
  });
}
