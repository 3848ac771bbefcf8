/** What is worn on a head is fitted to it by measuring: eyes, temples, bridge of the nose, ears. Decimetres. */

import { type Body, bodyOf } from './drape.ts';
import type { BodyData, Vec3 } from './morph.ts';
import type { Landmarks } from './skin-zones.ts';
import { position, type Surface } from './surface.ts';

/** -1 is the person's right. */
export type Side = -1 | 1;

export interface Ear {
  /** Its highest point. */
  readonly top: Vec3;
  /** Middle of the shell. */
  readonly middle: Vec3;
  /** How far it stands out. */
  readonly out: number;
  /** Z of its hindmost and of its foremost point. */
  readonly back: number;
  readonly front: number;
  /** Y of its lobe. */
  readonly low: number;
}

export interface HeadFit {
  readonly skin: Body;
  readonly at: Landmarks;
  /** Height of the pupils, and half of what they are apart. */
  readonly eyeY: number;
  readonly pupil: number;
  /** Foremost point of the corneas. */
  readonly apex: number;
  ear(side: Side): Ear;
  /** How far out the skin reaches at a height and depth. */
  beside(side: Side, y: number, z: number): number;
}

/** Share of the strongest move of the target that turns an ear from which on a vertex is of that ear. */
const OF_EAR = 0.2;

/** @param positions of the body at rest, in the base's own order */
export function measureEar(data: BodyData, positions: Float32Array, side: Side): Ear {
  const moves = data.target(`ears/${side > 0 ? 'l' : 'r'}-ear-wing-out`);
  const far = (i: number): number =>
    Math.hypot(moves[i * 3] ?? 0, moves[i * 3 + 1] ?? 0, moves[i * 3 + 2] ?? 0);
  let most = 0;
  for (let i = 0; i < positions.length / 3; i++) most = Math.max(most, far(i));
  const low: [number, number, number] = [99, 99, 99];
  const high: [number, number, number] = [-99, -99, -99];
  let top: Vec3 = [0, -99, 0];
  for (let i = 0; i < positions.length / 3; i++) {
    if (far(i) < OF_EAR * most) continue;
    const p: Vec3 = [positions[i * 3] ?? 0, positions[i * 3 + 1] ?? 0, positions[i * 3 + 2] ?? 0];
    p.forEach((value, d) => {
      low[d] = Math.min(low[d]!, value);
      high[d] = Math.max(high[d]!, value);
    });
    if (p[1] > top[1]) top = p;
  }
  const middle: Vec3 = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2];
  return { top, middle, out: side > 0 ? high[0] : -low[0], back: low[2], front: high[2], low: low[1] };
}

/** @param positions of the body at rest, in the base's own order */
export function measureHead(
  data: BodyData,
  positions: Float32Array,
  skin: Surface,
  cornea: Surface,
  at: Landmarks,
): HeadFit {
  const body = bodyOf([skin]);
  const ears = { '-1': measureEar(data, positions, -1), '1': measureEar(data, positions, 1) };
  const corneas = position(cornea);
  let apex = -99;
  for (let i = 2; i < corneas.length; i += 3) apex = Math.max(apex, corneas[i] ?? apex);
  return {
    skin: body,
    at,
    eyeY: (at.eyeLeft[1] + at.eyeRight[1]) / 2,
    pupil: (at.eyeLeft[0] - at.eyeRight[0]) / 2,
    apex,
    ear: (side) => ears[side],
    // From outside by the distance that is free on all sides (sphere tracing).
    beside(side, y, z) {
      let x = 1.5;
      for (let step = 0; step < 48; step++) {
        const { distance } = body.nearest([side * x, y, z]);
        if (distance < 0.002 || x < 0) break;
        x -= distance;
      }
      return x;
    },
  };
}
