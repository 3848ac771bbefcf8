/** PostgREST: every table, column and function, tried by whoever it is not for. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { World } from './cast.ts';
import { BORROWED, FUNCTIONS } from './function-rights.ts';
import {
  call,
  canonical,
  entries,
  everybody,
  filterOf,
  isRefusal,
  type Row,
  rest,
  seenBy,
  sightOf,
  target,
  tryAll,
  verdictOf,
} from './rows.ts';
import { DETOURS, HIDDEN_SCHEMAS, TABLES } from './table-rights.ts';

export function refusalsOfPostgrest(world: () => World): void {
  describe('PostgREST refuses', () => {
    for (const [name, table] of entries(TABLES)) {
      test(`${name}: everybody reads exactly what is theirs`, async () => {
        for (const actor of everybody(world())) {
          const reply = await rest(world(), actor, 'GET', `${name}?select=*`);
          if (sightOf(table, actor) === 'denied') {
            assert.equal(verdictOf(reply), 'denied', `${actor.name}: ${reply.text}`);
            continue;
          }
          assert.equal(reply.status, 200, `${actor.name}: ${reply.text}`);
          const expected = await seenBy(world(), actor, name, table);
          assert.deepEqual(canonical(reply.body as Row[]), canonical(expected), actor.name);
          if (actor.name === 'ana') assert.ok(expected.length > 0, `ana has nothing in ${name} to be hidden`);
          else if (table.owner) assert.ok(!reply.text.includes(world().ids.ana), actor.name);
        }
      });

      test(`${name}: columns that are not granted cannot be forged, not even in an own row`, async () => {
        const row = await target(world(), name, table);
        const where = await filterOf(world(), name, row);
        const { ana } = world().actors;
        for (const [column, value] of entries(row)) {
          if (!table.update.includes(column)) {
            const reply = await rest(world(), ana, 'PATCH', `${name}?${where}`, { [column]: value });
            assert.equal(verdictOf(reply), 'denied', `update ${column}: ${reply.text}`);
          }
          if (!table.insert.includes(column)) {
            const reply = await rest(world(), ana, 'POST', name, {
              ...table.newRow?.(world()),
              [column]: value,
            });
            assert.equal(verdictOf(reply), 'denied', `insert ${column}: ${reply.text}`);
          }
        }
      });

      test(`${name}: nobody else adds, changes or removes a row`, async () => {
        const row = await target(world(), name, table);
        const where = await filterOf(world(), name, row);
        const allowed = Object.fromEntries(table.update.map((column) => [column, row[column]]));
        for (const actor of everybody(world())) {
          const granted = actor.name === 'bia';
          if (actor.name !== 'ana') {
            const added = await rest(
              world(),
              actor,
              'POST',
              name,
              table.newRow?.(world()) ?? { ...row, id: undefined },
            );
            assert.ok(
              granted && table.newRow
                ? ['denied', 'project_not_found', 'job_not_found'].includes(verdictOf(added))
                : verdictOf(added) === 'denied',
              `${actor.name} adds: ${added.text}`,
            );
            const changed = await world().request(actor, 'PATCH', `/rest/v1/${name}?${where}`, {
              body: table.update.length > 0 ? allowed : row,
              headers: { prefer: 'return=representation' },
            });
            const nothingToChange = granted && table.update.length > 0;
            assert.equal(
              verdictOf(changed),
              nothingToChange ? 'nothing' : 'denied',
              `${actor.name}: ${changed.text}`,
            );
          }
          if (actor.name === 'ana' && table.remove) continue;
          const removed = await world().request(actor, 'DELETE', `/rest/v1/${name}?${where}`, {
            headers: { prefer: 'return=representation' },
          });
          assert.equal(
            verdictOf(removed),
            granted && table.remove ? 'nothing' : 'denied',
            `${actor.name}: ${removed.text}`,
          );
        }
      });
    }

    test('what lies behind a table or in another schema', async () => {
      for (const actor of everybody(world())) {
        for (const [path, code] of DETOURS) {
          const reply = await rest(world(), actor, 'GET', path);
          assert.equal(
            (reply.body as { code?: string } | null)?.code,
            code,
            `${actor.name} ${path}: ${reply.text}`,
          );
        }
        for (const schema of HIDDEN_SCHEMAS) {
          const headers = { 'accept-profile': schema, 'content-profile': schema };
          for (const [method, path] of [
            ['GET', 'objects'],
            ['POST', 'rpc/send'],
          ] as const) {
            const reply = await world().request(actor, method, `/rest/v1/${path}`, {
              headers,
              ...(method === 'POST' ? { body: {} } : {}),
            });
            assert.equal(
              (reply.body as { code?: string } | null)?.code,
              'PGRST106',
              `${actor.name} ${schema}: ${reply.text}`,
            );
          }
        }
      }
    });

    test('renders of one’s own that name what is another’s, by function, by row and through the API', async () => {
      const { bia } = world().actors;
      for (const [name, { ask, code }] of entries(BORROWED)) {
        const asked = ask(world());
        const body = {
          avatar_id: asked.avatar_id ?? 'br_corporate_ana',
          script: 'Olá.',
          voice_config: { language: 'pt-BR', ...asked.voice_config },
          render_settings: { ...asked.render_settings },
        };
        const roads = [
          '/rest/v1/rpc/create_render_job',
          '/rest/v1/avatar_projects',
          '/api/v2/avatars/render',
        ];
        for (const road of roads) {
          const reply = await world().request(bia, 'POST', road, { body });
          assert.equal(verdictOf(reply), code, `${name} by ${road}: ${reply.text}`);
        }
      }
      const { newVoice } = world().ids;
      const { name: recording } = world().objects.recording;
      const voice = { id: newVoice, name: 'Roubada', audio_sample_url: recording };
      const reply = await world().request(bia, 'POST', '/rest/v1/voice_clones', { body: voice });
      assert.equal(verdictOf(reply), 'invalid_request', reply.text);
    });
    test('functions, to whoever they are not for', async () => {
      await tryAll(
        world(),
        FUNCTIONS,
        (actor, name) => call(world(), actor, name),
        (expected) => isRefusal(expected),
      );
    });
  });
}
