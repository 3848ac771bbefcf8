/** What all glasses have: how far before the eyes they stand, and temples along the head and over the ears. Decimetres. */
import { curve } from './drape.ts';
import type { HeadFit, Side } from './gear-head.ts';
import type { BarSize, GearMesh } from './gear-mesh.ts';
import type { WORN } from './gear-texture.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import type { Surface } from './surface.ts';
import { add, cross } from './vector.ts';

export interface Glasses {
  readonly frame: Surface;
  /** `ao` of a lens, where it has one, is 1 where nothing but its reflections shows and less towards tinted edges. */
  readonly lens: Surface;
}

/** From the cornea to the lens: where opticians begin, and where it is too far for a face to need it. */
export const NEAREST = 0.13;
export const FARTHEST = 0.172;
/** What a rim keeps from brows and cheeks. */
export const CLEAR = 0.02;
/** How far a temple lies off the head: it grips, but must not sink in when skin is smoothed. */
const GRIP = 0.016;
export const SIDES = [-1, 1] as const;

/** Half the width of a frame at its hinges: what clears the head all along the temples. */
export function hingeWidth(head: HeadFit, y: number, front: number): number {
  let most = 0;
  for (const side of SIDES) {
    for (let z = head.ear(side).top[2] + 0.2; z < front - 0.25; z += 0.1)
      most = Math.max(most, head.beside(side, y, z));
  }
  return most + GRIP;
}

/** How a temple runs from its hinge to where it lies on the ear, by the share of the way. */
export function templeWay(
  head: HeadFit,
  side: Side,
  hinge: Vec3,
): { way: (share: number) => Vec3; over: number; rest: number } {
  const [, topY, topZ] = head.ear(side).top;
  const rest = topY + 0.004;
  const skull = (y: number, z: number): number => head.beside(side, y, z) + GRIP;
  const over = skull(topY + 0.06, topZ + 0.02);
  const way = (share: number): Vec3 => {
    const z = hinge[2] + (topZ - hinge[2]) * share;
    const y = hinge[1] + (rest - hinge[1]) * smoothstep(0, 1, share);
    const straight = Math.abs(hinge[0]) + (over - Math.abs(hinge[0])) * share;
    return [side * Math.max(straight, share < 0.85 ? skull(y + 0.03, z) : 0), y, z];
  };
  return { way, over, rest };
}

/** From the hinge straight back, over the ear and down behind it. */
export function temple(
  mesh: GearMesh<(typeof WORN)[number]>,
  head: HeadFit,
  side: Side,
  hinge: Vec3,
  size: BarSize,
  swatch: 'frame' | 'metal',
): void {
  const [, , topZ] = head.ear(side).top;
  const { way, over, rest } = templeWay(head, side, hinge);
  const behind = (down: number, back: number): Vec3 => {
    const [y, z] = [rest - down, topZ - back];
    return head.skin.lift([side * (over - 0.04 - 0.1 * down), y, z], 0.018);
  };
  const path = curve(
    [
      hinge,
      way(0.2),
      way(0.45),
      way(0.7),
      way(0.9),
      [side * over, rest, topZ],
      behind(0.1, 0.13),
      behind(0.27, 0.2),
    ],
    5,
  );
  const up = (_: Vec3, i: number): Vec3 =>
    cross(add(path[Math.min(path.length - 1, i + 1)]!, path[Math.max(0, i - 1)]!, -1), [side, 0, 0]);
  const split = Math.round(path.length * 0.66);
  mesh.bar(path.slice(0, split + 1), size, swatch, { up: (at, i) => up(at, i), round: 0.7, sides: 6 });
  const tip: BarSize =
    swatch === 'metal' || size[0] < 0.02 ? [size[0] * 1.5, size[1] * 1.6] : [size[0] * 0.85, size[1]];
  mesh.bar(path.slice(split), (t) => [tip[0] * (0.9 + 0.2 * t), tip[1]], size[0] < 0.02 ? 'tip' : swatch, {
    up: (at, i) => up(at, i + split),
    round: 0.8,
    sides: 6,
  });
}
