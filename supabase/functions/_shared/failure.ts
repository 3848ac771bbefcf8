/** The one way a route refuses: a code of the contract, a sentence, and the status that belongs to the code. */
import { API_ERRORS, ApiErrorCode, type ErrorBody } from './contract/errors.ts';

export class ApiFailure extends Error {
  readonly code: ApiErrorCode;
  readonly details: unknown;
  /** The HTTP status of the code; a PTxyz raised in SQL always carries the same one. */
  readonly status: number;

  constructor(code: ApiErrorCode, message?: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message ?? API_ERRORS[code].remedy, { cause: options.cause });
    this.name = 'ApiFailure';
    this.code = code;
    this.details = options.details;
    this.status = API_ERRORS[code].status;
  }

  toBody(requestId: string): ErrorBody {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details === undefined ? {} : { details: this.details }),
        request_id: requestId,
      },
    };
  }
}

/** The part of a PostgREST error this needs. */
interface DatabaseError {
  readonly code?: string;
  readonly message: string;
  readonly details?: string | null;
  readonly hint?: string | null;
}

/** A refusal that a program must understand ends its hint with a line of JSON: private.refuse_with writes it. */
function readHint(hint: string): { remedy: string; details: unknown } {
  const [remedy = '', json] = hint.split('\n', 2);
  return { remedy, details: json === undefined ? undefined : JSON.parse(json) };
}

/**
 * What no schema refuses and no column can hold, by SQLSTATE: bytes and characters Postgres has no text for (NUL, half a
 * surrogate pair), which JSON can spell, and values that are none of the type they are compared with.
 */
const UNSTORABLE: ReadonlySet<string> = new Set(['22021', '22P05', '22P02']);
const UNSTORABLE_TEXT =
  'A text of the request holds a character that cannot be stored: NUL, or half of a surrogate pair. Remove it.';

/**
 * Turns what PostgREST answered into a failure a caller may see. SQL functions name a contract code in `detail`; every
 * other error is `internal` (its text stays in the log) except those that say the caller may not, or the database is
 * away.
 */
export function fromDatabase(error: DatabaseError): ApiFailure {
  const code = ApiErrorCode.safeParse(error.details);
  if (code.success) {
    const { remedy, details } = readHint(error.hint ?? '');
    const message = remedy ? `${error.message} ${remedy}` : error.message;
    return new ApiFailure(code.data, message, { cause: error, details });
  }
  if (error.code !== undefined && UNSTORABLE.has(error.code)) {
    return new ApiFailure('invalid_request', UNSTORABLE_TEXT, { cause: error });
  }
  if (error.code === '42501') return new ApiFailure('forbidden', undefined, { cause: error });
  if (error.code === 'PGRST301' || error.code === 'PGRST303') {
    return new ApiFailure('token_invalid', undefined, { cause: error });
  }
  const away =
    error.code === undefined ||
    error.code === '' ||
    /^(08|53|57P)/.test(error.code) ||
    /^PGRST00/.test(error.code);
  return new ApiFailure(away ? 'unavailable' : 'internal', undefined, { cause: error });
}
