/** The process behind `hosted.ts`: does one piece of an engine's work, as the order's file says, and ends. */
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { classifyFailure } from '../failures.ts';
import { Toolbox } from '../subprocess.ts';
import type { EngineContext, FaceEngine, FaceRequest, SpeechEngine, SpeechRequest } from './engine.ts';
import { visemeEngine } from './face/visemes.ts';
import type { HostAnswer, HostLine, HostRequest } from './hosted.ts';
import { azureEngine } from './speech/azure.ts';
import { elevenLabsEngine } from './speech/elevenlabs.ts';
import { espeakEngine } from './speech/espeak.ts';
import { HELPER_PATH } from './speech/espeak-client.ts';
import { neuralEngine } from './speech/neural.ts';
import { type RecordingRequest, speakRecording } from './speech/recording.ts';
import { judgeRecording, type TrainRequest, trainVoice } from './speech/train.ts';

const SPEECH: readonly SpeechEngine[] = [neuralEngine, espeakEngine, elevenLabsEngine, azureEngine];
const FACE: readonly FaceEngine[] = [visemeEngine];

const tell = (line: HostLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

function contextOf(workdir: string, toolbox: Toolbox): EngineContext {
  const { signal } = new AbortController();
  return {
    workdir,
    signal,
    log: {
      info: (fields, message) => tell({ level: 'info', fields, message }),
      warn: (fields, message) => tell({ level: 'warn', fields, message }),
      error: (fields, message) => tell({ level: 'error', fields, message }),
    },
    progress: (fraction) => tell({ progress: fraction }),
    run: (command, args, options) => toolbox.run(command, args, { signal, cwd: workdir }, options),
  };
}

function named<T extends { readonly name: string }>(engines: readonly T[], name: string): T {
  const engine = engines.find((candidate) => candidate.name === name);
  if (!engine) throw new Error(`the engine host does not know ${name}`);
  return engine;
}

function perform({ work, engine, request }: HostRequest, context: EngineContext): Promise<unknown> {
  switch (work) {
    case 'speak':
      return named(SPEECH, engine).speak(request as SpeechRequest, context);
    case 'solve':
      return named(FACE, engine).solve(request as FaceRequest, context);
    case 'record':
      return speakRecording(request as RecordingRequest, context);
    case 'judge':
      return judgeRecording(request as TrainRequest, context);
    case 'train':
      return trainVoice(request as TrainRequest, context);
  }
}

/** The first line of standard input; undefined when it ends before. */
async function readOrder(): Promise<string | undefined> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return undefined;
}

const toolbox = new Toolbox();
// Two of espeak's helpers wait as well: one speaks, one looks words up.
toolbox.keepReady(process.execPath, [HELPER_PATH], { count: 2, cwd: process.cwd(), refill: false });
const path = await readOrder();
if (path === undefined) {
  // Kept ready and never needed.
  toolbox.close();
  process.exit(0);
}
const order = JSON.parse(await readFile(path, 'utf8')) as HostRequest;
let answer: HostAnswer;
try {
  answer = { result: await perform(order, contextOf(order.workdir, toolbox)) };
} catch (error) {
  const { code, message, retryable, logTail } = await classifyFailure(error, order.workdir);
  answer = { failure: { code, message, retryable, logTail } };
} finally {
  toolbox.close();
}
await writeFile(order.answer, JSON.stringify(answer));
