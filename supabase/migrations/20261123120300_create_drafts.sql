-- Purpose: what is being written, kept on the server while it is written.
-- Locks: the draft's row while it is saved; the owner's users row while the first save of one is counted.
-- Why a revision: two tabs, or a phone and a desk, may hold one draft. Whoever saves over a revision they have not seen
-- is told so and loses nothing, instead of the later save winning.

insert into private.error_codes (code, status, retryable, remedy) values
  ('draft_not_found', 404, null, 'Check the draft_id; only your own drafts can be opened.'),
  ('draft_conflict', 409, null, 'The draft was saved elsewhere since: open that version, or save yours as another draft.');

create table public.project_drafts (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  title varchar(200) not null,
  body jsonb not null,
  revision integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint project_drafts_body_is_an_object check (jsonb_typeof(body) = 'object'),
  constraint project_drafts_body_bounded check (octet_length(body::text) <= 262144),
  constraint project_drafts_revision_positive check (revision > 0)
);
comment on table public.project_drafts is
  'Unfinished projects as the studio keeps them. The body is the studio''s own; nothing is rendered from here.';
comment on column public.project_drafts.revision is 'Grows by one with every save; a save names the one it was made from.';
create index project_drafts_user_id_idx on public.project_drafts (user_id, updated_at desc);

-- definer because drafts are written by this function alone, so that no save skips the revision
create function public.save_draft(draft_id uuid, revision integer, title text, body jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  draft public.project_drafts;
begin
  perform private.require(auth.uid() is not null, 'token_missing', 'Saving a draft needs an account.');
  perform private.require(
    draft_id is not null and revision >= 0 and char_length(title) <= 200 and jsonb_typeof(body) = 'object',
    'invalid_request', 'A draft has an id, a revision from 0, a title of at most 200 characters and an object as body.');
  perform private.require(octet_length(body::text) <= 262144, 'payload_too_large', 'A draft holds at most 256 kB.');
  select d.* into draft from public.project_drafts d where d.id = draft_id for update;
  if draft.id is null then
    perform private.require(save_draft.revision = 0, 'draft_not_found', 'There is no such draft any more.');
    perform from public.users u where u.id = auth.uid() for no key update;
    perform private.require(
      (select count(*) from public.project_drafts d where d.user_id = auth.uid()) < 200,
      'invalid_request', 'At most 200 drafts are kept. Delete one first.');
    insert into public.project_drafts (id, user_id, title, body)
    values (draft_id, auth.uid(), save_draft.title, save_draft.body)
    on conflict on constraint project_drafts_pkey do nothing
    returning * into draft;
    perform private.require(draft.id is not null, 'draft_conflict', 'The draft was saved elsewhere at the same moment.');
  else
    perform private.require(draft.user_id = auth.uid(), 'draft_not_found', 'draft_id names no draft of yours.');
    perform private.require(draft.revision = save_draft.revision, 'draft_conflict',
      format('The draft is at revision %s; this save was made from %s.', draft.revision, save_draft.revision));
    update public.project_drafts d
    set title = save_draft.title, body = save_draft.body, revision = d.revision + 1, updated_at = clock_timestamp()
    where d.id = draft.id
    returning * into draft;
  end if;
  return jsonb_build_object('draft_id', draft.id, 'revision', draft.revision, 'updated_at', draft.updated_at);
end
$$;
comment on function public.save_draft is
  'Stores a draft: revision 0 makes it, a later one must be the one that is stored. draft_conflict otherwise.';
revoke all on function public.save_draft from public;
grant execute on function public.save_draft to authenticated;

create trigger check_scope before insert or update or delete on public.project_drafts
  for each statement execute function private.check_scope('render');

alter table public.project_drafts enable row level security;
grant select, delete on public.project_drafts to authenticated;
grant all on public.project_drafts to service_role;
create policy "Owners can see their drafts" on public.project_drafts
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Owners can delete their drafts" on public.project_drafts
  for delete to authenticated using (user_id = (select auth.uid()));
