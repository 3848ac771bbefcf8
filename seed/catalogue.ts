/**
 * Writes the migration that holds the catalogue of avatars from seed/avatars/*.json.
 *
 *   node seed/catalogue.ts           writes it
 *   node seed/catalogue.ts --check   exits 1 when the newest catalogue migration is not what the data says
 *
 * The catalogue is a migration and not a seed file because it belongs into production too. A migration that was
 * applied anywhere is never edited: pass --new to write the next one, which upserts what changed.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  AvatarAge,
  AvatarCategory,
  AvatarEthnicity,
  AvatarGender,
  AvatarQuality,
} from '../supabase/functions/_shared/contract/api.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const details = z.record(z.string(), z.unknown());

/** One file of seed/avatars: the columns of avatars_3d. */
export const AvatarRow = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,49}$/),
  name: z.string().min(1).max(100),
  category: AvatarCategory,
  gender: AvatarGender,
  ethnicity: AvatarEthnicity,
  age: AvatarAge,
  quality: AvatarQuality,
  features: details,
  assets: details,
  rendering_config: details,
  animations: details,
  voice_sync: details,
  is_active: z.boolean().default(true),
});
export type AvatarRow = z.infer<typeof AvatarRow>;

/** Every avatar of a folder, ordered by id. Throws with the file's name when one is not a row. */
export function readAvatars(folder: string): AvatarRow[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const parsed = AvatarRow.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
      if (parsed.data.id !== basename(file, '.json')) throw new Error(`${file}: its id is ${parsed.data.id}`);
      return parsed.data;
    });
}

const columns = Object.keys(AvatarRow.shape) as (keyof AvatarRow)[];

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function sqlValue(value: AvatarRow[keyof AvatarRow]): string {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? literal(value) : `${literal(JSON.stringify(value, null, 2))}::jsonb`;
}

/** The whole migration: one upsert; an avatar whose file is gone is switched off, since projects may name it. */
export function catalogueSql(avatars: readonly AvatarRow[]): string {
  if (avatars.length === 0) throw new Error('There are no avatars to write.');
  const rows = avatars.map((row) => `  (\n${columns.map((c) => `    ${sqlValue(row[c])}`).join(',\n')}\n  )`);
  const updates = columns.filter((c) => c !== 'id').map((c) => `  ${c} = excluded.${c}`);
  return `-- Purpose: the catalogue of avatars. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

insert into public.avatars_3d (${columns.join(', ')}) values
${rows.join(',\n')}
on conflict on constraint avatars_3d_pkey do update set
${updates.join(',\n')};

update public.avatars_3d a set is_active = false
where a.is_active and a.user_id is null and a.id not in (${avatars.map((row) => literal(row.id)).join(', ')});
`;
}

/** The newest catalogue migration of a folder, if there is one. */
export function newestCatalogue(migrations: string): string | undefined {
  return readdirSync(migrations)
    .filter((file) => /^\d{14}_seed_avatar_catalogue\.sql$/.test(file))
    .sort()
    .at(-1);
}

function main(args: readonly string[]): number {
  const migrations = join(root, 'supabase/migrations');
  const sql = catalogueSql(readAvatars(join(root, 'seed/avatars')));
  const newest = newestCatalogue(migrations);
  if (args.includes('--check')) {
    if (newest && readFileSync(join(migrations, newest), 'utf8') === sql) return 0;
    console.error(`${newest ?? 'The catalogue migration'} is stale: run node seed/catalogue.ts`);
    return 1;
  }
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const file = newest && !args.includes('--new') ? newest : `${stamp}_seed_avatar_catalogue.sql`;
  writeFileSync(join(migrations, file), sql);
  console.log(`supabase/migrations/${file}`);
  return 0;
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
