/**
 * Runs tools so that none outlives its task. Each tool leads a process group of its own: TERM, a grace period and
 * KILL reach everything it started. A reaper, told of every group, kills them when the agent itself dies without
 * a chance to; on Linux the kernel does so for the tool as well (`setpriv --pdeathsig`), which covers the moment
 * between a tool's start and the reaper's hearing of it. Never through a shell.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { CommandOptions, CommandResult } from './engines/engine.ts';
import { StageFailure } from './failures.ts';
import { Reaper } from './reaper.ts';

const STDERR_TAIL_BYTES = 64 * 1024;
/** Tools get no secrets: what names a key, a password or the project is left out of their environment. */
const SECRET_NAME = /^(SUPABASE_|SEMBLANTE_AGENT_)|KEY|SECRET|PASSWORD|TOKEN|CREDENTIAL/i;

export interface ToolEvent {
  readonly event: 'tool_started' | 'tool_ended';
  readonly tool: string;
  readonly pid: number;
  readonly code?: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly wall_s?: number;
}

export interface ToolboxOptions {
  /** How long a tool may take to obey TERM before KILL, in milliseconds. */
  readonly termGraceMs?: number;
  readonly reaper?: Reaper;
}

export interface KeepOptions {
  readonly count: number;
  /** Where it is started: whatever it is handed later must name absolute paths. */
  readonly cwd: string;
  /** Whether another one is started when one that was taken has ended. */
  readonly refill: boolean;
}

interface Kept {
  readonly ready: ChildProcess[];
  readonly refill: boolean;
  start(): ChildProcess;
}

const keyOf = (command: string, args: readonly string[]): string => JSON.stringify([command, ...args]);

export interface RunContext {
  readonly signal: AbortSignal;
  readonly cwd: string;
  readonly onEvent?: (event: ToolEvent) => void;
  /** How far the tool and its children stand back for others, as nice(1) counts: 0 to 19. */
  readonly niceness?: number;
}

/** The tools an agent has running. One per agent; `killNow` is the second Ctrl-C. */
export class Toolbox {
  readonly #running = new Set<ChildProcess>();
  readonly #kept = new Map<string, Kept>();
  #closed = false;
  readonly #termGraceMs: number;
  readonly #reaper: Reaper;

  constructor({ termGraceMs = 3000, reaper = new Reaper() }: ToolboxOptions = {}) {
    this.#termGraceMs = termGraceMs;
    this.#reaper = reaper;
  }

  get size(): number {
    return this.#running.size;
  }

