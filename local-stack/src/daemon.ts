/** The stack in the background: started once, found again, stopped by whoever started it. */
import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StackKeys, StackLog } from './context.ts';
import { codeVersion, type DaemonRecord, readDaemon, removeDaemon, writeDaemon } from './daemon-record.ts';
import { ensureKeys } from './keys.ts';
import { silentLog } from './log.ts';
import { migrateUp } from './migrate.ts';
import { requireFree } from './ports.ts';
import { isAlive } from './process-identity.ts';
import { openStack, type Stack } from './stack.ts';
import { passableFolder, repositoryRoot, type StackPaths, stackPaths, stateRoot } from './state.ts';

export interface RunningStack {
  readonly url: string;
  readonly dbUrl: string;
  readonly keys: StackKeys;
  /** State folder. */
  readonly root: string;
  /** Names and values for agent, web and tools, as hosted names them. */
  readonly envFile: string;
  readonly pid: number;
  /** False when it ran before: then it is not this caller's to stop. */
  readonly startedByUs: boolean;
}

export interface StackPorts {
  readonly api: number;
  readonly database: number;
}

export function configuredPorts(env: NodeJS.ProcessEnv = process.env): StackPorts {
  const portOf = (name: string, fallback: number) => {
    const value = env[name];
    if (!value) return fallback;
    const port = Number(value);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error(`${name}=${value} is not a port`);
    return port;
  };
  return { api: portOf('SEMBLANTE_API_PORT', 54_321), database: portOf('SEMBLANTE_DB_PORT', 54_322) };
}

const startLimitMs = 120_000;
const stopLimitMs = 30_000;
const logLimitBytes = 10 * 1024 * 1024;

function statePaths(): StackPaths {
  return stackPaths(passableFolder(stateRoot()));
}

export const stackLogFile = (paths: StackPaths = statePaths()): string => join(paths.logs, 'stack.log');

function writeEnvFile(paths: StackPaths, stack: { url: string; dbUrl: string }, keys: StackKeys): void {
  const lines = {
    SUPABASE_URL: stack.url,
    SUPABASE_PUBLISHABLE_KEY: keys.publishable,
    SUPABASE_SECRET_KEY: keys.secret,
    SUPABASE_DB_URL: stack.dbUrl,
    VITE_SUPABASE_URL: stack.url,
    VITE_SUPABASE_PUBLISHABLE_KEY: keys.publishable,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(paths.envFile, text.join(''), { mode: 0o600 });
}

/**
 * Runs the stack in this process and leaves its record in the state folder. Ports are probed first (Postgres' own by
 * its start, which ends what a killed stack left there).
 * @throws {PortTakenError}
 */
export async function runStack(log: StackLog): Promise<Stack> {
  const paths = statePaths();
  const other = readDaemon(paths);
  if (other && other.pid !== process.pid)
    throw new Error(`The stack already runs (pid ${other.pid}, ${other.url})`);
  const ports = configuredPorts();
  await requireFree(ports.api, 'the API', 'SEMBLANTE_API_PORT');
  const stack = await openStack({ root: paths.root, apiPort: ports.api, dbPort: ports.database, log });
  writeDaemon(paths, stack.url, stack.dbUrl);
  writeEnvFile(paths, stack, stack.context.keys);
  return {
    ...stack,
    async stop() {
      await stack.stop();
      removeDaemon(paths);
    },
  };
}

function firstLine(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').split('\n')[0];
  } catch {
    return undefined;
  }
}

