/** Counts a signed-in request against its caller's rate, and lets one of many under an Idempotency-Key do the work. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { AppEnv } from './app-env.ts';
import type { Db } from './clients.ts';
import { IdempotencyKey } from './contract/api.ts';
import { ApiFailure, fromDatabase } from './failure.ts';

const Admitted = z.object({
  rate: z.object({ limit: z.int(), remaining: z.int(), reset_s: z.number() }),
  state: z.enum(['run', 'replay', 'conflict', 'in_progress', 'limited']),
  status: z.int().optional(),
  answer: z.unknown().optional(),
});
type Admitted = z.infer<typeof Admitted>;

/** What a function answers that admits and acts in one call. */
const AdmittedAct = Admitted.extend({
  refused: z
    .object({
      code: z.string(),
      message: z.string(),
      details: z.string().nullable(),
      hint: z.string().nullable(),
    })
    .optional(),
});

/** More than any route takes: 50 MiB of recording and what surrounds it. */
const LARGEST_BODY = 56 * 1024 * 1024;

/** Keys of renders are kept by create_render_job, in the transaction that queues the film. */
const OWN_KEYS = /\/avatars\/render$/;

function classOf(method: string, path: string): string {
  if (method === 'GET' || method === 'HEAD') return 'read';
  if (path.includes('/speech/')) return 'speech';
  return OWN_KEYS.test(path) ? 'render' : 'write';
}

async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A repeated form has another boundary but the same fields: those are compared. */
async function describeBody(bytes: ArrayBuffer, type: string): Promise<unknown> {
  if (!type.toLowerCase().startsWith('multipart/form-data')) return sha256(bytes);
  const form = await new Response(bytes, { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  if (!form) return sha256(bytes);
  const fields = [...form].map(async ([name, value]) =>
    typeof value === 'string'
      ? [name, value]
      : [name, value.name, value.type, await sha256(await value.arrayBuffer())],
  );
  return (await Promise.all(fields)).map((field) => JSON.stringify(field)).sort();
}

/** SHA-256 of what is asked for. The body stays readable for whoever comes next. */
async function hashRequest(c: Context<AppEnv>): Promise<string> {
  const { raw } = c.req;
  const tooLarge = () =>
    new ApiFailure('payload_too_large', `The body is larger than ${LARGEST_BODY / 1024 / 1024} MiB.`);
  if (Number(c.req.header('content-length') ?? 0) > LARGEST_BODY) throw tooLarge();
  const bytes = await raw.arrayBuffer();
  if (bytes.byteLength > LARGEST_BODY) throw tooLarge();
  const { url, method, headers, signal } = raw;
  c.req.raw = new Request(url, { method, headers, signal, ...(bytes.byteLength > 0 ? { body: bytes } : {}) });
  const asked = [method, c.req.path, await describeBody(bytes, c.req.header('content-type') ?? '')];
  return sha256(new TextEncoder().encode(JSON.stringify(asked)));
}

function readKey(c: Context<AppEnv>): string | undefined {
  const header = c.req.header('idempotency-key');
  if (header === undefined || c.req.method !== 'POST' || OWN_KEYS.test(c.req.path)) return undefined;
  const key = IdempotencyKey.safeParse(header);
  if (!key.success) throw new ApiFailure('invalid_request', 'Idempotency-Key must have 1 to 200 characters.');
  return key.data;
}

/** @returns undefined when the database is away and nothing depends on its answer: the limit must not be the outage */
async function ask(
  db: Db,
  c: Context<AppEnv>,
  key: string | undefined,
  hash: string | undefined,
): Promise<Admitted | undefined> {
  const { data, error } = await db.rpc('admit_request', {
    class: classOf(c.req.method, c.req.path),
    ...(key === undefined || hash === undefined ? {} : { idempotency_key: key, request_hash: hash }),
  });
  if (!error) return Admitted.parse(data);
  const failure = fromDatabase(error);
  if (failure.code === 'unavailable' && key === undefined) return undefined;
  throw failure;
}

/** The answer as it is kept: a secret is told once, to the first. */
async function keptAnswer(c: Context<AppEnv>): Promise<Record<string, unknown> | undefined> {
  const isJson = c.res.headers.get('content-type')?.includes('json');
  if (!c.res.ok || !isJson) return undefined;
  const answer = (await c.res.clone().json()) as Record<string, unknown>;
  const secrets = c.get('secretFields') ?? [];
  return { ...answer, ...Object.fromEntries(secrets.map((field) => [field, null])) };
}

/** Tells the caller where they stand. @throws ApiFailure beyond the limit */
function tellRate(c: Context<AppEnv>, { rate, state }: Admitted): void {
  c.set('counted', true);
  c.header('RateLimit-Limit', String(rate.limit));
  c.header('RateLimit-Remaining', String(rate.remaining));
  c.header('RateLimit-Reset', String(rate.reset_s));
  if (state !== 'limited') return;
  throw new ApiFailure(
    'rate_limited',
    `More than ${rate.limit} requests of this kind within a minute. Wait for the time in Retry-After.`,
    { details: { retry_after_s: rate.reset_s } },
  );
}

/**
 * Reads the answer of a function that admits and acts in one call.
 *
 * @returns what it answers to what was asked
 * @throws ApiFailure as the rate or the function refuses
 */
export function admittedAnswer(c: Context<AppEnv>, data: unknown): unknown {
  const admitted = AdmittedAct.parse(data);
  tellRate(c, admitted);
  if (admitted.refused) throw fromDatabase(admitted.refused);
  return admitted.answer;
}

/** Runs a route whose own call counts the request; one that ends before it came to that is counted by itself. */
export async function admitInRoute(c: Context<AppEnv>, db: Db, run: () => Promise<void>): Promise<void> {
  await run();
  if (c.get('counted')) return;
  const admitted = await ask(db, c, undefined, undefined);
  if (admitted) tellRate(c, admitted);
}

/** @returns a response that ends the request; nothing when the route was run */
export async function admit(
  c: Context<AppEnv>,
  db: Db,
  run: () => Promise<void>,
): Promise<Response | undefined> {
  const key = readKey(c);
  const hash = key === undefined ? undefined : await hashRequest(c);
  const admitted = await ask(db, c, key, hash);
  if (admitted) tellRate(c, admitted);
  switch (admitted?.state) {
    case 'conflict':
      throw new ApiFailure(
        'idempotency_conflict',
        'This Idempotency-Key was already used for a different request. Use a new one.',
      );
    case 'in_progress':
      c.header('Retry-After', '1');
      throw new ApiFailure('idempotency_in_progress');
    case 'replay':
      c.header('Idempotency-Replayed', 'true');
      return c.json(admitted.answer as Record<string, unknown>, (admitted.status ?? 200) as 200);
    default:
      await run();
  }
  if (key === undefined || hash === undefined) return undefined;
  const answer = await keptAnswer(c);
  const { error } = await db.rpc('settle_request', {
    idempotency_key: key,
    request_hash: hash,
    ...(answer ? { status: c.res.status, answer: answer as never } : {}),
  });
  // What was done is done: the caller is told so, and the key frees itself after two minutes.
  if (error)
    c.get('deps').platform.log({ level: 'error', code: 'idempotency_unsettled', error: error.message });
  return undefined;
}
