drop function public.save_draft;
drop table public.project_drafts;
delete from private.error_codes where code in ('draft_not_found', 'draft_conflict');
