/** Coily hair as a volume. Lengths in decimetres. */
import type { Groom } from './groom.ts';
import { babyHair, layer, SHORT } from './hair-blocks.ts';
import type { Vec3 } from './morph.ts';
import { fbm } from './noise.ts';
import { unitVector } from './scalp.ts';

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** What a cloud of tufts is made of, from inside out: sizes and spacings in sizes of a tuft, depth in radii. */
const SHELLS = [
  { kind: 'solid', depth: 0.4, spacing: 0.5, width: 1.9, roll: 0.15, wild: 0.05, light: 0.9 },
  { kind: 'dense', depth: 0.7, spacing: 0.42, width: 1.4, roll: 0.3, wild: 0.15, light: 0.96 },
  { kind: 'medium', depth: 0.92, spacing: 0.42, width: 1.15, roll: 0.45, wild: 0.3, light: 1 },
  { kind: 'wispy', depth: 1.05, spacing: 0.6, width: 1.1, roll: 0.9, wild: 0.7, light: 1 },
] as const;

/** Coily hair as a volume of radius `radius` around the scalp: soft tufts of `size`, shaded as the volume's surface. */
export function cloud(groom: Groom, radius: number, size: number): void {
  SHELLS.forEach((shell, index) => {
    // Roots stand closer than what grows from them: the further out, the larger the surface to close.
    const spread = 0.95 / (0.95 + radius * shell.depth);
    layer(
      groom,
      size * shell.spacing * spread,
      301 + index,
      () => [0, 1, 0],
      (root, random) => {
        const lumps = 0.9 + 0.2 * fbm(root.at[0] * 3, root.at[1] * 3, root.at[2] * 3, 2, 341);
        const play = 1 + 0.2 * (random() - 0.5);
        const height = radius * shell.depth * lumps * play * (0.25 + 0.75 * root.inside);
        const any = unitVector([random() - 0.5, random() - 0.5, random() - 0.5]);
        // Inside, tufts lie along the surface and close it; outside they stand anyhow.
        const out = dot(any, root.normal) * (1 - shell.wild);
        const along = unitVector([0, 1, 2].map((d) => any[d]! - root.normal[d]! * out) as unknown as Vec3);
        const length = size * shell.width * (0.8 + 0.4 * random());
        const path = [-0.5, 0.5].map((t) => ({
          at: [0, 1, 2].map(
            (d) => root.at[d]! + root.normal[d]! * height + along[d]! * length * t,
          ) as unknown as Vec3,
          normal: root.normal,
        }));
        const fluff = [0, 1, 2].map((d) => root.normal[d]! + 0.25 * any[d]!) as unknown as Vec3;
        groom.lay(path, {
          ...SHORT,
          kind: shell.kind,
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
      index === 0 ? 0.03 : 0.005,
    );
  });
  babyHair(groom, (_, root) => root.normal, Math.min(0.14, radius * 0.3), 321, 0.06);
}
