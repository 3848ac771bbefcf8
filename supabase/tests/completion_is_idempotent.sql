-- An answer can get lost: the same completion again is answered the same and changes nothing.
do $$
declare
  job uuid;
  claim jsonb;
  answer jsonb;
  other jsonb;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  claim := tests.claim();
  answer := tests.finish(claim);
  perform tests.ok(
    public.complete_task((claim ->> 'lease_id')::uuid, tests.artifact(claim), tests.report()) = answer,
    'the repeat is answered the same');
  perform tests.equal(tests.waiting('render_audio2face')::text, '1', 'the next stage was queued once');
  perform tests.equal(tests.archived('render_tts')::text, '1', 'the message was archived once');

  other := tests.artifact(claim) || '{"duration": 9}';
  perform tests.refused(
    format('select public.complete_task(%L, %L, %L)', claim ->> 'lease_id', other, tests.report()),
    'lease_lost', 'a different completion of a settled task is refused');
  perform tests.refused(
    format('select public.fail_task(%L, ''internal'', true, '''', '''')', claim ->> 'lease_id'),
    'lease_lost', 'a completed task cannot fail any more');
  perform tests.refused(format('select public.release_task(%L)', claim ->> 'lease_id'), 'lease_lost',
    'nor be given back');
end
$$;
