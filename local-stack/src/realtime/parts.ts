/** What one stack's Realtime is made of; its socket server and its HTTP endpoints share it. */
import { type Authenticator, createAuthenticator } from '../caller.ts';
import type { Caller, StackContext } from '../context.ts';
import { type Change, ChangeFeed } from './change-feed.ts';
import { asObject } from './frames.ts';
import { Hub } from './hub.ts';
import { DEFAULT_LIMITS, type RealtimeLimits } from './limits.ts';
import { Replication } from './replication.ts';

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
  const changes = new ChangeFeed(realtimeAdmin, hub, log);
  const replication = new Replication(
    context.replicationUrl,
    {
      change(change, commit) {
        const { schema, name } = change.relation;
        if (schema === 'realtime' && name === 'messages') return broadcastRow(hub, change, context);
        return changes.push(change, commit);
      },
      lost: () => hub.interruptAll(),
    },
    log,
  );
  return { context, hub, changes, replication, authenticator: createAuthenticator(context), limits };
}

/** A committed row of realtime.messages, written by realtime.send or by a client its policies let, is a broadcast. */
function broadcastRow(hub: Hub, change: Change, { log }: StackContext): void {
  if (change.tag !== 'insert' || change.new.extension !== 'broadcast') return;
  const { id, topic, event, payload, private: isPrivate } = change.new as Record<string, string | null>;
  if (!topic || event === null || event === undefined) return;
  try {
    const message = { event, payload: asObject(JSON.parse(payload ?? '{}')), meta: { id } };
    hub.broadcast(topic, isPrivate === 't', message);
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
