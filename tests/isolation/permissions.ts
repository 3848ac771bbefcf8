/** What the refusals are measured against: the same calls go through for those they are for, and end with a lease. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FileName, World } from './cast.ts';
import { FUNCTIONS } from './function-rights.ts';
import { expire } from './hands.ts';
import { OBJECTS } from './object-rights.ts';
import { READS, WRITES } from './object-roads.ts';
import { ROUTES } from './route-rights.ts';
import { call, callRoute, entries, everybody, filterOf, rest, target, tryAll, verdictOf } from './rows.ts';
import { TABLES } from './table-rights.ts';

export function leasesThatEnded(world: () => World): void {
  test('a lost lease settles nothing, and what is uploaded late under it is never its owner’s to see', async () => {
    const { actors, leases, objects, lateUpload, stack } = world();
    const { ana, one } = actors;
    for (const [name, args] of [
      ['heartbeat_task', { progress: 1 }],
      ['complete_task', { artifact: {}, report: {} }],
      ['complete_and_claim', { artifact: {}, report: {}, stages: [], engines: [] }],
      ['fail_task', { code: 'internal', retryable: false, message: 'x', log_tail: '' }],
      ['release_task', {}],
    ] as const) {
      const { error, status } = await one.client.rpc(name, { lease_id: leases.lost, ...args });
      assert.deepEqual([status, error?.details], [409, 'lease_lost'], name);
    }
    const { path, token } = lateUpload;
    const bucket = one.client.storage.from('renders');
    const late = await bucket.uploadToSignedUrl(path, token, Buffer.from('late'), {
      contentType: 'video/mp4',
    });
    // Storage honours an address it gave; that is why only the folder of the accepted lease is the owner's.
    assert.equal(late.error, null);
    const { rows } = await stack.sql('select 1 from storage.objects where name = $1', [path]);
    assert.equal(rows.length, 1);
    for (const [name, read] of entries(READS))
      assert.equal(await read(ana, { ...objects.film, name: path }), false, name);
    assert.ok(await READS.download?.(ana, objects.film));
  });

  test('a lease that ran out neither reads nor writes, until its agent reports again', async () => {
    const { actors, folders, leases, objects, stack } = world();
    const { one } = actors;
    const bucket = one.client.storage.from('artifacts');
    const upload = async (name: string): Promise<boolean> =>
      (await bucket.upload(folders.spare + name, Buffer.from('x'), { contentType: 'audio/wav' })).error ===
      null;
    const reads = async (name: string): Promise<boolean> =>
      (await bucket.download(folders.spare + name)).error === null;
    assert.ok(await upload('audio.wav'));
    await expire(stack, leases.spare);
    assert.deepEqual([await upload('late.wav'), await reads('audio.wav')], [false, false]);
    const { error } = await one.client.rpc('heartbeat_task', { lease_id: leases.spare, progress: 0.1 });
    assert.equal(error, null);
    assert.deepEqual([await upload('late.wav'), await reads('audio.wav')], [true, true]);
    assert.ok(await READS.download?.(one, objects.accepted));
  });
}

export function permissions(world: () => World): void {
  describe('the same goes through for those it is for', () => {
    for (const file of Object.keys(OBJECTS) as FileName[]) {
      test(`Storage: ${file}`, async () => {
        for (const { right, name, write } of WRITES) {
          for (const actor of everybody(world())) {
            if (!OBJECTS[file][right].includes(actor.name)) continue;
            assert.ok(await write(actor, world().objects[file]), `${actor.name}: ${name}`);
          }
        }
      });
    }
    test('functions', async () => {
      await tryAll(
        world(),
        FUNCTIONS,
        (actor, name) => call(world(), actor, name),
        (expected) => expected === 'ok',
      );
    });
    test('an accepted film becomes its owner’s, and its maker’s no longer', async () => {
      const { actors, objects } = world();
      for (const actor of everybody(world()))
        assert.equal(await READS.download?.(actor, objects.unaccepted), actor === actors.ana, actor.name);
      for (const { right, name, write } of WRITES)
        if (right !== 'remove') assert.equal(await write(actors.one, objects.unaccepted), false, name);
    });
    test('one idempotency key in two hands makes two films', async () => {
      const args = {
        ...FUNCTIONS.create_render_job?.args(world()),
        project_id: null,
        idempotency_key: 'first',
      };
      const { bia } = world().actors;
      const { body, text } = await world().request(bia, 'POST', '/rest/v1/rpc/create_render_job', {
        body: args,
      });
      const { job_id } = body as { job_id?: string };
      assert.ok(job_id && job_id !== world().ids.film, text);
    });
    test('routes of the API', async () => {
      const writes = Object.fromEntries(entries(ROUTES).filter(([name]) => !name.startsWith('get ')));
      await tryAll(
        world(),
        writes,
        (...of) => callRoute(world(), ...of),
        (expected) => expected === 'ok',
      );
    });
    test('tables', async () => {
      const { ana } = world().actors;
      for (const [name, table] of entries(TABLES)) {
        if (!table.newRow) continue;
        const reply = await rest(world(), ana, 'POST', name, table.newRow(world()));
        assert.equal(reply.status, 201, `insert ${name}: ${reply.text}`);
      }
      for (const [name, table] of entries(TABLES)) {
        const row = await target(world(), name, table);
        const where = await filterOf(world(), name, row);
        for (const column of table.update) {
          const reply = await world().request(ana, 'PATCH', `/rest/v1/${name}?${where}`, {
            body: { [column]: row[column] },
            headers: { prefer: 'return=representation' },
          });
          assert.equal(verdictOf(reply), 'ok', `update ${name}.${column}: ${reply.text}`);
        }
      }
      for (const [name, table] of entries(TABLES)) {
        if (!table.remove) continue;
        const where = await filterOf(world(), name, await target(world(), name, table));
        const reply = await world().request(ana, 'DELETE', `/rest/v1/${name}?${where}`, {
          headers: { prefer: 'return=representation' },
        });
        assert.equal(verdictOf(reply), 'ok', `delete ${name}: ${reply.text}`);
      }
    });
  });
}
