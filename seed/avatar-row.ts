/** The catalogue's rows as data: a file of seed/avatars a row. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import {
  AvatarAge,
  AvatarCategory,
  AvatarEthnicity,
  AvatarGender,
  AvatarQuality,
} from '../supabase/functions/_shared/contract/api.ts';
import { CatalogueLipSync } from '../supabase/functions/_shared/contract/film-report.ts';

const details = z.record(z.string(), z.unknown());

/** The columns of avatars_3d. */
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
  voice_sync: z.looseObject({ measured: CatalogueLipSync.nullable() }),
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
