/**
 * The queue, the API and Realtime under load, beside what others reach on the same Postgres in the same run. Everything
 * shares this machine's cores: clients, gateway, functions, Storage and Postgres.
 *
 * Settlements are claims and fenced completions of no-op stages over direct connections, as pg-boss and graphile-worker
 * are used. Pick-up is the time from the row of a person's first task to its claim by real agent processes over HTTP and
 * Realtime: first with nothing else to do, then while they work on 10,000 films of two others.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@supabase/supabase-js';
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import { startTestStack, type TestStack } from '../local-stack/src/testing.ts';
import { Fleet } from './fleet.ts';
import { estimateError } from './load-estimates.ts';
import { compareRoads } from './load-http.ts';
import { chainOfGraphileWorker, chainOfPgBoss } from './load-peers.ts';
import { NoopAgent, queueFilms, settlementRate } from './load-queue.ts';
import { watchFilms } from './load-realtime.ts';
import type { BenchOptions } from './run.ts';

const WORKERS = 4;
const QUEUED = 10_000;
const SETTLE_MS = 15_000;
const PEER_MS = 8_000;
const PEER_JOBS = 2_000;
const ARRIVALS = 60;
const ARRIVE_MS = 150;
const ROAD_REQUESTS = 160;

interface Person {
  readonly id: string;
  readonly token: string;
}

async function signUp(stack: TestStack): Promise<Person> {
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { data, error } = await client.auth.signUp({
    email: `load-${crypto.randomUUID()}@example.com`,
    password: 'a long enough password',
  });
  if (error) throw error;
  await client.auth.stopAutoRefresh();
  if (!data.user || !data.session) throw new Error('signed up without a session');
  return { id: data.user.id, token: data.session.access_token };
}

/** An account without a password, for connections that go past Auth. */
async function account(stack: TestStack, role: 'authenticated' | 'gpu_agent'): Promise<string> {
  const id = crypto.randomUUID();
  await stack.sql(`insert into auth.users (id, aud, email) values ($1, 'authenticated', $2)`, [
    id,
    `${id}@example.com`,
  ]);
  await stack.sql('update auth.users set role = $2 where id = $1', [id, role]);
  return id;
}

/** The first films of people who come one by one; milliseconds from each first task's row to its claim. */
async function pickups(stack: TestStack): Promise<number[]> {
  const people: string[] = [];
  for (let i = 0; i < ARRIVALS; i += 1) people.push(await account(stack, 'authenticated'));
  const jobs: string[] = [];
  for (const person of people) {
    jobs.push(...(await queueFilms(stack.dbUrl, person, 1)));
    await delay(ARRIVE_MS * (0.5 + Math.random()));
  }
  for (const deadline = performance.now() + 30_000; ; await delay(50)) {
    const { rows } = await stack.sql<{ waited_ms: number | null }>(
      `select 1000 * extract(epoch from t.started_at - t.created_at)::float8 as waited_ms
       from public.render_tasks t where t.job_id = any ($1) and t.stage = 'tts'`,
      [jobs],
    );
    const waited = rows.flatMap((row) => row.waited_ms ?? []);
    if (waited.length === jobs.length) return waited;
    if (performance.now() > deadline)
      throw new Error(`${jobs.length - waited.length} films were not picked up`);
  }
}

/** Films that ended otherwise than completed, or wait without exactly one way to go on, and tasks done twice. */
async function lostJobs(stack: TestStack): Promise<number> {
  const { rows } = await stack.sql<{ lost: number }>(
    `with messages as (
       select q.message ->> 'task_id' as task_id from pgmq.q_render_tts q
       union all select q.message ->> 'task_id' from pgmq.q_render_audio2face q
       union all select q.message ->> 'task_id' from pgmq.q_render_ue5 q
       union all select q.message ->> 'task_id' from pgmq.q_render_compositing q)
     select count(*)::integer as lost from public.render_jobs j
     where j.status in ('failed', 'cancelled')
       or exists (select from public.render_tasks t where t.job_id = j.id and t.attempt > 1)
       or (j.status in ('queued', 'processing')) <> exists (
         select from public.render_tasks t join messages m on m.task_id = t.id::text
         where t.job_id = j.id and t.status in ('pending', 'processing'))`,
  );
  return rows[0]?.lost ?? 0;
}

