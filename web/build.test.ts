import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensureBuilt } from './build.ts';
import { CONFIG_PLACEHOLDER } from './config-block.ts';
import { initialJsBytes } from './initial-js.ts';

test('a build is neutral, made once, and its first page needs under 250 kB of JavaScript', async () => {
  const dist = await ensureBuilt();
  assert.equal(await ensureBuilt(), dist);
  assert.ok((await readFile(join(dist, 'index.html'), 'utf8')).includes(CONFIG_PLACEHOLDER));
  for (const page of ['gallery/gallery-page', 'studio/studio-page', 'render/job-page']) {
    const bytes = await initialJsBytes(dist, `src/features/${page}.tsx`);
    assert.ok(bytes > 50_000 && bytes < 250_000, `${page}: ${bytes} bytes after gzip`);
  }
  assert.ok(existsSync(join(dist, '_redirects')));
});