async function isHealthy(record: DaemonRecord): Promise<boolean> {
  try {
    const answer = await fetch(`${record.url}/health`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** A daemon may be between a crash of Postgres and its restart: it gets a while. */
async function untilHealthy(record: DaemonRecord): Promise<boolean> {
  const limit = Date.now() + 15_000;
  while (isAlive(record.pid, record.started)) {
    if (await isHealthy(record)) return true;
    if (Date.now() > limit) return false;
    await delay(100);
  }
  return false;
}

async function describe(
  paths: StackPaths,
  record: DaemonRecord,
  startedByUs: boolean,
): Promise<RunningStack> {
  return {
    url: record.url,
    dbUrl: record.dbUrl,
    keys: await ensureKeys(paths.keys),
    root: paths.root,
    envFile: paths.envFile,
    pid: record.pid,
    startedByUs,
  };
}

/** Starts `cli.ts start --foreground` in the background; resolves when it says it is ready. */
async function launch(paths: StackPaths): Promise<DaemonRecord> {
  mkdirSync(paths.logs, { recursive: true, mode: 0o700 });
  const file = stackLogFile(paths);
  try {
    if (statSync(file).size > logLimitBytes) renameSync(file, `${file}.1`);
  } catch {
    // no log yet
  }
  const output = openSync(file, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [join(repositoryRoot, 'local-stack/src/cli.ts'), 'start', '--foreground'],
    {
      cwd: paths.root,
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    },
  );
  closeSync(output);
  let limit: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.on('message', (message: { ready?: boolean; failed?: string }) => {
        if (message.ready) resolve();
        else if (message.failed) reject(new Error(message.failed));
      });
      child.once('exit', (code, signal) => {
        reject(new Error(`The stack ended while it started (${signal ?? `exit ${code}`}). Its log: ${file}`));
      });
      limit = setTimeout(() => {
        child.kill('SIGTERM');
        reject(new Error(`The stack did not start within ${startLimitMs / 1000} s. Its log: ${file}`));
      }, startLimitMs);
    });
  } finally {
    // a caller that lives on must not end the stack when the time to start it is over
    clearTimeout(limit);
    if (child.connected) child.disconnect();
    child.removeAllListeners();
    child.unref();
  }
  const record = readDaemon(paths);
  if (!record) throw new Error(`The stack ended right after it had started. Its log: ${file}`);
  return record;
}

/**
 * The stack of this user's state folder, running and migrated: the one that runs, or a new one. One that runs other
 * code than is on disk, or that does not answer, is restarted.
 * @throws {Error} with a message for people, e.g. who holds a port.
 */
export async function ensureStack(options: { readonly log?: StackLog } = {}): Promise<RunningStack> {
  const log = options.log ?? silentLog;
  const paths = statePaths();
  const release = await startLock(paths);
  try {
    const known = readDaemon(paths);
    if (known && known.code === codeVersion() && (await untilHealthy(known))) {
      await migrateUp({ url: known.dbUrl, log });
      return await describe(paths, known, false);
    }
    if (known) {
      log.info('the running stack is replaced', { pid: known.pid });
      await stopStack();
    }
    const record = await launch(paths);
    // a stack that somebody ran and that was only replaced is still theirs to stop
    return await describe(paths, record, known === undefined);
  } finally {
    release();
  }
}

/** Two starts at once: the second waits and finds the first one's stack. */
async function startLock(paths: StackPaths): Promise<() => void> {
  const file = join(paths.root, 'start.lock');
  for (;;) {
    try {
      const descriptor = openSync(file, 'wx', 0o600);
      writeFileSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(firstLine(file));
    // empty: just made. Gone or dead: it is free again.
    if (holder && !exists(holder)) rmSync(file, { force: true });
    else await delay(50);
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Stops the daemon of this state folder and nothing else. @returns whether there was one. */
export async function stopStack(): Promise<boolean> {
  const paths = statePaths();
  const record = readDaemon(paths);
  if (!record) return false;
  process.kill(record.pid, 'SIGTERM');
  const limit = Date.now() + stopLimitMs;
  while (isAlive(record.pid, record.started)) {
    if (Date.now() > limit) process.kill(record.pid, 'SIGKILL');
    await delay(25);
  }
  rmSync(paths.daemonFile, { force: true });
  return true;
}

export type StackStatus =
  | { readonly running: false; readonly root: string }
  | (RunningStack & {
      readonly running: true;
      readonly healthy: boolean;
    });

export async function stackStatus(): Promise<StackStatus> {
  const paths = statePaths();
  const record = readDaemon(paths);
  if (!record) return { running: false, root: paths.root };
  return { running: true, healthy: await isHealthy(record), ...(await describe(paths, record, false)) };
}

/** Throws the database and every stored file away and builds them anew; keys stay, so env files keep working. */
export async function resetStack(options: { readonly log?: StackLog } = {}): Promise<RunningStack> {
  await stopStack();
  const paths = statePaths();
  for (const folder of [paths.data, paths.storage, paths.functions])
    rmSync(folder, { recursive: true, force: true });
  return ensureStack(options);
}
