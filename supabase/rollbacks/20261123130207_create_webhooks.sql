-- The way down: nobody is told but who asks. What waits in the queue goes with it.

drop trigger announce_voice on public.voice_clones;
drop trigger announce_job on public.render_jobs;
drop function public.settle_webhook_delivery, public.claim_webhook_deliveries, public.replay_webhook_delivery,
  public.rotate_webhook_secret, public.update_webhook, private.own_webhook, public.create_webhook,
  private.new_webhook_secret, private.require_webhook, private.announce_voice, private.announce_job, private.announce,
  private.queue_delivery, private.sign_webhook, private.hmac_sha256;
select pgmq.drop_queue('webhooks');
drop table public.webhook_deliveries, private.webhook_secrets, public.webhooks, private.webhook_policy;
delete from private.error_codes where code in ('webhook_not_found', 'delivery_not_found');
