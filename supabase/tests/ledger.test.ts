/**
 * The ledger under any order of events: two people queue, cancel, delete and retry, an agent finishes, fails and dies.
 * At the end the rows of every job sum to what the job came to, and every counter is the sum of its rows.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { storyText } from './sql-story.ts';
import { openDatabase, type SqlTarget } from './test-database.ts';

const PEOPLE = ['ana', 'bruno'] as const;
type Person = (typeof PEOPLE)[number];
const FILM_SECONDS = 5.04; // what tests.finish reports

/** private.spoken_seconds of a script of one word: padding, 14.5 letters a second, at least a second. */
const estimate = (letters: number): number => Math.round(Math.max(1, 0.6 + letters / 14.5) * 1000) / 1000;

type Event =
  | { readonly kind: 'queue'; readonly who: Person; readonly letters: number }
  | { readonly kind: 'cancel' | 'delete' | 'retry'; readonly who: Person; readonly which: number }
  | { readonly kind: 'finish' | 'fail' | 'die' };

const person = fc.constantFrom(...PEOPLE);
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('queue' as const),
      who: person,
      letters: fc.integer({ min: 1, max: 400 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('cancel' as const, 'delete' as const, 'retry' as const),
      who: person,
      which: fc.nat({ max: 20 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('finish' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('fail' as const, 'die' as const) }) },
);

interface Job {
  readonly id: string;
  readonly who: Person;
  readonly reserved: number;
  deleted: 'no' | 'under way' | 'completed' | 'ended';
}

let target: SqlTarget;
before(async () => {
  target = await openDatabase();
});
after(() => target.stop());

/** The world of one run, in a transaction that is rolled back. */
class Ledger {
  readonly #client: PoolClient;
  readonly jobs: Job[] = [];
  constructor(client: PoolClient) {
    this.#client = client;
  }

  async #one<T>(sql: string, params: readonly unknown[] = []): Promise<T | undefined> {
    return (await this.#client.query(sql, [...params])).rows[0] as T | undefined;
  }

  /** @returns undefined when it was refused with a code of the contract */
  async #as<T>(who: string, sql: string, params: readonly unknown[] = []): Promise<T | undefined> {
    await this.#client.query('savepoint event');
    await this.#client.query(who);
    try {
      return await this.#one<T>(sql, params);
    } catch (error) {
      const { code } = error as { code?: string };
      assert.match(code ?? '', /^PT4/, String(error));
      await this.#client.query('rollback to savepoint event');
      return undefined;
    } finally {
      await this.#client.query('select tests.be_admin()');
    }
  }

  #user<T>(who: Person, sql: string, params?: readonly unknown[]): Promise<T | undefined> {
    return this.#as(`select tests.be_user(tests.${who}())`, sql, params);
  }

  #agent<T>(sql: string, params?: readonly unknown[]): Promise<T | undefined> {
    return this.#as('select tests.be_agent(tests.agent())', sql, params);
  }

  async #status(job: Job): Promise<string | undefined> {
    return (
      await this.#one<{ status: string }>('select status from public.render_jobs where id = $1', [job.id])
    )?.status;
  }

  async happen(one: Event): Promise<void> {
    switch (one.kind) {
      case 'queue': {
        const made = await this.#user<{ id: string }>(one.who, 'select tests.queue_job($1) as id', [
          'a'.repeat(one.letters),
        ]);
        assert.ok(made);
        this.jobs.push({ id: made.id, who: one.who, reserved: estimate(one.letters), deleted: 'no' });
        return;
      }
      case 'finish':
      case 'fail':
      case 'die':
        return this.#work(one.kind);
      default:
        return this.#change(one.kind, one.who, one.which);
    }
  }

  async #change(kind: 'cancel' | 'delete' | 'retry', who: Person, which: number): Promise<void> {
    const own = this.jobs.filter((job) => job.who === who && job.deleted === 'no');
    const job = own[which % Math.max(1, own.length)];
    if (!job) return;
    if (kind === 'cancel') {
      await this.#user(who, 'select public.cancel_render_job($1)', [job.id]);
      return;
    }
    if (kind === 'retry') {
      const made = await this.#user<{ id: string }>(
        who,
        'insert into public.render_jobs (project_id) select project_id from public.render_jobs where id = $1 returning id',
        [job.id],
      );
      assert.ok(made);
      this.jobs.push({ id: made.id, who, reserved: job.reserved, deleted: 'no' });
      return;
    }
    const status = await this.#status(job);
    await this.#user(who, 'delete from public.render_jobs where id = $1', [job.id]);
    if ((await this.#status(job)) !== undefined) return;
    job.deleted =
      status === 'completed'
        ? 'completed'
        : status === 'failed' || status === 'cancelled'
          ? 'ended'
          : 'under way';
  }

  async #work(how: 'finish' | 'fail' | 'die'): Promise<void> {
    const found = await this.#agent<{ claim: { lease_id: string } | null }>('select tests.claim() as claim');
    const claim = found?.claim;
    if (!claim) return;
    if (how === 'finish') await this.#agent('select tests.finish($1)', [claim]);
    else if (how === 'fail') {
      await this.#agent(`select public.fail_task($1, 'text_unspeakable', false, 'x', '')`, [claim.lease_id]);
    } else {
      await this.#client.query('select tests.let_lease_expire($1)', [claim.lease_id]);
      await this.#agent('select public.sweep()');
      await this.#client.query('select tests.let_retry_time_come()');
    }
  }

  async check(): Promise<void> {
    for (const who of PEOPLE) {
      const want = { used: 0, reserved: 0, films: 0, active: 0 };
      for (const job of this.jobs.filter((one) => one.who === who)) {
        const status = job.deleted === 'no' ? await this.#status(job) : job.deleted;
        const active = status === 'queued' || status === 'processing';
        const cost = active ? job.reserved : status === 'completed' ? FILM_SECONDS : 0;
        const row = await this.#one<{ seconds: string; rows: number }>(
          'select sum(seconds)::text as seconds, count(*)::int as rows from public.usage_entries where job_id = $1',
          [job.id],
        );
        assert.equal(Number(row?.seconds), cost, `${job.id} is ${status}`);
        assert.equal(row?.rows, active ? 1 : 2, `rows of a job that is ${status}`);
        if (active) want.reserved += cost;
        else want.used += cost;
        want.films += status === 'completed' ? 1 : 0;
        want.active += active ? 1 : 0;
      }
      const usage = await this.#user<Record<string, string>>(
        who,
        `select used_seconds, reserved_seconds, films, active_jobs,
           (select coalesce(sum(seconds), 0) from public.usage_entries) as rows,
           (select coalesce(sum(seconds), 0) from public.film_costs) as costs
         from public.usage`,
      );
      assert.ok(usage);
      const thousandths = (seconds: unknown): number => Math.round(Number(seconds) * 1000);
      assert.deepEqual(
        {
          used: thousandths(usage.used_seconds),
          reserved: thousandths(usage.reserved_seconds),
          films: Number(usage.films),
          active: Number(usage.active_jobs),
        },
        { ...want, used: thousandths(want.used), reserved: thousandths(want.reserved) },
        who,
      );
      for (const sum of [usage.rows, usage.costs])
        assert.equal(thousandths(sum), thousandths(want.used + want.reserved), 'the sum of the rows');
    }
  }
}

test('whatever happens in whatever order, the rows sum to what the films came to', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 8, maxLength: 40 }), async (events) => {
      const client = await target.pool.connect();
      try {
        await client.query('begin');
        await client.query(storyText('setup.sql'));
        await client.query('select tests.be_admin()');
        await client.query(`update public.plans set active_jobs = 1000 where id = 'free'`);
        const ledger = new Ledger(client);
        for (const one of events) {
          await ledger.happen(one);
          seen.add(one.kind);
        }
        await ledger.check();
        const { rows } = await client.query<{ status: string }>(
          'select distinct status from public.render_jobs',
        );
        for (const { status } of rows) seen.add(status);
      } finally {
        await client.query('rollback');
        client.release();
      }
    }),
    { numRuns: 40, seed: 20261123 },
  );
  for (const kind of ['queue', 'cancel', 'delete', 'retry', 'finish', 'fail', 'die'])
    assert.ok(seen.has(kind), `${kind} never happened`);
  for (const status of ['queued', 'processing', 'completed', 'failed', 'cancelled'])
    assert.ok(seen.has(status), `no job was ever ${status}`);
});
