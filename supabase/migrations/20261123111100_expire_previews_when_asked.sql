-- Purpose: previews past their hour go whenever somebody asks for one, so that a project without agents, and thus without
-- anybody who sweeps, keeps no text of its users longer.
-- Locks: those of private.expire_previews, which skips what is being settled.

-- definer because users may not remove previews, theirs or others'
create function private.expire_previews_when_asked() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.expire_previews();
  return null;
end
$$;
revoke all on function private.expire_previews_when_asked from public;
create trigger expire_previews_when_asked after insert on public.speech_previews
  for each statement execute function private.expire_previews_when_asked();
