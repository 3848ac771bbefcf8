/** Hair under a helmet. */
import type { HelmetFit } from './helmet.ts';
import { smoothstep } from './morph.ts';
import { compact, type Surface } from './surface.ts';

/** What is left between skull and band for hair, decimetres. */
const ROOM = 0.07;

/** Presses hair into a helmet and takes away what its shell covers. */
export function tuckHair(hair: Surface, { centre, skull, crown }: HelmetFit): void {
  const [, rim] = centre;
  const pos = hair.fields.get('position')?.data ?? new Float32Array();
  for (let i = 0; i < pos.length; i += 3) {
    const x = (pos[i] ?? 0) - centre[0];
    const z = (pos[i + 2] ?? 0) - centre[2];
    const reach = Math.hypot(x / (skull[0] + ROOM), z / (skull[1] + ROOM));
    const press =
      smoothstep(rim - 0.5, rim - 0.1, pos[i + 1] ?? 0) * Math.max(0, 1 - 1 / Math.max(reach, 1e-6));
    pos[i] = centre[0] + x * (1 - press);
    pos[i + 2] = centre[2] + z * (1 - press);
  }
  const limit = rim + 0.35 * (crown - rim);
  hair.faces = hair.faces.filter((face) => face.v.every((v) => (pos[v * 3 + 1] ?? 0) < limit));
  Object.assign(hair, compact(hair));
}
