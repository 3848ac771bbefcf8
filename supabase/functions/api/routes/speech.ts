import { createRoute, z } from '@hono/zod-openapi';
import { type AppContext, currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import type { Db } from '../../_shared/clients.ts';
import {
  SpeechPreviewAnswer,
  SpeechPreviewPending,
  SpeechPreviewRequest,
} from '../../_shared/contract/api.ts';
import { ApiErrorCode, FAILURE_CODES, FailureCode } from '../../_shared/contract/errors.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import { PreviewArtifact } from '../../_shared/contract/preview.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';
import { readMarkup } from './markup.ts';
import { signFile } from './signing.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });

/** How long a request is kept open for its preview, and how often the row is looked at, milliseconds. */
const WAIT_MS = 5000;
const FIRST_LOOK_MS = 120;
const LOOK_MS = 40;
/** Looks grow rarer, so that a preview that takes long costs few of them. */
const LOOK_GROWTH = 1.15;

const ANSWERS = {
  200: {
    description: 'The sound, its phonemes and words, and the curves of the face, by signed addresses',
    content: json(SpeechPreviewAnswer),
  },
  202: {
    description: 'Not there yet: look at GET /speech/preview/{preview_id}',
    content: json(SpeechPreviewPending),
  },
};

const ask = createRoute({
  method: 'post',
  path: '/speech/preview',
  summary: 'Hear a sentence in a voice, with the face that says it',
  description:
    `Up to ${LIMITS.previewCharacters} characters, plain or in the SSML subset. Answered within about a second when an ` +
    'agent is free; after five seconds with 202 and an address to look at. The same request within the hour is ' +
    'answered with the same preview. 422 says what is wrong with the text or the voice, with the code of the failure ' +
    'in `details.code`. At most 30 new previews a minute.',
  security: forScope('render'),
  middleware: [signedIn, needs('render'), readJson(LIMITS.bodyBytes)] as const,
  request: { body: { required: true, content: json(SpeechPreviewRequest) } },
  responses: {
    ...ANSWERS,
    ...refusals(
      'invalid_json',
      'invalid_request',
      'script_empty',
      'script_too_long',
      'language_unsupported',
      'invalid_ssml',
      'avatar_not_found',
      'voice_not_found',
      'voice_not_ready',
      'voice_consent_missing',
      'payload_too_large',
      'unsupported_media_type',
      'speech_refused',
      'rate_limited',
      ...SIGNED_OUT,
    ),
  },
});

const look = createRoute({
  method: 'get',
  path: '/speech/preview/{preview_id}',
  summary: 'A preview asked for within the last hour',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: {
    params: z.strictObject({ preview_id: z.uuid('must be a preview_id of POST /speech/preview') }),
  },
  responses: {
    ...ANSWERS,
    ...refusals('invalid_request', 'preview_not_found', 'speech_refused', ...SIGNED_OUT),
  },
});

const Requested = z.object({ preview_id: z.uuid(), agents: z.int() });

const COLUMNS = 'id, status, result, error_code, error_message, remedy, expires_at';
interface PreviewRow {
  readonly id: string;
  readonly status: string;
  readonly result: unknown;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly remedy: string | null;
  readonly expires_at: string;
}

async function readPreview(db: Db, id: string): Promise<PreviewRow> {
  const { data, error } = await db
    .from('speech_previews')
    .select(COLUMNS)
    .eq('id', id)
    .gt('expires_at', new Date().toISOString())
    .maybeSingle();
  if (error) throw fromDatabase(error);
  if (!data) throw new ApiFailure('preview_not_found');
  return data;
}

const settled = (row: PreviewRow): boolean => row.status === 'ready' || row.status === 'failed';

/** Looks until the preview has ended, `WAIT_MS` are over or the caller has gone. */
async function waitFor(db: Db, id: string, signal: AbortSignal): Promise<PreviewRow> {
  const deadline = performance.now() + WAIT_MS;
  let pause = LOOK_MS;
  let next = FIRST_LOOK_MS;
  for (;;) {
    const row = await readPreview(db, id);
    const left = deadline - performance.now();
    if (settled(row) || left <= 0 || signal.aborted) return row;
    await new Promise((wake) => setTimeout(wake, Math.min(next, left)));
    next = pause;
    pause *= LOOK_GROWTH;
  }
}

/** What an agent could not speak is the caller's to change where trying again would end the same. */
function refusalOf(row: PreviewRow): ApiFailure {
  const code = FailureCode.safeParse(row.error_code).data ?? 'internal';
  const message = `${row.error_message ?? code} ${row.remedy ?? FAILURE_CODES[code].remedy}`;
  const details = { code, preview_id: row.id };
  const named = ApiErrorCode.safeParse(code);
  if (named.success && code !== 'internal') return new ApiFailure(named.data, message, { details });
  const theirs = !FAILURE_CODES[code].retryable && code !== 'attempts_exhausted' && code !== 'cancelled';
  return new ApiFailure(theirs ? 'speech_refused' : 'unavailable', message, { details });
}

const NOBODY_UP =
  'No agent that can speak in this voice is online; the preview is made as soon as one is. Start one, or choose engine auto.';
const BUSY = 'The agents are busy; the preview is made as soon as one is free.';

async function answer(c: AppContext, db: Db, row: PreviewRow, hint: string | null) {
  const key = { preview_id: row.id, expires_at: row.expires_at };
  if (row.status === 'failed') throw refusalOf(row);
  if (row.status !== 'ready') {
    return c.json(SpeechPreviewPending.parse({ ...key, status: row.status, hint }), 202);
  }
  const { bucket, prefix, files, duration, timeline, curves, engine } = PreviewArtifact.parse(row.result);
  const { env } = c.get('deps');
  const [audioUrl, curvesUrl] = await Promise.all([
    signFile(env, db, bucket, prefix + files.audio),
    signFile(env, db, bucket, prefix + files.curves),
  ]);
  if (!audioUrl || !curvesUrl) throw new ApiFailure('preview_not_found');
  const ready = {
    ...key,
    status: 'ready',
    audio_url: audioUrl,
    duration_s: duration,
    timeline,
    curves: { ...curves, url: curvesUrl },
    engine,
  };
  return c.json(SpeechPreviewAnswer.parse(ready), 200);
}

export function registerSpeech(api: Api): void {
  api.openapi(ask, async (c) => {
    const { db } = currentUser(c);
    const { text, voice_config, avatar_id, mood, mood_intensity } = c.req.valid('json');
    if (readMarkup(text, voice_config.language).trim() === '') {
      throw new ApiFailure('script_empty', 'The text is empty. Write at least one word to be spoken.');
    }
    const { data, error } = await db.rpc('request_speech_preview', {
      spoken_text: text,
      voice_config,
      ...(avatar_id ? { avatar_id } : {}),
      ...(mood ? { mood } : {}),
      ...(mood_intensity === undefined ? {} : { mood_intensity }),
    });
    if (error) throw fromDatabase(error);
    const { preview_id: id, agents } = Requested.parse(data);
    // With nobody up there is nothing to wait for: an agent that is started for it takes longer than any request.
    const row = agents > 0 ? await waitFor(db, id, c.req.raw.signal) : await readPreview(db, id);
    return await answer(c, db, row, agents > 0 ? BUSY : NOBODY_UP);
  });

  api.openapi(look, async (c) => {
    const { db } = currentUser(c);
    return await answer(c, db, await readPreview(db, c.req.valid('param').preview_id), null);
  });
}
