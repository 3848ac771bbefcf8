/** Where hair is parted: a line of bare scalp as a comb draws it, and the locks that spring from both of its sides. */
import type { Field, Groom, Lock } from './groom.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import { fbm } from './noise.ts';
import { type Root, sequence } from './scalp.ts';

/** How far a comb drawn over a head by hand strays from its line, decimetres. */
const STRAYS = 0.04;
/** Half of what is left bare, decimetres: from here on roots begin, and over `FILLS` they close. */
const BARE = 0.003;
const FILLS = 0.014;
/** Between locks along the line, decimetres. */
const APART = 0.045;

/** Where a parting that begins at `part` runs, x by z: from the forehead to the middle of the crown. */
export const partLine = (centreZ: number, part: number, z: number): number =>
  (part + STRAYS * 2 * (fbm(z * 3.1, 0.5, part * 7, 2, 209) - 0.5)) * smoothstep(-0.5, 0.4, z - centreZ);

/** Lays locks of both sides along `line`, which lie on all others; `make` shapes them. */
export function parting(
  groom: Groom,
  field: Field,
  line: (z: number) => number,
  make: (root: Root, random: () => number) => Lock | null,
): void {
  const { scalp } = groom;
  const random = sequence(207);
  let steep = false;
  // Steep towards the forehead, where steps along z are further apart on the skin.
  for (let z = scalp.centre[2] - 0.7; z < scalp.centre[2] + 1.3; z += steep ? APART / 2 : APART) {
    for (const side of [-1, 1] as const) {
      const wanted: Vec3 = [line(z) + side * (BARE + FILLS * random()), scalp.crown, z];
      const { at, normal } = scalp.below(wanted);
      const behind = scalp.behind(...at);
      const height = (at[1] - scalp.eyeY) / scalp.unit;
      if (behind < 0.004 || height < 0.45) continue;
      const root: Root = { at, normal, inside: 1, behind, angle: 0, height };
      const lock = make(root, random);
      // Where it meets the forehead a parting begins with fine locks.
      const front = smoothstep(0.08, 0.01, behind);
      steep = behind < 0.18;
      const kind = lock && front > 0.4 ? 'medium' : lock?.kind;
      if (lock && kind) groom.grow(root, { ...lock, kind, width: lock.width * (1 - 0.6 * front) }, field);
    }
  }
}

/** What a parting along `line` leaves of the roots at a place: half of them in its middle. */
export const besideParting = ([x, , z]: Vec3, line: (z: number) => number): number =>
  0.5 + 0.5 * smoothstep(BARE, BARE + FILLS, Math.abs(x - line(z)));
