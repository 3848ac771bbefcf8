/** A typed client of the API: openapi-fetch over the types in `api.ts`, with signing in, repeats and errors settled. */
import createFetchClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './api.ts';
import { retrying } from './retry.ts';

export type SemblanteClient = Client<paths>;
export type ErrorBody = components['schemas']['Error'];
export type ErrorCode = ErrorBody['error']['code'];

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
export type RenderRequest = Json<NonNullable<paths['/api/v2/avatars/render']['post']['requestBody']>>;
export type Job = Json<paths['/api/v2/avatars/render/status/{job_id}']['get']['responses'][200]>;
export type Voice = Json<paths['/api/v2/voice-cloning/{voice_id}']['get']['responses'][200]>;

export interface ClientOptions {
  /** Where `/api/v2` is: the studio's address, or a project's `https://….supabase.co/functions/v1`. */
  readonly url: string;
  /** An API token (`smb_…`), or what answers an access token for each request. */
  readonly token: string | (() => string | Promise<string>);
  /** How often a request may be tried again after 429, 503 or a lost connection. Default 3. */
  readonly retries?: number;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * Every POST carries an Idempotency-Key, the caller's or a random one, so that a repeat after a lost answer does nothing
 * twice. GETs and keyed POSTs are repeated by themselves; what else fails is answered as it is.
 */
export function createSemblanteClient(options: ClientOptions): SemblanteClient {
  const client = createFetchClient<paths>({
    baseUrl: options.url.replace(/\/+$/, ''),
    fetch: retrying(options.fetch ?? fetch, options.retries ?? 3),
  });
  const { token } = options;
  client.use({
    async onRequest({ request }) {
      request.headers.set('authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
      if (request.method === 'POST' && !request.headers.has('idempotency-key')) {
        request.headers.set('idempotency-key', crypto.randomUUID());
      }
      return request;
    },
  });
  return client;
}

/** What the API refused: `code` is for programs, `message` says what was wrong and what to do. */
export class SemblanteError extends Error {
  override readonly name = 'SemblanteError';
  readonly status: number;
  readonly code: ErrorCode | 'unexpected_answer';
  readonly details: unknown;
  readonly requestId: string | null;

  constructor(response: Response, body: unknown) {
    const error = (body as Partial<ErrorBody> | undefined)?.error;
    super(error?.message ?? `HTTP ${response.status} without an answer of the API`);
    this.status = response.status;
    this.code = error?.code ?? 'unexpected_answer';
    this.details = error?.details;
    this.requestId = error?.request_id ?? response.headers.get('x-request-id');
  }
}

interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The answer's body: `unwrap(await client.GET(…))`.
 * @throws SemblanteError for every answer but 2xx
 */
export function unwrap<T>({ data, error, response }: Answered<T>): T {
  if (!response.ok || data === undefined) throw new SemblanteError(response, error);
  return data;
}

/** For `bodySerializer` of the routes that take a form: `{ body: { kind, file }, bodySerializer: asForm }`. */
export function asForm(fields: object): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    form.append(name, value instanceof Blob ? value : String(value));
  }
  return form;
}

export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks. Default 2000. */
  readonly everyMs?: number;
  /** Told after every look. */
  readonly onProgress?: (job: Job) => void;
}

/**
 * Looks at a job until it has ended.
 * @returns the completed job, whose `video_url`, `captions_url` and `poster_url` work for an hour
 * @throws FilmFailed when it failed or was cancelled; SemblanteError; the signal's reason
 */
export async function waitForFilm(
  client: SemblanteClient,
  jobId: string,
  { signal, everyMs = 2000, onProgress }: WaitOptions = {},
): Promise<Job> {
  for (;;) {
    const job = unwrap(
      await client.GET('/api/v2/avatars/render/status/{job_id}', {
        params: { path: { job_id: jobId } },
        ...(signal ? { signal } : {}),
      }),
    );
    onProgress?.(job);
    if (job.status === 'completed') return job;
    if (job.status === 'failed' || job.status === 'cancelled') throw new FilmFailed(job);
    await pause(everyMs, signal);
  }
}

export class FilmFailed extends Error {
  override readonly name = 'FilmFailed';
  readonly job: Job;

  constructor(job: Job) {
    super(job.error ? `${job.error.message} ${job.error.remedy}` : `The video was ${job.status}.`);
    this.job = job;
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
