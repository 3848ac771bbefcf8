/**
 * Fair sharing at size: one person with a thousand jobs, another who comes later, and what a claim costs then.
 * SEMBLANTE_QUEUED sets how many jobs wait (1000 by default); figures are printed, never asserted.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PoolClient } from 'pg';
import { openDatabase, type SqlTarget } from './test-database.ts';

const QUEUED = Number(process.env.SEMBLANTE_QUEUED ?? 1000);
const ANA = '00000000-0000-4000-8000-00000000000a';
const BRUNO = '00000000-0000-4000-8000-00000000000b';
const AGENT = '00000000-0000-4000-8000-0000000000a1';

let target: SqlTarget;
let client: PoolClient;

async function as(role: string, subject: string): Promise<void> {
  await client.query(`select set_config('request.jwt.claims', $1, false), set_config('role', $2, false)`, [
    JSON.stringify({ sub: subject, role }),
    role,
  ]);
}

const queueJobs = (count: number, script: string) =>
  client.query(
    `select public.create_render_job('br_corporate_ana', $2, '{"language": "pt-BR"}', '{}') from generate_series(1, $1)`,
    [count, script],
  );

interface Claim {
  readonly user_id: string;
  readonly stage: string;
}
async function claim(): Promise<Claim | null> {
  const { rows } = await client.query<{ task: Claim | null }>(
    `select public.claim_task('{tts,audio2face,ue5,compositing,voice_training}', '{tts:espeak}', 300) as task`,
  );
  return rows[0]?.task ?? null;
}

before(async () => {
  target = await openDatabase();
  client = await target.pool.connect();
  for (const [id, role] of [
    [ANA, 'authenticated'],
    [BRUNO, 'authenticated'],
    [AGENT, 'gpu_agent'],
  ]) {
    await client.query(`insert into auth.users (id, aud, email) values ($1, 'authenticated', $2)`, [
      id,
      `${id}@example.com`,
    ]);
    await client.query('update auth.users set role = $2 where id = $1', [id, role]);
  }
  await client.query(`update public.plans set active_jobs = 100000, month_seconds = null where id = 'free'`);
  await as('authenticated', ANA);
  const started = performance.now();
  for (let made = 0; made < QUEUED; made += 250) await queueJobs(250, 'Treinamento.');
  console.log(`queued ${QUEUED} jobs, ${((performance.now() - started) / QUEUED).toFixed(2)} ms each`);
  await client.query('reset role');
  await client.query('analyze public.render_tasks');
});
after(async () => {
  client.release();
  await target.stop();
});

test('whoever comes after a thousand jobs of another waits for one task at most', async () => {
  await as('gpu_agent', AGENT);
  assert.equal((await claim())?.user_id, ANA, 'nobody else waits yet');
  await as('authenticated', BRUNO);
  await queueJobs(2, 'Aviso.');
  await as('gpu_agent', AGENT);
  assert.equal((await claim())?.user_id, BRUNO, 'the very next task is the newcomer’s');
  const shares = new Map<string, number>();
  for (let i = 0; i < 2; i += 1) {
    const owner = (await claim())?.user_id ?? 'nobody';
    shares.set(owner, (shares.get(owner) ?? 0) + 1);
  }
  assert.deepEqual(
    shares,
    new Map([
      [ANA, 1],
      [BRUNO, 1],
    ]),
    'and from then on they take turns',
  );
});

/** mulberry32: the same queue every time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The order as it is meant: priority, then whoever has least running, then age. Reads and sorts everything. */
const NEXT = `
  with running as (
    select r.user_id, count(*) as tasks from public.render_tasks r
    where r.status = 'processing' and r.lease_expires_at > clock_timestamp() group by r.user_id)
  select t.id, t.user_id from public.render_tasks t left join running on running.user_id = t.user_id
  where t.stage = 'tts' and t.engine = any ($1) and $2::uuid <> all (t.declined_by) and t.attempt < t.max_attempts
    and ((t.status = 'pending' and t.run_after <= clock_timestamp())
      or (t.status = 'processing' and t.lease_expires_at <= clock_timestamp()))
  order by t.priority desc, coalesce(running.tasks, 0), t.queued_at, t.range_index, t.id limit 1`;

test('whatever the queue looks like, a claim takes what the order says', async () => {
  const random = randomOf(7);
  const pick = <T>(...of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  let compared = 0;
  for (let round = 0; round < 6; round += 1) {
    await client.query('reset role');
    await client.query('begin');
    try {
      const people = Array.from(
        { length: pick(1, 3, 12) },
        (_, i) => `00000000-0000-4000-8000-0000000001${i + 10}`,
      );
      for (const id of people) {
        await client.query(`insert into auth.users (id, aud, email) values ($1, 'authenticated', $2)`, [
          id,
          `${id}@example.com`,
        ]);
        await client.query(`update auth.users set role = 'authenticated' where id = $1`, [id]);
        await as('authenticated', id);
        await queueJobs(pick(1, 4, 20), 'Aviso.');
        await client.query('reset role');
      }
      // Of what the others of this file queued, a few rows too: a queue of one person in front of all.
      await client.query(`delete from public.render_tasks where user_id in ($1, $2) and random() < 0.9`, [
        ANA,
        BRUNO,
      ]);
      const { rows } = await client.query<{ id: string }>(
        `select id from public.render_tasks where status = 'pending' order by id`,
      );
      for (const { id } of rows) {
        await client.query(
          `update public.render_tasks set priority = $2, engine = $3, run_after = now() + $4::interval,
             declined_by = $5, queued_at = now() - $6 * interval '1 second' where id = $1`,
          [
            id,
            pick(0, 0, 0, 10, 20, -1),
            pick('tts:auto', 'tts:auto', 'tts:espeak', 'tts:azure'),
            random() < 0.1 ? '1 hour' : '-1 hour',
            random() < 0.1 ? [AGENT] : [],
            Math.floor(random() * 30),
          ],
        );
        if (random() < 0.15) {
          await client.query(
            `update public.render_tasks set status = 'processing', attempt = $3, lease_id = gen_random_uuid(),
               agent_id = $2, lease_expires_at = clock_timestamp() + $4::interval where id = $1`,
            [id, AGENT, pick(1, 2), pick('-1 minute', '1 hour', '1 hour')],
          );
        }
      }
      for (;;) {
        await client.query('reset role');
        const { rows: wanted } = await client.query<{ id: string }>(NEXT, [
          ['tts:espeak', 'tts:auto'],
          AGENT,
        ]);
        await as('gpu_agent', AGENT);
        const { rows: got } = await client.query<{ id: string | null }>(
          `select public.claim_task('{tts}', '{tts:espeak}', 300) ->> 'task_id' as id`,
        );
        assert.equal(got[0]?.id ?? undefined, wanted[0]?.id, `round ${round}, claim ${compared}`);
        if (!wanted[0]) break;
        compared += 1;
      }
    } finally {
      await client.query('rollback');
      await client.query('reset role');
    }
  }
  assert.ok(compared > 80, `${compared} claims were compared`);
});

test('claims go on beside all that waits, and their time is told', async () => {
  await as('gpu_agent', AGENT);
  const times: number[] = [];
  for (let i = 0; i < 50; i += 1) {
    const started = performance.now();
    assert.ok(await claim());
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  console.log(
    `claim with ${QUEUED} queued: median ${times[25]?.toFixed(1)} ms, p95 ${times[47]?.toFixed(1)} ms`,
  );
});
