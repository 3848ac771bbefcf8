import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AuthError } from './errors.ts';
import { createRateLimit } from './rate-limit.ts';
import { readAuthSettings } from './settings.ts';

test('attempts beyond the limit wait until the oldest leaves the window', () => {
  let now = 0;
  const limit = createRateLimit(2, 10, () => now);
  limit.record('a');
  now = 4_000;
  limit.check('a');
  limit.record('a');
  assert.throws(
    () => limit.check('a'),
    (error: AuthError) => error.status === 429 && error.headers['retry-after'] === '6',
  );
  limit.check('b');
  now = 10_000;
  limit.check('a');
  limit.record('a');
  assert.throws(() => limit.check('a'), { code: 'over_request_rate_limit' });
});

test('settings are those of the [auth] table, whatever stands in other tables', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'semblante-settings-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'config.toml');
  writeFileSync(
    file,
    `[auth.email]\nenable_signup = true\n[auth]\nenable_signup = false # closed\nminimum_password_length = 12
site_url = "https://studio.example#x"\nadditional_redirect_urls = ["https://a.example", "https://b.example"]\n`,
  );
  assert.deepEqual(readAuthSettings(file), {
    site_url: 'https://studio.example#x',
    additional_redirect_urls: ['https://a.example', 'https://b.example'],
    jwt_expiry: 3600,
    refresh_token_reuse_interval: 10,
    enable_signup: false,
    minimum_password_length: 12,
  });
  assert.ok(readAuthSettings().minimum_password_length >= 6, 'the repository has settings of its own');
});
