/**
 * A surface while it is baked: polygons plus any number of per-vertex fields (position, morph offsets, joint
 * weights, occlusion). Subdivision is one linear operator, so every field goes through the same rows.
 */
import type { Face } from './data.ts';

export interface Surface {
  faces: Face[];
  uvs: number[];
  vertexCount: number;
  /** Name to `vertexCount * size` values. `position` is required. */
  fields: Map<string, { size: number; data: Float32Array }>;
}

/** Compressed sparse rows: row i mixes `columns[offsets[i]..offsets[i+1]]` by `values`. */
interface Rows {
  offsets: Uint32Array;
  columns: Uint32Array;
  values: Float32Array;
}

export function position(surface: Surface): Float32Array {
  const field = surface.fields.get('position');
  if (!field) throw new Error('surface without positions');
  return field.data;
}

/** Keeps only the vertices the faces use. */
export function compact(surface: Surface): Surface {
  const index = new Map<number, number>();
  const faces = surface.faces.map((face) => ({
    uv: face.uv,
    v: face.v.map((v) => {
      const known = index.get(v);
      if (known !== undefined) return known;
      index.set(v, index.size);
      return index.size - 1;
    }),
  }));
  const fields = new Map<string, { size: number; data: Float32Array }>();
  for (const [name, field] of surface.fields) {
    const data = new Float32Array(index.size * field.size);
    for (const [from, to] of index) {
      for (let c = 0; c < field.size; c++) data[to * field.size + c] = field.data[from * field.size + c] ?? 0;
    }
    fields.set(name, { size: field.size, data });
  }
  return { faces, uvs: surface.uvs, vertexCount: index.size, fields };
}

function applyRows(rows: Rows, data: Float32Array, size: number): Float32Array {
  const count = rows.offsets.length - 1;
  const out = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const end = rows.offsets[i + 1] ?? 0;
    for (let k = rows.offsets[i] ?? 0; k < end; k++) {
      const from = (rows.columns[k] ?? 0) * size;
      const w = rows.values[k] ?? 0;
      for (let c = 0; c < size; c++) out[i * size + c]! += w * (data[from + c] ?? 0);
    }
  }
  return out;
}

type Row = Map<number, number>;

function mix(parts: readonly (readonly [Row, number])[]): Row {
  const row: Row = new Map();
  for (const [part, weight] of parts) {
    for (const [column, value] of part) row.set(column, (row.get(column) ?? 0) + value * weight);
  }
  return row;
}

interface Edge {
  readonly a: number;
  readonly b: number;
  readonly faces: number[];
}

/** One level of Catmull-Clark (Catmull and Clark 1978), open borders as cubic B-splines; UVs interpolate linearly. */
export function subdivide(surface: Surface): Surface {
  const { faces, vertexCount } = surface;
  const edges = new Map<number, Edge>();
  const key = (a: number, b: number): number => (a < b ? a * 2 ** 24 + b : b * 2 ** 24 + a);
  const facesAt: number[][] = Array.from({ length: vertexCount }, () => []);
  const edgesAt: Set<number>[] = Array.from({ length: vertexCount }, () => new Set());
  faces.forEach((face, f) => {
    face.v.forEach((a, k) => {
      const b = face.v[(k + 1) % face.v.length] ?? 0;
      const id = key(a, b);
      const edge = edges.get(id) ?? { a, b, faces: [] };
      edge.faces.push(f);
      edges.set(id, edge);
      facesAt[a]?.push(f);
      edgesAt[a]?.add(id);
      edgesAt[b]?.add(id);
    });
  });
  const identity = (i: number): Row => new Map([[i, 1]]);
  const facePoints = faces.map((face) => mix(face.v.map((v) => [identity(v), 1 / face.v.length] as const)));
  const rows: Row[] = [];
  for (let i = 0; i < vertexCount; i++) {
    const around = [...(edgesAt[i] ?? [])].map((id) => edges.get(id) as Edge);
    const n = around.length;
    const border = around.filter((edge) => edge.faces.length !== 2);
    if (n === 0 || (border.length !== 0 && border.length !== 2)) {
      rows.push(identity(i));
    } else if (border.length === 2) {
      const ends = border.map((edge) => (edge.a === i ? edge.b : edge.a));
      rows.push(mix([[identity(i), 0.75], ...ends.map((end) => [identity(end), 0.125] as const)]));
    } else {
      const parts: (readonly [Row, number])[] = [[identity(i), (n - 3) / n]];
      for (const f of facesAt[i] ?? []) parts.push([facePoints[f] as Row, 1 / (n * n)]);
      for (const edge of around) parts.push([identity(edge.a), 1 / (n * n)], [identity(edge.b), 1 / (n * n)]);
      rows.push(mix(parts));
    }
  }
  const faceBase = rows.length;
  rows.push(...facePoints);
  const edgeIndex = new Map<number, number>();
  for (const [id, edge] of edges) {
    edgeIndex.set(id, rows.length);
    const ends = [identity(edge.a), identity(edge.b)] as const;
    rows.push(
      edge.faces.length === 2
        ? mix([
            [ends[0], 0.25],
            [ends[1], 0.25],
            ...edge.faces.map((f) => [facePoints[f] as Row, 0.25] as const),
          ])
        : mix([
            [ends[0], 0.5],
            [ends[1], 0.5],
          ]),
    );
  }
  const uvs = [...surface.uvs];
  const uvMiddle = new Map<number, number>();
  const middle = (a: number, b: number): number => {
    const id = key(a, b);
    const known = uvMiddle.get(id);
    if (known !== undefined) return known;
    const made = uvs.length / 2;
    uvs.push(
      ((uvs[a * 2] ?? 0) + (uvs[b * 2] ?? 0)) / 2,
      ((uvs[a * 2 + 1] ?? 0) + (uvs[b * 2 + 1] ?? 0)) / 2,
    );
    uvMiddle.set(id, made);
    return made;
  };
  const next: Face[] = [];
  faces.forEach((face, f) => {
    const n = face.v.length;
    const centre = uvs.length / 2;
    let u = 0;
    let v = 0;
    for (const t of face.uv) {
      u += (uvs[t * 2] ?? 0) / n;
      v += (uvs[t * 2 + 1] ?? 0) / n;
    }
    uvs.push(u, v);
    for (let k = 0; k < n; k++) {
      const p = (k + n - 1) % n;
      const q = (k + 1) % n;
      const [vk, vp, vq] = [face.v[k] ?? 0, face.v[p] ?? 0, face.v[q] ?? 0];
      const [tk, tp, tq] = [face.uv[k] ?? 0, face.uv[p] ?? 0, face.uv[q] ?? 0];
      next.push({
        v: [vk, edgeIndex.get(key(vk, vq)) ?? 0, faceBase + f, edgeIndex.get(key(vp, vk)) ?? 0],
        uv: [tk, middle(tk, tq), centre, middle(tp, tk)],
      });
    }
  });
  const compressed = compress(rows);
  const fields = new Map<string, { size: number; data: Float32Array }>();
  for (const [name, field] of surface.fields) {
    fields.set(name, { size: field.size, data: applyRows(compressed, field.data, field.size) });
  }
  return { faces: next, uvs, vertexCount: rows.length, fields };
}

