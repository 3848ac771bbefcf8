/**
 * What a newcomer waits for. Clones this repository into an empty folder with empty caches and state (npm's own cache
 * is left as it is), runs `bin/demo` there, stops everything, runs it again, then cancels one film in each stage.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { passableFolder } from '../local-stack/src/state.ts';
import { cancelSeconds } from './cancel.ts';
import type { BenchOptions } from './run.ts';

const root = join(import.meta.dirname, '..');

function execute(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const timed = async <T>(work: () => Promise<T>): Promise<[seconds: number, result: T]> => {
  const started = performance.now();
  const result = await work();
  return [(performance.now() - started) / 1000, result];
};

const round = (value: number): number => Number(value.toFixed(2));

export async function run(_: BenchOptions): Promise<Record<string, unknown>> {
  // Postgres of a stack that root runs belongs to another user, who must get through.
  const scratch = passableFolder(await mkdtemp(join(tmpdir(), 'semblante-bench-')));
  const clone = join(scratch, 'clone');
  // PATH without this checkout's own node_modules, as a newcomer has it.
  const path = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'));
  const env = {
    ...process.env,
    PATH: path.join(':'),
    SEMBLANTE_STATE: join(scratch, 'state'),
    SEMBLANTE_CACHE: join(scratch, 'cache'),
    SEMBLANTE_API_PORT: String(await freePort()),
    SEMBLANTE_DB_PORT: String(await freePort()),
    SEMBLANTE_STUDIO_PORT: String(await freePort()),
  };
  const demo = async (...args: string[]) => {
    const out = await execute(
      'bin/demo',
      ['--json', '--out', join(scratch, 'film.mp4'), ...args],
      clone,
      env,
    );
    return JSON.parse(out.trim().split('\n').at(-1) ?? '') as { duration_s: number; wall_s: number };
  };
  try {
    await execute('git', ['clone', '--quiet', root, clone], scratch, env);
    const [fresh] = await timed(() => demo('--stop-after'));
    const [second, film] = await timed(() => demo());
    const cancel = await cancelSeconds(env);
    return {
      fresh_s: round(fresh),
      second_s: round(second),
      s_per_s: round(film.wall_s / film.duration_s),
      cancel_s: round(Math.max(...Object.values(cancel))),
      cancel_by_stage_s: cancel,
    };
  } finally {
    await execute('npm', ['run', '--silent', 'stack', '--', 'stop'], clone, env).catch((error: unknown) =>
      console.error(error),
    );
    await rm(scratch, { recursive: true, force: true });
  }
}
