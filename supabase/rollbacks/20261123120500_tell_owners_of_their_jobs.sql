drop policy "Owners can see the first frame of a film in the making" on storage.objects;
drop function private.owns_first_frame, public.watch_jobs;
