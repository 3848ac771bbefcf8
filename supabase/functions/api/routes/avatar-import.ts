/** Bring your own: a GLB made with another tool is stored and queued; an agent judges and converts it. */
import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import { Avatar3D, AvatarImportFields } from '../../_shared/contract/api.ts';
import { AVATAR_LIMITS } from '../../_shared/contract/avatar.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import { invalid } from '../../_shared/middleware.ts';
import type { Api } from '../app.ts';
import { FORM_OVERHEAD_BYTES, parseForm, readForm } from './body.ts';
import { forScope, refusals, SIGNED_OUT } from './describe.ts';
import { findOwnAvatar } from './own-avatar-view.ts';

const MEBIBYTE = 1024 * 1024;

const importGlb = createRoute({
  method: 'post',
  path: '/avatars/import',
  summary: 'Import a person made with another tool, as a GLB with ARKit blend shapes or VRM 1.0',
  description:
    `MetaHuman and Character Creator exports, Avaturn and VRM 1.0 among them. The file \`glb\` of up to ` +
    `${AVATAR_LIMITS.apiGlbBytes / MEBIBYTE} MiB, or \`path\` of one stored before in the bucket \`own-avatars\` as ` +
    `\`{your id}/{a new UUID}/source.glb\` (up to ${AVATAR_LIMITS.glbBytes / MEBIBYTE} MiB). An agent judges it: follow ` +
    '`own.status` of GET /api/v2/avatars/gallery/{avatar_id}. A file that cannot be used ends as `failed` with a code ' +
    'and what to do; one that can has `own.report` (shapes that are missing, unit, facing, eyes) and `assets.glb`.',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: AvatarImportFields.extend({
            glb: z.any().optional().openapi({ type: 'string', format: 'binary' }),
          }),
        },
      },
    },
  },
  responses: {
    202: {
      description: 'Stored; an agent checks it',
      content: { 'application/json': { schema: Avatar3D } },
    },
    ...refusals(
      'invalid_request',
      'upload_invalid',
      'file_not_found',
      'quota_exceeded',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

/** Magic, version and length of the container (glTF 2.0, "GLB File Format"): the agent reads the rest. */
async function checkGlb(file: unknown): Promise<File> {
  if (!(file instanceof File) || file.size === 0) {
    throw new ApiFailure(
      'upload_invalid',
      'Attach the person as the field `glb`, or name a stored file as `path`.',
    );
  }
  if (file.size > AVATAR_LIMITS.apiGlbBytes) {
    throw new ApiFailure(
      'payload_too_large',
      `glb is larger than ${AVATAR_LIMITS.apiGlbBytes / MEBIBYTE} MiB: store it in the bucket own-avatars and send its path.`,
    );
  }
  const head = new DataView(await file.slice(0, 12).arrayBuffer());
  if (head.byteLength < 12 || head.getUint32(0, true) !== 0x46546c67 || head.getUint32(4, true) !== 2) {
    throw new ApiFailure('upload_invalid', 'glb is no GLB: export the person as binary glTF 2.0.');
  }
  if (head.getUint32(8, true) !== file.size) {
    throw new ApiFailure('upload_invalid', 'glb is cut short: its header names another length.');
  }
  return file;
}

/** @returns the avatar's id in `{user}/{avatar}/source.glb` */
function idOfStored(path: string, userId: string): string {
  const [owner, id, name, ...rest] = path.split('/');
  if (owner !== userId || name !== 'source.glb' || rest.length > 0 || !z.uuid().safeParse(id).success) {
    throw new ApiFailure('invalid_request', `path must be ${userId}/{a new UUID}/source.glb.`);
  }
  return String(id).toLowerCase();
}

export function registerAvatarImport(api: Api): void {
  // A plain route beside its description: the file must be looked at before any schema believes it.
  api.openAPIRegistry.registerPath(importGlb);
  api.post(
    importGlb.path,
    signedIn,
    needs('render'),
    readForm(AVATAR_LIMITS.apiGlbBytes + FORM_OVERHEAD_BYTES),
    async (c) => {
      const { db, user } = currentUser(c);
      const { glb, ...form } = await parseForm(c);
      const fields = AvatarImportFields.safeParse(form);
      if (!fields.success) throw invalid(fields.error);
      const { path: stored, ...facts } = fields.data;
      if (stored !== undefined && glb !== undefined)
        throw new ApiFailure('invalid_request', 'Send either glb or path.');

      const bucket = db.storage.from('own-avatars');
      const id = stored === undefined ? crypto.randomUUID() : idOfStored(stored, user.id);
      const path = `${user.id}/${id}/source.glb`;
      if (stored === undefined) {
        const file = await checkGlb(glb);
        const contentType = 'model/gltf-binary';
        const { error } = await bucket.upload(path, file.slice(0, file.size, contentType), { contentType });
        if (error) {
          throw new ApiFailure('unavailable', 'The file could not be stored. Try again in a few seconds.', {
            cause: error,
          });
        }
      }
      const { error } = await db.rpc('import_avatar', { id, ...facts });
      if (error) {
        if (stored === undefined) await bucket.remove([path]);
        throw fromDatabase(error);
      }
      return c.json(await findOwnAvatar(c.get('deps').env, db, id), 202);
    },
  );
}
