/** What one stack's Realtime is made of; its socket server and its HTTP endpoints share it. */
import { type Authenticator, createAuthenticator } from '../caller.ts';
import type { Caller, StackContext, StackLog } from '../context.ts';
import { type Change, ChangeFeed } from './change-feed.ts';
import { asObject } from './frames.ts';
import { Hub } from './hub.ts';
import { DEFAULT_LIMITS, type RealtimeLimits } from './limits.ts';
import { Replication, type Transaction } from './replication.ts';
import { Visibility } from './visibility.ts';

export interface RealtimeParts {
  readonly context: StackContext;
  readonly hub: Hub;
  readonly changes: ChangeFeed;
  readonly replication: Replication;
  readonly authenticator: Authenticator;
  readonly limits: RealtimeLimits;
}

const known = new WeakMap<StackContext, RealtimeParts>();

/** The one Realtime of a context, made when first asked for; `limits` count only then. */
export function realtimeOf(context: StackContext, limits: Partial<RealtimeLimits> = {}): RealtimeParts {
  const made = known.get(context) ?? makeParts(context, { ...DEFAULT_LIMITS, ...limits });
  known.set(context, made);
  return made;
}

function makeParts(context: StackContext, limits: RealtimeLimits): RealtimeParts {
  const { realtimeAdmin, log } = context;
  const hub = new Hub();
  const visibility = new Visibility(realtimeAdmin);
  const changes = new ChangeFeed(realtimeAdmin, hub, visibility, log);
  const replication = new Replication(
    context.replicationUrl,
    {
      change(change, transaction) {
        const { schema, name } = change.relation;
        if (schema === 'realtime' && name === 'messages')
          return broadcastRow(hub, visibility, change, transaction, log);
        return changes.push(change, transaction);
      },
      lost: () => hub.interruptAll(),
    },
    log,
  );
  return { context, hub, changes, replication, authenticator: createAuthenticator(context), limits };
}

/** A committed row of realtime.messages, written by realtime.send or by a client its policies let, is a broadcast. */
async function broadcastRow(
  hub: Hub,
  visibility: Visibility,
  change: Change,
  { xid }: Transaction,
  log: StackLog,
): Promise<void> {
  if (change.tag !== 'insert' || change.new.extension !== 'broadcast') return;
  const { id, topic, event, payload, private: flag } = change.new as Record<string, string | null>;
  const isPrivate = flag === 't';
  if (!topic || event === null || event === undefined || !hub.hasListeners(topic, isPrivate)) return;
  try {
    // Whoever hears of a change reads the rows next, and must find them changed.
    await visibility.reached(xid);
    hub.broadcast(topic, isPrivate, { event, payload: asObject(JSON.parse(payload ?? '{}')), meta: { id } });
  } catch (error) {
    log.warn('realtime message not broadcast', { topic, error: String(error) });
  }
}

export interface Identity {
  readonly caller: Caller;
  /** When the token ends, in milliseconds; null for an API key, which does not. */
  readonly expiresAt: number | null;
}

/** Who a channel speaks for: an access token of Auth, or one of the stack's keys in its place. @throws CallerError */
export async function identityOf(authenticator: Authenticator, token: string): Promise<Identity> {
  if (token.startsWith('sb_')) return { caller: authenticator.fromKey(token), expiresAt: null };
  const caller = await authenticator.fromToken(token);
  return { caller, expiresAt: Number(caller.claims.exp) * 1000 };
}
