/**
 * The hair's atlas: eight columns of strands drawn one by one, roots at the top. Every strand has a colour of its own, is
 * darker at the root and thins out to nothing at the tip, so that cards end as hair ends.
 */
import type { AvatarLook } from '../look.ts';
import { hexToLinear, type Image, type Rgb, srgbByte } from './image.ts';
import { smoothstep } from './morph.ts';
import { sequence } from './scalp.ts';

/** Columns of the atlas by what a card is for. */
export const COLUMN = {
  dense: [0, 1],
  medium: [2, 3],
  wispy: [4],
  flyaway: [5],
  baby: [6],
  solid: [7],
} as const;
export type CardKind = keyof typeof COLUMN;
export const COLUMNS = 8;

export type Curl = 'straight' | 'wavy' | 'coily';

interface ColumnSpec {
  readonly strands: number;
  /** Half the width of a strand in thousandths of the column. */
  readonly width: number;
  /** Where strands end: from this share of the length on. */
  readonly shortest: number;
  readonly fade: number;
}

const SPECS: readonly ColumnSpec[] = [
  { strands: 80, width: 9, shortest: 0.62, fade: 0.2 },
  { strands: 72, width: 9, shortest: 0.55, fade: 0.25 },
  { strands: 40, width: 8, shortest: 0.5, fade: 0.3 },
  { strands: 32, width: 8, shortest: 0.45, fade: 0.3 },
  { strands: 14, width: 7, shortest: 0.45, fade: 0.4 },
  { strands: 4, width: 6, shortest: 0.6, fade: 0.5 },
  { strands: 11, width: 6, shortest: 0.35, fade: 0.7 },
  { strands: 120, width: 10, shortest: 0.8, fade: 0.12 },
];

/**
 * `size` pixels wide and `size * rows` high: a map much longer than its cards would be blurred across by mipmaps. Coily
 * maps are always as high as a column is wide.
 */
export function paintHair(hair: AvatarLook['hair'], curl: Curl, size: number, rows: number): Image {
  const high = Math.round(curl === 'coily' ? size / COLUMNS : size * rows);
  const random = sequence(4211);
  const dark = hexToLinear(hair.colour);
  const light = hexToLinear(hair.highlight);
  const mix = hair.mix;
  const mean = dark.map((value, c) => value * (1 - mix) + (light[c] ?? 0) * mix) as unknown as Rgb;
  const colour = new Float32Array(size * high * 3);
  const alpha = new Float32Array(size * high);
  // Between strands the ground has their colour: filtering must not draw an outline of anything else.
  for (let k = 0; k < size * high; k++) for (let c = 0; c < 3; c++) colour[k * 3 + c] = (mean[c] ?? 0) * 0.75;
  const column = size / COLUMNS;
  if (curl === 'coily')
    return coils({ colour, alpha, size, high }, random, (streak) => (streak < mix ? light : dark));
  SPECS.forEach((spec, index) => {
    for (let s = 0; s < spec.strands; s++) {
      // Evenly spread with some play, so that dense columns close.
      const at = (s * 0.618034 + random() * 0.5) % 1;
      const margin = 0.09;
      const centre = margin + at * (1 - 2 * margin);
      const streak = random() < mix ? 1 : 0;
      const tone = 0.62 + 0.7 * random() ** 1.3;
      const own = dark.map((value, c) => (value * (1 - streak) + (light[c] ?? 0) * streak) * tone);
      const tip = spec.shortest + (1 - spec.shortest) * random() ** 0.7;
      const half = Math.max(0.55, (spec.width / 1000) * column * (0.75 + 0.6 * random()));
      const [p1, p2, p3] = [random() * 6.28, random() * 6.28, random() * 6.28];
      // Uneven roots: a row of cards must not begin at one line.
      const start = 0.05 * random() ** 2;
      const drift = (random() - 0.5) * 0.1;
      const sway = curl === 'wavy' ? 0.035 : 0.016;
      const turns = 1.2 + 1.6 * random();
      for (let y = 0; y < high; y++) {
        const v = (y + 0.5) / high;
        if (v > tip) break;
        const lateral =
          centre +
          drift * v +
          sway * Math.sin(v * turns * 6.283 + p1) +
          0.35 * sway * Math.sin(v * turns * 13.1 + p2);
        const taper = smoothstep(start, start + 0.012, v) * smoothstep(0, spec.fade, tip - v);
        const w = half * (0.25 + 0.75 * Math.sqrt(taper));
        const x = (index + Math.min(1 - margin / 2, Math.max(margin / 2, lateral))) * column;
        // Lengthwise: roots in shade, tips worn a little lighter, a slow unevenness.
        const along = (0.55 + 0.45 * smoothstep(0, 0.16, v)) * (1 + 0.2 * smoothstep(0.55, 1, v));
        const gleam = along * (0.93 + 0.1 * Math.sin(v * 17 + p3));
        for (let px = Math.floor(x - w - 1); px <= x + w + 1; px++) {
          if (px < index * column || px >= (index + 1) * column) continue;
          const off = Math.abs(px + 0.5 - x);
          const cover = Math.min(1, Math.max(0, w + 0.5 - off)) * Math.min(1, 0.15 + taper * 1.2);
          if (cover <= 0 || taper <= 0) continue;
          const k = y * size + px;
          const round = 1 - 0.3 * Math.min(1, off / (w + 0.5)) ** 2;
          for (let c = 0; c < 3; c++) {
            const value = (own[c] ?? 0) * gleam * round;
            colour[k * 3 + c] = (colour[k * 3 + c] ?? 0) * (1 - cover) + value * cover;
          }
          alpha[k] = (alpha[k] ?? 0) + cover * (1 - (alpha[k] ?? 0));
        }
      }
    }
  });
  return encode({ colour, alpha, size, high });
}

