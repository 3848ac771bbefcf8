/**
 * Follows one job to its end: Realtime says when to look, the status route says what is true, and a slow poll covers
 * a connection that is down.
 */
import type { SupabaseClient } from '@supabase/supabase-js';
import type { JobView } from '../supabase/functions/_shared/contract/api.ts';
import { ErrorBody } from '../supabase/functions/_shared/contract/errors.ts';
import { JOB_EVENTS, JobEvent, jobTopic } from '../supabase/functions/_shared/contract/events.ts';
import { StageName } from '../supabase/functions/_shared/contract/job.ts';

const POLL_MS = 2000;
const PATIENCE_MS = 60_000;

export interface Followed {
  readonly job: JobView;
  /** Realtime events received; zero means that only polling was at work. */
  readonly events: number;
}

export class ApiRefusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Calls the v2 API as any client would. @throws ApiRefusal with the API's own sentence. */
export async function callApi(
  url: string,
  token: string,
  path: string,
  init: RequestInit = {},
): Promise<unknown> {
  const response = await fetch(`${url}/api/v2${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
  });
  const body: unknown = await response.json();
  if (response.ok) return body;
  const refusal = ErrorBody.safeParse(body);
  if (refusal.success) throw new ApiRefusal(refusal.data.error.code, refusal.data.error.message);
  throw new Error(`${path} answered ${response.status}`);
}

export async function followJob(
  client: SupabaseClient,
  status: () => Promise<JobView>,
  jobId: string,
  show: (job: JobView) => void,
): Promise<Followed> {
  let events = 0;
  let lastSeq = -1;
  let wake: () => void = () => {};
  let answeredAt = performance.now();
  await client.realtime.setAuth();
  const channel = client.channel(jobTopic(jobId), { config: { private: true } });
  for (const event of JOB_EVENTS) {
    channel.on('broadcast', { event }, ({ payload }) => {
      const parsed = JobEvent.safeParse(payload);
      if (!parsed.success || parsed.data.seq <= lastSeq) return;
      events += 1;
      lastSeq = parsed.data.seq;
      wake();
    });
  }
  channel.subscribe(() => wake());
  try {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, POLL_MS);
      });
      const job = await status().catch((error: unknown) => {
        // The film goes on without us: a connection that is down for a while is waited for.
        if (performance.now() - answeredAt > PATIENCE_MS || error instanceof ApiRefusal) throw error;
        return null;
      });
      if (job === null) {
        await woken;
        continue;
      }
      answeredAt = performance.now();
      show(job);
      if (job.status === 'completed' || job.status === 'failed' || job.status === 'cancelled')
        return { job, events };
      await woken;
    }
  } finally {
    await client.removeChannel(channel);
  }
}

const BAR_CELLS = 24;
const LABELS: Record<StageName, string> = {
  tts: 'speech',
  audio2face: 'face',
  ue5: 'picture',
  compositing: 'film',
};

/** One bar per stage, redrawn in place on a terminal; a line per finished stage elsewhere. */
export class StageBars {
  #drawn = 0;
  readonly #told = new Set<string>();
  readonly #out: NodeJS.WriteStream;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  show(job: JobView): void {
    if (this.#out.isTTY) this.#redraw(job);
    else this.#tell(job);
  }

  #redraw(job: JobView): void {
    const lines = job.stages.map((stage) => {
      const full = Math.round(stage.progress * BAR_CELLS);
      const bar = '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
      const seconds = stageSeconds(stage);
      const tail = seconds === null ? `${Math.round(stage.progress * 100)} %` : `${seconds.toFixed(1)} s`;
      return `  ${LABELS[stage.stage_name].padEnd(8)} ${bar} ${tail}`;
    });
    const up = this.#drawn > 0 ? `\u001b[${this.#drawn}A` : '';
    this.#out.write(up + lines.map((line) => `\u001b[2K${line}\n`).join(''));
    this.#drawn = lines.length;
  }

  #tell(job: JobView): void {
    for (const stage of job.stages) {
      const quarter = Math.floor(stage.progress * 4) * 25;
      const key = `${stage.stage_name}:${quarter}`;
      if (stage.status === 'pending' || this.#told.has(key)) continue;
      this.#told.add(key);
      this.#out.write(`  ${LABELS[stage.stage_name].padEnd(8)} ${quarter} %\n`);
    }
  }
}

/** Wall seconds of a finished stage. */
export function stageSeconds(stage: JobView['stages'][number]): number | null {
  if (stage.status !== 'completed' || !stage.started_at || !stage.completed_at) return null;
  return (Date.parse(stage.completed_at) - Date.parse(stage.started_at)) / 1000;
}

export function stagesInSeconds(job: JobView): Record<StageName, number | null> {
  const entries = StageName.options.map((name) => {
    const stage = job.stages.find(({ stage_name }) => stage_name === name);
    return [name, stage ? stageSeconds(stage) : null] as const;
  });
  return Object.fromEntries(entries) as Record<StageName, number | null>;
}
