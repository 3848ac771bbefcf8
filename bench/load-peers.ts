/**
 * Two queues on Postgres doing the same chain of four no-op steps, each as its documentation says: a finished step queues
 * the next one. Neither checks files, tells anybody of progress, or sums up a job.
 */
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { PgBoss } from 'pg-boss';

const STEPS = ['tts', 'audio2face', 'ue5', 'compositing'] as const;

export interface PeerFigures {
  readonly settlements_per_s: number;
  readonly settled: number;
}

interface Chain {
  readonly dbUrl: string;
  readonly jobs: number;
  readonly workers: number;
  readonly limitMs: number;
}

const figures = (settled: number, started: number): PeerFigures => ({
  settlements_per_s: Math.round(settled / ((performance.now() - started) / 1000)),
  settled,
});

/** One job at a time by each worker, fetched and completed by its id, as our agents do. */
export async function chainOfPgBoss({ dbUrl, jobs, workers, limitMs }: Chain): Promise<PeerFigures> {
  const boss = new PgBoss({ connectionString: dbUrl, max: workers, supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  try {
    for (const step of STEPS) await boss.createQueue(step);
    await boss.insert(
      STEPS[0],
      Array.from({ length: jobs }, (_, job) => ({ data: { job } })),
    );
    const started = performance.now();
    let settled = 0;
    await Promise.all(
      Array.from({ length: workers }, async () => {
        let empty = 0;
        while (empty < STEPS.length && performance.now() - started < limitMs) {
          // Later steps first, so that jobs finish instead of piling up.
          const at = STEPS.length - 1 - (empty % STEPS.length);
          const step = STEPS[at] as string;
          const [job] = await boss.fetch<{ job: number }>(step);
          if (!job) {
            empty += 1;
            continue;
          }
          empty = 0;
          const next = STEPS[at + 1];
          if (next) await boss.send(next, job.data);
          await boss.complete(step, job.id);
          settled += 1;
        }
      }),
    );
    return figures(settled, started);
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** Its own runner; settings are its defaults but for the number of workers and a shorter poll. */
export async function chainOfGraphileWorker({ dbUrl, jobs, workers, limitMs }: Chain): Promise<PeerFigures> {
  const quiet = new Logger(() => () => {});
  let settled = 0;
  let over: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    over = resolve;
  });
  const step = (at: number) => async (payload: unknown, helpers: { addJob: AddJob }) => {
    const next = STEPS[at + 1];
    if (next) await helpers.addJob(next, payload);
    settled += 1;
    if (settled === jobs * STEPS.length) over();
  };
  const taskList = Object.fromEntries(STEPS.map((name, at) => [name, step(at)]));
  const common = { connectionString: dbUrl, logger: quiet, noHandleSignals: true };
  const utils = await makeWorkerUtils({ connectionString: dbUrl, logger: quiet });
  try {
    await utils.migrate();
    await utils.addJobs(
      Array.from({ length: jobs }, (_, job) => ({ identifier: STEPS[0], payload: { job } })),
    );
  } finally {
    await utils.release();
  }
  const started = performance.now();
  const runner = await run({
    ...common,
    concurrency: workers,
    maxPoolSize: workers + 2,
    pollInterval: 100,
    taskList,
  });
  const limit = setTimeout(over, limitMs);
  await done;
  clearTimeout(limit);
  const measured = figures(settled, started);
  await runner.stop();
  return measured;
}

type AddJob = (identifier: string, payload: unknown) => Promise<unknown>;
