/** Building blocks of hairstyles: layers of locks for cuts, curtains, clouds, knots and tails. Lengths in decimetres. */

import type { Field, Groom, Lock } from './groom.ts';
import { cap, combedAside, combedTo } from './hair-cap.ts';
import { parting, partLine } from './hair-parting.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import { type Root, type Scalp, sequence } from './scalp.ts';
import { unitVector } from './vector.ts';

export type Random = () => number;

/** Null leaves the root bare. */
export type MakeLock = (root: Root, random: Random) => Lock | null;

export const LONG: Omit<Lock, 'length' | 'width' | 'kind'> = {
  segments: 10,
  lift: 0.25,
  follow: 5,
  weight: 4,
  clearance: 0.1,
  cling: 0.35,
  light: 1,
};
export const SHORT: Omit<Lock, 'length' | 'width' | 'kind'> = {
  segments: 4,
  lift: 0.3,
  follow: 4,
  weight: 0.6,
  clearance: 0.03,
  cling: 0.25,
  light: 1,
};

export function layer(
  groom: Groom,
  spacing: number,
  seed: number,
  field: Field,
  make: MakeLock,
  from = 0.02,
  to = 9,
): void {
  const random = sequence(seed * 31 + 7);
  for (const root of groom.scalp.roots(spacing, seed, from, to)) {
    const lock = make(root, random);
    if (lock) groom.grow(root, lock, field);
  }
}

/** Fine short hairs along the hairline, thinning out to the skin. */
export function babyHair(groom: Groom, field: Field, length: number, seed: number, spacing = 0.055): void {
  layer(
    groom,
    spacing,
    seed,
    field,
    (root, random) =>
      Math.abs(root.angle) > 130
        ? null
        : {
            ...SHORT,
            segments: 3,
            kind: 'baby',
            length: length * (0.4 + 0.8 * random()),
            width: 0.07,
            lift: 0.3,
            clearance: 0.015,
            light: 0.9,
            roll: 0.8,
          },
    -0.012,
    0.05,
  );
}

/**
 * Hair too young to be combed: single fine hairs that leave the skin towards the mass, on it and up to 4 mm before it, fewer
 * the further. What a hairline has instead of an edge.
 */
export function downyEdge(groom: Groom, seed: number): void {
  const { scalp } = groom;
  const into: Field = (_, root) => {
    const high = smoothstep(0.1, 0.5, root.height);
    return [Math.sign(root.at[0]) * 0.25 * high, 1.3 * high - 0.5, -0.8];
  };
  layer(
    groom,
    0.03,
    seed,
    into,
    (root, random) => {
      if (Math.abs(root.angle) > 100) return null;
      const before = smoothstep(0, -0.04, scalp.behind(...root.at));
      if (random() < 0.9 * before) return null;
      // Some are a lock's first strands: down alone leaves dark hair that lies along its line with an edge.
      const strong = before < 0.6 && random() < 0.4;
      return {
        ...SHORT,
        segments: 2,
        kind: strong ? 'wispy' : 'baby',
        length: (strong ? 0.12 : 0.07) + 0.08 * random() * (1 - 0.6 * before),
        width: strong ? 0.035 : 0.05,
        lift: 0.08,
        clearance: strong ? 0.02 : 0.008,
        light: 0.75,
        roll: 0.5,
      };
    },
    -0.035,
    0.035,
  );
}

/** The first rows: fine loose locks on the line itself, thinning out to the skin, so that none begins with a corner. */
export function fringe(groom: Groom, field: Field, make: (width: number) => MakeLock, fine = 1): void {
  for (const [seed, kind, spacing, from, to] of [
    [211, 'wispy', 0.045, -0.014, 0.02],
    [212, 'medium', 0.052, 0.006, 0.05],
    [213, 'dense', 0.07, 0.035, 0.09],
  ] as const) {
    layer(
      groom,
      spacing * fine,
      seed,
      field,
      (root, random) => {
        const lock = Math.abs(root.angle) < 115 ? make(0.09 + 0.05 * random())(root, random) : null;
        return lock && { ...lock, kind, light: 0.97, roll: 0.2 };
      },
      from,
      to,
    );
  }
}

