/** Forms with recordings, and where the recordings of a voice are stored. */
import type { Db } from '../../_shared/clients.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import { ApiFailure } from '../../_shared/failure.ts';
import { FORM_OVERHEAD_BYTES } from './body.ts';
import { type SampleKind, sniffSample } from './sample.ts';

const CONTENT_TYPES: Record<SampleKind, string> = { wav: 'audio/wav', mp3: 'audio/mpeg' };

/** A sample, and beside it the statement as it was spoken. */
export const VOICE_FORM_BYTES = LIMITS.voiceSampleBytes + LIMITS.consentAudioBytes + FORM_OVERHEAD_BYTES;
export const CONSENT_FORM_BYTES = LIMITS.consentAudioBytes + FORM_OVERHEAD_BYTES;

export interface Recording {
  readonly file: File;
  readonly kind: SampleKind;
}

/** Looks at size and first bytes of a form's file; its name and declared type are not believed. */
export async function checkRecording(
  field: string,
  value: unknown,
  limits: { readonly bytes: number; readonly seconds: number },
): Promise<Recording> {
  if (!(value instanceof File)) {
    throw new ApiFailure(
      'audio_invalid',
      `${field} is missing: attach a WAV or MP3 recording of at least ${limits.seconds} seconds.`,
    );
  }
  if (value.size > limits.bytes) {
    throw new ApiFailure('payload_too_large', `${field} is larger than ${limits.bytes / 1024 / 1024} MB.`);
  }
  return { file: value, kind: await sniffSample(value, limits.seconds, field) };
}

export const SAMPLE_LIMITS = { bytes: LIMITS.voiceSampleBytes, seconds: LIMITS.voiceSampleSeconds };
export const CONSENT_LIMITS = { bytes: LIMITS.consentAudioBytes, seconds: LIMITS.consentAudioSeconds };

/**
 * Runs `work` with recordings stored in the voice's folder, and takes them away again when it fails.
 *
 * @param recordings by object name without its ending
 */
export async function withStored<T>(
  db: Db,
  folder: string,
  recordings: Readonly<Record<string, Recording>>,
  work: (paths: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const samples = db.storage.from('voice-samples');
  const paths: Record<string, string> = {};
  try {
    for (const [name, { file, kind }] of Object.entries(recordings)) {
      const path = `${folder}${name}.${kind}`;
      // A Blob is sent as a form whose part carries the Blob's own type: what the sender declared must not get there.
      const judged = file.slice(0, file.size, CONTENT_TYPES[kind]);
      const { error } = await samples.upload(path, judged, { contentType: CONTENT_TYPES[kind] });
      if (error) {
        throw new ApiFailure(
          'unavailable',
          'The recording could not be stored. Try again in a few seconds.',
          {
            cause: error,
          },
        );
      }
      paths[name] = path;
    }
    return await work(paths);
  } catch (error) {
    if (Object.keys(paths).length > 0) await samples.remove(Object.values(paths));
    throw error;
  }
}
