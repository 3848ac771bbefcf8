/**
 * Nobody but its owner, or the agent that holds its lease, can read, list, follow, fetch, store or change anything: the
 * matrix of `isolation/*-rights.ts`, tried by everybody on every road of a real stack. What is refused is tried first,
 * and must leave every row as it was; then what is allowed is done, so that the refusals prove something.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { World } from './isolation/cast.ts';
import { coverage } from './isolation/coverage.ts';
import { refusalsOfStorage } from './isolation/objects.ts';
import { leasesThatEnded, permissions } from './isolation/permissions.ts';
import { everybody, snapshot } from './isolation/rows.ts';
import { refusalsOfServices } from './isolation/services.ts';
import { refusalsOfPostgrest } from './isolation/tables.ts';
import { refusalsOfTopics, whatFollowersHear } from './isolation/topics.ts';
import { openWorld } from './isolation/world.ts';

let opened: World | undefined;
let untouched: Record<string, string>;
before(async () => {
  opened = await openWorld();
  untouched = await snapshot(opened);
});
after(async () => {
  for (const { client } of opened ? everybody(opened) : []) await client.realtime.disconnect();
  await opened?.stack.stop();
});

function world(): World {
  assert.ok(opened);
  return opened;
}

coverage(world);
refusalsOfPostgrest(world);
refusalsOfServices(world);
refusalsOfStorage(world);
refusalsOfTopics(world);
test('nothing that was refused has changed a row', async () => {
  assert.deepEqual(await snapshot(world()), untouched);
});
leasesThatEnded(world);
whatFollowersHear(world);
permissions(world);
