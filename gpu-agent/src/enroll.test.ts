import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseEnv } from 'node:util';
import { agentEmail, writeEnvFile } from './enroll.ts';

const folder = await mkdtemp(join(tmpdir(), 'semblante-enroll-'));
after(() => rm(folder, { recursive: true, force: true }));

test('an address that no mail reaches is made of the name', () => {
  assert.equal(agentEmail('GPU Nó 01'), 'agent-gpu-no-01@agents.semblante.invalid');
  assert.throws(() => agentEmail('···'), /letter or digit/);
});

test('the env file is its owner’s alone, also where it was not before, and reads back', async () => {
  const file = join(folder, 'agent.env');
  await writeFile(file, 'old', { mode: 0o644 });
  const environment = {
    SUPABASE_URL: 'http://127.0.0.1:1',
    SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_a-b_c',
    SEMBLANTE_AGENT_EMAIL: 'agent-x@agents.semblante.invalid',
    SEMBLANTE_AGENT_PASSWORD: 'a-b_c',
  };
  await writeEnvFile(file, environment);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.deepEqual({ ...parseEnv(await readFile(file, 'utf8')) }, environment);
});
