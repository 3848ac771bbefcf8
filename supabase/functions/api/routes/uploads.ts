import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import { UploadAnswer, UploadFields } from '../../_shared/contract/api.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import { ApiFailure } from '../../_shared/failure.ts';
import { invalid } from '../../_shared/middleware.ts';
import type { Api } from '../app.ts';
import { FORM_OVERHEAD_BYTES, parseForm, readForm } from './body.ts';
import { forScope, refusals, SIGNED_OUT } from './describe.ts';
import { sniffUpload } from './uploads-kind.ts';

const MEBIBYTE = 1024 * 1024;

const UPLOAD = z
  .custom<File>((value) => value instanceof File)
  .openapi({ type: 'string', format: 'binary', description: 'A recording, a picture or a logo' });

const upload = createRoute({
  method: 'post',
  path: '/uploads',
  summary: 'Store a recording, a background or a logo and get the path that render requests take',
  description:
    `Up to ${LIMITS.apiUploadBytes / MEBIBYTE} MiB; larger files (to ${LIMITS.uploadBytes / MEBIBYTE} MiB) go straight ` +
    'to Storage, bucket `uploads`, under your own user id. A recording is WAV, MP3, Ogg, FLAC, M4A or WebM of at most ' +
    '30 minutes; a background or logo is PNG, JPEG or WebP. The type is read from the file, not from what is declared.',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: UploadFields.extend({ file: UPLOAD }),
        },
      },
    },
  },
  responses: {
    201: { description: 'Stored', content: { 'application/json': { schema: UploadAnswer } } },
    ...refusals(
      'invalid_request',
      'upload_invalid',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

const HEAD_BYTES = 64 * 1024;

export function registerUploads(api: Api): void {
  // A plain route beside its description: the file must be looked at before any schema believes it.
  api.openAPIRegistry.registerPath(upload);
  api.post(
    upload.path,
    signedIn,
    needs('render'),
    readForm(LIMITS.apiUploadBytes + FORM_OVERHEAD_BYTES),
    async (c) => {
      const { db, user } = currentUser(c);
      const { file, ...fields } = await parseForm(c);
      const parsed = UploadFields.safeParse(fields);
      if (!parsed.success) throw invalid(parsed.error);
      if (!(file instanceof File) || file.size === 0) {
        throw new ApiFailure(
          'upload_invalid',
          'file is missing or empty: attach the file as the field `file`.',
        );
      }
      if (file.size > LIMITS.apiUploadBytes) {
        const limit = LIMITS.apiUploadBytes / MEBIBYTE;
        throw new ApiFailure('payload_too_large', `file is larger than ${limit} MiB.`);
      }
      const { kind } = parsed.data;
      const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
      const { extension, contentType } = sniffUpload(kind, head, file.size);
      const path = `${user.id}/${kind}s/${crypto.randomUUID()}.${extension}`;
      // A form's part carries the type its sender declared, and the client would pass that on.
      const body = file.slice(0, file.size, contentType);
      const stored = await db.storage.from('uploads').upload(path, body, { contentType });
      if (stored.error) {
        throw new ApiFailure('unavailable', 'The file could not be stored. Try again in a few seconds.', {
          cause: stored.error,
        });
      }
      return c.json(UploadAnswer.parse({ path, kind, content_type: contentType, bytes: file.size }), 201);
    },
  );
}
