/**
 * Speech by ElevenLabs: `/with-timestamps`, sentence by sentence in requests below the model's limit. Character times
 * become word times; phonemes are aligned within them. Every answer is kept in the work folder as soon as it is there:
 * what was paid for is not asked for again when a later request fails.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { normaliseScript } from '../../speech/normalise.ts';
import { decodePcm16 } from '../../speech/pcm.ts';
import { splitScript } from '../../speech/split-script.ts';
import type { EngineContext, EngineProbe, SpeechEngine, SpeechRequest, SpeechResult } from '../engine.ts';
import type { SentenceSound } from './aligned.ts';
import { type CloudLine, PRODUCT_LINE } from './cloud-line.ts';
import { chunkSentences, type TextChunk } from './cloud-text.ts';
import { callElevenLabs, KEY_REMEDY } from './elevenlabs-api.ts';
import { cloneVoice, deleteElevenLabsVoice } from './elevenlabs-voices.ts';
import { finishForeign } from './foreign-speech.ts';
import { trimSilence } from './trim.ts';

/** Raw 16-bit PCM at 24 kHz: in every plan (44.1 kHz is not), and twice the bandwidth of what the solver needs. */
const FORMAT = 'pcm_24000';
const RATE = 24_000;

interface Model {
  readonly characters: number;
  /** multilingual_v2 refuses `language_code`: its accent comes from the voice. */
  readonly takesLanguage: boolean;
  /** v3 takes neither the texts nor the requests around. */
  readonly takesContext: boolean;
}

const MODELS: Readonly<Record<string, Model>> = {
  eleven_multilingual_v2: { characters: 10_000, takesLanguage: false, takesContext: true },
  eleven_flash_v2_5: { characters: 40_000, takesLanguage: true, takesContext: true },
  eleven_turbo_v2_5: { characters: 40_000, takesLanguage: true, takesContext: true },
  eleven_v3: { characters: 5000, takesLanguage: true, takesContext: false },
};
const UNKNOWN_MODEL: Model = { characters: 5000, takesLanguage: true, takesContext: false };
const DEFAULT_MODEL = 'eleven_multilingual_v2';

/** Far below the limits: less is lost when an answer breaks off, and progress has a finer grain. */
const CHUNK_CHARACTERS = 1800;
const CONTEXT_CHARACTERS = 300;
/** How often a sound that comes broken is asked for. */
const DELIVERIES = 2;
/** Characters end a little early and consonants begin before them; neighbours' sound is not reached. */
const LEAD_SECONDS = 0.06;
const TAIL_SECONDS = 0.15;
const SPEED = { min: 0.7, max: 1.2 } as const;

const Times = z.object({
  characters: z.array(z.string()),
  character_start_times_seconds: z.array(z.number().min(0)),
  character_end_times_seconds: z.array(z.number().min(0)),
});
const Spoken = z.object({ audio_base64: z.string(), alignment: Times.nullable().optional() });
const VoiceFacts = z.object({
  labels: z.record(z.string(), z.string()).nullish(),
  verified_languages: z.array(z.object({ language: z.string(), locale: z.string().nullish() })).nullish(),
});

/** What is kept of an answer. */
const Kept = z.object({ audio: z.string(), times: Times, request_id: z.string().nullable() });
type Kept = z.infer<typeof Kept>;

export function createElevenLabsEngine(line: CloudLine = PRODUCT_LINE): SpeechEngine {
  return {
    name: 'elevenlabs',
    environment: ['ELEVENLABS_API_KEY'],
    probe: () => probe(line),
    accepts: async ({ voice, clone }) =>
      clone ? clonedVoice(clone.profile) !== null : (voice.voice_id?.startsWith('elevenlabs:') ?? false),
    speak: (request, context) => speak(request, context, line),
    cloneVoice: (request, context) => cloneVoice(request, context, line),
    removeVoice: ({ modelId }, signal) => deleteElevenLabsVoice(modelId, signal, line),
  };
}

export const elevenLabsEngine = createElevenLabsEngine();

/** The voice that training left, or null when another engine trained. */
const clonedVoice = (profile: Readonly<Record<string, unknown>>): string | null =>
  profile.kind === 'elevenlabs voice' && typeof profile.voice_id === 'string' ? profile.voice_id : null;

const modelOf = ({ env }: CloudLine) => env.ELEVENLABS_MODEL_ID || DEFAULT_MODEL;

