/** Voices learnt from a recording: made, listed, renamed and deleted. Their consent has a file of its own. */
import { createRoute } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import { VoiceAnswer } from '../../_shared/contract/api.ts';
import { Consent } from '../../_shared/contract/consent.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import {
  VoiceDeleteAnswer,
  VoiceFields,
  VoiceForm,
  VoiceListAnswer,
  VoiceParams,
  VoiceRename,
  VoiceView,
} from '../../_shared/contract/voice.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import { invalid } from '../../_shared/middleware.ts';
import type { Api } from '../app.ts';
import { parseForm, readForm, readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';
import { SAMPLE } from './sample.ts';
import { CONSENT_AUDIO, consentArguments, consentObject } from './voice-consent.ts';
import {
  CONSENT_LIMITS,
  checkRecording,
  SAMPLE_LIMITS,
  VOICE_FORM_BYTES,
  withStored,
} from './voice-recordings.ts';
import { findVoice, toVoiceView, VOICE_COLUMNS, type VoiceRow } from './voice-view.ts';

const create = createRoute({
  method: 'post',
  path: '/voice-cloning/create',
  summary: 'Register a voice from a recording of at least 30 seconds',
  description:
    'The recording is stored and an agent judges it: seconds of speech, noise, clipping, how many speak. What cannot ' +
    'be used ends as `failed` with a code and what to do. The `consent_` fields record in the same request who allows ' +
    'the voice to be used; without them the voice is learnt, but nothing is made with it until a consent is given. ' +
    '`clone_engine` chooses among GET /api/v2/voice-cloning/engines; one that answers with a statement needs it read ' +
    'aloud by the speaker, as `consent_audio`.',
  security: forScope('voices'),
  middleware: [signedIn, needs('voices')] as const,
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: VoiceForm.extend({ audio_file: SAMPLE, consent_audio: CONSENT_AUDIO.optional() }),
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
      'voice_consent_missing',
      'voice_statement_missing',
      'voice_engine_not_offered',
      'payload_too_large',
      'unsupported_media_type',
      'quota_exceeded',
      ...SIGNED_OUT,
    ),
  },
});

const list = createRoute({
  method: 'get',
  path: '/voice-cloning',
  summary: 'Your voices, newest first, each with its consent',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  responses: {
    200: { description: 'The voices', content: { 'application/json': { schema: VoiceListAnswer } } },
    ...refusals(...SIGNED_OUT),
  },
});

const status = createRoute({
  method: 'get',
  path: '/voice-cloning/{voice_id}',
  summary: 'One voice: how far its training is, what was heard in the recording, who consented',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: { params: VoiceParams },
  responses: {
    200: { description: 'The voice', content: { 'application/json': { schema: VoiceView } } },
    ...refusals('invalid_request', 'voice_not_found', ...SIGNED_OUT),
  },
});

const rename = createRoute({
  method: 'patch',
  path: '/voice-cloning/{voice_id}',
  summary: 'Give a voice another name',
  security: forScope('voices'),
  middleware: [signedIn, needs('voices'), readJson(LIMITS.bodyBytes)] as const,
  request: {
    params: VoiceParams,
    body: { required: true, content: { 'application/json': { schema: VoiceRename } } },
  },
  responses: {
    200: { description: 'The voice', content: { 'application/json': { schema: VoiceView } } },
    ...refusals(
      'invalid_json',
      'invalid_request',
      'voice_not_found',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/voice-cloning/{voice_id}',
  summary: 'Delete a voice and everything that was learnt from it',
  description:
    'Gone at once: the voice, its profile, its consents, its previews, and what is being made with it. Removed by an ' +
    'agent within minutes: the recordings, and the model where a cloud engine keeps one (tried again until it is gone). ' +
    'Finished videos stay until they are deleted.',
  security: forScope('voices'),
  middleware: [signedIn, needs('voices')] as const,
  request: { params: VoiceParams },
  responses: {
    200: { description: 'Deleted', content: { 'application/json': { schema: VoiceDeleteAnswer } } },
    ...refusals('invalid_request', 'voice_not_found', ...SIGNED_OUT),
  },
});

/** The consent among a form's fields; null when none of its fields was sent. */
function consentOf(fields: Readonly<Record<string, unknown>>, audio: unknown): Consent | null {
  if (Object.keys(fields).length === 0 && audio === undefined) return null;
  const consent = Consent.safeParse(fields);
  if (!consent.success) throw invalid(consent.error);
  return consent.data;
}

export function registerVoices(api: Api): void {
  // A plain route beside its description: the file must be looked at before any schema believes it.
  api.openAPIRegistry.registerPath(create);
  api.post(create.path, signedIn, needs('voices'), readForm(VOICE_FORM_BYTES), async (c) => {
    const { db, user } = currentUser(c);
    const { audio_file: file, consent_audio: audio, ...form } = await parseForm(c);
    const isConsent = (name: string) => name.startsWith('consent_');
    const pick = (wanted: boolean) =>
      Object.fromEntries(Object.entries(form).filter(([name]) => isConsent(name) === wanted));
    const voice = VoiceFields.safeParse(pick(false));
    if (!voice.success) throw invalid(voice.error);
    const sample = await checkRecording('audio_file', file, SAMPLE_LIMITS);
    const consent = consentOf(pick(true), audio);
    const spoken = audio === undefined ? null : await checkRecording('consent_audio', audio, CONSENT_LIMITS);

    const id = crypto.randomUUID();
    const consentName = consentObject();
    const recordings = { sample, ...(spoken ? { [consentName]: spoken } : {}) };
    const answer = await withStored(db, `${user.id}/${id}/`, recordings, async (paths) => {
      const { data, error } = await db
        .rpc('register_voice', {
          voice_id: id,
          name: voice.data.name,
          language: voice.data.language,
          sample_path: `/api/v2/files/voice-samples/${paths.sample}`,
          clone_engine: voice.data.clone_engine,
          ...(consent ? { consent: consentArguments(consent, paths[consentName]) } : {}),
        })
        .select('voice_id:id, status, training_progress')
        .single();
      if (error) throw fromDatabase(error);
      return data;
    });
    return c.json(VoiceAnswer.parse(answer), 202);
  });

  api.openapi(list, async (c) => {
    const { db } = currentUser(c);
    const { data, error } = await db
      .from('voice_clones')
      .select(VOICE_COLUMNS)
      .order('created_at', { ascending: false });
    if (error) throw fromDatabase(error);
    const voices = (data as unknown as VoiceRow[]).map(toVoiceView);
    return c.json(VoiceListAnswer.parse({ voices }), 200);
  });

  api.openapi(status, async (c) => {
    const { db } = currentUser(c);
    return c.json(await findVoice(db, c.req.valid('param').voice_id), 200);
  });

  api.openapi(rename, async (c) => {
    const { db } = currentUser(c);
    const { voice_id: id } = c.req.valid('param');
    const { error } = await db
      .from('voice_clones')
      .update({ name: c.req.valid('json').name })
      .eq('id', id);
    if (error) throw fromDatabase(error);
    return c.json(await findVoice(db, id), 200);
  });

  api.openapi(remove, async (c) => {
    const { db } = currentUser(c);
    const { voice_id: id } = c.req.valid('param');
    const { data, error } = await db.from('voice_clones').delete().eq('id', id).select('id');
    if (error) throw fromDatabase(error);
    if (data.length === 0) throw new ApiFailure('voice_not_found');
    return c.json(VoiceDeleteAnswer.parse({ voice_id: id, deleted: true }), 200);
  });
}
