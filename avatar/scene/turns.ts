/** Turns: unit quaternions (x, y, z, w) as plain arrays. */
import type { Vec3 } from '../bake/morph.ts';
import { add, cross, dot, unitVector } from '../bake/vector.ts';

export type Quat = readonly [number, number, number, number];

export const q = {
  /** `a` after `b`. */
  multiply: (a: Quat, b: Quat): Quat => [
    a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
    a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
    a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3],
    a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2],
  ],
  inverse: (a: Quat): Quat => [-a[0], -a[1], -a[2], a[3]],
  about: (axis: Vec3, angle: number): Quat => {
    const s = Math.sin(angle / 2);
    return [axis[0] * s, axis[1] * s, axis[2] * s, Math.cos(angle / 2)];
  },
  turn: (a: Quat, v: Vec3): Vec3 => {
    const u: Vec3 = [a[0], a[1], a[2]];
    const t = cross(u, v);
    return add(add(v, t, 2 * a[3]), cross(u, t), 2);
  },
  /** The shortest turn from one direction to another. */
  between: (from: Vec3, to: Vec3): Quat => {
    const axis = cross(from, to);
    const w = 1 + dot(from, to);
    const length = Math.hypot(axis[0], axis[1], axis[2], w) || 1;
    return [axis[0] / length, axis[1] / length, axis[2] / length, w / length];
  },
  /** The angle by which `a` turns about `axis`, -pi to pi. */
  twist: (a: Quat, axis: Vec3): number => {
    const along = a[0] * axis[0] + a[1] * axis[1] + a[2] * axis[2];
    const angle = 2 * Math.atan2(along, a[3]);
    return angle > Math.PI ? angle - 2 * Math.PI : angle < -Math.PI ? angle + 2 * Math.PI : angle;
  },
} as const;

/** The turn that takes direction `a` to `toA` and, as nearly as that allows, `b` to `toB`. All of unit length, b across a. */
export function frame(a: Vec3, b: Vec3, toA: Vec3, toB: Vec3): Quat {
  const first = q.between(a, toA);
  const turned = q.turn(first, b);
  const flatFrom = unitVector(add(turned, toA, -dot(turned, toA)));
  const flatTo = unitVector(add(toB, toA, -dot(toB, toA)));
  const angle = Math.atan2(dot(cross(flatFrom, flatTo), toA), dot(flatFrom, flatTo));
  return q.multiply(q.about(toA, angle), first);
}