/** Single hairs that stand off. */
export function flyaways(
  groom: Groom,
  field: Field,
  length: number,
  seed: number,
  spacing: number,
  clearance: number,
): void {
  layer(groom, spacing, seed, field, (root, random) =>
    root.height < 0.1
      ? null
      : {
          ...LONG,
          kind: 'flyaway',
          length: length * (0.4 + 0.6 * random()),
          width: 0.16,
          segments: 7,
          lift: 0.4 + 0.25 * random(),
          clearance: clearance + 0.09 * random(),
          weight: 2.5,
          follow: 3,
          roll: 1.5,
        },
  );
}

/** Falls to both sides of a parting at `part`, back from the face; straight down once past the skull. */
export const parted =
  (scalp: Scalp, part: number, back = 0.5): Field =>
  (at, root) => {
    const side = root.at[0] > partLine(scalp.centre[2], part, root.at[2]) ? 1 : -1;
    const fall = smoothstep(scalp.eyeY + 0.75 * scalp.unit, scalp.eyeY + 0.1, at[1]);
    return [side * (1 - fall) * 1.1 + side * 0.06, -0.25 - 1.2 * fall, -back * (1 - fall)];
  };

const swept =
  (scalp: Scalp, target: Vec3): Field =>
  (at) => {
    const to: Vec3 = [target[0] - at[0], target[1] - at[1], target[2] - at[2]];
    const over = smoothstep(scalp.eyeY + 0.2, scalp.eyeY + 0.8, at[1]);
    const [x, y, z] = unitVector(to);
    // From the forehead back over the head first: the straight way to a low knot lies across the temples.
    const [low, ahead] = [Math.min(0, y), smoothstep(scalp.centre[2] - 0.1, scalp.centre[2] + 0.5, at[2])];
    return [
      x * (0.4 + 0.6 * (1 - over)),
      y - low * 0.85 * Math.max(over, ahead),
      z - 0.4 * over - 0.9 * ahead,
    ];
  };

/** Share of its distance from the scalp that a lock which grows far from the parting leaves to those that grow at it. */
const STACKED = 0.16;

/** Layers of a long style under one field. */
export function curtain(
  groom: Groom,
  field: Field,
  lock: (root: Root, random: Random) => Pick<Lock, 'length' | 'end' | 'wave' | 'segments'>,
  volume: number,
  part: number,
  /** Makes fewer and wider locks. */
  grain = 1,
): void {
  const { scalp } = groom;
  const line = (z: number): number => partLine(scalp.centre[2], part, z);
  // Hair lies on what grows further down: whatever springs beside the parting covers the roots of all below it.
  const stacked = ({ at, height }: Root): number =>
    1 - STACKED * smoothstep(0.04, 0.7, Math.abs(at[0] - line(at[2]))) * smoothstep(0.25, 0.5, height);
  const make =
    (kind: Lock['kind'], width: number, light: number, clearance: number): MakeLock =>
    (root, random) => ({
      ...LONG,
      kind,
      // Finer locks frame the face.
      width: width * grain * (0.7 + 0.6 * random()) * (0.7 + 0.3 * smoothstep(35, 85, Math.abs(root.angle))),
      light,
      clearance: clearance * stacked(root) * (0.93 + 0.14 * random()),
      // What springs from the forehead is combed aside before its weight takes it.
      weight: 4 - 2.6 * smoothstep(75, 35, Math.abs(root.angle)),
      follow: 5 + 3 * smoothstep(75, 35, Math.abs(root.angle)),
      top: 0.9,
      rise: clearance * 1.25,
      ...lock(root, random),
    });
  const below = make('solid', 0.36, 0.92, volume * 0.4);
  cap(groom, { combed: combedAside(groom.scalp, line, 0.55), part: line }, (at, behind) => {
    const side = Math.abs(at[0] - line(at[2]));
    const high = smoothstep(0.25, 0.5, (at[1] - scalp.eyeY) / scalp.unit);
    // No higher beside the parting than locks have risen there.
    const open = 1 - high * Math.max(0, 1 - side / 0.3);
    return volume * 0.8 * smoothstep(0, 0.22, behind) * open;
  });
  layer(
    groom,
    0.19 * grain,
    201,
    field,
    (root, random) => {
      const made = below(root, random);
      // What others cover needs fewer segments.
      return made && { ...made, segments: Math.round(made.segments * 0.6) };
    },
    0.1,
  );
  lining(groom, volume, lock);
  layer(groom, 0.145 * grain, 202, field, make('dense', 0.22, 0.96, volume * 0.82), 0.07);
  layer(groom, 0.13 * grain, 203, field, make('medium', 0.17, 1, volume * 0.94), 0.06);
  fringe(groom, field, (width) => {
    const first = make('medium', width / grain, 1, volume * 0.4);
    return (root, random) => {
      const aside = Math.abs(root.at[0] - line(root.at[2]));
      const lock = aside < 0.01 ? null : first(root, random);
      // Beside the parting they are seen from their roots on: a wide one begins with an edge.
      return lock && { ...lock, width: lock.width * (0.35 + 0.65 * smoothstep(0.05, 0.3, aside)) };
    };
  });
  downyEdge(groom, 210);
  parting(groom, field, line, make('solid', 0.13, 1, volume));
}

