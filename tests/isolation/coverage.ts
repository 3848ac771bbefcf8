/** What the project holds, compared with what the matrix names. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { World } from './cast.ts';
import { FUNCTIONS } from './function-rights.ts';
import { OBJECTS } from './object-rights.ts';
import { ROUTES } from './route-rights.ts';
import { entries, query, tablesOfCatalogue } from './rows.ts';
import { TABLES } from './table-rights.ts';

export function coverage(world: () => World): void {
  describe('the matrix covers the catalogue', () => {
    const sorted = (names: Iterable<string>): string[] => [...names].sort();
    test('tables', async () =>
      assert.deepEqual(sorted(await tablesOfCatalogue(world())), sorted(Object.keys(TABLES))));
    test('functions', async () => {
      const functions = await query<{ name: string }>(
        world(),
        `select distinct proname as name from pg_proc where pronamespace = 'public'::regnamespace`,
      );
      assert.deepEqual(sorted(functions.map(({ name }) => name)), sorted(Object.keys(FUNCTIONS)));
    });
    test('buckets', async () => {
      const buckets = await query<{ id: string }>(world(), 'select id from storage.buckets');
      const tried = new Set(entries(world().objects).map(([, { bucket }]) => bucket));
      assert.deepEqual(sorted(buckets.map(({ id }) => id)), sorted(tried));
      assert.deepEqual(sorted(Object.keys(world().objects)), sorted(Object.keys(OBJECTS)));
    });
    test('routes of the API', async () => {
      const { body } = await world().request(world().actors.visitor, 'GET', '/api/v2/openapi.json');
      const { paths } = body as { paths: Record<string, Record<string, unknown>> };
      const routes = entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
      assert.deepEqual(sorted(routes), sorted(Object.keys(ROUTES)));
    });
    test('no table is published to followers of changes', async () => {
      assert.deepEqual(
        await query(world(), 'select tablename from pg_publication_tables where pubname = $1', [
          'supabase_realtime',
        ]),
        [],
      );
    });
  });
}
