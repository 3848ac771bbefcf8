/** Instant voice cloning at ElevenLabs: a recording becomes a voice of the account, and is deleted from it again. */
import { z } from 'zod';
import type { VoiceArtifact } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import type { CloneRequest, EngineContext } from '../engine.ts';
import { type CloudLine, PRODUCT_LINE } from './cloud-line.ts';
import { encodeForCloud } from './cloud-recording.ts';
import { callElevenLabs } from './elevenlabs-api.ts';

/** More tells an instant clone nothing, and keeps the file far below the service's limit of 10 MB. */
const LONGEST_SECONDS = 180;

const Created = z.object({ voice_id: z.string().min(1), requires_verification: z.boolean().default(false) });

/**
 * `POST /v1/voices/add`. Immediate: there is no training to follow. The caller has judged the sample and holds the
 * consent of its speaker.
 *
 * @throws {StageFailure} `input_invalid` for what is no recording; as `callElevenLabs`; `engine_refused` when the
 *   service wants the speaker verified, after the voice was deleted again
 */
export async function cloneVoice(
  { samplePath, language, name }: CloneRequest,
  context: EngineContext,
  line: CloudLine = PRODUCT_LINE,
): Promise<VoiceArtifact> {
  const mp3 = ['-ar', '44100', '-b:a', '192k'];
  const bytes = await encodeForCloud(samplePath, 'clone-sample.mp3', mp3, LONGEST_SECONDS, context);
  context.progress(0.3);
  const form = () => {
    const fields = new FormData();
    fields.set('name', name);
    fields.append('files', new Blob([new Uint8Array(bytes)], { type: 'audio/mpeg' }), 'sample.mp3');
    fields.set('remove_background_noise', 'false');
    fields.set('labels', JSON.stringify({ language: language.slice(0, 2), locale: language }));
    return fields;
  };
  await deleteNamesakes(name, context.signal, line);
  const { body } = await callElevenLabs(
    { method: 'POST', path: '/v1/voices/add', form, signal: context.signal },
    line,
  );
  const created = Created.safeParse(body);
  if (!created.success) throw new StageFailure('tool_output_invalid', 'ElevenLabs answered without a voice.');
  const { voice_id: voiceId, requires_verification: unverified } = created.data;
  if (unverified) {
    await deleteElevenLabsVoice(voiceId, context.signal, line);
    throw new StageFailure(
      'engine_refused',
      'ElevenLabs wants the speaker verified before this voice may be used; verify the account’s voices at elevenlabs.io or use the engine espeak.',
    );
  }
  context.progress(1);
  return { engine: 'elevenlabs', profile: { kind: 'elevenlabs voice', voice_id: voiceId, language } };
}

const Account = z.object({ voices: z.array(z.object({ voice_id: z.string(), name: z.string().nullish() })) });

/** An attempt that broke off after the service made the voice left one that nobody knows: the name is ours alone. */
async function deleteNamesakes(name: string, signal: AbortSignal, line: CloudLine): Promise<void> {
  const { body } = await callElevenLabs({ method: 'GET', path: '/v1/voices', signal }, line);
  const voices = Account.safeParse(body).data?.voices ?? [];
  for (const voice of voices) {
    if (voice.name === name) await deleteElevenLabsVoice(voice.voice_id, signal, line);
  }
}

/**
 * `DELETE /v1/voices/{id}`. One that is gone already is deleted.
 * @throws {StageFailure} as `callElevenLabs`; ask again later when it is retryable
 */
export async function deleteElevenLabsVoice(
  voiceId: string,
  signal: AbortSignal,
  line: CloudLine = PRODUCT_LINE,
): Promise<void> {
  const path = `/v1/voices/${encodeURIComponent(voiceId)}`;
  try {
    await callElevenLabs({ method: 'DELETE', path, signal }, line);
  } catch (error) {
    if (error instanceof StageFailure && error.code === 'voice_unavailable') return;
    throw error;
  }
}
