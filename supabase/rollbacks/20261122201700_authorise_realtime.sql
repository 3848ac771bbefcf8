drop policy "Agents can listen for work and for their own cancellations" on realtime.messages;
drop policy "Owners can listen to their jobs" on realtime.messages;
drop function private.owns_job_topic(text);
