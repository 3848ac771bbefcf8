-- Purpose: the failure of a voice that does not speak the script's language.
-- Locks: none beyond the row.

insert into private.error_codes (code, status, retryable, remedy) values
  ('voice_language_mismatch', null, false, 'Choose a voice of the script''s language, or change the language.');
