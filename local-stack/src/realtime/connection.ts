/** One client's socket: joins, leaves, heartbeats, broadcasts and new tokens, in the order they come. */
import type { WebSocket } from 'ws';
import { CallerError } from '../caller.ts';
import { type ChangeBinding, ChangeRequestError, parseBinding } from './change-filters.ts';
import { Channel, type ChannelHost } from './channel.ts';
import { asObject, decodeFrame, encodeFrame, type Frame, FrameError } from './frames.ts';
import { wireTopic } from './hub.ts';
import { RateWindow } from './limits.ts';
import { type Identity, identityOf, type RealtimeParts } from './parts.ts';
import { type TopicAccess, topicAccess } from './topic-access.ts';

/** Frames waiting for their turn before the socket itself is made to wait. */
const MAX_WAITING_FRAMES = 64;
const PUBLIC: TopicAccess = { read: true, write: true };

/** A refusal with a sentence for the client. */
class Refusal extends Error {}

/** Ids of bindings are unique on a server, so that none is mistaken for one of an earlier joining. */
let lastBindingId = 0;

export class Connection implements ChannelHost {
  readonly #parts: RealtimeParts;
  readonly #socket: WebSocket;
  readonly #apiKey: string;
  readonly #channels = new Map<string, Channel>();
  readonly #joins: RateWindow;
  readonly #messages: RateWindow;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #lastHeard = Date.now();

