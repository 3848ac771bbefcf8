-- The body as it was.

-- Seconds from queueing to film. Agents that offer the engine draw its ranges side by side.
create or replace function private.estimate_film(request jsonb, owner uuid, of_priority smallint) returns double precision
language plpgsql stable set search_path = ''
as $$
declare
  film_s constant double precision := private.expected_seconds(request);
  rate constant integer := private.film_rate(request -> 'render_settings');
  hands constant integer := greatest(1, (
    select count(*) from private.agents_offering('ue5', private.needed_engine('ue5', request), interval '60 seconds')));
  ranges constant integer := (
    select count(*) from private.cut_ranges(ceil(film_s * rate)::integer, rate, hands));
begin
  return private.work_ahead_s(owner, of_priority)
    + private.estimate_stage('tts', request, film_s)
    + private.estimate_stage('audio2face', request, film_s)
    + private.estimate_stage('ue5', request, film_s) * ceil(ranges::double precision / hands) / ranges
    + private.estimate_stage('compositing', request, film_s);
end
$$;

drop function private.play_queue;
