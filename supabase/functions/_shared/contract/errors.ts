/**
 * Every error code a caller or a user can meet: one union, each with the HTTP status it is answered with and
 * what to do about it. SQL functions raise the same codes in `detail`, agents settle tasks with them.
 */
import { z } from 'zod';

interface ErrorSpec {
  readonly status: number;
  readonly remedy: string;
}

const spec = <T extends Record<string, ErrorSpec>>(codes: T): T => codes;

/** Answered by the API, raised by SQL functions. */
export const API_ERRORS = spec({
  invalid_json: { status: 400, remedy: 'Send a JSON body with Content-Type: application/json.' },
  invalid_request: {
    status: 400,
    remedy: 'Correct the fields listed in details and send the request again.',
  },
  script_empty: { status: 400, remedy: 'Write at least one word to be spoken.' },
  script_too_long: { status: 400, remedy: 'Shorten the script or split it into several videos.' },
  invalid_ssml: {
    status: 400,
    remedy: 'Correct the tag that the message names: see the tags a script may hold.',
  },
  language_unsupported: { status: 400, remedy: 'Use pt-BR, en-US or es-ES.' },
  resolution_unsupported: {
    status: 400,
    remedy: 'Use WIDTHxHEIGHT, both even, within the limits of the engine.',
  },
  token_missing: { status: 401, remedy: 'Sign in and send the access token as Authorization: Bearer.' },
  token_expired: { status: 401, remedy: 'Refresh the session and send the new access token.' },
  token_invalid: {
    status: 401,
    remedy: 'Sign in again: the token was not issued by this project for users.',
  },
  forbidden: { status: 403, remedy: 'Ask the owner, or sign in with the account that owns this.' },
  scope_missing: {
    status: 403,
    remedy: 'Use a token with the scope that the message names, or sign in as a person.',
  },
  not_found: { status: 404, remedy: 'Check the address; GET /api/v2/openapi.json lists every route.' },
  avatar_not_found: { status: 404, remedy: 'Choose an id from GET /api/v2/avatars/gallery.' },
  job_not_found: { status: 404, remedy: 'Check the job_id; only your own jobs can be seen.' },
  project_not_found: { status: 404, remedy: 'Check the project_id; only your own projects can be used.' },
  voice_not_found: { status: 404, remedy: 'Choose one of your own voices, or leave clone_id out.' },
  preview_not_found: {
    status: 404,
    remedy: 'Ask for the preview again; one is kept for an hour.',
  },
  webhook_not_found: { status: 404, remedy: 'Choose an id from GET /api/v2/webhooks.' },
  delivery_not_found: {
    status: 404,
    remedy: 'Choose an id from GET /api/v2/webhooks/{webhook_id}/deliveries.',
  },
  token_not_found: { status: 404, remedy: 'Choose an id from GET /api/v2/tokens.' },
  file_not_found: { status: 404, remedy: 'Check the path; films disappear when they are deleted.' },
  share_not_found: { status: 404, remedy: 'Check the link; ask whoever sent it for a new one.' },
  draft_not_found: { status: 404, remedy: 'Check the draft_id; only your own drafts can be opened.' },
  method_not_allowed: { status: 405, remedy: 'See GET /api/v2/openapi.json for the methods of this route.' },
  job_not_cancellable: { status: 409, remedy: 'The job has already ended; nothing is left to cancel.' },
  voice_not_ready: { status: 409, remedy: 'Wait until the voice is ready, or choose another voice.' },
  voice_consent_missing: {
    status: 409,
    remedy: 'Record the consent of the person who spoke: POST /api/v2/voice-cloning/{voice_id}/consent.',
  },
  voice_statement_missing: {
    status: 422,
    remedy:
      'Send the consent_ fields and consent_audio: the statement of GET /api/v2/voice-cloning/engines, read aloud by the speaker.',
  },
  voice_engine_not_offered: {
    status: 409,
    remedy: 'Choose an engine of GET /api/v2/voice-cloning/engines, or leave clone_engine out.',
  },
  voice_consent_exists: {
    status: 409,
    remedy: 'The voice has a consent that holds; revoke it before another one is given.',
  },
  avatar_not_ready: {
    status: 409,
    remedy: 'Wait until the avatar is checked; where the check failed, repair the file and import it again.',
  },
  avatar_in_use: {
    status: 409,
    remedy: 'Wait until the videos that use the avatar have ended, or cancel them.',
  },
  draft_conflict: {
    status: 409,
    remedy: 'The draft was saved elsewhere since: open that version, or save yours as another draft.',
  },
  lease_lost: { status: 409, remedy: 'Stop working on the task: another agent holds it or it has ended.' },
  idempotency_conflict: { status: 409, remedy: 'Use a new Idempotency-Key for a different request.' },
  share_ended: {
    status: 410,
    remedy: 'The link has expired or was withdrawn; ask whoever sent it for a new one.',
  },
  idempotency_in_progress: {
    status: 409,
    remedy: 'The first request under this Idempotency-Key is still running: ask again shortly.',
  },
  payload_too_large: { status: 413, remedy: 'Send less than the limit named in the message.' },
  unsupported_media_type: { status: 415, remedy: 'Use the content type that the message names.' },
  audio_invalid: { status: 422, remedy: 'Send a WAV or MP3 recording of at least 30 seconds.' },
  speech_refused: { status: 422, remedy: 'Change the text or the voice as the message says and ask again.' },
  upload_invalid: { status: 422, remedy: 'Send a file of one of the types that the message names.' },
  quota_exceeded: { status: 429, remedy: 'Wait until running jobs end, or move to a larger plan.' },
  rate_limited: { status: 429, remedy: 'Wait for the time in Retry-After.' },
  internal: { status: 500, remedy: 'Try again; if it persists, report the request_id.' },
  unavailable: { status: 503, remedy: 'Try again in a few seconds.' },
});

