/** How an engine talks to a service over the network: what it reads of the environment, and how it waits. */
import { setTimeout as delay } from 'node:timers/promises';

export interface CloudLine {
  readonly env: NodeJS.ProcessEnv;
  /** Seconds; rejects with the signal's reason. Tests return at once. */
  readonly wait: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Longest time without an answer, seconds. */
  readonly timeoutSeconds: number;
}

export const PRODUCT_LINE: CloudLine = {
  env: process.env,
  timeoutSeconds: 120,
  wait: (seconds, signal) =>
    delay(seconds * 1000, undefined, { signal }).catch(() => {
      throw signal.reason;
    }),
};

/** Backoff before attempt `n + 1`: 1, 2, 4, 8 … at most 30 s. */
export const backoff = (n: number): number => Math.min(30, 2 ** (n - 1));

/** Seconds of a Retry-After header, as a number or a date; null when there is none. */
export function retryAfter(headers: Headers): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const seconds = Number(value);
  const wanted = Number.isFinite(seconds) ? seconds : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(wanted) ? Math.max(0, Math.min(120, wanted)) : null;
}
