/**
 * Baked ambient occlusion: cosine-weighted rays from every vertex against the whole person. What the eye reads as
 * depth (sockets, nostrils, under the chin, inside the mouth) and costs nothing while rendering.
 */
import { BufferAttribute, BufferGeometry, DoubleSide, Ray, Triangle, Vector3 } from 'three';
import { MeshBVH } from 'three-mesh-bvh';
import { normals, position, type Surface } from './surface.ts';

const RAYS = 40;
/** Light leaks through hair and thin cloth, and skin scatters: a hit takes at most this much of a ray. */
const OPACITY = 0.9;

export interface Occluder {
  readonly surface: Surface;
  /** Shape weights the surface is posed with. */
  readonly pose?: Readonly<Record<string, number>>;
}

function posed({ surface, pose }: Occluder): Float32Array {
  const out = Float32Array.from(position(surface));
  for (const [name, weight] of Object.entries(pose ?? {})) {
    const field = surface.fields.get(`shape:${name}`);
    if (!field) continue;
    for (let i = 0; i < out.length; i++) out[i]! += (field.data[i] ?? 0) * weight;
  }
  return out;
}

/** A tree over everything that can be in a ray's way. */
export function hierarchy(occluders: readonly Occluder[]): MeshBVH {
  const points: number[] = [];
  const indices: number[] = [];
  for (const occluder of occluders) {
    const start = points.length / 3;
    for (const value of posed(occluder)) points.push(value);
    for (const face of occluder.surface.faces) {
      for (let k = 1; k < face.v.length - 1; k++) {
        indices.push(start + (face.v[0] ?? 0), start + (face.v[k] ?? 0), start + (face.v[k + 1] ?? 0));
      }
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(points), 3));
  geometry.setIndex(new BufferAttribute(Uint32Array.from(indices), 1));
  return new MeshBVH(geometry);
}

/**
 * Share of the sky each vertex of `target` sees, 0 to 1. `reach` in decimetres: farther hits do not count.
 * Rays start `offset` above the surface. The directions are a fixed spiral turned per vertex, so the result is the same in every run.
 */
export function bakeOcclusion(
  target: Occluder,
  occluders: readonly Occluder[],
  reach: number,
  offset = 0.012,
): Float32Array {
  const tree = hierarchy(occluders);
  const points = posed(target);
  const directions = normals(points, target.surface.faces);
  const out = new Float32Array(points.length / 3);
  const ray = new Ray();
  const n = new Vector3();
  const t = new Vector3();
  const b = new Vector3();
  for (let i = 0; i < out.length; i++) {
    n.set(directions[i * 3]!, directions[i * 3 + 1]!, directions[i * 3 + 2]!).normalize();
    t.set(0, 1, 0);
    if (Math.abs(n.y) > 0.9) t.set(1, 0, 0);
    t.cross(n).normalize();
    b.crossVectors(n, t);
    ray.origin.set(points[i * 3]!, points[i * 3 + 1]!, points[i * 3 + 2]!).addScaledVector(n, offset);
    let open = 0;
    for (let k = 0; k < RAYS; k++) {
      const u = (k + 0.5) / RAYS;
      const phi = (k + i * 0.61803) * 2.399963;
      const r = Math.sqrt(u);
      ray.direction
        .set(0, 0, 0)
        .addScaledVector(t, r * Math.cos(phi))
        .addScaledVector(b, r * Math.sin(phi))
        .addScaledVector(n, Math.sqrt(1 - u));
      const hit = tree.raycastFirst(ray, DoubleSide, 0, reach);
      open += hit ? 1 - OPACITY * (1 - Math.min(1, hit.distance / reach) ** 0.8) : 1;
    }
    out[i] = open / RAYS;
  }
  return out;
}

/**
 * 1 where `cover` (hair) lies close over the skin, fading over a few vertices: where roots show through. `reach` in
 * decimetres; `opaque` says whether the cover's texture has hair at a texture coordinate (origin at the bottom).
 */
export function bakeCover(
  target: Surface,
  cover: Surface,
  reach: number,
  opaque: (u: number, v: number) => boolean,
): Float32Array {
  const { tree, uvs } = corners(cover);
  const points = position(target);
  const directions = normals(points, target.faces);
  const ray = new Ray();
  const a = new Vector3();
  const covered = (at: ArrayLike<number>, direction: ArrayLike<number>): number => {
    ray.direction.set(direction[0]!, direction[1]!, direction[2]!).normalize();
    ray.origin.set(at[0]!, at[1]!, at[2]!).addScaledVector(ray.direction, -0.06);
    return tree.raycast(ray, DoubleSide, 0, reach).some(({ point, face }) => {
      if (!face) return false;
      const weights = barycentric(tree, face, point, a);
      const [u, v] = [0, 1].map(
        (c) =>
          uvs[face.a * 2 + c]! * weights.x +
          uvs[face.b * 2 + c]! * weights.y +
          uvs[face.c * 2 + c]! * weights.z,
      );
      return opaque(u!, v!);
    })
      ? 1
      : 0;
  };
  // One ray a vertex would end hair in steps as large as the mesh's faces: their centres count as much.
  const sum = new Float32Array(target.vertexCount);
  const count = new Float32Array(target.vertexCount);
  for (let i = 0; i < sum.length; i++) {
    sum[i] = covered(points.subarray(i * 3, i * 3 + 3), directions.subarray(i * 3, i * 3 + 3));
    count[i] = 1;
  }
  for (const face of target.faces) {
    const mean = (data: Float32Array): number[] =>
      [0, 1, 2].map((c) => face.v.reduce((total, v) => total + data[v * 3 + c]!, 0) / face.v.length);
    const centre = covered(mean(points), mean(directions));
    for (const v of face.v) {
      sum[v]! += centre;
      count[v]! += 1;
    }
  }
  const own = sum.map((value, i) => value / count[i]!);
  sum.fill(0);
  count.fill(0);
  for (const face of target.faces) {
    for (const v of face.v) {
      for (const w of face.v) {
        sum[v]! += own[w]!;
        count[v]! += 1;
      }
    }
  }
  return sum.map((value, i) => value / Math.max(1, count[i]!));
}

/** A tree over triangles that share no corners, and the texture coordinate of every corner. */
function corners(surface: Surface): { tree: MeshBVH; uvs: Float32Array } {
  const points: number[] = [];
  const uvs: number[] = [];
  const pos = position(surface);
  for (const face of surface.faces) {
    for (let k = 1; k < face.v.length - 1; k++) {
      for (const corner of [0, k, k + 1]) {
        const v = face.v[corner] ?? 0;
        const t = face.uv[corner] ?? 0;
        points.push(pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0, pos[v * 3 + 2] ?? 0);
        uvs.push(surface.uvs[t * 2] ?? 0, surface.uvs[t * 2 + 1] ?? 0);
      }
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(points), 3));
  geometry.setIndex(
    new BufferAttribute(
      Uint32Array.from({ length: points.length / 3 }, (_, i) => i),
      1,
    ),
  );
  return { tree: new MeshBVH(geometry), uvs: Float32Array.from(uvs) };
}

function barycentric(
  tree: MeshBVH,
  face: { a: number; b: number; c: number },
  point: Vector3,
  out: Vector3,
): Vector3 {
  const points = tree.geometry.getAttribute('position');
  const [a, b, c] = [face.a, face.b, face.c].map((i) => new Vector3().fromBufferAttribute(points, i));
  return Triangle.getBarycoord(point, a!, b!, c!, out) ?? out.set(1, 0, 0);
}
