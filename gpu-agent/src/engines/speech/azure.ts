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
import { azureBody } from './azure-ssml.ts';
import { backoff, type CloudLine, PRODUCT_LINE, retryAfter } from './cloud-line.ts';
import { finishForeign } from './foreign-speech.ts';
import { trimSilence } from './trim.ts';

const RATE = 48_000;
/** The service's clock: 100 nanoseconds. */
const TICKS = 10_000_000;
const ATTEMPTS = 5;
/** Of a request: with its tags far under the 64 KiB a websocket message may have, and minutes under ten of sound. */
const SENTENCE_CHARACTERS = 3000;
const REGION = /^[a-z][a-z0-9]{3,40}$/;
const REMEDY =
  'Set AZURE_SPEECH_KEY and AZURE_SPEECH_REGION (for example brazilsouth) in the agent’s environment to a Speech resource of portal.azure.com and start the agent anew.';

/** A voice of each language and sex for avatars whose catalogue names none. */
const DEFAULTS: Readonly<Record<Language, Readonly<Record<'female' | 'male', string>>>> = {
  'pt-BR': { female: 'pt-BR-FranciscaNeural', male: 'pt-BR-AntonioNeural' },
  'en-US': { female: 'en-US-JennyNeural', male: 'en-US-GuyNeural' },
  'es-ES': { female: 'es-ES-ElviraNeural', male: 'es-ES-AlvaroNeural' },
};

const Voices = z.array(
  z.object({
    ShortName: z.string(),
    Locale: z.string(),
    SecondaryLocaleList: z.array(z.string()).optional(),
    Gender: z.string().optional(),
  }),
);
type Voice = z.infer<typeof Voices>[number];

export function createAzureEngine(line: CloudLine = PRODUCT_LINE): SpeechEngine {
  return {
    name: 'azure',
    environment: ['AZURE_SPEECH_KEY'],
    probe: () => probe(line),
    accepts: async ({ voice, clone }) => !clone && (voice.voice_id?.startsWith('azure:') ?? false),
    speak: (request, context) => speak(request, context, line),
  };
}

export const azureEngine = createAzureEngine();

interface Account {
  readonly key: string;
  readonly region: string;
  /** Of a private endpoint or a test: AZURE_SPEECH_HOST, https. */
  readonly host: string;
}

function accountOf({ env }: CloudLine): Account | null {
  const key = env.AZURE_SPEECH_KEY ?? '';
  const region = (env.AZURE_SPEECH_REGION ?? '').toLowerCase().replaceAll(' ', '');
  if (key === '' || !REGION.test(region)) return null;
  const host = env.AZURE_SPEECH_HOST || `https://${region}.tts.speech.microsoft.com`;
  return { key, region, host: host.replace(/\/+$/, '') };
}

async function speak(request: SpeechRequest, context: EngineContext, line: CloudLine): Promise<SpeechResult> {
  const account = accountOf(line);
  if (account === null)
    throw new StageFailure('engine_refused', `Azure Speech is not set up on this agent. ${REMEDY}`);
  if (request.clone) {
    throw new StageFailure('engine_refused', 'Azure cannot speak in this registered voice; choose another.');
  }
  const { gender } = request.defaults;
  const name =
    request.voice.voice_id?.replace(/^azure:/, '') ??
    request.defaults.variant ??
    DEFAULTS[request.language][gender === 'male' ? 'male' : 'female'];
  const text = normaliseScript(request.script, request.language, request.voice.lexicon);
  if (text.sentences.length === 0) {
    throw new StageFailure('text_unspeakable', 'The script holds no word that a voice can say.');
  }
  const voice = findVoice(await listVoices(account, context.signal, line), name, request.language);
  const parts = splitScript(text, { maxCharacters: SENTENCE_CHARACTERS });
  const sentences = parts.flatMap((part) => part.sentences);
  const sounds: SentenceSound[] = [];
  for (const [n, sentence] of sentences.entries()) {
    sounds.push(await speakSentence(sentence, voice, request, account, context, line));
    context.progress((0.6 * (n + 1)) / sentences.length);
  }
  const engine = { name: 'azure', version: `${voice.ShortName} ${account.region}` };
  const spoken = voice.Gender === 'Male' || voice.Gender === 'Female' ? voice.Gender : null;
  const sex = spoken === null ? {} : { gender: spoken === 'Male' ? ('male' as const) : ('female' as const) };
  return await finishForeign({ sentences, sounds, request, engine, ...sex }, context, 0.6);
}

