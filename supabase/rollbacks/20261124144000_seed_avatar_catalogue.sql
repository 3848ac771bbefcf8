-- Purpose: the catalogue as the migrations before left it. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_casual_luana';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_casual_rafael';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_corporate_ana';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_corporate_eduardo';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_corporate_marta';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_education_antonio';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_education_ari';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_education_beatriz';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_healthcare_helena';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_healthcare_tiago';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_safety_carlos';

update public.avatars_3d set assets = assets #- '{look,sides}' where id = 'br_safety_joana';
