/** What pulled-back hair ends in: knots, tails and the loose hairs before the ears. Lengths in decimetres. */

import type { Field, Groom, Lock } from './groom.ts';
import { LONG, layer } from './hair-blocks.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import { sequence } from './scalp.ts';
import { cross, unitVector } from './vector.ts';

/** Loose hairs before the ears of pulled-back styles. */
export function tendrils(groom: Groom, length: number): void {
  const field: Field = (at) => [Math.sign(at[0]) * 0.25, -1, 0.12];
  layer(
    groom,
    0.09,
    411,
    field,
    (root, random) =>
      Math.abs(root.angle) > 48 && Math.abs(root.angle) < 74 && root.height > 0.02 && random() < 0.55
        ? {
            ...LONG,
            kind: 'wispy',
            length: length * (0.6 + 0.7 * random()),
            width: 0.1,
            lift: 0.4,
            clearance: 0.04,
            wave: { amplitude: 0.025, period: 0.5, coil: false },
            roll: 1,
          }
        : null,
    0,
    0.12,
  );
}

/** Locks wound around the way the knot stands off the head, as a twist of hair is: each ring a little over the last. */
export function knot(groom: Groom, centre: Vec3, radius: number): void {
  const random = sequence(431);
  const from = groom.scalp.centre;
  const axis = unitVector([0, 1, 2].map((d) => centre[d]! - from[d]!) as unknown as Vec3);
  const side = unitVector(cross(axis, [1, 0.2, 0]));
  const other = cross(axis, side);
  const COUNT = 130;
  for (let i = 0; i < COUNT; i++) {
    const inner = i < COUNT / 3;
    // From its foot to its middle, all around.
    const ring = 2.1 - 1.9 * ((i * 0.618034) % 1);
    const begin = random() * 6.283;
    const deep = inner ? 0.9 : 0.97 + 0.08 * random();
    const rising = 0.25 * (random() - 0.3);
    const path = Array.from({ length: 9 }, (_, k) => {
      const around = begin + (k / 8) * (2 + 0.6 * random());
      const up = ring + rising * (k / 8);
      const out = [0, 1, 2].map(
        (d) =>
          axis[d]! * Math.cos(up) * 0.8 +
          (side[d]! * Math.cos(around) + other[d]! * Math.sin(around)) * Math.sin(up),
      ) as unknown as Vec3;
      return {
        at: [0, 1, 2].map((d) => centre[d]! + out[d]! * radius * deep) as unknown as Vec3,
        normal: unitVector(out),
      };
    });
    groom.lay(path, {
      ...LONG,
      kind: inner ? 'solid' : i % 9 === 0 ? 'wispy' : 'dense',
      length: radius * 2.6,
      width: radius * (inner ? 0.5 : 0.34),
      light: inner ? 0.6 : 0.8 + 0.25 * random(),
      roll: 0.1,
    });
  }
}

/** A tail from `from` over the shoulder along way points. */
export function tail(groom: Groom, ways: readonly Vec3[], radius: number, wave: Lock['wave']): void {
  const random = sequence(441);
  for (let i = 0; i < 120; i++) {
    const angle = random() * 6.283;
    const deep = Math.sqrt(random());
    const reach = 0.75 + 0.25 * random();
    const path = Array.from({ length: 13 }, (_, k) => {
      const t = (k / 12) * reach * (ways.length - 1);
      const a = ways[Math.min(ways.length - 2, Math.floor(t))] as Vec3;
      const b = ways[Math.min(ways.length - 1, Math.floor(t) + 1)] as Vec3;
      const f = t - Math.min(ways.length - 2, Math.floor(t));
      const s = f * f * (3 - 2 * f);
      const swell =
        radius * (0.35 + 0.65 * smoothstep(0, 0.3, k / 12)) * (1 - 0.5 * smoothstep(0.6, 1, k / 12));
      const out: Vec3 = [Math.cos(angle), 0.1, Math.sin(angle)];
      return {
        at: [0, 1, 2].map((d) => a[d]! * (1 - s) + b[d]! * s + out[d]! * swell * deep) as unknown as Vec3,
        normal: unitVector(out),
      };
    });
    groom.lay(path, {
      ...LONG,
      kind: deep > 0.85 ? 'wispy' : deep > 0.6 ? 'medium' : 'dense',
      length: 3,
      width: 0.24,
      light: 0.4 + 0.6 * deep,
      roll: 0.5,
      ...(wave ? { wave } : {}),
    });
  }
}
