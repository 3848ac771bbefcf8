-- What failed with the code keeps its message under the nearest older one.
update public.render_jobs set error_code = 'voice_unavailable' where error_code = 'voice_language_mismatch';
update public.render_stages set error_code = 'voice_unavailable' where error_code = 'voice_language_mismatch';
update public.voice_clones set error_code = 'voice_unavailable' where error_code = 'voice_language_mismatch';
delete from private.error_codes where code = 'voice_language_mismatch';
