/**
 * Where an account is in the guide: on this device, so that a reload goes on where it was, and that it has ended in the
 * account's own metadata, so that no other device offers it again.
 */
import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import { readStored, writeStored } from '../stored.ts';
import { supabase } from '../supabase.ts';
import { advance, type TourEvent, TourState } from './tour-steps.ts';

/** Accounts older than this when the guide first sees them have found their way. */
const NEW_FOR_MS = 7 * 86_400_000;

const keyOf = (user: string): string => `semblante.tour.${user}`;
const followers = new Set<() => void>();
/** One object for one text: a snapshot must not change while nothing has. */
let read: { readonly text: string | null; readonly state: TourState | null } = { text: null, state: null };

function stateOf(user: string): TourState | null {
  const text = readStored(keyOf(user));
  if (text !== read.text) read = { text, state: parse(text) };
  return read.state;
}

function parse(text: string | null): TourState | null {
  try {
    return TourState.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}

function follow(changed: () => void): () => void {
  followers.add(changed);
  // Another tab moves on too.
  addEventListener('storage', changed);
  return () => {
    followers.delete(changed);
    removeEventListener('storage', changed);
  };
}

/** Null: the guide was never begun or refused on this device. */
export const useTourState = (user: string): TourState | null =>
  useSyncExternalStore(follow, () => stateOf(user));

export function sendTour(user: string, event: TourEvent): void {
  const now = stateOf(user) ?? { step: 'closed', jobId: null };
  const next = advance(now, event);
  // An offer that is refused ends a guide that never began.
  if (next === now && event.type !== 'leave') return;
  writeStored(keyOf(user), JSON.stringify(next));
  for (const changed of followers) changed();
  if (next.step === 'done' || next.step === 'closed') void remember();
}

/** Failing costs no more than an offer on another device. */
async function remember(): Promise<void> {
  const { auth } = await supabase();
  const { data } = await auth.getSession();
  if (data.session && !hasEnded(data.session.user.user_metadata))
    await auth.updateUser({ data: { tour: 'ended' } });
}

const hasEnded = (metadata: unknown): boolean =>
  z.object({ tour: z.literal('ended') }).safeParse(metadata).success;

/** Whether the guide is offered to an account that has not begun it on this device. */
export function isOffered(
  user: { readonly created_at: string; readonly user_metadata: unknown },
  now = Date.now(),
): boolean {
  return now - Date.parse(user.created_at) < NEW_FOR_MS && !hasEnded(user.user_metadata);
}
