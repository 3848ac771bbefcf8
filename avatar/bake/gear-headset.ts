/**
 * A headset as call centres and instructors wear it: a band over the hair, a cushion on each ear, a microphone on a boom
 * beside the mouth. Fitted to a measured head. Decimetres.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { curve } from './drape.ts';
import type { HeadFit, Side } from './gear-head.ts';
import { GearMesh } from './gear-mesh.ts';
import { WORN } from './gear-texture.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import { position, type Surface } from './surface.ts';
import { add, unitVector } from './vector.ts';

type Headset = NonNullable<AvatarLook['wardrobe']['headset']>;

/** A cushion's radius and depth, and how far it presses an ear in. */
const CUSHION = { radius: 0.29, depth: 0.13, press: 0.075 } as const;
/** What hair is left below the band: springs press it together. */
const HAIR = 0.17;
/** Half the width of the band, and what it keeps off the skin. */
const BAND = { half: 0.085, clear: 0.035 } as const;
/** Radians between the places the head is measured at under the band. */
const STEP = Math.PI / 30;
/** What the boom keeps off a cheek that speaks. */
const BOOM = 0.11;

export interface HeadsetFit {
  /** Where the band runs: its radius around `centre` by the angle from a side upwards, alike on both. */
  readonly centre: Vec3;
  readonly radii: readonly number[];
  readonly cushions: readonly { readonly at: Vec3; readonly side: Side }[];
}

/** Measures head and hair below the band; hair may be missing. */
export function fitHeadset(head: HeadFit, hair: Surface | null): HeadsetFit {
  const [right, left] = [head.ear(-1), head.ear(1)];
  const centre: Vec3 = [
    0,
    (right.top[1] + left.top[1]) / 2 + 0.1,
    (right.middle[2] + left.middle[2]) / 2 + 0.06,
  ];
  const count = Math.round(Math.PI / 2 / STEP) + 1;
  const points = hair ? position(hair) : new Float32Array();
  const bins: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = [Math.abs(points[i]!), points[i + 1]! - centre[1], points[i + 2]! - centre[2]];
    if (Math.abs(z) > BAND.half + 0.03 || y < 0) continue;
    bins[Math.min(count - 1, Math.round(Math.atan2(y, x) / STEP))]!.push(Math.hypot(x, y));
  }
  const raw = bins.map((found, i) => {
    const angle = i * STEP;
    let bare = 0;
    for (const side of [-1, 1] as const) {
      let far = 1.7;
      for (let step = 0; step < 48; step++) {
        const at: Vec3 = [side * Math.cos(angle) * far, centre[1] + Math.sin(angle) * far, centre[2]];
        const { distance } = head.skin.nearest(at);
        if (distance < 0.003) break;
        far -= distance;
      }
      bare = Math.max(bare, far);
    }
    // Most of the hair lies below; single hairs that stand off do not hold a band up.
    const sorted = found.sort((a, b) => a - b);
    const lying = sorted[Math.floor(sorted.length * 0.85)] ?? 0;
    return Math.max(bare + BAND.clear, Math.min(lying + 0.012, bare + HAIR));
  });
  // Sprung steel bridges hollows and takes no corners.
  let radii = raw;
  for (let round = 0; round < 6; round++) {
    radii = radii.map((r, i) =>
      Math.max(raw[i]!, (r + (radii[i - 1] ?? radii[1] ?? r) + (radii[i + 1] ?? radii[i - 1] ?? r)) / 3),
    );
  }
  return {
    centre,
    radii,
    cushions: ([-1, 1] as const).map((side) => {
      const { middle, out } = head.ear(side);
      return { at: [side * (out - CUSHION.press), middle[1] - 0.02, middle[2] + 0.05], side };
    }),
  };
}

const radiusAt = ({ radii }: HeadsetFit, angle: number): number => {
  const at = Math.min(radii.length - 1, Math.max(0, (angle > Math.PI / 2 ? Math.PI - angle : angle) / STEP));
  const low = Math.floor(at);
  return radii[low]! + ((radii[low + 1] ?? radii[low]!) - radii[low]!) * (at - low);
};

/** Presses hair below band and cushions. In place. */
export function pressHair(hair: Surface, fit: HeadsetFit, banded: boolean): void {
  const pos = position(hair);
  const { centre } = fit;
  for (let i = 0; i < pos.length; i += 3) {
    if (banded && pos[i + 1]! > centre[1] - 0.05) {
      const [x, y, z] = [pos[i]!, pos[i + 1]! - centre[1], pos[i + 2]! - centre[2]];
      const below = smoothstep(BAND.half + 0.16, BAND.half, Math.abs(z));
      const far = Math.hypot(x, y);
      const limit = radiusAt(fit, Math.atan2(Math.max(0, y), x)) - 0.014;
      if (below > 0 && far > limit) {
        const to = 1 + (limit / far - 1) * below;
        pos[i] = x * to;
        pos[i + 1] = centre[1] + y * to;
      }
    }
    for (const { at, side } of fit.cushions) {
      const reach = Math.hypot(pos[i + 1]! - at[1], pos[i + 2]! - at[2]);
      const out = side * pos[i]! - (side * at[0] + 0.015);
      if (out <= 0) continue;
      pos[i] = pos[i]! - side * out * smoothstep(CUSHION.radius + 0.22, CUSHION.radius + 0.02, reach);
    }
  }
}

