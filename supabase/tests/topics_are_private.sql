-- Who may join which private channel: Realtime asks by selecting from realtime.messages under the listener's role.
create function tests.may_listen(topic text) returns boolean language plpgsql as $$
begin
  perform set_config('realtime.topic', topic, true);
  return exists (select from realtime.messages m where m.topic = may_listen.topic and m.extension = 'broadcast');
end
$$;
create function tests.may_speak(topic text) returns boolean language plpgsql as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (topic, extension, payload, event, private) values (topic, 'broadcast', '{}', 'x', true);
  return true;
exception when insufficient_privilege then
  return false;
end
$$;
grant execute on all functions in schema tests to public;

do $$
declare
  job uuid;
  topic text;
begin
  perform tests.be_user(tests.ana());
  job := tests.queue_job();
  perform tests.be_agent(tests.agent());
  perform tests.claim();
  perform tests.be_admin();
  foreach topic in array array['job:' || job, 'agents', 'agent:' || tests.agent(), 'agent:' || tests.other_agent(), 'job:x', 'lobby']
  loop
    insert into realtime.messages (topic, extension, payload, event, private)
      values (topic, 'broadcast', '{}', 'probe', true);
  end loop;

  perform tests.be_user(tests.ana());
  perform tests.ok(tests.may_listen('job:' || job), 'Ana listens to her job');
  perform tests.ok(not tests.may_listen('agents'), 'not to agents');
  perform tests.ok(not tests.may_listen('agent:' || tests.agent()), 'not to an agent');
  perform tests.ok(not tests.may_listen('job:x') and not tests.may_listen('lobby'), 'nor to anything else');
  perform tests.be_user(tests.bruno());
  perform tests.ok(not tests.may_listen('job:' || job), 'Bruno does not listen to Ana''s job');
  perform tests.be_agent(tests.agent());
  perform tests.ok(tests.may_listen('agents'), 'an agent listens for work');
  perform tests.ok(tests.may_listen('agent:' || tests.agent()), 'and for its own cancellations');
  perform tests.ok(not tests.may_listen('agent:' || tests.other_agent()), 'not for another''s');
  perform tests.ok(not tests.may_listen('job:' || job), 'nor to a job');
  perform tests.be_anon();
  perform tests.ok(not tests.may_listen('job:' || job) and not tests.may_listen('agents'), 'visitors to nothing');

  foreach topic in array array['job:' || job, 'agents', 'agent:' || tests.agent()] loop
    perform tests.be_anon();
    perform tests.ok(not tests.may_speak(topic), 'a visitor speaking on ' || topic);
    perform tests.be_user(tests.ana());
    perform tests.ok(not tests.may_speak(topic), 'a user speaking on ' || topic);
    perform tests.be_agent(tests.agent());
    perform tests.ok(not tests.may_speak(topic), 'an agent speaking on ' || topic);
  end loop;
end
$$;
