/**
 * A job as the page shows it: the row last fetched, moved on by the events since. Rows are the truth; an event is
 * a hint that may arrive late, twice or never, so every rule here decides which of the two is newer.
 */
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import type { JobEvent } from '../../../../supabase/functions/_shared/contract/events.ts';
import { type JobStatus, StageName } from '../../../../supabase/functions/_shared/contract/job.ts';

export interface LiveJob {
  readonly view: JobView;
  /** Highest event seq applied, −1 before the first. */
  readonly seq: number;
  /** When the last event came, on the clock that `mergeRow` is given. */
  readonly eventAt: number;
  /** Seconds to go as last announced; null when unknown. */
  readonly etaSeconds: number | null;
  /** How far it was at the first event seen here, and when: from there its own pace is known. Null before. */
  readonly paceFrom: { readonly at: number; readonly progress: number } | null;
}

export const isEnded = (status: JobStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

/** A fetched row. One asked for before the last event came may be older than it: then only its end counts. */
export function mergeRow(previous: LiveJob | undefined, view: JobView, requestedAt: number): LiveJob {
  if (!previous || previous.view.job_id !== view.job_id) {
    return { view, seq: -1, eventAt: Number.NEGATIVE_INFINITY, etaSeconds: null, paceFrom: null };
  }
  if (isEnded(view.status)) return { ...previous, view, etaSeconds: null };
  return requestedAt >= previous.eventAt ? { ...previous, view } : previous;
}

/** An event. Stale or repeated ones, and any after the end, change nothing (the same object comes back). */
export function applyEvent(previous: LiveJob, event: JobEvent, receivedAt: number): LiveJob {
  const { view } = previous;
  if (event.job_id !== view.job_id || event.seq <= previous.seq || isEnded(view.status)) return previous;
  const paceFrom = previous.paceFrom ?? { at: receivedAt, progress: event.progress };
  const next = { ...previous, seq: event.seq, eventAt: receivedAt, etaSeconds: event.eta_s, paceFrom };
  // The end brings a film, a report or an error, which only the row has: the page fetches it.
  if (isEnded(event.status)) return next;
  const running = event.current_stage === null ? -1 : StageName.options.indexOf(event.current_stage);
  const stages = view.stages.map((stage) => {
    const index = StageName.options.indexOf(stage.stage_name);
    if (index < running) return { ...stage, status: 'completed' as const, progress: 1 };
    if (index > running) return stage;
    return { ...stage, status: 'processing' as const, progress: event.stage_progress };
  });
  return {
    ...next,
    view: {
      ...view,
      status: event.status,
      progress: event.progress,
      current_stage: event.current_stage,
      stages,
    },
  };
}

/** Of the whole job; over less of it a pace says little. */
const PACE_SHARE = 0.1;

/**
 * Seconds to go: as last announced, else what the first estimate leaves for the part not done yet. Where the job is seen
 * to be slower than that, its own pace counts: a busy machine does not stay at "5 seconds" for a minute.
 */
export function remainingSeconds({ view, etaSeconds, eventAt, paceFrom }: LiveJob): number | null {
  if (isEnded(view.status)) return null;
  const told =
    etaSeconds ?? (view.estimated_time === null ? null : view.estimated_time * (1 - view.progress));
  const done = paceFrom ? view.progress - paceFrom.progress : 0;
  if (told === null || !paceFrom || done < PACE_SHARE) return told;
  return Math.max(told, ((eventAt - paceFrom.at) / 1000 / done) * (1 - view.progress));
}
