/** Makes a voice profile from a recording: the embedded engine's answer to voice training. */
import type { Language, VoiceArtifact } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { normaliseScript } from '../../speech/normalise.ts';
import { resample } from '../../speech/pcm.ts';
import { trackPitch } from '../../speech/pitch.ts';
import { makeProfile, pitchFigures } from '../../speech/voice-profile.ts';
import { judgeSample } from '../../speech/voice-sample.ts';
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

/**
 * @throws {StageFailure} `input_invalid` when the recording cannot be read or is not good enough; its message says
 *   what to do.
 */
export async function trainVoice(request: TrainRequest, context: EngineContext): Promise<VoiceArtifact> {
  const native = await decode(request.samplePath, null, context);
  const x22 = await decode(request.samplePath, RATE, context);
  context.progress(0.15);
  const x16 = resample(x22, RATE, 16_000);
  const verdict = judgeSample(x16, 16_000, native);
  if (!verdict.accepted) {
    throw new StageFailure('input_invalid', `The recording cannot be used: ${verdict.reasons.join('; ')}.`);
  }
  context.progress(0.3);
  const own = pitchFigures(trackPitch(x22, RATE, { workingRate: 11_025 }));
  const reference = await nearestVariant(own.median, request.language, context);
  context.progress(0.6);
  const profile = makeProfile(
    { x22: x22.subarray(0, USED_SECONDS * RATE), x16: x16.subarray(0, USED_SECONDS * 16_000) },
    reference,
  );
  context.progress(1);
  return {
    engine: 'espeak',
    profile: { ...profile, kind: 'voice profile', sample: verdict.figures, warnings: verdict.warnings },
  };
}

/** The variant whose median pitch is nearest on a musical scale, with its speech as the reference. */
async function nearestVariant(f0: number, language: Language, context: EngineContext) {
  const { sentences } = normaliseScript(REFERENCE[language], language);
  let best: { variant: string; x16: Float32Array; gap: number } | null = null;
  for (const variant of CANDIDATES) {
    context.signal.throwIfAborted();
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

/** Only the local file is opened, whatever a playlist inside it asks for, and only its first five minutes. */
async function decode(path: string, rate: number | null, context: EngineContext): Promise<Float32Array> {
  const { stdout } = await context
    .run(
      'ffmpeg',
      [
        ...[
          '-v',
          'error',
          '-nostdin',
          '-protocol_whitelist',
          'file',
          '-t',
          String(LONGEST_SECONDS),
          '-i',
          path,
        ],
        ...[
          '-map',
          '0:a:0',
          '-ac',
          '1',
          ...(rate === null ? [] : ['-ar', String(rate)]),
          '-f',
          'f32le',
          'pipe:1',
        ],
      ],
      { timeoutSeconds: 120 },
    )
    .catch((error: unknown) => {
      if (!(error instanceof StageFailure) || error.code !== 'tool_crashed') throw error;
      throw new StageFailure(
        'input_invalid',
        'The recording cannot be read as sound; send a WAV or MP3 file of at least 30 seconds.',
        { logTail: error.logTail, cause: error },
      );
    });
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.length & ~3)));
}
