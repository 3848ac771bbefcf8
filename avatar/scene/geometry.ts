/** Vertex buffers of a person's parts. */
import { BufferAttribute, BufferGeometry, DynamicDrawUsage } from 'three/webgpu';
import { heldOf, neckOf } from './body-shade.ts';
import type { AvatarModel, ModelPart } from './model.ts';
import type { PosedPart } from './pose.ts';

/** Lit by the way their strands run. */
const STRANDS: ReadonlySet<string> = new Set(['hair', 'beard']);

/** Partly on the head, partly below. */
const BELOW: ReadonlySet<string> = new Set(['skin', 'gear']);

/** Vertices as posed, in buffers that are rewritten every frame. */
export function geometryOf(
  posed: PosedPart,
  indices: Uint32Array,
  model: Pick<AvatarModel, 'arms' | 'chin'>,
): BufferGeometry {
  const { part } = posed;
  const geometry = new BufferGeometry();
  const rewritten = (name: string, array: Float32Array, size: number): void => {
    const made = new BufferAttribute(array, size);
    made.setUsage(DynamicDrawUsage);
    geometry.setAttribute(name, made);
  };
  rewritten('position', posed.positions, 3);
  rewritten('normal', posed.normals, 3);
  if (posed.folded) rewritten('aFold', posed.folded, 1);
  geometry.setAttribute('uv', new BufferAttribute(part.uvs, 2));
  // WebGPU has no single-byte vertex format: occlusion stays float32.
  const occlusion = part.name === 'skin' ? earsOpened(part, model.chin[1] ?? 0) : part.occlusion;
  if (occlusion) geometry.setAttribute('aAO', new BufferAttribute(occlusion, 1));
  if (BELOW.has(part.name)) geometry.setAttribute('aNeck', new BufferAttribute(neckOf(part), 1));
  if (part.arms && part.name !== 'skin')
    geometry.setAttribute('aHeld', new BufferAttribute(heldOf(part, model.arms ?? []), 1));
  if (STRANDS.has(part.name))
    geometry.setAttribute('aStrand', new BufferAttribute(strandDirections(part), 3));
  geometry.setIndex(new BufferAttribute(indices, 1));
  return geometry;
}

/** Metres above the chin between which ears stand, and from the middle of the head. */
const EARS = { low: 0.02, high: 0.15, aside: [0.045, 0.06] } as const;
/** Occlusion from which skin is lit as skin, not as the inside of a mouth. */
const OPEN = 0.32;

/**
 * Baked rays end at hair that hangs over an ear, which lets light through: where the whole is occluded like a mouth, an ear
 * seen between hair and temple is no hole but skin in shade.
 */
export function earsOpened(
  { occlusion, positions }: Pick<ModelPart, 'occlusion' | 'positions'>,
  chin: number,
): Float32Array | null {
  const { low, high, aside } = EARS;
  return (
    occlusion?.map((value, v) => {
      const height = positions[v * 3 + 1]! - chin;
      if (height < low || height > high) return value;
      const share = Math.min(
        1,
        Math.max(0, (Math.abs(positions[v * 3]!) - aside[0]) / (aside[1] - aside[0])),
      );
      return Math.max(value, OPEN * share);
    }) ?? null
  );
}

/** Has what a pose rewrites uploaded anew. */
export function rewrite(geometry: BufferGeometry): void {
  for (const name of ['position', 'normal', 'aFold'])
    if (geometry.hasAttribute(name)) (geometry.getAttribute(name) as BufferAttribute).needsUpdate = true;
}

/** Other triangles over the same vertices. */
export function reindexed(geometry: BufferGeometry, indices: Uint32Array): BufferGeometry {
  const made = new BufferGeometry();
  for (const [name, attribute] of Object.entries(geometry.attributes)) made.setAttribute(name, attribute);
  made.setIndex(new BufferAttribute(indices, 1));
  return made;
}

/** Direction of growing v at rest, averaged over the triangles around each vertex: where the strands run. */
function strandDirections(part: ModelPart): Float32Array {
  const { positions: p, uvs, indices } = part;
  const out = new Float32Array(p.length);
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [indices[t] ?? 0, indices[t + 1] ?? 0, indices[t + 2] ?? 0];
    const du1 = uvs[b * 2]! - uvs[a * 2]!;
    const dv1 = uvs[b * 2 + 1]! - uvs[a * 2 + 1]!;
    const du2 = uvs[c * 2]! - uvs[a * 2]!;
    const dv2 = uvs[c * 2 + 1]! - uvs[a * 2 + 1]!;
    const det = du1 * dv2 - du2 * dv1;
    const sign = det < 0 ? -1 : 1;
    for (const v of [a, b, c]) {
      for (let d = 0; d < 3; d++) {
        const e1 = p[b * 3 + d]! - p[a * 3 + d]!;
        const e2 = p[c * 3 + d]! - p[a * 3 + d]!;
        out[v * 3 + d]! += sign * (e2 * du1 - e1 * du2);
      }
    }
  }
  for (let i = 0; i < out.length; i += 3) {
    const length = Math.hypot(out[i]!, out[i + 1]!, out[i + 2]!) || 1;
    for (let d = 0; d < 3; d++) out[i + d]! /= length;
  }
  return out;
}
