-- Purpose: what is new in the catalogue of avatars. Locks: rows of avatars_3d.
-- Generated from seed/avatars by seed/catalogue.ts: change the data and run it again.

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_casual_luana/preview.vtt"') where id = 'br_casual_luana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0.0011,
  "offset_ms": 6.6,
  "version": 1,
  "offset_ms_p95": 15.2,
  "offset_ms_worst": 23.6,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":915},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":8.4},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":-2.3},"es-ES":{"closure":1,"labiodental":1,"false_closure":0.0032,"offset_ms":8.9}},
  "drawn": {"films":3,"seconds":15.6},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"74dff080b3b73b4f","solver":"4268fd7253bbb89a","voice":"5d4020d7970a5245","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_casual_luana';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_casual_rafael/preview.vtt"') where id = 'br_casual_rafael';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0,
  "offset_ms": 4.1,
  "version": 1,
  "offset_ms_p95": 17,
  "offset_ms_worst": 19.9,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":984},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":9},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":0.4},"es-ES":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":4.1}},
  "drawn": {"films":3,"seconds":16.1},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"130b3a14bcdf3525","solver":"4268fd7253bbb89a","voice":"b877f9d0420617a4","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_casual_rafael';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_corporate_ana/preview.vtt"') where id = 'br_corporate_ana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0.0019,
  "offset_ms": 3.5,
  "version": 1,
  "offset_ms_p95": 12.2,
  "offset_ms_worst": 17.6,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":1034},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0.0026,"offset_ms":5.3},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":2.3},"es-ES":{"closure":1,"labiodental":1,"false_closure":0.0027,"offset_ms":3.7}},
  "drawn": {"films":3,"seconds":16.7},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"0b35f06ea3f642dd","solver":"4268fd7253bbb89a","voice":"56dd4782ecbd8967","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_corporate_ana';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_corporate_eduardo/preview.vtt"') where id = 'br_corporate_eduardo';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0.0017,
  "offset_ms": -0.1,
  "version": 1,
  "offset_ms_p95": 15.3,
  "offset_ms_worst": 19.2,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":1149},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0.0024,"offset_ms":5.9},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":-8},"es-ES":{"closure":1,"labiodental":1,"false_closure":0.0024,"offset_ms":0.9}},
  "drawn": {"films":3,"seconds":18.1},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"3c755f32ab490214","solver":"4268fd7253bbb89a","voice":"991e67c9edfac33f","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_corporate_eduardo';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_corporate_marta/preview.vtt"') where id = 'br_corporate_marta';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0.0028,
  "offset_ms": 2.4,
  "version": 1,
  "offset_ms_p95": 15.6,
  "offset_ms_worst": 17.7,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":1055},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0.0052,"offset_ms":7.3},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":-5},"es-ES":{"closure":1,"labiodental":1,"false_closure":0.0027,"offset_ms":2.7}},
  "drawn": {"films":3,"seconds":18.2},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"89443260aafc8440","solver":"4268fd7253bbb89a","voice":"32627a3c98eced30","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_corporate_marta';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_education_antonio/preview.vtt"') where id = 'br_education_antonio';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0,
  "offset_ms": -4.9,
  "version": 1,
  "offset_ms_p95": 14.2,
  "offset_ms_worst": 29.8,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":1187},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":0.6},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":-4.1},"es-ES":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":-8.1}},
  "drawn": {"films":3,"seconds":18.7},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"a8e2f96a1ea1b715","solver":"4268fd7253bbb89a","voice":"d74ad74bcc66636b","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_education_antonio';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_education_ari/preview.vtt"') where id = 'br_education_ari';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0.0029,
  "offset_ms": 3.3,
  "version": 1,
  "offset_ms_p95": 15,
  "offset_ms_worst": 19.3,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":1052},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":8.7},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":0.5},"es-ES":{"closure":1,"labiodental":1,"false_closure":0.0082,"offset_ms":2.8}},
  "drawn": {"films":3,"seconds":16.4},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"20027f2d79f4e5d8","solver":"4268fd7253bbb89a","voice":"ae0f14785a0bd81c","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_education_ari';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_education_beatriz/preview.vtt"') where id = 'br_education_beatriz';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0.001,
  "offset_ms": 3.1,
  "version": 1,
  "offset_ms_p95": 14.3,
  "offset_ms_worst": 19,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":1021},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0.0027,"offset_ms":7.7},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":1.5},"es-ES":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":2.5}},
  "drawn": {"films":3,"seconds":17.3},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"fcd322ecd234cde1","solver":"4268fd7253bbb89a","voice":"e3b15ef17bd03f1b","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_education_beatriz';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_healthcare_helena/preview.vtt"') where id = 'br_healthcare_helena';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0.0051,
  "offset_ms": 4.7,
  "version": 1,
  "offset_ms_p95": 14.6,
  "offset_ms_worst": 20.1,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":985},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0.0028,"offset_ms":5.1},"en-US":{"closure":1,"labiodental":1,"false_closure":0.0035,"offset_ms":2.5},"es-ES":{"closure":1,"labiodental":1,"false_closure":0.0086,"offset_ms":7.4}},
  "drawn": {"films":3,"seconds":17.3},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"38c383d672d33448","solver":"4268fd7253bbb89a","voice":"c04a49a87708868d","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_healthcare_helena';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_healthcare_tiago/preview.vtt"') where id = 'br_healthcare_tiago';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0,
  "offset_ms": 2,
  "version": 1,
  "offset_ms_p95": 13.1,
  "offset_ms_worst": 21.5,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":1020},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":8},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":-2.7},"es-ES":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":4.9}},
  "drawn": {"films":3,"seconds":16.4},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"f25ff83c68a3139a","solver":"4268fd7253bbb89a","voice":"0927ef8ca1fd305d","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_healthcare_tiago';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_safety_carlos/preview.vtt"') where id = 'br_safety_carlos';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0,
  "offset_ms": 2.7,
  "version": 1,
  "offset_ms_p95": 11.3,
  "offset_ms_worst": 15.3,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":1140},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":5.8},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":-2.4},"es-ES":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":4.3}},
  "drawn": {"films":3,"seconds":17.3},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"4712bdd3806bd751","solver":"4268fd7253bbb89a","voice":"0328052564d3ac11","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_safety_carlos';

update public.avatars_3d set assets = jsonb_set(assets, '{captions_url}', '"/storage/v1/object/public/avatars/br_safety_joana/preview.vtt"') where id = 'br_safety_joana';
update public.avatars_3d set voice_sync = jsonb_set(voice_sync, '{measured}', '{
  "closure": 1,
  "labiodental": 1,
  "false_closure": 0.0009,
  "offset_ms": -0.8,
  "version": 1,
  "offset_ms_p95": 12.2,
  "offset_ms_worst": 15.5,
  "counts": {"sentences":60,"bilabials":388,"labiodentals":196,"vowels":1055},
  "languages": {"pt-BR":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":4},"en-US":{"closure":1,"labiodental":1,"false_closure":0,"offset_ms":-4},"es-ES":{"closure":1,"labiodental":1,"false_closure":0.0026,"offset_ms":0.4}},
  "drawn": {"films":3,"seconds":17},
  "measured_on": "2026-11-23",
  "command": "npm run bench -- catalogue-lips",
  "basis": {"lips":"1205bd5a7b82892e","solver":"4268fd7253bbb89a","voice":"0235d241ed51de4f","sentences":"426085926853f6ba","ruler":"24e4c3586c9851ed"}
}') where id = 'br_safety_joana';
