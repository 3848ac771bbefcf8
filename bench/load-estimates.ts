/**
 * How near the time a caller is told comes to the time it takes: films of different lengths arrive while others are made,
 * by three agents whose stages wait a fixed share of the film's length, a tenth more or less.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import type { TestStack } from '../local-stack/src/testing.ts';
import { type Claim, type NoopAgent, queueFilms } from './load-queue.ts';

/** Seconds of work a second of film. */
const RATES = { tts: 0.03, audio2face: 0.02, ue5: 0.25, compositing: 0.06 } as const;
const FILMS = 26;
/** What the first ones taught is what the others are told. */
const TAUGHT = 8;
const ARRIVE_MS = 700;
const GIVE_UP_MS = 60_000;

const SENTENCE = 'A segurança começa por quem a vê primeiro. ';

export async function estimateError(
  stack: TestStack,
  owner: string,
  agents: readonly NoopAgent[],
): Promise<number> {
  let open = true;
  const lengths = new Map<string, number>();
  // Deterministic: the same films and the same unevenness every time.
  let state = 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const work = async (agent: NoopAgent): Promise<void> => {
    while (open) {
      const claim: Claim | null = await agent.claim();
      if (!claim) {
        await delay(20);
        continue;
      }
      const job = claim.job_id ?? '';
      // As speech does: about 14.5 characters a second, and no two voices alike.
      const filmS = lengths.get(job) ?? (0.6 + (claim.script ?? '').length / 14.5) * (0.9 + 0.2 * random());
      lengths.set(job, Number(filmS.toFixed(3)));
      const share = claim.stage === 'ue5' ? claim.frame_count / Math.ceil(filmS * 25) : 1;
      const wallS = RATES[claim.stage] * filmS * share * (0.9 + 0.2 * random());
      await delay(wallS * 1000);
      await agent.settle(claim, { filmS: lengths.get(job) ?? 1, wallS });
    }
  };
  const working = Promise.all(agents.map(work));
  const jobs: string[] = [];
  try {
    for (let i = 0; i < FILMS; i += 1) {
      jobs.push(
        ...(await queueFilms(stack.dbUrl, owner, 1, {
          script: SENTENCE.repeat(1 + Math.floor(random() * 4)),
        })),
      );
      await delay(ARRIVE_MS * (0.5 + random()));
    }
    for (const deadline = performance.now() + GIVE_UP_MS; ; ) {
      const { rows } = await stack.sql<{ left: number }>(
        `select count(*)::integer as left from public.render_jobs where id = any ($1) and status <> 'completed'`,
        [jobs],
      );
      if (rows[0]?.left === 0) break;
      if (performance.now() > deadline) throw new Error('the films of the estimates were not made in time');
      await delay(100);
    }
  } finally {
    open = false;
    await working;
  }
  const { rows } = await stack.sql<{ told: number; took: number }>(
    `select estimated_time as told, extract(epoch from completed_at - created_at)::float8 as took
     from public.render_jobs where id = any ($1) order by created_at offset $2`,
    [jobs, TAUGHT],
  );
  return percentile(
    rows.map(({ told, took }) => Math.abs(took - told) / took),
    0.9,
  );
}
