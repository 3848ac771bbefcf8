/**
 * Sets: what stands behind the person and how it lights them. A backdrop is painted once per film in linear light at
 * low resolution and blurred with a disc, as a fast lens would: cheap, and it never competes with the face.
 */
import type { Lighting } from './light.ts';

export interface Backdrop {
  readonly width: number;
  readonly height: number;
  /** Linear RGB, row-major, origin at the top. */
  readonly rgb: Float32Array;
}

export interface StageSet {
  readonly lighting: Lighting;
  paint(aspect: number): Backdrop;
}

type Rgb = readonly [number, number, number];

const HEIGHT = 270;

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly aspect: number;
  readonly rgb: Float32Array;
}

/** `shade(u, v)`: u from -aspect/2 to aspect/2, v from 0 at the bottom to 1 at the top. */
function canvas(aspect: number, shade: (u: number, v: number) => Rgb): Canvas {
  const width = Math.round(HEIGHT * aspect);
  const rgb = new Float32Array(width * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < width; x++) {
      rgb.set(shade(((x + 0.5) / width - 0.5) * aspect, 1 - (y + 0.5) / HEIGHT), (y * width + x) * 3);
    }
  }
  return { width, height: HEIGHT, aspect, rgb };
}

function rectangle(
  c: Canvas,
  u0: number,
  v0: number,
  u1: number,
  v1: number,
  colour: Rgb,
  opacity = 1,
): void {
  const x0 = Math.max(0, Math.round((u0 / c.aspect + 0.5) * c.width));
  const x1 = Math.min(c.width, Math.round((u1 / c.aspect + 0.5) * c.width));
  const y0 = Math.max(0, Math.round((1 - v1) * c.height));
  const y1 = Math.min(c.height, Math.round((1 - v0) * c.height));
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const k = (y * c.width + x) * 3;
      for (let d = 0; d < 3; d++) c.rgb[k + d] = c.rgb[k + d]! * (1 - opacity) + colour[d as 0]! * opacity;
    }
  }
}

function disc(c: Canvas, u: number, v: number, radius: number, colour: Rgb): void {
  const cx = (u / c.aspect + 0.5) * c.width;
  const cy = (1 - v) * c.height;
  const r = radius * c.height;
  for (let y = Math.max(0, Math.floor(cy - r)); y <= Math.min(c.height - 1, cy + r); y++) {
    for (let x = Math.max(0, Math.floor(cx - r)); x <= Math.min(c.width - 1, cx + r); x++) {
      if ((x - cx) ** 2 + (y - cy) ** 2 > r * r) continue;
      const k = (y * c.width + x) * 3;
      for (let d = 0; d < 3; d++) c.rgb[k + d] = colour[d as 0]!;
    }
  }
}

/** Disc blur as a mean over chords; two passes of a smaller disc round off the corners of the picture's edge. */
function defocus(c: Canvas, radius: number): Canvas {
  let source = c.rgb;
  const r = Math.round(radius * c.height);
  const row = new Float64Array((c.width + 1) * 3);
  const out = new Float32Array(source.length);
  const chords = Array.from({ length: 2 * r + 1 }, (_, i) => Math.floor(Math.sqrt(r * r - (i - r) ** 2)));
  const prefix = new Float64Array((c.width + 1) * 3 * c.height);
  for (let y = 0; y < c.height; y++) {
    row.fill(0);
    for (let x = 0; x < c.width; x++) {
      for (let d = 0; d < 3; d++) {
        prefix[(y * (c.width + 1) + x + 1) * 3 + d] =
          prefix[(y * (c.width + 1) + x) * 3 + d]! + source[(y * c.width + x) * 3 + d]!;
      }
    }
  }
  source = out;
  for (let y = 0; y < c.height; y++) {
    for (let x = 0; x < c.width; x++) {
      let count = 0;
      const sum = [0, 0, 0];
      for (let j = -r; j <= r; j++) {
        const yy = Math.min(c.height - 1, Math.max(0, y + j));
        const half = chords[j + r] ?? 0;
        const a = Math.max(0, x - half);
        const b = Math.min(c.width, x + half + 1);
        count += b - a;
        const at = yy * (c.width + 1);
        for (let d = 0; d < 3; d++) sum[d]! += prefix[(at + b) * 3 + d]! - prefix[(at + a) * 3 + d]!;
      }
      for (let d = 0; d < 3; d++) out[(y * c.width + x) * 3 + d] = sum[d]! / count;
    }
  }
  return { ...c, rgb: out };
}

