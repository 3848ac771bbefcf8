/** One channel a client has joined: who it is, what it may, and when its token ends. */
import type { Caller } from '../context.ts';
import type { ChangeBinding } from './change-filters.ts';
import type { Subscriber } from './hub.ts';
import type { Identity } from './parts.ts';
import type { TopicAccess } from './topic-access.ts';

/** setTimeout takes no more; a token that lives longer is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface ChannelOptions {
  readonly topic: string;
  /** The client's name for this joining; messages about it carry it, so that a late one hits no later joining. */
  readonly joinRef: string | null;
  readonly isPrivate: boolean;
  /** Gets its own broadcasts back. */
  readonly echoes: boolean;
  /** Wants to know when a broadcast was taken. */
  readonly acknowledges: boolean;
  readonly bindings: readonly ChangeBinding[];
}

/** What a channel asks of the connection it lives on. */
export interface ChannelHost {
  deliver(frame: string | Buffer): void;
  interrupt(channel: Channel): void;
  expire(channel: Channel): void;
}

export class Channel implements Subscriber {
  readonly topic: string;
  readonly joinRef: string | null;
  readonly isPrivate: boolean;
  readonly echoes: boolean;
  readonly acknowledges: boolean;
  readonly bindings: readonly ChangeBinding[];
  readonly #host: ChannelHost;
  #identity: Identity;
  #access: TopicAccess;
  #timer: NodeJS.Timeout | undefined;
  #joined = true;

  constructor(options: ChannelOptions, identity: Identity, access: TopicAccess, host: ChannelHost) {
    this.topic = options.topic;
    this.joinRef = options.joinRef;
    this.isPrivate = options.isPrivate;
    this.echoes = options.echoes;
    this.acknowledges = options.acknowledges;
    this.bindings = options.bindings;
    this.#host = host;
    this.#identity = identity;
    this.#access = access;
    this.#watchExpiry();
  }

  get caller(): Caller {
    return this.#identity.caller;
  }

  get maySpeak(): boolean {
    return !this.isPrivate || this.#access.write;
  }

  get isJoined(): boolean {
    return this.#joined;
  }

  /** A new token took the place of the old one, and its rights were asked anew. */
  renew(identity: Identity, access: TopicAccess): void {
    this.#identity = identity;
    this.#access = access;
    this.#watchExpiry();
  }

  deliver(frame: string | Buffer): void {
    if (this.#joined) this.#host.deliver(frame);
  }

  interrupt(): void {
    this.#host.interrupt(this);
  }

  close(): void {
    this.#joined = false;
    clearTimeout(this.#timer);
  }

  #watchExpiry(): void {
    clearTimeout(this.#timer);
    const { expiresAt } = this.#identity;
    if (expiresAt === null) return;
    const left = expiresAt - Date.now();
    this.#timer = setTimeout(
      () => (left > LONGEST_TIMER_MS ? this.#watchExpiry() : this.#host.expire(this)),
      Math.min(Math.max(left, 0), LONGEST_TIMER_MS),
    );
    this.#timer.unref();
  }
}
