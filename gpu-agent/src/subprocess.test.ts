import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { StageFailure } from './failures.ts';
import { Toolbox, toolEnvironment } from './subprocess.ts';

const folder = mkdtempSync(join(tmpdir(), 'semblante-subprocess-'));
const toolbox = new Toolbox({ termGraceMs: 200 });
after(() => {
  toolbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const context = (signal = new AbortController().signal) => ({ signal, cwd: folder });
const node = (code: string) => ['-e', code];

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie still answers; on Linux its state tells it from the living.
    if (process.platform !== 'linux') return true;
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** Resolves when `file` exists, by a file system event and not by asking again and again. */
async function appears(file: string): Promise<void> {
  const watcher = watch(folder);
  try {
    while (!existsSync(file)) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

/** Resolves when `pid` is gone. There is no event for a process that is not a child: its end is polled for. */
async function gone(pid: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (alive(pid)) {
    assert.ok(Date.now() < deadline, `process ${pid} is still alive`);
    await new Promise((next) => setImmediate(next));
  }
}

test('collects stdout and the tail of stderr', async () => {
  const result = await toolbox.run(
    process.execPath,
    node('process.stdin.pipe(process.stdout); console.error("x".repeat(200000) + "end")'),
    context(),
    { input: 'hello' },
  );
  assert.equal(result.stdout.toString(), 'hello');
  assert.equal(result.stderr.length, 64 * 1024);
  assert.ok(result.stderr.endsWith('end\n'));
  assert.equal(toolbox.size, 0);
});

test('hands lines over as they come', async () => {
  const lines: string[] = [];
  const options = { onLine: (line: string) => lines.push(line) };
  const result = await toolbox.run(process.execPath, node('console.log("a\\nb")'), context(), options);
  assert.deepEqual(lines, ['a', 'b']);
  assert.equal(result.stdout.length, 0);
});

test('classifies by what happened, not by what was said', async () => {
  const codeOf = (error: unknown) => (error instanceof StageFailure ? error.code : error);
  const missing = await toolbox.run('no-such-tool', [], context()).catch(codeOf);
  assert.equal(missing, 'tool_missing');
  const crashed = await toolbox
    .run(process.execPath, node('console.error("ENOSPC timeout"); process.exit(3)'), context())
    .catch((error: unknown) => error);
  assert.ok(crashed instanceof StageFailure);
  assert.equal(crashed.code, 'tool_crashed');
  assert.match(crashed.message, /status 3/);
  assert.match(crashed.logTail, /ENOSPC timeout/);
  const killed = await toolbox
    .run(process.execPath, node('process.kill(process.pid, "SIGSEGV")'), context())
    .catch((error: unknown) => error);
  assert.ok(killed instanceof StageFailure);
  assert.match(killed.message, /SIGSEGV/);
  const slow = await toolbox
    .run(process.execPath, node('setInterval(() => {}, 1000)'), context(), { timeoutSeconds: 0.2 })
    .catch(codeOf);
  assert.equal(slow, 'tool_timeout');
});

test('abort ends a tool that ignores TERM together with what it started', async () => {
  const pids = join(folder, 'family.json');
  const family = `
    process.on('SIGTERM', () => {});
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)']);
    require('node:fs').writeFileSync(${JSON.stringify(`${pids}.part`)}, JSON.stringify([process.pid, child.pid]));
    require('node:fs').renameSync(${JSON.stringify(`${pids}.part`)}, ${JSON.stringify(pids)});
    setInterval(() => {}, 1000);`;
  const controller = new AbortController();
  const running = toolbox.run(process.execPath, node(family), context(controller.signal));
  await appears(pids);
  const [parent, child] = JSON.parse(readFileSync(pids, 'utf8')) as [number, number];
  const reason = new Error('cancelled');
  controller.abort(reason);
  await assert.rejects(running, reason);
  await gone(parent);
  await gone(child);
});

test('a tool that ends leaves no heir behind', async () => {
  const heirs = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    child.unref();
    console.log(child.pid);
    process.exit(0);`;
  const result = await toolbox.run(process.execPath, node(heirs), context());
  await gone(Number(result.stdout.toString()));
});

test('SIGKILL of the agent leaves neither its tools nor their children', async () => {
  const agent = join(folder, 'agent.mjs');
  const tool = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log(JSON.stringify([process.pid, child.pid]));
    setInterval(() => {}, 1000);`;
  writeFileSync(
    agent,
    `import { Toolbox } from ${JSON.stringify(join(import.meta.dirname, 'subprocess.ts'))};
     await new Toolbox().run(process.execPath, ['-e', ${JSON.stringify(tool)}],
       { signal: new AbortController().signal, cwd: ${JSON.stringify(folder)} },
       { onLine: (line) => console.log(line) });`,
  );
  const child = spawn(process.execPath, [agent], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const [parent, heir] = JSON.parse(line) as [number, number];
  assert.ok(alive(parent) && alive(heir));
  child.kill('SIGKILL');
  await once(child, 'exit');
  await gone(parent);
  await gone(heir);
});

test('tools are not handed secrets', () => {
  const env = toolEnvironment({
    PATH: '/bin',
    HOME: '/root',
    SUPABASE_URL: 'http://x',
    SEMBLANTE_AGENT_PASSWORD: 'p',
    ELEVENLABS_API_KEY: 'k',
    SEMBLANTE_CACHE: '/c',
  });
  assert.deepEqual(env, { PATH: '/bin', HOME: '/root', SEMBLANTE_CACHE: '/c' });
});

test('tools that stand back do so with everything they start, and take nothing that stands ready', async (t) => {
  if (process.platform === 'win32') return t.skip('no nice(1)');
  const tools = new Toolbox({ termGraceMs: 200 });
  t.after(() => tools.close());
  const own = os.getPriority();
  const code = `process.stdin.on('data', () => {}).on('end', () => {
    const { execFileSync } = require('node:child_process');
    const child = execFileSync(process.execPath, ['-p', 'os.getPriority()']);
    console.log(JSON.stringify([process.pid, os.getPriority(), Number(child)]));
  })`;
  const read = async (niceness?: number): Promise<readonly number[]> => {
    const within = { ...context(), ...(niceness === undefined ? {} : { niceness }) };
    const { stdout } = await tools.run(process.execPath, node(code), within, { input: 'go' });
    return JSON.parse(stdout.toString()) as number[];
  };
  const started: number[] = [];
  const kept = new Toolbox({ termGraceMs: 200 });
  t.after(() => kept.close());
  kept.keepReady(process.execPath, node(code), { count: 1, cwd: folder, refill: false });
  for (const niceness of [5, undefined]) {
    const within = { ...context(), ...(niceness === undefined ? {} : { niceness }) };
    const onEvent = ({ event, pid }: { event: string; pid: number }) => {
      if (event === 'tool_started') started.push(pid);
    };
    await kept.run(process.execPath, node(code), { ...within, onEvent }, { input: 'go' });
  }
  // The one that stood ready was started first, before either run.
  assert.ok((started[1] as number) < (started[0] as number), `${started}`);
  assert.deepEqual((await read(5)).slice(1), [own + 5, own + 5]);
  assert.deepEqual((await read()).slice(1), [own, own]);
});
