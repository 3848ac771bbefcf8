/**
 * Speech by Azure. The list of voices comes over REST, which also tells a wrong key or region by status; speech through
 * Microsoft's Speech SDK, because only its websocket gives word boundaries (REST gives none).
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sdk from 'microsoft-cognitiveservices-speech-sdk';
import { z } from 'zod';
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { normaliseScript, type SpokenSentence } from '../../speech/normalise.ts';
import { decodePcm16 } from '../../speech/pcm.ts';
import { splitScript } from '../../speech/split-script.ts';
import type { EngineContext, EngineProbe, SpeechEngine, SpeechRequest, SpeechResult } from '../engine.ts';
import type { SentenceSound } from './aligned.ts';
import {
  ATTEMPTS,
  type AzureAccount,
  type AzureVoice,
  accountOf,
  listVoices,
  REMEDY,
} from './azure-account.ts';
import { cloneAzureVoice, deleteAzureVoice, personalAccountOf, personalProfile } from './azure-personal.ts';
import { type AzureSpeaker, azureSsml } from './azure-ssml.ts';
import { backoff, type CloudLine, PRODUCT_LINE } from './cloud-line.ts';
import { finishForeign } from './foreign-speech.ts';
import { trimSilence } from './trim.ts';

const RATE = 48_000;
/** The service's clock: 100 nanoseconds. */
const TICKS = 10_000_000;
/** Of a request: with its tags far under the 64 KiB a websocket message may have, and minutes under ten of sound. */
const SENTENCE_CHARACTERS = 3000;

/** A voice of each language and sex for avatars whose catalogue names none. */
const DEFAULTS: Readonly<Record<Language, Readonly<Record<'female' | 'male', string>>>> = {
  'pt-BR': { female: 'pt-BR-FranciscaNeural', male: 'pt-BR-AntonioNeural' },
  'en-US': { female: 'en-US-JennyNeural', male: 'en-US-GuyNeural' },
  'es-ES': { female: 'es-ES-ElviraNeural', male: 'es-ES-AlvaroNeural' },
};

export function createAzureEngine(line: CloudLine = PRODUCT_LINE): SpeechEngine {
  return {
    name: 'azure',
    environment: ['AZURE_SPEECH_KEY'],
    probe: () => probe(line),
    accepts: async ({ voice, clone }) =>
      clone ? personalProfile(clone.profile) !== null : (voice.voice_id?.startsWith('azure:') ?? false),
    speak: (request, context) => speak(request, context, line),
    canClone: () => typeof personalAccountOf(line) !== 'string',
    clonesByName: true,
    cloneVoice: (request, context) => cloneAzureVoice(request, context, line),
    removeVoice: (model, signal) => deleteAzureVoice(model, signal, line),
  };
}

export const azureEngine = createAzureEngine();

async function speak(request: SpeechRequest, context: EngineContext, line: CloudLine): Promise<SpeechResult> {
  const account = accountOf(line);
  if (account === null)
    throw new StageFailure('engine_refused', `Azure Speech is not set up on this agent. ${REMEDY}`);
  const text = normaliseScript(request.script, request.language, request.voice.lexicon);
  if (text.sentences.length === 0) {
    throw new StageFailure('text_unspeakable', 'The script holds no word that a voice can say.');
  }
  const speaker = await chooseSpeaker(request, account, context, line);
  const parts = splitScript(text, { maxCharacters: SENTENCE_CHARACTERS });
  const sentences = parts.flatMap((part) => part.sentences);
  const sounds: SentenceSound[] = [];
  for (const [n, sentence] of sentences.entries()) {
    sounds.push(await speakSentence(sentence, speaker, request, account, context, line));
    context.progress((0.6 * (n + 1)) / sentences.length);
  }
  const engine = { name: 'azure', version: `${speaker.name} ${account.region}` };
  const sex = speaker.gender === undefined ? {} : { gender: speaker.gender };
  return await finishForeign(
    { sentences, sounds, request, engine, bends: speaker.profile !== undefined, ...sex },
    context,
    0.6,
  );
}

/** The registered voice, or one of the service's own. A personal voice speaks the language it is asked for. */
async function chooseSpeaker(
  request: SpeechRequest,
  account: AzureAccount,
  context: EngineContext,
  line: CloudLine,
): Promise<AzureSpeaker> {
  if (request.clone) {
    const own = personalProfile(request.clone.profile);
    if (own === null) throw new StageFailure('engine_refused', 'The registered voice was not made by Azure.');
    if (own.region !== account.region) {
      const message = `The voice is kept in ${own.region}, and this agent speaks with ${account.region}.`;
      throw new StageFailure('no_engine', message);
    }
    return { name: own.model, profile: own.speakerProfileId };
  }
  const { gender } = request.defaults;
  const name =
    request.voice.voice_id?.replace(/^azure:/, '') ??
    request.defaults.variant ??
    DEFAULTS[request.language][gender === 'male' ? 'male' : 'female'];
  const voice = findVoice(await listVoices(account, context.signal, line), name, request.language);
  const sex = voice.Gender === 'Male' ? 'male' : voice.Gender === 'Female' ? 'female' : undefined;
  return { name: voice.ShortName, locale: voice.Locale, ...(sex ? { gender: sex } : {}) };
}

