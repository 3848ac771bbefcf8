/**
 * How cloth hangs: folds drawn tight from armpit, shoulder and neck over the chest, pressed together at elbow, cuff and waist.
 * A function of the place on the body and what cloth it is, the same in every run. Decimetres.
 */
import { clamp01, smoothstep, type Vec3 } from './morph.ts';
import { grain, valueNoise } from './noise.ts';
import { add, cross, dot, subtract, unitVector } from './vector.ts';

/** What folds are hung on: neck, and of both sides (left first) shoulder, elbow and wrist. */
export interface Hangers {
  readonly neck: Vec3;
  readonly shoulders: readonly [Vec3, Vec3];
  readonly elbows: readonly [Vec3, Vec3];
  readonly wrists: readonly [Vec3, Vec3];
}

/** How a cloth folds. */
export interface Drape {
  /** Of the deepest fold, decimetres. */
  readonly depth: number;
  /** Half the width of a fold, decimetres. */
  readonly width: number;
  /** How much it creases where a limb bends, 0 to 1. */
  readonly crease: number;
  /** Where a button holds it together. */
  readonly button?: Vec3;
  readonly seed: number;
}

/** Height above cloth that does not fold, decimetres, at a place that faces `n`. */
export type FoldField = (at: Vec3, n: Vec3) => number;

interface Fold {
  readonly from: Vec3;
  readonly along: Vec3;
  readonly across: Vec3;
  readonly out: Vec3;
  readonly length: number;
  readonly width: number;
  readonly depth: number;
  readonly bend: number;
}

function heightOf(fold: Fold, at: Vec3, n: Vec3): number {
  const facing = dot(n, fold.out);
  if (facing < 0) return 0;
  const from = subtract(at, fold.from);
  const t = dot(from, fold.along) / fold.length;
  if (t < -0.15 || t > 1) return 0;
  const width = fold.width * (0.75 + 0.75 * Math.max(0, t));
  const r = (dot(from, fold.across) - fold.bend * t * t) / width;
  if (r < -3 || r > 4) return 0;
  // One side falls steeply, the other runs out: no fold is a wave.
  const ridge = Math.exp(-((r < 0 ? r * 1.5 : r) ** 2));
  const valley = Math.exp(-(((r + 1.25) / 0.72) ** 2));
  const reach = smoothstep(-0.15, 0.2, t) * smoothstep(1, 0.35, t) * smoothstep(0, 0.45, facing);
  return fold.depth * reach * (0.45 * ridge - valley);
}

/** Folds of a limb between two joints, pressed together around `middle` (share of the way) within `spread`. */
function pressed(at: Vec3, from: Vec3, to: Vec3, seed: number): { t: number; ridge: number; radius: number } {
  const whole = subtract(to, from);
  const length = Math.hypot(...whole);
  const axis = unitVector(whole);
  const d = subtract(at, from);
  const t = dot(d, axis);
  const off = subtract(d, [axis[0] * t, axis[1] * t, axis[2] * t]);
  const radius = Math.hypot(...off);
  const side = unitVector(cross(axis, [0, 0, 1]));
  const angle = Math.atan2(dot(off, side), off[2]);
  // Rings that lean and break up: no two run all the way round.
  const lean = 0.22 * Math.cos(angle + 0.6) + 0.12 * Math.cos(2 * angle + seed);
  const noise = valueNoise((t + lean) / 0.34, 1.1 * Math.cos(angle) + 5, 1.1 * Math.sin(angle) + 5, seed);
  return { t: t / length, ridge: 1 - 2 * Math.abs(2 * noise - 1), radius };
}

