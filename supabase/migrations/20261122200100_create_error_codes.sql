-- Purpose: the codes of functions/_shared/contract/errors.ts for SQL, and the one way to raise them.
-- Locks: none beyond creation.
-- Why: an error raised here crosses PostgREST as { code: 'PTxyz', message, details: code, hint: remedy } with HTTP
-- status xyz; the API maps `details` to its own union. A test compares these rows with the contract.

create table private.error_codes (
  code text primary key,
  status smallint,
  retryable boolean,
  remedy text not null,
  constraint error_codes_answered_or_recorded check (num_nonnulls(status, retryable) >= 1),
  constraint error_codes_status_is_http check (status between 400 and 599)
);
alter table private.error_codes enable row level security;
comment on table private.error_codes is
  'Every error a caller or a user can meet. status: answered to callers; retryable: recorded as a failure by agents.';

insert into private.error_codes (code, status, retryable, remedy) values
  ('invalid_json', 400, null, 'Send a JSON body with Content-Type: application/json.'),
  ('invalid_request', 400, null, 'Correct the fields listed in details and send the request again.'),
  ('script_empty', 400, null, 'Write at least one word to be spoken.'),
  ('script_too_long', 400, null, 'Shorten the script or split it into several videos.'),
  ('language_unsupported', 400, null, 'Use pt-BR, en-US or es-ES.'),
  ('resolution_unsupported', 400, null, 'Use WIDTHxHEIGHT, both even, within the limits of the engine.'),
  ('token_missing', 401, null, 'Sign in and send the access token as Authorization: Bearer.'),
  ('token_expired', 401, null, 'Refresh the session and send the new access token.'),
  ('token_invalid', 401, null, 'Sign in again: the token was not issued by this project for users.'),
  ('forbidden', 403, null, 'Ask the owner, or sign in with the account that owns this.'),
  ('not_found', 404, null, 'Check the address; GET /api/v2/openapi.json lists every route.'),
  ('avatar_not_found', 404, null, 'Choose an id from GET /api/v2/avatars/gallery.'),
  ('job_not_found', 404, null, 'Check the job_id; only your own jobs can be seen.'),
  ('project_not_found', 404, null, 'Check the project_id; only your own projects can be used.'),
  ('voice_not_found', 404, null, 'Choose one of your own voices, or leave clone_id out.'),
  ('file_not_found', 404, null, 'Check the path; films disappear when they are deleted.'),
  ('method_not_allowed', 405, null, 'See GET /api/v2/openapi.json for the methods of this route.'),
  ('job_not_cancellable', 409, null, 'The job has already ended; nothing is left to cancel.'),
  ('voice_not_ready', 409, null, 'Wait until the voice is ready, or choose another voice.'),
  ('lease_lost', 409, null, 'Stop working on the task: another agent holds it or it has ended.'),
  ('idempotency_conflict', 409, null, 'Use a new Idempotency-Key for a different request.'),
  ('payload_too_large', 413, null, 'Send less than the limit named in the message.'),
  ('unsupported_media_type', 415, null, 'Use the content type that the message names.'),
  ('audio_invalid', 422, null, 'Send a WAV or MP3 recording of at least 30 seconds.'),
  ('quota_exceeded', 429, null, 'Wait until running jobs end, or move to a larger plan.'),
  ('rate_limited', 429, null, 'Wait for the time in Retry-After.'),
  ('unavailable', 503, null, 'Try again in a few seconds.'),
  ('cancelled', null, false, 'Cancelled on request; start a new render when ready.'),
  ('attempts_exhausted', null, false,
   'Every attempt ended without an answer from its agent; check the agents.'),
  ('no_engine', null, true,
   'No running agent offers the engine asked for; start one or choose engine auto.'),
  ('engine_unavailable', null, true, 'Run `semblante-agent doctor` on the host that failed.'),
  ('engine_refused', null, false, 'Change what the message names and render again.'),
  ('text_unspeakable', null, false, 'The script holds nothing that can be spoken; write words.'),
  ('voice_unavailable', null, false, 'Choose another voice for this language.'),
  ('avatar_invalid', null, false, 'Choose another avatar, or repair its look or file.'),
  ('input_missing', null, true, 'An earlier artefact is gone; render again.'),
  ('input_invalid', null, false, 'Replace the file that the message names.'),
  ('tool_missing', null, true, 'Install what the message names on the agent host.'),
  ('tool_crashed', null, true, 'See the tool log; run `semblante-agent doctor` on the host.'),
  ('tool_timeout', null, true, 'The tool stopped answering; see the tool log.'),
  ('tool_output_invalid', null, true, 'The tool wrote something unusable; see the tool log.'),
  ('disk_full', null, true, 'Free disk space on the agent host.'),
  ('storage_unavailable', null, true, 'Storage did not answer; it is tried again by itself.'),
  -- Both lists of the contract hold `internal`; the remedy kept here is the one agents write to jobs.
  ('internal', 500, true, 'Unexpected failure of the agent; see its log.');

-- definer because callers of any role raise errors without reading the table of codes
create function private.refuse(code text, message text) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  spec private.error_codes;
begin
  select c.* into spec from private.error_codes c where c.code = refuse.code and c.status is not null;
  if not found then
    raise exception 'unknown error code %', refuse.code using errcode = 'PT500', detail = 'internal';
  end if;
  raise exception using
    errcode = 'PT' || spec.status,
    message = refuse.message,
    detail = spec.code,
    hint = spec.remedy;
end
$$;
comment on function private.refuse is 'Raises a contract error: sqlstate PTxyz, detail = code, hint = remedy.';

-- definer because it calls private.refuse for callers of any role
create function private.require(condition boolean, code text, message text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if condition is not true then
    perform private.refuse(code, message);
  end if;
end
$$;
comment on function private.require is 'Raises a contract error unless the condition is true (null refuses).';

create function private.caller_id() returns uuid
language sql stable set search_path = ''
as $$
  select (nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
comment on function private.caller_id is
  'Subject of the caller''s token. Used where the role is gpu_agent, which has no usage on schema auth.';

revoke all on function private.refuse, private.require, private.caller_id from public;
grant execute on function private.require to authenticated;
grant execute on function private.caller_id to gpu_agent;
