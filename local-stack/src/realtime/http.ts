/**
 * Broadcasting over HTTP: POST /realtime/v1/api/broadcast with a list of messages, and the endpoint of one message
 * that channel.httpSend uses, /realtime/v1/api/broadcast/{topic}/events/{event}. Answered with 202.
 */
import { CallerError } from '../caller.ts';
import type { Caller, Service, StackContext } from '../context.ts';
import { asObject, FrameError, type UserBroadcast } from './frames.ts';
import { type RealtimeParts, realtimeOf } from './parts.ts';
import { topicAccess } from './topic-access.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_BATCH = 100;

interface Posted extends UserBroadcast {
  readonly topic: string;
  readonly isPrivate: boolean;
}

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function createRealtimeHttpService(context: StackContext): Service {
  const parts = realtimeOf(context);
  return async (request) => {
    try {
      const messages = await postedMessages(request);
      const caller = await parts.authenticator.fromRequest(request);
      await mustMaySpeak(parts, caller, messages);
      for (const { topic, isPrivate, event, payload } of messages) {
        if (sizeOf(payload) > parts.limits.broadcastBytes)
          throw new Refusal(413, 'Payload size exceeds the limit');
        parts.hub.broadcast(topic, isPrivate, { event, payload });
      }
      return new Response(null, { status: 202 });
    } catch (error) {
      if (error instanceof CallerError) return error.response();
      if (error instanceof FrameError) return Response.json({ message: error.message }, { status: 422 });
      if (error instanceof Refusal)
        return Response.json({ message: error.message }, { status: error.status });
      context.log.error('realtime broadcast failed', { error: String(error) });
      return Response.json({ message: 'Internal server error' }, { status: 500 });
    }
  };
}

async function mustMaySpeak(
  parts: RealtimeParts,
  caller: Caller,
  messages: readonly Posted[],
): Promise<void> {
  const topics = new Set(messages.filter(({ isPrivate }) => isPrivate).map(({ topic }) => topic));
  for (const topic of topics) {
    const { write } = await topicAccess(parts.context.realtimeAdmin, caller, topic);
    if (!write)
      throw new Refusal(403, `You do not have permissions to write to this Channel topic: ${topic}`);
  }
}

async function postedMessages(request: Request): Promise<Posted[]> {
  const url = new URL(request.url);
  const path = url.pathname.replace(/^\/realtime\/v1(?=\/)/, '');
  const [, topic, event] = /^\/api\/broadcast\/([^/]+)\/events\/([^/]+)$/.exec(path) ?? [];
  if (path !== '/api/broadcast' && topic === undefined) throw new Refusal(404, 'Not found');
  if (request.method !== 'POST') throw new Refusal(405, 'Broadcasts are posted');
  const body = await boundedBody(request);

  if (topic !== undefined && event !== undefined) {
    if ([...url.searchParams.keys()].some((name) => name.startsWith('persist'))) {
      throw new Refusal(422, 'Stored broadcasts are not available in the local stack');
    }
    const isBytes = request.headers.get('content-type')?.startsWith('application/octet-stream') === true;
    return [
      {
        topic: decodedSegment(topic),
        event: decodedSegment(event),
        payload: isBytes ? new Uint8Array(body) : parsed(body),
        isPrivate: url.searchParams.get('private') === 'true',
      },
    ];
  }
  const { messages } = asObject(parsed(body));
  if (!Array.isArray(messages) || messages.length === 0 || messages.length > MAX_BATCH) {
    throw new Refusal(422, `messages must be a list of 1 to ${MAX_BATCH}`);
  }
  return messages.map((message: unknown) => {
    const { topic: to, event: name, payload, private: isPrivate } = asObject(message);
    if (typeof to !== 'string' || to === '' || typeof name !== 'string') {
      throw new Refusal(422, 'a message needs a topic and an event');
    }
    return { topic: to, event: name, payload, isPrivate: isPrivate === true };
  });
}

async function boundedBody(request: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new Refusal(413, 'Payload size exceeds the limit');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refusal(422, 'The body is not JSON');
  }
}

function decodedSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(422, 'Malformed path');
  }
}

const sizeOf = (payload: unknown): number =>
  payload instanceof Uint8Array ? payload.byteLength : Buffer.byteLength(JSON.stringify(payload) ?? '');
