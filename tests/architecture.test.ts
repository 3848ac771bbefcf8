/**
 * The boundaries of the code base. Each rule names the outage it prevents, and fails when it finds nothing to check, so
 * that a moved folder cannot silence it.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');

interface Source {
  readonly path: string;
  readonly text: string;
  /** Imported modules: repository paths for relative ones, names as written otherwise. */
  readonly imports: readonly string[];
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+['"]([^'"]+)['"]|(?:^|\n)\s*import\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

function load(): readonly Source[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const paths = listed.split('\n').filter((path) => /\.(ts|tsx|sql|py)$/.test(path));
  return paths.flatMap((path) => {
    let text: string;
    try {
      text = readFileSync(join(root, path), 'utf8');
    } catch {
      return [];
    }
    const imports = /\.tsx?$/.test(path)
      ? [...text.matchAll(IMPORT)].map((match) => {
          const name = match[1] ?? match[2] ?? match[3] ?? '';
          return name.startsWith('.') ? normalize(join(dirname(path), name)) : name;
        })
      : [];
    return { path, text, imports };
  });
}

const sources = load();
const isTest = (path: string): boolean => /\.(test|spec)\.tsx?$/.test(path) || /(^|\/)tests?\//.test(path);

function under(...folders: string[]): readonly Source[] {
  const found = sources.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
  assert.ok(found.length > 0, `no source under ${folders.join(', ')}: the rule checks nothing`);
  return found;
}

function forbid(
  files: readonly Source[],
  allowed: (name: string, file: Source) => boolean,
  outage: string,
): void {
  const wrong = files.flatMap((file) =>
    file.imports.filter((name) => !allowed(name, file)).map((name) => `${file.path} imports ${name}`),
  );
  assert.deepEqual(wrong, [], outage);
}

test('the contract imports only zod, so Deno, Node and the browser load the same files', () => {
  const contract = 'supabase/functions/_shared/contract/';
  forbid(
    under(contract).filter(({ path }) => !isTest(path)),
    (name) => name === 'zod' || name.startsWith(contract),
    'an import one runtime lacks breaks API, agents or studio at load',
  );
});

test('functions import nothing outside supabase/, so that they deploy as they are', () => {
  const files = under('supabase/functions/').filter(({ path }) => !isTest(path));
  forbid(
    files,
    (name) =>
      !name.includes('/') ||
      name.startsWith('supabase/functions/') ||
      !/^(\.\.|avatar|gpu-agent|local-stack|web|bench|seed)\//.test(name),
    'the deployment bundler cannot see files outside the supabase folder',
  );
});

test('the product never imports the local stack', () => {
  const files = under('avatar/', 'gpu-agent/src/', 'web/src/', 'supabase/functions/').filter(
    ({ path }) => !isTest(path),
  );
  forbid(
    files,
    (name) => !name.startsWith('local-stack/') && name !== '@semblante/local-stack',
    'a product that needs the development stack does not run on hosted Supabase',
  );
});

test('engines know nothing of queues, stages nothing of Postgres', () => {
  const queue = /^gpu-agent\/src\/(queue|lease|agent|progress|shutdown|storage)\.ts$|^@supabase\/|^pg$/;
  forbid(
    under('gpu-agent/src/engines/').filter(({ path }) => !isTest(path)),
    (name) => !queue.test(name),
    'an engine that settles tasks can complete work it lost the lease of',
  );
  const postgres = /^gpu-agent\/src\/(queue|lease|agent)\.ts$|^@supabase\/|^pg$/;
  forbid(
    under('gpu-agent/src/stages/').filter(({ path }) => !isTest(path)),
    (name) => !postgres.test(name),
    'a stage that talks to the database escapes the lease',
  );
});

test('agents and functions hold no service key and no database password', () => {
  // enroll.ts is the administrator's command; cli.ts names the secrets only to strike them from logs.
  const admin = new Set(['gpu-agent/src/enroll.ts', 'gpu-agent/src/cli.ts']);
  const files = under('gpu-agent/src/', 'supabase/functions/').filter(
    ({ path }) => !isTest(path) && !admin.has(path),
  );
  const wrong = files
    .filter(({ text }) => /SUPABASE_(SECRET_KEYS?|SERVICE_ROLE_KEY|DB_URL)/.test(text))
    .map(({ path }) => path);
  assert.deepEqual(wrong, [], 'a stolen host would own the whole project');
});

test('the studio never writes job state', () => {
  const tables =
    /\.from\(\s*['"](render_jobs|render_stages|render_tasks)['"]\s*\)[\s\S]{0,80}?\.(insert|update|upsert|delete)\(/;
  const wrong = under('web/src/')
    .filter(({ text }) => tables.test(text))
    .map(({ path }) => path);
  assert.deepEqual(wrong, [], 'two writers of one state machine lose jobs');
});

test('a feature never imports another feature', () => {
  const feature = (path: string): string | undefined => /^web\/src\/features\/([^/]+)\//.exec(path)?.[1];
  forbid(
    under('web/src/features/'),
    (name, file) => feature(name) === undefined || feature(name) === feature(file.path),
    'features that reach into each other cannot be changed or loaded apart',
  );
});

test('no catch-all modules and no barrels', () => {
  const names = /(^|\/)(utils?|common|helpers?|misc)(\.tsx?$|\/)/;
  const code = under('avatar/', 'gpu-agent/', 'local-stack/', 'supabase/', 'web/', 'bench/', 'bin/');
  assert.deepEqual(
    code.filter(({ path }) => names.test(path)).map(({ path }) => path),
    [],
  );
  const barrels = code
    .filter(({ text, path }) => /\.tsx?$/.test(path) && /^export \* from/m.test(text))
    .map(({ path }) => path);
  assert.deepEqual(barrels, []);
});

test('a file stays under 400 lines or says why in its first comment', () => {
  const generated = /(database\.types|\.d)\.ts$|_seed_avatar_catalogue\.sql$/;
  const long = under('').filter(
    ({ path, text }) =>
      !generated.test(path) && text.split('\n').length > 401 && !/over 400 lines/i.test(text.slice(0, 1200)),
  );
  assert.deepEqual(
    long.map(({ path }) => path),
    [],
  );
});

test('every migration has its way down', () => {
  const names = (folder: string): string[] =>
    sources.flatMap(({ path }) => (path.startsWith(folder) ? path.slice(folder.length) : []));
  const ups = names('supabase/migrations/');
  assert.ok(ups.length > 0);
  assert.deepEqual(ups.sort(), names('supabase/rollbacks/').sort());
  for (const name of ups) assert.match(name, /^\d{14}_[a-z0-9_]+\.sql$/);
});
