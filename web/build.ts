/**
 * Builds the site once for each content: the output folder is named by a hash of everything that goes into it, so
 * a second start costs one walk over the sources. The build is neutral: serve.ts writes the Supabase address in.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { NEUTRAL_MODE } from './config-block.ts';

const WEB = import.meta.dirname;
const ROOT = dirname(WEB);
/** Everything a build depends on; the lock file stands for the packages. */
const SOURCES = [
  join(WEB, 'src'),
  join(WEB, 'public'),
  join(WEB, 'index.html'),
  join(WEB, 'vite.config.ts'),
  join(WEB, 'config-block.ts'),
  join(WEB, 'build.ts'),
  join(ROOT, 'supabase/functions/_shared/contract'),
  join(ROOT, 'avatar/scene'),
  join(ROOT, 'package-lock.json'),
];
const COMPRESSIBLE = new Set(['.js', '.css', '.html', '.svg', '.json']);

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (!entries) return [path];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Hex SHA-256 over the names and contents of every source, in a fixed order. */
export async function contentHash(): Promise<string> {
  const hash = createHash('sha256');
  const files = (await Promise.all(SOURCES.map(filesIn))).flat().filter((file) => !file.endsWith('.test.ts'));
  for (const file of files.sort()) {
    hash.update(relative(ROOT, file)).update('\0');
    hash.update(await readFile(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 20);
}

function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return process.env.SEMBLANTE_CACHE ?? join(base, 'semblante');
}

/**
 * The folder of a finished build of the sources as they are, building first where there is none. Two callers at
 * once both build and the first one to finish wins: the folder appears by one rename and is complete.
 */
export async function ensureBuilt(): Promise<string> {
  const parent = join(cacheFolder(), 'web');
  const target = join(parent, await contentHash());
  if (existsSync(target)) return target;
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, '.building-'));
  try {
    await buildInto(work, NEUTRAL_MODE);
    await rename(work, target).catch(async (error: unknown) => {
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return target;
}

/** A build into `folder` (of one project where the environment names it and the mode is not neutral), with a .br and a .gz beside each file worth compressing. */
export async function buildInto(folder: string, mode = 'production'): Promise<void> {
  const { build } = await import('vite');
  await build({
    root: WEB,
    mode,
    configFile: join(WEB, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  });
  const files = (await filesIn(folder)).filter(
    (file) => COMPRESSIBLE.has(extname(file)) && !file.endsWith('index.html'),
  );
  await Promise.all(files.map(precompress));
}

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

async function precompress(file: string): Promise<void> {
  const content = await readFile(file);
  // Below one network packet there is nothing to win.
  if (content.length < 1400) return;
  const brotli = await compressBrotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } });
  await Promise.all([
    writeFile(`${file}.br`, brotli),
    writeFile(`${file}.gz`, await compressGzip(content, { level: 9 })),
  ]);
}

if (process.argv[1] === import.meta.filename) {
  const out = process.argv[2];
  if (out) await buildInto(out);
  console.log(out ?? (await ensureBuilt()));
}