/**
 * What hangs straight down from above and behind the ears, inside of the curtains: without it the set shines through
 * between neck, shoulder and the outermost locks.
 */
function lining(
  groom: Groom,
  volume: number,
  lock: (root: Root, random: Random) => Pick<Lock, 'length' | 'end' | 'wave' | 'segments'>,
): void {
  const down: Field = (at) => [Math.sign(at[0]) * 0.06, -1, -0.02];
  layer(groom, 0.12, 208, down, (root, random) => {
    const angle = Math.abs(root.angle);
    if (angle < 82 || angle > 152 || root.height > 0.42) return null;
    const { length, end } = lock(root, random);
    return {
      ...LONG,
      kind: 'solid',
      length: Math.min(length, 2.3),
      ...(end === undefined ? {} : { end }),
      width: 0.26,
      segments: 6,
      follow: 4,
      weight: 5,
      cling: 0.6,
      clearance: volume * (0.35 + 0.5 * random()),
      light: 0.95,
      roll: 0.5,
    };
  });
}

/** Hair drawn tight to a knot, with the knot's own locks from `knot`. */
export function gathered(groom: Groom, target: Vec3, tight: number): Field {
  const { scalp } = groom;
  const field = swept(scalp, target);
  const make =
    (kind: Lock['kind'], width: number, light: number, clearance: number): MakeLock =>
    (root, random) => {
      const way = Math.hypot(root.at[0] - target[0], root.at[1] - target[1], root.at[2] - target[2]);
      return {
        ...LONG,
        kind,
        width: width * (0.8 + 0.4 * random()),
        length: Math.max(0.2, way * 1.7),
        goal: target,
        lift: 0.05,
        follow: 9,
        weight: 0.3,
        clearance: clearance * (0.9 + 0.25 * random()),
        light,
        roll: 0.12,
      };
    };
  cap(groom, { combed: combedTo(scalp, target) }, (_, behind) => tight * 0.85 * smoothstep(0, 0.2, behind));
  layer(groom, 0.18, 401, field, make('solid', 0.32, 0.93, tight * 0.6), 0.07);
  layer(groom, 0.12, 402, field, make('dense', 0.16, 0.97, tight * 0.85), 0.05);
  layer(groom, 0.13, 403, field, make('medium', 0.12, 1, tight), 0.04);
  fringe(groom, field, (width) => make('medium', width, 1, tight));
  downyEdge(groom, 404);
  flyaways(groom, field, 0.8, 405, 0.45, tight);
  return field;
}
