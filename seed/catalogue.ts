/**
 * Writes the migrations that hold the catalogue of avatars, from seed/avatars/*.json.
 *
 *   node seed/catalogue.ts --new [STAMP]  writes the next one: what differs from what the earlier ones leave, and its way down
 *   node seed/catalogue.ts                writes the newest one anew, while it was applied nowhere
 *   node seed/catalogue.ts --check        exits 1 when all of them together do not leave what the data says, or when a
 *                                         measured figure is not of the person's present lips
 *
 * The catalogue is in migrations and not in a seed file because it belongs into production too.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { readCatalogueEntry } from '../avatar/catalogue.ts';
import { readAvatars } from './avatar-row.ts';
import { applied, type Catalogue, deltaOf } from './catalogue-sql.ts';
import { apertureOf, lipBasis, staleParts } from './measured-lips.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const MIGRATIONS = join(root, 'supabase/migrations');
const ROLLBACKS = join(root, 'supabase/rollbacks');

const header = (purpose: string): string => `-- Purpose: ${purpose} Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.
`;
const UP = header('what is new in the catalogue of avatars.');
const DOWN = header('the catalogue as the migrations before left it.');

/** Throws when there is nobody: it would switch every avatar off. */
export function seeded(): Catalogue {
  const rows = readAvatars(join(root, 'seed/avatars'));
  if (rows.length === 0) throw new Error('There are no avatars to write.');
  return new Map(rows.map((row) => [row.id, row]));
}

/** Names of the catalogue's migrations, oldest first. */
export function catalogueMigrations(): string[] {
  return readdirSync(MIGRATIONS)
    .filter((file) => /^\d{14}_seed_avatar_catalogue\.sql$/.test(file))
    .sort();
}

/** What these migrations leave, one after the other. */
export const left = (files: readonly string[]): Catalogue =>
  files.reduce<Catalogue>(
    (state, file) => applied(state, readFileSync(join(MIGRATIONS, file), 'utf8')),
    new Map(),
  );

/** Whether both show the same people: one switched off is as good as one never there. */
export const samePeople = (one: Catalogue, other: Catalogue): boolean => {
  const shown = (of: Catalogue) => [...of.values()].filter((row) => row.is_active);
  return isDeepStrictEqual(new Set(shown(one)), new Set(shown(other)));
};

/** The script and its way down; null when nothing differs. */
export function migrationOf(before: Catalogue, after: Catalogue): { up: string; down: string } | null {
  const up = deltaOf(before, after);
  if (up.length === 0) return null;
  const there = applied(before, up.join('\n'));
  return {
    up: `${UP}\n${up.join('\n\n')}\n`,
    down: `${DOWN}\n${deltaOf(there, before).join('\n\n')}\n`,
  };
}

async function check(): Promise<number> {
  const wrong: string[] = [];
  if (!samePeople(left(catalogueMigrations()), seeded())) {
    wrong.push(
      'The catalogue’s migrations do not leave what seed/avatars says: run node seed/catalogue.ts --new',
    );
  }
  for (const id of seeded().keys()) {
    const entry = await readCatalogueEntry(id);
    const stale = staleParts(entry, lipBasis(entry, await apertureOf(entry)));
    if (stale.length > 0) wrong.push(`${id}: its lip-sync is not of now (${stale.join(', ')})`);
  }
  if (wrong.some((line) => line.includes('lip-sync')))
    wrong.push('Measure with npm run bench -- catalogue-lips');
  for (const line of wrong) console.error(line);
  return wrong.length === 0 ? 0 : 1;
}

function write(file: string, before: Catalogue): number {
  const migration = migrationOf(before, seeded());
  if (!migration) {
    console.error('The migrations leave what the data says.');
    return 1;
  }
  writeFileSync(join(MIGRATIONS, file), migration.up);
  writeFileSync(join(ROLLBACKS, file), migration.down);
  console.log(`supabase/migrations/${file}\nsupabase/rollbacks/${file}`);
  return 0;
}

async function main([mode, given]: readonly string[]): Promise<number> {
  const files = catalogueMigrations();
  const newest = files.at(-1);
  if (mode === '--check') return check();
  if (mode === '--new') {
    const stamp = given ?? new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const file = `${stamp}_seed_avatar_catalogue.sql`;
    if (!/^\d{14}$/.test(stamp) || (newest && file <= newest) || existsSync(join(MIGRATIONS, file))) {
      console.error(`${stamp} is no time after ${newest}: give one of 14 digits.`);
      return 1;
    }
    return write(file, left(files));
  }
  // The ones that wrote everybody were applied long ago.
  if (mode !== undefined || !newest || !readFileSync(join(MIGRATIONS, newest), 'utf8').startsWith(UP)) {
    console.error('Usage: node seed/catalogue.ts [--check | --new [STAMP]]');
    return 2;
  }
  return write(newest, left(files.slice(0, -1)));
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
