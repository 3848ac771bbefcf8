/** A voice's row, with its consents, as the API answers it. */
import type { Db } from '../../_shared/clients.ts';
import { ConsentView } from '../../_shared/contract/consent.ts';
import { VoiceView, VoiceWarning } from '../../_shared/contract/voice.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';

const CONSENT_COLUMNS =
  'consenter_name, relation, speaker_name, statement_version, language, statement, statement_audio, given_at, revoked_at';

/** The profile itself is its engine's business; of it only what was said about the recording is answered. */
export const VOICE_COLUMNS =
  `id, name, language, clone_engine, status, training_progress, engine, voice_model_id, sample:profile->sample, warnings:profile->warnings, error_code, error_message, remedy, created_at, voice_consents(${CONSENT_COLUMNS})` as const;

interface ConsentRow {
  readonly consenter_name: string;
  readonly relation: string;
  readonly speaker_name: string | null;
  readonly statement_version: string;
  readonly language: string;
  readonly statement: string;
  readonly statement_audio: string | null;
  readonly given_at: string;
  readonly revoked_at: string | null;
}

export interface VoiceRow {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly clone_engine: string;
  readonly status: string;
  readonly training_progress: number;
  readonly engine: string | null;
  readonly voice_model_id: string | null;
  readonly sample: unknown;
  readonly warnings: unknown;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly remedy: string | null;
  readonly created_at: string;
  readonly voice_consents: readonly ConsentRow[];
}

export function toConsentView(row: ConsentRow): ConsentView {
  return ConsentView.parse({
    name: row.consenter_name,
    relation: row.relation,
    speaker: row.speaker_name,
    statement_version: row.statement_version,
    language: row.language,
    statement: row.statement,
    recorded: row.statement_audio !== null,
    given_at: row.given_at,
    revoked_at: row.revoked_at,
  });
}

export function toVoiceView(row: VoiceRow): VoiceView {
  const last = row.voice_consents.toSorted((a, b) => b.given_at.localeCompare(a.given_at))[0];
  return VoiceView.parse({
    voice_id: row.id,
    name: row.name,
    language: row.language,
    clone_engine: row.clone_engine,
    status: row.status,
    training_progress: row.training_progress,
    engine: row.engine,
    kind: row.engine === null ? null : row.voice_model_id === null ? 'profile' : 'clone',
    sample: row.sample ?? null,
    // Of another engine's making perhaps: what the contract does not know is not shown.
    warnings: VoiceWarning.options.filter(
      (code) => Array.isArray(row.warnings) && row.warnings.includes(code),
    ),
    error:
      row.error_code === null
        ? null
        : { code: row.error_code, message: row.error_message, remedy: row.remedy },
    consent: last ? toConsentView(last) : null,
    usable: row.status === 'ready' && last !== undefined && last.revoked_at === null,
    created_at: row.created_at,
  });
}

/** @throws ApiFailure `voice_not_found` */
export async function findVoice(db: Db, id: string): Promise<VoiceView> {
  const { data, error } = await db.from('voice_clones').select(VOICE_COLUMNS).eq('id', id).maybeSingle();
  if (error) throw fromDatabase(error);
  if (!data) throw new ApiFailure('voice_not_found');
  return toVoiceView(data as unknown as VoiceRow);
}
