drop function private.require(boolean, text, text);
drop function private.refuse(text, text);
drop function private.caller_id();
drop table private.error_codes;
