-- Purpose: what is new in the catalogue of avatars. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_casual_luana/preview.vtt"') where id = 'br_casual_luana';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_casual_rafael/preview.vtt"') where id = 'br_casual_rafael';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_corporate_ana/preview.vtt"') where id = 'br_corporate_ana';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_corporate_eduardo/preview.vtt"') where id = 'br_corporate_eduardo';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_corporate_marta/preview.vtt"') where id = 'br_corporate_marta';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_education_antonio/preview.vtt"') where id = 'br_education_antonio';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_education_ari/preview.vtt"') where id = 'br_education_ari';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_education_beatriz/preview.vtt"') where id = 'br_education_beatriz';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_healthcare_helena/preview.vtt"') where id = 'br_healthcare_helena';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_healthcare_tiago/preview.vtt"') where id = 'br_healthcare_tiago';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_safety_carlos/preview.vtt"') where id = 'br_safety_carlos';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_safety_joana/preview.vtt"') where id = 'br_safety_joana';
