import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generateTypes, typesFile } from './types.ts';

test('the database types are what the migrations make', async () => {
  const fresh = await generateTypes();
  assert.match(fresh, /render_jobs: \{/);
  assert.match(fresh, /create_render_job: \{/);
  assert.equal(readFileSync(typesFile, 'utf8'), fresh, 'database.types.ts is stale: run npm run types');
});
