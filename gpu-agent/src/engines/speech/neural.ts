/**
 * Speech by a neural model on this host (Piper, Kokoro) through sherpa-onnx. The models tell no times: phonemes are
 * aligned. Needs `npm run voices -- add <voice>` once; then no network and no account.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { normaliseScript, type SpokenSentence } from '../../speech/normalise.ts';
import type { EngineContext, EngineProbe, SpeechEngine, SpeechRequest, SpeechResult } from '../engine.ts';
import { sentenceRate } from './cloud-text.ts';
import { finishForeign } from './foreign-speech.ts';
import {
  damagedFiles,
  type InstalledVoice,
  installedVoices,
  languagesOf,
  type VoiceSpeaker,
} from './neural-models.ts';
import type { WorkerLine, WorkerOrder } from './neural-worker.ts';
import { trimSilence } from './trim.ts';

const WORKER = fileURLToPath(new URL('./neural-worker.ts', import.meta.url));
const THREADS = 2;
/** A model is loaded in a second or two and speaks faster than real time; a stuck one must not hold the task. */
const SECONDS_TO_LOAD = 120;
const SECONDS_PER_SENTENCE = 30;
const ADD_REMEDY = 'Install a voice: `npm run voices -- list`, then `npm run voices -- add <voice>`.';

interface Choice {
  readonly voice: InstalledVoice;
  readonly speaker: VoiceSpeaker;
}

/** @param program The worker; tests put one in its place that behaves badly. */
export function createNeuralEngine(program = WORKER): SpeechEngine {
  return {
    name: 'neural',
    probe: () => probe(program),
    accepts: async (request) => {
      if (request.clone || request.recording) return false;
      const { voices } = await installedVoices();
      const choice = chooseSpeaker(voices, request);
      return typeof choice !== 'string' && suits(choice.speaker, request);
    },
    speak: (request, context) => speak(request, context, program),
  };
}

export const neuralEngine = createNeuralEngine();

/** A man's voice on a woman's face is worse than espeak; where nobody says, the voice may be either's. */
function suits(speaker: VoiceSpeaker, { defaults, voice }: SpeechRequest): boolean {
  if (voice.voice_id !== undefined || defaults.gender === 'unisex' || speaker.gender === null) return true;
  return speaker.gender === defaults.gender;
}

/** "neural:kokoro/pf_dora", "pt_BR-faber-medium" or nothing. @returns a sentence when there is no such voice */
export function chooseSpeaker(voices: readonly InstalledVoice[], request: SpeechRequest): Choice | string {
  const all = voices.flatMap((voice) => voice.speakers.map((speaker): Choice => ({ voice, speaker })));
  const named = (wanted: string) => {
    const [id, name] = wanted.replace(/^neural:/, '').split('/');
    return all.filter((c) => c.voice.id === id && (name === undefined || c.speaker.name === name));
  };
  const asked = request.voice.voice_id;
  if (asked !== undefined) {
    const candidates = named(asked);
    if (candidates.length === 0) return `The neural voice "${asked}" is not installed on this agent.`;
    const found = candidates.find(({ speaker }) => speaker.language === request.language);
    if (found) return found;
    const language = candidates[0]?.speaker.language;
    throw new StageFailure(
      'voice_language_mismatch',
      `The voice ${asked} speaks ${language}, the script is in ${request.language}.`,
    );
  }
  const fitting = all.filter(({ speaker }) => speaker.language === request.language);
  const own = request.defaults.variant === undefined ? [] : named(request.defaults.variant);
  return (
    own.find(({ speaker }) => speaker.language === request.language) ??
    fitting.find(({ speaker }) => speaker.gender === request.defaults.gender) ??
    fitting.find(({ speaker }) => speaker.gender === null) ??
    fitting[0] ??
    `No neural voice for ${request.language} is installed on this agent.`
  );
}

async function speak(request: SpeechRequest, context: EngineContext, program: string): Promise<SpeechResult> {
  if (request.recording) {
    throw new StageFailure(
      'engine_refused',
      'Neural voices speak scripts; they cannot take a recording instead.',
    );
  }
  if (request.clone) {
    throw new StageFailure('engine_refused', 'Neural voices cannot speak in a registered voice.');
  }
  const text = normaliseScript(request.script, request.language, request.voice.lexicon);
  if (text.sentences.length === 0) {
    throw new StageFailure('text_unspeakable', 'The script holds no word that a voice can say.');
  }
  const { voices, problems } = await installedVoices();
  const choice = chooseSpeaker(voices, request);
  if (typeof choice === 'string') {
    const damaged = problems.map(({ id, problem }) => ` ${id}: ${problem}`).join('');
    // Another agent may have it.
    throw new StageFailure('no_engine', `${choice}${damaged} ${ADD_REMEDY}`);
  }
  const sounds = await synthesise(text.sentences, choice, request, context, program);
  const version = (await probe(program)).version ?? 'unknown';
  const engine = { name: 'neural', version: `${version} ${choice.voice.id}` };
  const { gender } = choice.speaker;
  const spoken = {
    sentences: text.sentences,
    sounds,
    request,
    engine,
    bends: true,
    ...(gender ? { gender } : {}),
  };
  return await finishForeign(spoken, context, 0.7);
}

/** A model reads plain text: words with their punctuation. The user's espeak mnemonics mean nothing to it. */
const plainText = (sentence: SpokenSentence): string =>
  sentence.words.map((word) => word.text + word.after).join(' ');

