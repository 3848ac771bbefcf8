/**
 * Two hundred people who watch films, each over a connection of its own: is every event delivered to each of them?
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { TestStack } from '../local-stack/src/testing.ts';
import { JOB_EVENTS, jobTopic } from '../supabase/functions/_shared/contract/events.ts';
import { type NoopAgent, queueFilms } from './load-queue.ts';

const SUBSCRIBERS = 200;
const FILMS = 20;
const BEATS = 15;
/** Between two progress reports of the fleet: about what twenty films at once send. */
const PACE_MS = 20;
const JOIN_MS = 30_000;
const SETTLE_MS = 10_000;

export interface RealtimeFigures {
  readonly realtime_lost: number;
  readonly realtime_delivered: number;
  readonly realtime_subscribers: number;
}

export async function watchFilms(
  stack: TestStack,
  owner: { readonly id: string; readonly token: string },
  agent: NoopAgent,
): Promise<RealtimeFigures> {
  const jobs = await queueFilms(stack.dbUrl, owner.id, FILMS);
  const claims = [];
  for (;;) {
    const claim = await agent.claim(['tts']);
    if (!claim) break;
    claims.push(claim);
  }
  const clients: SupabaseClient[] = [];
  let delivered = 0;
  let joined = 0;
  try {
    await Promise.all(
      Array.from({ length: SUBSCRIBERS }, async (_, i) => {
        const client = createClient(stack.url, stack.keys.publishable, {
          accessToken: () => Promise.resolve(owner.token),
        });
        clients.push(client);
        await client.realtime.setAuth();
        const channel = client.channel(jobTopic(jobs[i % FILMS] ?? ''), { config: { private: true } });
        for (const event of JOB_EVENTS)
          channel.on('broadcast', { event }, () => {
            delivered += 1;
          });
        await new Promise<void>((ready) => {
          const late = setTimeout(ready, JOIN_MS);
          channel.subscribe((status) => {
            if (status !== 'SUBSCRIBED') return;
            joined += 1;
            clearTimeout(late);
            ready();
          });
        });
      }),
    );
    if (joined < SUBSCRIBERS) throw new Error(`only ${joined} of ${SUBSCRIBERS} subscribers could join`);
    const { rows: before } = await stack.sql<{ now: string }>('select clock_timestamp()::text as now');
    for (let beat = 1; beat <= BEATS; beat += 1) {
      for (const { lease_id } of claims) {
        await agent.heartbeat(lease_id, beat / (BEATS + 1));
        await delay(PACE_MS);
      }
    }
    const { rows: sent } = await stack.sql<{ events: number }>(
      `select count(*)::integer as events from realtime.messages m
       where m.inserted_at >= $1::timestamptz and m.topic = any ($2)`,
      [before[0]?.now, jobs.map(jobTopic)],
    );
    const expected = ((sent[0]?.events ?? 0) * SUBSCRIBERS) / FILMS;
    if (expected === 0) throw new Error('no event was sent, so that nothing was measured');
    for (
      const deadline = performance.now() + SETTLE_MS;
      delivered < expected && performance.now() < deadline;
    )
      await delay(50);
    return {
      realtime_lost: expected - delivered,
      realtime_delivered: delivered,
      realtime_subscribers: SUBSCRIBERS,
    };
  } finally {
    await Promise.all(clients.map((client) => client.realtime.disconnect()));
    for (const claim of claims) await agent.settle(claim);
  }
}
