/** Carries what the base's vertices have over to meshes that are fitted to it. */
import type { FittedMesh } from './data.ts';
import type { Rig } from './morph.ts';

/** Of every vertex of the base the weights of chest, lower neck, upper neck and head. */
export function jointWeights(rig: Rig): Float32Array {
  const head = rig.subtreeWeights('head');
  const neck2 = rig.subtreeWeights('neck02');
  const neck1 = rig.subtreeWeights('neck01');
  const out = new Float32Array(head.length * 4);
  for (let i = 0; i < head.length; i++) {
    out[i * 4] = 1 - (neck1[i] ?? 0);
    out[i * 4 + 1] = (neck1[i] ?? 0) - (neck2[i] ?? 0);
    out[i * 4 + 2] = (neck2[i] ?? 0) - (head[i] ?? 0);
    out[i * 4 + 3] = head[i] ?? 0;
  }
  return out;
}

/**
 * What the base has `size` values a vertex of, for the vertices of a mesh fitted to it; with `offsets`, places, moved off the base as
 * the mesh says.
 */
export function fit(proxy: FittedMesh, data: Float32Array, size: number, offsets: boolean): Float32Array {
  const count = proxy.refs.length;
  const out = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 3; k++) {
      const from = (proxy.refs[i]?.[k] ?? 0) * size;
      const w = proxy.weights[i]?.[k] ?? 0;
      for (let c = 0; c < size; c++) out[i * size + c]! += w * (data[from + c] ?? 0);
    }
    if (offsets) for (let c = 0; c < 3; c++) out[i * size + c]! += proxy.offsets[i]?.[c] ?? 0;
  }
  return out;
}