function findVoice(voices: readonly AzureVoice[], name: string, language: Language): AzureVoice {
  const voice = voices.find(({ ShortName }) => ShortName === name);
  if (voice === undefined) {
    const some = voices.filter(({ Locale }) => Locale === language).slice(0, 5);
    const names = some.map(({ ShortName }) => ShortName).join(', ');
    throw new StageFailure(
      'voice_unavailable',
      `Azure has no voice ${name} in this region. For ${language}: ${names}.`,
    );
  }
  const speaks = [voice.Locale, ...(voice.SecondaryLocaleList ?? [])];
  if (speaks.includes(language)) return voice;
  throw new StageFailure(
    'voice_language_mismatch',
    `The voice ${name} speaks ${speaks.slice(0, 5).join(', ')}, the script is in ${language}.`,
  );
}

interface Boundary {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Heard {
  readonly pcm: Buffer;
  readonly words: Boundary[];
}

/** One request a sentence, kept in the work folder: what was spoken is not paid for again when a later one fails. */
async function speakSentence(
  sentence: SpokenSentence,
  speaker: AzureSpeaker,
  request: SpeechRequest,
  account: AzureAccount,
  context: EngineContext,
  line: CloudLine,
): Promise<SentenceSound> {
  const ssml = azureSsml(sentence, speaker, request);
  const kept = new KeptSentence(context.workdir, ssml);
  const before = await kept.read();
  if (before !== null) return soundOf(sentence, before);
  for (let attempt = 1; ; attempt++) {
    context.signal.throwIfAborted();
    const heard = await synthesise(ssml, account, context.signal, line);
    if (!(heard instanceof StageFailure)) {
      await kept.write(heard);
      return soundOf(sentence, heard);
    }
    if (!heard.retryable || attempt >= ATTEMPTS) throw heard;
    await line.wait(backoff(attempt), context.signal);
  }
}

function soundOf(sentence: SpokenSentence, heard: Heard): SentenceSound {
  const cut = trimSilence(decodePcm16(heard.pcm), RATE);
  const words = matchWords(sentence, heard.words).map((word) =>
    word === null
      ? null
      : { start: Math.max(0, word.start - cut.start), end: Math.max(0, word.end - cut.start) },
  );
  return { samples: cut.samples, sampleRate: RATE, words };
}

const KeptFile = z.object({
  pcm: z.base64(),
  words: z.array(z.object({ text: z.string(), start: z.number(), end: z.number() })),
});

/** A finished sentence on disk, by what was asked for it: whole or not at all. */
class KeptSentence {
  readonly #folder: string;
  readonly #file: string;

  constructor(workdir: string, ssml: string) {
    this.#folder = join(workdir, 'azure');
    const name = createHash('sha256').update(ssml).digest('hex').slice(0, 32);
    this.#file = join(this.#folder, `${name}.json`);
  }

