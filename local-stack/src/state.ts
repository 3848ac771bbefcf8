/**
 * Where a stack keeps what it owns: outside the repository, one folder per user.
 *
 * Postgres refuses to run as root. As root its folders must therefore be reachable by another user, which rules out
 * a closed home folder.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository, whatever the working directory is. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Account that Postgres runs under when the stack itself runs as root. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account Postgres must run under, or undefined when it can run as the current user.
 * @throws when running as root on a machine with neither `postgres` nor `nobody`.
 */
export function serverAccount(): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  known ??= findAccount();
  return known;
}

let known: ServerAccount | undefined;

function findAccount(): ServerAccount {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      const account = { name, uid: id('-u'), gid: id('-g') };
      if (Number.isInteger(account.uid) && account.uid !== 0) return account;
    } catch {
      // no such account: try the next
    }
  }
  throw new Error(
    'Postgres refuses to run as root and this machine has neither a user `postgres` nor `nobody`. Create one: useradd --system postgres',
  );
}

function usable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Folder of this user's stack: SEMBLANTE_STATE, else /var/lib/semblante as root and
 * `${XDG_STATE_HOME:-~/.local/state}/semblante` otherwise, else a folder under the temporary one.
 * The folder exists when this returns.
 */
export function stateRoot(env: NodeJS.ProcessEnv = process.env): string {
  const asked = env.SEMBLANTE_STATE;
  if (asked) {
    const folder = resolve(asked);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
  const candidates =
    process.getuid?.() === 0
      ? ['/var/lib/semblante']
      : [join(env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'semblante')];
  candidates.push(join(tmpdir(), `semblante-${userInfo().uid}`));
  for (const folder of candidates) {
    if (usable(folder)) return folder;
  }
  throw new Error(
    `No folder for the stack's state is writable (tried ${candidates.join(', ')}). Set SEMBLANTE_STATE to one that is.`,
  );
}

/** The first folder on the way to `folder` that `account` cannot pass through. */
function closedFolder(folder: string, account: ServerAccount): string | undefined {
  const above = dirname(folder) === folder ? undefined : closedFolder(dirname(folder), account);
  if (above) return above;
  const { uid, gid, mode } = statSync(folder);
  const passes = uid === account.uid ? mode & 0o100 : gid === account.gid ? mode & 0o010 : mode & 0o001;
  return passes ? undefined : folder;
}

/**
 * Makes a folder that the server's account can pass through and nobody else can write.
 * @throws when running as root and a folder above it is closed to that account.
 */
export function passableFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const account = serverAccount();
  if (account) {
    chmodSync(folder, 0o755);
    const closed = closedFolder(resolve(folder), account);
    if (closed) {
      throw new Error(
        `${closed} is closed to the user ${account.name}, under which Postgres must run because it refuses to run as root. Set SEMBLANTE_STATE (tests: TMPDIR) to a folder outside it.`,
      );
    }
  }
  return folder;
}

/** Files and folders of one stack. */
export interface StackPaths {
  readonly root: string;
  readonly data: string;
  /** Postgres' Unix socket. Short names here: a socket's path may have 103 bytes at most (107 on Linux). */
  readonly socket: string;
  /** Sockets, import maps and caches of the Edge Functions. */
  readonly functions: string;
  readonly storage: string;
  readonly logs: string;
  readonly keys: string;
  readonly envFile: string;
  readonly daemonFile: string;
}

export function stackPaths(root: string): StackPaths {
  return {
    root,
    data: join(root, 'pgdata'),
    socket: join(root, 'pg'),
    functions: join(root, 'functions'),
    storage: join(root, 'storage'),
    logs: join(root, 'logs'),
    keys: join(root, 'keys.json'),
    envFile: join(root, 'semblante.env'),
    daemonFile: join(root, 'daemon.json'),
  };
}

/** Version folders shared by every stack of this user: server binaries and database templates. */
export function cacheFolder(kind: 'runtime' | 'template'): string {
  const base = process.env.SEMBLANTE_STACK_CACHE ?? join(stateRoot(), 'cache');
  passableFolder(base);
  return passableFolder(join(base, kind));
}
