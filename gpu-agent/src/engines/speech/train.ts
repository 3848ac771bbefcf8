/** Makes a voice profile from a recording: the embedded engine's answer to voice training. */
import type { Language, VoiceArtifact } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { VoiceWarning } from '../../../../supabase/functions/_shared/contract/voice.ts';
import { StageFailure, type StageFailureOptions } from '../../failures.ts';
import { normaliseScript } from '../../speech/normalise.ts';
import { resample } from '../../speech/pcm.ts';
import { trackPitch } from '../../speech/pitch.ts';
import { makeProfile, pitchFigures } from '../../speech/voice-profile.ts';
import { hasSeveralSpeakers, judgeSample, type SampleVerdict } from '../../speech/voice-sample.ts';
import { MAX_RAW_SOUND_BYTES, soundInput } from '../../untrusted-media.ts';
import type { EngineContext } from '../engine.ts';
import { speakSentences } from './espeak-client.ts';
import { chooseVoice } from './espeak-voices.ts';

export interface TrainRequest {
  /** The recording as uploaded, any format ffmpeg reads. */
  readonly samplePath: string;
  readonly language: Language;
}

/** Five minutes tell no more of a voice than two; the rest is not decoded. */
const LONGEST_SECONDS = 300;
/** Speech taken for the profile, seconds. */
const USED_SECONDS = 60;
const RATE = 22_050;
const CANDIDATES = ['f2', 'f3', 'f5', 'm3', 'm1', 'm7'] as const;

const REFERENCE: Readonly<Record<Language, string>> = {
  'pt-BR':
    'O supervisor conversa com a equipe toda manhã antes do trabalho. Ele pede que cada pessoa verifique a escada, a corda e o capacete. Quando chove, o grupo espera até o vento parar. Ninguém sobe sem cinto.',
  'en-US':
    'The supervisor talks to the team every morning before work. He asks each person to check the ladder, the rope and the helmet. When it rains the crew waits until the wind drops. Nobody climbs without a harness.',
  'es-ES':
    'El supervisor habla con el equipo cada mañana antes del trabajo. Pide que cada persona revise la escalera, la cuerda y el casco. Cuando llueve, el grupo espera hasta que pare el viento. Nadie sube sin arnés.',
};

/** Progress at the end of each step: shares of the wall time of a 35 s sample on two cores. */
const STEPS = { decoded: 0.05, judged: 0.15, compared: 0.6 } as const;

/** What was heard in a recording that can be used: kept with the voice, shown to its owner. */
export interface JudgedSample {
  readonly sample: SampleVerdict['figures'];
  readonly warnings: readonly VoiceWarning[];
}

interface Decoded {
  readonly x22: Float32Array;
  readonly x16: Float32Array;
}

/**
 * @throws {StageFailure} `sample_unreadable`, `sample_too_short`, `sample_noisy` or `sample_clipped` when the recording
 *   cannot be used; the message says what to do.
 */
export async function judgeRecording(request: TrainRequest, context: EngineContext): Promise<JudgedSample> {
  return (await listen(request, context)).judged;
}

async function listen(
  { samplePath }: TrainRequest,
  context: EngineContext,
): Promise<Decoded & { readonly judged: JudgedSample }> {
  const native = await decode(samplePath, null, context);
  const x22 = await decode(samplePath, RATE, context);
  context.progress(STEPS.decoded);
  const x16 = resample(x22, RATE, 16_000);
  const { figures, refusals, warnings } = judgeSample(x16, 16_000, native);
  const [gravest] = refusals;
  if (gravest) {
    const reasons = refusals.map(({ reason }) => reason).join('; ');
    throw new StageFailure(gravest.code, `The recording cannot be used: ${reasons}.`);
  }
  return {
    x22,
    x16,
    judged: {
      sample: figures,
      warnings: hasSeveralSpeakers(x16) ? [...warnings, 'several_speakers'] : warnings,
    },
  };
}

/**
 * The embedded engine's profile of a voice.
 *
 * @throws {StageFailure} as `judgeRecording`
 */
export async function trainVoice(request: TrainRequest, context: EngineContext): Promise<VoiceArtifact> {
  const { x22, x16, judged } = await listen(request, context);
  context.progress(STEPS.judged);
  const own = pitchFigures(trackPitch(x22, RATE, { workingRate: 11_025 }));
  const reference = await nearestVariant(own.median, request.language, context);
  context.progress(STEPS.compared);
  const profile = makeProfile(
    { x22: x22.subarray(0, USED_SECONDS * RATE), x16: x16.subarray(0, USED_SECONDS * 16_000) },
    reference,
  );
  context.progress(1);
  return {
    engine: 'espeak',
    profile: { ...profile, kind: 'voice profile', ...judged },
  };
}

/** The variant whose median pitch is nearest on a musical scale, with its speech as the reference. */
async function nearestVariant(f0: number, language: Language, context: EngineContext) {
  const { sentences } = normaliseScript(REFERENCE[language], language);
  let best: { variant: string; x16: Float32Array; gap: number } | null = null;
  for (const [tried, variant] of CANDIDATES.entries()) {
    context.signal.throwIfAborted();
    context.progress(STEPS.judged + (STEPS.compared - STEPS.judged) * (tried / CANDIDATES.length));
    const gender = variant.startsWith('f') ? 'female' : 'male';
    const request = { script: '', language, voice: { language }, defaults: { gender }, seed: 1 } as const;
    const voice = chooseVoice(request, variant);
    if (voice === null) continue;
    const parts = await speakSentences(sentences, voice, context);
    const speech = concatenate(parts.map((part) => part.samples));
    const rate = parts[0]?.sampleRate ?? RATE;
    const figures = pitchFigures(trackPitch(speech, rate, { workingRate: 11_025 }));
    const gap = figures.median > 0 ? Math.abs(Math.log2(figures.median / f0)) : Number.POSITIVE_INFINITY;
    if (best === null || gap < best.gap) best = { variant, x16: resample(speech, rate, 16_000), gap };
  }
  if (best === null) throw new StageFailure('voice_unavailable', `espeak-ng has no voice for ${language}.`);
  return best;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Of its first five minutes only: see untrusted-media for what is opened at all. */
async function decode(path: string, rate: number | null, context: EngineContext): Promise<Float32Array> {
  const unreadable = (options: StageFailureOptions) =>
    new StageFailure(
      'sample_unreadable',
      'The recording cannot be read as sound; send a WAV or MP3 file of at least 30 seconds.',
      options,
    );
  const input = await soundInput(path);
  if (!input) throw unreadable({});
  const resampled = rate === null ? [] : ['-ar', String(rate)];
  const raw = ['-map', '0:a:0', '-ac', '1', ...resampled, '-fs', String(MAX_RAW_SOUND_BYTES), '-f', 'f32le'];
  const { stdout } = await context
    .run('ffmpeg', ['-v', 'error', '-nostdin', '-t', String(LONGEST_SECONDS), ...input, ...raw, 'pipe:1'], {
      timeoutSeconds: 120,
    })
    .catch((error: unknown) => {
      if (!(error instanceof StageFailure) || error.code !== 'tool_crashed') throw error;
      throw unreadable({ logTail: error.logTail, cause: error });
    });
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.length & ~3)));
}
