/**
 * Why a task failed, in the contract's codes. Whoever knows the cause throws a `StageFailure`; everything else is
 * classified here by errno or HTTP status. Messages are for people and never decide anything.
 */
import { statfs } from 'node:fs/promises';
import { FAILURE_CODES, type FailureCode } from '../../supabase/functions/_shared/contract/errors.ts';
import type { TaskFailure } from '../../supabase/functions/_shared/contract/job.ts';
import { SsmlError } from '../../supabase/functions/_shared/contract/ssml.ts';

/** Below this a tool that died is taken to have died of it: 16 MiB. */
const DISK_FLOOR_BYTES = 16 * 1024 * 1024;
const MESSAGE_LIMIT = 2000;
const LOG_TAIL_LIMIT = 16_384;

export interface StageFailureOptions {
  /** Overrides the code's default of `FAILURE_CODES`. */
  readonly retryable?: boolean;
  /** Last lines the tool wrote. */
  readonly logTail?: string;
  readonly cause?: unknown;
}

export class StageFailure extends Error {
  override readonly name = 'StageFailure';
  readonly code: FailureCode;
  readonly retryable: boolean;
  readonly logTail: string;

  /** @param message One sentence a user can act on: what was wrong, with names and numbers. */
  constructor(code: FailureCode, message: string, options: StageFailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? FAILURE_CODES[code].retryable;
    this.logTail = options.logTail ?? '';
  }
}

/** Why the agent itself stopped a task; of these only `stalled` is a failure of the task. */
export class TaskAborted extends Error {
  override readonly name = 'TaskAborted';
  readonly kind: 'cancelled' | 'lease_lost' | 'shutdown' | 'stalled';

  constructor(kind: TaskAborted['kind']) {
    super(
      {
        cancelled: 'the job was cancelled',
        lease_lost: 'the lease was lost',
        shutdown: 'the agent stops',
        stalled: 'nothing moved any more',
      }[kind],
    );
    this.kind = kind;
  }
}

/** This host cannot do the task, another may: given back with its attempt, and not offered to this agent again. */
export class TaskDeclined extends Error {
  override readonly name = 'TaskDeclined';
}

const ERRNO_CODES: Readonly<Record<string, FailureCode>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EROFS: 'disk_full',
  ENOENT: 'internal',
  ECONNREFUSED: 'engine_unavailable',
  ECONNRESET: 'engine_unavailable',
  EHOSTUNREACH: 'engine_unavailable',
  ENETUNREACH: 'engine_unavailable',
  ENOTFOUND: 'engine_unavailable',
  EAI_AGAIN: 'engine_unavailable',
  ETIMEDOUT: 'engine_unavailable',
  UND_ERR_CONNECT_TIMEOUT: 'engine_unavailable',
  UND_ERR_SOCKET: 'engine_unavailable',
};

function errnoOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string' && code in ERRNO_CODES) return code;
  }
  return undefined;
}

/**
 * Turns whatever a stage threw into a StageFailure. A tool that died while `workdir`'s file system is full is
 * classified `disk_full`: tools answer a full disk with any exit status they like.
 */
export async function classifyFailure(error: unknown, workdir?: string): Promise<StageFailure> {
  const failure = asFailure(error);
  const maybeDisk = ['tool_crashed', 'tool_output_invalid', 'internal'].includes(failure.code);
  if (maybeDisk && workdir !== undefined && (await freeBytes(workdir)) < DISK_FLOOR_BYTES) {
    return new StageFailure('disk_full', `The agent's disk is full: ${failure.message}`, {
      logTail: failure.logTail,
      cause: error,
    });
  }
  return failure;
}

function asFailure(error: unknown): StageFailure {
  if (error instanceof StageFailure) return error;
  if (error instanceof SsmlError) return new StageFailure('invalid_ssml', error.message, { cause: error });
  const errno = errnoOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return new StageFailure(errno ? (ERRNO_CODES[errno] ?? 'internal') : 'internal', message, {
    logTail: error instanceof Error ? (error.stack ?? '') : '',
    cause: error,
  });
}

/** Bytes an unprivileged process may still write at `path`; Infinity where the system does not say. */
export async function freeBytes(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** The contract's shape, within its limits: the message's beginning and the log's end are kept. */
export function toTaskFailure(failure: StageFailure, scrub: (text: string) => string): TaskFailure {
  return {
    code: failure.code,
    retryable: failure.retryable,
    message: scrub(failure.message).slice(0, MESSAGE_LIMIT),
    log_tail: scrub(failure.logTail).slice(-LOG_TAIL_LIMIT),
  };
}