async function speak(request: SpeechRequest, context: EngineContext, line: CloudLine): Promise<SpeechResult> {
  if (request.clone && clonedVoice(request.clone.profile) === null) {
    throw new StageFailure('engine_refused', 'The registered voice was not made by ElevenLabs.');
  }
  const voice = request.clone
    ? clonedVoice(request.clone.profile)
    : (request.voice.voice_id?.replace(/^elevenlabs:/, '') ?? request.defaults.variant);
  if (!voice) {
    throw new StageFailure('voice_unavailable', 'Name a voice of ElevenLabs: voice_id "elevenlabs:<id>".');
  }
  const text = normaliseScript(request.script, request.language, request.voice.lexicon);
  if (text.sentences.length === 0) {
    throw new StageFailure('text_unspeakable', 'The script holds no word that a voice can say.');
  }
  // A clone speaks the language it was registered for; the account's other voices say theirs.
  if (!request.clone) await checkLanguage(voice, request.language, context, line);
  const model = modelOf(line);
  const limits = MODELS[model] ?? UNKNOWN_MODEL;
  const maxCharacters = Math.min(CHUNK_CHARACTERS, limits.characters);
  const sentences = splitScript(text, { maxCharacters }).flatMap((part) => part.sentences);
  const chunks = chunkSentences(sentences, maxCharacters);
  const kept: Kept[] = [];
  for (const [n, chunk] of chunks.entries()) {
    const body = bodyOf(chunks, n, request, model, limits);
    kept.push(await speakChunk(voice, chunk, body, kept, limits, context, line));
    context.progress((0.6 * (n + 1)) / chunks.length);
  }
  const sounds = chunks.flatMap((chunk, n) => cutSentences(chunk, kept[n] as Kept));
  const engine = { name: 'elevenlabs', version: model };
  return await finishForeign({ sentences, sounds, request, engine, bends: true }, context, 0.6);
}

function bodyOf(
  chunks: readonly TextChunk[],
  n: number,
  { language, voice, seed }: SpeechRequest,
  model: string,
  limits: Model,
): Record<string, unknown> {
  const before = chunks[n - 1]?.text.slice(-CONTEXT_CHARACTERS);
  const after = chunks[n + 1]?.text.slice(0, CONTEXT_CHARACTERS);
  return {
    text: chunks[n]?.text,
    model_id: model,
    ...(limits.takesLanguage ? { language_code: language.slice(0, 2) } : {}),
    voice_settings: {
      stability: 0.5,
      similarity_boost: 0.75,
      style: 0,
      use_speaker_boost: true,
      speed: Math.max(SPEED.min, Math.min(SPEED.max, (voice.rate ?? 1) * (chunks[n]?.rate ?? 1))),
    },
    seed,
    // Numbers, dates and units are words already.
    apply_text_normalization: 'off',
    ...(limits.takesContext && before ? { previous_text: before } : {}),
    ...(limits.takesContext && after ? { next_text: after } : {}),
  };
}

async function speakChunk(
  voice: string,
  chunk: TextChunk,
  body: Record<string, unknown>,
  earlier: readonly Kept[],
  limits: Model,
  context: EngineContext,
  line: CloudLine,
): Promise<Kept> {
  const folder = join(context.workdir, 'elevenlabs');
  await mkdir(folder, { recursive: true });
  const name = createHash('sha256')
    .update(JSON.stringify([voice, body]))
    .digest('hex')
    .slice(0, 32);
  const file = join(folder, `${name}.json`);
  const before = await readFile(file, 'utf8').catch(() => null);
  if (before !== null) return Kept.parse(JSON.parse(before));
  const ids = earlier.flatMap(({ request_id: id }) => (id === null ? [] : [id])).slice(-3);
  const call = {
    method: 'POST',
    path: `/v1/text-to-speech/${encodeURIComponent(voice)}/with-timestamps?output_format=${FORMAT}`,
    json: limits.takesContext && ids.length > 0 ? { ...body, previous_request_ids: ids } : body,
    signal: context.signal,
  } as const;
  let kept: Kept;
  for (let tries = 1; ; tries++) {
    const { body: answer, headers } = await callElevenLabs(call, line);
    const heard = read(chunk, answer, headers.get('request-id'));
    if (typeof heard !== 'string') {
      kept = heard;
      break;
    }
    if (tries >= DELIVERIES) throw new StageFailure('tool_output_invalid', heard);
    context.log.warn({ why: heard }, 'asked again for a sentence that came broken');
  }
  // Whole or not at all, as a later attempt in this folder takes it for the answer.
  await writeFile(`${file}.part`, JSON.stringify(kept));
  await rename(`${file}.part`, file);
  return kept;
}

