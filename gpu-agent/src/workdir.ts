/**
 * Scratch folders: `<base>/<host>.<pid>.<token>/<lease>`, one per attempt, removed at its end. The first part names
 * the agent process, so that what a dead one left can be told from what a live one uses.
 */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const FOLDER = /^(?<host>.+)\.(?<pid>\d+)\.[A-Za-z0-9]{6}$/;

export interface AttemptFolder extends AsyncDisposable {
  readonly path: string;
}

export class Workdir {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Makes this process's folder under `base` and removes those of agents of this host that are gone. */
  static async open(base: string): Promise<{ workdir: Workdir; removed: string[] }> {
    await mkdir(base, { recursive: true, mode: 0o700 });
    const removed = await removeLeftovers(base);
    const root = await mkdtemp(join(base, `${hostname()}.${process.pid}.`));
    return { workdir: new Workdir(root), removed };
  }

  get path(): string {
    return this.#root;
  }

  /** An empty folder for one attempt; disposing removes it with all it holds. */
  async attempt(leaseId: string): Promise<AttemptFolder> {
    const path = join(this.#root, leaseId);
    await mkdir(path);
    return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
  }

  async close(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function removeLeftovers(base: string): Promise<string[]> {
  const removed: string[] = [];
  for (const entry of await readdir(base, { withFileTypes: true })) {
    const match = entry.isDirectory() ? FOLDER.exec(entry.name)?.groups : undefined;
    // Another host may share this disk, and whether its processes live cannot be known from here.
    if (!match || match.host !== hostname() || isAlive(Number(match.pid))) continue;
    await rm(join(base, entry.name), { recursive: true, force: true });
    removed.push(entry.name);
  }
  return removed;
}

/** In a container the dead agent's pid is often this process's own: that one has no folder yet, so it is gone. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
