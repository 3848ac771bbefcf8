/**
 * The hair's atlas: eight columns, roots at the top. A lock is a closed body with strands drawn one by one over it, which
 * alone make its sides and its end: what is opaque stays cheap to draw, and nothing ends at the edge of a card.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { paintCoils } from './coil-texture.ts';
import { hexToLinear, type Image, type Rgb, srgbByte } from './image.ts';
import { smoothstep } from './morph.ts';
import { fbm } from './noise.ts';
import { sequence } from './scalp.ts';

/** Columns of the atlas by what a card is for. */
export const COLUMN = {
  dense: [0],
  medium: [2, 3],
  wispy: [4],
  flyaway: [5],
  baby: [6],
  solid: [7],
} as const;
/** The column in which hair begins, hair by hair, from its top to `begunAt`, and is closed from there on. */
export const HAIRLINE = 1;
export type CardKind = keyof typeof COLUMN;
export const COLUMNS = 8;
/** Share of a card of each kind that hair covers. */
export const COVER: Readonly<Record<CardKind, number>> = {
  solid: 0.8,
  dense: 0.65,
  medium: 0.45,
  wispy: 0.2,
  flyaway: 0.02,
  baby: 0.08,
};

export type Curl = 'straight' | 'wavy' | 'coily';

export interface ColumnSpec {
  readonly strands: number;
  /** Share of the length, in thirds of a centimetre of long hair, over which its strands begin one by one. */
  readonly begin: number;
  /** Half the width of a strand in thousandths of the column. */
  readonly width: number;
  /** Where strands end: from this share of the length on. */
  readonly shortest: number;
  readonly fade: number;
  /** Opacity of a strand on the lock's axis. */
  readonly opacity: number;
  /** Up to which share of the length the lock is a closed body below its strands; 0 leaves single strands. */
  readonly body: number;
  /** Share of the column on either side over which body and strands thin out. */
  readonly edge: number;
}

const SPECS: readonly ColumnSpec[] = [
  { strands: 76, begin: 2.4, width: 9, shortest: 0.55, fade: 0.3, opacity: 0.95, body: 0.72, edge: 0.3 },
  { strands: 70, begin: 2.4, width: 9, shortest: 0.5, fade: 0.34, opacity: 0.95, body: 0.64, edge: 0.34 },
  { strands: 58, begin: 4, width: 9, shortest: 0.45, fade: 0.4, opacity: 0.9, body: 0.52, edge: 0.46 },
  { strands: 52, begin: 4, width: 9, shortest: 0.4, fade: 0.44, opacity: 0.9, body: 0.44, edge: 0.5 },
  { strands: 24, begin: 10, width: 8, shortest: 0.4, fade: 0.5, opacity: 0.75, body: 0, edge: 0.4 },
  { strands: 4, begin: 9, width: 7, shortest: 0.6, fade: 0.6, opacity: 0.45, body: 0, edge: 0.1 },
  { strands: 16, begin: 6, width: 6, shortest: 0.3, fade: 0.75, opacity: 0.5, body: 0, edge: 0.3 },
  { strands: 80, begin: 0.6, width: 10, shortest: 0.75, fade: 0.2, opacity: 1, body: 0.9, edge: 0.16 },
];

/** What the blackest strand still sends back, linear: without it black hair is a hole in which no strand shows. */
const BLACKEST = 0.003;

/** How much of its length a lock takes to appear: 3 mm of long hair, 1 mm of short. */
const sproutOf = (rows: number): number => Math.min(0.1, 0.014 / rows ** 1.4);

/** Share of the hairline's column over which hair begins: as many texels along as a hair's breadth asks for across. */
export const begunAt = (rows: number): number => Math.min(0.5, 0.072 / rows);

/**
 * `size` pixels wide and `size * rows` high: a map much longer than its cards would be blurred across by mipmaps. Coily
 * maps are always as high as a column is wide, with coils of the radius `spring`, a share of that.
 */
