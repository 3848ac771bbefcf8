/** What lies under cloth and gear: rays and distances on surfaces, and how cloth comes to rest on skin. */

import { BufferAttribute, BufferGeometry, DoubleSide, Ray, Vector3 } from 'three';
import { MeshBVH } from 'three-mesh-bvh';
import type { FittedMesh } from './data.ts';
import type { Vec3 } from './morph.ts';
import { normals, position, type Surface } from './surface.ts';
import { add, unitVector } from './vector.ts';

/** Points on a smooth curve through `ways` (Catmull and Rom 1974), `each` to a stretch. */
export function curve(ways: readonly Vec3[], each: number): Vec3[] {
  const out: Vec3[] = [];
  for (let i = 0; i < ways.length - 1; i++) {
    const [a, b, c, d] = [i - 1, i, i + 1, i + 2].map(
      (k) => ways[Math.min(ways.length - 1, Math.max(0, k))]!,
    ) as [Vec3, Vec3, Vec3, Vec3];
    for (let k = 0; k < each; k++) {
      const t = k / each;
      out.push(
        [0, 1, 2].map(
          (e) =>
            0.5 *
            (2 * b[e]! +
              (c[e]! - a[e]!) * t +
              (2 * a[e]! - 5 * b[e]! + 4 * c[e]! - d[e]!) * t * t +
              (3 * b[e]! - a[e]! - 3 * c[e]! + d[e]!) * t * t * t),
        ) as unknown as Vec3,
      );
    }
  }
  out.push(ways.at(-1)!);
  return out;
}

export interface Body {
  /** The foremost point at x, y and which way it faces; null beside the body. */
  front(x: number, y: number): { at: Vec3; normal: Vec3 } | null;
  /** The highest point at x, z; null beside the body. */
  top(x: number, z: number): Vec3 | null;
  /** How far outside a point lies, negative below the surface, and which way the nearest place faces. */
  nearest(at: Vec3): { distance: number; normal: Vec3 };
  /** Moves a point until it lies `off` decimetres outside. */
  lift(at: Vec3, off: number): Vec3;
}

export function bodyOf(surfaces: readonly Surface[]): Body {
  const points: number[] = [];
  const outwards: number[] = [];
  const indices: number[] = [];
  for (const surface of surfaces) {
    const start = points.length / 3;
    for (const value of position(surface)) points.push(value);
    for (const value of normals(position(surface), surface.faces)) outwards.push(value);
    for (const face of surface.faces)
      for (let k = 1; k < face.v.length - 1; k++)
        indices.push(start + face.v[0]!, start + face.v[k]!, start + face.v[k + 1]!);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(points), 3));
  geometry.setIndex(new BufferAttribute(Uint32Array.from(indices), 1));
  const tree = new MeshBVH(geometry);
  const order = geometry.getIndex()?.array ?? [];
  const facing = (face: number): Vec3 =>
    unitVector(
      [0, 1, 2].map((d) =>
        [0, 1, 2].reduce((sum, k) => sum + (outwards[(order[face * 3 + k] ?? 0) * 3 + d] ?? 0), 0),
      ) as unknown as Vec3,
    );
  const ray = new Ray(new Vector3(), new Vector3(0, 0, -1));
  const down = new Ray(new Vector3(), new Vector3(0, -1, 0));
  const target = { point: new Vector3(), distance: 0, faceIndex: 0 };
  const probe = new Vector3();
  const nearest = (at: Vec3): { distance: number; normal: Vec3 } => {
    tree.closestPointToPoint(probe.set(...at), target);
    const normal = facing(target.faceIndex);
    const away: Vec3 = [at[0] - target.point.x, at[1] - target.point.y, at[2] - target.point.z];
    const side = away[0] * normal[0] + away[1] * normal[1] + away[2] * normal[2];
    return { distance: side < 0 ? -Math.hypot(...away) : Math.hypot(...away), normal };
  };
  return {
    front(x, y) {
      ray.origin.set(x, y, 6);
      const hit = tree.raycastFirst(ray, DoubleSide);
      if (!hit || hit.faceIndex === undefined || hit.faceIndex === null) return null;
      return { at: [hit.point.x, hit.point.y, hit.point.z], normal: facing(hit.faceIndex) };
    },
    top(x, z) {
      down.origin.set(x, 99, z);
      const hit = tree.raycastFirst(down, DoubleSide);
      return hit ? [hit.point.x, hit.point.y, hit.point.z] : null;
    },
    nearest,
    lift(at, off) {
      const { distance, normal } = nearest(at);
      return add(at, normal, off - distance);
    },
  };
}

