/**
 * One claimed task from its lease to its settlement: runs the stage under the lease's signal, then completes, fails or
 * releases it. Nothing of the task is left afterwards: no tool, no folder, no timer.
 */
import type { ClaimedTask, TaskReport } from '../../supabase/functions/_shared/contract/job.ts';
import type { OfferedEngines } from './engines/registry.ts';
import { classifyFailure, StageFailure, TaskAborted, TaskDeclined, toTaskFailure } from './failures.ts';
import type { ClaimedWork } from './lanes.ts';
import { Lease, LeaseLost } from './lease.ts';
import type { AgentLog } from './log.ts';
import type { AgentMetrics } from './metrics.ts';
import { type TaskQueue, untilAnswered, type WorkOffer } from './queue.ts';
import type { AgentSession } from './session.ts';
import type { StageOutcome, Stages } from './stages/stage.ts';
import { StallWatch } from './stall.ts';
import { StorageFiles } from './storage.ts';
import type { Toolbox } from './subprocess.ts';
import type { Workdir } from './workdir.ts';

export interface RunnerParts {
  readonly queue: TaskQueue;
  readonly session: AgentSession;
  readonly stages: Stages;
  readonly engines: OfferedEngines;
  readonly toolbox: Toolbox;
  readonly workdir: Workdir;
  readonly log: AgentLog;
  readonly metrics: AgentMetrics;
  readonly scrub: (text: string) => string;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** How long nothing may move in a task before its attempt is ended. */
  readonly stallMs: number;
}

/** The work that may take a task's slot, claimed by the call that completes the task. */
export interface NextWork {
  /** What to offer once this task is done, or undefined where no more work is wanted. */
  offer(): Promise<WorkOffer | undefined>;
  /** Called at most once, before the task has ended. */
  take(work: ClaimedWork, offer: WorkOffer): void;
}

export type TaskEnd =
  | 'completed'
  | 'retrying'
  | 'failed'
  | 'cancelled'
  | 'lease_lost'
  | 'released'
  | 'declined';

/** A task under way. `lease.abort` ends it early; `ended` never rejects. */
export interface RunningTask {
  readonly task: ClaimedTask;
  readonly lease: Lease;
  readonly ended: Promise<TaskEnd>;
}

/** How long a release may try to reach the database: the lease would end the attempt by itself. */
const RELEASE_BUDGET_MS = 5000;

/**
 * Nobody watches a film being drawn, and somebody waits for a sentence, or uses the studio on the same host: tools of
 * films get the processor that is left, as nice(1) counts.
 */
const FILM_NICENESS = 10;

export function startTask({ task, claimedAt }: ClaimedWork, parts: RunnerParts, next: NextWork): RunningTask {
  const log = parts.log.child({
    task_id: task.task_id,
    lease_id: task.lease_id,
    stage: task.stage,
    attempt: task.attempt,
    ...(task.job_id ? { job_id: task.job_id } : {}),
    ...(task.stage === 'ue5' ? { range: task.range_index } : {}),
  });
  const lease = new Lease({
    beat: async (progress, signal) => {
      const answer = await parts.queue.heartbeat(task.lease_id, progress, signal);
      parts.metrics.contacted();
      return answer;
    },
    claimedAt,
    leaseMs: parts.leaseMs,
    heartbeatMs: parts.heartbeatMs,
    onTrouble: (error) =>
      log.warn({ event: 'heartbeat_failed', err: error }, 'the heartbeat was not answered'),
  });
  log.info({ event: 'task_claimed' }, 'task claimed');
  parts.metrics.taskStarted(task.stage);
  const started = performance.now();
  const ended = work(task, lease, log, { parts, next })
    .catch((error: unknown): TaskEnd => {
      log.error({ event: 'task_unsettled', err: error }, 'the task could not be settled; its lease runs out');
      return 'lease_lost';
    })
    .then((end) => {
      lease.close();
      parts.metrics.taskEnded(task.stage, end);
      const wall_s = (performance.now() - started) / 1000;
      log.info(
        { event: 'task_ended', end, wall_s: Number(wall_s.toFixed(3)) },
        `task ${end.replace('_', ' ')}`,
      );
      return end;
    });
  return { task, lease, ended };
}

