/** Realtime: who may join which private topic, that nobody but SQL speaks there, and whose changes are told to whom. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RealtimeChannel } from '@supabase/supabase-js';
import { Inbox, join, subscribed } from '../../local-stack/src/realtime/inbox.ts';
import type { Actor, World } from './cast.ts';
import { everybody, type Row } from './rows.ts';
import { TOPICS } from './topic-rights.ts';

/** An event that never comes must fail the test, not stop the suite. */
const LIMIT = { timeout: 30_000 };

interface Heard {
  readonly event: string;
  readonly payload: Row;
}

interface Listener {
  readonly inbox: Inbox<Heard>;
  readonly channel: RealtimeChannel;
}

/** Joins and hears every broadcast, its own included. */
async function listen(actor: Actor, topic: string, isPrivate: boolean): Promise<Listener> {
  const inbox = new Inbox<Heard>();
  const channel = actor.client.channel(topic, { config: { private: isPrivate, broadcast: { self: true } } });
  channel.on('broadcast', { event: '*' }, ({ event, payload }) => inbox.put({ event, payload }));
  await join(channel);
  return { inbox, channel };
}

/** Says `forged` in a joined channel; resolves once the server has read it, since it reads a socket in order. */
async function speak(actor: Actor, channel: RealtimeChannel): Promise<void> {
  await channel.send({ type: 'broadcast', event: 'forged', payload: { by: actor.name } });
  const marker = actor.client.channel(`marker-${crypto.randomUUID()}`);
  await join(marker);
  await actor.client.removeChannel(marker);
}

const eventsOf = ({ inbox }: Listener): string[] => inbox.received.map(({ event }) => event);

export function refusalsOfTopics(world: () => World): void {
  describe('Realtime refuses', () => {
    for (const [index, { topic, listen: listeners }] of TOPICS.entries()) {
      test(`private topic ${index}: joined by ${listeners.join(', ') || 'nobody'} alone`, LIMIT, async () => {
        for (const actor of everybody(world())) {
          const channel = actor.client.channel(topic(world()), { config: { private: true } });
          const { state } = await subscribed(channel).next();
          assert.equal(state, listeners.includes(actor.name) ? 'SUBSCRIBED' : 'CHANNEL_ERROR', actor.name);
          await actor.client.removeChannel(channel);
        }
      });
    }
    test('broadcasts over HTTP into private topics, from everybody', async () => {
      for (const actor of everybody(world())) {
        for (const { topic } of TOPICS) {
          const message = { topic: topic(world()), event: 'forged', payload: {}, private: true };
          const { status } = await world().request(actor, 'POST', '/realtime/v1/api/broadcast', {
            body: { messages: [message] },
          });
          assert.equal(status, 403, `${actor.name} into ${message.topic}`);
        }
      }
    });
  });
}

export function whatFollowersHear(world: () => World): void {
  test(
    'listeners hear SQL and nobody else, and the public twin of a topic hears nothing of it',
    LIMIT,
    async () => {
      const { actors, ids, leases } = world();
      const { ana, bia, one, two, visitor } = actors;
      const rpc = async (actor: Actor, name: string, args: Row): Promise<Row | null> => {
        const { data, error } = await actor.client.rpc(name, args);
        assert.equal(error, null, `${actor.name} calls ${name}: ${error?.message}`);
        return data;
      };
      const topic = `job:${ids.live}`;
      const owner = await listen(ana, topic, true);
      const agents = await listen(two, 'agents', true);
      const agentsToo = await listen(one, 'agents', true);
      const own = await listen(one, `agent:${ids.one}`, true);
      const twin = await listen(visitor, topic, false);
      const intruder = await listen(bia, topic, false);

      await speak(ana, owner.channel);
      await speak(two, agents.channel);
      await speak(one, own.channel);
      await speak(bia, intruder.channel);
      await twin.inbox.next(({ event }) => event === 'forged');

      await rpc(one, 'heartbeat_task', { lease_id: leases.live, progress: 0.3 });
      const queued = await rpc(bia, 'create_render_job', {
        avatar_id: 'br_corporate_ana',
        script: 'Olá',
        voice_config: { language: 'pt-BR' },
        render_settings: {},
      });
      const task = await rpc(one, 'claim_task', { stages: ['tts'], engines: ['tts:espeak'] });
      assert.equal(task?.job_id, queued?.job_id);
      await rpc(bia, 'cancel_render_job', { job_id: queued?.job_id });

      const told = await owner.inbox.next(({ event }) => event !== 'forged');
      assert.deepEqual([told.event, told.payload.job_id], ['job_progressed', ids.live]);
      const available = await agents.inbox.next(({ event }) => event !== 'forged');
      assert.deepEqual([available.event, available.payload.stage], ['task_available', 'tts']);
      const cancelled = await own.inbox.next(({ event }) => event !== 'forged');
      assert.deepEqual([cancelled.event, cancelled.payload.lease_id], ['task_cancelled', task?.lease_id]);
      await agentsToo.inbox.next();
      // All of it has arrived in the order it was said: a forgery would have come first.
      for (const listener of [owner, agents, agentsToo, own])
        assert.ok(!eventsOf(listener).includes('forged'));
      for (const listener of [twin, intruder])
        assert.deepEqual(
          new Set(eventsOf(listener)),
          new Set(['forged']),
          'a private event reached the public topic',
        );
      for (const actor of everybody(world())) await actor.client.removeAllChannels();
    },
  );

  test(
    'were tables published, everybody would be told of the rows they may read and no other',
    LIMIT,
    async () => {
      const { actors, ids, leases, stack } = world();
      await stack.sql(
        'alter publication supabase_realtime add table public.plans, public.render_jobs, public.render_tasks',
      );
      const inboxes = new Map<Actor, Inbox<{ table: string; new: Row }>>();
      for (const actor of everybody(world())) {
        const inbox = new Inbox<{ table: string; new: Row }>();
        const system = new Inbox<{ status: string; extension: string; message: string }>();
        const channel = actor.client.channel(`changes-${actor.name}`);
        channel.on('postgres_changes', { event: '*', schema: 'public' }, inbox.put);
        channel.on('system', {}, system.put);
        await join(channel);
        const { status, message } = await system.next(({ extension }) => extension === 'postgres_changes');
        assert.equal(status, 'ok', `${actor.name}: ${message}`);
        inboxes.set(actor, inbox);
      }
      for (const [actor, lease_id] of [
        [actors.one, leases.live],
        [actors.two, leases.bias],
      ] as const) {
        const { error } = await actor.client.rpc('heartbeat_task', { lease_id, progress: 0.4 });
        assert.equal(error, null);
      }
      // Everybody may read plans: whoever is told of this has been told of all that came before.
      await stack.sql(`update public.plans set active_jobs = active_jobs where id = 'free'`);
      for (const [actor, inbox] of inboxes) {
        await inbox.next(({ table }) => table === 'plans');
        const jobs = inbox.received
          .filter(({ table }) => table === 'render_jobs')
          .map((change) => change.new.id);
        const expected = actor.name === 'ana' ? [ids.live] : actor.name === 'bia' ? [ids.bias] : [];
        assert.deepEqual([...new Set(jobs)], expected, actor.name);
        const tasks = inbox.received.filter(({ table }) => table === 'render_tasks');
        for (const change of tasks) assert.deepEqual(change.new, {}, `${actor.name} was told of a task`);
        await actor.client.removeAllChannels();
      }
      await stack.sql(
        'alter publication supabase_realtime drop table public.plans, public.render_jobs, public.render_tasks',
      );
    },
  );
}
