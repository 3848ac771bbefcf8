/** For tests: what arrived, and waiting for what will. */
import type { RealtimeChannel } from '@supabase/supabase-js';

export class Inbox<T> {
  readonly received: T[] = [];
  #waiting: (() => void)[] = [];

  readonly put = (item: T): void => {
    this.received.push(item);
    for (const wake of this.#waiting.splice(0)) wake();
  };

  /** The first item that fits, past or future. */
  async next(fits: (item: T) => boolean = () => true): Promise<T> {
    for (;;) {
      const found = this.received.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves when `count` items have come. */
  async atLeast(count: number): Promise<T[]> {
    while (this.received.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.received;
  }
}

export interface Joined {
  readonly state: string;
  readonly error: string;
}

/** Subscribes and answers the states as they come. */
export function subscribed(channel: RealtimeChannel): Inbox<Joined> {
  const states = new Inbox<Joined>();
  channel.subscribe((state, error) => states.put({ state, error: error?.message ?? '' }));
  return states;
}

/** Subscribes and resolves once joined. @throws when the first answer is anything else */
export async function join(channel: RealtimeChannel): Promise<Inbox<Joined>> {
  const states = subscribed(channel);
  const first = await states.next();
  if (first.state !== 'SUBSCRIBED') throw new Error(`${first.state} ${first.error}`);
  return states;
}
