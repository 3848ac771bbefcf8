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
