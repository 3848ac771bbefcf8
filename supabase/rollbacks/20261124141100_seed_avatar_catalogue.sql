-- Purpose: the catalogue as the migrations before left it. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

update public.avatars_3d set assets = jsonb_set(assets, '{look,skin,blotches}', '0.5') where id = 'br_casual_rafael';
update public.avatars_3d set assets = jsonb_set(assets, '{look,brows,density}', '0.85') where id = 'br_casual_rafael';

update public.avatars_3d set assets = jsonb_set(assets, '{look,face,headOval}', '0.5') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,headFat}', '-0.25') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,cheekVolume}', '-0.2') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,lowerLipVolume}', '0.25') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,chinWidth}', '-0.15') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,jawWidth}', '0.05') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,headHeight}', '0.15') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,headWidth}', '-0.15') where id = 'br_corporate_ana';
update public.avatars_3d set assets = assets #- '{look,face,noseTipHeight}' where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,noseHump}', '0.2') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,chinHeight}', '0.15') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,noseHeight}', '0.15') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,skin,blotches}', '0.4') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '3.5') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '12.2') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '17.6') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '5.3') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '2.3') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '3.7') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"0b35f06ea3f642dd"') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"4268fd7253bbb89a"') where id = 'br_corporate_ana';

update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,false_closure}', '0.0017') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '-0.1') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '15.3') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '19.2') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,false_closure}', '0.0024') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '5.9') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-8') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '0.9') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"3c755f32ab490214"') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"4268fd7253bbb89a"') where id = 'br_corporate_eduardo';

update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '0.8') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '14.4') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '19.6') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '5.7') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-6.9') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '2.4') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"783cff20f1777bad"') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"4268fd7253bbb89a"') where id = 'br_corporate_marta';

update public.avatars_3d set assets = jsonb_set(assets, '{look,face,lowerLipVolume}', '0.3') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '-3.8') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '13.1') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '28.7') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '2.5') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-4.3') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '-7') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"805583fb6b6a0a21"') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"4268fd7253bbb89a"') where id = 'br_education_antonio';

update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '3.3') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '15') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '19.3') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '8.7') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '0.5') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '2.8') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"20027f2d79f4e5d8"') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"4268fd7253bbb89a"') where id = 'br_education_ari';

update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '14.6') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '20.1') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '5.1') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '2.5') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '7.4') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"38c383d672d33448"') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"4268fd7253bbb89a"') where id = 'br_healthcare_helena';

update public.avatars_3d set assets = jsonb_set(assets, '{look,skin,blotches}', '0.4') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '2.2') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '13.7') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '22.1') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '8.5') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-4.2') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '5.5') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"71ac55a5de0f3d21"') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"4268fd7253bbb89a"') where id = 'br_healthcare_tiago';

update public.avatars_3d set assets = jsonb_set(assets, '{look,skin,blotches}', '0.6') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '2.7') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '11.3') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '15.3') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '5.8') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-2.4') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '4.3') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"4712bdd3806bd751"') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"4268fd7253bbb89a"') where id = 'br_safety_carlos';

update public.avatars_3d set assets = jsonb_set(assets, '{look,skin,blotches}', '0.5') where id = 'br_safety_joana';