/** Backdrops stay under the face's exposure, as a photographer would set it. */
function dim(c: Canvas, by: number): Canvas {
  return { ...c, rgb: c.rgb.map((value) => value * by) };
}

function vignette(c: Canvas, strength: number): Backdrop {
  for (let y = 0; y < c.height; y++) {
    for (let x = 0; x < c.width; x++) {
      const u = (x / c.width - 0.5) * c.aspect;
      const v = y / c.height - 0.5;
      const dim = 1 - strength * (u * u * 0.55 + v * v);
      for (let d = 0; d < 3; d++) c.rgb[(y * c.width + x) * 3 + d]! *= Math.max(0, dim);
    }
  }
  return { width: c.width, height: c.height, rgb: c.rgb };
}

const KEY: Lighting = {
  key: { from: [-0.62, 0.56, 0.76], colour: [2.04, 1.9, 1.75] },
  fill: { from: [0.85, 0.12, 0.7], colour: [0.34, 0.36, 0.4] },
  rims: [
    { from: [0.8, 0.45, -0.75], colour: [1.5, 1.5, 1.55] },
    { from: [-0.85, 0.5, -0.7], colour: [0.7, 0.78, 0.95] },
  ],
  sky: [0.3, 0.32, 0.36],
  ground: [0.11, 0.092, 0.08],
  exposure: 1,
};

const studio: StageSet = {
  lighting: KEY,
  paint(aspect) {
    const c = canvas(aspect, (u, v) => {
      const glow = Math.exp(-((u - 0.1) ** 2 * 2.2 + (v - 0.5) ** 2 * 3));
      return [0.035 + 0.17 * glow, 0.045 + 0.19 * glow, 0.062 + 0.225 * glow];
    });
    return vignette(c, 0.9);
  },
};

const office: StageSet = {
  lighting: {
    ...KEY,
    key: { from: [-0.66, 0.54, 0.74], colour: [2.05, 1.92, 1.77] },
    fill: { from: [0.8, 0.1, 0.72], colour: [0.36, 0.35, 0.33] },
    sky: [0.33, 0.34, 0.36],
    ground: [0.12, 0.1, 0.085],
  },
  paint(aspect) {
    const c = canvas(aspect, (_, v) => [0.3 + 0.1 * v, 0.285 + 0.1 * v, 0.26 + 0.1 * v]);
    // Windows on the left with sky, a skyline and mullions.
    rectangle(c, -aspect / 2, 0.2, -0.18, 1, [1.15, 1.3, 1.5]);
    rectangle(c, -aspect / 2, 0.2, -0.18, 0.5, [0.62, 0.72, 0.82]);
    for (const [u, w, top, tone] of [
      [-0.86, 0.1, 0.74, 0.36],
      [-0.72, 0.14, 0.58, 0.46],
      [-0.5, 0.1, 0.68, 0.4],
      [-0.37, 0.12, 0.52, 0.5],
      [-0.25, 0.07, 0.62, 0.44],
    ] as const) {
      rectangle(c, u, 0.2, u + w, top, [tone, tone * 1.08, tone * 1.18]);
    }
    for (const u of [-0.83, -0.52, -0.2]) rectangle(c, u - 0.012, 0.2, u + 0.012, 1, [0.06, 0.06, 0.065]);
    rectangle(c, -aspect / 2, 0.83, -0.18, 0.85, [0.06, 0.06, 0.065]);
    // Wood panelling, a shelf with books, a lamp, a plant.
    rectangle(c, 0.12, 0.12, aspect / 2, 1, [0.16, 0.1, 0.062]);
    for (let u = 0.12; u < aspect / 2; u += 0.13) rectangle(c, u, 0.12, u + 0.008, 1, [0.05, 0.03, 0.02]);
    rectangle(c, 0.34, 0.44, aspect / 2, 0.47, [0.3, 0.22, 0.15]);
    rectangle(c, 0.34, 0.7, aspect / 2, 0.73, [0.3, 0.22, 0.15]);
    const books: Rgb[] = [
      [0.25, 0.07, 0.05],
      [0.05, 0.12, 0.22],
      [0.4, 0.36, 0.28],
      [0.06, 0.16, 0.1],
      [0.3, 0.2, 0.06],
      [0.12, 0.12, 0.14],
    ];
    for (let i = 0; i < 17; i++) {
      const u = 0.36 + i * 0.034;
      const height = 0.13 + 0.05 * ((i * 7) % 5) * 0.2;
      if (i % 6 !== 5) rectangle(c, u, 0.47, u + 0.028, 0.47 + height, books[i % books.length] as Rgb);
      if (i % 5 !== 1)
        rectangle(c, u, 0.73, u + 0.028, 0.73 + height, books[(i * 5 + 2) % books.length] as Rgb);
    }
    disc(c, 0.62, 0.92, 0.05, [3.2, 2.4, 1.5]);
    disc(c, 0.27, 0.84, 0.035, [2.6, 1.9, 1.1]);
    for (const [u, v, r] of [
      [-0.14, 0.33, 0.08],
      [-0.08, 0.42, 0.07],
      [-0.19, 0.43, 0.06],
      [-0.12, 0.5, 0.055],
      [-0.04, 0.33, 0.05],
    ] as const) {
      disc(c, u, v, r, [0.05, 0.13, 0.045]);
    }
    rectangle(c, -aspect / 2, 0, aspect / 2, 0.13, [0.11, 0.085, 0.07]);
    return vignette(dim(defocus(defocus(c, 0.03), 0.018), 0.74), 0.55);
  },
};

