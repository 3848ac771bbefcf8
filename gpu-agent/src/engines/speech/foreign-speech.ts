/** From sentences another engine spoke to the stage’s files: aligned, laid on one clock, levelled, written. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { level } from '../../speech/master.ts';
import type { SpokenSentence } from '../../speech/normalise.ts';
import { encodeWav, resample } from '../../speech/pcm.ts';
import { applyProsody, prosodySpans } from '../../speech/phrase-prosody.ts';
import type { EngineContext, EngineIdentity, SpeechRequest, SpeechResult } from '../engine.ts';
import { type SentenceSound, timePhonemes } from './aligned.ts';
import { layOut, OUTPUT_RATE, type SpokenAudio, toTimeline } from './assemble.ts';

export interface ForeignSpeech {
  readonly sentences: readonly SpokenSentence[];
  /** One for each sentence; all of one sample rate. */
  readonly sounds: readonly SentenceSound[];
  readonly request: SpeechRequest;
  readonly engine: EngineIdentity;
  /** Whether pitch, loudness and emphasis of words, and the voice's own pitch, were left to us. */
  readonly bends?: boolean;
  /** Of the speaker, where it is not the avatar's. */
  readonly gender?: 'female' | 'male';
}

/** @param from Progress already reported, 0 to 1. */
export async function finishForeign(
  { sentences, sounds, request, engine, bends, gender }: ForeignSpeech,
  context: EngineContext,
  from: number,
): Promise<SpeechResult> {
  const voice = { language: request.language, gender: gender ?? request.defaults.gender };
  // What the service did not do must not be in what its sound is compared with.
  const read = bends ? sentences.map(plain) : sentences;
  const timed = await timePhonemes(read, sounds, voice, context, (fraction) =>
    context.progress(from + (0.95 - from) * fraction),
  );
  const parts = bends ? timed.parts.map((part, i) => bend(part, sentences[i], request)) : timed.parts;
  const laid = layOut(parts, sentences, request.voice.rate ?? 1);
  const mastered = resample(laid.dry, laid.dryRate, OUTPUT_RATE);
  level(mastered, OUTPUT_RATE);
  const timeline = toTimeline(laid, mastered, sentences, {
    language: request.language,
    source: 'aligned',
    confidence: timed.confidence,
  });
  const audio = join(context.workdir, 'audio.wav');
  await writeFile(audio, encodeWav({ samples: mastered, sampleRate: OUTPUT_RATE }));
  context.progress(1);
  return { audio, timeline, engine };
}

const plain = (sentence: SpokenSentence): SpokenSentence => ({
  ...sentence,
  words: sentence.words.map(({ style: _, ...word }) => word),
});

/** After its phonemes were found: what was aligned is what the engine spoke. */
function bend(
  part: SpokenAudio,
  sentence: SpokenSentence | undefined,
  { voice }: SpeechRequest,
): SpokenAudio {
  const spans = prosodySpans(sentence?.words ?? [], part.phonemes, voice.pitch ?? 0);
  return { ...part, samples: applyProsody(part.samples, part.sampleRate, spans) };
}
