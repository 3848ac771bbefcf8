/**
 * Waits until a transaction that the replication stream shows as committed is visible to others. Postgres hands a
 * commit to the stream once its WAL is flushed, and only then marks the transaction as ended: on a busy machine a
 * follower's row was judged invisible, or would have been refetched in its old state, in that gap.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';

const RETRY_MS = 1;
const GIVE_UP_MS = 5000;

export class Visibility {
  readonly #admin: Pool;
  #latest: { readonly xid: number; readonly reached: Promise<void> } | null = null;

  constructor(admin: Pool) {
    this.#admin = admin;
  }

  /** Resolves when snapshots taken from now on see the transaction. @throws when it does not end in time */
  reached(xid: number): Promise<void> {
    if (this.#latest?.xid === xid) return this.#latest.reached;
    const reached = this.#wait(xid);
    this.#latest = { xid, reached };
    return reached;
  }

  async #wait(xid: number): Promise<void> {
    const client = await this.#admin.connect();
    try {
      const { rows } = await client.query<{ next: string }>(
        'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
      );
      const full = fullTransactionId(xid, BigInt(rows[0]?.next ?? xid));
      const deadline = Date.now() + GIVE_UP_MS;
      while (Date.now() < deadline) {
        const status = await client.query<{ status: string | null }>(
          'select pg_xact_status($1::xid8) as status',
          [String(full)],
        );
        if (status.rows[0]?.status !== 'in progress') return;
        await delay(RETRY_MS);
      }
      throw new Error(`transaction ${xid} is in the stream but does not end`);
    } finally {
      client.release();
    }
  }
}

/** The stream has the low 32 bits; the nearest such id to a current one is meant, whichever side of it. */
export function fullTransactionId(xid: number, current: bigint): bigint {
  return current + BigInt.asIntN(32, BigInt(xid) - current);
}
