/**
 * Baked ambient occlusion: cosine-weighted rays from every vertex against the whole person. What the eye reads as
 * depth (sockets, nostrils, under the chin, inside the mouth) and costs nothing while rendering.
 */
import { BufferAttribute, BufferGeometry, DoubleSide, Ray, Vector3 } from 'three';
import { MeshBVH } from 'three-mesh-bvh';
import { normals, position, type Surface } from './surface.ts';

const RAYS = 40;
/** What gets into a mouth comes through a small opening: few rays would leave it speckled. */
const ESCAPE_RAYS = 112;
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
  const near = (distance: number): number => 1 - OPACITY * (1 - Math.min(1, distance / reach) ** 0.8);
  return castRays(target, occluders, reach, offset, near);
}

/**
 * Share of light that finds its way out past everything, 0 to 1, for the vertices `wanted`: what counts in a mouth, where
 * walls far apart still keep the light off. Others are 1.
 */
export function bakeEscape(
  target: Occluder,
  occluders: readonly Occluder[],
  wanted: (vertex: number) => boolean = () => true,
): Float32Array {
  return castRays(target, occluders, Number.POSITIVE_INFINITY, 0.006, () => 0, ESCAPE_RAYS, wanted);
}

/** Mean over rays of 1, or of `light` of the distance a ray was stopped at. */
function castRays(
  target: Occluder,
  occluders: readonly Occluder[],
  reach: number,
  offset: number,
  light: (distance: number) => number,
  rays = RAYS,
  wanted: (vertex: number) => boolean = () => true,
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
    if (!wanted(i)) {
      out[i] = 1;
      continue;
    }
    n.set(directions[i * 3]!, directions[i * 3 + 1]!, directions[i * 3 + 2]!).normalize();
    t.set(0, 1, 0);
    if (Math.abs(n.y) > 0.9) t.set(1, 0, 0);
    t.cross(n).normalize();
    b.crossVectors(n, t);
    ray.origin.set(points[i * 3]!, points[i * 3 + 1]!, points[i * 3 + 2]!).addScaledVector(n, offset);
    let open = 0;
    for (let k = 0; k < rays; k++) {
      const u = (k + 0.5) / rays;
      const phi = (k + i * 0.61803) * 2.399963;
      const r = Math.sqrt(u);
      ray.direction
        .set(0, 0, 0)
        .addScaledVector(t, r * Math.cos(phi))
        .addScaledVector(b, r * Math.sin(phi))
        .addScaledVector(n, Math.sqrt(1 - u));
      const hit = tree.raycastFirst(ray, DoubleSide, 0, reach);
      open += hit ? light(hit.distance) : 1;
    }
    out[i] = open / rays;
  }
  return out;
}