  async read(): Promise<Heard | null> {
    const text = await readFile(this.#file, 'utf8').catch(() => null);
    if (text === null) return null;
    const { pcm, words } = KeptFile.parse(JSON.parse(text));
    return { pcm: Buffer.from(pcm, 'base64'), words };
  }

  async write({ pcm, words }: Heard): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeFile(`${this.#file}.part`, JSON.stringify({ pcm: pcm.toString('base64'), words }));
    await rename(`${this.#file}.part`, this.#file);
  }
}

/** @returns a failure instead of throwing it, for the caller to judge; throws only when aborted */
async function synthesise(
  ssml: string,
  account: AzureAccount,
  signal: AbortSignal,
  line: CloudLine,
): Promise<Heard | StageFailure> {
  const config = account.host.endsWith('.tts.speech.microsoft.com')
    ? sdk.SpeechConfig.fromSubscription(account.key, account.region)
    : sdk.SpeechConfig.fromHost(new URL(account.host.replace(/^http/, 'ws')), account.key);
  config.speechSynthesisOutputFormat = sdk.SpeechSynthesisOutputFormat.Raw48Khz16BitMonoPcm;
  const synthesizer = new sdk.SpeechSynthesizer(config, null);
  const words: Boundary[] = [];
  synthesizer.wordBoundary = (_, event) => {
    if (event.boundaryType !== sdk.SpeechSynthesisBoundaryType.Word) return;
    const start = event.audioOffset / TICKS;
    words.push({ text: event.text, start, end: start + event.duration / TICKS });
  };
  const { promise, resolve, reject } = Promise.withResolvers<Heard | StageFailure>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(
    () =>
      resolve(
        new StageFailure('tool_timeout', `Azure Speech did not answer within ${line.timeoutSeconds} s.`),
      ),
    line.timeoutSeconds * 1000,
  );
  try {
    synthesizer.speakSsmlAsync(
      ssml,
      (result) => {
        if (result.reason !== sdk.ResultReason.SynthesizingAudioCompleted) resolve(judge(result, account));
        else resolve(whole({ pcm: Buffer.from(result.audioData), words }));
      },
      (error) =>
        resolve(new StageFailure('engine_unavailable', `Azure Speech failed: ${scrub(error, account)}`)),
    );
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    synthesizer.close();
  }
}

const scrub = (text: string, { key }: AzureAccount) => text.replaceAll(key, '***').slice(0, 300);

/** The sound must reach the last word that was announced. */
function whole(heard: Heard): Heard | StageFailure {
  const last = heard.words.reduce((end, word) => Math.max(end, word.end), 0);
  const seconds = heard.pcm.length / 2 / RATE;
  if (seconds > 0 && seconds >= last - 0.05) return heard;
  const message = `Azure Speech delivered ${seconds.toFixed(2)} s of ${last.toFixed(2)} s of sound.`;
  return new StageFailure('tool_output_invalid', message);
}

function judge(result: sdk.SpeechSynthesisResult, account: AzureAccount): StageFailure {
  const { ErrorCode: code } = sdk.CancellationDetails.fromResult(result);
  const said = scrub(result.errorDetails ?? '', account);
  switch (code) {
    case sdk.CancellationErrorCode.AuthenticationFailure:
    case sdk.CancellationErrorCode.Forbidden:
      return new StageFailure('engine_refused', `Azure Speech refuses this agent’s key. ${REMEDY}`, {
        logTail: said,
      });
    case sdk.CancellationErrorCode.BadRequestParameters:
      if (/speaker ?profile/i.test(said)) {
        return new StageFailure(
          'voice_unavailable',
          'Azure no longer has the registered voice; register it anew.',
          {
            logTail: said,
          },
        );
      }
      return new StageFailure('engine_refused', `Azure Speech refuses the sentence: ${said}`);
    case sdk.CancellationErrorCode.TooManyRequests:
      return new StageFailure('engine_unavailable', 'Azure Speech allows no more requests at once.', {
        logTail: said,
      });
    case sdk.CancellationErrorCode.ServiceTimeout:
      return new StageFailure('tool_timeout', 'Azure Speech took too long for a sentence.', {
        logTail: said,
      });
    default:
      return new StageFailure('engine_unavailable', 'Azure Speech broke off the connection.', {
        logTail: said,
      });
  }
}

const fold = (text: string) =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Boundaries in order; one word of ours may come as several of theirs ("bem-vindo"), and some not at all. */
function matchWords(sentence: SpokenSentence, told: readonly Boundary[]): (Boundary | null)[] {
  let at = 0;
  return sentence.words.map((word) => {
    const wanted = fold(word.text);
    for (let from = at; from < Math.min(told.length, at + 4); from++) {
      let joined = '';
      for (let to = from; to < Math.min(told.length, from + 4); to++) {
        joined += fold(told[to]?.text ?? '');
        if (joined !== wanted) continue;
        at = to + 1;
        return { text: word.text, start: told[from]?.start ?? 0, end: told[to]?.end ?? 0 };
      }
    }
    return null;
  });
}

async function probe(line: CloudLine): Promise<EngineProbe> {
  const account = accountOf(line);
  if (account === null) return { available: false, remedy: REMEDY };
  const once: CloudLine = { ...line, timeoutSeconds: 10, wait: () => Promise.reject(new Error('not now')) };
  try {
    const voices = await listVoices(account, new AbortController().signal, once);
    const languages = (Object.keys(DEFAULTS) as Language[]).filter((language) =>
      voices.some(({ Locale }) => Locale === language),
    );
    const personal = personalAccountOf(line);
    const cloning =
      typeof personal === 'string'
        ? { available: false, remedy: personal }
        : { available: true, statement: 'azure', company: personal.company };
    return { available: true, version: account.region, details: { languages, cloning } };
  } catch (error) {
    const host = new URL(account.host).host;
    const remedy =
      error instanceof StageFailure
        ? error.message
        : `${host} cannot be reached; check AZURE_SPEECH_REGION (${account.region}) and the network.`;
    return { available: false, version: account.region, remedy };
  }
}
