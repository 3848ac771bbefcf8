/**
 * Keeps the lease of one task alive. A heartbeat goes out every few seconds and with each coalesced progress value;
 * one that fails is tried again until the lease must have run out. Expiry is counted on the local monotonic clock
 * from the moment a successful heartbeat was *sent*, so it is never later than the database's own, and a host whose
 * clock is wrong keeps its leases all the same.
 */
import type { HeartbeatAnswer } from '../../supabase/functions/_shared/contract/job.ts';
import { TaskAborted } from './failures.ts';
import { ProgressReporter } from './progress.ts';

/** What the database said instead of prolonging: nobody may work on the task under this lease any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export interface LeaseClock {
  /** Milliseconds that never go back. */
  now(): number;
  after(ms: number, callback: () => void): () => void;
}

export const SYSTEM_CLOCK: LeaseClock = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export interface LeaseOptions {
  /** Sends heartbeat_task; throws `LeaseLost` when the lease is gone, anything else when nobody answered. */
  readonly beat: (progress: number, signal: AbortSignal) => Promise<HeartbeatAnswer>;
  /** When the claim that gave the lease was sent, on `clock`. */
  readonly claimedAt: number;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly retryMs?: number;
  readonly progressIntervalMs?: number;
  readonly clock?: LeaseClock;
  readonly onTrouble?: (error: unknown) => void;
}

export class Lease {
  readonly #options: LeaseOptions;
  readonly #clock: LeaseClock;
  readonly #controller = new AbortController();
  readonly #requests = new AbortController();
  readonly #progress: ProgressReporter;
  #expiresAt: number;
  #cancelBeat: () => void = () => {};
  #cancelExpiry: () => void = () => {};
  #beating: Promise<void> | undefined;
  #closed = false;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#expiresAt = options.claimedAt + options.leaseMs;
    this.#progress = new ProgressReporter({
      send: () => this.#beat(),
      intervalMs: options.progressIntervalMs ?? 500,
    });
    this.#watchExpiry();
    this.#planBeat(options.heartbeatMs);
  }

  /** Aborted with a `TaskAborted` when the task is cancelled, its lease lost, or the agent stops. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  progress(fraction: number): void {
    this.#progress.report(fraction);
  }

  /** Ends the work; the first reason stays. */
  abort(kind: TaskAborted['kind']): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(new TaskAborted(kind));
  }

  /** Milliseconds until the lease has certainly run out. */
  get remainingMs(): number {
    return this.#expiresAt - this.#clock.now();
  }

  /** No heartbeat is sent after this; one under way is dropped. */
  close(): void {
    this.#closed = true;
    this.#progress.close();
    this.#cancelBeat();
    this.#cancelExpiry();
    this.#requests.abort();
  }

  #planBeat(ms: number): void {
    this.#cancelBeat();
    if (!this.#closed) this.#cancelBeat = this.#clock.after(ms, () => void this.#beat());
  }

  #watchExpiry(): void {
    this.#cancelExpiry();
    this.#cancelExpiry = this.#clock.after(Math.max(0, this.remainingMs), () => this.#end('lease_lost'));
  }

  #end(kind: TaskAborted['kind']): void {
    this.abort(kind);
    this.close();
  }

  #beat(): Promise<void> {
    this.#beating ??= this.#send().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  async #send(): Promise<void> {
    if (this.#closed) return;
    this.#cancelBeat();
    const sentAt = this.#clock.now();
    try {
      const answer = await this.#options.beat(this.#progress.latest, this.#requests.signal);
      if (this.#closed) return;
      if (answer.cancelled) return this.#end('cancelled');
      this.#expiresAt = sentAt + this.#options.leaseMs;
      this.#watchExpiry();
      this.#planBeat(this.#options.heartbeatMs);
    } catch (error) {
      if (this.#closed) return;
      if (error instanceof LeaseLost) return this.#end('lease_lost');
      this.#options.onTrouble?.(error);
      this.#planBeat(this.#options.retryMs ?? Math.min(1000, this.#options.heartbeatMs));
    }
  }
}
