/** The API and Auth: every route, forged tokens, and wishes for another role. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { World } from './cast.ts';
import { CLOSED_FILES, ROUTES } from './route-rights.ts';
import { callRoute, everybody, isRefusal, query, type Row, rowsOf, tryAll, verdictOf } from './rows.ts';

export function refusalsOfServices(world: () => World): void {
  describe('the API refuses', () => {
    test('every route to whoever it is not for, and reads answer their own callers', async () => {
      await tryAll(
        world(),
        ROUTES,
        (...of) => callRoute(world(), ...of),
        (expected, name) => isRefusal(expected) || name.startsWith('get '),
      );
    });
    test('a list holds the caller’s jobs and no other', async () => {
      for (const actor of [world().actors.ana, world().actors.bia]) {
        const { body } = await world().request(actor, 'GET', '/api/v2/avatars/render?limit=100');
        const listed = (body as { jobs: { job_id: string }[] }).jobs.map(({ job_id }) => job_id).sort();
        const own = await rowsOf(world(), 'render_jobs', 't.user_id = $1', [actor.id]);
        assert.deepEqual(listed, own.map(({ id }) => id).sort());
        assert.ok(listed.length > 0);
      }
    });
    test('addresses of what is not a finished film, to its owner too', async () => {
      for (const file of CLOSED_FILES) {
        const { bucket, name } = world().objects[file];
        const reply = await world().request(world().actors.ana, 'GET', `/api/v2/files/${bucket}/${name}`);
        assert.equal(verdictOf(reply), 'file_not_found', file);
      }
    });
    test('tokens that nobody signed', async () => {
      const { ana, visitor } = world().actors;
      const [header = '', payload = '', signature = ''] = (ana.token ?? '').split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Row;
      const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const forged = [
        `${header}.${encode({ ...claims, role: 'service_role' })}.${signature}`,
        `${header}.${encode({ ...claims, sub: world().ids.bia })}.${signature}`,
        `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
      ];
      const paths = ['/api/v2/avatars/render', '/rest/v1/render_jobs', '/auth/v1/user'];
      for (const path of paths) {
        assert.equal((await world().request(ana, 'GET', path)).status, 200, path);
        for (const token of forged) {
          const { status } = await world().request(visitor, 'GET', path, { token });
          assert.ok(status === 401 || status === 403, `${path} answered ${status}`);
        }
      }
    });
  });

  describe('Auth refuses', () => {
    test('the role of an agent and another plan to whoever asks for them', async () => {
      const wish = { role: 'gpu_agent', plan: 'enterprise', app_metadata: { role: 'gpu_agent' } };
      const { client } = world().actors.bia;
      await client.auth.updateUser({ data: wish });
      const { data } = await client.auth.refreshSession();
      const token = data.session?.access_token ?? '';
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Row;
      assert.equal(claims.role, 'authenticated');
      const raw = { email: 'eve@example.com', password: 'a long one for eve', data: wish, ...wish };
      const { body } = await world().request(world().actors.visitor, 'POST', '/auth/v1/signup', {
        body: raw,
      });
      const eve = (body as { user: { id: string; role: string } }).user;
      assert.equal(eve.role, 'authenticated');
      assert.deepEqual(await query(world(), 'select plan from public.users where id = $1', [eve.id]), [
        { plan: 'free' },
      ]);
      await world().stack.sql('delete from auth.users where id = $1', [eve.id]);
      await world().stack.sql('delete from public.storage_deletions where prefix = $1', [`${eve.id}/`]);
    });
    test('administration to everybody', async () => {
      for (const actor of everybody(world())) {
        const road = `/auth/v1/admin/users`;
        for (const [method, path] of [
          ['GET', road],
          ['GET', `${road}/${world().ids.ana}`],
          ['DELETE', `${road}/${world().ids.ana}`],
        ] as const) {
          const { status } = await world().request(actor, method, path);
          assert.ok(status === 401 || status === 403, `${actor.name} ${method} ${path}: ${status}`);
        }
      }
    });
  });
}
