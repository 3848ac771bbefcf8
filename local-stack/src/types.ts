/**
 * `npm run types [-- --check]`: the TypeScript types of the database, written by the Supabase CLI from a database
 * that holds nothing but this repository's migrations. --check fails when the file is not what would be written.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from './state.ts';
import { startTestDatabase } from './testing.ts';

const run = promisify(execFile);

export const typesFile = join(repositoryRoot, 'supabase/functions/_shared/contract/database.types.ts');

const header = `// Written by \`npm run types\` from supabase/migrations. Do not edit.\n`;

/** The CLI's own executable: the package's launcher is not needed, its install script may have been blocked. */
export async function supabaseCli(): Promise<string> {
  const require = createRequire(import.meta.url);
  const name = `@supabase/cli-${process.platform}-${process.arch}`;
  let file: string;
  try {
    file = join(dirname(require.resolve(`${name}/package.json`)), 'bin/supabase');
  } catch {
    throw new Error(`${name} is not installed: run npm install with optional packages`);
  }
  if (!existsSync(file)) throw new Error(`${name} holds no executable at bin/supabase`);
  await chmod(file, 0o755).catch(() => {}); // not ours: then it is executable already, or running it says why not
  return file;
}

/** What the file should hold. */
export async function generateTypes(): Promise<string> {
  const database = await startTestDatabase();
  // the CLI looks for a project in its working directory, and writes there
  const folder = await mkdtemp(join(tmpdir(), 'semblante-types-'));
  try {
    const { stdout } = await run(
      await supabaseCli(),
      ['gen', 'types', 'typescript', `--remote=${database.dbUrl}`, '--schema', 'public', '--workdir', folder],
      {
        cwd: folder,
        maxBuffer: 64 * 1024 * 1024,
        env: {
          ...process.env,
          PGSSLMODE: 'disable',
          SUPABASE_TELEMETRY_DISABLED: '1',
          DO_NOT_TRACK: '1',
          NO_COLOR: '1',
        },
      },
    );
    // notices may come before it
    const start = stdout.indexOf('export type Json');
    if (start < 0) throw new Error(`supabase gen types printed no types: ${stdout.slice(0, 500)}`);
    return await format(header + stdout.slice(start));
  } finally {
    await Promise.all([database.stop(), rm(folder, { recursive: true, force: true })]);
  }
}

/** The CLI prints unformatted code; a readable file makes readable diffs. */
async function format(code: string): Promise<string> {
  const biome = join(repositoryRoot, 'node_modules/@biomejs/biome/bin/biome');
  const child = run(process.execPath, [biome, 'format', '--stdin-file-path=types.ts'], {
    cwd: repositoryRoot,
    maxBuffer: 64 * 1024 * 1024,
  });
  child.child.stdin?.end(code);
  return (await child).stdout;
}

if (import.meta.main) {
  const fresh = await generateTypes();
  const known = existsSync(typesFile) ? readFileSync(typesFile, 'utf8') : '';
  if (process.argv.includes('--check')) {
    if (known !== fresh) {
      console.error(`${typesFile} is stale: run npm run types`);
      process.exitCode = 1;
    }
  } else if (known !== fresh) {
    await writeFile(typesFile, fresh);
    console.log(`wrote ${typesFile}`);
  }
}
