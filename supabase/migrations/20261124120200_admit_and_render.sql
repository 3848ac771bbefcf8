-- Purpose: one call that counts a request for a film and queues the film. Locks: none beyond creation.
-- Why: the API asked twice, once to be admitted and once to queue; each is a round trip and a transaction of its own, and
-- together they were half of the time a request took.

-- For the API: what admit_request answers for the class `render`, with the `answer` of create_render_job or, where that
-- refuses, with what it `refused`: raising it here would undo the count, and refusals would be free of any limit.
-- invoker: the film is queued with the caller's rights, as create_render_job is
create function public.admit_render_job(
  avatar_id text, script text, voice_config jsonb, render_settings jsonb,
  project_id uuid default null, title text default null, idempotency_key text default null
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  admitted constant jsonb := public.admit_request('render');
  state text;
  message text;
  detail text;
  hint text;
begin
  if admitted ->> 'state' <> 'run' then
    return admitted;
  end if;
  return admitted || jsonb_build_object('answer', public.create_render_job(
    avatar_id, script, voice_config, render_settings, project_id, title, idempotency_key));
exception
  when others then
    get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail,
      hint = pg_exception_hint;
    return admitted || jsonb_build_object('refused', jsonb_build_object(
      'code', state, 'message', message, 'details', detail, 'hint', hint));
end
$$;
comment on function public.admit_render_job is
  'create_render_job for the API, counted against the rate of `render`. PostgREST has create_render_job itself.';
revoke all on function public.admit_render_job from public;
grant execute on function public.admit_render_job to authenticated;