const p95 = (times: readonly number[]): number => Math.round(percentile(times, 0.95));

export async function run({ short }: BenchOptions): Promise<Record<string, unknown>> {
  const wanted = short ? 1000 : QUEUED;
  const folder = await mkdtemp(join(tmpdir(), 'semblante-load-'));
  const stack = await startTestStack();
  const fleet = new Fleet(stack, folder, { BENCH_FILM_SECONDS: '1', BENCH_FILMS: folder });
  const agents: NoopAgent[] = [];
  const begun = performance.now();
  const say = (text: string) =>
    process.stderr.write(
      `${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s, load ${(loadavg()[0] ?? 0).toFixed(1)}: ${text}\n`,
    );
  const before = loadavg()[0] ?? 0;
  try {
    await stack.sql(`update public.plans set active_jobs = 1000000, month_seconds = null`);
    await stack.sql(`update private.rate_classes set per_minute = 1000000`);
    const people = await Promise.all(Array.from({ length: WORKERS }, () => signUp(stack)));
    const [one] = people as [Person];
    for (let i = 0; i < WORKERS; i += 1)
      agents.push(await NoopAgent.connect(stack.dbUrl, await account(stack, 'gpu_agent')));

    const estimate = await estimateError(stack, one.id, agents.slice(0, 3));
    say(`estimates are off by ${(100 * estimate).toFixed(0)} % at p90`);
    const realtime = await watchFilms(stack, one, agents[0] as NoopAgent);
    say(`${realtime.realtime_delivered} events delivered, ${realtime.realtime_lost} lost`);
    const roads = await compareRoads(
      stack,
      people.map(({ token }) => token),
      short ? 40 : ROAD_REQUESTS,
    );
    say(`API p95 ${roads.api_p95_ms} ms, PostgREST ${roads.postgrest_p95_ms} ms`);
    await settlementRate(agents, 60_000);
    say('nothing waits');

    await Promise.all(
      ['load-a', 'load-b'].map((name) => fleet.add(name, '--stages', 'tts', '--concurrency', '2')),
    );
    const idle = await pickups(stack);
    say(`picked up within ${p95(idle)} ms at p95`);
    await settlementRate(agents, 60_000);
    const crowd = await Promise.all(people.slice(2).map(({ id }) => queueFilms(stack.dbUrl, id, wanted / 2)));
    const queued = crowd.flat().length;
    await stack.sql('analyze');
    say(`${queued} films wait`);
    const busy = await pickups(stack);
    await fleet.stop();
    say(`picked up within ${p95(busy)} ms at p95 beside them`);

    const ours = await settlementRate(agents, short ? 5000 : SETTLE_MS);
    say(`${ours.settled} settlements, ${ours.perSecond.toFixed(0)} a second`);
    const lost = await lostJobs(stack);
    const chain = { dbUrl: stack.dbUrl, jobs: PEER_JOBS, workers: WORKERS, limitMs: PEER_MS };
    const boss = await chainOfPgBoss(chain);
    say(`pg-boss: ${boss.settlements_per_s} a second`);
    const graphile = await chainOfGraphileWorker(chain);
    say(`graphile-worker: ${graphile.settlements_per_s} a second`);
    return {
      settlements_per_s: Math.round(ours.perSecond),
      pickup_p95_ms: p95(idle),
      pickup_p95_ms_10k: p95(busy),
      api_p95_ms: roads.api_p95_ms,
      postgrest_p95_ms: roads.postgrest_p95_ms,
      realtime_lost: realtime.realtime_lost,
      jobs_lost: lost,
      estimate_p90_error: Number(estimate.toFixed(3)),
      peers: { 'pg-boss': boss.settlements_per_s, 'graphile-worker': graphile.settlements_per_s },
      pickup_p50_ms: Math.round(percentile(idle, 0.5)),
      pickup_p50_ms_10k: Math.round(percentile(busy, 0.5)),
      api_p50_ms: roads.api_p50_ms,
      postgrest_p50_ms: roads.postgrest_p50_ms,
      realtime_delivered: realtime.realtime_delivered,
      queued,
      cores: cpus().length,
      load_before: Number(before.toFixed(1)),
      seconds: Math.round((performance.now() - begun) / 1000),
    };
  } finally {
    await fleet.stop();
    await Promise.all(agents.map((agent) => agent.close()));
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