export function paintHair(
  hair: AvatarLook['hair'],
  curl: Curl,
  size: number,
  rows: number,
  spring = 0.05,
): Image {
  const high = Math.round(curl === 'coily' ? size / COLUMNS : size * rows);
  const random = sequence(4211);
  // Colours as people name them are of lit hair: light in pale locks is scattered on, and would wash out.
  const pale = 1 - 0.4 * smoothstep(0.05, 0.4, hexToLinear(hair.colour)[1]);
  const dark = hexToLinear(hair.colour).map((value) => value * pale) as unknown as Rgb;
  const light = hexToLinear(hair.highlight).map((value) => value * pale) as unknown as Rgb;
  const mix = hair.mix;
  const sprout = sproutOf(rows);
  const mean = dark.map((value, c) => value * (1 - mix) + (light[c] ?? 0) * mix) as unknown as Rgb;
  const colour = new Float32Array(size * high * 3);
  const alpha = new Float32Array(size * high);
  // Between strands the ground has their colour: filtering must not draw an outline of anything else.
  for (let k = 0; k < size * high; k++) for (let c = 0; c < 3; c++) colour[k * 3 + c] = (mean[c] ?? 0) * 0.86;
  const canvas = { colour, alpha, size, high };
  // A strand is part of a lock that the sun has worn alike: it leaves the mean by a share of the way only.
  const own = (): Rgb => {
    const way = mix + 0.5 * ((random() < mix ? 1 : 0) - mix) + 0.12 * (random() - 0.5);
    const tone = 0.55 + 0.95 * random() ** 1.3;
    return dark.map(
      (value, c) => (value + ((light[c] ?? 0) - value) * way + BLACKEST) * tone,
    ) as unknown as Rgb;
  };
  if (curl === 'coily') {
    paintCoils(canvas, SPECS, mean, spring, random, own);
    return encode(canvas);
  }
  SPECS.forEach((spec, index) => {
    if (index === HAIRLINE) {
      hairline(canvas, mean, random, own, begunAt(rows));
      return;
    }
    if (spec.body > 0) body(canvas, spec, index, mean, spec.begin * sprout);
    strands(canvas, spec, index, curl, random, own, spec.begin * sprout);
  });
  return encode(canvas);
}

/** Free on both sides of every column, as a share of it. */
const MARGIN = 0.05;

/** How full a lock is across: 0 at its sides, 1 from `edge` on. */
const fullness = (x: number, edge: number): number => smoothstep(MARGIN, MARGIN + edge, Math.min(x, 1 - x));

/** Strands lie together in tufts that catch the light alike: seen from afar they are what strands are from near. */
const tuftTone = (x: number, index: number): number => 0.35 + 1.3 * fbm(x * 8, index * 7.7, 2.5, 2, 519);

/** The closed inside of a lock: strands too many to draw, as streaks that wander and end one by one. */
function body(
  { colour, alpha, size, high }: Canvas,
  spec: ColumnSpec,
  index: number,
  mean: Rgb,
  sprout: number,
): void {
  const column = size / COLUMNS;
  for (let px = 0; px < column; px++) {
    const x = (px + 0.5) / column;
    for (let y = 0; y < high; y++) {
      const v = (y + 0.5) / high;
      const strand = x + 0.02 * Math.sin(v * 7 + index) + 0.012 * Math.sin(v * 17 + index * 2.1);
      const fine = fbm(strand * 44, v * 1.7, index * 3.7, 2, 518);
      const tuft = fbm(strand * 12, v * 0.8, index * 5.3, 2, 517);
      const wide = smoothstep(0.34, 0.62, fullness(x, spec.edge) + 0.9 * (fine - 0.5) * (spec.edge + 0.25));
      const end = spec.body + 0.5 * (fine - 0.5) + 0.3 * (tuft - 0.5);
      const start = sprout * (0.1 + 1.9 * fine);
      const cover = wide * smoothstep(end, end - 0.16, v) * smoothstep(start, start + sprout * 0.5, v);
      const k = y * size + index * column + px;
      alpha[k] = cover;
      const tone = tuftTone(strand, index) * (0.3 + 1.4 * fine) * (0.72 + 0.5 * v);
      for (let c = 0; c < 3; c++) colour[k * 3 + c] = (mean[c] ?? 0) * tone;
    }
  }
}

