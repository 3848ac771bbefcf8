/** What a running daemon tells about itself, in a file of its state folder. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, startTimeOf } from './process-identity.ts';
import { repositoryRoot, type StackPaths } from './state.ts';

export interface DaemonRecord {
  readonly pid: number;
  /** With the pid, names one process for ever: pids are reused. */
  readonly started: string;
  readonly url: string;
  readonly dbUrl: string;
  /** The code it runs: another one means a restart. */
  readonly code: string;
}

/** Hash of what a running daemon has loaded; migrations and functions are read anew and do not count. */
export function codeVersion(): string {
  const hash = createHash('sha256');
  for (const part of ['src', 'sql']) {
    const folder = join(repositoryRoot, 'local-stack', part);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|sql|control)$/.test(name) && !name.endsWith('.test.ts'))
      .sort();
    for (const name of names) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The daemon that runs on this state, if one does. */
export function readDaemon(paths: StackPaths): DaemonRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(paths.daemonFile, 'utf8')) as DaemonRecord;
    return isAlive(record.pid, record.started) ? record : undefined;
  } catch {
    return undefined;
  }
}

export function writeDaemon(paths: StackPaths, url: string, dbUrl: string): void {
  const record: DaemonRecord = {
    pid: process.pid,
    started: startTimeOf(process.pid) ?? '',
    url,
    dbUrl,
    code: codeVersion(),
  };
  writeFileSync(paths.daemonFile, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
}

/** Removes the record if it is this process's own. */
export function removeDaemon(paths: StackPaths): void {
  if (readDaemon(paths)?.pid === process.pid) rmSync(paths.daemonFile, { force: true });
}
