import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SupabaseClient } from '@supabase/supabase-js';
import { startServiceStack } from '../service-stack.ts';
import { filesOnDisk, OWNER, prepareBuckets, STRANGER } from './storage-fixture.ts';

const stack = await startServiceStack();
after(() => stack.stop());
await prepareBuckets(stack);

const clients = {
  owner: stack.client(await stack.token(OWNER)),
  stranger: stack.client(await stack.token(STRANGER)),
  anonymous: stack.client(),
  secret: stack.admin(),
} as const;
type Who = keyof typeof clients;

/** `ok`, or the code the refusal carries. */
type Outcome = string;

const outcomeOf = ({ error }: { error: { message: string } | null }): Outcome => {
  if (error === null) return 'ok';
  return 'statusCode' in error ? `${String(error.statusCode)} ${error.message}` : error.message;
};

const OPERATIONS: Readonly<Record<string, (client: SupabaseClient, key: string) => Promise<Outcome>>> = {
  create: async (client) =>
    outcomeOf(await client.storage.from('notes').upload(`${OWNER}/${crypto.randomUUID()}.txt`, 'new')),
  'create where the name is taken': async (client, key) =>
    outcomeOf(await client.storage.from('notes').upload(key, 'again')),
  upsert: async (client, key) =>
    outcomeOf(await client.storage.from('notes').upload(key, 'changed', { upsert: true })),
  update: async (client, key) => outcomeOf(await client.storage.from('notes').update(key, 'changed')),
  download: async (client, key) => {
    const { data, error } = await client.storage.from('notes').download(key);
    return error === null && data !== null ? `read ${await data.text()}` : refusalOf(error);
  },
  info: async (client, key) => outcomeOf(await client.storage.from('notes').info(key)),
  'sign a URL': async (client, key) => outcomeOf(await client.storage.from('notes').createSignedUrl(key, 60)),
  'sign an upload': async (client) =>
    outcomeOf(await client.storage.from('notes').createSignedUploadUrl(`${OWNER}/${crypto.randomUUID()}`)),
  list: async (client) => {
    const { data } = await client.storage.from('notes').list(OWNER);
    return data !== null && data.length > 0 ? 'sees' : 'sees nothing';
  },
  remove: async (client, key) => {
    const { data } = await client.storage.from('notes').remove([key]);
    return `removed ${data?.length ?? 'nothing'}`;
  },
};

/** download answers a raw Response as its error: the body is the refusal. */
function refusalOf(error: unknown): Outcome {
  return outcomeOf({ error: error as { message: string } });
}

const DENIED = '403 new row violates row-level security policy';
const ABSENT = '404 Object not found';
const CASES: readonly (readonly [operation: string, Readonly<Record<Who, Outcome>>])[] = [
  ['create', { owner: 'ok', stranger: DENIED, anonymous: DENIED, secret: 'ok' }],
  [
    'create where the name is taken',
    {
      owner: '409 The resource already exists',
      stranger: DENIED,
      anonymous: DENIED,
      secret: '409 The resource already exists',
    },
  ],
  ['upsert', { owner: 'ok', stranger: DENIED, anonymous: DENIED, secret: 'ok' }],
  ['update', { owner: 'ok', stranger: ABSENT, anonymous: ABSENT, secret: 'ok' }],
  ['download', { owner: 'read original', stranger: ABSENT, anonymous: ABSENT, secret: 'read original' }],
  ['info', { owner: 'ok', stranger: ABSENT, anonymous: ABSENT, secret: 'ok' }],
  ['sign a URL', { owner: 'ok', stranger: ABSENT, anonymous: ABSENT, secret: 'ok' }],
  ['sign an upload', { owner: 'ok', stranger: DENIED, anonymous: DENIED, secret: 'ok' }],
  ['list', { owner: 'sees', stranger: 'sees nothing', anonymous: 'sees nothing', secret: 'sees' }],
  ['remove', { owner: 'removed 1', stranger: 'removed 0', anonymous: 'removed 0', secret: 'removed 1' }],
];

for (const [operation, expected] of CASES) {
  for (const who of Object.keys(clients) as Who[]) {
    test(`${operation}, ${who}: ${expected[who]}`, async () => {
      const key = `${OWNER}/${crypto.randomUUID()}.txt`;
      const made = await clients.secret.storage.from('notes').upload(key, 'original');
      assert.equal(made.error, null);
      const run = OPERATIONS[operation];
      assert.ok(run);
      assert.equal(await run(clients[who], key), expected[who]);

      const { data } = await clients.secret.storage.from('notes').download(key);
      const changed = expected[who] === 'ok' && (operation === 'upsert' || operation === 'update');
      const gone = expected[who] === 'removed 1';
      assert.equal(await data?.text(), gone ? undefined : changed ? 'changed' : 'original');
    });
  }
}