/** Written by agents and by the sweep to jobs, stages and voices that failed. `retryable` is the default. */
export const FAILURE_CODES = {
  cancelled: { retryable: false, remedy: 'Cancelled on request; start a new render when ready.' },
  attempts_exhausted: {
    retryable: false,
    remedy: 'Every attempt ended without an answer from its agent; check the agents.',
  },
  no_engine: {
    retryable: true,
    remedy: 'No running agent offers the engine asked for; start one or choose engine auto.',
  },
  engine_unavailable: { retryable: true, remedy: 'Run `semblante-agent doctor` on the host that failed.' },
  engine_refused: { retryable: false, remedy: 'Change what the message names and render again.' },
  text_unspeakable: { retryable: false, remedy: 'The script holds nothing that can be spoken; write words.' },
  invalid_ssml: {
    retryable: false,
    remedy: 'Correct the tag that the message names: see the tags a script may hold.',
  },
  voice_unavailable: { retryable: false, remedy: 'Choose another voice for this language.' },
  voice_language_mismatch: {
    retryable: false,
    remedy: "Choose a voice of the script's language, or change the language.",
  },
  avatar_invalid: { retryable: false, remedy: 'Choose another avatar, or repair its look or file.' },
  glb_unreadable: {
    retryable: false,
    remedy: 'Export the person as binary glTF 2.0 again and import the new file.',
  },
  glb_too_large: {
    retryable: false,
    remedy: 'Export with fewer triangles or smaller textures, as the message says, and import the new file.',
  },
  glb_outside_reference: {
    retryable: false,
    remedy: 'Export with all textures and buffers inside the file, and import the new file.',
  },
  glb_extension_unsupported: {
    retryable: false,
    remedy: 'Export without the compression or extension that the message names, and import the new file.',
  },
  glb_no_face: {
    retryable: false,
    remedy: 'Export with ARKit blend shapes (or as VRM 1.0 with expressions), and import the new file.',
  },
  glb_misplaced: {
    retryable: false,
    remedy: 'Export in metres with +Y up, and import the new file.',
  },
  sample_unreadable: {
    retryable: false,
    remedy: 'Export the recording as WAV or MP3 again and register the voice anew.',
  },
  sample_too_short: {
    retryable: false,
    remedy: 'Record at least 30 seconds, of which at least 15 are speech, and register the voice anew.',
  },
  sample_noisy: {
    retryable: false,
    remedy: 'Record in a quieter room, nearer the microphone, and register the voice anew.',
  },
  sample_clipped: {
    retryable: false,
    remedy: 'Lower the input level until nothing is clipped, record again and register the voice anew.',
  },
  consent_refused: {
    retryable: false,
    remedy:
      'Have the statement of GET /api/v2/voice-cloning/engines read aloud word for word by whoever speaks in the recording, and register the voice anew.',
  },
  input_missing: { retryable: true, remedy: 'An earlier artefact is gone; render again.' },
  input_invalid: { retryable: false, remedy: 'Replace the file that the message names.' },
  tool_missing: { retryable: true, remedy: 'Install what the message names on the agent host.' },
  tool_crashed: { retryable: true, remedy: 'See the tool log; run `semblante-agent doctor` on the host.' },
  tool_timeout: { retryable: true, remedy: 'The tool stopped answering; see the tool log.' },
  tool_output_invalid: { retryable: true, remedy: 'The tool wrote something unusable; see the tool log.' },
  disk_full: { retryable: true, remedy: 'Free disk space on the agent host.' },
  storage_unavailable: { retryable: true, remedy: 'Storage did not answer; it is tried again by itself.' },
  internal: { retryable: true, remedy: 'Unexpected failure of the agent; see its log.' },
} as const satisfies Record<string, { retryable: boolean; remedy: string }>;

export type ApiErrorCode = keyof typeof API_ERRORS;
export type FailureCode = keyof typeof FAILURE_CODES;

export const ApiErrorCode = z.enum(Object.keys(API_ERRORS) as [ApiErrorCode, ...ApiErrorCode[]]);
export const FailureCode = z.enum(Object.keys(FAILURE_CODES) as [FailureCode, ...FailureCode[]]);

/** The body of every error answer. `message` says what was wrong and what to do. */
export const ErrorBody = z.strictObject({
  error: z.strictObject({
    code: ApiErrorCode,
    message: z.string(),
    details: z.unknown().optional(),
    request_id: z.string(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
