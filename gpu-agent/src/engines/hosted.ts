/**
 * Engines that compute in JavaScript, run in a process of their own. In the agent's they would hold its only thread:
 * speaking six minutes in a trained voice takes 31 s without a pause, and for that long neither a heartbeat nor a
 * cancel nor a signal would be served. As a tool the work dies when told to and the lease is kept.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FailureCode } from '../../../supabase/functions/_shared/contract/errors.ts';
import type { Language, VoiceArtifact } from '../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../failures.ts';
import type { Toolbox } from '../subprocess.ts';
import type { EngineContext, FaceEngine, SpeechEngine, SpeechResult } from './engine.ts';
import type { RecordingRequest } from './speech/recording.ts';
import type { JudgedSample } from './speech/train.ts';

/** Makes a voice's profile from a recording on disk. */
export type TrainVoice = (
  request: { readonly samplePath: string; readonly language: Language },
  context: EngineContext,
) => Promise<VoiceArtifact>;

/** Listens to a recording on disk, and refuses what no voice can be learnt from. */
export type JudgeVoice = (
  request: { readonly samplePath: string; readonly language: Language },
  context: EngineContext,
) => Promise<JudgedSample>;

const HOST = fileURLToPath(new URL('./engine-host.ts', import.meta.url));

/** Keeps one host loaded and waiting: whoever waits for a sentence need not wait for 0.3 s of starting programs. */
export const keepHostReady = (toolbox: Toolbox, cwd: string): void =>
  toolbox.keepReady(process.execPath, [HOST], { count: 1, cwd, refill: true });

export type HostedWork = 'speak' | 'solve' | 'judge' | 'train' | 'record';

/** What the agent asks of the host process, in a file. */
export interface HostRequest {
  readonly work: HostedWork;
  readonly engine: string;
  readonly request: unknown;
  readonly workdir: string;
  readonly answer: string;
}

/** What it finds in the answer's file. */
export type HostAnswer =
  | { readonly result: unknown }
  | {
      readonly failure: {
        readonly code: FailureCode;
        readonly retryable: boolean;
        readonly message: string;
        readonly logTail: string;
      };
    };

/** Lines of the host's stdout. */
export type HostLine =
  | { readonly progress: number }
  | {
      readonly level: 'info' | 'warn' | 'error';
      readonly fields: Record<string, unknown>;
      readonly message: string;
    };

export const hostedSpeech = (engine: SpeechEngine): SpeechEngine => ({
  ...engine,
  speak: (request, context) => inHost('speak', engine.name, request, context, engine.environment),
});

/** Of speech whose face is solved in the agent itself. */
const SHORT_SECONDS = 40;

export const hostedFace = (engine: FaceEngine): FaceEngine => ({
  ...engine,
  // 40 s of speech are solved in a fifth of a second: less than a process takes to start.
  solve: (request, context) =>
    request.timeline.duration <= SHORT_SECONDS
      ? engine.solve(request, context)
      : inHost('solve', engine.name, request, context),
});

/** Times an uploaded recording; see `speech/recording.ts`. */
export const hostedRecording = (request: RecordingRequest, context: EngineContext): Promise<SpeechResult> =>
  inHost('record', 'recording', request, context);

/** Whether a recording can be learnt from; see `speech/train.ts`. */
export const hostedJudgement: JudgeVoice = (request, context) => inHost('judge', 'espeak', request, context);

export const hostedTraining: TrainVoice = (request, context) => inHost('train', 'espeak', request, context);

/** @throws whatever the engine threw there, as the same StageFailure here */
async function inHost<T>(
  work: HostedWork,
  engine: string,
  request: unknown,
  context: EngineContext,
  environment: readonly string[] = [],
): Promise<T> {
  const order = join(context.workdir, `${work}-order.json`);
  const answer = join(context.workdir, `${work}-answer.json`);
  const asked: HostRequest = { work, engine, request, workdir: context.workdir, answer };
  await writeFile(order, JSON.stringify(asked));
  const onLine = (text: string) => {
    // Anything else on stdout is a library talking to itself.
    if (!text.startsWith('{')) return;
    const line = JSON.parse(text) as HostLine;
    if ('progress' in line) context.progress(line.progress);
    else context.log[line.level](line.fields, line.message);
  };
  // Tools get no secrets (see `Toolbox`); an engine's own key is handed to its host and to nothing the host runs.
  const env = Object.fromEntries(
    environment.flatMap((name) => (process.env[name] ? [[name, process.env[name] as string]] : [])),
  );
  await context.run(process.execPath, [HOST], { input: `${order}\n`, onLine, env });
  // Written by the same program a moment ago; what an engine hands over is checked by the stage.
  const answered = JSON.parse(await readFile(answer, 'utf8')) as HostAnswer;
  if ('result' in answered) return answered.result as T;
  const { code, message, retryable, logTail } = answered.failure;
  throw new StageFailure(code, message, { retryable, logTail });
}
