/** Voices and their consent as /api/v2/voice-cloning answers them. */
import { z } from 'zod';
import { VoiceAnswer, VoiceCreateFields } from './api.ts';
import { ConsentFields, ConsentView } from './consent.ts';
import { FailureCode } from './errors.ts';
import { Language } from './job.ts';

/** The contract's fields, and optional ones beside them: a consent given in the same breath. */
export const VoiceForm = VoiceCreateFields.extend(ConsentFields.partial().shape);

/**
 * How a voice speaks. `profile`: pitch, vocal tract and timbre by signal processing, a likeness and not the person;
 * `clone`: a model of a cloud engine.
 */
export const VoiceKind = z.enum(['profile', 'clone']);
export type VoiceKind = z.infer<typeof VoiceKind>;

/** What could be better about a recording that was accepted. */
export const VoiceWarning = z.enum(['noisy', 'clipped', 'several_speakers']);
export type VoiceWarning = z.infer<typeof VoiceWarning>;

export const VoiceView = VoiceAnswer.extend({
  name: z.string(),
  language: Language,
  /** The engine that made it and speaks it; null until it is ready. */
  engine: z.string().nullable(),
  kind: VoiceKind.nullable(),
  /** What was measured of the recording: seconds, speech_s, snr_db, clipped_share, f0_hz. */
  sample: z.record(z.string(), z.unknown()).nullable(),
  /** Accepted, but could be better. */
  warnings: z.array(VoiceWarning),
  error: z.object({ code: FailureCode, message: z.string(), remedy: z.string() }).nullable(),
  /** The last one given; null when there never was one. */
  consent: ConsentView.nullable(),
  /** Ready, and under a consent that was not withdrawn. */
  usable: z.boolean(),
  created_at: z.string(),
});
export type VoiceView = z.infer<typeof VoiceView>;

export const VoiceListAnswer = z.object({ voices: z.array(VoiceView) });
export type VoiceListAnswer = z.infer<typeof VoiceListAnswer>;

export const VoiceParams = z.strictObject({ voice_id: z.uuid() });

export const VoiceRename = z.strictObject({ name: z.string().trim().min(1).max(100) });

export const VoiceDeleteAnswer = z.object({ voice_id: z.uuid(), deleted: z.literal(true) });

export const ConsentRevokeAnswer = z.object({
  voice_id: z.uuid(),
  revoked_at: z.string(),
  /** Videos that were waiting or being made with the voice and were cancelled. */
  cancelled_jobs: z.int().min(0),
});
