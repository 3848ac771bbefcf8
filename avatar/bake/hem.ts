/** Gives cloth its thickness: a rolled hem along the open edge of a garment, in the garment's own colour. */

import type { Vec3 } from './morph.ts';
import { normals, position, type Surface } from './surface.ts';
import { unitVector } from './vector.ts';

const SIDES = 6;
/** Cosine of the turn from which on a border is a corner somebody cut. */
const CORNER = 0.6;

type Border = Map<number, { readonly to: number; readonly uv: number }>;

/** The steps of every border whose vertices all pass `keep`. */
function borderOf(surface: Surface, keep: (at: Vec3) => boolean): Border {
  const pos = position(surface);
  const at = (v: number): Vec3 => [pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0, pos[v * 3 + 2] ?? 0];
  const owner = new Map<string, { from: number; to: number; uv: number; count: number }>();
  for (const face of surface.faces) {
    face.v.forEach((from, k) => {
      const to = face.v[(k + 1) % face.v.length] ?? from;
      const key = from < to ? `${from},${to}` : `${to},${from}`;
      const known = owner.get(key);
      if (known) known.count++;
      else owner.set(key, { from, to, uv: face.uv[k] ?? 0, count: 1 });
    });
  }
  const next: Border = new Map();
  for (const { from, to, uv, count } of owner.values())
    if (count === 1 && keep(at(from)) && keep(at(to))) next.set(from, { to, uv });
  return next;
}

/** Takes the needle's bends out of such a border. It runs through what it was bent around: `settle` comes after. In place. */
export function evenBorder(surface: Surface, keep: (at: Vec3) => boolean): void {
  smoothBorder(position(surface), borderOf(surface, keep));
}

/** Sweeps a tube of `radius` decimetres along every border whose vertices all pass `keep`. In place. */
export function rollHem(surface: Surface, radius: number, keep: (at: Vec3) => boolean): void {
  const pos = position(surface);
  const at = (v: number): Vec3 => [pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0, pos[v * 3 + 2] ?? 0];
  const next = borderOf(surface, keep);
  const outwards = normals(pos, surface.faces);
  const points: number[] = Array.from(pos);
  const sources: number[] = [];
  const entered = new Set([...next.values()].map((step) => step.to));
  const done = new Set<number>();
  // Open borders from their first vertex, then closed ones from anywhere.
  const starts = [...next.keys()].filter((v) => !entered.has(v));
  for (const start of [...starts, ...next.keys()]) {
    if (done.has(start)) continue;
    const chain: number[] = [];
    const uvs: number[] = [];
    let here: number | undefined = start;
    while (here !== undefined && !done.has(here)) {
      done.add(here);
      const step: { to: number; uv: number } | undefined = next.get(here);
      chain.push(here);
      uvs.push(step?.uv ?? uvs.at(-1) ?? 0);
      here = step?.to;
    }
    const closed = here === start;
    if (chain.length < 6) continue;
    const rings = chain.map((v, i) => {
      const before = at(chain[i - 1] ?? (closed ? (chain.at(-1) ?? v) : v));
      const after = at(chain[i + 1] ?? (closed ? (chain[0] ?? v) : v));
      const along = unitVector([after[0] - before[0], after[1] - before[1], after[2] - before[2]]);
      const out: Vec3 = [outwards[v * 3] ?? 0, outwards[v * 3 + 1] ?? 0, outwards[v * 3 + 2] ?? 0];
      const side = unitVector([
        along[1] * out[2] - along[2] * out[1],
        along[2] * out[0] - along[0] * out[2],
        along[0] * out[1] - along[1] * out[0],
      ]);
      return Array.from({ length: SIDES }, (_, s) => {
        const angle = (s / SIDES) * 2 * Math.PI;
        for (let d = 0; d < 3; d++) {
          points.push(
            (pos[v * 3 + d] ?? 0) +
              radius * (Math.cos(angle) * side[d]! * 1.3 + (Math.sin(angle) * 0.8 + 0.15) * out[d]!),
          );
        }
        sources.push(v);
        return points.length / 3 - 1;
      });
    });
    for (let i = closed ? 0 : 1; i < rings.length; i++) {
      const j = i === 0 ? rings.length - 1 : i - 1;
      const uv = [uvs[j] ?? 0, uvs[j] ?? 0, uvs[i] ?? 0, uvs[i] ?? 0];
      for (let s = 0; s < SIDES; s++) {
        const t = (s + 1) % SIDES;
        surface.faces.push({ v: [rings[j]![s]!, rings[j]![t]!, rings[i]![t]!, rings[i]![s]!], uv });
      }
    }
  }
  const count = points.length / 3;
  for (const [name, field] of surface.fields) {
    if (name === 'position') continue;
    const data = new Float32Array(count * field.size);
    data.set(field.data);
    sources.forEach((v, i) => {
      for (let c = 0; c < field.size; c++)
        data[(surface.vertexCount + i) * field.size + c] = field.data[v * field.size + c] ?? 0;
    });
    surface.fields.set(name, { size: field.size, data });
  }
  surface.fields.set('position', { size: 3, data: Float32Array.from(points) });
  surface.vertexCount = count;
}

/** A needle runs straight: takes small steps out of a border, leaves its corners. In place. */
function smoothBorder(pos: Float32Array, next: ReadonlyMap<number, { to: number }>): void {
  const before = new Map([...next].map(([from, { to }]) => [to, from]));
  for (let round = 0; round < 6; round++) {
    const moved: [number, Vec3][] = [];
    for (const [v, { to }] of next) {
      const from = before.get(v);
      if (from === undefined) continue;
      const edge = (a: number, b: number): Vec3 => [
        pos[b * 3]! - pos[a * 3]!,
        pos[b * 3 + 1]! - pos[a * 3 + 1]!,
        pos[b * 3 + 2]! - pos[a * 3 + 2]!,
      ];
      const [come, go] = [edge(from, v), edge(v, to)];
      const [a, b] = [unitVector(come), unitVector(go)];
      if (a[0] * b[0] + a[1] * b[1] + a[2] * b[2] < CORNER) continue;
      moved.push([v, [(go[0] - come[0]) / 4, (go[1] - come[1]) / 4, (go[2] - come[2]) / 4]]);
    }
    for (const [v, by] of moved) for (let c = 0; c < 3; c++) pos[v * 3 + c]! += by[c as 0];
  }
}
