/**
 * What lies under the locks: a closed sheet over the skull, lifted to where the mass of hair begins. Cards seen from
 * their edge are slivers with the set shining through between them; before a sheet they are its outline's strands.
 * Lengths in decimetres.
 */

import type { Field, Groom, SheetPoint, SheetQuad } from './groom.ts';
import { COLUMN, HAIRLINE } from './hair-texture.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import { type Root, type Scalp, sequence } from './scalp.ts';
import { cross, dot, unitVector } from './vector.ts';

/** Meridians and rows from the hairline to the crown: 8 mm of outline a step, which bends by a tenth of a millimetre. */
const AROUND = 52;
const ROWS = 9;
/** What a column of the map spans, across and along: about what the locks above show of it. */
const WIDE = 0.34;
const LONG = 3;
/** Decimetres across after which the column is used the other way round. */
const TURN = 0.56 * WIDE;
/** Half of what two meridians are apart on top of the forehead. */
const SNAP = 0.058;
/** Radians up from the middle of the skull that no ear reaches. */
const ABOVE_EAR = 0.24;
/** By how much less than its map leaves open the sheet is open along a parting, decimetres. */
const CLOSES = 0.022;
/** Share of its light that the sheet loses in a parting. */
const IN_PARTING = 0.6;
/** Share of its light that is left on the first rows: its strands stand there, and would shine below locks that lie. */
const AT_LINE = 0.5;
/** The same of short hair and coils. */
const AT_ROOTS = 0.6;
/** Radians of skull over which the sheet fades in at the hairline: from meridian to meridian another, 9 to 15 mm. */
const FADE = [0.1, 0.17] as const;

/** The scalp where a ray from the middle of the skull leaves it. */
function leaves(scalp: Scalp, direction: Vec3): { at: Vec3; normal: Vec3 } {
  const [x, y, z] = scalp.centre;
  let far = 0.4;
  let normal = direction;
  for (let step = 0; step < 32; step++) {
    const at: Vec3 = [x + direction[0] * far, y + direction[1] * far, z + direction[2] * far];
    const near = scalp.near(at);
    normal = near.normal;
    if (near.distance > -0.002) break;
    far -= near.distance;
  }
  return { at: [x + direction[0] * far, y + direction[1] * far, z + direction[2] * far], normal };
}

/** Where a place lies in combed hair: along the strands from where they part or begin, and across them. */
export interface Combed {
  readonly along: number;
  readonly across: number;
}

/**
 * Combed to both sides of a line at `part(z)`, leaning back by `back` on the way: along is the arc from the line over the
 * skull and down its side.
 */
export const combedAside =
  ({ centre, crown }: Scalp, part: (z: number) => number, back: number) =>
  ([x, y, z]: Vec3): Combed => {
    const radius = crown - centre[1];
    const arc = Math.atan2(Math.abs(x - part(z)), Math.max(0.05, y - centre[1])) * radius;
    const down = Math.max(0, centre[1] - y);
    return { along: arc + down, across: z + back * Math.min(arc, 1) };
  };

/** Combed from all sides to `target`. */
export const combedTo =
  ({ centre, crown }: Scalp, target: Vec3) =>
  (at: Vec3): Combed => {
    const axis = unitVector([0, 1, 2].map((d) => target[d]! - centre[d]!) as unknown as Vec3);
    const from = unitVector([0, 1, 2].map((d) => at[d]! - centre[d]!) as unknown as Vec3);
    const cosine = dot(axis, from);
    const side = cross(axis, [1, 0, 0]);
    const around = Math.atan2(from[0], dot(from, unitVector(side)));
    return {
      along: (Math.PI - Math.acos(Math.min(1, Math.max(-1, cosine)))) * (crown - centre[1]),
      across: Math.abs(around) * (crown - centre[1]) * 0.8,
    };
  };

const away = ({ centre }: Scalp, at: Vec3): number =>
  Math.hypot(at[0] - centre[0], at[1] - centre[1], at[2] - centre[2]);

/** How strands run on the sheet. */
export type Strands =
  /** Along a field, each piece for itself: as good as any where short locks hide all but glimpses. */
  | { readonly field: Field }
  /** Whole over all of the sheet; `part` is the x of a parting on top of the head. */
  | { readonly combed: (at: Vec3) => Combed; readonly part?: (z: number) => number }
  | 'coils';

/** Moves what lies beside a parting onto it: a quad across the line would show strands of neither side. */
function onLine(
  scalp: Scalp,
  found: { at: Vec3; normal: Vec3 },
  strands: Strands,
): { at: Vec3; normal: Vec3 } {
  const [x, y, z] = found.at;
  const line = strands !== 'coils' && 'part' in strands ? strands.part?.(z) : undefined;
  if (line === undefined || Math.abs(x - line) > SNAP || y < scalp.eyeY + 0.45 * scalp.unit) return found;
  const { centre } = scalp;
  return leaves(scalp, unitVector([line - centre[0], y - centre[1], z - centre[2]]));
}

