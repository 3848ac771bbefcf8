/** Avatars of one's own, as Deno serves them on a real stack. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { readCatalogueEntry } from '../../../avatar/catalogue.ts';
import { startTestStack, type TestStack } from '../../../local-stack/src/testing.ts';
import { Avatar3D, GalleryAnswer, JobListAnswer, RenderAnswer } from '../_shared/contract/api.ts';
import { ErrorBody } from '../_shared/contract/errors.ts';
import { JobRequestAnswer } from '../_shared/contract/share.ts';
import { emptyGlb } from './testing.ts';

let stack: TestStack;
before(async () => {
  stack = await startTestStack();
});
after(() => stack.stop());

interface Person {
  readonly id: string;
  readonly token: string;
  readonly client: SupabaseClient;
}

async function signUp(name: string): Promise<Person> {
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { data, error } = await client.auth.signUp({
    email: `${name}@example.com`,
    password: `a long one for ${name}`,
  });
  assert.ok(data.session && data.user, error?.message);
  return { id: data.user.id, token: data.session.access_token, client };
}

async function call(
  who: { readonly token: string } | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  const sent = new Headers({ ...headers, ...(who ? { authorization: `Bearer ${who.token}` } : {}) });
  const form = body instanceof FormData;
  if (body !== undefined && !form) sent.set('content-type', 'application/json');
  const response = await fetch(`${stack.url}/api/v2${path}`, {
    method,
    headers: sent,
    ...(body === undefined ? {} : { body: form ? (body as FormData) : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
}

const codeOf = ({ body }: { body: unknown }): string => ErrorBody.parse(body).error.code;
const idsOf = ({ body }: { body: unknown }): string[] =>
  GalleryAnswer.parse(body).avatars.map(({ id }) => id);
const { look } = (await readCatalogueEntry('br_corporate_ana')).assets;
const request = { name: 'Minha Ana', base_avatar_id: 'br_corporate_ana', look };

test('a look becomes an avatar that its owner finds, changes, pictures and deletes', async () => {
  const rita = await signUp('rita');
  const before = await call(null, 'GET', '/avatars/gallery');
  const made = await call(rita, 'POST', '/avatars/custom', request);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const avatar = Avatar3D.parse(made.body);
  assert.deepEqual(
    [avatar.name, avatar.gender, avatar.own?.kind, avatar.own?.status, avatar.own?.base_avatar_id],
    ['Minha Ana', 'female', 'look', 'ready', 'br_corporate_ana'],
  );
  assert.deepEqual(avatar.assets.look, look);

  const path = `/avatars/custom/${avatar.id}`;
  const hair = { ...look, hair: { ...look.hair, style: 'bob' as const } };
  const changed = Avatar3D.parse((await call(rita, 'PATCH', path, { name: 'Rita', look: hair })).body);
  assert.deepEqual([changed.name, changed.assets.look], ['Rita', hair]);

  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
  const form = new FormData();
  // What is declared is not believed: the picture is stored as what it is.
  form.set('poster', new File([png], 'x.html', { type: 'text/html' }));
  const pictured = await call(rita, 'POST', `${path}/poster`, form);
  assert.equal(pictured.status, 200, JSON.stringify(pictured.body));
  const { poster_url: poster } = Avatar3D.parse(pictured.body);
  assert.ok(poster);
  const shown = await fetch(poster);
  assert.deepEqual([shown.status, shown.headers.get('content-type')], [200, 'image/png']);
  assert.deepEqual(new Uint8Array(await shown.arrayBuffer()), png);

  const mine = await call(rita, 'GET', '/avatars/gallery?mine=true');
  assert.deepEqual(idsOf(mine), [avatar.id]);
  assert.equal(mine.headers.get('cache-control'), 'no-store');
  assert.deepEqual(idsOf(await call(rita, 'GET', '/avatars/gallery?mine=true&gender=male')), []);
  assert.equal(Avatar3D.parse((await call(rita, 'GET', `/avatars/gallery/${avatar.id}`)).body).name, 'Rita');
  assert.deepEqual((await call(null, 'GET', '/avatars/gallery')).body, before.body);
  assert.deepEqual((await call(rita, 'GET', '/avatars/gallery')).body, before.body);

  assert.deepEqual((await call(rita, 'DELETE', path)).body, { avatar_id: avatar.id, deleted: true });
  assert.equal(codeOf(await call(rita, 'GET', `/avatars/gallery/${avatar.id}`)), 'avatar_not_found');
  assert.deepEqual(idsOf(await call(rita, 'GET', '/avatars/gallery?mine=true')), []);
});

test('nobody else sees, changes, pictures, renders or deletes it', async () => {
  const [owner, stranger] = [await signUp('owner'), await signUp('stranger')];
  const { id } = Avatar3D.parse((await call(owner, 'POST', '/avatars/custom', request)).body);
  const poster = new FormData();
  poster.set('poster', new File([Uint8Array.of(0xff, 0xd8, 0xff, 1)], 'a.jpg'));
  const film = { avatar_id: id, script: 'Olá.', voice_config: { language: 'pt-BR' }, render_settings: {} };
  for (const [method, path, body] of [
    ['GET', `/avatars/gallery/${id}`],
    ['PATCH', `/avatars/custom/${id}`, { name: 'Minha' }],
    ['POST', `/avatars/custom/${id}/poster`, poster],
    ['DELETE', `/avatars/custom/${id}`],
    ['POST', '/avatars/custom', { ...request, base_avatar_id: id }],
    ['POST', '/avatars/render', film],
  ] as const) {
    const answer = await call(stranger, method, path, body);
    assert.deepEqual([answer.status, codeOf(answer)], [404, 'avatar_not_found'], `${method} ${path}`);
  }
  assert.deepEqual(idsOf(await call(stranger, 'GET', '/avatars/gallery?mine=true')), []);
  assert.equal(codeOf(await call(null, 'GET', `/avatars/gallery/${id}`)), 'avatar_not_found');
  assert.equal(codeOf(await call(null, 'GET', '/avatars/gallery?mine=true')), 'token_missing');

  const queued = await call(owner, 'POST', '/avatars/render', film);
  assert.equal(queued.status, 202, JSON.stringify(queued.body));
  assert.equal(codeOf(await call(owner, 'DELETE', `/avatars/custom/${id}`)), 'avatar_in_use');

  const { job_id } = RenderAnswer.parse(queued.body);
  const asked = JobRequestAnswer.parse((await call(owner, 'GET', `/avatars/render/${job_id}/request`)).body);
  assert.equal(asked.avatar_id, id);
  await call(owner, 'POST', `/avatars/render/${job_id}/cancel`, {});
  await call(owner, 'PATCH', `/avatars/custom/${id}`, { name: 'Outra' });
  assert.equal((await call(owner, 'DELETE', `/avatars/custom/${id}`)).status, 200);
  const history = JobListAnswer.parse((await call(owner, 'GET', '/avatars/render')).body);
  assert.equal(history.jobs[0]?.avatar_name, 'Minha Ana', 'its film goes on naming it');
  assert.equal(codeOf(await call(owner, 'POST', `/avatars/render/${job_id}/retry`, {})), 'avatar_not_found');
});

test('what is wrong is named; what is repeated under a key is done once; the plan says how many', async () => {
  const { token } = await signUp('many');
  const who = { token };
  for (const [body, code] of [
    [{ ...request, name: ' ' }, 'invalid_request'],
    [{ ...request, base_avatar_id: 'nobody' }, 'avatar_not_found'],
    [{ ...request, look: { ...look, face: { ...look.face, noseWidht: 1 } } }, 'invalid_request'],
    [{ ...request, look: { ...look, face: { ...look.face, headOval: -0.5 } } }, 'invalid_request'],
    [{ ...request, look: { ...look, hair: { ...look.hair, style: 'mullet' } } }, 'invalid_request'],
    [{ ...request, glb: 'x' }, 'invalid_request'],
  ] as const) {
    const refused = await call(who, 'POST', '/avatars/custom', body);
    assert.equal(codeOf(refused), code, JSON.stringify(refused.body));
  }
  const key = { 'idempotency-key': 'once' };
  const first = Avatar3D.parse((await call(who, 'POST', '/avatars/custom', request, key)).body);
  const again = await call(who, 'POST', '/avatars/custom', request, key);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.equal(Avatar3D.parse(again.body).id, first.id);
  for (const name of ['Dois', 'Três'])
    assert.equal((await call(who, 'POST', '/avatars/custom', { ...request, name })).status, 201);
  const full = await call(who, 'POST', '/avatars/custom', request);
  assert.deepEqual([full.status, codeOf(full)], [429, 'quota_exceeded']);
  assert.deepEqual(ErrorBody.parse(full.body).error.details, {
    limit: 'own_avatars',
    plan: 'free',
    allowed: 3,
    used: 3,
  });
  assert.equal(codeOf(await call(who, 'PATCH', `/avatars/custom/${first.id}`, {})), 'invalid_request');
  const notes = new FormData();
  notes.set('poster', new File(['no picture'], 'a.png', { type: 'image/png' }));
  assert.equal(
    codeOf(await call(who, 'POST', `/avatars/custom/${first.id}/poster`, notes)),
    'upload_invalid',
  );
});

function importForm(glb: Uint8Array<ArrayBuffer> | null, fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (glb) form.set('glb', new File([glb], 'person.glb', { type: 'text/html' }));
  return form;
}

test('a GLB is stored and waits to be checked; what is no GLB is refused at the door', async () => {
  const nina = await signUp('nina');
  const send = (glb: Uint8Array<ArrayBuffer> | null, fields: Readonly<Record<string, string>>) =>
    call(nina, 'POST', '/avatars/import', importForm(glb, fields));
  const who = { name: 'Nina', gender: 'female' };
  for (const [glb, fields, code] of [
    [new TextEncoder().encode('<script>'), who, 'upload_invalid'],
    [emptyGlb().slice(0, 20), who, 'upload_invalid'],
    [null, who, 'upload_invalid'],
    [emptyGlb(), { gender: 'female' }, 'invalid_request'],
    [emptyGlb(), { ...who, gender: 'queen' }, 'invalid_request'],
    [emptyGlb(), { ...who, path: `${nina.id}/${crypto.randomUUID()}/source.glb` }, 'invalid_request'],
    [null, { ...who, path: `${crypto.randomUUID()}/${crypto.randomUUID()}/source.glb` }, 'invalid_request'],
    [null, { ...who, path: `${nina.id}/${crypto.randomUUID()}/source.glb` }, 'file_not_found'],
  ] as const) {
    const refused = await send(glb, fields);
    assert.equal(codeOf(refused), code, JSON.stringify([fields, refused.body]));
  }
  const left = await stack.sql(
    `select name from storage.objects where bucket_id = 'own-avatars' and name like $1`,
    [`${nina.id}/%`],
  );
  assert.deepEqual(left.rows, [], 'what was refused left nothing');

  const made = await send(emptyGlb(), who);
  assert.equal(made.status, 202, JSON.stringify(made.body));
  const avatar = Avatar3D.parse(made.body);
  assert.deepEqual(
    [avatar.category, avatar.own?.kind, avatar.own?.status, avatar.own?.progress, avatar.poster_url],
    ['business', 'glb', 'checking', 0, null],
  );
  const film = {
    avatar_id: avatar.id,
    script: 'Olá.',
    voice_config: { language: 'pt-BR' },
    render_settings: {},
  };
  const early = await call(nina, 'POST', '/avatars/render', film);
  assert.deepEqual([early.status, codeOf(early)], [409, 'avatar_not_ready']);

  const id = crypto.randomUUID();
  const path = `${nina.id}/${id}/source.glb`;
  const direct = await nina.client.storage
    .from('own-avatars')
    .upload(path, new Blob([emptyGlb()], { type: 'model/gltf-binary' }));
  assert.equal(direct.error, null);
  const large = await send(null, { ...who, path, category: 'safety', age: 'adult' });
  assert.deepEqual([large.status, Avatar3D.parse(large.body).id], [202, id]);
  assert.equal((await call(nina, 'DELETE', `/avatars/custom/${id}`)).status, 200);
  assert.equal((await call(nina, 'DELETE', `/avatars/custom/${avatar.id}`)).status, 200);
});
