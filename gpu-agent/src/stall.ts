/**
 * Notices a task in which nothing moves any more. Heartbeats go on as long as the agent lives, so a tool that hangs
 * would hold its lease, and its film, for ever: no growth of progress and no tool that starts or ends for `limitMs`
 * is the end of the attempt.
 */
export class StallWatch {
  readonly #limitMs: number;
  readonly #onStall: () => void;
  #timer: NodeJS.Timeout | undefined;
  #furthest = 0;

  constructor(limitMs: number, onStall: () => void) {
    this.#limitMs = limitMs;
    this.#onStall = onStall;
    this.moved();
  }

  /** Progress told again is no progress. */
  reached(fraction: number): void {
    if (fraction <= this.#furthest) return;
    this.#furthest = fraction;
    this.moved();
  }

  moved(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onStall, this.#limitMs).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
