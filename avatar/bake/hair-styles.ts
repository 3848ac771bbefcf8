/** The hairstyles: for each a hairline, a texture of strands and what grows. Lengths in decimetres. */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { type Field, Groom } from './groom.ts';
import { curtain, flyaways, gathered, layer, parted, SHORT } from './hair-blocks.ts';
import { cloud } from './hair-cloud.ts';
import { cut, sides } from './hair-cut.ts';
import { knot, tail, tendrils } from './hair-knots.ts';
import { partLine } from './hair-parting.ts';
import { begunAt, type Curl } from './hair-texture.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import type { Hairline, Scalp } from './scalp.ts';

export type HairStyle = NonNullable<AvatarLook['hair']['style']>;

interface Style {
  readonly line: Hairline;
  readonly curl: Curl;
  /** Radius of a coil as a share of its tuft. */
  readonly spring?: number;
  /** Height of the strands' map in widths: about eight times what its locks are long in widths. */
  readonly rows: number;
  /** How dark roots make the scalp, 0 to 1. */
  readonly roots: number;
  /** How far its sides fade from the skin, 0 to 1; left out, not at all. */
  readonly clipped?: number;
  readonly grow: (groom: Groom, clipped: number) => void;
}

/** Past the jaw, hair of the sides falls before the shoulders and the rest behind them: on top of them nothing stays. */
const shouldered =
  ({ chin }: Scalp, fall: Field): Field =>
  (at, root, travelled) => {
    const [x, y, z] = fall(at, root, travelled);
    const low = smoothstep(chin + 0.7, chin - 0.3, at[1]);
    const ahead = smoothstep(118, 92, Math.abs(root.angle));
    const middle = 0.62 + 0.2 * ahead;
    const inward = -Math.sign(at[0]) * Math.max(0, Math.abs(at[0]) - middle) * 2.4;
    return [x + inward * low, y, z + low * (1.3 * ahead - 0.6)];
  };

/** Where styles that fall to both sides are parted, decimetres to the left of the middle. */
const PARTINGS = { 'long-wavy': 0.16, bob: -0.3, curls: -0.15, shag: 0.34 } as const;

