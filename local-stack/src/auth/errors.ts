/**
 * Errors of the Auth service. Codes and statuses as Auth's documentation lists them
 * (https://supabase.com/docs/guides/auth/debugging/error-codes); the body has the two shapes that clients ask for.
 */
export type AuthErrorCode =
  | 'anonymous_provider_disabled'
  | 'bad_json'
  | 'bad_jwt'
  | 'email_address_invalid'
  | 'email_exists'
  | 'email_not_confirmed'
  | 'invalid_credentials'
  | 'no_authorization'
  | 'not_admin'
  | 'otp_disabled'
  | 'otp_expired'
  | 'over_email_send_rate_limit'
  | 'over_request_rate_limit'
  | 'phone_provider_disabled'
  | 'refresh_token_already_used'
  | 'refresh_token_not_found'
  | 'same_password'
  | 'session_expired'
  | 'session_not_found'
  | 'unexpected_failure'
  | 'user_already_exists'
  | 'user_banned'
  | 'user_not_found'
  | 'validation_failed'
  | 'weak_password';

export class AuthError extends Error {
  readonly status: number;
  readonly code: AuthErrorCode;
  /** Added to the body: the reasons of weak_password. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: AuthErrorCode,
    message: string,
    extra: { fields?: Record<string, unknown>; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: extra.cause });
    this.name = 'AuthError';
    this.status = status;
    this.code = code;
    this.fields = extra.fields ?? {};
    this.headers = extra.headers ?? {};
  }
}

export const invalid = (message: string): AuthError => new AuthError(400, 'validation_failed', message);

const API_VERSION_HEADER = 'x-supabase-api-version';
const API_VERSION = '2024-01-01';

/** Clients that name the API version 2024-01-01 or a later one read `{code, message}`, others `{code, error_code, msg}`. */
export function authErrorResponse(request: Request, error: AuthError): Response {
  const asked = request.headers.get(API_VERSION_HEADER);
  const versioned = asked !== null && /^\d{4}-\d{2}-\d{2}$/.test(asked) && asked >= API_VERSION;
  const body = versioned
    ? { code: error.code, message: error.message, ...error.fields }
    : { code: error.status, error_code: error.code, msg: error.message, ...error.fields };
  return Response.json(body, {
    status: error.status,
    headers: {
      'cache-control': 'no-store',
      'x-sb-error-code': error.code,
      ...(versioned ? { [API_VERSION_HEADER]: API_VERSION } : {}),
      ...error.headers,
    },
  });
}
