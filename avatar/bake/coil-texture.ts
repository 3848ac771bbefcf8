/**
 * Tufts of coils for cards about as long as wide: every column a cloud of springs, drawn from the back to the front and each
 * with its far side before its near one, that thins out to single loops.
 */
import type { Canvas, ColumnSpec } from './hair-texture.ts';
import type { Rgb } from './image.ts';
import { smoothstep } from './morph.ts';
import { fbm } from './noise.ts';

/** What coils of the blackest hair still reflect, linear: their curves always turn some of it to the light. */
const SHEEN = 0.006;
/** Thickness and rise of a turn in radii: strands of a coil lie together. */
const THICK = 0.27;
const RISE = 0.95;
/** How many springs lie over each other in a closed tuft. */
const LAYERS = 3.4;

/** @param spring radius of a coil as a share of its column */
export function paintCoils(
  canvas: Canvas,
  specs: readonly ColumnSpec[],
  mean: Rgb,
  spring: number,
  random: () => number,
  pick: () => Rgb,
): void {
  // Light hair scatters what it lets in: its coils are less apart in tone, and would look like gravel.
  const calm = smoothstep(0.02, 0.12, mean[1]);
  specs.forEach((spec, index) => {
    ground(canvas, spec, index, mean, calm);
    const turns = [2.5, 4.5] as const;
    const area = 3.5 * RISE * spring * 2 * spring;
    const count = Math.round(((spec.body > 0 ? LAYERS : spec.strands / 18) * 0.5) / area);
    for (let s = 0; s < count; s++) {
      // What lies in front is lit.
      const depth = spec.body > 0 ? s / count : 0.5 + 0.5 * random();
      const tone = 0.5 + 0.25 * calm + (0.75 - 0.3 * calm) * depth + 0.25 * random() ** 2;
      const colour = pick().map((value) => value * tone + SHEEN * depth) as unknown as Rgb;
      const away = 0.43 * Math.sqrt(random());
      const where = random() * 6.283;
      coil(canvas, index, spec.opacity, colour, calm, {
        x: 0.5 + away * Math.cos(where),
        y: 0.5 + away * Math.sin(where),
        lean: random() * 6.283,
        bend: 2 * (random() - 0.5),
        radius: spring * (0.7 + 0.5 * random()),
        turns: turns[0] + (turns[1] - turns[0]) * random(),
        phase: random() * 6.283,
      });
    }
  });
}

/** The dark inside of a tuft. */
function ground(
  { colour, alpha, size, high }: Canvas,
  spec: ColumnSpec,
  index: number,
  mean: Rgb,
  calm: number,
): void {
  const column = size / 8;
  for (let y = 0; y < high; y++) {
    for (let px = 0; px < column; px++) {
      const [x, v] = [(px + 0.5) / column, (y + 0.5) / high];
      const lump = fbm(x * 6, v * 6, index * 3.1, 3, 611) - 0.5;
      const away = Math.hypot(x - 0.5, v - 0.5) / 0.47 + 0.9 * lump;
      const k = y * size + index * column + px;
      const reach = 0.25 + 0.45 * spec.body;
      alpha[k] = spec.body > 0 ? smoothstep(reach + 0.2, reach - 0.2, away) : 0;
      for (let c = 0; c < 3; c++) colour[k * 3 + c] = (mean[c] ?? 0) * (0.4 + 0.2 * calm + 0.3 * lump);
    }
  }
}

interface Coil {
  /** Its middle, way, bend over its length, radius and where it begins to turn; lengths in columns. */
  readonly x: number;
  readonly y: number;
  readonly lean: number;
  readonly bend: number;
  readonly radius: number;
  readonly turns: number;
  readonly phase: number;
}

function coil(
  { colour, alpha, size, high }: Canvas,
  index: number,
  opacity: number,
  own: Rgb,
  calm: number,
  { x, y, lean, bend, radius, turns, phase }: Coil,
): void {
  const column = size / 8;
  const half = Math.max(0.7, THICK * radius * column);
  const steps = Math.ceil(turns * 6.283 * radius * column * 1.6);
  for (const near of [false, true]) {
    for (let i = 0; i < steps; i++) {
      const t = i / steps - 0.5;
      const angle = t * turns * 6.283 + phase;
      const facing = Math.sin(angle);
      if (facing >= 0 !== near) continue;
      const turn = lean + bend * t;
      const [across, along] = [radius * Math.cos(angle), RISE * radius * turns * t + 0.3 * radius * facing];
      const cx = x + along * Math.cos(turn) - across * Math.sin(turn);
      const cy = y + along * Math.sin(turn) + across * Math.cos(turn);
      const fade = opacity * smoothstep(0.49, 0.38, Math.hypot(cx - 0.5, cy - 0.5));
      if (fade <= 0) continue;
      const thin = half * (1 - 0.6 * Math.abs(2 * t) ** 3);
      const gleam = 0.5 + 0.2 * calm + (0.6 - 0.25 * calm) * (0.5 + 0.5 * facing);
      const [mx, my] = [(index + cx) * column, cy * high];
      for (let py = Math.max(0, Math.floor(my - thin - 1)); py <= Math.min(high - 1, my + thin + 1); py++) {
        for (let px = Math.floor(mx - thin - 1); px <= mx + thin + 1; px++) {
          if (px < index * column || px >= (index + 1) * column) continue;
          const cover = Math.min(1, Math.max(0, thin + 0.5 - Math.hypot(px + 0.5 - mx, py + 0.5 - my)));
          if (cover <= 0) continue;
          const k = py * size + px;
          for (let c = 0; c < 3; c++)
            colour[k * 3 + c] = (colour[k * 3 + c] ?? 0) * (1 - cover) + (own[c] ?? 0) * gleam * cover;
          alpha[k] = Math.max(alpha[k] ?? 0, cover * fade);
        }
      }
    }
  }
}
