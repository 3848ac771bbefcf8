/** Hair under a helmet. */
import { smoothstep } from './morph.ts';
import { compact, type Surface } from './surface.ts';

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
