-- With nobody up a preview is answered as waiting, by nobody, and an old one goes when a new one is asked for.
create function tests.age_previews() returns void language sql security definer as $$
  update public.speech_previews set created_at = created_at - interval '1 hour', expires_at = clock_timestamp() $$;
create function tests.kept_previews() returns text language sql security definer as $$
  select concat_ws('|', (select string_agg(p.id::text, ' ') from public.speech_previews p),
    (select count(*) from public.render_tasks t where t.stage = 'speech_preview')) $$;
grant execute on all functions in schema tests to public;

do $$
declare
  first jsonb;
  second jsonb;
begin
  perform tests.be_user(tests.ana());
  first := public.request_speech_preview('Bom dia.', '{"language": "pt-BR"}');
  perform tests.equal(first ->> 'agents', '0', 'nobody is up');
  perform tests.equal(first ->> 'status', 'queued', 'so it waits');
  perform tests.age_previews();
  perform tests.be_user(tests.bruno());
  second := public.request_speech_preview('Boa noite.', '{"language": "pt-BR"}');
  perform tests.equal(tests.kept_previews(), (second ->> 'preview_id') || '|1',
    'the old one is gone with its task, whoever asks next');
end
$$;
