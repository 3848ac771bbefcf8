/** Where teeth belong in a mouth, and where their edges are. */
import type { Vec3 } from './morph.ts';
import { position, type Surface } from './surface.ts';
import type { ArchPlace } from './teeth.ts';

/** Where the base's teeth say an arch belongs. They meet edge to edge: upper ones show as in a real smile 0.4 mm lower. */
export function archPlace(surface: Surface, hinge: Vec3): ArchPlace {
  const pos = position(surface);
  const jaw = surface.fields.get('shape:jawOpen')?.data ?? new Float32Array();
  let [front, edge, half] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < surface.vertexCount; i++) {
    if (Math.hypot(jaw[i * 3] ?? 0, jaw[i * 3 + 1] ?? 0, jaw[i * 3 + 2] ?? 0) > 0.05) continue;
    front = Math.max(front, pos[i * 3 + 2] ?? 0);
    edge = Math.min(edge, pos[i * 3 + 1] ?? 0);
    half = Math.max(half, Math.abs(pos[i * 3] ?? 0));
  }
  return { front, edge: edge - 0.04, half, hinge };
}

/** Lowest points of the upper front teeth near the mid-line: what the lower lip touches on f and v. */
export function upperTeethEdge(surface: Surface): Vec3[] {
  const pos = surface.fields.get('position')?.data ?? new Float32Array();
  const jaw = surface.fields.get('shape:jawOpen')?.data ?? new Float32Array();
  const found: Vec3[] = [];
  for (let i = 0; i < surface.vertexCount; i++) {
    if (Math.hypot(jaw[i * 3] ?? 0, jaw[i * 3 + 1] ?? 0, jaw[i * 3 + 2] ?? 0) > 0.02) continue;
    if (Math.abs(pos[i * 3] ?? 0) < 0.09)
      found.push([pos[i * 3] ?? 0, pos[i * 3 + 1] ?? 0, pos[i * 3 + 2] ?? 0]);
  }
  const front = Math.max(...found.map((p) => p[2]));
  return found
    .filter((p) => p[2] > front - 0.12)
    .sort((a, b) => a[1] - b[1])
    .slice(0, 6);
}
