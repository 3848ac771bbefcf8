import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Draft, DraftDefaults, newDraft } from './draft.ts';
import { newPlace } from './draft-place.ts';
import { createDraftSync, type RemoteDrafts, type StoredDraft, type SyncState } from './draft-sync.ts';

const blank = newDraft(DraftDefaults.parse({}));
const titled = (title: string): Draft => ({ ...blank, title });

/** Drafts as the table keeps them: a save names the revision it was made from. */
function account() {
  const rows = new Map<string, StoredDraft>();
  let connected = true;
  const remote: RemoteDrafts = {
    async save(id, revision, draft) {
      if (!connected) return { kind: 'offline' };
      const row = rows.get(id);
      if (!row && revision > 0) return { kind: 'gone' };
      if (row && row.revision !== revision) return { kind: 'conflict', current: row };
      rows.set(id, { revision: revision + 1, updatedAt: 1000, draft });
      return { kind: 'saved', revision: revision + 1 };
    },
    async load(id) {
      if (!connected) throw new TypeError('network');
      return rows.get(id) ?? null;
    },
  };
  return {
    rows,
    remote,
    connect: (on: boolean) => {
      connected = on;
    },
  };
}

function device(remote: RemoteDrafts, now: number, place = newPlace('somebody', 0)) {
  const seen = { states: [] as SyncState[], newer: [] as Draft[], copies: 0, place };
  const sync = createDraftSync(
    remote,
    place,
    {
      onState: (state) => seen.states.push(state),
      onPlace: (next) => {
        seen.place = next;
      },
      onNewer: (draft) => seen.newer.push(draft),
      onKeptCopy: () => {
        seen.copies += 1;
      },
    },
    () => now,
  );
  return { sync, seen };
}

test('a draft that nobody touched is not stored; the first change stores it, the next goes on top', async () => {
  const { rows, remote } = account();
  const { sync, seen } = device(remote, 500);
  await sync.open(blank);
  assert.equal(rows.size, 0);
  sync.changed(titled('a'));
  assert.equal(seen.states.at(-1), 'saving');
  await sync.flush();
  sync.changed(titled('b'));
  await sync.flush();
  assert.equal(seen.states.at(-1), 'saved');
  assert.deepEqual([...rows.values()], [{ revision: 2, updatedAt: 1000, draft: titled('b') }]);
  assert.deepEqual([seen.place.revision, seen.place.dirty], [2, false]);
  sync.stop();
});

test('without a connection it waits, and goes on when there is one', async () => {
  const { rows, remote, connect } = account();
  const { sync, seen } = device(remote, 500);
  connect(false);
  sync.changed(titled('a'));
  await sync.flush();
  assert.equal(seen.states.at(-1), 'offline');
  assert.equal(seen.place.dirty, true);
  connect(true);
  await sync.flush();
  assert.equal(seen.states.at(-1), 'saved');
  assert.equal(rows.size, 1);
  sync.stop();
});

test('a newer version from elsewhere is opened', async () => {
  const { rows, remote } = account();
  const { sync, seen } = device(remote, 500);
  sync.changed(titled('a'));
  await sync.flush();
  rows.set(seen.place.id, { revision: 2, updatedAt: 2000, draft: titled('phone') });
  sync.changed(titled('desk'));
  await sync.flush();
  assert.deepEqual(seen.newer, [titled('phone')]);
  assert.deepEqual([seen.place.revision, seen.place.dirty], [2, false]);
  sync.stop();
});

test('a newer version of this device goes on top, the other becomes a draft of its own', async () => {
  const { rows, remote } = account();
  const { sync, seen } = device(remote, 3000);
  sync.changed(titled('a'));
  await sync.flush();
  rows.set(seen.place.id, { revision: 2, updatedAt: 2000, draft: titled('phone') });
  sync.changed(titled('desk'));
  await sync.flush();
  assert.equal(seen.copies, 1);
  assert.deepEqual([...rows.values()].map(({ draft }) => draft.title).sort(), ['desk', 'phone (2)']);
  assert.equal(rows.get(seen.place.id)?.revision, 3);
  sync.stop();
});

test('what was changed elsewhere while this device slept is opened with the studio', async () => {
  const { rows, remote } = account();
  const place = { ...newPlace('somebody', 9000), revision: 1 };
  rows.set(place.id, { revision: 4, updatedAt: 2000, draft: titled('phone') });
  const { sync, seen } = device(remote, 9000, place);
  await sync.open(titled('old'));
  assert.deepEqual(seen.newer, [titled('phone')]);
  assert.equal(seen.place.revision, 4);
  sync.stop();
});

test('a draft deleted elsewhere is stored anew only when it is changed again', async () => {
  const { rows, remote } = account();
  const place = { ...newPlace('somebody', 0), revision: 7 };
  const { sync, seen } = device(remote, 500, place);
  await sync.open(titled('a'));
  assert.equal(rows.size, 0);
  sync.changed(titled('b'));
  await sync.flush();
  assert.notEqual(seen.place.id, place.id);
  assert.deepEqual([...rows.keys()], [seen.place.id]);
  sync.stop();
});

test('a save whose answer was lost is recognised as one’s own', async () => {
  const { rows, remote } = account();
  const place = { ...newPlace('somebody', 9000), revision: 1, dirty: true };
  rows.set(place.id, { revision: 2, updatedAt: 9500, draft: titled('a') });
  const { sync, seen } = device(remote, 9000, place);
  await sync.open(titled('a'));
  assert.deepEqual([seen.newer, seen.copies, seen.place.revision], [[], 0, 2]);
  assert.equal(seen.states.at(-1), 'saved');
  sync.stop();
});
