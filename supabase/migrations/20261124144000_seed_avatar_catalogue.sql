-- Purpose: what is new in the catalogue of avatars. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '211') where id = 'br_casual_luana';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '1209') where id = 'br_casual_rafael';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '3307') where id = 'br_corporate_ana';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '4410') where id = 'br_corporate_eduardo';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '5123') where id = 'br_corporate_marta';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '6371') where id = 'br_education_antonio';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '7019') where id = 'br_education_ari';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '8233') where id = 'br_education_beatriz';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '9127') where id = 'br_healthcare_helena';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '10321') where id = 'br_healthcare_tiago';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '11503') where id = 'br_safety_carlos';

update public.avatars_3d set assets = jsonb_set(assets, '{look,sides}', '12007') where id = 'br_safety_joana';