/** What lies farther inside, decimetres, lies beyond the edge of an open surface, not below it. */
const DEEPEST = 0.4;

/**
 * Lifts cloth until it lies `off` decimetres clear of the body, where `near` says; what is around follows. Fitted clothes
 * cut into other bodies than the one they were made on. In place.
 */
export function settle(cloth: Surface, body: Body, off: number, near: (at: Vec3) => boolean): void {
  const pos = position(cloth);
  const lift = new Float32Array(cloth.vertexCount);
  const normal: Vec3[] = [];
  for (let v = 0; v < cloth.vertexCount; v++) {
    const at: Vec3 = [pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0, pos[v * 3 + 2] ?? 0];
    if (!near(at)) continue;
    const found = body.nearest(at);
    normal[v] = found.normal;
    if (found.distance > -DEEPEST) lift[v] = Math.max(0, off - found.distance);
  }
  const least = Float32Array.from(lift);
  for (let round = 0; round < 4; round++) {
    const sum = new Float32Array(lift.length);
    const count = new Uint16Array(lift.length);
    for (const face of cloth.faces) {
      face.v.forEach((v, k) => {
        const w = face.v[(k + 1) % face.v.length] ?? v;
        sum[v]! += lift[w] ?? 0;
        sum[w]! += lift[v] ?? 0;
        count[v]!++;
        count[w]!++;
      });
    }
    for (let v = 0; v < lift.length; v++)
      lift[v] = Math.max(least[v] ?? 0, (0.8 * (sum[v] ?? 0)) / Math.max(1, count[v] ?? 0));
  }
  normal.forEach((n, v) => {
    for (let c = 0; c < 3; c++) pos[v * 3 + c]! += n[c as 0] * (lift[v] ?? 0);
  });
}

/** Presses cloth towards the body, as a jacket does: what stood off it keeps `share` of that. In place. */
export function press(cloth: Surface, body: Body, share: number): void {
  const pos = position(cloth);
  for (let v = 0; v < cloth.vertexCount; v++) {
    const { distance, normal } = body.nearest([pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0, pos[v * 3 + 2] ?? 0]);
    if (distance <= 0) continue;
    for (let c = 0; c < 3; c++) pos[v * 3 + c]! -= normal[c as 0] * distance * (1 - share);
  }
}

/** How far outside of what covers it cloth may lie and still belong below it, decimetres. */
const PIERCING = 0.09;

/** Moves cloth that pierces what is worn over it until it lies `off` decimetres below. In place. */
export function tuck(cloth: Surface, over: Body, off: number): void {
  const pos = position(cloth);
  for (let v = 0; v < cloth.vertexCount; v++) {
    const { distance, normal } = over.nearest([pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0, pos[v * 3 + 2] ?? 0]);
    if (distance < -off || distance > PIERCING) continue;
    for (let c = 0; c < 3; c++) pos[v * 3 + c]! -= normal[c as 0] * (distance + off);
  }
}

/** For every texture coordinate of a mesh, the smallest coordinate it is joined to by faces. */
export function textureIslands(mesh: FittedMesh): Int32Array {
  const parent = Int32Array.from({ length: mesh.uvs.length / 2 }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] ?? at;
    parent[i] = at;
    return at;
  };
  for (const face of mesh.faces) {
    const first = root(face.uv[0] ?? 0);
    for (const t of face.uv) parent[root(t)] = first;
  }
  return parent.map((_, i) => root(i));
}
