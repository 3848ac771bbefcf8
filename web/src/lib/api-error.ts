/**
 * Everything that can go wrong with a request, in one shape the interface can translate: the contract's codes,
 * and two that only a client can meet.
 */
import { ApiErrorCode, ErrorBody } from '../../../supabase/functions/_shared/contract/errors.ts';

/** `network`: no answer came back. `unexpected_answer`: an answer that is not the contract's. */
export type ClientErrorCode = ApiErrorCode | 'network' | 'unexpected_answer';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ClientErrorCode;
  /** 0 where no answer came. */
  readonly status: number;
  readonly requestId: string | null;
  readonly details: unknown;

  constructor(
    code: ClientErrorCode,
    status: number,
    message: string,
    requestId: string | null = null,
    details?: unknown,
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.details = details;
  }

  /** True where the same request may well succeed a moment later. */
  get transient(): boolean {
    return this.code === 'network' || this.code === 'unavailable' || this.status >= 502;
  }
}

/** An answer with an error status: the contract's error body, or what a proxy put in its place. */
export function errorFromAnswer(status: number, body: unknown): ApiError {
  const parsed = ErrorBody.safeParse(body);
  if (parsed.success) {
    const { code, message, request_id, details } = parsed.data.error;
    return new ApiError(code, status, message, request_id, details);
  }
  if (status >= 500) return new ApiError('unavailable', status, `HTTP ${status}`);
  return new ApiError('unexpected_answer', status, `HTTP ${status}`);
}

/** PostgREST and Storage errors carry the contract's code in `details`; anything else keeps only its status. */
export function errorFromPostgrest(
  error: { details?: string | null; message: string },
  status: number,
): ApiError {
  const code = ApiErrorCode.safeParse(error.details);
  if (code.success) return new ApiError(code.data, status, error.message);
  if (status === 0) return new ApiError('network', 0, error.message);
  if (status === 401) return new ApiError('token_invalid', status, error.message);
  if (status === 403) return new ApiError('forbidden', status, error.message);
  return new ApiError(status >= 500 ? 'unavailable' : 'unexpected_answer', status, error.message);
}

/** Any thrown value as an ApiError; fetch's own TypeError means that nothing answered. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof TypeError) return new ApiError('network', 0, thrown.message);
  return new ApiError('unexpected_answer', 0, thrown instanceof Error ? thrown.message : String(thrown));
}
