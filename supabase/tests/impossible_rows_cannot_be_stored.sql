-- Named CHECKs hold even for the owner of the tables; each is met by a row that breaks it and no other.
do $$
declare
  voice constant uuid := '00000000-0000-4000-8000-0000000000c1';
  impossible record;
  met text;
  met_names text[] := '{}';
begin
  perform tests.be_user(tests.ana());
  perform public.create_render_job('br_corporate_ana', 'Oi.', '{"language": "pt-BR"}', '{}', idempotency_key => 'k');
  insert into public.voice_clones (id, name, audio_sample_url)
    values (voice, 'Ana', concat_ws('/', tests.ana(), voice, 'sample.wav'));
  perform public.request_speech_preview('Oi.', '{"language": "pt-BR"}');
  perform public.create_api_token('CI', '{read}');
  perform public.create_webhook('https://example.com/', '{job.failed}');
  perform public.give_voice_consent(voice, 'Ana Paula', '2026-11');
  insert into public.pronunciations (language, grapheme, say) values ('pt-BR', 'EPI', 'é pê i');
  insert into public.brand_kits (user_id) values (tests.ana());
  perform public.save_draft(gen_random_uuid(), 0, 'Aula', '{}');
  perform public.create_look_avatar('Minha', 'br_corporate_ana',
    '{"version": 1, "macro": {}, "face": {}, "skin": {}, "hair": {}, "brows": {}, "lashes": {}, "eyes": {}, "wardrobe": {}}');
  insert into storage.objects (bucket_id, name) values ('own-avatars', concat_ws('/', tests.ana(), voice, 'source.glb'));
  perform public.import_avatar(voice, 'Visita', 'male');
  perform public.request_account_deletion();
  perform tests.be_agent(tests.agent());
  perform public.register_agent('host', '1', '{}');
  perform tests.be_admin();
  perform private.queue_deletion('uploads', tests.ana() || '/', 'test', interval '0');
  insert into public.share_links (job_id, user_id, token_hash, expires_at)
    select j.id, j.user_id, repeat('0', 64), now() + interval '1 day' from public.render_jobs j;
  alter table public.avatar_projects disable trigger check_project;

  for impossible in
    select * from (values
      ('render_jobs_status_known', 'update public.render_jobs set status = ''paused'''),
      ('render_jobs_progress_is_a_share', 'update public.render_jobs set progress = 1.1'),
      ('render_jobs_current_stage_known', 'update public.render_jobs set current_stage = ''upload'''),
      ('render_jobs_film_only_when_completed', 'update public.render_jobs set video_url = ''/x'''),
      ('render_jobs_film_only_when_completed',
       'update public.render_jobs set status = ''completed'', progress = 1, completed_at = now()'),
      ('render_jobs_completed_is_whole',
       'update public.render_jobs set status = ''completed'', progress = 0.9, completed_at = now(), video_url = ''/x'''),
      ('render_jobs_processing_has_started', 'update public.render_jobs set status = ''processing'''),
      ('render_jobs_queued_has_not_started', 'update public.render_jobs set started_at = now()'),
      ('render_jobs_ended_has_a_time', 'update public.render_jobs set completed_at = now()'),
      ('render_jobs_ended_has_a_time',
       'update public.render_jobs set status = ''failed'', error_code = ''internal'', error_message = ''x'', remedy = ''x'''),
      ('render_jobs_unfilmed_says_why', 'update public.render_jobs set status = ''failed'', completed_at = now()'),
      ('render_stages_name_known', 'update public.render_stages set stage_name = ''upload'' where stage_name = ''tts'''),
      ('render_stages_status_known', 'update public.render_stages set status = ''paused'''),
      ('render_stages_progress_is_a_share', 'update public.render_stages set progress = -0.1'),
      ('render_stages_estimate_positive', 'update public.render_stages set estimated_s = 0'),
      ('render_stages_processing_has_started', 'update public.render_stages set status = ''processing'''),
      ('render_stages_completed_is_whole',
       'update public.render_stages set status = ''completed'', started_at = now(), completed_at = now()'),
      ('render_stages_ended_has_a_time', 'update public.render_stages set completed_at = now()'),
      ('render_stages_failed_says_why', 'update public.render_stages set status = ''failed'', completed_at = now()'),
      ('render_tasks_stage_known', 'update public.render_tasks set stage = ''upload'' where stage = ''tts'''),
      ('render_tasks_serves_one_thing',
       'update public.render_tasks set stage = ''voice_training'' where stage = ''tts'''),
      ('render_tasks_frames_not_negative', 'update public.render_tasks set first_frame = -1'),
      ('render_tasks_status_known', 'update public.render_tasks set status = ''paused'', completed_at = now()'),
      ('render_tasks_progress_is_a_share', 'update public.render_tasks set progress = 2'),
      ('render_tasks_attempts_bounded', 'update public.render_tasks set attempt = 4'),
      ('render_tasks_lease_bounded', 'update public.render_tasks set lease_seconds = 1'),
      ('render_tasks_processing_has_a_lease', 'update public.render_tasks set status = ''processing'''),
      ('render_tasks_processing_has_a_lease', 'update public.render_tasks set lease_expires_at = now()'),
      ('render_tasks_pending_has_no_lease', 'update public.render_tasks set lease_id = gen_random_uuid()'),
      ('render_tasks_completed_has_an_artifact',
       'update public.render_tasks set status = ''completed'', completed_at = now()'),
      ('render_tasks_failed_says_why', 'update public.render_tasks set status = ''failed'', completed_at = now()'),
      ('render_tasks_ended_has_a_time', 'update public.render_tasks set completed_at = now()'),
      ('voice_consents_consenter_named',
       'insert into public.voice_consents (voice_id, user_id, consenter_name, relation, statement_version, language, statement)
        select voice_id, user_id, ''  x '', relation, statement_version, language, statement from public.voice_consents'),
      ('voice_consents_speaker_named_when_another',
       'insert into public.voice_consents (voice_id, user_id, consenter_name, relation, statement_version, language, statement)
        select voice_id, user_id, consenter_name, ''authorised'', statement_version, language, statement from public.voice_consents'),
      ('voice_consents_revoked_after_given',
       'update public.voice_consents set revoked_at = given_at - interval ''1 second'''),
      ('pronunciations_language_known', 'update public.pronunciations set language = ''fr-FR'''),
      ('pronunciations_grapheme_length', 'update public.pronunciations set grapheme = '' '''),
      ('pronunciations_say_length', 'update public.pronunciations set say = repeat(''x'', 201)'),
      ('voice_removals_claim_is_whole',
       'insert into public.voice_removals (engine, voice_id, model_id, profile, claimed_by)
        values (''azure'', gen_random_uuid(), ''x'', ''{}'', gen_random_uuid())'),
      ('render_requests_key_not_empty', 'update public.render_requests set idempotency_key = '''''),
      ('voice_clones_name_not_blank', 'update public.voice_clones set name = '' '''),
      ('voice_clones_language_known', 'update public.voice_clones set language = ''fr-FR'''),
      ('voice_clones_status_known', 'update public.voice_clones set status = ''paused'''),
      ('voice_clones_progress_is_a_share', 'update public.voice_clones set training_progress = 2'),
      ('voice_clones_ready_has_profile', 'update public.voice_clones set status = ''ready'''),
      ('voice_clones_failed_says_why', 'update public.voice_clones set status = ''failed'''),
      ('speech_previews_status_known', 'update public.speech_previews set status = ''lost'''),
      ('speech_previews_result_only_when_ready', 'update public.speech_previews set result = ''{}'''),
      ('speech_previews_failed_says_why', 'update public.speech_previews set status = ''failed'''),
      ('speech_previews_life_is_short',
       'update public.speech_previews set expires_at = created_at + interval ''2 hours'''),
      ('users_name_length', 'update public.users set name = '''''),
      ('render_jobs_deleted_has_ended', 'update public.render_jobs set deleted_at = now()'),
      ('share_links_token_is_a_sha256', 'update public.share_links set token_hash = ''x'''),
      ('share_links_expires_within_a_year', 'update public.share_links set expires_at = created_at'),
      ('share_links_expires_within_a_year', 'update public.share_links set expires_at = created_at + interval ''2 years'''),
      ('share_links_views_counted', 'update public.share_links set views = 1'),
      ('brand_kits_colours_are_few', 'update public.brand_kits set colours = array_fill(''#ffffff''::text, array[9])'),
      ('brand_kits_font_known', 'update public.brand_kits set font = ''comic'''),
      ('project_drafts_body_is_an_object', 'update public.project_drafts set body = ''[]'''),
      ('project_drafts_body_bounded', 'update public.project_drafts set body = jsonb_build_object(''a'', repeat(''x'', 262144))'),
      ('project_drafts_revision_positive', 'update public.project_drafts set revision = 0'),
      ('account_deletions_code_is_a_sha256', 'update public.account_deletions set code_hash = ''x'''),
      ('rate_classes_per_minute_positive', 'update private.rate_classes set per_minute = 0'),
      ('idempotency_keys_answered_is_whole', 'insert into private.idempotency_keys (user_id, idempotency_key,
         request_hash, locked_until, status) select id, ''k'', ''x'', now(), 200 from public.users limit 1'),
      ('webhook_policy_has_one_row', 'insert into private.webhook_policy (only_row) values (false)'),
      ('webhooks_url_bounded', 'update public.webhooks set url = ''ftp://x/'''),
      ('webhooks_events_known', 'update public.webhooks set events = ''{}'''),
      ('webhooks_disabled_is_inactive', 'update public.webhooks set disabled_reason = ''x'''),
      ('webhook_deliveries_status_known', 'insert into public.webhook_deliveries (webhook_id, user_id, event_id, event,
         payload, status, ended_at) select id, user_id, id, ''x'', ''{}'', ''lost'', now() from public.webhooks'),
      ('webhook_deliveries_ended_has_a_time', 'insert into public.webhook_deliveries (webhook_id, user_id, event_id,
         event, payload, status) select id, user_id, id, ''x'', ''{}'', ''failed'' from public.webhooks'),
      ('plans_active_jobs_positive', 'update public.plans set active_jobs = 0'),
      ('plans_sample_days_positive', 'update public.plans set sample_days = 0'),
      ('plans_film_days_positive', 'update public.plans set film_days = 0'),
      ('voice_clones_clone_engine_known', 'update public.voice_clones set clone_engine = ''parrot'''),
      ('voice_uses_kind_known', 'insert into public.voice_uses (user_id, voice_id, kind, actor, actor_id)
         select user_id, id, ''sold'', ''owner'', user_id from public.voice_clones limit 1'),
      ('voice_uses_actor_known', 'insert into public.voice_uses (user_id, voice_id, kind, actor, actor_id)
         select user_id, id, ''spoken'', ''stranger'', user_id from public.voice_clones limit 1'),
      ('api_tokens_name_length', 'update public.api_tokens set name = '''''),
      ('api_tokens_scopes_known', 'update public.api_tokens set scopes = ''{account}'''),
      ('api_tokens_life_is_bounded', 'update public.api_tokens set expires_at = created_at + interval ''400 days'''),
      ('api_token_hashes_are_sha256', 'update private.api_token_hashes set hash = ''x'''),
      ('plans_month_seconds_positive', 'update public.plans set month_seconds = 0'),
      ('plans_script_characters_bounded', 'update public.plans set script_characters = 30001'),
      ('plans_max_resolution_is_a_size', 'update public.plans set max_resolution = ''big'''),
      ('plans_qualities_known', 'update public.plans set qualities = ''{}'''),
      ('usage_entries_kind_known', 'insert into public.usage_entries (user_id, job_id, kind, seconds, period)
         select id, gen_random_uuid(), ''gift'', 1, ''2026-01-01'' from public.users limit 1'),
      ('usage_entries_reserved_adds', 'insert into public.usage_entries (user_id, job_id, kind, seconds, period)
         select id, gen_random_uuid(), ''reserved'', -1, ''2026-01-01'' from public.users limit 1'),
      ('usage_entries_released_subtracts', 'insert into public.usage_entries (user_id, job_id, kind, seconds, period)
         select id, gen_random_uuid(), ''released'', 1, ''2026-01-01'' from public.users limit 1'),
      ('usage_entries_period_is_a_month', 'insert into public.usage_entries (user_id, job_id, kind, seconds, period)
         select id, gen_random_uuid(), ''settled'', 1, ''2026-01-02'' from public.users limit 1'),
      ('avatar_projects_title_not_blank', 'update public.avatar_projects set title = '' '''),
      ('avatars_3d_category_known', 'update public.avatars_3d set category = ''sports'''),
      ('avatars_3d_gender_known', 'update public.avatars_3d set gender = ''x'''),
      ('avatars_3d_ethnicity_known', 'update public.avatars_3d set ethnicity = ''x'''),
      ('avatars_3d_age_known', 'update public.avatars_3d set age = ''x'''),
      ('avatars_3d_quality_known', 'update public.avatars_3d set quality = ''draft'''),
      ('avatars_3d_id_is_a_path_segment', 'update public.avatars_3d set id = ''a/b'' where id = ''br_safety_carlos'''),
      ('avatars_3d_details_are_objects', 'update public.avatars_3d set features = ''[]'''),
      ('avatars_3d_kind_known', 'update public.avatars_3d set kind = ''robot'', base_avatar_id = null where kind = ''look'''),
      ('avatars_3d_catalogue_is_nobodys', 'update public.avatars_3d set user_id = null where kind = ''look'''),
      ('avatars_3d_own_id_is_a_uuid', 'update public.avatars_3d set id = ''minha'' where kind = ''look'''),
      ('avatars_3d_look_has_a_base', 'update public.avatars_3d set base_avatar_id = null where kind = ''look'''),
      ('avatars_3d_only_files_are_checked', 'update public.avatars_3d set status = ''checking'' where kind = ''look'''),
      ('avatars_3d_progress_is_a_share', 'update public.avatars_3d set progress = 1.5 where kind = ''look'''),
      ('avatars_3d_deleted_is_off', 'update public.avatars_3d set deleted_at = now() where kind = ''look'''),
      ('avatars_3d_status_known', 'update public.avatars_3d set status = ''lost'' where kind = ''glb'''),
      ('avatars_3d_failed_says_why', 'update public.avatars_3d set status = ''failed'' where kind = ''glb'''),
      ('plans_own_avatars_not_negative', 'update public.plans set own_avatars = -1'),
      ('render_tasks_serves_one_thing', 'update public.render_tasks set avatar_id = null where stage = ''avatar_import'''),
      ('stage_rates_stage_known', 'update public.stage_rates set stage = ''upload'' where stage = ''tts'''),
      ('stage_rates_rate_positive', 'update public.stage_rates set seconds_per_second = 0'),
      ('stage_rates_size_matches_pixels', 'update public.stage_rates set pixels = 0'),
      ('stage_rates_handing_not_negative', 'update public.stage_rates set handing_s = -1'),
      ('gpu_agents_name_length', 'update public.gpu_agents set name = '''''),
      ('storage_deletions_prefix_is_a_folder', 'update public.storage_deletions set prefix = ''everything'''),
      ('storage_deletions_claim_is_whole', 'update public.storage_deletions set claimed_by = gen_random_uuid()'),
      ('error_codes_answered_or_recorded', 'insert into private.error_codes (code, remedy) values (''x'', ''x'')'),
      ('error_codes_status_is_http', 'insert into private.error_codes (code, status, remedy) values (''x'', 200, ''x'')')
    ) as rows_of (name, statement)
  loop
    begin
      execute impossible.statement;
      raise exception 'was stored: %', impossible.statement using errcode = 'XX001';
    exception when check_violation then
      get stacked diagnostics met = constraint_name;
      perform tests.equal(met, impossible.name, impossible.statement);
      met_names := met_names || met;
    end;
  end loop;

  alter table public.avatar_projects enable trigger check_project;
  perform tests.equal(
    (select string_agg(c.conname, ', ') from pg_constraint c
     where c.contype = 'c' and c.connamespace in ('public'::regnamespace, 'private'::regnamespace)
       and c.conname <> all (met_names)), null, 'and no CHECK is left out');
end
$$;

-- Nobody inserts a finished job, not even a privileged client.
do $$
declare
  project uuid;
  stored public.render_jobs;
begin
  perform tests.be_user(tests.bruno());
  perform tests.queue_job();
  select p.id into project from public.avatar_projects p where p.user_id = tests.bruno();
  perform tests.be('service_role', null);
  insert into public.render_jobs (project_id, status, progress, video_url, completed_at)
    values (project, 'completed', 1, '/x', now()) returning * into stored;
  perform tests.equal(concat_ws(' ', stored.status, stored.progress, stored.user_id), 'queued 0 ' || tests.bruno(),
    'it starts at the beginning, for the project''s owner');
end
$$;
