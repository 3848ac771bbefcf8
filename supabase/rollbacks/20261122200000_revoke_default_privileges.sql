-- Undoes what a project starts with: functions made from now on are executable by PUBLIC again.
alter default privileges grant execute on functions to public;

drop schema private;
revoke usage on schema public from gpu_agent;

-- The role goes when nothing else in the cluster depends on it; tokens that name it are refused from then on.
do $$
begin
  drop role gpu_agent;
exception
  when dependent_objects_still_exist or insufficient_privilege then
    raise notice 'role gpu_agent is kept: %', sqlerrm;
end
$$;
