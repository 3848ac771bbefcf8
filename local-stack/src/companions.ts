/**
 * Background processes that belong to a stack without being part of it: the studio's server and the demo's agent. Each
 * is known by a file with its pid and start time, so that a reused pid is never taken for it.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { isAlive, startTimeOf } from './process-identity.ts';

export interface CompanionSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Made only when the process is started: enrolling an agent anew would lock out the one that runs. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  /** Asked until it says yes; the process ending first is an error. */
  readonly ready: () => Promise<boolean>;
  /** A changed version restarts a running one. */
  readonly version: string;
}

export interface Companion {
  readonly pid: number;
  readonly startedByUs: boolean;
}

const PidFile = z.object({ pid: z.int().positive(), started: z.string(), version: z.string() });
type PidFile = z.infer<typeof PidFile>;

const READY_SECONDS = 60;
const STOP_SECONDS = 20;
const LOG_TAIL_CHARACTERS = 2000;

const folderOf = (root: string): string => join(root, 'companions');
const pidFileOf = (root: string, name: string): string => join(folderOf(root), `${name}.json`);
const logFileOf = (root: string, name: string): string => join(root, 'logs', `${name}.log`);

function readPidFile(root: string, name: string): PidFile | null {
  try {
    const known = PidFile.parse(JSON.parse(readFileSync(pidFileOf(root, name), 'utf8')));
    return isAlive(known.pid, known.started) ? known : null;
  } catch {
    return null;
  }
}

/** Starts the companion unless the same version of it runs already; resolves once it is ready. */
export async function ensureCompanion(root: string, spec: CompanionSpec): Promise<Companion> {
  const known = readPidFile(root, spec.name);
  if (known?.version === spec.version && (await spec.ready())) return { pid: known.pid, startedByUs: false };
  await stopCompanion(root, spec.name);
  const environment = await spec.environment();
  mkdirSync(folderOf(root), { recursive: true });
  mkdirSync(join(root, 'logs'), { recursive: true });
  const log = openSync(logFileOf(root, spec.name), 'w', 0o600);
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const tail = readFileSync(logFileOf(root, spec.name), 'utf8').slice(-LOG_TAIL_CHARACTERS);
      reject(new Error(`The ${spec.name} ended at once (${signal ?? `exit ${code}`}):\n${tail}`));
    });
  });
  const { pid } = child;
  if (pid === undefined) return failed;
  const identity: PidFile = { pid, started: startTimeOf(pid) ?? '', version: spec.version };
  writeFileSync(pidFileOf(root, spec.name), JSON.stringify(identity), { mode: 0o600 });
  try {
    await Promise.race([failed, untilReady(spec)]);
  } catch (error) {
    await stopCompanion(root, spec.name);
    throw error;
  }
  child.removeAllListeners();
  child.unref();
  return { pid, startedByUs: true };
}

async function untilReady(spec: CompanionSpec): Promise<void> {
  const deadline = performance.now() + READY_SECONDS * 1000;
  while (!(await spec.ready())) {
    if (performance.now() > deadline)
      throw new Error(`The ${spec.name} was not ready within ${READY_SECONDS} s.`);
    await delay(100);
  }
}

/** Asks it to end with TERM, which lets an agent hand its work back, and ends it with KILL after a while. */
export async function stopCompanion(root: string, name: string): Promise<boolean> {
  const known = readPidFile(root, name);
  if (known) {
    process.kill(known.pid, 'SIGTERM');
    const deadline = performance.now() + STOP_SECONDS * 1000;
    while (isAlive(known.pid, known.started)) {
      if (performance.now() > deadline) process.kill(known.pid, 'SIGKILL');
      await delay(50);
    }
  }
  rmSync(pidFileOf(root, name), { force: true });
  return known !== null;
}

/** Names of the companions that run; the log of each is `<root>/logs/<name>.log`. */
export function runningCompanions(root: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folderOf(root)).flatMap((file) => (file.endsWith('.json') ? file.slice(0, -5) : []));
  } catch {
    return [];
  }
  return names.filter((name) => readPidFile(root, name) !== null);
}

export async function stopCompanions(root: string): Promise<string[]> {
  const names = runningCompanions(root);
  await Promise.all(names.map((name) => stopCompanion(root, name)));
  return names;
}