test('creating needs no right to read, replacing does', async () => {
  const inbox = clients.anonymous.storage.from('inbox');
  assert.equal(outcomeOf(await inbox.upload('letter.txt', 'hello')), 'ok');
  assert.equal(refusalOf((await inbox.download('letter.txt')).error), ABSENT);
  assert.equal(outcomeOf(await inbox.upload('letter.txt', 'bye', { upsert: true })), DENIED);
  assert.equal(
    await (await clients.secret.storage.from('inbox').download('letter.txt')).data?.text(),
    'hello',
  );
});

test('the owner of an object is the subject of the token, whatever the client says', async () => {
  const key = `${OWNER}/owned.txt`;
  await clients.owner.storage
    .from('notes')
    .upload(key, 'mine', { metadata: { owner: STRANGER, mood: 'glad' } });
  const { rows } = await stack.sql(
    'select owner, owner_id, user_metadata from storage.objects where name = $1',
    [key],
  );
  assert.deepEqual(rows, [
    { owner: OWNER, owner_id: OWNER, user_metadata: { owner: STRANGER, mood: 'glad' } },
  ]);
});

test('rows vanish only through the API', async () => {
  const key = `${OWNER}/guarded.txt`;
  await clients.owner.storage.from('notes').upload(key, 'guarded');
  await assert.rejects(
    stack.sql('delete from storage.objects where name = $1', [key]),
    /Direct deletion from storage tables is not allowed/,
  );
  assert.equal(await (await clients.owner.storage.from('notes').download(key)).data?.text(), 'guarded');
});

test('nobody but the secret key sees or makes buckets', async () => {
  for (const who of ['owner', 'anonymous'] as const) {
    assert.deepEqual((await clients[who].storage.listBuckets()).data, []);
    assert.equal(outcomeOf(await clients[who].storage.getBucket('notes')), '404 Bucket not found');
    assert.equal(outcomeOf(await clients[who].storage.createBucket('mine')), DENIED);
    assert.equal(outcomeOf(await clients[who].storage.emptyBucket('notes')), '404 Bucket not found');
    assert.equal(outcomeOf(await clients[who].storage.deleteBucket('notes')), '404 Bucket not found');
  }
  const { storage } = clients.secret;
  assert.equal(outcomeOf(await storage.createBucket('films', { public: false, fileSizeLimit: '2KB' })), 'ok');
  assert.equal((await storage.getBucket('films')).data?.file_size_limit, 2000);
  assert.equal(outcomeOf(await storage.createBucket('films')), '409 The resource already exists');
  assert.equal(outcomeOf(await storage.updateBucket('films', { public: true })), 'ok');
  assert.equal((await storage.getBucket('films')).data?.public, true);
  assert.equal((await storage.getBucket('films')).data?.file_size_limit, 2000);
  await storage.from('films').upload('a/b.txt', 'film');
  assert.equal(
    outcomeOf(await storage.deleteBucket('films')),
    '409 The bucket you tried to delete is not empty',
  );
  assert.equal(outcomeOf(await storage.emptyBucket('films')), 'ok');
  assert.equal(outcomeOf(await storage.deleteBucket('films')), 'ok');
  assert.equal(outcomeOf(await storage.getBucket('films')), '404 Bucket not found');
});

test('every row has one file and every file one row after all this', async () => {
  const { rows } = await stack.sql<{ version: string }>('select version from storage.objects');
  assert.ok(rows.length > 0);
  assert.deepEqual(await filesOnDisk(stack), rows.map(({ version }) => `objects/${version}`).sort());
});

test('a request without a valid key or token is refused', async () => {
  const path = `${stack.url}/storage/v1/object/notes/${OWNER}/x`;
  assert.equal((await fetch(path)).status, 401);
  assert.equal((await fetch(path, { headers: { apikey: 'sb_publishable_wrong' } })).status, 401);
  const forged = await fetch(path, {
    headers: {
      apikey: stack.context.keys.publishable,
      authorization: `Bearer ${(await stack.token(OWNER)).slice(0, -4)}AAAA`,
    },
  });
  assert.equal(((await forged.json()) as { statusCode: string }).statusCode, '403');
});
