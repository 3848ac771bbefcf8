/**
 * What Storage answers when it refuses: `{statusCode, code, error, message}` with the HTTP status hosted uses, which is
 * 400 for every refusal but its own faults and timeouts; the status that is meant stands in the body's `statusCode`.
 * Clients of hosted read the body, so a "better" HTTP status here would let code pass that fails there.
 */
interface FailureOptions {
  /** The status that is meant, sent as `statusCode` in the body. */
  readonly status: number;
  readonly code: string;
  /** Word hosted keeps for older clients; the code where it has none. */
  readonly error?: string;
  readonly message: string;
  /** HTTP status, where it is not 400. */
  readonly httpStatus?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

export class StorageFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly #options: FailureOptions;

  constructor(options: FailureOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StorageFailure';
    this.status = options.status;
    this.code = options.code;
    this.#options = options;
  }

  toResponse(): Response {
    const { status, code, error, message, headers } = this.#options;
    return Response.json(
      { statusCode: String(status), code, error: error ?? code, message },
      { status: this.#options.httpStatus ?? (status >= 500 ? status : 400), headers: headers ?? {} },
    );
  }
}

export const noSuchBucket = (): StorageFailure =>
  new StorageFailure({
    status: 404,
    code: 'NoSuchBucket',
    error: 'Bucket not found',
    message: 'Bucket not found',
  });

export const noSuchKey = (): StorageFailure =>
  new StorageFailure({ status: 404, code: 'NoSuchKey', error: 'not_found', message: 'Object not found' });

export const invalidKey = (key: string): StorageFailure =>
  new StorageFailure({
    status: 400,
    code: 'InvalidKey',
    message: `Invalid key: ${key.length > 200 ? `${key.slice(0, 200)}…` : key}`,
  });

export const invalidBucketName = (): StorageFailure =>
  new StorageFailure({
    status: 400,
    code: 'InvalidBucketName',
    error: 'Invalid Input',
    message: 'Bucket name invalid',
  });

export const invalidRequest = (message: string): StorageFailure =>
  new StorageFailure({ status: 400, code: 'InvalidRequest', message });

export const invalidJwt = (message: string): StorageFailure =>
  new StorageFailure({ status: 400, code: 'InvalidJWT', message });

export const invalidSignature = (): StorageFailure =>
  new StorageFailure({ status: 400, code: 'InvalidSignature', message: 'Invalid signature' });

export const accessDenied = (message: string): StorageFailure =>
  new StorageFailure({ status: 403, code: 'AccessDenied', error: 'Unauthorized', message });

export const invalidMimeType = (mimeType: string): StorageFailure =>
  new StorageFailure({
    status: 415,
    code: 'InvalidMimeType',
    error: 'invalid_mime_type',
    message: `mime type ${mimeType} is not supported`,
  });

export const entityTooLarge = (): StorageFailure =>
  new StorageFailure({
    status: 413,
    code: 'EntityTooLarge',
    error: 'Payload too large',
    message: 'The object exceeded the maximum allowed size',
  });

/** A browser seeking in a film understands only the real 416, so this one goes out as what it is. */
export const invalidRange = (size: number): StorageFailure =>
  new StorageFailure({
    status: 416,
    code: 'InvalidRange',
    error: 'invalid_range',
    message: 'invalid range provided',
    httpStatus: 416,
    headers: { 'content-range': `bytes */${size}` },
  });

export const bucketNotEmpty = (): StorageFailure =>
  new StorageFailure({
    status: 409,
    code: 'ResourceNotEmpty',
    message: 'The bucket you tried to delete is not empty',
  });

/** Something hosted has and this stack does not. */
export const notSupported = (feature: string): StorageFailure =>
  new StorageFailure({
    status: 400,
    code: 'NotSupported',
    message: `${feature} is not available in the local stack`,
  });

export const routeNotFound = (method: string, path: string): StorageFailure =>
  new StorageFailure({
    status: 404,
    code: 'NotFound',
    error: 'Not Found',
    message: `Route ${method}:${path} not found`,
    httpStatus: 404,
  });

/** A failure of Postgres as hosted words it, or null when the error did not come from Postgres. */
export function failureOfPostgres(error: unknown): StorageFailure | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  // 5 characters is an SQLSTATE; Node's own errors carry names such as ECONNREFUSED.
  if (!/^[0-9A-Z]{5}$/.test(code)) return null;
  switch (code) {
    case '42501':
      return new StorageFailure({
        status: 403,
        code: 'AccessDenied',
        error: 'Unauthorized',
        message: error.message.startsWith('new row violates row-level security policy')
          ? 'new row violates row-level security policy'
          : error.message,
        cause: error,
      });
    case '23505':
      return new StorageFailure({
        status: 409,
        code: 'KeyAlreadyExists',
        error: 'Duplicate',
        message: 'The resource already exists',
        cause: error,
      });
    case '23503':
      return new StorageFailure({
        status: 404,
        code: 'InvalidRequest',
        message: 'The related resource does not exist',
        cause: error,
      });
    case '57014':
    case '55P03':
      return new StorageFailure({
        status: 544,
        code: 'DatabaseTimeout',
        message: 'The connection to the database timed out',
        cause: error,
      });
    default:
      return new StorageFailure({
        status: 500,
        code: 'DatabaseError',
        message: error.message,
        cause: error,
      });
  }
}
