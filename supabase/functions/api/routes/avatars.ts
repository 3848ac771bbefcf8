import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { type AppContext, type AppEnv, anonymousDb, currentUser, signedIn } from '../../_shared/app-env.ts';
import { Avatar3D, GalleryAnswer, GalleryQuery } from '../../_shared/contract/api.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { registerAvatarImport } from './avatar-import.ts';
import { refusals, SIGNED_OUT } from './describe.ts';
import { findOwnAvatar, OWN_AVATAR_COLUMNS, toOwnAvatars } from './own-avatar-view.ts';
import { registerOwnAvatars } from './own-avatars.ts';

const COLUMNS =
  'id, name, category, gender, ethnicity, age, quality, features, assets, rendering_config, animations, voice_sync';

/** The catalogue changes with deployments: a minute in caches, then revalidated by ETag. */
const CACHE_CONTROL = 'public, max-age=60, stale-while-revalidate=600';

/** Own avatars are shown to their owner; everything else of the gallery needs no user. */
const signedInFor =
  (own: (c: AppContext) => boolean): MiddlewareHandler<AppEnv> =>
  (c, next) =>
    own(c) ? signedIn(c, next) : next();

/** Ids of own avatars are UUIDs, the catalogue's never are. A visitor is told what a stranger is: there is none. */
const asksForOwn = (c: AppContext): boolean =>
  z.uuid().safeParse(c.req.param('avatar_id')).success &&
  /^Bearer\s+(?!sb_)/i.test(c.req.header('authorization') ?? '');

const gallery = createRoute({
  method: 'get',
  path: '/avatars/gallery',
  summary: 'Avatars that match the filters',
  description:
    'The catalogue, the same for everybody. With `mine=true` your own avatars instead, newest first, each with `own`; ' +
    'that needs the token of a user.',
  middleware: [signedInFor((c) => c.req.query('mine') !== undefined)] as const,
  request: { query: GalleryQuery },
  responses: {
    200: { description: 'Matching avatars', content: { 'application/json': { schema: GalleryAnswer } } },
    304: { description: 'Unchanged since the ETag in If-None-Match' },
    ...refusals('invalid_request', ...SIGNED_OUT),
  },
});

const oneAvatar = createRoute({
  method: 'get',
  path: '/avatars/gallery/{avatar_id}',
  summary: 'One avatar',
  description: 'Of the catalogue, or with your token one of your own.',
  middleware: [signedInFor(asksForOwn)] as const,
  request: { params: z.strictObject({ avatar_id: z.string().min(1).max(50) }) },
  responses: {
    200: { description: 'The avatar', content: { 'application/json': { schema: Avatar3D } } },
    304: { description: 'Unchanged since the ETag in If-None-Match' },
    ...refusals('invalid_request', 'avatar_not_found', ...SIGNED_OUT),
  },
});

/** A row as the API shows it: addresses are lifted out of `assets` and made absolute on this project. */
function toAvatar(row: { assets: unknown } & Record<string, unknown>, publicUrl: string): Avatar3D {
  const assets = z.record(z.string(), z.unknown()).parse(row.assets);
  const address = (value: unknown): string | null => {
    if (typeof value !== 'string') return null;
    return value.startsWith('/storage/') ? publicUrl + value : value;
  };
  return Avatar3D.parse({
    ...row,
    preview_url: address(assets.preview_url),
    poster_url: address(assets.poster_url),
  });
}

/** Answers with a strong ETag over the body, so that clients can revalidate for the price of a header. */
async function cacheable(c: AppContext, body: unknown): Promise<Response> {
  const text = JSON.stringify(body);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const etag = `"${c.get('deps').platform.encodeBase64Url(new Uint8Array(digest).subarray(0, 18))}"`;
  const headers = { ETag: etag, 'Cache-Control': CACHE_CONTROL, Vary: 'Origin' };
  const known = c.req
    .header('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.includes(etag) || known?.includes('*')) return c.body(null, 304, headers);
  return c.body(text, 200, { ...headers, 'Content-Type': 'application/json' });
}

async function ownGallery(c: AppContext, filters: Readonly<Record<string, string>>): Promise<Response> {
  const { db } = currentUser(c);
  let query = db
    .from('avatars_3d')
    .select(OWN_AVATAR_COLUMNS)
    .not('user_id', 'is', null)
    .eq('is_active', true)
    .order('created_at', { ascending: false });
  for (const [column, value] of Object.entries(filters)) query = query.eq(column, value);
  const { data, error } = await query;
  if (error) throw fromDatabase(error);
  const avatars = await toOwnAvatars(c.get('deps').env, db, data);
  return c.json({ avatars, total: avatars.length } satisfies GalleryAnswer);
}

export function registerAvatars(api: Api): void {
  registerOwnAvatars(api);
  registerAvatarImport(api);
  // The answer is serialised once for its ETag, so these handlers return plain Responses.
  api.openapi(gallery, async (c): Promise<never> => {
    const { mine, ...filters } = c.req.valid('query');
    if (mine) return (await ownGallery(c, filters)) as never;
    let query = anonymousDb(c).from('avatars_3d').select(COLUMNS).eq('is_active', true).order('name');
    for (const [column, value] of Object.entries(filters)) query = query.eq(column, value);
    const { data, error } = await query;
    if (error) throw fromDatabase(error);
    const { publicUrl } = c.get('deps').env;
    const avatars = data.map((row) => toAvatar(row, publicUrl));
    return (await cacheable(c, { avatars, total: avatars.length } satisfies GalleryAnswer)) as never;
  });

  api.openapi(oneAvatar, async (c): Promise<never> => {
    const { avatar_id: id } = c.req.valid('param');
    if (c.get('user')) {
      const { db } = currentUser(c);
      return c.json(await findOwnAvatar(c.get('deps').env, db, id), 200) as never;
    }
    const { data, error } = await anonymousDb(c)
      .from('avatars_3d')
      .select(COLUMNS)
      .eq('id', id)
      .eq('is_active', true)
      .maybeSingle();
    if (error) throw fromDatabase(error);
    if (!data)
      throw new ApiFailure(
        'avatar_not_found',
        `There is no avatar ${JSON.stringify(id)}. Choose an id from GET /api/v2/avatars/gallery.`,
      );
    return (await cacheable(c, toAvatar(data, c.get('deps').env.publicUrl))) as never;
  });
}
