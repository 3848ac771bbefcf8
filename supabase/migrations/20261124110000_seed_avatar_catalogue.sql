-- Purpose: what is new in the catalogue of avatars. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

update public.avatars_3d set assets = jsonb_set(assets, '{look,hair,beard}', '{"style":"short","colour":"#1a120d"}') where id = 'br_casual_rafael';

update public.avatars_3d set assets = jsonb_set(assets, '{look,wardrobe,glasses}', '{"frame":"metal","colour":"#6e7176"}') where id = 'br_corporate_eduardo';

update public.avatars_3d set assets = jsonb_set(assets, '{look,wardrobe,glasses}', '{"frame":"acetate","colour":"#4a2016"}') where id = 'br_corporate_marta';

update public.avatars_3d set assets = jsonb_set(assets, '{look,wardrobe,headset}', '{"colour":"#23262b","boom":"left"}') where id = 'br_education_ari';

update public.avatars_3d set assets = jsonb_set(assets, '{look,wardrobe,glasses}', '{"frame":"safety","colour":"#23272b"}') where id = 'br_safety_joana';
