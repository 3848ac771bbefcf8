-- What failed with the code keeps its message under the nearest older one.
update public.render_jobs set error_code = 'text_unspeakable' where error_code = 'invalid_ssml';
update public.render_stages set error_code = 'text_unspeakable' where error_code = 'invalid_ssml';
delete from private.error_codes where code = 'invalid_ssml';