function findVoice(voices: readonly Voice[], name: string, language: Language): Voice {
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

/** @throws {StageFailure} what the service's status says, with what to do */
async function listVoices(account: Account, signal: AbortSignal, line: CloudLine): Promise<Voice[]> {
  for (let attempt = 1; ; attempt++) {
    const limit = AbortSignal.timeout(line.timeoutSeconds * 1000);
    let failure: StageFailure;
    let after: number | null = null;
    try {
      const response = await fetch(`${account.host}/cognitiveservices/voices/list`, {
        headers: { 'ocp-apim-subscription-key': account.key, 'user-agent': 'semblante' },
        signal: AbortSignal.any([signal, limit]),
      });
      if (response.ok) return Voices.parse(await response.json());
      await response.body?.cancel();
      if (response.status === 401 || response.status === 403) {
        throw new StageFailure(
          'engine_refused',
          `Azure Speech refuses this agent’s key in the region ${account.region}: a key belongs to one region. ${REMEDY}`,
        );
      }
      after = retryAfter(response.headers);
      failure = new StageFailure(
        'engine_unavailable',
        `Azure Speech answers with status ${response.status}.`,
      );
      if (response.status !== 429 && response.status < 500)
        throw new StageFailure('engine_refused', failure.message);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof StageFailure) throw cause;
      failure = limit.aborted
        ? new StageFailure('tool_timeout', `Azure Speech did not answer within ${line.timeoutSeconds} s.`, {
            cause,
          })
        : new StageFailure(
            'engine_unavailable',
            `${new URL(account.host).host} cannot be reached; check AZURE_SPEECH_REGION (${account.region}) and the network.`,
            { cause },
          );
    }
    if (attempt >= ATTEMPTS) throw failure;
    await line.wait(after ?? backoff(attempt), signal);
  }
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A multilingual voice speaks its own language unless told another. */
function toSsml(sentence: SpokenSentence, voice: Voice, { language, voice: wish }: SpeechRequest): string {
  const text = azureBody(sentence);
  const rate = `${Math.round(((wish.rate ?? 1) - 1) * 100)}%`;
  const pitch = `${Math.round((2 ** ((wish.pitch ?? 0) / 12) - 1) * 100)}%`;
  const signed = (percent: string) => (percent.startsWith('-') ? percent : `+${percent}`);
  const prosody = `<prosody rate="${signed(rate)}" pitch="${signed(pitch)}">${text}</prosody>`;
  const said = voice.Locale === language ? prosody : `<lang xml:lang="${language}">${prosody}</lang>`;
  const spaces = 'xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="https://www.w3.org/2001/mstts"';
  return `<speak version="1.0" ${spaces} xml:lang="${language}"><voice name="${escapeXml(voice.ShortName)}">${said}</voice></speak>`;
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
  voice: Voice,
  request: SpeechRequest,
  account: Account,
  context: EngineContext,
  line: CloudLine,
): Promise<SentenceSound> {
  const ssml = toSsml(sentence, voice, request);
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
  account: Account,
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

const scrub = (text: string, { key }: Account) => text.replaceAll(key, '***').slice(0, 300);

/** The sound must reach the last word that was announced. */
function whole(heard: Heard): Heard | StageFailure {
  const last = heard.words.reduce((end, word) => Math.max(end, word.end), 0);
  const seconds = heard.pcm.length / 2 / RATE;
  if (seconds > 0 && seconds >= last - 0.05) return heard;
  const message = `Azure Speech delivered ${seconds.toFixed(2)} s of ${last.toFixed(2)} s of sound.`;
  return new StageFailure('tool_output_invalid', message);
}

function judge(result: sdk.SpeechSynthesisResult, account: Account): StageFailure {
  const { ErrorCode: code } = sdk.CancellationDetails.fromResult(result);
  const said = scrub(result.errorDetails ?? '', account);
  switch (code) {
    case sdk.CancellationErrorCode.AuthenticationFailure:
    case sdk.CancellationErrorCode.Forbidden:
      return new StageFailure('engine_refused', `Azure Speech refuses this agent’s key. ${REMEDY}`, {
        logTail: said,
      });
    case sdk.CancellationErrorCode.BadRequestParameters:
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
    return { available: true, version: account.region, details: { languages } };
  } catch (error) {
    const host = new URL(account.host).host;
    const remedy =
      error instanceof StageFailure
        ? error.message
        : `${host} cannot be reached; check AZURE_SPEECH_REGION (${account.region}) and the network.`;
    return { available: false, version: account.region, remedy };
  }
}
