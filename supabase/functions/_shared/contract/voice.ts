/** Voices and their consent as /api/v2/voice-cloning answers them. */
import { z } from 'zod';
import { VoiceAnswer, VoiceCreateFields } from './api.ts';
import { ConsentFields, ConsentView } from './consent.ts';
import { FailureCode } from './errors.ts';
import { Language } from './job.ts';

/**
 * What learns a voice. `auto`: a cloud engine that asks for no statement where the agent has one and somebody consents,
 * else a profile on the agent's own host; `espeak`: that profile, and no recording leaves the host.
 */
export const CloneEngine = z.enum(['auto', 'espeak', 'elevenlabs', 'azure']);
export type CloneEngine = z.infer<typeof CloneEngine>;

export const VoiceFields = VoiceCreateFields.extend({ clone_engine: CloneEngine.default('auto') });

/** The contract's fields, and optional ones beside them: a consent given in the same breath. */
export const VoiceForm = VoiceFields.extend(ConsentFields.partial().shape);

/**
 * What a speaker reads aloud for an engine that checks it, in the provider's own words; `{name}` and `{company}` are
 * said, not shown. azure: Azure-Samples/Cognitive-Speech-TTS, verbal-statement-all-locales.txt.
 */
export const SPOKEN_STATEMENTS: Readonly<Record<'azure', Readonly<Record<Language, string>>>> = {
  azure: {
    'pt-BR':
      'Eu, {name} estou ciente de que as gravações da minha voz serão usadas por {company} para criar e usar uma versão sintética da minha voz.',
    'en-US':
      'I {name} am aware that recordings of my voice will be used by {company} to create and use a synthetic version of my voice.',
    'es-ES':
      'Yo, {name}, soy consciente de que las grabaciones de mi voz serán usadas por {company} para crear y usar una versión sintética de mi voz.',
  },
};

/**
 * How a voice speaks. `profile`: pitch, vocal tract and timbre by signal processing, a likeness and not the person;
 * `clone`: a model of a cloud engine.
 */
export const VoiceKind = z.enum(['profile', 'clone']);
export type VoiceKind = z.infer<typeof VoiceKind>;

/** What could be better about a recording that was accepted. */
export const VoiceWarning = z.enum(['noisy', 'clipped', 'several_speakers']);
export type VoiceWarning = z.infer<typeof VoiceWarning>;

export const VoiceEngine = z.object({
  engine: CloneEngine.exclude(['auto']),
  kind: VoiceKind,
  /** An agent with it was heard of within a minute. */
  online: z.boolean(),
  /** What must be read aloud and sent as consent_audio, by language; `{name}` is the speaker's. Null: nothing. */
  statement: z.record(Language, z.string()).nullable(),
});
export type VoiceEngine = z.infer<typeof VoiceEngine>;

export const VoiceEnginesAnswer = z.object({ engines: z.array(VoiceEngine) });
export type VoiceEnginesAnswer = z.infer<typeof VoiceEnginesAnswer>;

/** One line of what was done with a voice. */
export const VoiceUse = z.object({
  /** `spoken`: somebody worked on speech in it; the others: that recording was handed out. */
  kind: z.enum(['spoken', 'sample_read', 'statement_read']),
  /** `owner`: in their own session; `token`: by an API token of theirs; `agent`: by a render host. */
  actor: z.enum(['owner', 'token', 'agent']),
  actor_name: z.string().nullable(),
  /** The film it spoke in; null for previews and recordings. */
  job_id: z.uuid().nullable(),
  created_at: z.string(),
});
export type VoiceUse = z.infer<typeof VoiceUse>;

/** Newest first, 500 at most. */
export const VoiceUsesAnswer = z.object({ uses: z.array(VoiceUse) });
export type VoiceUsesAnswer = z.infer<typeof VoiceUsesAnswer>;

export const VoiceView = VoiceAnswer.extend({
  name: z.string(),
  language: Language,
  /** What its owner asked for; `engine` is what did it. */
  clone_engine: CloneEngine,
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
