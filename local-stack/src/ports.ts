/** Who holds a TCP port: asked before a server is started, so that a taken port is an answer and not a stack trace. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PortHolder {
  readonly pid: number;
  readonly command: string;
}

export class PortTakenError extends Error {
  readonly port: number;
  readonly holder: PortHolder | undefined;

  constructor(port: number, purpose: string, variable: string, holder: PortHolder | undefined) {
    const who = holder ? `pid ${holder.pid} (${holder.command})` : 'a process of another user';
    super(`Port ${port}, for ${purpose}, is taken by ${who}. Stop it, or set ${variable} to another port.`);
    this.name = 'PortTakenError';
    this.port = port;
    this.holder = holder;
  }
}

/** Whether a server could listen on 127.0.0.1 at this port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Socket inodes that listen on the port, from the kernel's tables (proc_net(5): state 0A is LISTEN, port in hex). */
function listeningInodes(port: number): Set<string> {
  const inodes = new Set<string>();
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    let text = '';
    try {
      text = readFileSync(table, 'utf8');
    } catch {
      continue; // no IPv6
    }
    for (const line of text.split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === '0A' && local?.endsWith(suffix) && inode) inodes.add(inode);
    }
  }
  return inodes;
}

function holderFromProc(port: number): PortHolder | undefined {
  const wanted = new Set([...listeningInodes(port)].map((inode) => `socket:[${inode}]`));
  if (wanted.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const holds = readdirSync(`/proc/${pid}/fd`).some((fd) => {
        try {
          return wanted.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
        } catch {
          return false; // closed meanwhile
        }
      });
      if (!holds) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
      return {
        pid: Number(pid),
        command: command.slice(0, 200) || readFileSync(`/proc/${pid}/comm`, 'utf8').trim(),
      };
    } catch {
      // another user's process, or one that has ended
    }
  }
  return undefined;
}

async function holderFromLsof(port: number): Promise<PortHolder | undefined> {
  try {
    const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp']);
    const pid = Number(/^p(\d+)/m.exec(stdout)?.[1]);
    if (!Number.isInteger(pid)) return undefined;
    const { stdout: command } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
    return { pid, command: command.trim().slice(0, 200) };
  } catch {
    return undefined;
  }
}

/** The process that listens on the port, when this user may know. */
export async function portHolder(port: number): Promise<PortHolder | undefined> {
  return process.platform === 'linux' ? holderFromProc(port) : holderFromLsof(port);
}

/** @throws {PortTakenError} naming who holds it. */
export async function requireFree(port: number, purpose: string, variable: string): Promise<void> {
  if (port === 0 || (await isFree(port))) return;
  throw new PortTakenError(port, purpose, variable, await portHolder(port));
}
