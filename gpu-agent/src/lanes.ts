/**
 * Which of an agent's slots takes which work. Films and trainings share the slots of `--concurrency`; previews have
 * their own, so that somebody who waits for a sentence never waits for a film.
 */
import type { ClaimedTask, TaskStage } from '../../supabase/functions/_shared/contract/job.ts';

export interface Lane {
  readonly stages: readonly TaskStage[];
  /** Tasks at a time. */
  readonly size: number;
  /** How long a task stays this agent's without a heartbeat, seconds. */
  readonly leaseSeconds: number;
  /** Whether its tasks count against the limits of single engines. */
  readonly limited: boolean;
}

const PREVIEW: TaskStage = 'speech_preview';
/** Nobody waits half a minute for a sentence whose agent has died. */
const PREVIEW_LEASE_SECONDS = 10;

/** The lanes that have something to do. */
export function lanesOf(
  stages: readonly TaskStage[],
  sizes: {
    readonly concurrency: number;
    readonly previews: number;
    readonly leaseSeconds: number;
    readonly heartbeatMs: number;
  },
): Lane[] {
  const films = stages.filter((stage) => stage !== PREVIEW);
  const shortest = (sizes.heartbeatMs * 2) / 1000;
  const previewLease = Math.min(sizes.leaseSeconds, Math.max(shortest, PREVIEW_LEASE_SECONDS));
  const lanes: Lane[] = [];
  if (films.length > 0)
    lanes.push({ stages: films, size: sizes.concurrency, leaseSeconds: sizes.leaseSeconds, limited: true });
  if (stages.includes(PREVIEW) && sizes.previews > 0) {
    lanes.push({ stages: [PREVIEW], size: sizes.previews, leaseSeconds: previewLease, limited: false });
  }
  return lanes;
}

/** A task and when its claim was sent: value of performance.now(), from which its lease is counted. */
export interface ClaimedWork {
  readonly task: ClaimedTask;
  readonly claimedAt: number;
}

export interface LaneParts {
  /** One task under a lease, or null; never throws. */
  claim(lane: Lane): Promise<ClaimedTask | null>;
  /** Starts it; resolves when it has ended with what its completion claimed for the slot, and never rejects. */
  start(work: ClaimedWork, lane: Lane): Promise<ClaimedWork | undefined>;
  /** How long to rest when nobody calls, milliseconds, jittered. */
  restMs(): number;
  readonly stopping: () => boolean;
  /** Ends when nothing waits and nothing runs. */
  readonly once: boolean;
}

/** One lane at work: claims while a slot is free, rests until it is roused or its rest is over. */
export class LaneLoop {
  readonly lane: Lane;
  readonly #parts: LaneParts;
  #running = 0;
  #wake: () => void = () => {};
  #woken = false;

  constructor(lane: Lane, parts: LaneParts) {
    this.lane = lane;
    this.#parts = parts;
  }

  async work(): Promise<void> {
    while (!this.#parts.stopping()) {
      const claimed = this.#running < this.lane.size && (await this.#claim());
      if (claimed) continue;
      if (this.#parts.once && this.#running === 0) break;
      await this.#rest();
    }
  }

  rouse(): void {
    this.#woken = true;
    this.#wake();
  }

  async #claim(): Promise<boolean> {
    const claimedAt = performance.now();
    const task = await this.#parts.claim(this.lane);
    if (!task) return false;
    this.#running += 1;
    void this.#occupy({ task, claimedAt });
    return true;
  }

  /** One slot, from a task to the one that its completion claimed, until none follows. */
  async #occupy(first: ClaimedWork): Promise<void> {
    for (let work: ClaimedWork | undefined = first; work; ) {
      work = await this.#parts.start(work, this.lane);
      if (!work) this.#running -= 1;
      // What was completed may have left work for other slots of this lane too.
      this.rouse();
    }
  }

  async #rest(): Promise<void> {
    if (!this.#woken) {
      await new Promise<void>((done) => {
        const timer = setTimeout(done, this.#parts.restMs());
        this.#wake = () => {
          clearTimeout(timer);
          done();
        };
      });
      this.#wake = () => {};
    }
    this.#woken = false;
  }
}
