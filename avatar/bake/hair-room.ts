/** What hair keeps off: the face, and the ears it is combed over or drawn back behind. Lengths in decimetres. */
import { smoothstep, type Vec3 } from './morph.ts';
import type { Scalp } from './scalp.ts';

/** Half the width of the face hair keeps clear of, decimetres at a height. */
export function faceHalf(scalp: Scalp, [, y, z]: Vec3): number {
  const front = smoothstep(scalp.centre[2] + 0.28, scalp.centre[2] + 0.5, z);
  const below = smoothstep(scalp.eyeY + 0.74 * scalp.unit, scalp.eyeY + 0.42 * scalp.unit, y);
  const above = smoothstep(scalp.chin - 0.7, scalp.chin - 0.2, y);
  return 0.66 * scalp.unit * front * below * above;
}

/** Whether hair at a place would hang over the face: before the cheeks, or a centimetre before the hairline above them. */
export const crossesFace = ({ centre, eyeY, chin, unit, behind }: Scalp, [x, y, z]: Vec3): boolean => {
  if (z < centre[2] + 0.2 || y > eyeY + 0.62 * unit || y < chin - 0.6) return false;
  if (y < eyeY + 0.3 * unit && Math.abs(x) < 0.5 * unit) return true;
  return y > eyeY - 0.1 * unit && behind(x, y, z) < -0.11;
};

/** Whether hair at a place lies on an ear: what is drawn back goes above and behind it, or its rim would part the locks. */
export const onEar = ({ centre, eyeY, unit }: Scalp, [x, y, z]: Vec3): boolean =>
  Math.abs(x) > 0.67 * unit &&
  y < eyeY + 0.04 * unit &&
  y > eyeY - 0.46 * unit &&
  z > centre[2] - 0.17 &&
  z < centre[2] + 0.2;

/** How surely a place is at an ear, 0 to 1. */
export const besideEar = ({ centre, eyeY, unit }: Scalp, [x, y, z]: Vec3): number =>
  smoothstep(0.62, 0.7, Math.abs(x)) *
  smoothstep(eyeY + 0.25 * unit, eyeY + 0.1 * unit, y) *
  smoothstep(eyeY - 0.75 * unit, eyeY - 0.5 * unit, y) *
  smoothstep(0.45, 0.3, Math.abs(z - centre[2] + 0.05));
