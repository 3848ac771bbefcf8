/** Rows of avatars_3d that are somebody's own, as the API answers them. */
import { z } from '@hono/zod-openapi';
import type { Db } from '../../_shared/clients.ts';
import { Avatar3D } from '../../_shared/contract/api.ts';
import type { FunctionEnv } from '../../_shared/env.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import { parseFileUrl, signFiles } from './signing.ts';

export const OWN_AVATAR_COLUMNS =
  'id, name, category, gender, ethnicity, age, quality, features, assets, rendering_config, animations, voice_sync, kind, status, base_avatar_id, progress, report, error_code, error_message, remedy, created_at, updated_at';

const Assets = z.record(z.string(), z.unknown());

interface OwnAvatarRow extends Record<string, unknown> {
  readonly assets: unknown;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly remedy: string | null;
}

/** Stable addresses of private files in `assets` become addresses signed for an hour. */
export async function toOwnAvatars(
  env: FunctionEnv,
  db: Db,
  rows: readonly OwnAvatarRow[],
): Promise<Avatar3D[]> {
  const all = rows.map((row) => Assets.parse(row.assets));
  const files = all
    .flatMap((assets) => Object.values(assets))
    .map((value) => (typeof value === 'string' ? parseFileUrl(value) : null))
    .filter((file) => file !== null);
  const urls = files.length > 0 ? await signFiles(env, db, files) : new Map<string, string>();
  const signed = (value: unknown): unknown => {
    const file = typeof value === 'string' ? parseFileUrl(value) : null;
    return file ? (urls.get(`${file.bucket}/${file.path}`) ?? null) : value;
  };
  return rows.map((row, i) => {
    const assets = Object.fromEntries(
      Object.entries(all[i] ?? {}).map(([key, value]) => [key, signed(value)]),
    );
    const { error_code: code, error_message: message, remedy } = row;
    return Avatar3D.parse({
      ...row,
      assets,
      preview_url: null,
      poster_url: assets.poster_url ?? null,
      own: { ...row, error: code === null ? null : { code, message, remedy } },
    });
  });
}

/** @throws ApiFailure `avatar_not_found` unless the caller has an avatar of that id */
export async function findOwnAvatar(env: FunctionEnv, db: Db, id: string): Promise<Avatar3D> {
  const { data, error } = await db
    .from('avatars_3d')
    .select(OWN_AVATAR_COLUMNS)
    .eq('id', id)
    .not('user_id', 'is', null)
    .eq('is_active', true)
    .maybeSingle();
  if (error) throw fromDatabase(error);
  const [avatar] = data ? await toOwnAvatars(env, db, [data]) : [];
  if (!avatar) throw new ApiFailure('avatar_not_found');
  return avatar;
}
