/**
 * Protocol Buffers on the wire, decoded and encoded against tables of field numbers written from NVIDIA's published
 * definitions: so that the fake service checks what really travels, and shares nothing with the client it checks.
 * Encoding: https://protobuf.dev/programming-guides/encoding/
 */

/** A message the fake refuses, with the path of the field. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

export type Kind = 'uint' | 'bool' | 'float' | 'double' | 'string' | 'bytes' | Table;
export interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly repeated?: true;
  /** Key is a string; the field's kind is the value's. */
  readonly map?: true;
}
/** Field number to field. */
export interface Table {
  readonly [number: number]: Field;
}
export interface Message {
  [name: string]: unknown;
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

const wireType = (kind: Kind): number =>
  kind === 'uint' || kind === 'bool'
    ? VARINT
    : kind === 'double'
      ? FIXED64
      : kind === 'float'
        ? FIXED32
        : LENGTH;

class Cursor {
  at = 0;
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get more(): boolean {
    return this.at < this.bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new WireError('a varint is cut off');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new WireError('a varint is too long');
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new WireError('a field is cut off');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** @throws WireError for a field the table does not have, or of another type */
export function decode(bytes: Buffer, table: Table, path = ''): Message {
  const message: Message = {};
  const cursor = new Cursor(bytes);
  while (cursor.more) {
    const tag = cursor.varint();
    const number = Math.floor(tag / 8);
    const field = table[number];
    if (!field) throw new WireError(`${path || 'message'} has no field ${number}`);
    const at = `${path}.${field.name}`;
    const type = tag % 8;
    if (field.map) {
      const entry = decode(
        lengthDelimited(cursor, type, at),
        { 1: { name: 'key', kind: 'string' }, 2: { name: 'value', kind: field.kind } },
        at,
      );
      message[field.name] = {
        ...(message[field.name] as Message),
        [String(entry.key ?? '')]: entry.value ?? 0,
      };
      continue;
    }
    if (field.repeated && type === LENGTH && wireType(field.kind) !== LENGTH) {
      const packed = new Cursor(lengthDelimited(cursor, type, at));
      const list = listOf(message, field.name);
      while (packed.more) list.push(scalar(packed, field.kind, wireType(field.kind), at));
      continue;
    }
    const value = scalar(cursor, field.kind, type, at);
    if (field.repeated) listOf(message, field.name).push(value);
    else message[field.name] = value;
  }
  return message;
}

function listOf(message: Message, name: string): unknown[] {
  const list = (message[name] as unknown[] | undefined) ?? [];
  message[name] = list;
  return list;
}

function lengthDelimited(cursor: Cursor, type: number, path: string): Buffer {
  if (type !== LENGTH) throw new WireError(`${path} has wire type ${type}`);
  return cursor.take(cursor.varint());
}

function scalar(cursor: Cursor, kind: Kind, type: number, path: string): unknown {
  if (type !== wireType(kind)) throw new WireError(`${path} has wire type ${type}`);
  if (kind === 'uint') return cursor.varint();
  if (kind === 'bool') return cursor.varint() !== 0;
  if (kind === 'float') return cursor.take(4).readFloatLE();
  if (kind === 'double') return cursor.take(8).readDoubleLE();
  const bytes = lengthDelimited(cursor, type, path);
  if (kind === 'string') return bytes.toString('utf8');
  return kind === 'bytes' ? Buffer.from(bytes) : decode(bytes, kind, path);
}

/** Encodes what the fake answers. Unknown names are a mistake of the fake. */
export function encode(message: Message, table: Table): Buffer {
  const numbers = new Map(
    Object.entries(table).map(([number, field]) => [field.name, { number: Number(number), field }]),
  );
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(message)) {
    const known = numbers.get(name);
    if (!known) throw new Error(`the fake has no field ${name}`);
    const { number, field } = known;
    if (field.repeated && field.kind === 'float') {
      const floats = value as readonly number[];
      const packed = Buffer.alloc(floats.length * 4);
      for (const [i, float] of floats.entries()) packed.writeFloatLE(float, i * 4);
      parts.push(varint(number * 8 + LENGTH), varint(packed.length), packed);
      continue;
    }
    for (const each of field.repeated ? (value as unknown[]) : [value]) {
      parts.push(varint(number * 8 + wireType(field.kind)), encodeValue(each, field.kind));
    }
  }
  return Buffer.concat(parts);
}

function encodeValue(value: unknown, kind: Kind): Buffer {
  if (kind === 'uint' || kind === 'bool') return varint(Number(value));
  if (kind === 'float' || kind === 'double') {
    const bytes = Buffer.alloc(kind === 'float' ? 4 : 8);
    if (kind === 'float') bytes.writeFloatLE(value as number);
    else bytes.writeDoubleLE(value as number);
    return bytes;
  }
  const bytes =
    kind === 'string'
      ? Buffer.from(value as string)
      : kind === 'bytes'
        ? (value as Buffer)
        : encode(value as Message, kind);
  return Buffer.concat([varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
