/**
 * Eyes are modelled here, as the base's own carry a 512x512 texture for both balls: a sclera with a recessed iris that
 * really lies behind a clear cornea, so the iris shifts with the view as a wet eye's does. Sizes are a share of the
 * ball's radius (12 mm in an adult: iris radius 5.9 mm, corneal bulge about 2 mm; Bekerman et al. 2014). The
 * cornea here bulges 1.5 mm: the base's lids are fitted to a bare ball, and more of it would come through a lowered lid.
 */
import type { ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { GAZE_DEGREES } from './arkit.ts';
import type { Face, FittedMesh } from './data.ts';
import { hexToLinear, type Image, srgbByte } from './image.ts';
import { clamp01, type Mat3, rotation, smoothstep, type Vec3 } from './morph.ts';
import { fbm, valueNoise } from './noise.ts';
import type { Surface } from './surface.ts';

export interface EyeBall {
  readonly centre: Vec3;
  readonly radius: number;
  readonly side: 'Left' | 'Right';
}

const IRIS = 0.465;
const IRIS_ANGLE = Math.asin(IRIS);
const CORNEA_ANGLE = Math.asin(IRIS * 1.12);
const BACK_ANGLE = (105 * Math.PI) / 180;
const SEGMENTS = 48;
const PUPIL = 0.36;

/** Sphere through the ball of a fitted eye proxy; `positions` are the proxy's, `side` picks the half by x. */
export function fitEyeBall(positions: Float32Array, proxy: FittedMesh, side: 'Left' | 'Right'): EyeBall {
  const cornea = new Set<number>();
  for (const face of proxy.faces) {
    if (face.uv.every((t) => (proxy.uvs[t * 2] ?? 0) > 0.87 && (proxy.uvs[t * 2 + 1] ?? 0) < 0.13)) {
      for (const v of face.v) cornea.add(v);
    }
  }
  const min = [9, 99, 9];
  const max = [-9, -99, -9];
  for (let i = 0; i < positions.length / 3; i++) {
    const x = positions[i * 3] ?? 0;
    if ((side === 'Left') !== x > 0 || cornea.has(i)) continue;
    for (let c = 0; c < 3; c++) {
      min[c] = Math.min(min[c] ?? 0, positions[i * 3 + c] ?? 0);
      max[c] = Math.max(max[c] ?? 0, positions[i * 3 + c] ?? 0);
    }
  }
  const radius = ((max[0] ?? 0) - (min[0] ?? 0) + (max[1] ?? 0) - (min[1] ?? 0)) / 4;
  return {
    centre: [
      ((min[0] ?? 0) + (max[0] ?? 0)) / 2,
      ((min[1] ?? 0) + (max[1] ?? 0)) / 2,
      (max[2] ?? 0) - radius * 0.985,
    ],
    radius,
    side,
  };
}

/** Texture radius of a polar angle: the iris gets more of the map than its share of the sphere. */
const mapRadius = (angle: number): number => 0.5 * (angle / BACK_ANGLE) ** 0.72;

function gazeTurns(side: 'Left' | 'Right'): [ArkitName, Mat3][] {
  const inward = side === 'Left' ? -GAZE_DEGREES.side : GAZE_DEGREES.side;
  return [
    [`eyeLookDown${side}`, rotation('x', GAZE_DEGREES.down)],
    [`eyeLookUp${side}`, rotation('x', -GAZE_DEGREES.up)],
    [`eyeLookIn${side}`, rotation('y', inward)],
    [`eyeLookOut${side}`, rotation('y', -inward)],
  ];
}

/** Both balls, or both corneas, with the eight gaze shapes. */
export function eyeSurface(balls: readonly EyeBall[], part: 'ball' | 'cornea'): Surface {
  const angles =
    part === 'ball'
      ? [
          0,
          0.17,
          0.36,
          0.5,
          0.66,
          0.82,
          0.93,
          1,
          1.06,
          1.14,
          1.3,
          1.55,
          1.9,
          2.3,
          2.8,
          BACK_ANGLE / IRIS_ANGLE,
        ].map((a) => a * IRIS_ANGLE)
      : [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.88, 1].map((a) => a * CORNEA_ANGLE);
  const points: number[] = [];
  const uvs: number[] = [];
  const faces: Face[] = [];
  const turns = balls.map((ball) => gazeTurns(ball.side));
  const deltas = new Map<ArkitName, number[]>();
  for (const list of turns) for (const [name] of list) deltas.set(name, []);
  balls.forEach((ball, b) => {
    const start = points.length / 3;
    for (const angle of angles) {
      for (let s = 0; s < SEGMENTS; s++) {
        const phi = (s / SEGMENTS) * 2 * Math.PI;
        let rho = Math.sin(angle);
        let depth = Math.cos(angle);
        if (part === 'ball' && angle < IRIS_ANGLE) {
          rho = (angle / IRIS_ANGLE) * IRIS;
          // A shallow bowl behind the plane of the limbus.
          depth = Math.cos(IRIS_ANGLE) - 0.05 - 0.05 * (1 - (rho / IRIS) ** 2);
          if (angle / IRIS_ANGLE > 0.99) depth = Math.cos(IRIS_ANGLE) - 0.03;
        }
        if (part === 'cornea') depth += 0.003 + 0.125 * (1 - (rho / (IRIS * 1.12)) ** 2);
        const local: Vec3 = [
          rho * Math.cos(phi) * ball.radius,
          rho * Math.sin(phi) * ball.radius,
          depth * ball.radius,
        ];
        for (let c = 0; c < 3; c++) points.push((ball.centre[c] ?? 0) + (local[c] ?? 0));
        const r = mapRadius(angle);
        uvs.push(0.5 + r * Math.cos(phi), 0.5 + r * Math.sin(phi));
        for (const [name, list] of deltas) {
          const turn = turns[b]?.find(([shape]) => shape === name)?.[1];
          for (let c = 0; c < 3; c++) {
            const turned = turn
              ? turn[c * 3]! * local[0] + turn[c * 3 + 1]! * local[1] + turn[c * 3 + 2]! * local[2]
              : (local[c] ?? 0);
            list.push(turned - (local[c] ?? 0));
          }
        }
      }
    }
    for (let a = 0; a < angles.length - 1; a++) {
      for (let s = 0; s < SEGMENTS; s++) {
        const i = start + a * SEGMENTS + s;
        const j = start + a * SEGMENTS + ((s + 1) % SEGMENTS);
        const v = [i, i + SEGMENTS, j + SEGMENTS, j];
        faces.push({ v, uv: v });
      }
    }
  });
  const fields = new Map<string, { size: number; data: Float32Array }>();
  fields.set('position', { size: 3, data: Float32Array.from(points) });
  for (const [name, list] of deltas) fields.set(`shape:${name}`, { size: 3, data: Float32Array.from(list) });
  return { faces, uvs, vertexCount: points.length / 3, fields };
}

/** Albedo of the ball: pupil, fibres of the iris, limbus, sclera with veins. sRGB, `size` pixels a side. */
export function paintEye(look: AvatarLook, size: number): Image {
  const iris = hexToLinear(look.eyes.iris);
  const { limbus, redness } = look.eyes;
  // The white of the eye carries some of the skin's melanin, and yellows and dulls with age.
  const dusk = 0.2 * (1 - smoothstep(0.02, 0.3, hexToLinear(look.skin.tone)[1]));
  const old = 0.14 * smoothstep(35, 75, look.macro.age);
  const white = [1 - dusk - old, 1 - 1.1 * dusk - 1.1 * old, 1 - 1.35 * dusk - 1.6 * old] as const;
  // Eyes lighter than hazel carry little pigment: their fibres are pale and stand apart.
  const pale = smoothstep(0.02, 0.09, iris[1]);
  const rgba = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const u = (x + 0.5) / size - 0.5;
      const v = (y + 0.5) / size - 0.5;
      const radius = Math.hypot(u, v);
      const angle = BACK_ANGLE * (radius / 0.5) ** (1 / 0.72);
      const phi = Math.atan2(v, u);
      const t = angle / IRIS_ANGLE;
      const cx = Math.cos(phi);
      const cy = Math.sin(phi);
      // Sclera: off-white, yellower below, redder towards the corners, with veins of two widths that branch.
      const back = smoothstep(1.25, 2.6, t);
      const corner = Math.abs(cx) * back;
      const bend = 0.35 * (fbm(cx * 3, cy * 3, t * 1.5, 3, 300) - 0.5);
      const ridge = (scale: number, seed: number, width: number): number =>
        smoothstep(width, 0, Math.abs(fbm(cx * scale + bend, cy * scale - bend, t * 0.9, 4, seed) - 0.5));
      const vein = Math.max(ridge(4, 301, 0.03), 0.6 * ridge(9, 303, 0.035)) * smoothstep(1.04, 1.6, t);
      const red = (0.3 + 0.7 * redness) * (0.25 * back + 0.4 * corner + 0.95 * vein * (0.35 + 0.65 * back));
      const patch = 0.06 * (fbm(cx * 4, cy * 4, t * 2, 3, 305) - 0.5);
      let r = 0.4 + patch - 0.05 * back;
      let g = (0.352 + patch) * (1 - 0.55 * red) - 0.07 * back;
      let b = (0.325 + 0.6 * patch) * (1 - 0.52 * red) - 0.09 * back;
      r *= white[0];
      g *= white[1];
      b *= white[2];
      // Iris: fibres run outwards from the pupil and around crypts; a collarette at a third; a dark rim.
      const sway = 0.1 * (fbm(cx * 3, cy * 3, t * 3, 2, 310) - 0.5);
      const fibre = fbm(cx * 15 + sway, cy * 15 - sway, t * 1.3, 4, 311);
      const thin = valueNoise(cx * 44, cy * 44, t * 2.2, 321);
      const crypt = smoothstep(0.34, 0.2, fbm(cx * 6, cy * 6, t * 5, 2, 331)) * smoothstep(0.45, 0.6, t);
      const edge = 0.56 + 0.1 * (fbm(cx * 4, cy * 4, 0, 2, 341) - 0.5);
      const collarette = Math.exp(-(((t - edge) / 0.07) ** 2));
      const contrast = 0.75 + 0.5 * pale;
      const light =
        0.62 +
        contrast * (0.95 * (fibre - 0.5) + 0.42 * (thin - 0.5)) +
        0.3 * collarette * fibre -
        0.3 * crypt -
        0.16 * smoothstep(0.72, 1, t);
      // Pigment gathers around the pupil: amber in light eyes, nearly black in dark ones.
      const inner = smoothstep(edge + 0.05, edge - 0.1, t);
      const amber = inner * pale;
      const inIris = 1 - smoothstep(0.94, 1.06, t);
      const rim = smoothstep(0.76, 1, t) * limbus;
      const level = Math.max(0.08, light) * (1 - 0.35 * inner * (1 - pale));
      const ir = iris[0] * level * (1 + 0.55 * amber) * (1 - 0.72 * rim);
      const ig = iris[1] * level * (1 + 0.12 * amber) * (1 - 0.74 * rim);
      const ib = iris[2] * level * (1 - 0.35 * amber) * (1 - 0.72 * rim);
      r = r * (1 - inIris) + ir * inIris;
      g = g * (1 - inIris) + ig * inIris;
      b = b * (1 - inIris) + ib * inIris;
      // The sclera darkens softly next to the limbus.
      const soft = 1 - 0.4 * limbus * smoothstep(1.2, 1.0, t) * (1 - inIris);
      const pupil = smoothstep(PUPIL - 0.03, PUPIL + 0.045, t + 0.03 * (fibre - 0.5));
      const k = (y * size + x) * 4;
      rgba[k] = srgbByte(clamp01(r * soft * pupil));
      rgba[k + 1] = srgbByte(clamp01(g * soft * pupil));
      rgba[k + 2] = srgbByte(clamp01(b * soft * pupil));
      rgba[k + 3] = 255;
    }
  }
  return { width: size, height: size, rgba };
}
