drop trigger admit_job_consent on public.render_jobs;
drop function private.admit_job_consent();
drop function private.require_voice_consent(uuid);
drop function public.revoke_voice_consent(uuid);
drop function public.give_voice_consent(uuid, text, text, text, text, text, text);
drop function private.end_voice_jobs(public.voice_clones, text);
drop policy "Nobody removes the recording of a consent by itself" on storage.objects;
drop table public.voice_consents;
drop function private.keep_consent();
drop table private.consent_statements;
-- Voices that failed for one of these reasons keep failing, for the reason that existed before.
update public.voice_clones set error_code = 'input_invalid'
where error_code in ('sample_unreadable', 'sample_too_short', 'sample_noisy', 'sample_clipped');
delete from private.error_codes
where code in ('voice_consent_missing', 'voice_consent_exists', 'sample_unreadable', 'sample_too_short', 'sample_noisy',
  'sample_clipped');
