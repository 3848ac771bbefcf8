/**
 * An editor process that takes one order after another. It outlives the task it was started for, because starting it
 * takes minutes: so it is a tool of the agent, not of a task, and dies with the agent, when it has been idle for long,
 * or when a task that holds it is cancelled.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StageFailure } from '../../../failures.ts';
import type { Toolbox } from '../../../subprocess.ts';
import type { EngineContext } from '../../engine.ts';
import { EditorChannel } from './channel.ts';
import { EditorLog } from './editor-log.ts';
import type { Order } from './order.ts';
import type { UnrealSettings } from './settings.ts';

const PYTHON = fileURLToPath(new URL('../../../../unreal/python', import.meta.url));
const LOOK_EVERY_MS = 250;

/** What an editor is for: making assets without a screen, or rendering with one map loaded. */
export type Role = { readonly kind: 'author' } | { readonly kind: 'render'; readonly map: string };

export const sameRole = (a: Role, b: Role): boolean =>
  a.kind === b.kind && (a.kind === 'author' || (b.kind === 'render' && a.map === b.map));

export class UnrealEditor {
  readonly role: Role;
  readonly #settings: UnrealSettings;
  readonly #channel: EditorChannel;
  readonly #log: EditorLog;
  readonly #life = new AbortController();
  /** Resolves when the process is gone, with how it ended. */
  readonly #gone: Promise<string>;
  #alive = true;
  #idle: NodeJS.Timeout | undefined;

  private constructor(
    role: Role,
    settings: UnrealSettings,
    toolbox: Toolbox,
    channel: EditorChannel,
    folder: string,
  ) {
    this.role = role;
    this.#settings = settings;
    this.#channel = channel;
    const logFile = join(folder, `${role.kind}.log`);
    this.#log = new EditorLog(logFile);
    const env = {
      SEMBLANTE_EDITOR_URL: channel.url,
      SEMBLANTE_EDITOR_CHANNEL: channel.token,
      UE_PYTHONPATH: [PYTHON, process.env.UE_PYTHONPATH].filter(Boolean).join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    this.#gone = toolbox
      .run(
        settings.editor,
        commandLine(role, settings.project, logFile),
        { signal: this.#life.signal, cwd: folder },
        { env, onLine: () => {} },
      )
      .then(
        () => 'ended by itself',
        (error: unknown) => (error instanceof Error ? error.message.replace(/\.$/, '') : String(error)),
      )
      .finally(async () => {
        this.#alive = false;
        clearTimeout(this.#idle);
        channel.close();
        await this.#log.follow();
        await rm(folder, { recursive: true, force: true });
      });
  }

  static async start(role: Role, settings: UnrealSettings, toolbox: Toolbox): Promise<UnrealEditor> {
    const folder = await mkdtemp(join(tmpdir(), 'semblante-unreal-'));
    return new UnrealEditor(role, settings, toolbox, await EditorChannel.open(), folder);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Has one order done.
   *
   * @throws StageFailure; the signal's reason when aborted, after the editor has been ended: a render cannot be called
   *   back.
   */
  async perform(
    order: Order,
    { signal }: Pick<EngineContext, 'signal'>,
    onProgress: (share: number) => void,
  ): Promise<void> {
    signal.throwIfAborted();
    clearTimeout(this.#idle);
    const begun = performance.now();
    const watch = { news: begun, share: 0 };
    const advance = (share: number) => {
      if (share > watch.share) {
        watch.share = share;
        watch.news = performance.now();
        onProgress(share);
      }
    };
    let looking: NodeJS.Timeout | undefined;
    let stop = () => {};
    try {
      await new Promise<void>((resolve, reject) => {
        this.#channel.assign({
          order,
          onProgress: advance,
          onDone: ({ failure, message }) => {
            if (failure === null) resolve();
            else reject(this.#failed(failure, message ?? 'no reason was given'));
          },
        });
        stop = () => reject(signal.reason);
        signal.addEventListener('abort', stop, { once: true });
        this.#gone.then(async (how) => reject(await this.#log.verdict(`was lost: ${how}`)));
        looking = setInterval(() => void this.#look(watch, begun, advance, reject), LOOK_EVERY_MS);
      });
      this.#rest();
    } catch (error) {
      // Only an order that was refused leaves the editor fit for another one.
      if (error instanceof StageFailure && error.code === 'engine_refused') this.#rest();
      else await this.end();
      throw error;
    } finally {
      clearInterval(looking);
      signal.removeEventListener('abort', stop);
      this.#channel.withdraw();
    }
  }

  /** Kills the process and waits until it is gone. */
  async end(): Promise<void> {
    clearTimeout(this.#idle);
    this.#channel.hangUp();
    this.#life.abort(new Error('no longer needed'));
    await this.#gone;
  }

  #rest(): void {
    this.#idle = setTimeout(() => void this.end(), this.#settings.idleMs);
    this.#idle.unref();
  }

  #failed(kind: 'refused' | 'crashed', message: string): StageFailure {
    return kind === 'refused'
      ? new StageFailure('engine_refused', `Unreal cannot make this film: ${message}.`)
      : new StageFailure('tool_crashed', `Unreal failed: ${message}.`, { logTail: this.#log.tail });
  }

  async #look(
    watch: { news: number },
    begun: number,
    advance: (share: number) => void,
    reject: (error: unknown) => void,
  ): Promise<void> {
    const { grown, progress } = await this.#log.follow();
    if (grown) watch.news = performance.now();
    if (progress !== undefined) advance(progress);
    const now = performance.now();
    const started = this.#channel.heard !== undefined;
    const { startMs, stallMs } = this.#settings;
    if (!started && now - begun > startMs) {
      reject(this.#timeout(`did not start within ${startMs / 1000} s`));
    } else if (started && now - watch.news > stallMs) {
      reject(this.#timeout(`made no progress for ${stallMs / 1000} s`));
    }
  }

  #timeout(what: string): StageFailure {
    return new StageFailure('tool_timeout', `Unreal ${what}.`, { logTail: this.#log.tail });
  }
}

/** Epic's flags for rendering without a screen; a commandlet needs no GPU, a render must not be without one. */
function commandLine(role: Role, project: string, log: string): string[] {
  const quiet = ['-nosplash', '-nopause', '-stdout', '-FullStdOutLogOutput', `-abslog=${log}`];
  if (role.kind === 'author') {
    const script = `-script=${join(PYTHON, 'author_commandlet.py')}`;
    return [project, '-run=pythonscript', script, '-unattended', '-nullrhi', ...quiet];
  }
  return [
    project,
    role.map,
    '-game',
    '-MoviePipelineLocalExecutorClass=/Script/MovieRenderPipelineCore.MoviePipelinePythonHostExecutor',
    '-ExecutorPythonClass=/Engine/PythonTypes.SemblanteExecutor',
    '-RenderOffscreen',
    '-Unattended',
    '-NoLoadingScreen',
    '-NoScreenMessages',
    '-notexturestreaming',
    '-log',
    '-allowStdOutLogVerbosity',
    ...quiet,
  ];
}

/** A name no other order has, usable in a package path. */
export const orderId = (): string => `J${randomUUID().replaceAll('-', '')}`;
