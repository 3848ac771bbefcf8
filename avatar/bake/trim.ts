/** Cuts a surface along a smooth line, however coarse its mesh is. */
import { compact, position, type Surface } from './surface.ts';

/**
 * Keeps where `inside` (a signed distance, decimetres) is positive: faces wholly outside go, vertices of those that straddle
 * the line slide along their edges onto it. In place.
 */
export function trim(surface: Surface, inside: (x: number, y: number, z: number) => number): void {
  const pos = position(surface);
  const value = new Float32Array(surface.vertexCount);
  for (let i = 0; i < value.length; i++)
    value[i] = inside(pos[i * 3] ?? 0, pos[i * 3 + 1] ?? 0, pos[i * 3 + 2] ?? 0);
  const at = (v: number): number => value[v] ?? 0;
  if (value.every((v) => v >= 0)) return;
  surface.faces = surface.faces.filter((face) => face.v.some((v) => at(v) > 0));
  const sum = new Map<number, [number, number, number, number]>();
  for (const face of surface.faces) {
    face.v.forEach((v, k) => {
      const w = face.v[(k + 1) % face.v.length] ?? v;
      for (const [out, kept] of [
        [v, w],
        [w, v],
      ] as const) {
        if (at(out) >= 0 || at(kept) < 0) continue;
        const t = at(kept) / (at(kept) - at(out));
        const known = sum.get(out) ?? [0, 0, 0, 0];
        for (let c = 0; c < 3; c++) {
          const from = pos[kept * 3 + c] ?? 0;
          known[c as 0]! += from + t * ((pos[out * 3 + c] ?? 0) - from);
        }
        known[3] += 1;
        sum.set(out, known);
      }
    });
  }
  // A corner that touches the kept side only across a diagonal would leave a tooth: its faces go too.
  surface.faces = surface.faces.filter((face) => face.v.every((v) => at(v) >= 0 || sum.has(v)));
  for (const [v, [x, y, z, n]] of sum) {
    pos[v * 3] = x / n;
    pos[v * 3 + 1] = y / n;
    pos[v * 3 + 2] = z / n;
  }
  Object.assign(surface, compact(surface));
}