interface Canvas {
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

/** Tufts of small springs for cards about as long as wide: every column an irregular cloud of loops. */
function coils(canvas: Canvas, random: () => number, pick: (streak: number) => Rgb): Image {
  const { colour, alpha, size, high } = canvas;
  const column = size / COLUMNS;
  SPECS.forEach((spec, index) => {
    const springs = Math.round(9 + spec.strands * 0.26);
    for (let s = 0; s < springs; s++) {
      const own = pick(random()).map((value) => value * (0.55 + 0.8 * random() ** 1.4));
      const away = Math.sqrt(random());
      const where = random() * 6.283;
      const middleX = 0.5 + 0.34 * away * Math.cos(where);
      const middleY = 0.5 + 0.38 * away * Math.sin(where);
      const radius = 0.06 + 0.08 * random();
      const lean = random() * 6.283;
      const stretch = 0.035 + 0.05 * random();
      const turns = 1.5 + 2.5 * random();
      const half = (0.009 + 0.005 * random()) * column;
      const steps = Math.ceil(turns * 90);
      for (let i = 0; i < steps; i++) {
        const t = i / steps - 0.5;
        const angle = t * turns * 6.283;
        const thin = half * (1 - 0.75 * Math.abs(2 * t) ** 3);
        const x = middleX + stretch * turns * t * Math.cos(lean) + radius * Math.cos(angle);
        const y = middleY + stretch * turns * t * Math.sin(lean) + radius * Math.sin(angle) * 0.8;
        const cx = (index + Math.min(0.97, Math.max(0.03, x))) * column;
        const cy = Math.min(0.97, Math.max(0.03, y)) * high;
        const tall = thin;
        const gleam = 0.75 + 0.35 * Math.sin(angle + 0.8);
        for (let py = Math.max(0, Math.floor(cy - tall - 1)); py <= Math.min(high - 1, cy + tall + 1); py++) {
          for (let px = Math.floor(cx - thin - 1); px <= cx + thin + 1; px++) {
            if (px < index * column || px >= (index + 1) * column) continue;
            const off = Math.hypot((px + 0.5 - cx) / thin, (py + 0.5 - cy) / tall);
            const cover = Math.min(1, Math.max(0, (1.15 - off) * 2));
            if (cover <= 0) continue;
            const k = py * size + px;
            for (let c = 0; c < 3; c++)
              colour[k * 3 + c] = (colour[k * 3 + c] ?? 0) * (1 - cover) + (own[c] ?? 0) * gleam * cover;
            alpha[k] = Math.max(alpha[k] ?? 0, cover);
          }
        }
      }
    }
  });
  return encode(canvas);
}
