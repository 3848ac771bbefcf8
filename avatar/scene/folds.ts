/**
 * Where skin folds in motion: across the forehead with raised brows, between lowered ones, beside the eyes and from the
 * nose to the corners of the mouth in a smile. The bake draws the lines; how deep they are follows from the shapes.
 */
import type { AvatarModel, ModelPart } from './model.ts';

/** Times by which a line gets steeper, less one, where the bake says all of it and the skin is folded as far as it goes. */
export const DEEPER = 4;

/** How far a shape at full strength folds the skin at some vertices, 0 to 1. */
export interface Fold {
  readonly vertices: Uint32Array;
  readonly depths: Float32Array;
}

/** Places in distances between the eyes from the middle between them: +x to the person's side a shape is of, +y up. */
interface Region {
  readonly x: number;
  readonly y: number;
  /** Half axes. */
  readonly wide: number;
  readonly tall: number;
  /** Whether both sides of the face fold. */
  readonly both?: true;
}

const FOREHEAD: Region = { x: 0, y: 0.82, wide: 1.3, tall: 0.56, both: true };
const BROW: Region = { x: 0.7, y: 0.78, wide: 0.85, tall: 0.58 };
const GLABELLA: Region = { x: 0, y: 0.25, wide: 0.4, tall: 0.6, both: true };
const CORNER: Region = { x: 0.98, y: -0.06, wide: 0.52, tall: 0.55 };
const CHEEK: Region = { x: 0.5, y: -0.95, wide: 0.5, tall: 0.75 };

/** What a shape folds, how much, and the metres a vertex moves where it is folded that far. */
type Folding = readonly [region: Region, share: number, reach: number];

const SIDED: Readonly<Record<string, readonly Folding[]>> = {
  browOuterUp: [[BROW, 0.8, 0.002]],
  browDown: [[GLABELLA, 0.75, 0.003]],
  noseSneer: [
    [GLABELLA, 0.3, 0.003],
    [CHEEK, 0.5, 0.003],
  ],
  eyeSquint: [[CORNER, 0.7, 0.0015]],
  cheekSquint: [
    [CORNER, 0.7, 0.0015],
    [CHEEK, 0.3, 0.003],
  ],
  mouthSmile: [
    [CORNER, 0.35, 0.0015],
    [CHEEK, 1, 0.005],
  ],
  mouthDimple: [[CHEEK, 0.4, 0.004]],
  mouthUpperUp: [[CHEEK, 0.5, 0.004]],
};
const WHOLE: Readonly<Record<string, readonly Folding[]>> = { browInnerUp: [[FOREHEAD, 1, 0.002]] };

/**
 * Folds of the skin by shape; empty where a part has none. Nothing folds that does not move: whoever draws anew what moved
 * by a third of a pixel misses no more than a tenth of a fold.
 */
export function foldsOf(part: ModelPart, { eyes }: Pick<AvatarModel, 'eyes'>): ReadonlyMap<string, Fold> {
  const out = new Map<string, Fold>();
  if (part.name !== 'skin') return out;
  const [left, right] = eyes;
  const apart = Math.abs((left[0] ?? 0.03) - (right[0] ?? -0.03));
  const eyeY = ((left[1] ?? 0) + (right[1] ?? 0)) / 2;
  const eyeZ = ((left[2] ?? 0) + (right[2] ?? 0)) / 2;
  const shapes: [name: string, side: number, foldings: readonly Folding[]][] = [
    ...Object.entries(WHOLE).map(([name, foldings]): [string, number, readonly Folding[]] => [
      name,
      0,
      foldings,
    ]),
    ...Object.entries(SIDED).flatMap(([name, foldings]): [string, number, readonly Folding[]][] => [
      [`${name}Left`, 1, foldings],
      [`${name}Right`, -1, foldings],
    ]),
  ];
  for (const [name, side, foldings] of shapes) {
    const target = part.targets.get(name);
    if (!target) continue;
    const vertices: number[] = [];
    const depths: number[] = [];
    target.vertices.forEach((v, k) => {
      const [px = 0, py = 0, pz = 0] = part.positions.subarray(v * 3, v * 3 + 3);
      // The back of the head folds nowhere.
      if (pz < eyeZ - apart) return;
      const moved = Math.hypot(
        target.offsets[k * 3]!,
        target.offsets[k * 3 + 1]!,
        target.offsets[k * 3 + 2]!,
      );
      let depth = 0;
      for (const [region, share, reach] of foldings) {
        const x = (region.both ? Math.abs(px) : px * side) / apart - region.x;
        const y = (py - eyeY) / apart - region.y;
        const far = Math.hypot(x / region.wide, y / region.tall);
        if (far < 1) depth += Math.min(1, share * (1 - far ** 2) ** 2 * 1.6) * Math.min(1, moved / reach);
      }
      if (depth < 0.01) return;
      vertices.push(v);
      depths.push(Math.min(1, depth));
    });
    if (vertices.length > 0)
      out.set(name, { vertices: Uint32Array.from(vertices), depths: Float32Array.from(depths) });
  }
  return out;
}

/** Adds what a shape of this weight folds to the depths of all vertices. */
export function fold(depths: Float32Array, { vertices, depths: own }: Fold, weight: number): void {
  for (let k = 0; k < vertices.length; k++) depths[vertices[k]!]! += own[k]! * weight;
}
