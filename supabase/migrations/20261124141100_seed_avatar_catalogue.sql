-- Purpose: what is new in the catalogue of avatars. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

update public.avatars_3d set assets = jsonb_set(assets, '{look,skin,blotches}', '0.4') where id = 'br_casual_rafael';
update public.avatars_3d set assets = jsonb_set(assets, '{look,brows,density}', '1') where id = 'br_casual_rafael';

update public.avatars_3d set assets = jsonb_set(assets, '{look,face,headOval}', '0.65') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,headFat}', '-0.2') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,cheekVolume}', '0.1') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,lowerLipVolume}', '0.35') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,chinWidth}', '-0.4') where id = 'br_corporate_ana';
update public.avatars_3d set assets = assets #- '{look,face,noseHump}' where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,jawWidth}', '-0.25') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,headHeight}', '0.08') where id = 'br_corporate_ana';
update public.avatars_3d set assets = assets #- '{look,face,chinHeight}' where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,headWidth}', '-0.1') where id = 'br_corporate_ana';
update public.avatars_3d set assets = assets #- '{look,face,noseHeight}' where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,face,noseTipHeight}', '0.15') where id = 'br_corporate_ana';
update public.avatars_3d set assets = jsonb_set(assets, '{look,skin,blotches}', '0.3') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '1.6') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '14') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '18.9') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '5.6') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-2.3') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '3.6') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"16674171c1f1f82a"') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"b139bbd570d08bdb"') where id = 'br_corporate_ana';

update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,false_closure}', '0.0009') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '-0.4') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '15') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '19.4') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,false_closure}', '0') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '5.5') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-6.3') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '0.5') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"df381ff272d793c0"') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"b139bbd570d08bdb"') where id = 'br_corporate_eduardo';

update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '1.5') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '15.3') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '18') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '6.6') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-5.3') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '0.3') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"b40645ffb34d7f25"') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"b139bbd570d08bdb"') where id = 'br_corporate_marta';

update public.avatars_3d set assets = jsonb_set(assets, '{look,face,lowerLipVolume}', '0.75') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '-7.7') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '17') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '32.6') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '-1.4') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-7.8') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '-11.1') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"d9c41c36a062b3df"') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"b139bbd570d08bdb"') where id = 'br_education_antonio';

update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '3.2') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '16.1') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '22.5') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '8.9') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '0') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '4.9') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"b66fa3c0de39dd9e"') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"b139bbd570d08bdb"') where id = 'br_education_ari';

update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '15.2') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '19.9') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '6.3') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '1.5') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '6') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"fd32bac1c34ed48d"') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"b139bbd570d08bdb"') where id = 'br_healthcare_helena';

update public.avatars_3d set assets = jsonb_set(assets, '{look,skin,blotches}', '0.35') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '2.9') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '15.4') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '19.6') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '10.5') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-0.4') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '2.7') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"10dc7876847cf6af"') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"b139bbd570d08bdb"') where id = 'br_healthcare_tiago';

update public.avatars_3d set assets = jsonb_set(assets, '{look,skin,blotches}', '0.5') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms}', '2.4') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_p95}', '11.8') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,offset_ms_worst}', '15.8') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,pt-BR,offset_ms}', '6.3') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,en-US,offset_ms}', '-2.6') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,languages,es-ES,offset_ms}', '3.4') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,lips}', '"a369130d3c659060"') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured,basis,solver}', '"b139bbd570d08bdb"') where id = 'br_safety_carlos';

update public.avatars_3d set assets = jsonb_set(assets, '{look,skin,blotches}', '0.35') where id = 'br_safety_joana';
