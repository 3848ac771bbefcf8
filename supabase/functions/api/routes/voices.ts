import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, signedIn } from '../../_shared/app-env.ts';
import { VoiceAnswer, VoiceCreateFields } from '../../_shared/contract/api.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import { invalid } from '../../_shared/middleware.ts';
import type { Api } from '../app.ts';
import { readForm } from './body.ts';
import { FOR_USERS, refusals, SIGNED_OUT } from './describe.ts';
import { type SampleKind, sniffSample } from './sample.ts';

const CONTENT_TYPES: Record<SampleKind, string> = { wav: 'audio/wav', mp3: 'audio/mpeg' };

const create = createRoute({
  method: 'post',
  path: '/voice-cloning/create',
  summary: 'Register a voice from a recording of at least 30 seconds',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: VoiceCreateFields.extend({
            audio_file: z.any().openapi({ type: 'string', format: 'binary', description: 'WAV or MP3' }),
          }),
        },
      },
    },
  },
  responses: {
    202: {
      description: 'Stored; an agent judges and trains it',
      content: { 'application/json': { schema: VoiceAnswer } },
    },
    ...refusals(
      'invalid_request',
      'language_unsupported',
      'audio_invalid',
      'payload_too_large',
      'unsupported_media_type',
      'quota_exceeded',
      ...SIGNED_OUT,
    ),
  },
});

const status = createRoute({
  method: 'get',
  path: '/voice-cloning/{voice_id}',
  summary: 'How far the training of a voice is',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: { params: z.strictObject({ voice_id: z.uuid() }) },
  responses: {
    200: { description: 'The voice', content: { 'application/json': { schema: VoiceAnswer } } },
    ...refusals('invalid_request', 'voice_not_found', ...SIGNED_OUT),
  },
});

const FORM_OVERHEAD_BYTES = 64 * 1024;

export function registerVoices(api: Api): void {
  // A plain route beside its description: the file must be looked at before any schema believes it.
  api.openAPIRegistry.registerPath(create);
  api.post(create.path, signedIn, readForm(LIMITS.voiceSampleBytes + FORM_OVERHEAD_BYTES), async (c) => {
    const { db, user } = currentUser(c);
    const { audio_file: file, ...fields } = await c.req.parseBody().catch((cause: unknown) => {
      if (cause instanceof ApiFailure) throw cause;
      throw new ApiFailure('invalid_request', 'The body is not a readable multipart form.', { cause });
    });
    const parsed = VoiceCreateFields.safeParse(fields);
    if (!parsed.success) throw invalid(parsed.error);
    if (!(file instanceof File)) {
      throw new ApiFailure(
        'audio_invalid',
        'audio_file is missing: attach a WAV or MP3 recording of at least 30 seconds.',
      );
    }
    if (file.size > LIMITS.voiceSampleBytes) {
      throw new ApiFailure(
        'payload_too_large',
        `audio_file is larger than ${LIMITS.voiceSampleBytes / 1024 / 1024} MB.`,
      );
    }
    const kind = await sniffSample(file, LIMITS.voiceSampleSeconds);
    const voiceId = crypto.randomUUID();
    const path = `${user.id}/${voiceId}/sample.${kind}`;
    const samples = db.storage.from('voice-samples');
    const stored = await samples.upload(path, file, { contentType: CONTENT_TYPES[kind] });
    if (stored.error) {
      throw new ApiFailure('unavailable', 'The recording could not be stored. Try again in a few seconds.', {
        cause: stored.error,
      });
    }
    const { data, error } = await db
      .from('voice_clones')
      .insert({
        id: voiceId,
        user_id: user.id,
        ...parsed.data,
        audio_sample_url: `/api/v2/files/voice-samples/${path}`,
      })
      .select('voice_id:id, status, training_progress')
      .single();
    if (error) {
      await samples.remove([path]);
      throw fromDatabase(error);
    }
    return c.json(VoiceAnswer.parse(data), 202);
  });

  api.openapi(status, async (c) => {
    const { db } = currentUser(c);
    const { data, error } = await db
      .from('voice_clones')
      .select('voice_id:id, status, training_progress')
      .eq('id', c.req.valid('param').voice_id)
      .maybeSingle();
    if (error) throw fromDatabase(error);
    if (!data) throw new ApiFailure('voice_not_found');
    return c.json(VoiceAnswer.parse(data), 200);
  });
}
