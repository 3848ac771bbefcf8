-- Purpose: what is new in the catalogue of avatars. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

update public.avatars_3d set assets = jsonb_set(assets, '{look,brows,density}', '0.75') where id = 'br_casual_luana';

update public.avatars_3d set assets = jsonb_set(assets, '{look,brows,style}', '"eyebrow008"') where id = 'br_corporate_eduardo';
update public.avatars_3d set assets = jsonb_set(assets, '{look,brows,density}', '0.95') where id = 'br_corporate_eduardo';
