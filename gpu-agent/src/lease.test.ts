import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { HeartbeatAnswer } from '../../supabase/functions/_shared/contract/job.ts';
import { TaskAborted } from './failures.ts';
import { Lease, type LeaseClock, LeaseLost, type LeaseOptions } from './lease.ts';

/** A clock that moves only when told, and runs what falls due on the way in order. */
class FakeClock implements LeaseClock {
  time = 0;
  #due: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const entry = { at: this.time + ms, callback };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      const next = this.#due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#due = this.#due.filter((entry) => entry !== next);
      this.time = next.at;
      next.callback();
      await new Promise((settled) => setImmediate(settled));
    }
    this.time = end;
  }
}

const ALIVE: HeartbeatAnswer = { lease_expires_at: '2026-01-01T00:00:00Z', cancelled: false };
let clock: FakeClock;
let beats: { at: number; progress: number }[];
beforeEach(() => {
  clock = new FakeClock();
  beats = [];
});

function open(answer: () => Promise<HeartbeatAnswer>, options: Partial<LeaseOptions> = {}): Lease {
  return new Lease({
    beat: (progress) => {
      beats.push({ at: clock.now(), progress });
      return answer();
    },
    claimedAt: 0,
    leaseMs: 30_000,
    heartbeatMs: 5000,
    retryMs: 1000,
    clock,
    ...options,
  });
}

const kindOf = (lease: Lease): string | undefined =>
  lease.signal.reason instanceof TaskAborted ? lease.signal.reason.kind : undefined;

test('beats every five seconds for as long as the work lasts', async () => {
  const lease = open(async () => ALIVE);
  await clock.advance(120_000);
  assert.equal(beats.length, 24);
  assert.equal(lease.signal.aborted, false);
  lease.close();
  await clock.advance(60_000);
  assert.equal(beats.length, 24);
  assert.equal(lease.signal.aborted, false, 'a closed lease no longer expires');
});

test('a heartbeat without an answer is tried again until the lease has run out, and no longer', async () => {
  const lease = open(async () => {
    throw new TypeError('fetch failed');
  });
  await clock.advance(29_999);
  assert.equal(lease.signal.aborted, false);
  assert.deepEqual(
    beats.map((beat) => beat.at),
    Array.from({ length: 25 }, (_, i) => 5000 + 1000 * i),
  );
  await clock.advance(1);
  assert.equal(kindOf(lease), 'lease_lost');
  const sent = beats.length;
  await clock.advance(60_000);
  assert.equal(beats.length, sent);
});

test('expiry counts from the moment the heartbeat was sent, not from its answer', async () => {
  let answered = false;
  const lease = open(
    () =>
      new Promise((resolve, reject) => {
        if (answered) reject(new Error('down'));
        answered = true;
        clock.after(20_000, () => resolve(ALIVE));
      }),
  );
  await clock.advance(25_000);
  assert.equal(lease.remainingMs, 10_000);
  await clock.advance(9999);
  assert.equal(lease.signal.aborted, false);
  await clock.advance(1);
  assert.equal(kindOf(lease), 'lease_lost');
});

test('a beat that never answers does not outlive the lease', async () => {
  const lease = open(() => new Promise(() => {}));
  await clock.advance(30_000);
  assert.equal(kindOf(lease), 'lease_lost');
  assert.equal(beats.length, 1);
});

test('recovers when the network comes back in time', async () => {
  let down = true;
  const lease = open(async () => {
    if (down) throw new Error('down');
    return ALIVE;
  });
  await clock.advance(20_000);
  down = false;
  await clock.advance(60_000);
  assert.equal(lease.signal.aborted, false);
});

test('a lost lease and a cancelled job abort the work, each with its own reason', async () => {
  const lost = open(async () => {
    throw new LeaseLost('taken');
  });
  const cancelled = open(async () => ({ ...ALIVE, cancelled: true }));
  await clock.advance(5000);
  assert.equal(kindOf(lost), 'lease_lost');
  assert.equal(kindOf(cancelled), 'cancelled');
  cancelled.abort('shutdown');
  assert.equal(kindOf(cancelled), 'cancelled', 'the first reason stays');
});
