/**
 * Frames of Phoenix protocol 2.0.0 as realtime-js speaks it: text frames are `[join_ref, ref, topic, event, payload]`;
 * a client's broadcast is a binary frame of kind 3, and one of kind 4 carries a binary broadcast to clients. Both have
 * a header of byte lengths, then their texts in UTF-8, then the user's payload.
 */

export interface Frame {
  readonly joinRef: string | null;
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
}

/** What a user sends on a channel: JSON, or bytes that are passed on as they are. */
export interface UserBroadcast {
  readonly event: string;
  readonly payload: unknown;
  /** Frame metadata beside the payload; this service sends `{ id }` for a row of realtime.messages. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

export class FrameError extends Error {}

const KIND_PUSH = 3;
const KIND_BROADCAST = 4;
const ENCODING_BINARY = 0;
const ENCODING_JSON = 1;
const MAX_FIELD_BYTES = 255;

/** @throws FrameError */
export function decodeFrame(data: Buffer, isBinary: boolean): Frame {
  return isBinary ? decodePush(data) : decodeText(data.toString('utf8'));
}

export function encodeFrame({ joinRef, ref, topic, event, payload }: Frame): string {
  return JSON.stringify([joinRef, ref, topic, event, payload]);
}

/**
 * The frame that brings a broadcast to a client on `topic`. Text, unless the payload is bytes; clients take either.
 * @throws FrameError when a text is longer than its length field can say
 */
export function encodeBroadcast(topic: string, { event, payload, meta }: UserBroadcast): string | Buffer {
  if (!(payload instanceof Uint8Array)) {
    const body = { type: 'broadcast', event, payload, ...(meta === undefined ? {} : { meta }) };
    return encodeFrame({ joinRef: null, ref: null, topic, event: 'broadcast', payload: body });
  }
  const fields = [topic, event, meta === undefined ? '' : JSON.stringify(meta)].map((text) =>
    Buffer.from(text),
  );
  if (fields.some((field) => field.length > MAX_FIELD_BYTES))
    throw new FrameError('a header field is too long');
  const header = Buffer.from([KIND_BROADCAST, ...fields.map((field) => field.length), ENCODING_BINARY]);
  return Buffer.concat([header, ...fields, payload]);
}

function decodeText(text: string): Frame {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    throw new FrameError('not JSON');
  }
  if (!Array.isArray(parts) || parts.length !== 5) throw new FrameError('not a frame of protocol 2.0.0');
  const [joinRef, ref, topic, event, payload] = parts as unknown[];
  if (!isRef(joinRef) || !isRef(ref) || typeof topic !== 'string' || typeof event !== 'string') {
    throw new FrameError('malformed frame');
  }
  return { joinRef, ref, topic, event, payload };
}

function decodePush(data: Buffer): Frame {
  const [kind, joinRefLength, refLength, topicLength, eventLength, metadataLength, encoding] = data;
  if (kind !== KIND_PUSH || encoding === undefined) throw new FrameError('unknown kind of binary frame');
  let offset = 7;
  const next = (length = 0): string => {
    if (offset + length > data.length) throw new FrameError('truncated binary frame');
    const text = data.toString('utf8', offset, offset + length);
    offset += length;
    return text;
  };
  const joinRef = next(joinRefLength);
  const ref = next(refLength);
  const topic = next(topicLength);
  const event = next(eventLength);
  const metadata = next(metadataLength);
  const payload = {
    ...(metadata === '' ? {} : asObject(parsed(metadata))),
    type: 'broadcast',
    event,
    payload:
      encoding === ENCODING_JSON
        ? parsed(data.toString('utf8', offset))
        : new Uint8Array(data.subarray(offset)),
  };
  return { joinRef: joinRef || null, ref: ref || null, topic, event: 'broadcast', payload };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FrameError('the payload is not JSON');
  }
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

const isRef = (value: unknown): value is string | null => value === null || typeof value === 'string';