const plant: StageSet = {
  lighting: {
    ...KEY,
    key: { from: [-0.6, 0.4, 0.8], colour: [2.04, 1.93, 1.82] },
    fill: { from: [0.8, 0.0, 0.75], colour: [0.42, 0.45, 0.5] },
    sky: [0.3, 0.32, 0.36],
  },
  paint(aspect) {
    const c = canvas(aspect, (_, v) => [0.1 + 0.12 * v, 0.115 + 0.125 * v, 0.13 + 0.14 * v]);
    rectangle(c, -aspect / 2, 0, aspect / 2, 0.26, [0.16, 0.165, 0.165]);
    rectangle(c, -aspect / 2, 0.235, aspect / 2, 0.26, [0.55, 0.42, 0.03]);
    // Columns and beams of the hall, high windows, lamps.
    for (const u of [-0.82, -0.42, 0.34, 0.74]) {
      rectangle(c, u, 0.2, u + 0.06, 1, [0.2, 0.23, 0.26]);
      rectangle(c, u + 0.045, 0.2, u + 0.06, 1, [0.08, 0.09, 0.1]);
      rectangle(c, u, 0.2, u + 0.06, 0.34, [0.5, 0.38, 0.03]);
    }
    rectangle(c, -aspect / 2, 0.78, aspect / 2, 0.82, [0.12, 0.14, 0.16]);
    for (let u = -0.85; u < 0.85; u += 0.21) rectangle(c, u, 0.85, u + 0.15, 0.97, [0.85, 0.98, 1.12]);
    for (const u of [-0.6, -0.1, 0.5]) disc(c, u, 0.76, 0.026, [4.2, 3.9, 3.4]);
    // Machines: a tank, pipes, a panel.
    rectangle(c, -0.74, 0.24, -0.5, 0.66, [0.22, 0.27, 0.31]);
    rectangle(c, -0.7, 0.24, -0.66, 0.66, [0.42, 0.47, 0.5]);
    rectangle(c, 0.44, 0.24, 0.72, 0.6, [0.06, 0.15, 0.24]);
    rectangle(c, 0.48, 0.42, 0.6, 0.54, [0.5, 0.55, 0.5]);
    disc(c, 0.655, 0.5, 0.016, [2.2, 0.2, 0.12]);
    disc(c, 0.655, 0.44, 0.016, [0.25, 1.6, 0.35]);
    rectangle(c, -0.5, 0.55, 0.44, 0.575, [0.5, 0.24, 0.05]);
    rectangle(c, -0.5, 0.6, 0.44, 0.62, [0.25, 0.28, 0.3]);
    return vignette(dim(defocus(defocus(c, 0.028), 0.016), 0.8), 0.6);
  },
};

export const SETS: Readonly<Record<string, StageSet>> = { studio, office, plant };

/** Gain of the curve backdrops are shown through. */
export const FILMIC_GAIN = 1.35;

/** A plain colour, `#rrggbb` as it shall be seen, behind the studio's light. */
export function plain(hex: string): StageSet {
  const n = Number.parseInt(hex.slice(1), 16);
  const linear = [n >> 16, (n >> 8) & 255, n & 255].map(
    (byte) => -Math.log(1 - Math.min(0.998, (byte / 255) ** 2.2)) / FILMIC_GAIN,
  );
  return {
    lighting: KEY,
    paint(aspect) {
      const c = canvas(aspect, () => linear as [number, number, number]);
      return { width: c.width, height: c.height, rgb: c.rgb };
    },
  };
}
