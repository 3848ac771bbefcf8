/**
 * How much faster the pictures of one film are drawn by more agents: stage ue5 of a 60 s film on 1 to 32 real agent
 * processes, each with an account of its own, on the real stack and claim path. Drawing costs 40 ms a frame of waiting
 * and no CPU, so that what is measured is the queue, its ranges and Storage, not the renderer.
 *
 * A stage's time runs from its message to its last accepted range. Pick-up is the time from message to claim of the
 * ranges that found an idle agent. The best of the rounds counts for a speed-up: all of them share this machine's cores.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import { startTestStack, type TestStack } from '../local-stack/src/testing.ts';
import { Fleet } from './fleet.ts';
import type { BenchOptions } from './run.ts';

const SECONDS = 60;
const FPS = 25;
const AGENTS = [1, 2, 4, 8, 16, 32];
/** The shorter the round, the more one disturbance weighs. */
const ROUNDS: Readonly<Record<number, number>> = { 4: 2, 8: 3, 16: 4, 32: 2 };
const POLL_MS = 50;
const GIVE_UP_MS = 120_000;
/** No further round is begun after this: on a busy machine the best of fewer rounds counts. */
const BUDGET_MS = 180_000;
/** No larger fleet is begun after this, and the figures lack it. */
const LIMIT_MS = 220_000;

interface Round {
  readonly stageS: number;
  readonly ranges: number;
  /** Message to claim, milliseconds. */
  readonly pickupMs: readonly number[];
}

/**
 * A grey film of every length that a range has for a fleet of these sizes. The database is asked how it cuts, since
 * drawing must cost nothing but its wait.
 */
async function makeFilms(stack: TestStack, folder: string, fleets: readonly number[]): Promise<void> {
  const { rows } = await stack.sql<{ frames: number }>(
    `select distinct c.frame_count as frames
     from unnest($1::integer[]) as f (agents), private.cut_ranges($2, $3, f.agents) as c`,
    [fleets, SECONDS * FPS, FPS],
  );
  for (const { frames } of rows) {
    const source = `color=gray:size=160x90:rate=${FPS}`;
    await promisify(execFile)('ffmpeg', [
      ...['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', source, '-frames:v', String(frames)],
      ...['-c:v', 'ffv1', '-g', '1', '-pix_fmt', 'yuv420p', '-y', join(folder, `${frames}.mkv`)],
    ]);
  }
}

/** Queues the film, waits until its pictures are drawn and throws it away. */
async function round(stack: TestStack, agents: number): Promise<Round> {
  const user = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const account = { email: `bench-${crypto.randomUUID()}@example.com`, password: 'a long enough password' };
  const signed = await user.auth.signUp(account);
  if (signed.error) throw signed.error;
  await user.auth.stopAutoRefresh();
  const { data, error } = await user.rpc('create_render_job', {
    avatar_id: 'br_corporate_ana',
    script: 'Bom dia.',
    voice_config: { language: 'pt-BR' },
    render_settings: { resolution: '160x90', quality: 'draft', fps: FPS },
  });
  if (error) throw error;
  const { job_id: job } = data as { job_id: string };
  const deadline = performance.now() + GIVE_UP_MS;
  for (;;) {
    const { rows } = await stack.sql<{ status: string; stage: string }>(
      `select j.status, s.status as stage from public.render_jobs j join public.render_stages s on s.job_id = j.id
       where j.id = $1 and s.stage_name = 'ue5'`,
      [job],
    );
    if (rows[0]?.stage === 'completed') break;
    if (rows[0]?.status === 'failed') throw new Error(`the film of ${agents} agents failed`);
    if (performance.now() > deadline) throw new Error(`the film of ${agents} agents was not drawn in time`);
    await delay(POLL_MS);
  }
  const { rows } = await stack.sql<{
    stage_s: number;
    ranges: number;
    waited_ms: number[];
    attempts: number;
  }>(
    `select extract(epoch from max(t.completed_at) - min(t.created_at))::float8 as stage_s, count(*)::int as ranges,
       sum(t.attempt)::int as attempts,
       array_agg(1000 * extract(epoch from t.started_at - t.created_at)::float8 order by t.started_at) as waited_ms
     from public.render_tasks t where t.job_id = $1 and t.stage = 'ue5'`,
    [job],
  );
  const [measured] = rows;
  if (!measured || measured.attempts !== measured.ranges) throw new Error('a range was drawn more than once');
  await user.rpc('cancel_render_job', { job_id: job });
  return {
    stageS: measured.stage_s,
    ranges: measured.ranges,
    pickupMs: measured.waited_ms.slice(0, agents),
  };
}

export async function run({ short }: BenchOptions): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'semblante-scale-'));
  const stack = await startTestStack();
  const fleet = new Fleet(stack, folder, { BENCH_FILM_SECONDS: String(SECONDS), BENCH_FILMS: folder });
  const fleets = short ? AGENTS.slice(0, 4) : AGENTS;
  const begun = performance.now();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  try {
    await makeFilms(stack, folder, fleets);
    await fleet.add('speech', '--stages', 'tts,audio2face');
    let running = 0;
    let alone = 0;
    const speedup: Record<string, number> = {};
    const perAgent: Record<string, number> = {};
    const pickup: number[] = [];
    for (const agents of fleets) {
      if (performance.now() > begun + LIMIT_MS) {
        say(`${agents} agents are left out: this machine has taken too long`);
        break;
      }
      // A few at a time: a start costs a second of CPU, and signing in waits for no one for ever.
      while (running < agents) {
        const next = Array.from({ length: Math.min(4, agents - running) }, () =>
          fleet.add(`draws-${++running}`, '--stages', 'ue5'),
        );
        await Promise.all(next);
      }
      say(`${agents} agents are up, ${((performance.now() - begun) / 1000).toFixed(0)} s in`);
      let best: Round | undefined;
      for (let again = 0; again < (short ? 1 : (ROUNDS[agents] ?? 1)); again++) {
        if (best && performance.now() > begun + BUDGET_MS) break;
        const load = loadavg()[0] ?? 0;
        const measured = await round(stack, agents);
        say(
          `${String(agents).padStart(2)} agents: ${measured.ranges} ranges in ${measured.stageS.toFixed(2)} s, load before ${load.toFixed(1)}`,
        );
        pickup.push(...measured.pickupMs);
        if (!best || measured.stageS < best.stageS) best = measured;
      }
      if (!best) continue;
      if (agents === 1) alone = best.stageS;
      speedup[agents] = Number((alone / best.stageS).toFixed(2));
      perAgent[agents] = Number((alone / best.stageS / agents).toFixed(2));
    }
    return {
      speedup,
      per_agent: perAgent,
      pickup_p50_ms: Math.round(percentile(pickup, 0.5)),
      pickup_p95_ms: Math.round(percentile(pickup, 0.95)),
      cores: cpus().length,
      load: Number((loadavg()[0] ?? 0).toFixed(1)),
    };
  } finally {
    await fleet.stop();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
