/** Voices that live in a cloud account: what a deletion in the project must take away there too. */
import { StageFailure } from '../../failures.ts';
import { type CloudLine, PRODUCT_LINE } from './cloud-line.ts';
import { deleteElevenLabsVoice } from './elevenlabs-voices.ts';

/** A voice as training left it: the engine, its own name for the model, and the profile. */
export interface LeavingVoice {
  readonly engine: string;
  readonly modelId: string | null;
  readonly profile: Readonly<Record<string, unknown>> | null;
}

/**
 * Deletes a voice where its engine keeps it; nothing to do for engines of this host, and for what is gone already.
 * @throws {StageFailure} `retryable` tells whether asking again later can help
 */
export async function deleteVoice(
  { engine, modelId, profile }: LeavingVoice,
  signal: AbortSignal,
  line: CloudLine = PRODUCT_LINE,
): Promise<void> {
  if (engine !== 'elevenlabs') return;
  const id = typeof profile?.voice_id === 'string' ? profile.voice_id : modelId;
  if (!id) throw new StageFailure('input_missing', 'The voice to delete has no name at ElevenLabs.');
  await deleteElevenLabsVoice(id, signal, line);
}
