-- Buckets are kept: SQL may not delete from Storage, and what people made is in them.
drop policy "Owners can remove their recordings and uploads" on storage.objects;
drop policy "Owners can replace their uploads" on storage.objects;
drop policy "Owners can add uploads" on storage.objects;
drop policy "Owners can add recordings of a voice" on storage.objects;
drop policy "Owners can read their recordings and uploads" on storage.objects;
drop policy "Owners can read their finished films" on storage.objects;
drop policy "Agents can remove the folders they claimed for removal" on storage.objects;
drop policy "Agents can read what their leased task names" on storage.objects;
drop policy "Agents can overwrite in the folder of their lease" on storage.objects;
drop policy "Agents can write into the folder of their lease" on storage.objects;
drop policy "Agents can replace files of a catalogued avatar" on storage.objects;
drop policy "Agents can add files of a catalogued avatar" on storage.objects;
drop policy "Signed-in users can read the avatars' files" on storage.objects;
drop policy "Visitors can read the avatars' files" on storage.objects;
drop function private.owns_film(text);
drop function private.agent_may_read(text, text);
drop function private.agent_may_remove(text, text);
drop function private.agent_may_write(text, text);
