/** Hair after fitting: cut so that it never hangs over an eye, stiffened on the skull, pressed into a helmet. */
import { smoothstep } from './morph.ts';
import type { Landmarks } from './skin-zones.ts';
import { compact, type Surface } from './surface.ts';
import { trim } from './trim.ts';

/**
 * The base's short cuts and bobs have a lock over one eye. It is cut to a fringe: straight above the brows, falling to the
 * temples. `length` ends all hair so many decimetres below the chin.
 */
export function cutHair(hair: Surface, at: Landmarks, length: number | undefined): void {
  const eyeY = (at.eyeLeft[1] + at.eyeRight[1]) / 2;
  const eyeX = (at.eyeLeft[0] - at.eyeRight[0]) / 2;
  const eyeZ = at.eyeLeft[2];
  const end = length === undefined ? -99 : at.chin[1] - length;
  trim(hair, (x, y, z) => {
    // Decimetres above the lowest point hair may reach here; locks of uneven length, as scissors leave them.
    const uneven = 0.05 * Math.sin(x * 23) + 0.03 * Math.sin(x * 57 + z * 31);
    const bottom = y - end + uneven * 0.5;
    const front = smoothstep(eyeZ - 0.75, eyeZ - 0.25, z);
    const temple = smoothstep(eyeX * 1.8, eyeX * 2.4, Math.abs(x));
    const fringe = eyeY + 0.47 - 3 * temple - 3 * (1 - front);
    return Math.min(bottom, y - fringe + uneven);
  });
}

/** Cards lie over each other: occlusion per card vertex shows as a chequerboard unless it is spread along the hair. */
export function softenOcclusion(hair: Surface, ao: Float32Array): Float32Array {
  let current = ao;
  for (let round = 0; round < 6; round++) {
    const sum = new Float32Array(current.length);
    const count = new Float32Array(current.length);
    for (const face of hair.faces) {
      const mean = face.v.reduce((total, v) => total + (current[v] ?? 0), 0) / face.v.length;
      for (const v of face.v) {
        sum[v]! += mean;
        count[v]! += 1;
      }
    }
    current = current.map((value, i) => ((count[i] ?? 0) > 0 ? (sum[i] ?? 0) / (count[i] ?? 1) : value));
  }
  return current;
}

/** Hair above the chin turns with the head alone; what falls on the shoulders follows them. */
export function stiffenHair(surface: Surface, chin: number): void {
  const pos = surface.fields.get('position')?.data ?? new Float32Array();
  const joints = surface.fields.get('joints')?.data ?? new Float32Array();
  for (let i = 0; i < surface.vertexCount; i++) {
    const head = smoothstep(chin - 1.6, chin + 0.1, pos[i * 3 + 1] ?? 0);
    for (let c = 0; c < 4; c++)
      joints[i * 4 + c] = (joints[i * 4 + c] ?? 0) * (1 - head) + (c === 3 ? head : 0);
  }
}

/** Presses hair into a helmet and takes away what its shell covers. */
export function tuckHair(hair: Surface, helmet: Surface): void {
  const shell = helmet.fields.get('position')?.data ?? new Float32Array();
  const min = [99, 99, 99];
  const max = [-99, -99, -99];
  for (let i = 0; i < shell.length; i++) {
    min[i % 3] = Math.min(min[i % 3] ?? 0, shell[i] ?? 0);
    max[i % 3] = Math.max(max[i % 3] ?? 0, shell[i] ?? 0);
  }
  const [rim = 0, top = 0] = [min[1], max[1]];
  const radius = (max[0] ?? 1) - 0.14;
  const pos = hair.fields.get('position')?.data ?? new Float32Array();
  // The peak makes the shell longer in front: the head's own centre lies half a width before its back.
  const centre = (min[2] ?? 0) + radius * 1.28;
  for (let i = 0; i < pos.length; i += 3) {
    const x = pos[i] ?? 0;
    const z = (pos[i + 2] ?? 0) - centre;
    const reach = Math.hypot(x / radius, z / (radius * 1.22));
    const press =
      smoothstep(rim - 0.45, rim - 0.05, pos[i + 1] ?? 0) * Math.max(0, 1 - 0.96 / Math.max(reach, 1e-6));
    pos[i] = x * (1 - press);
    pos[i + 2] = centre + z * (1 - press);
  }
  const limit = rim + 0.4 * (top - rim);
  hair.faces = hair.faces.filter((face) => face.v.every((v) => (pos[v * 3 + 1] ?? 0) < limit));
  Object.assign(hair, compact(hair));
}