/** Cushion, cup and the cup's disc: shares of a cushion's radius and depth from the ear outwards. */
const EARPIECE = [
  [
    'leather',
    22,
    [
      [0.6, 0],
      [0.88, 0.06],
      [1, 0.35],
      [1, 0.65],
      [0.9, 0.95],
      [0.7, 1],
    ],
  ],
  [
    'shell',
    22,
    [
      [0.86, 0.9],
      [0.9, 1],
      [0.9, 1.25],
      [0.82, 1.5],
      [0.6, 1.64],
      [0.3, 1.68],
    ],
  ],
  [
    'dark',
    16,
    [
      [0.4, 1.6],
      [0.42, 1.72],
      [0.36, 1.76],
    ],
  ],
] as const;

/** `banded` false hangs cushions and boom from the rim of a helmet. */
export function makeHeadset({ boom }: Headset, head: HeadFit, fit: HeadsetFit, banded: boolean): Surface {
  const mesh = new GearMesh(WORN);
  const { centre } = fit;
  const on = (angle: number, off: number): Vec3 => {
    const r = radiusAt(fit, angle) + off;
    return [Math.cos(angle) * r, centre[1] + Math.sin(angle) * r, centre[2]];
  };
  for (const { at, side } of fit.cushions) {
    const axis: Vec3 = unitVector([side, 0.06, 0.02]);
    const out = (by: number): Vec3 => add(at, axis, by);
    const oval = { up: [0, 1, 0] as Vec3, by: 1.06 };
    const { radius: r, depth: d } = CUSHION;
    for (const [swatch, sides, profile] of EARPIECE)
      mesh.turned(
        at,
        axis,
        profile.map(([w, h]) => [r * w, d * h] as const),
        swatch,
        oval,
        sides,
      );
    // A slider leads from the cup up into the band, or to the rim of a helmet.
    const begin = 0.26;
    const end = banded ? on(side > 0 ? begin : Math.PI - begin, 0.012) : add(at, [side * 0.1, 0.62, 0.05], 1);
    const yoke = curve(
      [out(d * 1.45), add(out(d * 1.62), [0, r * 0.75, 0], 1), add(end, [side * 0.03, -0.14, 0], 1), end],
      5,
    );
    mesh.bar(yoke, [0.045, 0.012], 'metal', { up: [0, 0, 1], round: 0.7, sides: 6 });
    if ((boom === 'left') !== side > 0) continue;
    const { mouth, mouthHalfWidth } = head.at;
    const clear = (p: Vec3): Vec3 => (head.skin.nearest(p).distance < BOOM ? head.skin.lift(p, BOOM) : p);
    const tip = clear([side * (mouthHalfWidth + 0.13), mouth[1] - 0.1, mouth[2] + 0.1]);
    const joint = add(out(d * 1.52), [0, -0.12, 0.1], 1);
    const ways: Vec3[] = [
      joint,
      clear([joint[0] * 0.97, joint[1] - 0.1, joint[2] + 0.3]),
      clear([side * 0.8, (joint[1] + tip[1] * 2) / 3, (joint[2] + tip[2]) / 2]),
      clear([side * 0.62, tip[1] + 0.02, tip[2] - 0.22]),
      tip,
    ];
    const path = curve(ways, 7).map(clear);
    mesh.turned(
      joint,
      axis,
      [
        [0.05, -0.03],
        [0.07, -0.01],
        [0.07, 0.025],
        [0.05, 0.04],
      ],
      'dark',
      oval,
      14,
    );
    mesh.bar(path, (t) => [0.017 - 0.005 * t, 0.017 - 0.005 * t], 'dark', { up: [0, 1, 0], sides: 6 });
    const towards = unitVector(add(tip, path.at(-3)!, -1));
    const foam = [
      [0.022, -0.07],
      [0.042, -0.052],
      [0.05, -0.015],
      [0.05, 0.025],
      [0.038, 0.06],
      [0.016, 0.076],
    ] as const;
    mesh.turned(tip, towards, foam, 'foam', { up: [0, 1, 0], by: 1 }, 14);
  }
  if (banded) {
    const from = 0.2;
    const angles = Array.from({ length: 41 }, (_, i) => from + ((Math.PI - 2 * from) * i) / 40);
    const wide = (t: number): number => BAND.half * (0.55 + 0.45 * smoothstep(0, 0.22, Math.min(t, 1 - t)));
    mesh.bar(
      angles.map((a) => on(a, 0.012)),
      (t) => [wide(t), 0.014],
      'shell',
      { up: [0, 0, 1], round: 0.6, sides: 8 },
    );
    // The cushion under the crown.
    const crown = Array.from({ length: 17 }, (_, i) => Math.PI * (0.33 + (0.34 * i) / 16));
    mesh.bar(
      crown.map((a) => on(a, -0.014)),
      [BAND.half * 0.94, 0.02],
      'leather',
      { up: [0, 0, 1], round: 0.7, sides: 8 },
    );
  }
  return mesh.surface();
}
