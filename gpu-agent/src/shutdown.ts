/**
 * Ending on a signal, in two steps. The first asks: no new work, a grace for what runs, then TERM, KILL and the task
 * given back, so that a deploy costs no attempt. The second insists: everything is killed at once.
 */
import type { AgentLog } from './log.ts';

export interface Stop {
  readonly requested: boolean;
  readonly whenRequested: Promise<void>;
  readonly whenForced: Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens for signals until disposed. */
export function stopOnSignals(log: AgentLog): Stop & Disposable {
  let requested = false;
  const request = Promise.withResolvers<void>();
  const force = Promise.withResolvers<void>();
  const onSignal = (signal: NodeJS.Signals) => {
    if (!requested) {
      requested = true;
      log.info({ event: 'stop_requested', signal }, `${signal}: finishing; send it again to stop at once`);
      request.resolve();
    } else {
      log.warn({ event: 'stop_forced', signal }, `${signal}: stopping at once`);
      force.resolve();
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    get requested() {
      return requested;
    },
    whenRequested: request.promise,
    whenForced: force.promise,
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
