/** What is laid on a surface and goes with it: each point carried by the nearest triangle. */
import { BufferAttribute, BufferGeometry, Triangle, Vector3 } from 'three';
import { MeshBVH } from 'three-mesh-bvh';
import type { Vec3 } from './morph.ts';
import { position, type Surface } from './surface.ts';

/** A place of a surface: three vertices and their shares. */
export interface Carrier {
  readonly vs: readonly [number, number, number];
  readonly shares: readonly [number, number, number];
}

export interface Ground {
  /** Three vertices a triangle, fanned from the surface's polygons. */
  readonly corners: readonly number[];
  /** The nearest place to a point. */
  below(p: Vec3): Carrier;
}

export function groundOfSurface(surface: Surface): Ground {
  const pos = position(surface);
  const corners = surface.faces.flatMap(({ v }) =>
    v.slice(2).flatMap((_, k) => [v[0] ?? 0, v[k + 1] ?? 0, v[k + 2] ?? 0]),
  );
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(pos, 3));
  geometry.setIndex(new BufferAttribute(Uint32Array.from(corners), 1));
  const tree = new MeshBVH(geometry);
  const order = geometry.getIndex()?.array ?? [];
  const [a, b, c, weights, probe] = [0, 0, 0, 0, 0].map(() => new Vector3()) as [
    Vector3,
    Vector3,
    Vector3,
    Vector3,
    Vector3,
  ];
  const [right, up, front] = [new Vector3(1, 0, 0), new Vector3(0, 1, 0), new Vector3(0, 0, 1)];
  const hit = { point: new Vector3(), distance: 0, faceIndex: 0 };
  const read = (into: Vector3, v: number): Vector3 =>
    into.set(pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0, pos[v * 3 + 2] ?? 0);
  return {
    corners,
    below(p) {
      tree.closestPointToPoint(probe.set(...p), hit);
      const vs = [0, 1, 2].map((k) => order[hit.faceIndex * 3 + k] ?? 0) as unknown as Carrier['vs'];
      // Barycentric coordinates are what interpolating the unit vectors gives.
      Triangle.getInterpolation(
        hit.point,
        read(a, vs[0]),
        read(b, vs[1]),
        read(c, vs[2]),
        right,
        up,
        front,
        weights,
      );
      return { vs, shares: [weights.x, weights.y, weights.z] };
    },
  };
}

/** Value `d` of `size` a vertex at a place. */
export const carried = (data: Float32Array, size: number, { vs, shares }: Carrier, d: number): number =>
  shares[0] * (data[vs[0] * size + d] ?? 0) +
  shares[1] * (data[vs[1] * size + d] ?? 0) +
  shares[2] * (data[vs[2] * size + d] ?? 0);

export const carriedVector = (data: Float32Array, at: Carrier): Vec3 => [
  carried(data, 3, at, 0),
  carried(data, 3, at, 1),
  carried(data, 3, at, 2),
];
