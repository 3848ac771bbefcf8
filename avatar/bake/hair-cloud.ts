/** Coily hair as a volume. Lengths in decimetres. */

import type { Groom } from './groom.ts';
import { babyHair, layer, SHORT } from './hair-blocks.ts';
import { cap } from './hair-cap.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import { fbm } from './noise.ts';
import { dot, unitVector } from './vector.ts';

/**
 * What stands around the sheet that closes a cloud: sizes and spacings in sizes of a tuft, depth in radii. Lying tufts are
 * the cloud's skin; upright ones its outline, where lying ones would be seen from their edge.
 */
const SHELLS = [
  {
    kind: 'medium',
    upright: false,
    depth: 0.9,
    spacing: 0.4,
    width: 1.15,
    roll: 0.4,
    wild: 0.2,
    light: 0.98,
  },
  { kind: 'medium', upright: true, depth: 0.82, spacing: 0.5, width: 0.95, roll: 0.3, wild: 0.4, light: 1 },
  { kind: 'wispy', upright: true, depth: 0.9, spacing: 0.55, width: 1, roll: 0.5, wild: 0.6, light: 1 },
] as const;

/** Where the sheet lies, in radii. */
const SHEET = 0.86;

const lumps = ([x, y, z]: Vec3): number => 0.88 + 0.24 * fbm(x * 3, y * 3, z * 3, 2, 341);

/** Coily hair as a volume of radius `radius` around the scalp: soft tufts of `size`, shaded as the volume's surface. */
export function cloud(groom: Groom, radius: number, size: number): void {
  // Cropped coils thin out to the skin; a large cloud stands over its hairline.
  const thin = 0.3 - 0.3 * Math.min(0.6, radius);
  const cropped = smoothstep(0.3, 0.15, radius);
  const edge = (at: Vec3, behind: number): number => {
    const front = smoothstep(0, 0.4, at[2] - groom.scalp.centre[2]);
    const from = 0.08 + (thin - 0.08) * Math.max(front, cropped);
    return smoothstep(-0.02, from, behind);
  };
  const lift = (at: Vec3, behind: number): number => radius * SHEET * lumps(at) * edge(at, behind);
  cap(groom, 'coils', lift, () => -0.015 + 0.055 * cropped);
  SHELLS.forEach((shell, index) => {
    // Roots stand closer than what grows from them: the further out, the larger the surface to close.
    const spread = 0.95 / (0.95 + radius * shell.depth);
    layer(
      groom,
      size * shell.spacing * spread,
      301 + index,
      () => [0, 1, 0],
      (root, random) => {
        const play = 1 + 0.16 * (random() - 0.5);
        const grown = edge(root.at, groom.scalp.behind(...root.at));
        // Fewer towards the line, and single coils on it: a full row there is an edge that somebody has trimmed.
        const loose = cropped * smoothstep(0.1, 0.01, root.behind + 0.06 * (random() - 0.5));
        if (random() < 0.4 * loose) return null;
        const height = radius * shell.depth * lumps(root.at) * play * (0.15 + 0.85 * grown);
        const any = unitVector([random() - 0.5, random() - 0.5, random() - 0.5]);
        const out = dot(any, root.normal) * (1 - shell.wild);
        const flat = unitVector([0, 1, 2].map((d) => any[d]! - root.normal[d]! * out) as unknown as Vec3);
        const along = shell.upright
          ? unitVector([0, 1, 2].map((d) => root.normal[d]! + any[d]! * shell.wild) as unknown as Vec3)
          : flat;
        const length = size * shell.width * (0.75 + 0.5 * random()) * (0.6 + 0.4 * grown);
        const path = (shell.upright ? [-0.2, 0.8] : [-0.5, 0.5]).map((t) => ({
          at: [0, 1, 2].map(
            (d) => root.at[d]! + root.normal[d]! * height + along[d]! * length * t,
          ) as unknown as Vec3,
          // A card lies across this.
          normal: shell.upright ? flat : root.normal,
        }));
        const fluff = [0, 1, 2].map((d) => root.normal[d]! + 0.16 * any[d]!) as unknown as Vec3;
        groom.lay(path, {
          ...SHORT,
          kind: loose > 0.5 ? 'wispy' : shell.kind,
          segments: 1,
          length,
          width: length,
          flat: true,
          outward: unitVector(fluff),
          light: shell.light * (0.85 + 0.15 * root.inside),
          roll: shell.roll,
        });
        return null;
      },
      0.005,
    );
  });
  babyHair(groom, (_, root) => root.normal, Math.min(0.14, radius * 0.3), 321, 0.06);
}
