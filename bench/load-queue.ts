/**
 * The queue under load, by direct connections, as the libraries it stands beside are used: no-op stages are claimed and
 * completed through the product's own functions, fences, checks and broadcasts included.
 */
import { Client } from 'pg';
import type { ClaimedTask } from '../supabase/functions/_shared/contract/job.ts';

export const ENGINES = ['tts:espeak', 'face:visemes', 'render:three', 'compositing:ffmpeg'] as const;
export const STAGES = ['tts', 'audio2face', 'ue5', 'compositing'] as const;
const ENGINE_OF = { tts: 'espeak', audio2face: 'visemes', ue5: 'three', compositing: 'ffmpeg' } as const;
type FilmStage = keyof typeof ENGINE_OF;

const FILES: Readonly<Record<FilmStage, Readonly<Record<string, string>>>> = {
  tts: { audio: 'audio.wav', timeline: 'timeline.json' },
  audio2face: { header: 'curves.json', data: 'curves.f32' },
  ue5: { video: 'range.mkv' },
  compositing: { film: 'film.mp4', poster: 'poster.webp', report: 'report.json' },
};

export type Claim = Pick<
  ClaimedTask,
  'lease_id' | 'task_id' | 'job_id' | 'user_id' | 'range_index' | 'first_frame' | 'frame_count' | 'script'
> & { readonly stage: FilmStage };

export interface Settlement {
  /** Seconds of film, where the stage decides it. */
  readonly filmS?: number;
  readonly wallS?: number;
}

/** One agent on one connection. */
export class NoopAgent {
  readonly #client: Client;
  readonly #id: string;

  private constructor(client: Client, id: string) {
    this.#client = client;
    this.#id = id;
  }

  /** @param id Of an Auth user whose role is gpu_agent */
  static async connect(dbUrl: string, id: string): Promise<NoopAgent> {
    const client = new Client({ connectionString: dbUrl });
    await client.connect();
    await client.query(`select set_config('request.jwt.claims', $1, false)`, [
      JSON.stringify({ sub: id, role: 'gpu_agent' }),
    ]);
    return new NoopAgent(client, id);
  }

  async claim(stages: readonly string[] = STAGES): Promise<Claim | null> {
    const { rows } = await this.#client.query<{ task: Claim | null }>({
      name: 'claim',
      text: 'select public.claim_task($1, $2, 300) as task',
      values: [stages, ENGINES],
    });
    return rows[0]?.task ?? null;
  }

  async heartbeat(leaseId: string, progress: number): Promise<void> {
    await this.#client.query({
      name: 'heartbeat',
      text: 'select public.heartbeat_task($1, $2)',
      values: [leaseId, progress],
    });
  }

  /** Leaves rows for the files a stage would upload, as Storage does, and completes the task under its fence. */
  async settle(claim: Claim, settlement: Settlement = {}): Promise<void> {
    await this.#client.query({
      name: 'complete',
      text: 'select public.complete_task($1, $2, $3)',
      values: [claim.lease_id, ...(await this.#outcome(claim, settlement))],
    });
  }

  /** The same, and claims the next task in the same call, as agents do that stay at work. */
  async settleAndClaim(claim: Claim, settlement: Settlement = {}): Promise<Claim | null> {
    const { rows } = await this.#client.query<{ answer: { readonly task: Claim | null } }>({
      name: 'complete_and_claim',
      text: 'select public.complete_and_claim($1, $2, $3, $4, $5, 300) as answer',
      values: [claim.lease_id, ...(await this.#outcome(claim, settlement)), STAGES, ENGINES],
    });
    return rows[0]?.answer.task ?? null;
  }

  /** Stores the files; the artefact and the report of the stage. */
  async #outcome(claim: Claim, { filmS = 1, wallS = 0.01 }: Settlement): Promise<readonly [object, object]> {
    const { stage } = claim;
    const files = FILES[stage];
    const film = stage === 'compositing';
    const bucket = film ? 'renders' : 'artifacts';
    const prefix = film
      ? `${claim.user_id}/${claim.job_id}/${claim.lease_id}/`
      : `${claim.job_id}/${stage}/${claim.range_index}/${claim.lease_id}/`;
    await this.#client.query({
      name: 'store',
      text: 'insert into storage.objects (bucket_id, name) select $1, unnest($2::text[])',
      values: [bucket, Object.values(files).map((file) => prefix + file)],
    });
    const artifact = {
      bucket,
      prefix,
      files,
      ...(stage === 'tts' || film ? { duration: filmS } : {}),
      ...(stage === 'ue5' ? { first_frame: claim.first_frame, frame_count: claim.frame_count } : {}),
      ...(film ? { bytes: 1 } : {}),
    };
    const report = {
      wall_s: wallS,
      engine: { name: ENGINE_OF[stage], version: 'noop' },
      metrics: { version: 1, duration_s: filmS },
    };
    return [artifact, report];
  }

  get id(): string {
    return this.#id;
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}

/** Queues films as their owner, on a connection of its own, until `count` wait or the time is over; returns their ids. */
export async function queueFilms(
  dbUrl: string,
  owner: string,
  count: number,
  { script = 'Bom dia.', limitMs = 60_000 } = {},
): Promise<string[]> {
  const begun = performance.now();
  const client = new Client({ connectionString: dbUrl });
  await client.connect();
  try {
    await client.query(
      `select set_config('request.jwt.claims', $1, false), set_config('role', 'authenticated', false)`,
      [JSON.stringify({ sub: owner, role: 'authenticated' })],
    );
    const jobs: string[] = [];
    while (jobs.length < count && performance.now() < begun + limitMs) {
      const { rows } = await client.query<{ job: string }>(
        `select public.create_render_job('br_corporate_ana', $2, '{"language": "pt-BR"}', '{}') ->> 'job_id' as job
         from generate_series(1, $1::integer)`,
        [Math.min(100, count - jobs.length), script],
      );
      jobs.push(...rows.map(({ job }) => job));
    }
    return jobs;
  } finally {
    await client.end();
  }
}

/** Settles with every agent at once until nothing waits or the time is over; settlements a second. */
export async function settlementRate(
  agents: readonly NoopAgent[],
  limitMs: number,
): Promise<{ readonly settled: number; readonly perSecond: number }> {
  const started = performance.now();
  let settled = 0;
  await Promise.all(
    agents.map(async (agent) => {
      for (let claim = await agent.claim(); claim; claim = await agent.claim()) {
        while (claim && performance.now() - started < limitMs) {
          claim = await agent.settleAndClaim(claim);
          settled += 1;
        }
        if (!claim) continue;
        await agent.settle(claim);
        settled += 1;
        return;
      }
    }),
  );
  return { settled, perSecond: settled / ((performance.now() - started) / 1000) };
}
