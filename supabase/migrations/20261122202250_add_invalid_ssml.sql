-- Purpose: the code of a script whose markup cannot be read: answered by the API, recorded by stage tts.
-- Locks: none beyond the insert.

insert into private.error_codes (code, status, retryable, remedy) values
  ('invalid_ssml', 400, false, 'Correct the tag that the message names: see the tags a script may hold.');
