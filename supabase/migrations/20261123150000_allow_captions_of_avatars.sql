-- Purpose: the greetings of the catalogue have captions beside them. Locks: one row of storage.buckets.

update storage.buckets
set allowed_mime_types = '{model/gltf-binary,image/webp,image/png,image/jpeg,video/mp4,text/vtt,application/json,application/octet-stream}'
where id = 'avatars';
