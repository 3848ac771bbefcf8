/** Avatars of one's own: looks of the creator, kept and changed, and their pictures. Imports have a file of their own. */
import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import { Avatar3D } from '../../_shared/contract/api.ts';
import {
  AVATAR_LIMITS,
  CustomAvatarChange,
  CustomAvatarRequest,
  OwnAvatarDeleteAnswer,
  OwnAvatarParams,
} from '../../_shared/contract/avatar.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { FORM_OVERHEAD_BYTES, parseForm, readForm, readJson } from './body.ts';
import { forScope, refusals, SIGNED_OUT } from './describe.ts';
import { findOwnAvatar } from './own-avatar-view.ts';
import { sniffUpload } from './uploads-kind.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });

const create = createRoute({
  method: 'post',
  path: '/avatars/custom',
  summary: 'Keep a look of the creator as an avatar of your own',
  description:
    'Ready at once: nothing is baked before a film needs it. Voice, motion, category and place are those of the base. ' +
    'Its id is used like any other, by you alone. Unreal Engine draws avatars of the catalogue only.',
  security: forScope('render'),
  middleware: [signedIn, needs('render'), readJson(LIMITS.bodyBytes)] as const,
  request: { body: { required: true, content: json(CustomAvatarRequest) } },
  responses: {
    201: { description: 'The avatar', content: json(Avatar3D) },
    ...refusals(
      'invalid_json',
      'invalid_request',
      'avatar_not_found',
      'quota_exceeded',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

const change = createRoute({
  method: 'patch',
  path: '/avatars/custom/{avatar_id}',
  summary: 'Give an avatar of your own another name or look',
  description: 'What is queued keeps the look it was queued with. An imported avatar has a name only.',
  security: forScope('render'),
  middleware: [signedIn, needs('render'), readJson(LIMITS.bodyBytes)] as const,
  request: { params: OwnAvatarParams, body: { required: true, content: json(CustomAvatarChange) } },
  responses: {
    200: { description: 'The avatar', content: json(Avatar3D) },
    ...refusals(
      'invalid_json',
      'invalid_request',
      'avatar_not_found',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

const picture = createRoute({
  method: 'post',
  path: '/avatars/custom/{avatar_id}/poster',
  summary: 'Show an avatar of your own by a picture, such as a snapshot of the viewer',
  description: `PNG, JPEG or WebP of at most ${AVATAR_LIMITS.posterBytes / 1024} kB; the type is read from the file.`,
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: {
    params: OwnAvatarParams,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.strictObject({
            poster: z
              .custom<File>((value) => value instanceof File)
              .openapi({ type: 'string', format: 'binary' }),
          }),
        },
      },
    },
  },
  responses: {
    200: { description: 'The avatar', content: json(Avatar3D) },
    ...refusals(
      'invalid_request',
      'avatar_not_found',
      'upload_invalid',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/avatars/custom/{avatar_id}',
  summary: 'Delete an avatar of your own',
  description:
    'Its look and files are gone; finished videos stay, and go on naming it. `avatar_in_use` while a video with it is ' +
    'queued or running.',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: { params: OwnAvatarParams },
  responses: {
    200: { description: 'Deleted', content: json(OwnAvatarDeleteAnswer) },
    ...refusals('invalid_request', 'avatar_not_found', 'avatar_in_use', ...SIGNED_OUT),
  },
});

const PICTURES = ['webp', 'png', 'jpg'] as const;

export function registerOwnAvatars(api: Api): void {
  api.openapi(create, async (c) => {
    const { db } = currentUser(c);
    const { data, error } = await db.rpc('create_look_avatar', c.req.valid('json'));
    if (error) throw fromDatabase(error);
    return c.json(await findOwnAvatar(c.get('deps').env, db, data), 201);
  });

  api.openapi(change, async (c) => {
    const { db } = currentUser(c);
    const { avatar_id } = c.req.valid('param');
    const { name, look } = c.req.valid('json');
    const { error } = await db.rpc('change_own_avatar', {
      avatar_id,
      ...(name === undefined ? {} : { name }),
      ...(look === undefined ? {} : { look }),
    });
    if (error) throw fromDatabase(error);
    return c.json(await findOwnAvatar(c.get('deps').env, db, avatar_id), 200);
  });

  // A plain route beside its description: the file must be looked at before any schema believes it.
  api.openAPIRegistry.registerPath(picture);
  api.post(
    '/avatars/custom/:avatar_id/poster',
    signedIn,
    needs('render'),
    readForm(AVATAR_LIMITS.posterBytes + FORM_OVERHEAD_BYTES),
    async (c) => {
      const { db, user } = currentUser(c);
      const { env } = c.get('deps');
      const params = OwnAvatarParams.safeParse(c.req.param());
      if (!params.success) throw new ApiFailure('avatar_not_found');
      const { avatar_id } = params.data;
      const form = await parseForm(c);
      const { poster } = form;
      if (!(poster instanceof File) || poster.size === 0 || Object.keys(form).length > 1) {
        throw new ApiFailure('upload_invalid', 'Attach one picture as the field `poster`.');
      }
      if (poster.size > AVATAR_LIMITS.posterBytes) {
        throw new ApiFailure(
          'payload_too_large',
          `poster is larger than ${AVATAR_LIMITS.posterBytes / 1024} kB.`,
        );
      }
      const head = new Uint8Array(await poster.slice(0, 64).arrayBuffer());
      const { extension, contentType } = sniffUpload('logo', head, poster.size);
      await findOwnAvatar(env, db, avatar_id);

      const folder = `${user.id}/${avatar_id}/`;
      const path = `${folder}snapshot.${extension}`;
      const bucket = db.storage.from('own-avatars');
      const judged = poster.slice(0, poster.size, contentType);
      const stored = await bucket.upload(path, judged, { contentType, upsert: true });
      if (stored.error) {
        throw new ApiFailure('unavailable', 'The picture could not be stored. Try again in a few seconds.', {
          cause: stored.error,
        });
      }
      const { error } = await db.rpc('set_own_avatar_poster', { avatar_id, path });
      if (error) throw fromDatabase(error);
      const others = PICTURES.filter((kind) => kind !== extension).map((kind) => `${folder}snapshot.${kind}`);
      await bucket.remove(others);
      return c.json(await findOwnAvatar(env, db, avatar_id), 200);
    },
  );

  api.openapi(remove, async (c) => {
    const { avatar_id } = c.req.valid('param');
    const { error } = await currentUser(c).db.rpc('delete_own_avatar', { avatar_id });
    if (error) throw fromDatabase(error);
    return c.json({ avatar_id, deleted: true } as const, 200);
  });
}
