/**
 * Calls to ElevenLabs: what may pass is waited for and asked again, what may not becomes a failure with what to do.
 * Shapes and codes as documented for elevenlabs-js 2.56 (2026-07): errors are { detail: { status, message } }.
 */
import { z } from 'zod';
import { StageFailure } from '../../failures.ts';
import { backoff, type CloudLine, retryAfter } from './cloud-line.ts';

export const KEY_REMEDY =
  'Set ELEVENLABS_API_KEY in the agent’s environment to a key of elevenlabs.io and start the agent anew.';

const TRANSIENT_ATTEMPTS = 5;
/** Waiting for a free place is no failure: other jobs of the same account are being spoken. */
const LONGEST_QUEUE_SECONDS = 600;
const PLACE_POLL_SECONDS = 3;

const ErrorBody = z.object({
  detail: z.union([z.object({ status: z.string(), message: z.string() }), z.string(), z.array(z.unknown())]),
});

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the base address, with its query. */
  readonly path: string;
  readonly json?: unknown;
  readonly form?: () => FormData;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly body: unknown;
  readonly headers: Headers;
}

/** `https://api.elevenlabs.io`, or ELEVENLABS_BASE_URL for data residency (api.eu.residency.elevenlabs.io). */
const baseOf = (env: NodeJS.ProcessEnv) =>
  (env.ELEVENLABS_BASE_URL || 'https://api.elevenlabs.io').replace(/\/+$/, '');

/**
 * @throws {StageFailure} `engine_refused` (key, quota, request), `voice_unavailable`, `engine_unavailable` or
 *   `tool_timeout` (worth another attempt later); the signal's reason when aborted
 */
export async function callElevenLabs(call: Call, line: CloudLine): Promise<Answer> {
  const key = line.env.ELEVENLABS_API_KEY ?? '';
  if (key === '')
    throw new StageFailure('engine_refused', `ElevenLabs has no key on this agent. ${KEY_REMEDY}`);
  let queued = 0;
  for (let attempt = 1; ; ) {
    const outcome = await once(call, key, line);
    if ('answer' in outcome) return outcome.answer;
    const { failure, place, after } = outcome;
    if (!failure.retryable) throw failure;
    let pause = after ?? (place ? PLACE_POLL_SECONDS : backoff(attempt));
    if (place) {
      pause = Math.max(1, pause);
      queued += pause;
      if (queued > LONGEST_QUEUE_SECONDS) throw failure;
    } else if (++attempt > TRANSIENT_ATTEMPTS) throw failure;
    await line.wait(pause, call.signal);
  }
}

type Outcome =
  | { readonly answer: Answer }
  | { readonly failure: StageFailure; readonly place: boolean; readonly after: number | null };

async function once(call: Call, key: string, line: CloudLine): Promise<Outcome> {
  call.signal.throwIfAborted();
  const limit = AbortSignal.timeout(line.timeoutSeconds * 1000);
  const transient = (failure: StageFailure): Outcome => ({ failure, place: false, after: null });
  try {
    const body = call.form ? call.form() : call.json === undefined ? undefined : JSON.stringify(call.json);
    const response = await fetch(`${baseOf(line.env)}${call.path}`, {
      method: call.method,
      headers: {
        'xi-api-key': key,
        ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.any([call.signal, limit]),
    });
    const text = await response.text();
    if (!response.ok) return judge(response, text, key);
    return { answer: { body: text === '' ? null : JSON.parse(text), headers: response.headers } };
  } catch (cause) {
    call.signal.throwIfAborted();
    if (limit.aborted) {
      const message = `ElevenLabs did not answer within ${line.timeoutSeconds} s.`;
      return transient(new StageFailure('tool_timeout', message, { cause }));
    }
    const message =
      cause instanceof SyntaxError
        ? 'ElevenLabs answered something that is no JSON; a proxy may stand between.'
        : 'ElevenLabs cannot be reached or broke off its answer; check the agent’s network.';
    return transient(new StageFailure('engine_unavailable', message, { cause }));
  }
}

/** A code decides; the service's own sentence is shown beside ours, without the key it may repeat. */
function judge(response: Response, text: string, key: string): Outcome {
  const { status, message } = detailOf(text);
  const said = message === '' ? '' : ` ElevenLabs says: ${message.replaceAll(key, '***').slice(0, 300)}`;
  const refuse = (why: string): Outcome => {
    return { failure: new StageFailure('engine_refused', `${why}${said}`), place: false, after: null };
  };
  if (status === 'quota_exceeded')
    return refuse('ElevenLabs’ credits are used up; add credits or wait for the next period.');
  if (status === 'voice_not_found' || (response.status === 404 && status === '')) {
    const failure = new StageFailure(
      'voice_unavailable',
      `ElevenLabs has no such voice in this account.${said}`,
    );
    return { failure, place: false, after: null };
  }
  if (status === 'max_character_limit_exceeded')
    return refuse('A sentence is too long for the model; break it up.');
  if (
    status === 'invalid_api_key' ||
    status === 'missing_permissions' ||
    response.status === 401 ||
    response.status === 403
  ) {
    return refuse(`ElevenLabs refuses this agent’s key. ${KEY_REMEDY}`);
  }
  if (response.status === 429) {
    const place = status === 'too_many_concurrent_requests';
    const why = place ? 'ElevenLabs had no free place for this account.' : 'ElevenLabs is busy.';
    return {
      failure: new StageFailure('engine_unavailable', why + said),
      place,
      after: retryAfter(response.headers),
    };
  }
  if (response.status >= 500) {
    const failure = new StageFailure(
      'engine_unavailable',
      `ElevenLabs failed (status ${response.status}).${said}`,
    );
    return { failure, place: false, after: retryAfter(response.headers) };
  }
  return refuse(`ElevenLabs refused the request (status ${response.status}${status ? `, ${status}` : ''}).`);
}

function detailOf(text: string): { status: string; message: string } {
  try {
    const { detail } = ErrorBody.parse(JSON.parse(text));
    if (typeof detail === 'string') return { status: '', message: detail };
    // FastAPI's own validation errors: a list without a code.
    if (Array.isArray(detail)) return { status: '', message: JSON.stringify(detail) };
    return detail;
  } catch {
    return { status: '', message: '' };
  }
}
