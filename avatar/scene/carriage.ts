/** How a person moves as a whole: the corners of a box around what follows a joint alone, wherever the joint takes them. */
import type { AvatarModel } from './model.ts';
import type { BodyPose } from './pose.ts';

interface Box {
  readonly joint: number;
  /** Three numbers a corner. */
  readonly corners: readonly number[];
}

/** When something is held. */
export interface Moment {
  /** Face curves. */
  readonly values: ArrayLike<number>;
  /** Seconds from the film's first frame. */
  readonly t: number;
}
/** Face curves by name, seconds from the film's first frame, the film's seed, whose chest, and when the hands are. */
export type PoseArguments = [
  names: readonly string[],
  values: ArrayLike<number>,
  t: number,
  seed: number,
  chest?: Moment,
  handsAt?: number,
];

/**
 * Tells of each pose whether it is the one before: what a camera walks around need not be worked out and uploaded again.
 * Poses upon another moment's chest always count as new.
 */
export function createRepeats(): (...at: PoseArguments) => boolean {
  let last: {
    readonly names: readonly string[];
    readonly values: Float64Array;
    at: readonly unknown[];
  } | null = null;
  return (names, values, t, seed, chest, handsAt) => {
    const at = [t, seed, handsAt];
    const same =
      !chest &&
      last?.names === names &&
      last.values.length === values.length &&
      last.values.every((value, i) => value === values[i]) &&
      last.at.every((value, i) => value === at[i]);
    if (!same) last = chest ? null : { names, values: Float64Array.from(values), at };
    return same;
  };
}

/** The pose of `body` on the chest of another moment: its head stays where it was, the neck turns as far. */
export const onChest = (body: BodyPose, chest: BodyPose): BodyPose => ({
  ...chest,
  skull: body,
  pitch: body.pitch + body.swayPitch - chest.swayPitch,
  yaw: body.yaw + body.swayYaw - chest.swayYaw,
  roll: body.roll + body.swayRoll - chest.swayRoll,
});

/** Chest and skull: what lies between them moves less. */
const JOINTS = [0, 3] as const;

export function boxesOf({ parts }: Pick<AvatarModel, 'parts'>): Box[] {
  return JOINTS.flatMap((joint) => {
    const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const high = low.map((value) => -value);
    for (const { positions, weights } of parts) {
      for (let v = 0; v * 3 < positions.length; v++) {
        if ((weights[v * 4 + joint] ?? 0) < 0.998) continue;
        for (let c = 0; c < 3; c++) {
          low[c] = Math.min(low[c]!, positions[v * 3 + c]!);
          high[c] = Math.max(high[c]!, positions[v * 3 + c]!);
        }
      }
    }
    if (low[0]! > high[0]!) return [];
    const corners = Array.from({ length: 8 }, (_, k) =>
      [0, 1, 2].map((c) => ((k >> c) & 1 ? high : low)[c]!),
    );
    return [{ joint, corners: corners.flat() }];
  });
}

/** `matrices` as `jointMatrices` returns them. */
export function carried(boxes: readonly Box[], matrices: readonly ArrayLike<number>[]): Float64Array {
  const out: number[] = [];
  for (const { joint, corners } of boxes) {
    const m = matrices[joint] ?? [];
    for (let i = 0; i < corners.length; i += 3) {
      for (let r = 0; r < 12; r += 4) {
        out.push(m[r]! * corners[i]! + m[r + 1]! * corners[i + 1]! + m[r + 2]! * corners[i + 2]! + m[r + 3]!);
      }
    }
  }
  return Float64Array.from(out);
}

/** The furthest way between two of them, metres across the camera's view, which looks along z. */
export function apart(a: Float64Array, b: Float64Array): number {
  let furthest = 0;
  for (let i = 0; i < a.length; i += 3) {
    furthest = Math.max(furthest, Math.hypot(a[i]! - b[i]!, a[i + 1]! - b[i + 1]!));
  }
  return furthest;
}