async function synthesise(
  sentences: readonly SpokenSentence[],
  { voice, speaker }: Choice,
  request: SpeechRequest,
  context: EngineContext,
  program: string,
) {
  const out = join(context.workdir, 'neural');
  await mkdir(out, { recursive: true });
  const order: WorkerOrder = {
    model: modelConfig(voice, speaker.language),
    threads: THREADS,
    speaker: speaker.id,
    sentences: sentences.map((sentence) => ({
      text: plainText(sentence),
      speed: (request.voice.rate ?? 1) * sentenceRate(sentence),
    })),
    out,
  };
  const file = join(context.workdir, 'neural-order.json');
  await writeFile(file, JSON.stringify(order));
  const lines: WorkerLine[] = [];
  const onLine = (text: string) => {
    // What else stands on stdout is the library talking to itself.
    if (!text.startsWith('{"done"')) return;
    lines.push(JSON.parse(text) as WorkerLine);
    context.progress((0.7 * lines.length) / sentences.length);
  };
  await context
    .run(process.execPath, [program, file], {
      onLine,
      env: libraryPath(),
      timeoutSeconds: SECONDS_TO_LOAD + SECONDS_PER_SENTENCE * sentences.length,
    })
    .catch(async (error: unknown) => {
      context.signal.throwIfAborted();
      throw await explain(error, voice);
    });
  return await Promise.all(
    sentences.map(async (_, n) => {
      const bytes = await readFile(join(out, `${n}.f32`)).catch(() => null);
      const line = lines[n];
      if (bytes === null || line === undefined || bytes.length !== line.samples * 4 || bytes.length === 0) {
        throw new StageFailure('tool_output_invalid', `The voice ${voice.id} left out sentence ${n + 1}.`);
      }
      const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      return { samples: trimSilence(samples, line.sampleRate).samples, sampleRate: line.sampleRate };
    }),
  );
}

const ESPEAK_NAMES: Readonly<Record<Language, string>> = {
  'pt-BR': 'pt-br',
  'en-US': 'en-us',
  'es-ES': 'es',
};

function modelConfig(voice: InstalledVoice, language: Language): Record<string, unknown> {
  const shared = { model: voice.model, tokens: voice.tokens, dataDir: voice.dataDir ?? '' };
  if (voice.kind === 'vits') return { vits: shared };
  return {
    kokoro: { ...shared, voices: voice.voices, lexicon: voice.lexicon, lang: ESPEAK_NAMES[language] },
  };
}

/** A model that ends the worker is looked at again: a damaged file is the host's to mend, not the user's. */
async function explain(error: unknown, voice: InstalledVoice): Promise<unknown> {
  if (!(error instanceof StageFailure) || error.code !== 'tool_crashed') return error;
  const damaged = await damagedFiles(voice);
  const again = `\`npm run voices -- remove ${voice.id}\` and \`npm run voices -- add ${voice.id}\``;
  const options = { logTail: error.logTail, cause: error };
  if (damaged.length > 0) {
    const message = `${damaged.join(', ')} of the voice ${voice.id} is not what was installed; run ${again}.`;
    return new StageFailure('engine_unavailable', message, options);
  }
  if (/Cannot find module|Could not find sherpa-onnx|ERR_DLOPEN/.test(error.logTail)) {
    return new StageFailure('tool_missing', `sherpa-onnx-node cannot be loaded; ${LIBRARY_REMEDY}`, options);
  }
  if (/Ort::Exception|Please check your config|does not exist/.test(error.logTail)) {
    const message = `The model of the voice ${voice.id} cannot be loaded; run ${again}.`;
    return new StageFailure('engine_unavailable', message, options);
  }
  return error;
}

const LIBRARY_REMEDY = 'run `npm ci` on this host (linux or macOS, x64 or arm64).';

/** The library's other halves lie beside its native module; the loader looks there by name. */
function libraryPath(): Record<string, string> {
  const platform = `sherpa-onnx-${process.platform}-${process.arch}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${platform}/package.json`));
    const name = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
    return { [name]: [folder, process.env[name]].filter(Boolean).join(':') };
  } catch {
    return {};
  }
}

async function probe(program: string): Promise<EngineProbe> {
  const [{ voices, problems }, version] = await Promise.all([installedVoices(), libraryVersion(program)]);
  const details = {
    languages: languagesOf(voices),
    voices: voices.map(({ id, speakers }) => ({
      id,
      languages: [...new Set(speakers.map((speaker) => speaker.language))],
      speakers: speakers.filter((speaker) => speaker.name !== '').map((speaker) => speaker.name),
    })),
    ...(problems.length > 0 ? { problems } : {}),
  };
  if (version === null) {
    return { available: false, remedy: `sherpa-onnx-node cannot be loaded; ${LIBRARY_REMEDY}`, details };
  }
  return voices.length > 0
    ? { available: true, version, details }
    : { available: false, version, remedy: ADD_REMEDY, details };
}

let known: Promise<string | null> | null = null;

/** Loads the native library once, in a process of its own. A failure is not remembered. */
async function libraryVersion(program: string): Promise<string | null> {
  known ??= new Promise((resolve) => {
    const child = spawn(process.execPath, [program, '--version'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...libraryPath() },
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code === 0 ? out.trim() : null));
  });
  const version = await known;
  if (version === null) known = null;
  return version;
}
