/** Baked once per person: where light that enters the skin comes out again a little further on. */
import { DoubleSide, Ray } from 'three';
import { hierarchy } from './occlusion.ts';
import { normals, position, type Surface } from './surface.ts';

/**
 * How far light that entered the skin gets before it leaves, 0 to 1: where the surface bends within the few millimetres
 * light travels (nose, lips, brow ridge) and where the flesh is thin (ears, nostrils). A sphere of 1 cm radius or a sheet
 * of 4 mm reach 1.
 */
export function bakeScatter(target: Surface): Float32Array {
  const tree = hierarchy([{ surface: target }]);
  const points = position(target);
  const directions = normals(points, target.faces);
  const bend = new Float32Array(target.vertexCount);
  const count = new Float32Array(target.vertexCount);
  for (const face of target.faces) {
    face.v.forEach((a, k) => {
      const b = face.v[(k + 1) % face.v.length] ?? 0;
      let along = 0;
      let square = 0;
      for (let c = 0; c < 3; c++) {
        const step = points[b * 3 + c]! - points[a * 3 + c]!;
        along += step * (directions[b * 3 + c]! - directions[a * 3 + c]!);
        square += step * step;
      }
      if (square < 1e-8) return;
      for (const v of [a, b]) {
        bend[v]! += Math.min(12, Math.abs(along / square));
        count[v]! += 1;
      }
    });
  }
  const ray = new Ray();
  const out = bend.map((sum, i) => {
    const curved = sum / Math.max(1, count[i]!) / 10;
    ray.direction.set(-directions[i * 3]!, -directions[i * 3 + 1]!, -directions[i * 3 + 2]!).normalize();
    ray.origin
      .set(points[i * 3]!, points[i * 3 + 1]!, points[i * 3 + 2]!)
      .addScaledVector(ray.direction, 0.008);
    const hit = tree.raycastFirst(ray, DoubleSide, 0, 0.3);
    const thin = hit ? Math.exp(-Math.max(0, hit.distance - 0.03) / 0.05) : 0;
    return Math.min(1, Math.max(curved, thin));
  });
  // Single vertices are noisy; light does not stop at them either.
  for (let round = 0; round < 2; round++) {
    const sum = new Float32Array(out.length);
    const share = new Float32Array(out.length);
    for (const face of target.faces) {
      for (const v of face.v) {
        for (const w of face.v) {
          sum[v]! += out[w]!;
          share[v]! += 1;
        }
      }
    }
    for (let i = 0; i < out.length; i++) out[i] = sum[i]! / Math.max(1, share[i]!);
  }
  return out;
}
