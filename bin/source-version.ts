/** What the running agent and studio were started from: a changed source restarts them. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../local-stack/src/state.ts';

const SOURCES = [
  'gpu-agent/src/**/*.ts',
  'avatar/**/*.ts',
  'web/src/**/*',
  'web/*.{ts,html}',
  'supabase/functions/_shared/contract/*.ts',
  'package-lock.json',
];

/** Hash of the sources an agent or the studio is made of. */
export function sourceVersion(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, {
    cwd: repositoryRoot,
    exclude: (entry) => entry.name === 'node_modules',
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