/** A column's middle, used to and fro along `across`; a quad stays on one way of it, or its strands would bend back. */
function unfolded(across: readonly number[]): number[] {
  const way = Math.floor(across.reduce((sum, value) => sum + value, 0) / across.length / TURN);
  return across.map((value) => {
    const x = value / TURN - way;
    return Math.min(0.9, Math.max(0.1, 0.22 + 0.56 * (way % 2 === 0 ? x : 1 - x)));
  });
}

/** How near a place on top of the head is to the parting, 0 to 1: there one looks down between roots. */
function besideLine(scalp: Scalp, [x, y, z]: Vec3, strands: Strands, reach = 0.4): number {
  const line = strands !== 'coils' && 'part' in strands ? strands.part?.(z) : undefined;
  if (line === undefined) return 0;
  const high = smoothstep(0.3, 0.5, (y - scalp.eyeY) / scalp.unit);
  return high * smoothstep(reach, 0.03, Math.abs(x - line));
}

/**
 * Lays the sheet. `lift` is how far it stands off the scalp at a place and `behind` skull units behind the hairline, which it
 * begins at `from`.
 */
export function cap(
  groom: Groom,
  strands: Strands,
  lift: (at: Vec3, behind: number) => number,
  from: (at: Vec3) => number = () => -0.015,
): void {
  const { scalp } = groom;
  const points: SheetPoint[] = [];
  const scalpPoints: Vec3[] = [];
  const random = sequence(887);
  // Between tufts one looks at the sheet itself: it is as light as they are.
  const open = strands === 'coils' ? 0.12 : 0;
  const combed = strands !== 'coils' && 'combed' in strands;
  for (let s = 0; s < AROUND; s++) {
    const turn = (s / AROUND) * 2 * Math.PI;
    const towards = (up: number): Vec3 => [
      Math.sin(turn) * Math.cos(up),
      Math.sin(up),
      Math.cos(turn) * Math.cos(up),
    ];
    // Seen from inside, an ear is part of the skull: what lies lower than its top goes no further out than above it.
    const beside = Math.abs(Math.sin(turn)) > 0.75;
    const limit = beside
      ? away(scalp, leaves(scalp, towards(ABOVE_EAR)).at) * 1.02
      : Number.POSITIVE_INFINITY;
    const ray = (up: number): { at: Vec3; normal: Vec3 } => {
      const direction = towards(up);
      const found = leaves(scalp, direction);
      if (up > ABOVE_EAR || away(scalp, found.at) < limit) return found;
      const at = scalp.centre.map((c, d) => c + direction[d]! * limit) as unknown as Vec3;
      return { at, normal: direction };
    };
    // A line is passed once on the way up from the neck.
    const passes = (further: number, above: number): number => {
      let [low, high] = [above, 1.3];
      for (let round = 0; round < 12; round++) {
        const middle = (low + high) / 2;
        const { at } = ray(middle);
        if (scalp.behind(...at) < from(at) + further) low = middle;
        else high = middle;
      }
      return high;
    };
    const high = passes(0, -0.75);
    const fade = strands === 'coils' ? FADE[0] : FADE[0] + (FADE[1] - FADE[0]) * random();
    // Beside a temple the line runs up steeply: what lies above it is no further behind it.
    const begun = Math.max(fade, passes(0.8 * fade, high) - high);
    for (let r = 0; r < ROWS; r++) {
      // Close together where the sheet rises from the line.
      const first = Math.min(1, r) * begun;
      const up = high + first + (Math.PI / 2 - high - first) * (Math.max(0, r - 1) / (ROWS - 1)) ** 1.2;
      const { at, normal } = onLine(scalp, ray(up), strands);
      const off = r === 0 ? 0.004 : Math.max(0.006, lift(at, scalp.behind(...at)));
      scalpPoints.push(at);
      points.push({
        at: [0, 1, 2].map((d) => at[d]! + normal[d]! * off) as unknown as Vec3,
        lit: [0, 1, 2].map((d) => at[d]! + normal[d]! * (off + open)) as unknown as Vec3,
        normal,
        light:
          0.94 *
          (1 - IN_PARTING * besideLine(scalp, at, strands)) *
          (r > 1 ? 1 : combed ? AT_LINE : AT_ROOTS),
      });
    }
  }
  const crown = leaves(scalp, [0, 1, 0]);
  const top = Math.max(0.006, lift(crown.at, 9));
  scalpPoints.push(crown.at);
  points.push({
    at: [0, 1, 2].map((d) => crown.at[d]! + crown.normal[d]! * top) as unknown as Vec3,
    lit: [0, 1, 2].map((d) => crown.at[d]! + crown.normal[d]! * (top + open)) as unknown as Vec3,
    normal: crown.normal,
    light: 0.94,
  });
  const quads: SheetQuad[] = [];
  const number = (s: number, r: number): number => (r === ROWS ? points.length - 1 : (s % AROUND) * ROWS + r);
  for (let s = 0; s < AROUND; s++) {
    for (let r = 0; r < ROWS; r++) {
      const corners = [number(s, r), number(s + 1, r), number(s + 1, r + 1), number(s, r + 1)] as const;
      const fading = corners.map((_, k) => ({
        column: HAIRLINE,
        x: (k === 0 || k === 3) === (s % 2 === 0) ? 0.15 : 0.75,
        v:
          k < 2
            ? 0
            : groom.begun *
              (1 - 0.6 * besideLine(scalp, scalpPoints[corners[k] as number] as Vec3, strands, 0.06)),
      }));
      let uvs: SheetQuad['uvs'];
      if (strands === 'coils') uvs = coiled(r === 0, random);
      else if (r === 0) uvs = fading;
      else if ('combed' in strands) uvs = whole(corners.map((k) => strands.combed(scalpPoints[k] as Vec3)));
      else {
        const around = corners.map((k) => points[k] as SheetPoint);
        uvs = oriented(scalp, around, strands.field, random);
      }
      // Cut from corner to corner along the parting, or a triangle would bridge it.
      const turned =
        strands !== 'coils' &&
        parts(
          scalp,
          corners.map((k) => scalpPoints[k] as Vec3),
          strands,
        );
      quads.push(turned ? { corners: rotated(corners), uvs: rotated(uvs) } : { corners, uvs });
    }
  }
  groom.sheet(points, quads);
}

