/** Limits of one stack, those of hosted's free plan where it has them. */
export interface RealtimeLimits {
  readonly channelsPerConnection: number;
  readonly joinsPerSecond: number;
  readonly messagesPerSecond: number;
  /** Bytes of one broadcast. */
  readonly broadcastBytes: number;
  /** Bytes that may wait for one slow client before it is cut off; it joins again and refetches. */
  readonly backlogBytes: number;
  /** A client that says nothing for so long is gone: it sends a heartbeat every 25 s. */
  readonly silenceMs: number;
  /** How long a join waits for the replication stream. Clients give up after 10 s. */
  readonly joinWaitMs: number;
}

export const DEFAULT_LIMITS: RealtimeLimits = {
  channelsPerConnection: 100,
  joinsPerSecond: 100,
  messagesPerSecond: 100,
  broadcastBytes: 256 * 1024,
  backlogBytes: 8 * 1024 * 1024,
  silenceMs: 75_000,
  joinWaitMs: 8_000,
};

/** Counts events of the current second. */
export class RateWindow {
  readonly #limit: number;
  #second = 0;
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether one more is within the limit. */
  take(now = Date.now()): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    this.#count++;
    return this.#count <= this.#limit;
  }
}