  /** Kills every group at once, without asking. */
  killNow(): void {
    for (const child of this.#running) signalGroup(child, 'SIGKILL');
  }

  close(): void {
    this.#closed = true;
    for (const { ready } of this.#kept.values()) for (const child of ready) signalGroup(child, 'SIGKILL');
    this.killNow();
    this.#reaper.close();
  }

  /**
   * Keeps `count` of a tool started, which must wait for its standard input before it does anything: a later `run` of
   * the same command and arguments takes one instead of starting it. What was taken is replaced when its run has
   * ended, so that starting the next one does not slow the present one down.
   */
  keepReady(command: string, args: readonly string[], { count, cwd, refill }: KeepOptions): void {
    const kept: Kept = { ready: [], start: () => this.#start(command, args, cwd, {}), refill };
    this.#kept.set(keyOf(command, args), kept);
    for (let i = 0; i < count; i++) this.#keepOne(kept);
  }

  #keepOne(kept: Kept): void {
    if (this.#closed) return;
    const child = kept.start();
    const drop = () => {
      kept.ready.splice(0, kept.ready.length, ...kept.ready.filter((other) => other !== child));
      if (child.pid !== undefined && !this.#running.has(child)) this.#reaper.forget(child.pid);
    };
    child.once('error', drop);
    child.once('exit', drop);
    if (child.pid === undefined) return;
    this.#reaper.watch(child.pid);
    kept.ready.push(child);
  }

  /**
   * Runs one tool to its end.
   *
   * @throws StageFailure `tool_missing`, `tool_crashed` or `tool_timeout`; the signal's reason when aborted. It
   *   settles only when the whole process group is gone.
   */
  async run(
    command: string,
    args: readonly string[],
    context: RunContext,
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    context.signal.throwIfAborted();
    const kept = this.#kept.get(keyOf(command, args));
    const { niceness = 0 } = context;
    // What stands ready is there for whoever waits, not for work that stands back.
    const plain = options.cwd === undefined && Object.keys(options.env ?? {}).length === 0 && niceness === 0;
    const ready = plain ? kept?.ready.shift() : undefined;
    if (!kept || !ready) {
      const child = this.#start(command, args, options.cwd ?? context.cwd, options.env ?? {}, niceness);
      return await this.#follow(child, command, context, options);
    }
    try {
      return await this.#follow(ready, command, context, options);
    } finally {
      if (kept.refill) this.#keepOne(kept);
    }
  }

  /** @throws StageFailure `tool_missing` */
  #start(
    command: string,
    args: readonly string[],
    cwd: string,
    extra: Readonly<Record<string, string>>,
    niceness = 0,
  ): ChildProcess {
    const env = { ...toolEnvironment(process.env), ...extra };
    const executable = findExecutable(command, env.PATH, cwd);
    if (!executable) {
      throw new StageFailure(
        'tool_missing',
        `${command} is not installed on the agent host or not on its PATH.`,
      );
    }
    const [file, argv] = withDeathSignal(...standingBack(executable, args, niceness));
    return spawn(file, argv, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  #follow(
    child: ChildProcess,
    command: string,
    context: RunContext,
    options: CommandOptions,
  ): Promise<CommandResult> {
    const started = performance.now();
    const stderr = new Tail(STDERR_TAIL_BYTES);
    const stdout: Buffer[] = [];
    let timedOut = false;
    let ended = false;
    let killTimer: NodeJS.Timeout | undefined;
    this.#running.add(child);
    if (child.pid !== undefined) {
      this.#reaper.watch(child.pid);
      context.onEvent?.({ event: 'tool_started', tool: command, pid: child.pid });
    }

    const stop = () => {
      if (ended) return;
      signalGroup(child, 'SIGTERM');
      killTimer ??= setTimeout(() => signalGroup(child, 'SIGKILL'), this.#termGraceMs);
    };
    const timeout =
      options.timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            stop();
          }, options.timeoutSeconds * 1000);
    context.signal.addEventListener('abort', stop, { once: true });

    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    if (options.onLine && child.stdout) {
      createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on(
        'line',
        options.onLine,
      );
    } else child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    // A tool that ends before it has read everything breaks the pipe; its exit status tells what matters.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input);

    return new Promise<CommandResult>((done, fail) => {
      const settle = () => {
        ended = true;
        clearTimeout(timeout);
        clearTimeout(killTimer);
        context.signal.removeEventListener('abort', stop);
        this.#running.delete(child);
        if (child.pid !== undefined) this.#reaper.forget(child.pid);
      };
      child.once('error', (cause) => {
        if (child.pid !== undefined) return;
        settle();
        fail(
          new StageFailure('tool_missing', `${command} could not be started: ${cause.message}`, { cause }),
        );
      });
      // What the tool left behind in its group goes with it; otherwise an heir could hold the pipes open for ever.
      child.once('exit', () => signalGroup(child, 'SIGKILL'));
      child.once('close', (code, signal) => {
        settle();
        const wall_s = (performance.now() - started) / 1000;
        if (child.pid !== undefined) {
          context.onEvent?.({ event: 'tool_ended', tool: command, pid: child.pid, code, signal, wall_s });
        }
        const logTail = stderr.text();
        if (context.signal.aborted) fail(context.signal.reason);
        else if (timedOut) {
          const message = `${command} did not finish within ${options.timeoutSeconds} s.`;
          fail(new StageFailure('tool_timeout', message, { logTail }));
        } else if (code === 0) done({ code, stdout: Buffer.concat(stdout), stderr: logTail });
        else {
          const how = signal ? `was killed by ${signal}` : `ended with status ${code}`;
          fail(new StageFailure('tool_crashed', `${command} ${how}.`, { logTail }));
        }
      });
    });
  }
}

/** The environment without secrets, for tools. */
export function toolEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !SECRET_NAME.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

/** Where `command` would be run from, as execvp(3) looks it up; undefined when it is not there. */
export function findExecutable(
  command: string,
  path = process.env.PATH,
  cwd = process.cwd(),
): string | undefined {
  const candidates = command.includes('/')
    ? [isAbsolute(command) ? command : resolve(cwd, command)]
    : (path ?? '').split(delimiter).map((folder) => join(folder, command));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return statSync(candidate).isFile();
    } catch {
      return false;
    }
  });
}

/** nice(1) is of POSIX; a host without it runs everything alike. It becomes the tool, so the process id stays. */
function standingBack(file: string, args: readonly string[], niceness: number): [string, readonly string[]] {
  const nice = niceness > 0 ? findExecutable('nice') : undefined;
  return nice ? [nice, ['-n', String(niceness), file, ...args]] : [file, args];
}

let setpriv: string | undefined | null = null;

/** util-linux 2.33 and newer have --pdeathsig, BusyBox has not: asked once by running it. */
function withDeathSignal(file: string, args: readonly string[]): [string, string[]] {
  if (setpriv === null) {
    const found = process.platform === 'linux' ? findExecutable('setpriv') : undefined;
    const works = found !== undefined && spawnSync(found, ['--pdeathsig', 'KILL', '/bin/true']).status === 0;
    setpriv = works ? found : undefined;
  }
  return setpriv ? [setpriv, ['--pdeathsig', 'KILL', file, ...args]] : [file, [...args]];
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: the group has already ended.
  }
}

/** Keeps the last `limit` bytes of a stream. */
class Tail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > 2 * this.#limit) this.#cut();
  }

  text(): string {
    this.#cut();
    return this.#chunks[0]?.toString('utf8') ?? '';
  }

  #cut(): void {
    const all = Buffer.concat(this.#chunks);
    const kept = all.subarray(Math.max(0, all.length - this.#limit));
    this.#chunks = [Buffer.from(kept)];
    this.#bytes = kept.length;
  }
}
