/**
 * The creator pack: everything the browser needs to shape a body from a look, and nothing of textures or hair. Holds the
 * base's targets losslessly (16-bit steps of 0.1 mm, as the base stores them), so the browser and the bake compute the
 * same numbers. Format: docs/avatars/creator.md. Runs in browsers, Node and Deno.
 */
import { z } from 'zod';
import type { BaseMesh } from '../bake/data.ts';
import type { BodyData } from '../bake/morph.ts';

export const PACK_VERSION = 1;
/** "SMBC", little endian. */
export const PACK_MAGIC = 0x43424d53;
/** A pack this long is no pack of ours: inflating stops here. */
const LARGEST_PACK = 64 * 2 ** 20;

const count = z.int().min(0).max(10_000_000);
const Section = z.tuple([count, count]);

export const PackHeader = z.strictObject({
  version: z.literal(PACK_VERSION),
  /** Vertices of the whole base mesh; the pack keeps `kept` of them. */
  baseVertices: count,
  kept: count,
  bones: z.array(z.strictObject({ name: z.string(), parent: z.int() })),
  /** Base vertices whose mean is the joint. */
  joints: z.record(z.string(), z.array(count)),
  /** Name, offset of its bytes in the data, number of vertices it moves. Equal targets share their bytes. */
  targets: z.array(z.tuple([z.string(), count, count])),
  /** Byte offset and number of elements. */
  sections: z.strictObject({
    kept: Section,
    positions: Section,
    indices: Section,
    bones: Section,
    weights: Section,
  }),
});
export type PackHeader = z.infer<typeof PackHeader>;

export interface CreatorPack {
  /** What `restBody` reads; its arrays have the base's own vertex order, vertices not kept rest where they are. */
  readonly data: BodyData;
  /** Base vertex of every pack vertex, ascending; those from 13,380 on are helpers with no faces. */
  readonly kept: Uint32Array;
  /** Triangles of the body over pack vertices. */
  readonly indices: Uint32Array;
}

export class PackError extends Error {
  override readonly name = 'PackError';
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > LARGEST_PACK) throw new PackError('The creator pack inflates beyond its limit.');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof PackError ? error : new PackError('The creator pack is cut short or damaged.');
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

/** @throws PackError when `bytes` (gzipped or plain) are no creator pack of this version. */
export async function readPack(bytes: Uint8Array): Promise<CreatorPack> {
  const raw = await inflate(bytes);
  if (raw.length < 12) throw new PackError('The creator pack is cut short.');
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  if (view.getUint32(0, true) !== PACK_MAGIC) throw new PackError('These bytes are no creator pack.');
  if (view.getUint32(4, true) !== PACK_VERSION) {
    throw new PackError(`The creator pack has version ${view.getUint32(4, true)}, not ${PACK_VERSION}.`);
  }
  const headerLength = view.getUint32(8, true);
  if (headerLength > raw.length - 12) throw new PackError('The creator pack is cut short.');
  const parsed = PackHeader.safeParse(parseJson(raw.subarray(12, 12 + headerLength)));
  if (!parsed.success) throw new PackError('The header of the creator pack is damaged.');
  const header = parsed.data;
  // Copied, so that typed arrays may lie on it whatever the alignment of what was handed in.
  const body = raw.slice(12 + headerLength);
  const section = <T>(
    make: new (buffer: ArrayBuffer, offset: number, length: number) => T,
    bytesEach: number,
    [offset, length]: readonly [number, number],
  ): T => {
    if (offset % bytesEach !== 0 || offset + length * bytesEach > body.length) {
      throw new PackError('The creator pack is cut short.');
    }
    return new make(body.buffer, offset, length);
  };
  const { sections } = header;
  const kept = section(Uint32Array, 4, sections.kept);
  const positions = section(Float32Array, 4, sections.positions);
  const indices = section(Uint32Array, 4, sections.indices);
  const bones = section(Uint16Array, 2, sections.bones);
  const weights = section(Float32Array, 4, sections.weights);
  const fits =
    kept.length === header.kept &&
    positions.length === header.kept * 3 &&
    bones.length === header.kept * 4 &&
    weights.length === header.kept * 4 &&
    kept.every((v) => v < header.baseVertices) &&
    indices.every((v) => v < header.kept);
  if (!fits) throw new PackError('The sections of the creator pack do not fit each other.');

  const base: BaseMesh = {
    vertexCount: header.baseVertices,
    positions: spread(positions, kept, header.baseVertices, 3),
    faces: [],
    uvs: [],
    bones: header.bones,
    skinIndices: [...spread(Float32Array.from(bones), kept, header.baseVertices, 4)],
    skinWeights: [...spread(weights, kept, header.baseVertices, 4)],
    joints: header.joints,
  };
  const places = new Map(header.targets.map(([name, offset, moved]) => [name, { offset, moved }]));
  const names = [...places.keys()];
  const dense = new Float32Array(header.baseVertices * 3);
  return {
    kept,
    indices,
    data: {
      base: () => base,
      targetNames: () => names,
      // One array serves all: whoever shapes a body adds a target before it asks for the next.
      target(name) {
        const place = places.get(name);
        if (!place) throw new PackError(`The creator pack has no target ${name}.`);
        dense.fill(0);
        unpackTarget(body, place.offset, place.moved, kept, dense);
        return dense;
      },
    },
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function spread(values: Float32Array, kept: Uint32Array, vertices: number, size: number): Float32Array {
  const out = new Float32Array(vertices * size);
  kept.forEach((v, k) => {
    for (let c = 0; c < size; c++) out[v * size + c] = values[k * size + c] ?? 0;
  });
  return out;
}

/**
 * One target: a bitmap over the kept vertices, then for x, y and z a plane of low and one of high bytes, each value the
 * zigzag difference to the one before, all in 16 bits that wrap.
 */
function unpackTarget(
  body: Uint8Array,
  offset: number,
  moved: number,
  kept: Uint32Array,
  into: Float32Array,
): void {
  const bitmap = Math.ceil(kept.length / 8);
  if (offset + bitmap + moved * 6 > body.length) throw new PackError('The creator pack is cut short.');
  const planes = offset + bitmap;
  let [x, y, z] = [0, 0, 0];
  let j = 0;
  const step = (axis: number): number => {
    const low = body[planes + axis * 2 * moved + j] ?? 0;
    const coded = low | ((body[planes + (axis * 2 + 1) * moved + j] ?? 0) << 8);
    return (coded >>> 1) ^ -(coded & 1);
  };
  for (let k = 0; k < kept.length; k++) {
    if (((body[offset + (k >> 3)] ?? 0) & (1 << (k & 7))) === 0) continue;
    x = ((x + step(0)) << 16) >> 16;
    y = ((y + step(1)) << 16) >> 16;
    z = ((z + step(2)) << 16) >> 16;
    j++;
    const at = (kept[k] ?? 0) * 3;
    // As the base's reader scales them: the same float32 comes out.
    into[at] = x * 1e-3;
    into[at + 1] = y * 1e-3;
    into[at + 2] = z * 1e-3;
  }
}