const STYLES: Readonly<Record<HairStyle, Style>> = {
  'long-wavy': {
    line: 'round',
    curl: 'wavy',
    rows: 1,
    roots: 0.9,
    grow(groom) {
      const field = shouldered(groom.scalp, parted(groom.scalp, PARTINGS['long-wavy'], 0.75));
      curtain(
        groom,
        field,
        (_, random) => ({
          length: 2.5 + 1.1 * random() ** 1.4,
          segments: 15,
          wave: { amplitude: 0.06, period: 1.3 + 0.1 * random(), coil: false },
        }),
        0.1,
        PARTINGS['long-wavy'],
      );
      flyaways(groom, field, 1.6, 205, 0.26, 0.12);
    },
  },
  bob: {
    line: 'round',
    curl: 'straight',
    rows: 1,
    roots: 0.75,
    grow(groom) {
      const { scalp } = groom;
      const field = parted(scalp, PARTINGS.bob, 0.6);
      curtain(
        groom,
        (at, root, travelled) => {
          const [x, y, z] = field(at, root, travelled);
          // Blow-dried ends turn in below the jaw.
          const turn = smoothstep(scalp.chin + 0.5, scalp.chin + 0.1, at[1]);
          // Below the ears it lies against jaw and neck again.
          const below = smoothstep(scalp.eyeY - 0.15, scalp.eyeY - 0.6, at[1]);
          return [x - Math.sign(at[0]) * (0.3 * below + 0.7 * turn), y, z + 0.15 * turn];
        },
        (root, random) => ({
          length: 2.6,
          end: scalp.chin - 0.02 + 0.12 * random() - 0.25 * smoothstep(90, 150, Math.abs(root.angle)),
          segments: 13,
        }),
        0.11,
        PARTINGS.bob,
      );
      flyaways(groom, field, 1.1, 205, 0.3, 0.12);
    },
  },
  curls: {
    line: 'round',
    curl: 'wavy',
    rows: 1,
    roots: 0.9,
    grow(groom) {
      const { scalp } = groom;
      const fall = parted(scalp, PARTINGS.curls, 0.5);
      const field: Field = (at, root, travelled) => {
        const [x, y, z] = fall(at, root, travelled);
        return [x + root.normal[0] * 0.5, y + 0.25, z + root.normal[2] * 0.3];
      };
      curtain(
        groom,
        field,
        (_, random) => ({
          length: 1.9 + 0.6 * random(),
          segments: 24,
          wave: { amplitude: 0.06 + 0.03 * random(), period: 0.84 + 0.2 * random(), coil: true },
        }),
        0.17,
        PARTINGS.curls,
        1.4,
      );
      flyaways(groom, field, 1.2, 205, 0.3, 0.22);
    },
  },
  shag: {
    line: 'round',
    curl: 'wavy',
    rows: 0.75,
    roots: 0.9,
    grow(groom) {
      const { scalp } = groom;
      const field = parted(scalp, PARTINGS.shag, 0.25);
      curtain(
        groom,
        field,
        (root, random) => ({
          length: 0.75 + 0.75 * random() + 0.3 * smoothstep(100, 150, Math.abs(root.angle)),
          end: scalp.eyeY - 0.62 - 0.3 * random() - 0.25 * smoothstep(100, 150, Math.abs(root.angle)),
          segments: 10,
          wave: { amplitude: 0.05, period: 0.68 + 0.06 * random(), coil: false },
        }),
        0.13,
        PARTINGS.shag,
      );
      flyaways(groom, field, 0.9, 205, 0.24, 0.14);
    },
  },
  afro: {
    line: 'round',
    curl: 'coily',
    spring: 0.045,
    rows: 0.125,
    roots: 1,
    grow: (groom) => cloud(groom, 0.6, 0.21),
  },
  coils: {
    line: 'receding',
    curl: 'coily',
    spring: 0.085,
    rows: 0.125,
    roots: 0.85,
    clipped: 0.6,
    grow: (groom) => cloud(groom, 0.11, 0.12),
  },
  crop: {
    line: 'square',
    curl: 'straight',
    rows: 0.4,
    roots: 0.95,
    clipped: 1,
    grow(groom, clipped) {
      const { scalp } = groom;
      cut(
        groom,
        (at) => [0.25, at[2] > scalp.centre[2] + 0.5 ? 0.75 : 0.2, 0.6],
        { top: 0.5, side: 0.09 },
        { clipped, lift: 0.36 },
      );
    },
  },
  'side-part': {
    line: 'receding',
    curl: 'straight',
    rows: 0.5,
    roots: 0.75,
    clipped: 0.45,
    grow(groom, clipped) {
      cut(
        groom,
        (_, root) => (root.at[0] > 0.36 ? [0.8, -0.5, -0.5] : [-1, 0.05, -0.75]),
        { top: 0.85, side: 0.24, from: 0.25, to: 0.75 },
        { clipped, lift: 0.16, weight: 1.2, clearance: 0.07, jitter: 0.12 },
      );
    },
  },
  swept: {
    line: 'square',
    curl: 'wavy',
    rows: 0.5,
    roots: 0.85,
    clipped: 1,
    grow(groom, clipped) {
      cut(
        groom,
        () => [-0.35, 0.25, -0.8],
        { top: 0.8, side: 0.1, from: 0.5, to: 0.9 },
        {
          clipped,
          lift: 0.4,
          clearance: 0.11,
          jitter: 0.2,
          wave: { amplitude: 0.015, period: 0.6, coil: false },
        },
      );
    },
  },
  buzz: {
    line: 'square',
    curl: 'straight',
    rows: 0.2,
    roots: 1,
    clipped: 1,
    grow(groom) {
      const field: Field = (at) => (at[1] > groom.scalp.eyeY + 0.6 ? [0, 0.2, 1] : sides(at, groom.scalp));
      layer(groom, 0.06, 501, field, (root, random) => ({
        ...SHORT,
        kind: 'wispy',
        segments: 2,
        length: 0.09 + 0.06 * random(),
        width: 0.11,
        clearance: 0.02,
        light: 0.9,
        lift: 0.35 * root.inside + 0.1,
        roll: 0.9,
      }));
    },
  },
  bun: {
    line: 'round',
    curl: 'straight',
    rows: 1,
    roots: 0.9,
    grow(groom) {
      const { centre, eyeY, unit } = groom.scalp;
      const target: Vec3 = [0, eyeY + 0.86 * unit, centre[2] - 0.72 * unit];
      gathered(groom, target, 0.05);
      knot(groom, [target[0], target[1] + 0.2, target[2] - 0.14], 0.38);
      tendrils(groom, 0.8);
    },
  },
  ponytail: {
    line: 'round',
    curl: 'wavy',
    rows: 1,
    roots: 0.9,
    grow(groom) {
      const { centre, eyeY, chin } = groom.scalp;
      const target: Vec3 = [0.22, eyeY - 0.5, centre[2] - 0.75];
      gathered(groom, target, 0.04);
      tail(
        groom,
        [
          target,
          [0.62, chin + 0.05, centre[2] - 0.35],
          [0.84, chin - 0.75, centre[2] + 0.35],
          [0.78, chin - 1.7, centre[2] + 0.62],
          [0.7, chin - 2.6, centre[2] + 0.7],
        ],
        0.24,
        { amplitude: 0.03, period: 0.9, coil: false },
      );
      tendrils(groom, 0.6);
    },
  },
};

export const hairline = (style: HairStyle): Hairline => STYLES[style].line;
export const hairCurl = (style: HairStyle): Curl => STYLES[style].curl;
export const hairSpring = (style: HairStyle): number => STYLES[style].spring ?? 0;
export const hairRows = (style: HairStyle): number => STYLES[style].rows;
/** What hair of a style makes of the scalp it grows from. */
export const rootsOf = (style: HairStyle): { shade: number; clipped: number; coily: boolean } => {
  const { roots, clipped = 0, curl } = STYLES[style];
  return { shade: roots, clipped, coily: curl === 'coily' };
};

/** Where `style` is parted on somebody whose skull has its middle at `centreZ`, x by z; null where it is not. */
export function partingOf(
  style: HairStyle | null | undefined,
  centreZ: number,
): ((z: number) => number) | null {
  const part = PARTINGS[style as keyof typeof PARTINGS];
  return part === undefined ? null : (z) => partLine(centreZ, part, z);
}

export function groomHair(scalp: Scalp, style: HairStyle): Groom {
  const groom = new Groom(scalp, 9001, begunAt(STYLES[style].rows));
  STYLES[style].grow(groom, STYLES[style].clipped ?? 0);
  return groom;
}
