import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import { FavouriteAnswer, FavouritesAnswer } from '../../_shared/contract/preferences.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const params = z.strictObject({ avatar_id: z.string().min(1).max(50) });

const list = createRoute({
  method: 'get',
  path: '/favourites',
  summary: 'Avatars you marked as favourites, the latest first',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  responses: {
    200: { description: 'Their ids', content: json(FavouritesAnswer) },
    ...refusals(...SIGNED_OUT),
  },
});

const add = createRoute({
  method: 'put',
  path: '/favourites/{avatar_id}',
  summary: 'Mark an avatar as a favourite; again changes nothing',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: { params },
  responses: {
    200: { description: 'It is one', content: json(FavouriteAnswer) },
    ...refusals('invalid_request', 'avatar_not_found', ...SIGNED_OUT),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/favourites/{avatar_id}',
  summary: 'Take a favourite back; again changes nothing',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: { params },
  responses: {
    200: { description: 'It is none', content: json(FavouriteAnswer) },
    ...refusals('invalid_request', ...SIGNED_OUT),
  },
});

const FOREIGN_KEY_VIOLATION = '23503';

export function registerFavourites(api: Api): void {
  api.openapi(list, async (c) => {
    const { data, error } = await currentUser(c)
      .db.from('favourite_avatars')
      .select('avatar_id')
      .order('created_at', { ascending: false })
      .limit(1000);
    if (error) throw fromDatabase(error);
    return c.json({ avatar_ids: data.map(({ avatar_id }) => avatar_id) }, 200);
  });

  api.openapi(add, async (c) => {
    const { avatar_id } = c.req.valid('param');
    const { db, user } = currentUser(c);
    const { error } = await db
      .from('favourite_avatars')
      .upsert({ user_id: user.id, avatar_id }, { onConflict: 'user_id,avatar_id', ignoreDuplicates: true });
    if (error?.code === FOREIGN_KEY_VIOLATION) throw new ApiFailure('avatar_not_found');
    if (error) throw fromDatabase(error);
    return c.json({ avatar_id, favourite: true }, 200);
  });

  api.openapi(remove, async (c) => {
    const { avatar_id } = c.req.valid('param');
    const { error } = await currentUser(c).db.from('favourite_avatars').delete().eq('avatar_id', avatar_id);
    if (error) throw fromDatabase(error);
    return c.json({ avatar_id, favourite: false }, 200);
  });
}
