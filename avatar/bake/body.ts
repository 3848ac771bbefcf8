/**
 * The body of a look at rest, before anything is fitted to it: the part of the bake that the browser runs too, from a
 * creator pack, so it knows neither files nor surfaces. Decimetres, the base's own vertex order.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { findLipLine, LIP_OVERLAP, sealOffsets } from './lips.ts';
import {
  addScaled,
  BODY_VERTICES,
  type BodyData,
  lowerArms,
  makeRig,
  type Rig,
  shapeBody,
  smoothstep,
  type Vec3,
} from './morph.ts';
import { sculptNeck } from './neck.ts';
import { setSides } from './sides.ts';

/** The base's shoulders stay as high and wide as with arms held away: they fall and draw in with the arms. In place. */
function slopeShoulders(positions: Float32Array, neck: Vec3): void {
  for (let i = 0; i < positions.length; i += 3) {
    const wide = Math.abs(positions[i] ?? 0) - 0.8;
    if (wide <= 0 || (positions[i + 1] ?? 0) > neck[1] + 0.25) continue;
    positions[i] = Math.sign(positions[i] ?? 0) * (0.8 + wide * 0.89);
    positions[i + 1] = (positions[i + 1] ?? 0) - 0.2 * smoothstep(0, 1.3, wide);
  }
}

/**
 * Shaped, arms lowered, lips sealed, sides and neck set. The rig reads the positions it was made with: they are `rig.positions`.
 * `plain` leaves out what comes after the lips, which moves none of what lips are measured by.
 */
export function restBody(
  data: BodyData,
  look: Pick<AvatarLook, 'macro' | 'face' | 'sides'>,
  plain = false,
): Rig {
  const positions = shapeBody(data, look);
  const rig = makeRig(data.base(), positions);
  lowerArms(rig);
  slopeShoulders(positions, rig.joint('neck01'));
  // Three rounds: sealing moves the contour, and with it which vertex is lowest in a column.
  for (let round = 0; round < 3; round++) {
    addScaled(positions, sealOffsets(findLipLine(rig), Float32Array.from(positions), null, LIP_OVERLAP), 1);
  }
  if (!plain) {
    setSides(data, rig, findLipLine(rig), look);
    sculptNeck(rig, look);
  }
  return rig;
}

/** Height of the soles of a body at rest, decimetres. */
export function groundOf(positions: Float32Array): number {
  let ground = 0;
  for (let i = 0; i < BODY_VERTICES; i++) ground = Math.min(ground, positions[i * 3 + 1] ?? 0);
  return ground;
}
