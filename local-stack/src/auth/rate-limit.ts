/** Counts attempts per key in a sliding window, in memory: a restart of the stack forgets them. */
import { AuthError } from './errors.ts';

export interface RateLimit {
  /** @throws AuthError over_request_rate_limit, with Retry-After in seconds */
  check(key: string): void;
  record(key: string): void;
}

/** Keys are forgotten beyond this many, oldest first, so that a flood of addresses cannot fill the memory. */
const MAX_KEYS = 10_000;

export function createRateLimit(
  attempts: number,
  windowSeconds: number,
  now: () => number = () => Date.now(),
): RateLimit {
  const seen = new Map<string, number[]>();
  const recent = (key: string): number[] => {
    const since = now() - windowSeconds * 1000;
    return (seen.get(key) ?? []).filter((at) => at > since);
  };
  return {
    check(key) {
      const times = recent(key);
      const oldest = times[times.length - attempts];
      if (oldest === undefined) return;
      const wait = Math.max(1, Math.ceil((oldest + windowSeconds * 1000 - now()) / 1000));
      throw new AuthError(429, 'over_request_rate_limit', 'Request rate limit reached', {
        headers: { 'retry-after': String(wait) },
      });
    },
    record(key) {
      const times = [...recent(key), now()];
      seen.delete(key);
      seen.set(key, times);
      const [first] = seen.keys();
      if (seen.size > MAX_KEYS && first !== undefined) seen.delete(first);
    },
  };
}
