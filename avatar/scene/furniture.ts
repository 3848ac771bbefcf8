/** Things rooms share: bookcases, plants, windows and what is seen through them. */
import { box, pillar, type Rgb, type Room, round } from './room.ts';

type Shape = Room['shapes'][number];
export const times = <T>(count: number, make: (i: number) => T | T[]): T[] =>
  Array.from({ length: count }, (_, i) => make(i)).flat() as T[];
/** A number in [0, 1) for the i-th thing. */
export const chance = (i: number): number => {
  const s = Math.sin(i * 127.1 + 11.7) * 43758.5453;
  return s - Math.floor(s);
};
export const fade = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

export const SPINES: readonly Rgb[] = [
  [0.3, 0.06, 0.04],
  [0.04, 0.1, 0.22],
  [0.5, 0.44, 0.34],
  [0.05, 0.15, 0.09],
  [0.34, 0.2, 0.05],
  [0.1, 0.1, 0.12],
  [0.5, 0.5, 0.5],
  [0.2, 0.05, 0.14],
];

/** A bookcase against a wall at `z`, from `x0` to `x1`, with books standing and lying. */
export function bookcase(x0: number, x1: number, z: number, top: number, wood: Rgb, seed: number): Shape[] {
  const made: Shape[] = [
    box([x0, 0, z], [x0 + 0.03, top, z + 0.32], wood),
    box([x1 - 0.03, 0, z], [x1, top, z + 0.32], wood),
    box([x0, 0, z], [x1, top, z + 0.015], [wood[0] * 0.5, wood[1] * 0.5, wood[2] * 0.5]),
  ];
  for (let y = 0.35; y <= top + 0.01; y += 0.36) {
    made.push(box([x0, y - 0.03, z], [x1, y, z + 0.32], wood));
    if (y > top - 0.1) break;
    for (let x = x0 + 0.05, i = 0; x < x1 - 0.12; i++) {
      const k = seed + i * 13 + Math.round(y * 50);
      const wide = 0.035 + 0.05 * chance(k);
      if (chance(k + 5) > 0.16) {
        const height = 0.2 + 0.09 * chance(k + 1);
        made.push(
          box(
            [x, y, z + 0.03],
            [x + wide - 0.004, y + height, z + 0.22 + 0.05 * chance(k + 2)],
            SPINES[k % SPINES.length] as Rgb,
          ),
        );
      }
      x += wide;
    }
  }
  return made;
}

/** Leaves on a stem in a pot. */
export function plantAt(x: number, z: number, height: number, seed: number): Shape[] {
  return [
    pillar([x - 0.16, 0, z - 0.16], [x + 0.16, 0.4, z + 0.16], [0.42, 0.4, 0.37]),
    ...times(26, (i) => {
      const turn = i * 2.4;
      const up = 0.45 + (height - 0.5) * chance(seed + i);
      const out = 0.08 + 0.3 * chance(seed + i * 3) * (1.1 - up / height / 1.6);
      const [cx, cz] = [x + Math.cos(turn) * out, z + Math.sin(turn) * out];
      const size = 0.05 + 0.07 * chance(seed + i * 7);
      const tone = 0.5 + chance(seed + i * 5);
      return round(
        [cx - size, up - 0.05, cz - size * 0.5],
        [cx + size, up + 0.16, cz + size * 0.5],
        [0.05 * tone, 0.13 * tone, 0.035 * tone],
      );
    }),
  ];
}

/** Sky over a skyline, for a window at `z`. */
export const city = ([x, y]: readonly [number, number, number]): Rgb => {
  const block = Math.floor(x * 2.2 + 40);
  const roof = 0.95 + 1.1 * chance(block) * (0.4 + 0.6 * chance(block * 7));
  if (y > roof) return fade([1.25, 1.34, 1.46], [0.85, 1.1, 1.5], Math.min(1, (y - 1) / 1.6));
  const pane = (Math.floor(y * 9) + Math.floor(x * 13)) % 2 === 0 ? 1 : 0.82;
  const haze = 0.42 + 0.3 * chance(block * 3);
  return [haze * pane, haze * 1.06 * pane, haze * 1.16 * pane];
};
export const garden = ([x, y]: readonly [number, number, number]): Rgb => {
  const leaf = 0.5 + 0.5 * Math.sin(x * 9 + Math.sin(y * 11) * 2) * Math.sin(y * 8 + x * 3);
  const crown = 1.75 + 0.25 * Math.sin(x * 2.6) + 0.1 * Math.sin(x * 7);
  return y > crown
    ? [1.3, 1.4, 1.5]
    : fade([0.28, 0.5, 0.2], [0.62, 0.85, 0.42], leaf * Math.min(1, y / 1.6));
};

/** A window in the wall at `z` with frame and bars; the view shines. */
export function windowAt(
  x0: number,
  x1: number,
  y0: number,
  y1: number,
  z: number,
  bars: number,
  frame: Rgb,
  view: (at: readonly [number, number, number]) => Rgb,
): Shape[] {
  return [
    box([x0, y0, z - 0.02], [x1, y1, z + 0.012], view, true),
    ...times(bars + 1, (i) => {
      const x = x0 + ((x1 - x0) * i) / bars;
      return box([x - 0.028, y0, z], [x + 0.028, y1, z + 0.09], frame);
    }),
    box([x0, y1 - 0.03, z], [x1, y1 + 0.05, z + 0.09], frame),
    box([x0 - 0.05, y0 - 0.06, z], [x1 + 0.05, y0, z + 0.2], frame),
  ];
}
