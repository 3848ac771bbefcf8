/** Cuts a surface along a smooth line, however coarse its mesh is. */
import type { Face } from './data.ts';
import { compact, position, type Surface } from './surface.ts';

/** Which side of a cut a place lies on: a signed distance, decimetres. */
export type Side = (x: number, y: number, z: number) => number;

/** Vertices closer to the line than this share of their shortest edge move onto it: splinters shade badly. */
const SNAP = 0.2;

function sides(surface: Surface, side: Side): Float32Array {
  const pos = position(surface);
  const value = new Float32Array(surface.vertexCount);
  for (let i = 0; i < value.length; i++)
    value[i] = side(pos[i * 3] ?? 0, pos[i * 3 + 1] ?? 0, pos[i * 3 + 2] ?? 0);
  return value;
}

/** Slides vertices that nearly lie on the line along an edge that crosses it. `value` and positions in place. */
function snap(surface: Surface, value: Float32Array): void {
  const pos = position(surface);
  const best = new Map<number, { to: number; t: number }>();
  for (const face of surface.faces) {
    face.v.forEach((v, k) => {
      const w = face.v[(k + 1) % face.v.length] ?? v;
      const [a, b] = [value[v] ?? 0, value[w] ?? 0];
      if (a * b >= 0) return;
      const t = a / (a - b);
      const [from, to, share] = t < 0.5 ? [v, w, t] : [w, v, 1 - t];
      if (share < SNAP && share < (best.get(from)?.t ?? 1)) best.set(from, { to, t: share });
    });
  }
  for (const [v, { to, t }] of best) {
    // Its other end may have moved: where it has, this one stays and is cut.
    if (value[to] === 0) continue;
    for (let c = 0; c < 3; c++) pos[v * 3 + c]! += t * ((pos[to * 3 + c] ?? 0) - (pos[v * 3 + c] ?? 0));
    value[v] = 0;
  }
}

/** Puts vertices and edges on the line where `side` is zero; nothing goes. In place. Returns every vertex's side. */
export function split(surface: Surface, side: Side): Float32Array {
  const value = sides(surface, side);
  if (value.every((v) => v >= 0) || value.every((v) => v <= 0)) return value;
  snap(surface, value);
  const made = new Map<string, number>();
  const sources: { a: number; b: number; t: number }[] = [];
  const uvs = [...surface.uvs];
  const cut = (a: number, b: number): { v: number; t: number } => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const t = (value[low] ?? 0) / ((value[low] ?? 0) - (value[high] ?? 0));
    const key = `${low},${high}`;
    let v = made.get(key);
    if (v === undefined) {
      v = surface.vertexCount + sources.length;
      sources.push({ a: low, b: high, t });
      made.set(key, v);
    }
    return { v, t: a < b ? t : 1 - t };
  };
  const texel = (a: number, b: number, t: number): number => {
    for (let c = 0; c < 2; c++)
      uvs.push((uvs[a * 2 + c] ?? 0) + t * ((uvs[b * 2 + c] ?? 0) - (uvs[a * 2 + c] ?? 0)));
    return uvs.length / 2 - 1;
  };
  const halves = (face: Face): Face[] => {
    const at = face.v.map((v) => value[v] ?? 0);
    if (at.every((v) => v >= 0) || at.every((v) => v <= 0)) return [face];
    const changes = at.filter((v, k) => v * (at[(k + 1) % at.length] ?? 0) < 0).length;
    if (changes > 2) {
      const [v, uv] = [face.v, face.uv];
      return [
        { v: [v[0]!, v[1]!, v[2]!], uv: [uv[0]!, uv[1]!, uv[2]!] },
        { v: [v[0]!, ...v.slice(2)], uv: [uv[0]!, ...uv.slice(2)] },
      ].flatMap(halves);
    }
    const [above, below]: [Face, Face] = [
      { v: [], uv: [] },
      { v: [], uv: [] },
    ];
    face.v.forEach((v, k) => {
      const next = (k + 1) % face.v.length;
      const [here, there] = [at[k] ?? 0, at[next] ?? 0];
      for (const half of here > 0 ? [above] : here < 0 ? [below] : [above, below]) {
        half.v.push(v);
        half.uv.push(face.uv[k] ?? 0);
      }
      if (here * there >= 0) return;
      const crossing = cut(v, face.v[next] ?? v);
      const uv = texel(face.uv[k] ?? 0, face.uv[next] ?? 0, crossing.t);
      for (const half of [above, below]) {
        half.v.push(crossing.v);
        half.uv.push(uv);
      }
    });
    return [above, below].filter((half) => half.v.length > 2);
  };
  surface.faces = surface.faces.flatMap(halves);
  surface.uvs = uvs;
  const count = surface.vertexCount + sources.length;
  for (const [name, { size, data }] of surface.fields) {
    const grown = new Float32Array(count * size);
    grown.set(data);
    sources.forEach(({ a, b, t }, i) => {
      for (let c = 0; c < size; c++) {
        const from = data[a * size + c] ?? 0;
        grown[(surface.vertexCount + i) * size + c] = from + t * ((data[b * size + c] ?? 0) - from);
      }
    });
    surface.fields.set(name, { size, data: grown });
  }
  surface.vertexCount = count;
  const all = new Float32Array(count);
  all.set(value);
  return all;
}

/** Keeps where `side` is positive; the edge is the line itself. In place. */
export function trim(surface: Surface, side: Side): void {
  const value = split(surface, side);
  surface.faces = surface.faces.filter((face) => face.v.some((v) => (value[v] ?? 0) > 0));
  Object.assign(surface, compact(surface));
}
