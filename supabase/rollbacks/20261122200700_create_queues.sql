-- The extension stays: the project may use it for queues of its own.
drop function private.queue_of(text);
select pgmq.drop_queue('voice_training');
select pgmq.drop_queue('render_compositing');
select pgmq.drop_queue('render_ue5');
select pgmq.drop_queue('render_audio2face');
select pgmq.drop_queue('render_tts');
