/** One Postgres server: made with initdb, started, watched and stopped by the process that owns it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StackLog } from './context.ts';
import { ownedCommand } from './owned-command.ts';
import { requireFree } from './ports.ts';
import type { Runtime } from './postgres-runtime.ts';
import { serverAccount } from './state.ts';

const run = promisify(execFile);

export interface PostgresOptions {
  readonly runtime: Runtime;
  readonly data: string;
  /** Folder of the Unix socket: open to the server's account alone, which is what authenticates its users. */
  readonly socketFolder: string;
  /** TCP port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Gives up crash safety for speed: only for databases that live as long as a test. */
  readonly volatile?: boolean;
  readonly logFile: string;
  readonly log: StackLog;
  /** Called when the server ends without having been asked to. */
  readonly onCrash?: (code: number | null, signal: NodeJS.Signals | null) => void;
}

export interface PostgresServer {
  readonly port: number;
  readonly pid: number;
  /** URL over the socket, for the roles that have no password. */
  urlOf(role: string): string;
  stop(): Promise<void>;
}

function spawnServer(program: string, args: readonly string[], cwd: string): ChildProcess {
  const account = serverAccount();
  const { file, args: all } = ownedCommand(program, args, account);
  const owner = account && file === program ? { uid: account.uid, gid: account.gid } : {};
  // LC_ALL: the readiness line is matched in English. A terminal's Ctrl-C must reach the owner only, hence detached.
  return spawn(file, all, {
    cwd,
    ...owner,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  });
}

/** A folder that only the server's account can open. */
export function serverFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const account = serverAccount();
  if (account) chownSync(folder, account.uid, account.gid);
}

/** Makes an empty cluster whose superuser is supabase_admin: no password, so reachable through the socket alone. */
export async function initCluster(runtime: Runtime, data: string): Promise<void> {
  serverFolder(data);
  const child = spawnServer(
    join(runtime.bin, 'initdb'),
    [
      `--pgdata=${data}`,
      '--username=supabase_admin',
      '--auth-local=trust',
      '--auth-host=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--wal-segsize=4',
      '--no-sync',
      '--no-instructions',
    ],
    data,
  );
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`initdb failed (exit ${code}): ${output.trim().slice(-2000)}`);
}

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port from the system');
  return address.port;
}

/** Ends a server that a dead owner left on this data folder. */
async function endLeftover(options: PostgresOptions): Promise<void> {
  const pidFile = join(options.data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !(await isPostgres(pid))) return; // stale: the server clears it itself
  options.log.warn('ending a Postgres that a dead stack left behind', { pid, data: options.data });
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 15_000 && existsSync(pidFile); waited += 50) {
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** A process id alone may have been given to somebody else since. */
async function isPostgres(pid: number): Promise<boolean> {
  try {
    const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
    return /\bpostgres\b/.test(stdout);
  } catch {
    return false;
  }
}

function settings(options: PostgresOptions, port: number): string[] {
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: options.socketFolder,
    wal_level: 'logical',
    max_connections: '100',
    max_wal_senders: '10',
    max_replication_slots: '10',
    // a slot whose reader is gone must not fill the disk
    max_slot_wal_keep_size: '512MB',
    shared_buffers: options.volatile ? '32MB' : '128MB',
    timezone: 'UTC',
    jit: 'off',
    log_line_prefix: '%m [%p] %u ',
    // fsync off already spares the disk; synchronous_commit off would add 200 ms to every change a slot hands out
    ...(options.volatile ? { fsync: 'off', full_page_writes: 'off' } : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function launch(options: PostgresOptions, port: number): Promise<PostgresServer> {
  const child = spawnServer(
    join(options.runtime.bin, 'postgres'),
    ['-D', options.data, ...settings(options, port)],
    options.data,
  );
  const logFile = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  let stopping = false;
  let ready = false;
  let tail = '';
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const readiness = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.stderr?.on('data', (chunk: Buffer) => {
      logFile.write(chunk);
      if (ready) return;
      tail = (tail + chunk.toString('utf8')).slice(-4000);
      if (tail.includes('database system is ready to accept connections')) {
        ready = true;
        resolve();
      }
    });
    child.stdout?.resume();
    closed.then(([code, signal]) => {
      logFile.end();
      if (!ready) reject(new Error(`Postgres did not start (exit ${code ?? signal}): ${tail.trim()}`));
      else if (!stopping) options.onCrash?.(code, signal);
    }, reject);
  });
  await readiness;
  const pid = child.pid;
  if (pid === undefined) throw new Error('Postgres has no process id');
  const socket = encodeURIComponent(options.socketFolder);
  return {
    port,
    pid,
    urlOf: (role) => `postgres://${role}@localhost:${port}/postgres?host=${socket}`,
    async stop() {
      stopping = true;
      // INT: fast shutdown, which rolls open transactions back; QUIT when that hangs, as the manual says
      child.kill('SIGINT');
      const hung = setTimeout(() => child.kill('SIGQUIT'), 15_000);
      await closed.catch(() => {});
      clearTimeout(hung);
    },
  };
}

/**
 * Starts the server on an existing cluster and resolves when it accepts connections.
 * @throws {PortTakenError}
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  serverFolder(options.socketFolder);
  await endLeftover(options);
  await requireFree(options.port, 'Postgres', 'SEMBLANTE_DB_PORT');
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port === 0 ? await freePort() : options.port;
    try {
      return await launch(options, port);
    } catch (error) {
      // somebody took the free port between the probe and the bind
      const lost = options.port === 0 && String(error).includes('could not bind');
      if (!lost || attempt === 5) throw error;
    }
  }
}
