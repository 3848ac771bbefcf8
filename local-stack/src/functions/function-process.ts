/** One Deno process that serves one function on a Unix socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { StackLog } from '../context.ts';
import { ownedCommand } from '../owned-command.ts';

export interface FunctionProcess {
  readonly pid: number;
  readonly socket: string;
  /** False once the process has ended or was told to: it takes no new request. */
  alive(): boolean;
  /** Marks one request as being answered; the returned function ends that. */
  hold(): () => void;
  /** Waits for held requests, 10 s at most, then ends the process. */
  stop(): Promise<void>;
}

export interface FunctionProcessOptions {
  readonly deno: string;
  readonly name: string;
  readonly entry: string;
  readonly importMap: string;
  readonly socket: string;
  readonly cacheFolder: string;
  /** host:port a function may call: the stack itself. */
  readonly mayCall: string;
  readonly mayRead: readonly string[];
  /** The whole environment of the process. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: StackLog;
}

/** A function that boots takes 80 to 100 ms; this is for a machine that is busy with other things. */
const bootLimitMs = 30_000;
const drainLimitMs = 10_000;

async function accepts(socket: string): Promise<boolean> {
  if (!existsSync(socket)) return false;
  const probe = connect(socket);
  try {
    await once(probe, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    probe.destroy();
  }
}

/** Starts the process and resolves when it accepts connections. */
export async function startFunction(options: FunctionProcessOptions): Promise<FunctionProcess> {
  rmSync(options.socket, { force: true });
  const { file, args } = ownedCommand(options.deno, [
    'run',
    '--quiet',
    '--no-prompt',
    '--no-config',
    '--no-lock',
    '--no-remote',
    '--cached-only',
    '--node-modules-dir=manual',
    `--import-map=${options.importMap}`,
    // hosted gives a function 256 MB
    '--v8-flags=--max-old-space-size=256',
    // the environment holds nothing but what hosted sets and what supabase/functions/.env says
    '--allow-env',
    `--allow-net=${options.mayCall},unix:${options.socket}`,
    `--allow-read=${[...options.mayRead, options.socket].join(',')}`,
    `--allow-write=${options.socket}`,
    options.entry,
  ]);
  const child: ChildProcess = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // a terminal's Ctrl-C is for the stack, which then ends its functions itself
    detached: true,
    env: {
      ...options.env,
      DENO_SERVE_ADDRESS: `unix:${options.socket}`,
      DENO_DIR: options.cacheFolder,
      DENO_NO_UPDATE_CHECK: '1',
      NO_COLOR: '1',
    },
  });
  let ended = false;
  let lastLines: string[] = [];
  const closed = once(child, 'close').then(
    () => {
      ended = true;
    },
    () => {
      ended = true;
    },
  );
  for (const [stream, level] of [
    [child.stdout, 'info'],
    [child.stderr, 'warn'],
  ] as const) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lastLines = [...lastLines.slice(-19), line];
      options.log[level](line, { function: options.name });
    });
  }
  let held = 0;
  let stopping = false;
  let release: (() => void) | undefined;
  const stop = async () => {
    stopping = true;
    if (held > 0 && !ended) {
      const patience = setTimeout(() => release?.(), drainLimitMs);
      await Promise.race([
        closed,
        new Promise<void>((done) => {
          release = done;
        }),
      ]);
      clearTimeout(patience);
    }
    if (!ended) child.kill('SIGTERM');
    const hung = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await closed;
    clearTimeout(hung);
    rmSync(options.socket, { force: true });
  };
  const limit = Date.now() + bootLimitMs;
  while (!(await accepts(options.socket))) {
    if (ended) throw new Error(`function ${options.name} ended while it started: ${lastLines.join('\n')}`);
    if (Date.now() > limit) {
      await stop();
      throw new Error(`function ${options.name} did not call Deno.serve within ${bootLimitMs / 1000} s`);
    }
    // Deno has no other signal that holds for a function with its own onListen
    await Promise.race([closed, new Promise((done) => setTimeout(done, 10))]);
  }
  const { pid } = child;
  if (pid === undefined) throw new Error(`function ${options.name} has no process`);
  return {
    pid,
    socket: options.socket,
    alive: () => !ended && !stopping,
    hold() {
      held += 1;
      return () => {
        held -= 1;
        if (held === 0) release?.();
      };
    },
    stop,
  };
}
