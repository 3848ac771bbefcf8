-- The visibility of a queue's message follows the lease, so that queue metrics tell what waits for an agent.
create function tests.hidden_for(queue text) returns double precision language plpgsql security definer as $$
declare
  seconds double precision;
begin
  execute format('select extract(epoch from max(q.vt) - clock_timestamp()) from pgmq.%I as q', 'q_' || queue) into seconds;
  return seconds;
end
$$;
grant execute on function tests.hidden_for to public;

do $$
declare
  claim jsonb;
begin
  perform tests.be_user(tests.ana());
  perform tests.queue_job();
  perform tests.ok(tests.hidden_for('render_tts') <= 0, 'a waiting task''s message is visible');
  perform tests.be_agent(tests.agent());
  claim := public.claim_task('{tts}', '{tts:espeak}', 100);
  perform tests.ok(tests.hidden_for('render_tts') between 95 and 100, 'hidden for the lease');
  perform tests.ok((claim ->> 'lease_expires_at')::timestamptz - clock_timestamp()
    between interval '95 seconds' and interval '100 seconds', 'which is as long as asked for');
  perform public.heartbeat_task((claim ->> 'lease_id')::uuid, 0.2);
  perform tests.ok(tests.hidden_for('render_tts') between 95 and 100, 'still hidden after a heartbeat');
  perform public.release_task((claim ->> 'lease_id')::uuid);
  perform tests.ok(tests.hidden_for('render_tts') <= 0, 'visible once released');

  claim := public.claim_task('{tts}', '{tts:espeak}', 100000);
  perform tests.ok(tests.hidden_for('render_tts') between 295 and 300, 'a lease is at most 300 s');
  perform public.release_task((claim ->> 'lease_id')::uuid);
  claim := public.claim_task('{tts}', '{tts:espeak}', 0);
  perform tests.ok(tests.hidden_for('render_tts') between 1 and 2, 'and at least 2 s');
end
$$;
