/**
 * Coalesced progress: a renderer may report every frame, the database hears at most two values a second, the
 * newest one, never two at once and never a smaller one than before.
 */

export interface ProgressOptions {
  readonly send: (fraction: number) => Promise<void>;
  /** Least time between the starts of two sends, in milliseconds. */
  readonly intervalMs?: number;
  /** Steps smaller than this are kept back until they add up; 1 always goes out. */
  readonly step?: number;
}

export class ProgressReporter {
  readonly #send: (fraction: number) => Promise<void>;
  readonly #intervalMs: number;
  readonly #step: number;
  #latest = 0;
  #sent = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #sending = false;
  #closed = false;

  constructor({ send, intervalMs = 500, step = 0.005 }: ProgressOptions) {
    this.#send = send;
    this.#intervalMs = intervalMs;
    this.#step = step;
  }

  /** The newest fraction reported, in [0, 1]. */
  get latest(): number {
    return this.#latest;
  }

  report(fraction: number): void {
    if (!Number.isFinite(fraction)) return;
    this.#latest = Math.max(this.#latest, Math.min(1, fraction));
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #due(): boolean {
    const gain = this.#latest - this.#sent;
    return gain >= this.#step || (this.#latest === 1 && gain > 0);
  }

  #schedule(): void {
    if (this.#closed || this.#sending || this.#timer || !this.#due()) return;
    const wait = Math.max(0, this.#lastStart + this.#intervalMs - Date.now());
    if (wait === 0) void this.#flush();
    else {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        void this.#flush();
      }, wait);
    }
  }

  async #flush(): Promise<void> {
    this.#sending = true;
    this.#lastStart = Date.now();
    this.#sent = this.#latest;
    try {
      await this.#send(this.#sent);
    } catch {
      // A lost progress report costs nothing: the next heartbeat carries the newest value.
    } finally {
      this.#sending = false;
      this.#schedule();
    }
  }
}
