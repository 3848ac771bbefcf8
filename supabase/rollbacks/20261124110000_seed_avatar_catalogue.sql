-- Purpose: the catalogue as the migrations before left it. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

update public.avatars_3d set assets = assets #- '{look,hair,beard}' where id = 'br_casual_rafael';

update public.avatars_3d set assets = assets #- '{look,wardrobe,glasses}' where id = 'br_corporate_eduardo';

update public.avatars_3d set assets = assets #- '{look,wardrobe,glasses}' where id = 'br_corporate_marta';

update public.avatars_3d set assets = assets #- '{look,wardrobe,headset}' where id = 'br_education_ari';

update public.avatars_3d set assets = assets #- '{look,wardrobe,glasses}' where id = 'br_safety_joana';