  constructor(parts: RealtimeParts, socket: WebSocket, apiKey: string) {
    this.#parts = parts;
    this.#socket = socket;
    this.#apiKey = apiKey;
    this.#joins = new RateWindow(parts.limits.joinsPerSecond);
    this.#messages = new RateWindow(parts.limits.messagesPerSecond);
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on('close', () => this.#forgetAll());
    socket.on('error', (error) => parts.context.log.warn('realtime socket', { error: error.message }));
  }

  /** Cuts the socket when its client has been silent for too long. */
  cutIfSilent(now: number): void {
    if (now - this.#lastHeard > this.#parts.limits.silenceMs) this.#socket.terminate();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  deliver(frame: string | Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > this.#parts.limits.backlogBytes) {
      this.#parts.context.log.warn('realtime client too slow', { waiting: this.#socket.bufferedAmount });
      this.#socket.terminate();
      return;
    }
    this.#socket.send(frame);
  }

  interrupt(channel: Channel): void {
    this.#forget(channel);
    this.#push(channel, 'phx_error', {});
  }

  expire(channel: Channel): void {
    this.#end(channel, 'Token has expired: send a new access token and join again');
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#lastHeard = Date.now();
    this.#waiting++;
    if (this.#waiting === MAX_WAITING_FRAMES) this.#socket.pause();
    this.#tail = this.#tail
      .then(() => this.#handle(decodeFrame(data, isBinary)))
      .catch((error: unknown) => {
        // What follows a frame that cannot be read cannot be trusted either.
        if (error instanceof FrameError) this.#socket.close(1003, error.message.slice(0, 100));
        else this.#parts.context.log.error('realtime frame failed', { error: String(error) });
      })
      .finally(() => {
        this.#waiting--;
        if (this.#waiting === MAX_WAITING_FRAMES - 1 && this.#socket.isPaused) this.#socket.resume();
      });
  }

  async #handle(frame: Frame): Promise<void> {
    if (frame.topic === 'phoenix') {
      if (frame.event === 'heartbeat') this.#reply(frame, 'ok', {});
      return;
    }
    if (frame.event === 'phx_join') return this.#join(frame);
    const channel = this.#channels.get(frame.topic);
    if (channel === undefined || (frame.joinRef !== null && frame.joinRef !== channel.joinRef)) {
      if (frame.event === 'phx_leave') this.#reply(frame, 'ok', {});
      else this.#reply(frame, 'error', { reason: 'unmatched topic' });
      return;
    }
    switch (frame.event) {
      case 'phx_leave':
        this.#forget(channel);
        this.#reply(frame, 'ok', {});
        this.#push(channel, 'phx_close', {});
        return;
      case 'access_token':
        return this.#renew(channel, frame);
      case 'broadcast':
        return this.#broadcast(channel, frame);
      case 'presence':
        this.#reply(frame, 'error', { reason: 'Presence is not available in the local stack' });
        return;
      default:
        this.#reply(frame, 'error', { reason: `unknown event ${frame.event}` });
    }
  }

  async #join(frame: Frame): Promise<void> {
    try {
      await this.#admit(frame);
    } catch (error) {
      if (error instanceof Refusal || error instanceof CallerError || error instanceof ChangeRequestError) {
        this.#reply(frame, 'error', { reason: error.message });
        return;
      }
      this.#parts.context.log.error('realtime join failed', { topic: frame.topic, error: String(error) });
      this.#reply(frame, 'error', { reason: 'Realtime could not ask the database; join again' });
    }
  }

  async #admit(frame: Frame): Promise<void> {
    const { limits, replication, hub } = this.#parts;
    const topic = /^realtime:(.+)$/s.exec(frame.topic)?.[1];
    if (topic === undefined) throw new Refusal('unmatched topic');
    if (!this.#joins.take()) throw new Refusal('ClientJoinRateLimitReached: Too many joins per second');
    const earlier = this.#channels.get(frame.topic);
    if (earlier === undefined && this.#channels.size >= limits.channelsPerConnection) {
      throw new Refusal('ChannelRateLimitReached: Too many channels');
    }
    const payload = asObject(frame.payload);
    const config = asObject(payload.config);
    const broadcast = asObject(config.broadcast);
    if (asObject(config.presence).enabled === true) {
      throw new Refusal('Presence is not available in the local stack');
    }
    if (broadcast.replay !== undefined && broadcast.replay !== null) {
      throw new Refusal('Replay of broadcasts is not available in the local stack');
    }
    const asked = Array.isArray(config.postgres_changes) ? config.postgres_changes : [];
    const bindings = asked.map((binding) => parseBinding(binding, ++lastBindingId));
    const identity = await this.#identify(payload);
    const isPrivate = config.private === true;
    const access = isPrivate ? await this.#accessTo(topic, identity) : PUBLIC;
    if (!(await replication.isReady(limits.joinWaitMs))) {
      throw new Refusal('Realtime is connecting to the database; join again');
    }
    const problems = await this.#problemsOf(bindings, identity);
    // The socket may have closed meanwhile, and nobody would ever take the channel out of the hub.
    if (this.#socket.readyState !== this.#socket.OPEN) return;

    if (earlier !== undefined) {
      this.#forget(earlier);
      this.#push(earlier, 'phx_close', {});
    }
    const channel = new Channel(
      {
        topic,
        joinRef: frame.joinRef,
        isPrivate,
        echoes: broadcast.self === true,
        acknowledges: broadcast.ack === true,
        bindings: bindings.filter(({ id }) => !problems.has(id)),
      },
      identity,
      access,
      this,
    );
    this.#channels.set(frame.topic, channel);
    hub.add(channel);
    this.#reply(frame, 'ok', { postgres_changes: bindings.map(({ id, asked: wish }) => ({ ...wish, id })) });
    this.#tellOfChanges(channel, bindings, problems);
    if (broadcast.replication_ready === true) {
      this.#system(channel, 'system', 'ok', 'Replication connection established');
    }
  }

  /** As on hosted the join stands when a table cannot be followed, and a system message tells. */
  #tellOfChanges(
    channel: Channel,
    bindings: readonly ChangeBinding[],
    problems: ReadonlyMap<number, string>,
  ): void {
    for (const problem of problems.values()) {
      this.#system(channel, 'postgres_changes', 'error', `Unable to subscribe to changes: ${problem}`);
    }
    if (bindings.length > problems.size) {
      this.#system(channel, 'postgres_changes', 'ok', 'Subscribed to PostgreSQL');
    }
  }

  async #problemsOf(bindings: readonly ChangeBinding[], { caller }: Identity): Promise<Map<number, string>> {
    const problems = new Map<number, string>();
    for (const binding of bindings) {
      const problem = await this.#parts.changes.problemOf(binding, caller);
      if (problem !== null) problems.set(binding.id, problem);
    }
    return problems;
  }

  async #renew(channel: Channel, frame: Frame): Promise<void> {
    try {
      const identity = await this.#identify(asObject(frame.payload));
      channel.renew(identity, channel.isPrivate ? await this.#accessTo(channel.topic, identity) : PUBLIC);
      this.#reply(frame, 'ok', {});
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof CallerError)) throw error;
      this.#end(channel, error.message);
    }
  }

  async #broadcast(channel: Channel, frame: Frame): Promise<void> {
    const { event, payload, persist } = asObject(frame.payload);
    const refusal =
      typeof event !== 'string'
        ? 'a broadcast needs an event'
        : persist
          ? 'Stored broadcasts are not available in the local stack'
          : !channel.maySpeak
            ? `Unauthorized: You do not have permissions to write to this Channel topic: ${channel.topic}`
            : !this.#messages.take()
              ? 'Too many messages per second'
              : sizeOf(payload) > this.#parts.limits.broadcastBytes
                ? 'Payload size exceeds the limit'
                : null;
    if (refusal !== null) {
      this.#reply(frame, 'error', { reason: refusal });
      return;
    }
    const message = { event: String(event), payload };
    this.#parts.hub.broadcast(
      channel.topic,
      channel.isPrivate,
      message,
      channel.echoes ? undefined : channel,
    );
    if (channel.acknowledges) this.#reply(frame, 'ok', {});
  }

  /** A token in the message, else the key the socket was opened with. @throws CallerError */
  async #identify(payload: Readonly<Record<string, unknown>>): Promise<Identity> {
    const token = payload.access_token;
    return identityOf(
      this.#parts.authenticator,
      typeof token === 'string' && token !== '' ? token : this.#apiKey,
    );
  }

  /** @throws Refusal for a caller who may not listen */
  async #accessTo(topic: string, { caller }: Identity): Promise<TopicAccess> {
    const access = await topicAccess(this.#parts.context.realtimeAdmin, caller, topic);
    if (!access.read) {
      throw new Refusal(
        `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`,
      );
    }
    return access;
  }

  /** Ends a channel from this side, with the reason first. */
  #end(channel: Channel, reason: string): void {
    if (!channel.isJoined) return;
    this.#system(channel, 'system', 'error', reason);
    this.#forget(channel);
    this.#push(channel, 'phx_close', {});
  }

  #forget(channel: Channel): void {
    channel.close();
    this.#parts.hub.remove(channel);
    const topic = wireTopic(channel.topic);
    if (this.#channels.get(topic) === channel) this.#channels.delete(topic);
  }

  #forgetAll(): void {
    for (const channel of [...this.#channels.values()]) this.#forget(channel);
  }

  #reply({ joinRef, ref, topic }: Frame, status: 'ok' | 'error', response: Record<string, unknown>): void {
    if (ref === null) return;
    this.deliver(encodeFrame({ joinRef, ref, topic, event: 'phx_reply', payload: { status, response } }));
  }

  /** phx_close and phx_error carry the joining's reference: clients ignore those of an earlier one. */
  #push(channel: Channel, event: string, payload: Record<string, unknown>): void {
    const { joinRef } = channel;
    this.deliver(encodeFrame({ joinRef, ref: joinRef, topic: wireTopic(channel.topic), event, payload }));
  }

  #system(channel: Channel, extension: string, status: 'ok' | 'error', message: string): void {
    const payload = { extension, status, message, channel: channel.topic };
    this.deliver(
      encodeFrame({
        joinRef: channel.joinRef,
        ref: null,
        topic: wireTopic(channel.topic),
        event: 'system',
        payload,
      }),
    );
  }
}

const sizeOf = (payload: unknown): number =>
  payload instanceof Uint8Array ? payload.byteLength : Buffer.byteLength(JSON.stringify(payload) ?? '');
