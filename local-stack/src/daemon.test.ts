/** The stack as a program: started, found, refused a port, killed, recovered, stopped. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { parseEnv, promisify } from 'node:util';
import { freePort } from './postgres.ts';
import { startTimeOf } from './process-identity.ts';
import { cacheFolder, passableFolder, repositoryRoot } from './state.ts';

const run = promisify(execFile);
const cli = join(repositoryRoot, 'local-stack/src/cli.ts');
const root = passableFolder(mkdtempSync(join(tmpdir(), 'semblante-daemon-')));
const [apiPort, dbPort] = [await freePort(), await freePort()];
const env = {
  ...process.env,
  SEMBLANTE_STATE: root,
  SEMBLANTE_STACK_CACHE: join(cacheFolder('runtime'), '..'),
  SEMBLANTE_API_PORT: String(apiPort),
  SEMBLANTE_DB_PORT: String(dbPort),
};

async function stack(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, [cli, ...args], { env });
    return { code: 0, out: stdout, error: stderr };
  } catch (problem) {
    const { code, stdout, stderr } = problem as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, error: stderr };
  }
}

interface Status {
  running: boolean;
  healthy: boolean;
  pid: number;
  url: string;
}
const status = async () => JSON.parse((await stack('status', '--json')).out) as Status;
const serverPid = () => Number(readFileSync(join(root, 'pgdata/postmaster.pid'), 'utf8').split('\n')[0]);

after(async () => {
  await stack('stop');
  rmSync(root, { recursive: true, force: true });
});

test('before the first start, status says so and stop stops nothing', async () => {
  assert.deepEqual(await status(), { running: false, root } as unknown as Status);
  assert.equal((await stack('stop')).out.trim(), 'It was not running.');
});

for (const [port, purpose] of [
  [apiPort, 'the API'],
  [dbPort, 'Postgres'],
] as const) {
  test(`a taken port of ${purpose} stops the start and is named with who holds it`, async () => {
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    const { code, error } = await stack('start');
    squatter.close();
    await once(squatter, 'close');
    assert.equal(code, 1);
    assert.match(error, new RegExp(`^Port ${port}, for ${purpose}, is taken by pid ${process.pid} \\(`));
    assert.equal((await status()).running, false);
  });
}

test('two starts at once make one stack, healthy and migrated, with an env file only the owner reads', async () => {
  const both = await Promise.all([stack('start'), stack('start')]);
  assert.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
    both.map(({ error }) => error).join('\n'),
  );
  assert.deepEqual(both.map(({ out }) => out.split('\n')[0]).sort(), ['Already running.', 'Started.']);
  const now = await status();
  assert.deepEqual([now.running, now.healthy, now.url], [true, true, `http://127.0.0.1:${apiPort}`]);
  const file = join(root, 'semblante.env');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const values = parseEnv(readFileSync(file, 'utf8'));
  assert.equal(values.SUPABASE_URL, now.url);
  const answer = await fetch(`${now.url}/rest/v1/avatars_3d?select=id&limit=1`, {
    headers: { apikey: values.SUPABASE_PUBLISHABLE_KEY ?? '' },
  });
  assert.equal(answer.status, 200);
});

test('a stack killed without warning leaves no server behind, and the next start keeps its data', async () => {
  const before = await status();
  const server = serverPid();
  const values = parseEnv(readFileSync(join(root, 'semblante.env'), 'utf8'));
  const admin = { apikey: values.SUPABASE_SECRET_KEY ?? '', 'content-type': 'application/json' };
  const made = await fetch(`${before.url}/storage/v1/bucket`, {
    method: 'POST',
    headers: admin,
    body: JSON.stringify({ id: 'kept', name: 'kept' }),
  });
  assert.equal(made.status, 200);
  process.kill(before.pid, 'SIGKILL');
  assert.equal((await stack('start')).code, 0);
  const next = await status();
  assert.notEqual(next.pid, before.pid);
  assert.notEqual(serverPid(), server);
  assert.equal(startTimeOf(server), undefined, 'the old server still runs');
  const kept = await fetch(`${next.url}/storage/v1/bucket/kept`, { headers: admin });
  assert.equal(kept.status, 200);
});

test('reset builds the database anew and keeps the keys', async () => {
  const keys = readFileSync(join(root, 'keys.json'), 'utf8');
  assert.equal((await stack('reset')).code, 0);
  const { url } = await status();
  const values = parseEnv(readFileSync(join(root, 'semblante.env'), 'utf8'));
  const gone = await fetch(`${url}/storage/v1/bucket/kept`, {
    headers: { apikey: values.SUPABASE_SECRET_KEY ?? '' },
  });
  assert.notEqual(gone.status, 200);
  assert.equal(readFileSync(join(root, 'keys.json'), 'utf8'), keys);
});

test('stop ends the daemon and its server', async () => {
  const { pid } = await status();
  const server = serverPid();
  assert.equal((await stack('stop')).out.trim(), 'Stopped.');
  assert.deepEqual([startTimeOf(pid), startTimeOf(server)], [undefined, undefined]);
  assert.equal((await status()).running, false);
});

test('in the foreground, Ctrl-C stops everything and leaves nothing', async () => {
  const child: ChildProcess = spawn(process.execPath, [cli, 'start', '--foreground'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.ok(child.stdout);
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('the stack runs')) break;
  }
  child.stdout.resume();
  const server = serverPid();
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 0);
  assert.equal(startTimeOf(server), undefined);
  assert.equal(existsSync(join(root, 'daemon.json')), false);
});