function strands(
  { colour, alpha, size, high }: Canvas,
  spec: ColumnSpec,
  index: number,
  curl: Curl,
  random: () => number,
  pick: () => Rgb,
  sprout: number,
): void {
  const column = size / COLUMNS;
  for (let s = 0; s < spec.strands; s++) {
    // Evenly spread with some play, so that dense columns close.
    const at = (s * 0.618034 + random() * 0.5) % 1;
    const centre = MARGIN + at * (1 - 2 * MARGIN);
    const clump = tuftTone(centre, index);
    const own = pick().map((value) => value * clump);
    const tip = spec.shortest + (1 - spec.shortest) * random() ** 0.7;
    const half = Math.max(0.5, (spec.width / 1000) * column * (0.75 + 0.6 * random()));
    const [p1, p2, p3] = [random() * 6.28, random() * 6.28, random() * 6.28];
    // Uneven roots: a row of cards must not begin at one line.
    const start = sprout * random();
    const drift = (random() - 0.5) * 0.1;
    const sway = curl === 'wavy' ? 0.035 : 0.016;
    const turns = 1.2 + 1.6 * random();
    const opacity = spec.opacity * (0.6 + 0.4 * random());
    for (let y = 0; y < high; y++) {
      const v = (y + 0.5) / high;
      if (v > tip) break;
      const lateral =
        centre +
        drift * v +
        sway * Math.sin(v * turns * 6.283 + p1) +
        0.35 * sway * Math.sin(v * turns * 13.1 + p2);
      const within = Math.min(1 - MARGIN / 2, Math.max(MARGIN / 2, lateral));
      const taper = smoothstep(start, start + sprout, v) * smoothstep(0, spec.fade, tip - v);
      if (taper <= 0) continue;
      const w = half * (0.35 + 0.65 * Math.sqrt(taper));
      const x = (index + within) * column;
      const gleam = (0.72 + 0.5 * v) * (0.95 + 0.07 * Math.sin(v * 17 + p3));
      const full = opacity * taper * (0.22 + 0.78 * fullness(within, spec.edge));
      for (let px = Math.floor(x - w - 1); px <= x + w + 1; px++) {
        if (px < index * column || px >= (index + 1) * column) continue;
        const off = Math.abs(px + 0.5 - x);
        const cover = Math.min(1, Math.max(0, w + 0.5 - off)) * full;
        if (cover <= 0) continue;
        const k = y * size + px;
        const round = 1 - 0.16 * Math.min(1, off / (w + 0.5)) ** 2;
        for (let c = 0; c < 3; c++) {
          const value = (own[c] ?? 0) * gleam * round;
          colour[k * 3 + c] = (colour[k * 3 + c] ?? 0) * (1 - cover) + value * cover;
        }
        alpha[k] = (alpha[k] ?? 0) + cover * (1 - (alpha[k] ?? 0));
      }
    }
  }
}

/** Single hairs that begin here and there over the first `begun` of the length; the ground below them closes last. */
function hairline(
  { colour, alpha, size, high }: Canvas,
  mean: Rgb,
  random: () => number,
  pick: () => Rgb,
  begun: number,
): void {
  const column = size / COLUMNS;
  for (let px = 0; px < column; px++) {
    for (let y = 0; y < high; y++) {
      const v = (y + 0.5) / high / begun;
      const fine = fbm((px / column) * 50, v * 1.2, 91.7, 2, 523);
      const k = y * size + HAIRLINE * column + px;
      alpha[k] = smoothstep(0.5, 1, v + 0.5 * (fine - 0.5));
      for (let c = 0; c < 3; c++) colour[k * 3 + c] = (mean[c] ?? 0) * (0.55 + 0.9 * fine);
    }
  }
  for (let s = 0; s < 120; s++) {
    const at = (s * 0.618034 + random() * 0.3) % 1;
    const own = pick();
    const start = begun * 0.8 * random();
    const lean = (random() - 0.5) * 0.12;
    const half = (0.5 + 0.4 * random()) * (size / 1024);
    const opacity = 0.55 + 0.4 * random();
    for (let y = Math.floor(start * high); y < high; y++) {
      const v = (y + 0.5) / high;
      const taper = opacity * smoothstep(start, start + 0.5 * begun, v);
      const x = (at + lean * Math.min(1, v / begun)) * column;
      for (let px = Math.floor(x - half - 1); px <= x + half + 1; px++) {
        const cover = Math.min(1, Math.max(0, half + 0.5 - Math.abs(px + 0.5 - x))) * taper;
        if (px < 0 || px >= column || cover <= 0) continue;
        const k = y * size + HAIRLINE * column + px;
        for (let c = 0; c < 3; c++)
          colour[k * 3 + c] = (colour[k * 3 + c] ?? 0) * (1 - cover) + (own[c] ?? 0) * cover;
        alpha[k] = (alpha[k] ?? 0) + cover * (1 - (alpha[k] ?? 0));
      }
    }
  }
}

export interface Canvas {
  readonly colour: Float32Array;
  readonly alpha: Float32Array;
  readonly size: number;
  readonly high: number;
}

function encode({ colour, alpha, size, high }: Canvas): Image {
  const rgba = new Uint8Array(size * high * 4);
  for (let k = 0; k < size * high; k++) {
    for (let c = 0; c < 3; c++) rgba[k * 4 + c] = srgbByte(colour[k * 3 + c] ?? 0);
    rgba[k * 4 + 3] = Math.round(255 * (alpha[k] ?? 0));
  }
  return { width: size, height: high, rgba };
}
