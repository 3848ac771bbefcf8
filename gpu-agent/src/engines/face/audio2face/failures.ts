/** What went wrong with the service, as a stage failure: by status code, never by the words of a message. */
import { status as Code, type ServiceError } from '@grpc/grpc-js';
import type { FailureCode } from '../../../../../supabase/functions/_shared/contract/errors.ts';
import { StageFailure } from '../../../failures.ts';

/** Why a stream that gRPC calls fine is not. */
export type StreamFault =
  /** The service sent a status of ERROR. */
  | 'refused'
  /** The stream ended without the final status, or before the clip's end. */
  | 'ended_early'
  /** Nothing arrived for too long. */
  | 'stalled'
  /** What arrived breaks the protocol. */
  | 'malformed';

export class StreamFailure extends Error {
  override readonly name = 'StreamFailure';
  readonly fault: StreamFault;

  constructor(fault: StreamFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

interface Verdict {
  readonly code: FailureCode;
  readonly retryable: boolean;
  /** Worth another try on this connection before the task is given back. */
  readonly again: boolean;
  readonly advice: string;
}

const busy: Verdict = {
  code: 'engine_unavailable',
  retryable: true,
  again: true,
  advice: 'It is tried again by itself.',
};
const wrongKey: Verdict = {
  code: 'engine_unavailable',
  retryable: true,
  again: false,
  advice: 'Check SEMBLANTE_A2F_API_KEY, SEMBLANTE_A2F_FUNCTION_ID and the client certificate on this host.',
};
const wrongService: Verdict = {
  code: 'engine_unavailable',
  retryable: true,
  again: false,
  advice: 'Check SEMBLANTE_A2F_URL: the service there is not Audio2Face-3D 1.3 to 2.0.',
};
const crashed: Verdict = {
  code: 'tool_crashed',
  retryable: true,
  again: false,
  advice: 'See the log of the Audio2Face container.',
};
const refused: Verdict = {
  code: 'engine_refused',
  retryable: false,
  again: false,
  advice: 'Change what the message names.',
};

const BY_STATUS: Partial<Record<Code, Verdict>> = {
  [Code.UNAVAILABLE]: {
    ...busy,
    advice: 'Start the Audio2Face container or correct SEMBLANTE_A2F_URL.',
  },
  [Code.RESOURCE_EXHAUSTED]: {
    ...busy,
    advice: 'Every stream of the GPU is taken; it is tried again by itself.',
  },
  [Code.ABORTED]: busy,
  [Code.UNAUTHENTICATED]: wrongKey,
  [Code.PERMISSION_DENIED]: wrongKey,
  [Code.UNIMPLEMENTED]: wrongService,
  [Code.NOT_FOUND]: wrongService,
  [Code.INVALID_ARGUMENT]: refused,
  [Code.OUT_OF_RANGE]: refused,
  [Code.FAILED_PRECONDITION]: refused,
  [Code.DEADLINE_EXCEEDED]: {
    code: 'tool_timeout',
    retryable: true,
    again: false,
    advice: 'The GPU is overloaded: lower --concurrency or add a GPU.',
  },
  [Code.INTERNAL]: crashed,
  [Code.DATA_LOSS]: crashed,
};

const BY_FAULT: Readonly<Record<StreamFault, Verdict>> = {
  refused: crashed,
  ended_early: {
    code: 'tool_output_invalid',
    retryable: true,
    again: true,
    advice: 'See the log of the Audio2Face container.',
  },
  stalled: {
    code: 'tool_timeout',
    retryable: true,
    again: false,
    advice: 'The service stopped answering; restart its container if this repeats.',
  },
  malformed: {
    code: 'tool_output_invalid',
    retryable: true,
    again: false,
    advice: 'Check that the container is Audio2Face-3D 1.3 to 2.0.',
  },
};

const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && typeof (error as Partial<ServiceError>).code === 'number' && 'details' in error;

function verdictOn(error: unknown): Verdict | undefined {
  if (error instanceof StreamFailure) return BY_FAULT[error.fault];
  if (isServiceError(error)) return BY_STATUS[error.code] ?? crashed;
  return undefined;
}

export const worthAnotherTry = (error: unknown): boolean => verdictOn(error)?.again ?? false;

/** The service would not take the clip as it is; a shorter one may pass. */
export const isRefusal = (error: unknown): boolean =>
  isServiceError(error) && (error.code === Code.INVALID_ARGUMENT || error.code === Code.OUT_OF_RANGE);

/** Anything that is not the service's doing is handed on as it is. */
export function asStageFailure(error: unknown, address: string): unknown {
  const verdict = verdictOn(error);
  if (!verdict) return error;
  const said = isServiceError(error)
    ? `${Code[error.code]}: ${error.details}`
    : (error as StreamFailure).message;
  return new StageFailure(verdict.code, `Audio2Face at ${address} failed (${said}). ${verdict.advice}`, {
    retryable: verdict.retryable,
    cause: error,
  });
}