/** @returns what to keep of an answer, or a sentence that says what is wrong with it */
function read(chunk: TextChunk, answer: unknown, requestId: string | null): Kept | string {
  const parsed = Spoken.safeParse(answer);
  if (!parsed.success || !parsed.data.alignment) return 'ElevenLabs answered without sound or without times.';
  const { audio_base64: audio, alignment: times } = parsed.data;
  const { characters, character_start_times_seconds: starts, character_end_times_seconds: ends } = times;
  const { length } = characters;
  if (characters.join('') !== chunk.text || starts.length !== length || ends.length !== length) {
    return 'ElevenLabs answered times of another text.';
  }
  const seconds = Buffer.byteLength(audio, 'base64') / 2 / RATE;
  const last = ends.reduce((a, b) => Math.max(a, b), 0);
  if (seconds < last - 0.1) {
    return `ElevenLabs delivered ${seconds.toFixed(2)} s of ${last.toFixed(2)} s of sound.`;
  }
  return { audio, times, request_id: requestId };
}

/** Each sentence's own sound, cut between its neighbours, with its words' times. */
function cutSentences(chunk: TextChunk, { audio, times }: Kept): SentenceSound[] {
  const samples = decodePcm16(Buffer.from(audio, 'base64'));
  // One entry a code point, while spans count UTF-16 units.
  const starts: number[] = [];
  const ends: number[] = [];
  for (const [i, character] of times.characters.entries()) {
    for (let unit = 0; unit < character.length; unit++) {
      starts.push(times.character_start_times_seconds[i] ?? 0);
      ends.push(times.character_end_times_seconds[i] ?? 0);
    }
  }
  const begins = (at: number) => starts[at] ?? 0;
  const finishes = (at: number) => ends[at - 1] ?? 0;
  return chunk.sentences.map((sentence, i) => {
    const previous = chunk.sentences[i - 1];
    const next = chunk.sentences[i + 1];
    const floor = previous ? (finishes(previous.to) + begins(sentence.from)) / 2 : 0;
    const ceiling = next ? (finishes(sentence.to) + begins(next.from)) / 2 : samples.length / RATE;
    const from = Math.max(floor, begins(sentence.from) - LEAD_SECONDS);
    const to = Math.max(from, Math.min(ceiling, finishes(sentence.to) + TAIL_SECONDS));
    const cut = trimSilence(samples.subarray(Math.round(from * RATE), Math.round(to * RATE)), RATE);
    const origin = from + cut.start;
    const words = sentence.words.map((word) => ({
      start: Math.max(0, begins(word.from) - origin),
      end: Math.max(0, finishes(word.to) - origin),
    }));
    return { samples: cut.samples, sampleRate: RATE, words };
  });
}

/** A European accent on a Brazilian script, a Mexican one on a Castilian: refused where the voice tells its locale. */
async function checkLanguage(
  voice: string,
  language: Language,
  context: EngineContext,
  line: CloudLine,
): Promise<void> {
  const path = `/v1/voices/${encodeURIComponent(voice)}`;
  const { body } = await callElevenLabs({ method: 'GET', path, signal: context.signal }, line);
  const facts = VoiceFacts.safeParse(body).data;
  const short = language.slice(0, 2);
  const mismatch = (speaks: string) =>
    new StageFailure(
      'voice_language_mismatch',
      `The voice ${voice} speaks ${speaks}, the script is in ${language}.`,
    );
  const verified = facts?.verified_languages ?? [];
  const same = verified.filter((entry) => entry.language === short);
  const labelled = facts?.labels?.language;
  if (verified.length > 0) {
    const spoken = [...new Set(verified.map((entry) => entry.locale ?? entry.language))].join(', ');
    if (same.length === 0) throw mismatch(spoken);
    const locales = same.flatMap(({ locale }) => (locale ? [locale] : []));
    if (locales.length > 0 && !locales.includes(language)) throw mismatch(spoken);
  } else if (labelled && !labelled.startsWith(short)) throw mismatch(labelled);
  else if (!labelled)
    context.log.warn({ voice, language }, 'ElevenLabs does not say which language the voice speaks');
}

async function probe(line: CloudLine): Promise<EngineProbe> {
  const model = modelOf(line);
  if (!line.env.ELEVENLABS_API_KEY) return { available: false, remedy: KEY_REMEDY };
  const { signal } = new AbortController();
  try {
    const once: CloudLine = { ...line, timeoutSeconds: 10, wait: () => Promise.reject(new Error('not now')) };
    const { body } = await callElevenLabs({ method: 'GET', path: '/v1/models', signal }, once);
    const models = z.array(z.object({ model_id: z.string() })).safeParse(body).data ?? [];
    if (models.length > 0 && !models.some(({ model_id: id }) => id === model)) {
      return {
        available: false,
        remedy: `The key has no model ${model}; set ELEVENLABS_MODEL_ID to another.`,
      };
    }
    const details = { languages: ['pt-BR', 'en-US', 'es-ES'], cloning: { available: true } };
    return { available: true, version: model, details };
  } catch (error) {
    const why =
      error instanceof StageFailure ? error.message : 'ElevenLabs cannot be reached; check the network.';
    return { available: false, version: model, remedy: why };
  }
}
