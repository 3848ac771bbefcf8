/** Speech by espeak-ng, mastered, with exact times. The embedded default: no account, no network, no GPU. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StageFailure } from '../../failures.ts';
import { removeClicks } from '../../speech/de-click.ts';
import { master } from '../../speech/master.ts';
import { normaliseScript, type SpokenText } from '../../speech/normalise.ts';
import { encodeWav, resample } from '../../speech/pcm.ts';
import { splitScript } from '../../speech/split-script.ts';
import { applyProfile, parseProfile } from '../../speech/voice-profile.ts';
import type { EngineContext, EngineProbe, SpeechEngine, SpeechRequest, SpeechResult } from '../engine.ts';
import { type LaidOut, layOut, OUTPUT_RATE, type SpokenAudio, toTimeline } from './assemble.ts';
import { HELPER_PATH, REMEDY, speakSentences } from './espeak-client.ts';
import { chooseVoice } from './espeak-voices.ts';

/** Characters per helper process, about two minutes of speech: progress, cancel and memory have this grain. */
const CHUNK_CHARACTERS = 1800;

export const espeakEngine: SpeechEngine = {
  name: 'espeak',
  accepts: async (request) =>
    chooseVoice(request) !== null && (!request.clone || parseProfile(request.clone.profile) !== null),
  probe,
  speak,
};

async function speak(request: SpeechRequest, context: EngineContext): Promise<SpeechResult> {
  if (request.recording !== undefined) {
    throw new StageFailure('engine_refused', 'espeak-ng speaks scripts; it cannot take a recording instead.');
  }
  const text = normaliseScript(request.script, request.language, request.voice.lexicon);
  if (text.sentences.length === 0) {
    throw new StageFailure('text_unspeakable', 'The script holds no word that a voice can say.');
  }
  if (text.dropped > 0) {
    context.log.warn({ dropped: text.dropped }, 'characters of the script cannot be spoken in this language');
  }
  const spoken = await speakText(text, request, context);
  if (spoken.phonemes.every((phoneme) => phoneme.ipa === '')) {
    throw new StageFailure('text_unspeakable', 'The voice found nothing to say in the script.');
  }
  const timeline = toTimeline(spoken, spoken.mastered, text.sentences, {
    language: request.language,
    source: 'exact',
    confidence: 1,
  });
  const audio = join(context.workdir, 'audio.wav');
  await writeFile(audio, encodeWav({ samples: spoken.mastered, sampleRate: OUTPUT_RATE }));
  context.progress(1);
  return { audio, timeline, engine: { name: 'espeak', version: spoken.version } };
}

interface Assembled extends LaidOut {
  /** 48 kHz, mastered, padded. */
  readonly mastered: Float32Array;
  readonly version: string;
}

async function speakText(
  text: SpokenText,
  request: SpeechRequest,
  context: EngineContext,
): Promise<Assembled> {
  const profile = parseProfile(request.clone?.profile);
  const voice = chooseVoice(request, profile?.variant);
  if (voice === null) {
    throw new StageFailure(
      'voice_unavailable',
      `espeak-ng has no voice "${request.voice.voice_id ?? request.defaults.variant}".`,
    );
  }
  const parts: SpokenAudio[] = [];
  let version = 'unknown';
  const chunks = splitScript(text, { maxCharacters: CHUNK_CHARACTERS });
  const sentences = chunks.flatMap((chunk) => chunk.sentences);
  for (const chunk of chunks) {
    context.signal.throwIfAborted();
    const spoken = await speakSentences(chunk.sentences, voice, context);
    version = spoken[0]?.version ?? version;
    parts.push(...spoken);
    context.progress((0.7 * parts.length) / sentences.length);
  }
  const joined = layOut(parts, sentences, request.voice.rate ?? 1);
  const dry = profile === null ? joined.dry : applyProfile(joined.dry, joined.dryRate, profile);
  removeClicks(dry, joined.dryRate);
  // Half an hour of parts is 150 MB that nothing needs any more.
  parts.length = 0;
  const mastered = resample(dry, joined.dryRate, OUTPUT_RATE);
  master(mastered, OUTPUT_RATE);
  return { ...joined, dry, mastered, version };
}

let known: Promise<EngineProbe> | null = null;

/** Starts the helper once to see whether the library and its voice data are there. A failure is not remembered. */
async function probe(): Promise<EngineProbe> {
  known ??= new Promise((resolve) => {
    const child = spawn(process.execPath, [HELPER_PATH, '--version'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on('error', (error) =>
      resolve({ available: false, remedy: REMEDY, details: { error: error.message } }),
    );
    child.on('close', (code) =>
      resolve(
        code === 0
          ? { available: true, version: out.trim() }
          : { available: false, remedy: REMEDY, details: { error: err.trim().slice(-500) } },
      ),
    );
  });
  const result = await known;
  if (!result.available) known = null;
  return result;
}
