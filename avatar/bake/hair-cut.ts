/** Cuts: a top that is combed, and sides that fade from the skin. Lengths in decimetres. */

import type { Field, Groom, Lock } from './groom.ts';
import { babyHair, fringe, layer, type MakeLock, SHORT } from './hair-blocks.ts';
import { cap } from './hair-cap.ts';
import { clippedAt } from './hair-roots.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import { fbm } from './noise.ts';
import type { Root, Scalp } from './scalp.ts';
import { unitVector } from './vector.ts';

/** Short sides lie down and back. */
export const sides = (at: Vec3, scalp: Scalp): Vec3 => [0, -1, at[2] > scalp.centre[2] - 0.3 ? -0.55 : 0];

/** Skull units behind the line over which clipped sides grow to their length, and before which no closed lock begins. */
const CLIPPED = { length: 0.36, closed: 0.2, sheet: 0.06 } as const;

/** A cut with a top that is combed by `top` and sides that fade from the skin by `clipped`, 0 to 1. */
export function cut(
  groom: Groom,
  top: Field,
  lengths: { top: number; side: number; from?: number; to?: number },
  options: {
    readonly clipped: number;
    readonly lift: number;
    readonly weight?: number;
    readonly wave?: Lock['wave'];
    readonly clearance?: number;
    readonly jitter?: number;
  },
): void {
  const { scalp } = groom;
  const jitter = options.jitter ?? 0.35;
  const sideOf = ({ angle, height }: Pick<Root, 'angle' | 'height'>): number =>
    options.clipped * clippedAt(angle, height);
  const field: Field = (at, root, travelled) => {
    const share = smoothstep(0.5, 0.75, root.height);
    const [ax, ay, az] = unitVector(top(at, root, travelled));
    const [bx, by, bz] = sides(at, scalp);
    // Neighbours lean alike, no two quite.
    const [x, y, z] = root.at;
    const wild = 2.4 * (fbm(x * 9, y * 9, z * 9, 3, 107) - 0.5) * jitter;
    const wilder = 2.4 * (fbm(x * 9, y * 9, z * 9, 3, 108) - 0.5) * jitter;
    return [
      ax * share + bx * (1 - share) + wild,
      ay * share + by * (1 - share),
      az * share + bz * (1 - share) + wilder,
    ];
  };
  const reach = (root: Root): number => {
    const up = smoothstep(lengths.from ?? 0.3, lengths.to ?? 0.85, root.height);
    const grown = 1 - sideOf(root) * (1 - smoothstep(-0.05, CLIPPED.length, root.behind));
    return (lengths.side + (lengths.top - lengths.side) * up) * (0.3 + 0.7 * grown);
  };
  const make =
    (kind: Lock['kind'], width: number, light: number, clearance: number): MakeLock =>
    (root, random) => {
      // What is clipped lies on its skin as one: closed locks on it would be leaves.
      const side = sideOf(root);
      const covered = kind === 'solid' || kind === 'dense';
      if (kind !== 'wispy' && root.behind < CLIPPED.closed * side) return null;
      if (covered && random() < 2 * side - 0.8) return null;
      const length = reach(root) * (0.75 + 0.4 * random()) * (0.6 + 0.4 * root.inside);
      return {
        ...SHORT,
        kind,
        length,
        width: Math.min(width * (1 - 0.35 * side), 0.05 + length * 0.6),
        segments: length > 0.45 ? 6 : length > 0.2 ? 4 : 2,
        lift: options.lift * smoothstep(0.4, 0.85, root.height) + 0.08 - 0.04 * side,
        cling: 0.25 + 0.4 * (1 - smoothstep(0.35, 0.75, root.height)),
        weight: options.weight ?? 0.5,
        clearance: Math.min(clearance, length * 0.4),
        light,
        ...(options.wave && length > 0.3 ? { wave: options.wave } : {}),
      };
    };
  const clearance = options.clearance ?? 0.06;
  const place = ([x, y, z]: Vec3): { angle: number; height: number } => ({
    angle: (Math.atan2(x, z - scalp.centre[2]) * 180) / Math.PI,
    height: (y - scalp.eyeY) / scalp.unit,
  });
  cap(
    groom,
    { field },
    (at, behind) => {
      const up = smoothstep(lengths.from ?? 0.3, lengths.to ?? 0.85, place(at).height);
      const low = Math.min(clearance, lengths.side * 0.4) * 0.4;
      return (low + (clearance * 0.6 - low) * up) * smoothstep(0, 0.22, behind);
    },
    (at) => -0.015 + CLIPPED.sheet * sideOf(place(at)),
  );
  layer(groom, 0.105, 101, field, make('solid', 0.17, 0.92, clearance * 0.4), 0.07);
  layer(groom, 0.08, 102, field, make('dense', 0.105, 0.97, clearance), 0.06);
  layer(groom, 0.08, 103, field, make('medium', 0.09, 1, clearance * 1.5), 0.045);
  fringe(groom, field, (width) => make('medium', width * 0.65, 1, clearance), 0.75);
  layer(groom, 0.14, 104, field, (root, random) => {
    const lock = make('wispy', 0.1, 1, clearance * 2)(root, random);
    return lock && { ...lock, lift: lock.lift + 0.2 * random(), roll: 1 };
  });
  const back: Field = (at, root, travelled) => {
    const [x, y, z] = field(at, root, travelled);
    return root.height > 0.45 ? [x * 0.5, 0.7, -Math.abs(z) * 0.4] : [x, y, z];
  };
  babyHair(groom, back, Math.min(0.16, lengths.side + 0.03), 105);
}
