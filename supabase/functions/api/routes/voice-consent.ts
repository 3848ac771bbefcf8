/** Who allows a voice to be used: given with the voice or later, and withdrawn. */
import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import type { Db } from '../../_shared/clients.ts';
import { Consent, ConsentFields } from '../../_shared/contract/consent.ts';
import { ConsentRevokeAnswer, VoiceParams, VoiceView } from '../../_shared/contract/voice.ts';
import { fromDatabase } from '../../_shared/failure.ts';
import { invalid } from '../../_shared/middleware.ts';
import type { Api } from '../app.ts';
import { parseForm, readForm } from './body.ts';
import { forScope, refusals, SIGNED_OUT } from './describe.ts';
import { CONSENT_FORM_BYTES, CONSENT_LIMITS, checkRecording, withStored } from './voice-recordings.ts';
import { findVoice } from './voice-view.ts';

export const CONSENT_AUDIO = z
  .custom<File>((value) => value instanceof File)
  .openapi({
    type: 'string',
    format: 'binary',
    description: 'The statement as the person spoke it, WAV or MP3. Optional.',
  });

const give = createRoute({
  method: 'post',
  path: '/voice-cloning/{voice_id}/consent',
  summary: 'Record that the person who spoke allows the voice to be used',
  description:
    'Without a consent that holds, a voice is learnt but cannot speak: renders and previews answer ' +
    '`voice_consent_missing`. The statement is the one released under `consent_statement_version`; the record keeps it ' +
    'with the names written in and is never changed, only withdrawn.',
  security: forScope('voices'),
  middleware: [signedIn, needs('voices')] as const,
  request: {
    params: VoiceParams,
    body: {
      required: true,
      content: {
        'multipart/form-data': { schema: ConsentFields.extend({ consent_audio: CONSENT_AUDIO.optional() }) },
      },
    },
  },
  responses: {
    201: {
      description: 'The voice with its consent',
      content: { 'application/json': { schema: VoiceView } },
    },
    ...refusals(
      'invalid_request',
      'voice_not_found',
      'voice_consent_exists',
      'audio_invalid',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

const revoke = createRoute({
  method: 'delete',
  path: '/voice-cloning/{voice_id}/consent',
  summary: 'Withdraw the consent: nothing more is made with the voice',
  description:
    'Videos that wait or are being made with the voice are cancelled and its previews removed. Finished videos and the ' +
    'voice itself stay until they are deleted.',
  security: forScope('voices'),
  middleware: [signedIn, needs('voices')] as const,
  request: { params: VoiceParams },
  responses: {
    200: { description: 'Withdrawn', content: { 'application/json': { schema: ConsentRevokeAnswer } } },
    ...refusals('invalid_request', 'voice_not_found', 'voice_consent_missing', ...SIGNED_OUT),
  },
});

/** @throws ApiFailure as SQL refuses: `voice_not_found`, `voice_consent_exists`, `invalid_request` */
export async function storeConsent(
  db: Db,
  voiceId: string,
  consent: Consent,
  audioPath: string | undefined,
): Promise<void> {
  const { error } = await db.rpc('give_voice_consent', {
    voice_id: voiceId,
    ...consentArguments(consent, audioPath),
  });
  if (error) throw fromDatabase(error);
}

/** As give_voice_consent and register_voice take them. */
export function consentArguments(consent: Consent, audioPath: string | undefined) {
  return {
    consenter_name: consent.consent_name,
    statement_version: consent.consent_statement_version,
    relation: consent.consent_relation,
    ...(consent.consent_speaker === undefined ? {} : { speaker_name: consent.consent_speaker }),
    ...(consent.consent_language === undefined ? {} : { language: consent.consent_language }),
    ...(audioPath === undefined ? {} : { statement_audio: audioPath }),
  };
}

/** The name a spoken statement is stored under: never one that an earlier record names. */
export const consentObject = (): string => `consent-${crypto.randomUUID()}`;

export function registerVoiceConsent(api: Api): void {
  // A plain route beside its description, as the one that creates a voice: files are looked at first.
  api.openAPIRegistry.registerPath(give);
  api.post(
    '/voice-cloning/:voice_id/consent',
    signedIn,
    needs('voices'),
    readForm(CONSENT_FORM_BYTES),
    async (c) => {
      const { db, user } = currentUser(c);
      const params = VoiceParams.safeParse(c.req.param());
      if (!params.success) throw invalid(params.error);
      const { consent_audio: audio, ...fields } = await parseForm(c);
      const consent = Consent.safeParse(fields);
      if (!consent.success) throw invalid(consent.error);
      const { voice_id: voiceId } = params.data;
      // Before anything is stored: in a folder that belongs to no voice it would never be found again.
      await findVoice(db, voiceId);
      const name = consentObject();
      const recordings =
        audio === undefined ? {} : { [name]: await checkRecording('consent_audio', audio, CONSENT_LIMITS) };
      await withStored(db, `${user.id}/${voiceId}/`, recordings, (paths) =>
        storeConsent(db, voiceId, consent.data, paths[name]),
      );
      return c.json(await findVoice(db, voiceId), 201);
    },
  );

  api.openapi(revoke, async (c) => {
    const { db } = currentUser(c);
    const { data, error } = await db.rpc('revoke_voice_consent', { voice_id: c.req.valid('param').voice_id });
    if (error) throw fromDatabase(error);
    return c.json(ConsentRevokeAnswer.parse(data), 200);
  });
}
