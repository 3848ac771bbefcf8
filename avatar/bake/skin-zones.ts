/** Where a point of the shaped face lies: soft masks from landmarks, which follow every slider. */
import type { EyeBall } from './eyes.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import type { Throat } from './neck.ts';

/** Where things are on the shaped face, decimetres. */
export interface Landmarks {
  readonly eyeLeft: Vec3;
  readonly eyeRight: Vec3;
  readonly mouth: Vec3;
  readonly mouthHalfWidth: number;
  readonly nose: Vec3;
  readonly chin: Vec3;
  readonly eyeBalls: readonly EyeBall[];
  /** Left out, the neck gets no relief of its own. */
  readonly throat?: Throat;
}

/** Each 0 to 1. */
export interface Zones {
  /** 0 behind the ears and below the collar, 1 on the face. */
  face: number;
  cheek: number;
  /** Beside the nose, where pores are widest. */
  innerCheek: number;
  noseTip: number;
  noseWing: number;
  nose: number;
  chin: number;
  forehead: number;
  socket: number;
  /** Below the eye, where skin is thinnest. */
  under: number;
  lid: number;
  /** Lids, sockets and the corners of the eyes: all that the base paints red. */
  around: number;
  /** The wet edge of the lids. */
  rim: number;
  /** The pink inner corner of the eye. */
  caruncle: number;
  ear: number;
  neck: number;
  /** Around the mouth; `lipArea` is what may be lip by place, told from skin by colour. */
  mouth: number;
  lipArea: number;
  /** The walls of the mouth's inside. */
  mucosa: number;
  /** The columella, the nostrils and what lies between them and the lip. */
  underNose: number;
}

export const noZones = (): Zones => ({
  face: 0,
  cheek: 0,
  innerCheek: 0,
  noseTip: 0,
  noseWing: 0,
  nose: 0,
  chin: 0,
  forehead: 0,
  socket: 0,
  under: 0,
  lid: 0,
  around: 0,
  rim: 0,
  caruncle: 0,
  ear: 0,
  neck: 0,
  mouth: 0,
  lipArea: 0,
  mucosa: 0,
  underNose: 0,
});

const bump = (dx: number, dy: number, dz: number, radius: number): number =>
  Math.exp(-(dx * dx + dy * dy + dz * dz) / (radius * radius));

/** Fills `out` for a point in decimetres; no allocation, as it runs for millions of texels. */
export function zonesAt(x: number, y: number, z: number, at: Landmarks, out: Zones): void {
  const ax = Math.abs(x);
  const eyeY = (at.eyeLeft[1] + at.eyeRight[1]) / 2;
  const eyeX = (at.eyeLeft[0] - at.eyeRight[0]) / 2;
  const face = smoothstep(0.35, 0.8, z) * smoothstep(at.chin[1] - 0.5, at.chin[1] - 0.1, y);
  out.face = face;
  out.cheek = bump(ax - 0.42, y - (eyeY - 0.34), 0, 0.2) * face;
  out.innerCheek = bump(ax - 0.27, (y - (eyeY - 0.32)) * 0.9, 0, 0.15) * face;
  out.noseTip = bump(x, y - at.nose[1], z - at.nose[2], 0.17);
  out.noseWing = bump(ax - 0.16, y - (at.nose[1] - 0.02), (z - (at.nose[2] - 0.16)) * 0.8, 0.1);
  const bridge = (y - at.nose[1]) / Math.max(0.2, eyeY - at.nose[1]);
  out.nose =
    face *
    Math.max(
      out.noseTip,
      out.noseWing,
      bump(x, 0, 0, 0.13) * smoothstep(-0.1, 0.05, bridge) * smoothstep(1.1, 0.8, bridge),
    );
  out.chin = bump(x, y - (at.chin[1] + 0.12), 0, 0.18) * face;
  out.forehead = bump(x * 0.45, y - (eyeY + 0.6), 0, 0.3) * face;
  out.socket = bump(ax - eyeX, (y - (eyeY - 0.1)) * 1.5, 0, 0.2) * face;
  out.under = bump(ax - eyeX * 0.85, (y - (eyeY - 0.17)) * 2.2, 0, 0.16) * face;
  out.lid = bump((ax - eyeX) * 0.8, (y - (eyeY + 0.11)) * 1.7, 0, 0.13) * face;
  out.around =
    face * smoothstep(1.25, 0.7, Math.hypot((ax - eyeX - 0.03) / 0.3, (y - eyeY) / (y > eyeY ? 0.2 : 0.25)));
  out.rim = 0;
  out.caruncle = 0;
  for (const { centre, radius } of at.eyeBalls) {
    const dx = x - centre[0];
    const dy = y - centre[1];
    const dz = z - centre[2];
    if (Math.abs(dx) > radius * 2 || Math.abs(dy) > radius * 1.5 || dz < 0) continue;
    const d = Math.hypot(dx, dy, dz) / radius;
    out.rim = Math.max(out.rim, smoothstep(1.07, 1.01, d));
    const inner = -Math.sign(centre[0]) * dx;
    out.caruncle = Math.max(out.caruncle, bump(inner - radius * 1.08, dy + radius * 0.12, 0, radius * 0.24));
  }
  out.ear =
    smoothstep(0.62, 0.74, ax) * smoothstep(0.5, 0.3, z) * smoothstep(at.mouth[1] - 0.25, at.mouth[1], y);
  out.neck = smoothstep(at.chin[1] + 0.02, at.chin[1] - 0.2, y);
  const mx = x / (at.mouthHalfWidth * 1.25);
  const my = (y - at.mouth[1]) / 0.2;
  const front = smoothstep(at.mouth[2] - 0.3, at.mouth[2] - 0.15, z);
  out.lipArea = (1 - smoothstep(0.75, 1.25, Math.hypot(mx, my))) * front;
  out.mouth = bump(x * 0.75, y - at.mouth[1], 0, 0.3) * face;
  // Within 2 cm of the lips' line the cheek's outside lies before this.
  out.mucosa =
    smoothstep(at.mouth[2] - 0.27, at.mouth[2] - 0.35, z) *
    smoothstep(0.38, 0.33, ax) *
    smoothstep(0.31, 0.26, Math.abs(y - at.mouth[1]));
  out.underNose =
    bump(x, y - (at.nose[1] - 0.1), (z - (at.nose[2] - 0.16)) * 0.6, 0.13) *
    smoothstep(at.nose[1] - 0.01, at.nose[1] - 0.06, y);
}

/** Whether a place of the base's texture layout lies within the mouth: its own patch, or the flaps beside the lips'. */
export const insideMouth = (u: number, v: number): boolean => u > 0.75 && Math.abs(v - 0.515) > 0.2;
