drop table public.voice_clones;
drop function private.is_contract_uuid(text);
