update storage.buckets
set allowed_mime_types = '{model/gltf-binary,image/webp,image/png,image/jpeg,video/mp4,application/json,application/octet-stream}'
where id = 'avatars';
