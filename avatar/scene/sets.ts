/**
 * Sets: what stands behind the person and how it lights them. A backdrop is made once per film in linear light at
 * low resolution and blurred with a disc, as a fast lens would: cheap, and it never competes with the face.
 */
import type { Lighting } from './light.ts';
import { lookAt, type Room } from './room.ts';
import { CLINIC, OFFICE } from './rooms.ts';
import { CLASSROOM, PLANT } from './rooms-work.ts';

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
/** Furnished places are blurred by twice a texel and more: this is enough. */
const ROOM_HEIGHT = 150;

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
  key: { from: [-0.76, 0.5, 0.65], colour: [2.28, 2.13, 1.96] },
  fill: { from: [0.85, 0.12, 0.7], colour: [0.24, 0.26, 0.29] },
  rims: [
    { from: [0.8, 0.45, -0.75], colour: [2.1, 2.1, 2.15] },
    { from: [-0.85, 0.5, -0.7], colour: [0.85, 0.94, 1.12] },
  ],
  sky: [0.225, 0.24, 0.27],
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

/** A furnished place, out of focus. `level` sets it under the face's exposure, as a photographer would. */
const furnished = (room: Room, lighting: Lighting, level: number): StageSet => ({
  lighting,
  paint(aspect) {
    const width = Math.round(ROOM_HEIGHT * aspect);
    const seen = { width, height: ROOM_HEIGHT, aspect, rgb: lookAt(room, width, ROOM_HEIGHT) };
    return vignette(dim(defocus(defocus(seen, 0.02), 0.014), level), 0.4);
  },
});

const office = furnished(
  OFFICE,
  {
    ...KEY,
    key: { from: [-0.8, 0.48, 0.62], colour: [2.34, 2.19, 2.02] },
    fill: { from: [0.8, 0.1, 0.72], colour: [0.23, 0.225, 0.215] },
    sky: [0.225, 0.235, 0.25],
    ground: [0.12, 0.1, 0.085],
  },
  0.8,
);

const clinic = furnished(
  CLINIC,
  {
    ...KEY,
    key: { from: [-0.75, 0.46, 0.69], colour: [2.18, 2.12, 2.01] },
    fill: { from: [0.82, 0.12, 0.7], colour: [0.28, 0.3, 0.305] },
    sky: [0.265, 0.28, 0.29],
    ground: [0.13, 0.13, 0.125],
  },
  0.72,
);

const classroom = furnished(
  CLASSROOM,
  {
    ...KEY,
    exposure: 1.15,
    key: { from: [-0.8, 0.42, 0.63], colour: [2.36, 2.2, 2.03] },
    fill: { from: [0.8, 0.1, 0.72], colour: [0.25, 0.235, 0.215] },
    sky: [0.24, 0.235, 0.225],
    ground: [0.135, 0.1, 0.07],
  },
  0.9,
);

const plant = furnished(
  PLANT,
  {
    ...KEY,
    key: { from: [-0.6, 0.4, 0.8], colour: [2.14, 2.03, 1.91] },
    fill: { from: [0.8, 0.0, 0.75], colour: [0.3, 0.32, 0.355] },
    sky: [0.235, 0.25, 0.28],
  },
  0.85,
);

export const SETS: Readonly<Record<string, StageSet>> = { studio, office, clinic, classroom, plant };

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
