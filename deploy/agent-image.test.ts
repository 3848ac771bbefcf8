/**
 * The agent's image without building it: npm finds every workspace of the lock file, every module that the agent can load
 * lies in a folder that is copied, and every package those import is installed without development dependencies.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const dockerfile = readFileSync(join(root, 'deploy/agent/Dockerfile'), 'utf8');
const copied = [...dockerfile.matchAll(/^COPY (?!--)(.+)$/gm)].flatMap(([, paths]) =>
  (paths ?? '').split(' ').slice(0, -1),
);
interface Package {
  readonly name?: string;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const packageOf = (folder: string): Package =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** Modules reached from `entry` by imports, by dynamic imports, and by the URLs that workers are started from. */
function reached(entry: string): { files: Set<string>; packages: Map<string, string> } {
  const files = new Set<string>();
  const packages = new Map<string, string>();
  const queue = [resolve(root, entry)];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    const text = readFileSync(file, 'utf8')
      .replace(/^\s*(\*|\/\/).*$/gm, '')
      .replace(/^(import|export) type [^;]*;/gm, '');
    const named = [
      ...text.matchAll(/^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'/gm),
      ...text.matchAll(/\bimport\('([^']+)'\)/g),
      ...text.matchAll(/new URL\(\s*'([^']+\.ts)',\s*import\.meta\.url/g),
      ...text.matchAll(/join\(import\.meta\.dirname,\s*'([^']+\.ts)'\)/g),
    ];
    for (const [, name = ''] of named) {
      if (name.startsWith('.') || name.endsWith('.ts')) queue.push(resolve(dirname(file), name));
      else if (!name.startsWith('node:') && !builtinModules.includes(name))
        packages.set(name.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? name, relative(root, file));
    }
  }
  return { files, packages };
}

test('npm finds the package of every workspace', () => {
  for (const workspace of packageOf('.').workspaces ?? [])
    assert.ok(copied.includes(`${workspace}/package.json`), `${workspace}/package.json is not copied`);
});

test('every module the agent loads is in the image, and every package is installed', () => {
  const { files, packages } = reached('gpu-agent/src/main.ts');
  assert.ok(files.size > 100 && packages.size > 10, `${files.size} modules and ${packages.size} packages`);
  const folders = copied.filter((path) => !path.endsWith('.json'));
  const missing = [...files]
    .map((file) => relative(root, file))
    .filter((file) => !folders.some((folder) => file.startsWith(`${folder}/`)));
  assert.deepEqual(missing, []);

  const installed = [...dockerfile.matchAll(/--workspace (\S+)/g)].map(([, workspace]) => workspace ?? '');
  const available = new Set(
    ['.', ...installed].flatMap((folder) => {
      const { name, dependencies, optionalDependencies } = packageOf(folder);
      return [name ?? '', ...Object.keys(dependencies ?? {}), ...Object.keys(optionalDependencies ?? {})];
    }),
  );
  assert.deepEqual(
    [...packages].filter(([name]) => !available.has(name)).map(([name, file]) => `${name} in ${file}`),
    [],
  );
});