function compress(rows: readonly Row[]): Rows {
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + row.size;
  });
  const total = offsets[rows.length] ?? 0;
  const columns = new Uint32Array(total);
  const values = new Float32Array(total);
  let k = 0;
  for (const row of rows) {
    for (const [column, value] of row) {
      columns[k] = column;
      values[k++] = value;
    }
  }
  return { offsets, columns, values };
}

/** Area-weighted vertex normals. */
export function normals(positions: Float32Array, faces: readonly Face[]): Float32Array {
  const out = new Float32Array(positions.length);
  for (const face of faces) {
    for (let k = 1; k < face.v.length - 1; k++) {
      const a = (face.v[0] ?? 0) * 3;
      const b = (face.v[k] ?? 0) * 3;
      const c = (face.v[k + 1] ?? 0) * 3;
      const ux = positions[b]! - positions[a]!;
      const uy = positions[b + 1]! - positions[a + 1]!;
      const uz = positions[b + 2]! - positions[a + 2]!;
      const vx = positions[c]! - positions[a]!;
      const vy = positions[c + 1]! - positions[a + 1]!;
      const vz = positions[c + 2]! - positions[a + 2]!;
      for (const q of [a, b, c]) {
        out[q]! += uy * vz - uz * vy;
        out[q + 1]! += uz * vx - ux * vz;
        out[q + 2]! += ux * vy - uy * vx;
      }
    }
  }
  for (let i = 0; i < out.length; i += 3) {
    const length = Math.hypot(out[i]!, out[i + 1]!, out[i + 2]!) || 1;
    out[i]! /= length;
    out[i + 1]! /= length;
    out[i + 2]! /= length;
  }
  return out;
}

export interface Triangles {
  readonly vertexCount: number;
  readonly indices: Uint32Array;
  readonly uvs: Float32Array;
  readonly normals: Float32Array;
  readonly fields: Map<string, { size: number; data: Float32Array }>;
}

/** Splits vertices at texture seams and fans polygons into triangles. Normals stay smooth across seams. */
export function triangulate(surface: Surface): Triangles {
  // Hair shades by the volume it makes, not by each card: it brings its own normals.
  const smooth = surface.fields.get('normal')?.data ?? normals(position(surface), surface.faces);
  const index = new Map<number, number>();
  const sourceV: number[] = [];
  const sourceUv: number[] = [];
  const indices: number[] = [];
  for (const face of surface.faces) {
    const ids = face.v.map((v, k) => {
      const uv = face.uv[k] ?? 0;
      const id = v * 2 ** 24 + uv;
      const known = index.get(id);
      if (known !== undefined) return known;
      index.set(id, sourceV.length);
      sourceV.push(v);
      sourceUv.push(uv);
      return sourceV.length - 1;
    });
    for (let k = 1; k < ids.length - 1; k++) indices.push(ids[0] ?? 0, ids[k] ?? 0, ids[k + 1] ?? 0);
  }
  const expand = (data: Float32Array, size: number): Float32Array => {
    const out = new Float32Array(sourceV.length * size);
    sourceV.forEach((v, i) => {
      for (let c = 0; c < size; c++) out[i * size + c] = data[v * size + c] ?? 0;
    });
    return out;
  };
  const uvs = new Float32Array(sourceV.length * 2);
  sourceUv.forEach((uv, i) => {
    uvs[i * 2] = surface.uvs[uv * 2] ?? 0;
    // glTF puts the texture origin at the top, MakeHuman at the bottom.
    uvs[i * 2 + 1] = 1 - (surface.uvs[uv * 2 + 1] ?? 0);
  });
  const fields = new Map<string, { size: number; data: Float32Array }>();
  for (const [name, field] of surface.fields) {
    fields.set(name, { size: field.size, data: expand(field.data, field.size) });
  }
  return {
    vertexCount: sourceV.length,
    indices: Uint32Array.from(indices),
    uvs,
    normals: expand(smooth, 3),
    fields,
  };
}
