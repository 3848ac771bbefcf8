/**
 * The metadata of an ONNX model, without loading the model: its file is a ModelProto whose field 14 holds key and value
 * pairs (onnx.proto). Fields of a protobuf message may come in any order and repeated ones may be appended, so adding
 * metadata is writing bytes after the last one.
 */
import { type FileHandle, open } from 'node:fs/promises';

const METADATA_FIELD = 14;
const LENGTH_DELIMITED = 2;
/** Far beyond what any model writes there; a damaged length must not allocate gigabytes. */
const LARGEST_ENTRY = 1 << 20;

export class NotOnnxError extends Error {
  override readonly name = 'NotOnnxError';
}

/** @throws {NotOnnxError} when the file is not a whole ONNX model: cut off, empty or something else */
export async function readOnnxMetadata(path: string): Promise<Map<string, string>> {
  await using file = await open(path);
  const { size } = await file.stat();
  const found = new Map<string, string>();
  let fields = 0;
  for (let at = 0; at < size; ) {
    const head = await take(file, at, Math.min(20, size - at));
    const tag = varint(head, 0);
    const field = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    const after = at + tag.bytes;
    if (field === 0) throw new NotOnnxError('It is not an ONNX model.');
    fields += 1;
    if (wire === 0) at = after + varint(head, tag.bytes).bytes;
    else if (wire === 1) at = after + 8;
    else if (wire === 5) at = after + 4;
    else if (wire === LENGTH_DELIMITED) {
      const length = varint(head, tag.bytes);
      const start = after + length.bytes;
      if (start + length.value > size) throw new NotOnnxError('The model file is cut off.');
      if (field === METADATA_FIELD && length.value <= LARGEST_ENTRY) {
        const [key, value] = entry(await take(file, start, length.value));
        found.set(key, value);
      }
      at = start + length.value;
    } else throw new NotOnnxError('It is not an ONNX model.');
  }
  if (fields < 2) throw new NotOnnxError('It is not an ONNX model.');
  return found;
}

async function take(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function varint(bytes: Buffer, from: number): { readonly value: number; readonly bytes: number } {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, bytes: i + 1 };
  }
  throw new NotOnnxError('It is not an ONNX model.');
}

/** StringStringEntryProto: key is field 1, value field 2. */
function entry(bytes: Buffer): [string, string] {
  const fields = ['', '', ''];
  for (let at = 0; at < bytes.length; ) {
    const tag = varint(bytes, at);
    const length = varint(bytes, at + tag.bytes);
    const start = at + tag.bytes + length.bytes;
    fields[Math.floor(tag.value / 8)] = bytes.toString('utf8', start, start + length.value);
    at = start + length.value;
  }
  return [fields[1] ?? '', fields[2] ?? ''];
}

function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([encodeVarint(number * 8 + LENGTH_DELIMITED), encodeVarint(content.length), content]);
}

/** The bytes that, written after a model's last one, give it these pairs. */
export function encodeOnnxMetadata(pairs: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(pairs).map(([key, value]) =>
      field(METADATA_FIELD, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))])),
    ),
  );
}
