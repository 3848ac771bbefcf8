/** What every stage is: files of earlier stages in, one engine, checked files out. No stage knows of Postgres. */
import { join } from 'node:path';
import {
  type ClaimedTask,
  type ResolvedSettings,
  resolveSettings,
  type TaskStage,
} from '../../../supabase/functions/_shared/contract/job.ts';
import type { EngineContext, EngineIdentity } from '../engines/engine.ts';
import type { OfferedEngines } from '../engines/registry.ts';
import { StageFailure } from '../failures.ts';
import type { TaskStorage } from '../storage.ts';

export interface StageContext extends EngineContext {
  readonly task: ClaimedTask;
  readonly storage: TaskStorage;
  readonly engines: OfferedEngines;
  /**
   * Makes `engine` (qualified) the render engine of all ranges of the film, unless another range was first.
   *
   * @returns the film's engine
   */
  settleEngine(engine: string): Promise<string>;
}

export interface StageOutcome {
  /** The stage's artefact as the contract describes it; its files are in Storage. */
  readonly artifact: Record<string, unknown>;
  readonly engine: EngineIdentity;
  readonly metrics?: Record<string, unknown>;
  /** Undoes what lies outside Storage, when the task was lost before its outcome was taken. */
  readonly discard?: () => Promise<void>;
}

/** @throws StageFailure with the contract's code, or the signal's reason when aborted */
export type Stage = (context: StageContext) => Promise<StageOutcome>;

export type Stages = Readonly<Partial<Record<TaskStage, Stage>>>;

/** Folder of the task's files in bucket `artifacts`; the lease_id keeps attempts apart. */
export function artifactPrefix(task: ClaimedTask): string {
  return `${task.job_id}/${task.stage}/${task.range_index}/${task.lease_id}/`;
}

/** What claim_task hands over depends on the stage; a missing part is a fault of the queue, not of the user. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined)
    throw new StageFailure('input_missing', `The task came without ${what}.`);
  return value;
}

/** Every choice made for the film; a silent background is the set the catalogue gives the avatar. */
export function settingsOf(task: ClaimedTask): ResolvedSettings {
  const set = task.avatar?.assets.set;
  return resolveSettings(
    required(task.render_settings, 'settings'),
    typeof set === 'string' ? set : undefined,
  );
}

/** Part of a stage's progress as progress of its own: `[from, to]` of the whole. */
export function progressPart(context: EngineContext, from: number, to: number): EngineContext {
  return {
    ...engineContext(context),
    progress: (fraction) => context.progress(from + (to - from) * fraction),
  };
}

/** What an engine may see of a stage's context: neither the task nor Storage. */
export function engineContext(context: EngineContext): EngineContext {
  return {
    workdir: context.workdir,
    signal: context.signal,
    log: context.log,
    progress: (fraction) => context.progress(fraction),
    run: (command, args, options) => context.run(command, args, options),
  };
}

/** Uploads `files` (object name to path) under `prefix`, one after the other. */
export async function uploadAll(
  context: StageContext,
  bucket: string,
  prefix: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, file] of Object.entries(files)) await context.storage.upload(bucket, prefix + name, file);
}

/** Downloads one file of an earlier stage's artefact into the work folder. */
export async function fetchInput(
  context: StageContext,
  artifact: { readonly bucket: string; readonly prefix: string },
  name: string,
  as = name,
): Promise<string> {
  const file = join(context.workdir, `in-${as}`);
  await context.storage.download(artifact.bucket, artifact.prefix + name, file);
  return file;
}