async function work(
  task: ClaimedTask,
  lease: Lease,
  log: AgentLog,
  { parts, next }: { parts: RunnerParts; next: NextWork },
): Promise<TaskEnd> {
  await using folder = await parts.workdir.attempt(task.lease_id);
  const { signal } = lease;
  const started = performance.now();
  const stall = new StallWatch(parts.stallMs, () => lease.abort('stalled'));
  let reported = 0;
  let outcome: StageOutcome | undefined;
  try {
    const stage = parts.stages[task.stage];
    if (!stage) throw new Error(`claimed a task of stage ${task.stage}, which this agent does not do`);
    outcome = await stage({
      task,
      engines: parts.engines,
      storage: new StorageFiles(parts.session, signal),
      settleEngine: (engine) =>
        untilAnswered(() => parts.queue.settleEngine(task.lease_id, engine), lease.remainingMs),
      workdir: folder.path,
      signal,
      log,
      progress: (fraction) => {
        lease.progress(fraction);
        stall.reached(fraction);
        const percent = Math.floor(fraction * 100);
        if (percent > reported) log.debug({ event: 'stage_progress', progress: fraction }, 'progress');
        reported = Math.max(reported, percent);
      },
      run: (command, args, options) =>
        parts.toolbox.run(
          command,
          args,
          {
            signal,
            cwd: folder.path,
            niceness: task.stage === 'speech_preview' ? 0 : FILM_NICENESS,
            onEvent: (event) => {
              stall.moved();
              log.debug({ ...event }, event.event.replace('_', ' '));
            },
          },
          options,
        ),
    });
    signal.throwIfAborted();
    stall.close();
    const report: TaskReport = {
      wall_s: Number(((performance.now() - started) / 1000).toFixed(3)),
      engine: { name: outcome.engine.name, version: outcome.engine.version },
      ...(outcome.metrics ? { metrics: outcome.metrics } : {}),
    };
    log.info({ event: 'stage_done', engine: report.engine, wall_s: report.wall_s }, 'stage done');
    const { artifact } = outcome;
    const offer = await next.offer();
    await untilAnswered(async () => {
      if (!offer) return await parts.queue.complete(task.lease_id, artifact, report);
      const claimedAt = performance.now();
      const following = await parts.queue.completeAndClaim(task.lease_id, artifact, report, offer);
      if (following) next.take({ task: following, claimedAt }, offer);
    }, lease.remainingMs);
    parts.metrics.taskCompleted(task.stage, report.engine.name, report.wall_s, filmSeconds(task, outcome));
    return 'completed';
  } catch (error) {
    // Only where it is sure that nobody took it: an answer that got lost may have been a yes.
    if (error instanceof LeaseLost || signal.aborted) {
      await outcome?.discard?.().catch((cause: unknown) => {
        log.error({ event: 'outcome_left', err: cause }, 'what the task made could not be undone');
      });
    }
    return await settle(error, task, lease, log, { parts, folder: folder.path });
  } finally {
    stall.close();
  }
}

/** Seconds of film or speech the task made; undefined for the training of a voice. */
function filmSeconds(task: ClaimedTask, { artifact, metrics }: StageOutcome): number | undefined {
  if (task.stage === 'ue5') return task.frame_count / (task.render_settings?.fps ?? 25);
  const seconds = 'duration' in artifact ? artifact.duration : metrics?.duration_s;
  return typeof seconds === 'number' ? seconds : undefined;
}

async function settle(
  error: unknown,
  task: ClaimedTask,
  lease: Lease,
  log: AgentLog,
  { parts, folder }: { parts: RunnerParts; folder: string },
): Promise<TaskEnd> {
  const { reason } = lease.signal;
  if (error instanceof LeaseLost) return 'lease_lost';
  if (reason instanceof TaskAborted && reason.kind !== 'stalled') {
    if (reason.kind !== 'shutdown') return reason.kind;
    return await answered('released', () =>
      untilAnswered(() => parts.queue.release(task.lease_id), RELEASE_BUDGET_MS),
    );
  }
  if (error instanceof TaskDeclined) {
    log.info({ event: 'task_declined' }, error.message);
    return await answered('declined', () =>
      untilAnswered(() => parts.queue.decline(task.lease_id), lease.remainingMs),
    );
  }
  const failure = await classifyFailure(reason ? stalled(parts.stallMs) : error, folder);
  const told = toTaskFailure(failure, parts.scrub);
  log.error(
    {
      event: 'task_failed',
      code: told.code,
      retryable: told.retryable,
      log_tail: told.log_tail.slice(-2000),
    },
    told.message,
  );
  let end: TaskEnd = 'failed';
  return await answered(
    () => end,
    async () => {
      end = (await untilAnswered(() => parts.queue.fail(task.lease_id, told), lease.remainingMs)).status;
    },
  );
}

const stalled = (limitMs: number): StageFailure =>
  new StageFailure(
    'tool_timeout',
    `Nothing moved for ${limitMs / 1000} s: the attempt was ended and what hung was killed.`,
  );

/** `end` once `settlement` went through; a lease lost meanwhile is no trouble, others work on the task by then. */
async function answered(end: TaskEnd | (() => TaskEnd), settlement: () => Promise<void>): Promise<TaskEnd> {
  try {
    await settlement();
    return typeof end === 'function' ? end() : end;
  } catch (error) {
    if (error instanceof LeaseLost) return 'lease_lost';
    throw error;
  }
}
