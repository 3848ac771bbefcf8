import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startTestDatabase } from './testing.ts';

const database = await startTestDatabase({ migrations: false });
after(() => database.stop());

test('a new database runs migrations as a postgres that is not a superuser', async () => {
  const { rows } = await database.sql(
    'select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user',
  );
  assert.deepEqual(rows, [{ rolsuper: false, rolbypassrls: true, rolcreaterole: true }]);
});
