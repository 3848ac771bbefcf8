/** Who listens to what. Private and public channels of one name are different channels. */
import type { Caller } from '../context.ts';
import type { ChangeBinding } from './change-filters.ts';
import { encodeBroadcast, type UserBroadcast } from './frames.ts';

/** A channel somebody has joined, as the hub and the change feed see it. */
export interface Subscriber {
  /** Without the protocol's `realtime:` in front. */
  readonly topic: string;
  readonly isPrivate: boolean;
  readonly caller: Caller;
  readonly bindings: readonly ChangeBinding[];
  readonly isJoined: boolean;
  deliver(frame: string | Buffer): void;
  /** Tells the client that it may have missed something: it joins again, and reads again what it shows. */
  interrupt(): void;
}

export const wireTopic = (topic: string): string => `realtime:${topic}`;

export class Hub {
  readonly #byTopic = new Map<string, Set<Subscriber>>();
  readonly #followers = new Set<Subscriber>();

  add(subscriber: Subscriber): void {
    const key = keyOf(subscriber.topic, subscriber.isPrivate);
    const members = this.#byTopic.get(key) ?? new Set();
    members.add(subscriber);
    this.#byTopic.set(key, members);
    if (subscriber.bindings.length > 0) this.#followers.add(subscriber);
  }

  remove(subscriber: Subscriber): void {
    const key = keyOf(subscriber.topic, subscriber.isPrivate);
    const members = this.#byTopic.get(key);
    members?.delete(subscriber);
    if (members?.size === 0) this.#byTopic.delete(key);
    this.#followers.delete(subscriber);
  }

  /** Sends to everybody on the channel but `sender`. @throws FrameError when the message fits no frame */
  broadcast(topic: string, isPrivate: boolean, message: UserBroadcast, sender?: Subscriber): void {
    const members = this.#byTopic.get(keyOf(topic, isPrivate));
    if (members === undefined) return;
    const frame = encodeBroadcast(wireTopic(topic), message);
    for (const member of members) {
      if (member !== sender) member.deliver(frame);
    }
  }

  hasListeners(topic: string, isPrivate: boolean): boolean {
    return this.#byTopic.has(keyOf(topic, isPrivate));
  }

  /** Channels that follow changes of a table. */
  followersOf(schema: string, table: string): Subscriber[] {
    return [...this.#followers].filter(({ bindings }) =>
      bindings.some((binding) => concerns(binding, schema, table)),
    );
  }

  interruptAll(): void {
    for (const member of [...this.#byTopic.values()].flatMap((members) => [...members])) member.interrupt();
  }
}

export function concerns(binding: ChangeBinding, schema: string, table: string): boolean {
  return (
    (binding.schema === '*' || binding.schema === schema) &&
    (binding.table === '*' || binding.table === table)
  );
}

const keyOf = (topic: string, isPrivate: boolean): string => `${isPrivate ? 'private' : 'public'}:${topic}`;
