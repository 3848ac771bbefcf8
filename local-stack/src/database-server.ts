/** The stack's Postgres while the stack runs: kept running, and started again when it crashes. */
import type { StackLog } from './context.ts';
import { type PostgresOptions, type PostgresServer, startPostgres } from './postgres.ts';

export interface DatabaseServer {
  readonly port: number;
  urlOf(role: string): string;
  /** False between a crash and the restart that mends it. */
  up(): boolean;
  /** Process id of the server that runs now. */
  pid(): number;
  stop(): Promise<void>;
}

const firstDelayMs = 250;
const longestDelayMs = 30_000;
/** A server that held for this long was healthy: its next crash starts the back-off anew. */
const steadyAfterMs = 60_000;

/** Starts the server and keeps it up; `log` tells of each crash and restart. */
export async function keepPostgres(
  options: Omit<PostgresOptions, 'onCrash'> & { readonly log: StackLog },
): Promise<DatabaseServer> {
  let stopping = false;
  let up = true;
  let delay = firstDelayMs;
  let startedAt = Date.now();
  let restarting: Promise<void> = Promise.resolve();
  const stop = new AbortController();
  let server: PostgresServer;
  let port = options.port;

  const launch = async () => {
    server = await startPostgres({
      ...options,
      port,
      onCrash: (code, signal) => {
        up = false;
        options.log.error('Postgres ended', { code, signal });
        if (Date.now() - startedAt > steadyAfterMs) delay = firstDelayMs;
        restarting = restart();
      },
    });
    port = server.port;
    startedAt = Date.now();
    up = true;
  };

  async function restart(): Promise<void> {
    while (!stopping && !up) {
      await pause(delay, stop.signal);
      delay = Math.min(delay * 2, longestDelayMs);
      if (stopping) return;
      try {
        await launch();
        options.log.warn('Postgres runs again', { pid: server.pid });
      } catch (error) {
        options.log.error('Postgres could not be started again', { error, nextTryMs: delay });
      }
    }
  }

  await launch();
  return {
    get port() {
      return port;
    },
    urlOf: (role) => server.urlOf(role),
    up: () => up,
    pid: () => server.pid,
    async stop() {
      stopping = true;
      stop.abort();
      await restarting;
      if (up) await server.stop();
      up = false;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
