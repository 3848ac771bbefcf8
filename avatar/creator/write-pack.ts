/** Makes the creator pack from the base's files, in Node. The same base gives the same bytes. */
import { gzipSync } from 'node:zlib';
import type { MakeHumanData } from '../bake/data.ts';
import { BODY_VERTICES, isMacroTarget } from '../bake/morph.ts';
import { FACE_SLIDERS } from '../sliders.ts';
import { PACK_MAGIC, PACK_VERSION, type PackHeader } from './pack.ts';

/** Above the waist; films and previews show no more (decimetres on the unshaped base). */
const CUT = 1.5;
/** The lowest of the soles say where the ground is. */
const SOLES = 0.08;

/** Targets the sliders reach, in the base's order: whole-body shape without infants (18 is the youngest), faces. */
function packTargets(data: MakeHumanData): string[] {
  const face = new Set<string>();
  for (const { minus, plus } of Object.values(FACE_SLIDERS))
    for (const name of [...minus, ...plus]) face.add(name);
  const infant = (name: string): boolean => (name.split('/').pop() ?? '').split('-').includes('baby');
  return data.targetNames().filter((name) => face.has(name) || (isMacroTarget(name) && !infant(name)));
}

/** @returns the pack, gzipped, 2.0 MB. */
export function writePack(data: MakeHumanData): Uint8Array {
  const base = data.base();
  let lowest = 0;
  for (let i = 0; i < BODY_VERTICES; i++) lowest = Math.min(lowest, base.positions[i * 3 + 1] ?? 0);
  const wanted = new Set(Object.values(base.joints).flat());
  const kept: number[] = [];
  for (let i = 0; i < base.vertexCount; i++) {
    const y = base.positions[i * 3 + 1] ?? 0;
    if (y > CUT || (i < BODY_VERTICES && y < lowest + SOLES) || wanted.has(i)) kept.push(i);
  }
  const place = new Map(kept.map((v, k) => [v, k]));
  const indices: number[] = [];
  for (const face of base.faces) {
    const corners = face.v.map((v) => place.get(v));
    if (corners.some((v) => v === undefined) || face.v.some((v) => (base.positions[v * 3 + 1] ?? 0) <= CUT))
      continue;
    for (let k = 1; k < corners.length - 1; k++) {
      indices.push(corners[0] ?? 0, corners[k] ?? 0, corners[k + 1] ?? 0);
    }
  }
  const pick = (values: ArrayLike<number>, size: number): number[] =>
    kept.flatMap((v) => Array.from({ length: size }, (_, c) => values[v * size + c] ?? 0));

  const chunks: Uint8Array[] = [];
  let length = 0;
  const append = (bytes: Uint8Array): number => {
    const at = length;
    chunks.push(bytes);
    length += bytes.length;
    return at;
  };
  const section = (values: Uint32Array | Float32Array): [number, number] => [
    append(new Uint8Array(values.buffer)),
    values.length,
  ];
  const sections: PackHeader['sections'] = {
    kept: section(Uint32Array.from(kept)),
    positions: section(Float32Array.from(pick(base.positions, 3))),
    indices: section(Uint32Array.from(indices)),
    weights: section(Float32Array.from(pick(base.skinWeights, 4))),
    bones: [0, 0],
  };
  const bones = Uint16Array.from(pick(base.skinIndices, 4));
  sections.bones = [append(new Uint8Array(bones.buffer)), bones.length];

  const known = new Map<string, number>();
  const targets: PackHeader['targets'] = packTargets(data).map((name) => {
    const { bytes, moved } = packTarget(data.target(name), kept);
    const key = Buffer.from(bytes).toString('latin1');
    const offset = known.get(key) ?? append(bytes);
    known.set(key, offset);
    return [name, offset, moved];
  });
  const header: PackHeader = {
    version: PACK_VERSION,
    baseVertices: base.vertexCount,
    kept: kept.length,
    bones: base.bones.map(({ name, parent }) => ({ name, parent })),
    joints: { ...base.joints } as Record<string, number[]>,
    targets,
    sections,
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const out = new Uint8Array(12 + text.length + length);
  const view = new DataView(out.buffer);
  view.setUint32(0, PACK_MAGIC, true);
  view.setUint32(4, PACK_VERSION, true);
  view.setUint32(8, text.length, true);
  out.set(text, 12);
  let at = 12 + text.length;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  const packed = gzipSync(out, { level: 9 });
  // Byte 9 names the system that packed it; the same pack comes from every one.
  packed[9] = 255;
  return new Uint8Array(packed);
}

/** See `unpackTarget`. */
function packTarget(offsets: Float32Array, kept: readonly number[]): { bytes: Uint8Array; moved: number } {
  const bitmap = new Uint8Array(Math.ceil(kept.length / 8));
  const steps: number[][] = [];
  const last = [0, 0, 0];
  kept.forEach((v, k) => {
    const here = [0, 1, 2].map((c) => Math.round((offsets[v * 3 + c] ?? 0) * 1000));
    if (here.every((value) => value === 0)) return;
    bitmap[k >> 3]! |= 1 << (k & 7);
    steps.push(
      here.map((value, c) => {
        const difference = ((value - (last[c] ?? 0)) << 16) >> 16;
        last[c] = value;
        return ((difference << 1) ^ (difference >> 31)) & 0xffff;
      }),
    );
  });
  const bytes = new Uint8Array(bitmap.length + steps.length * 6);
  bytes.set(bitmap);
  steps.forEach((step, j) => {
    step.forEach((coded, axis) => {
      bytes[bitmap.length + axis * 2 * steps.length + j] = coded & 255;
      bytes[bitmap.length + (axis * 2 + 1) * steps.length + j] = coded >> 8;
    });
  });
  return { bytes, moved: steps.length };
}