export function foldsOf({ neck, shoulders, elbows, wrists }: Hangers, drape: Drape): FoldField {
  const folds: Fold[] = [];
  let count = 0;
  const any = (low: number, high: number): number => low + (high - low) * grain(++count, drape.seed);
  const hang = (from: Vec3, to: Vec3, out: Vec3, depth: number, width = 1): void => {
    const shifted: Vec3 = [from[0] + any(-0.12, 0.12), from[1] + any(-0.12, 0.12), from[2]];
    const end: Vec3 = [to[0] + any(-0.25, 0.25), to[1] + any(-0.25, 0.25), to[2]];
    const along = unitVector(subtract(end, shifted));
    const facing = unitVector(add(out, along, -dot(out, along)));
    folds.push({
      from: shifted,
      along,
      across: unitVector(cross(facing, along)),
      out: facing,
      length: Math.hypot(...subtract(end, shifted)) * any(0.9, 1.25),
      width: drape.width * width * any(0.75, 1.3),
      depth: drape.depth * depth * any(0.65, 1.15),
      bend: any(-0.3, 0.3),
    });
  };
  for (const s of [0, 1] as const) {
    const shoulder = shoulders[s];
    const side = Math.sign(shoulder[0]) || 1;
    for (const front of [1, -1]) {
      const out: Vec3 = [0.15 * side, 0.12, front];
      const z = neck[2] + 0.7 * front;
      const pit: Vec3 = [shoulder[0] - 0.12 * side, shoulder[1] - 0.95, z];
      hang(pit, [0.75 * side, neck[1] - 0.7, z], out, 0.9);
      hang(pit, [0.25 * side, shoulder[1] - 0.75, z], out, 1);
      hang(pit, [0.35 * side, shoulder[1] - 1.7, z], out, 0.8, 1.2);
      hang(pit, [1.1 * side, shoulder[1] - 3, z], out, 0.9, 1.3);
      hang([shoulder[0] * 0.82, shoulder[1] + 0.1, z], [0.7 * side, shoulder[1] - 1.3, z], out, 0.75, 1.3);
      hang([0.72 * side, neck[1] - 0.45, z], [1.25 * side, shoulder[1] - 1, z], out, 0.55);
    }
    const outer: Vec3 = [side, 0.25, 0.35];
    const tip: Vec3 = [shoulder[0] + 0.2 * side, shoulder[1] + 0.25, shoulder[2]];
    for (const z of [0.35, -0.1, -0.45])
      hang(add(tip, [0, 0, 1], z), add(elbows[s], [0, 0, 1], z), outer, 0.7);
  }
  if (drape.button) {
    const { button } = drape;
    for (const side of [1, -1]) {
      for (const rise of [1.5, 0.6, -0.15, -0.9])
        hang(
          add(button, [side * 0.1, 0, 0]),
          [side * 1.5, button[1] + rise, button[2]],
          [0.3 * side, 0, 1],
          0.8,
        );
    }
  }
  const waist = neck[1] - 4.1;
  return (at, n) => {
    let h = 0;
    for (const fold of folds) h += heightOf(fold, at, n);
    const s = at[0] >= 0 ? 0 : 1;
    const upper = pressed(at, shoulders[s], elbows[s], drape.seed + 3 + s);
    const lower = pressed(at, elbows[s], wrists[s], drape.seed + 7 + s);
    const onUpper = upper.t > 0.12 && upper.t < 1.02 && upper.radius < 0.95;
    const onLower = lower.t > -0.02 && lower.radius < 0.9 && lower.t < 1.4;
    const near = Math.hypot(...subtract(at, elbows[s]));
    if (onUpper || onLower) {
      const ridge = onLower && lower.t > 0.02 ? lower.ridge : upper.ridge;
      const bent = Math.exp(-((near / 0.85) ** 2));
      const stacked = onLower ? smoothstep(0.55, 0.98, lower.t) : 0;
      const slack = 0.38 * smoothstep(0.15, 0.4, upper.t);
      h += drape.depth * drape.crease * (ridge - 0.5) * 1.5 * clamp01(bent + 0.85 * stacked + slack);
      return h;
    }
    // What hangs free: long folds that wander, more of them towards the waist.
    const wander = 0.35 * valueNoise(at[0] * 0.8, at[1] * 0.7, at[2] * 0.8, drape.seed + 11);
    const loose = valueNoise(
      (at[0] + wander) / (drape.width * 2.6),
      at[1] / 1.7 + at[0] * 0.25,
      at[2] / 0.8,
      drape.seed + 13,
    );
    h += drape.depth * 0.8 * (loose - 0.5) * (0.35 + 0.65 * smoothstep(neck[1] - 1.2, neck[1] - 3.2, at[1]));
    // Folds across, where the trunk bends.
    const bow = at[1] + 0.35 * wander + 0.12 * Math.abs(at[0]);
    const across = valueNoise(at[0] * 0.55, bow / (drape.width * 2), at[2] * 0.5, drape.seed + 17);
    h +=
      drape.depth *
      drape.crease *
      (0.6 - 2 * Math.abs(2 * across - 1)) *
      0.45 *
      Math.exp(-(((at[1] - waist) / 0.7) ** 2));
    return h;
  };
}