/** What of a tuft's middle lies on a piece of a sheet of coils, any way round; of its lower edge on the hairline. */
function coiled(first: boolean, random: () => number): SheetQuad['uvs'] {
  const turn = Math.floor(random() * 4);
  const column = first ? COLUMN.dense[0] : COLUMN.solid[0];
  return [0, 1, 2, 3].map((k) => {
    const corner = first ? k : (k + turn) % 4;
    const upper = corner > 1 ? 0.66 : first ? 0.98 : 0.34;
    return { column, x: corner === 0 || corner === 3 ? 0.34 : 0.66, v: first && corner > 1 ? 0.5 : upper };
  });
}

const rotated = <T>([a, b, c, d]: readonly T[]): [T, T, T, T] => [b as T, c as T, d as T, a as T];

/** Whether the parting runs from the second corner of a quad to its fourth. */
function parts(scalp: Scalp, corners: readonly Vec3[], strands: Exclude<Strands, 'coils'>): boolean {
  const line = 'part' in strands ? strands.part : undefined;
  if (!line || corners.some(([, y]) => y < scalp.eyeY + 0.45 * scalp.unit)) return false;
  const [a, b, c, d] = corners.map(([x, , z]) => Math.abs(x - line(z))) as [number, number, number, number];
  return b + d < a + c;
}

/** What of a dense column lies on a piece of hair that is combed alike all over: from a parting on, hair by hair. */
function whole(places: readonly Combed[]): SheetQuad['uvs'] {
  const across = unfolded(places.map((place) => place.across));
  return places.map(({ along }, k) => ({
    column: COLUMN.solid[0],
    x: across[k] ?? 0.5,
    v: Math.min(0.68, (along + CLOSES) / LONG / 1.3),
  }));
}

/** What of a dense column lies on a piece of the sheet whose strands run along `field`. */
function oriented(
  scalp: Scalp,
  corners: readonly SheetPoint[],
  field: Field,
  random: () => number,
): SheetQuad['uvs'] {
  const mean = (pick: 'at' | 'normal'): Vec3 =>
    [0, 1, 2].map((d) => corners.reduce((sum, point) => sum + point[pick][d]!, 0) / 4) as unknown as Vec3;
  const at = mean('at');
  const normal = unitVector(mean('normal'));
  const root: Root = {
    at,
    normal,
    inside: 1,
    behind: 1,
    angle: (Math.atan2(at[0], at[2] - scalp.centre[2]) * 180) / Math.PI,
    height: (at[1] - scalp.eyeY) / scalp.unit,
  };
  const combed = field(at, root, 0.3);
  const into = dot(combed, normal);
  const along = unitVector([0, 1, 2].map((d) => combed[d]! - normal[d]! * into) as unknown as Vec3);
  const across = cross(along, normal);
  const begin = 0.22 + 0.2 * random();
  const middle = 0.45 + 0.1 * random();
  return corners.map((point) => {
    const off = [0, 1, 2].map((d) => point.at[d]! - at[d]!) as unknown as Vec3;
    return {
      column: COLUMN.solid[0],
      x: Math.min(0.78, Math.max(0.22, middle + dot(off, across) / WIDE)),
      v: Math.min(0.6, Math.max(0.12, begin + dot(off, along) / LONG)),
    };
  });
}
