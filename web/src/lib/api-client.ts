/** Requests to /api/v2: bearer token of the session, answers checked against the contract. */
import type { z } from 'zod';
import { ApiError, errorFromAnswer, toApiError } from './api-error.ts';
import { supabase } from './supabase.ts';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON, or as it is when it is FormData. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** For what everybody may read: no token is sent, and the session is not waited for. */
  readonly anonymous?: boolean;
}

function address(path: string, query: ApiRequest['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return `/api/v2${path}${search.size > 0 ? `?${search}` : ''}`;
}

/** Parses an error answer's body without ever throwing: proxies answer HTML. */
async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Calls the API and returns the parsed answer.
 * @throws ApiError with the contract's code; `network` when nothing answered; `unexpected_answer` when the
 *   answer does not fit the schema. An aborted request rethrows the abort.
 */
export async function apiFetch<T>(path: string, schema: z.ZodType<T>, request: ApiRequest = {}): Promise<T> {
  const headers = new Headers(request.headers);
  headers.set('accept', 'application/json');
  if (!request.anonymous) {
    const { data } = await (await supabase()).auth.getSession();
    if (data.session) headers.set('authorization', `Bearer ${data.session.access_token}`);
  }
  const isForm = request.body instanceof FormData;
  if (request.body !== undefined && !isForm) headers.set('content-type', 'application/json');

  let response: Response;
  try {
    response = await fetch(address(path, request.query), {
      method: request.method ?? 'GET',
      headers,
      signal: request.signal ?? null,
      ...(request.body === undefined
        ? {}
        : { body: request.body instanceof FormData ? request.body : JSON.stringify(request.body) }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw toApiError(error);
  }
  const body = await bodyOf(response);
  if (!response.ok) throw errorFromAnswer(response.status, body);
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new ApiError('unexpected_answer', response.status, parsed.error.message);
  return parsed.data;
}
