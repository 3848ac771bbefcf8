/**
 * Eyes are modelled here, as the base's own carry a 512x512 texture for both balls: a sclera with a recessed iris that
 * really lies behind a clear cornea, so the iris shifts with the view as a wet eye's does. The base's balls are 13.5 to 16 mm
 * in radius, a fifth more than an adult's 12, so the iris is as large as it is in people and no share of the ball (radius
 * 5.9 mm; Bekerman et al. 2014): larger ones leave no white and make every eye a dark disc. The cornea here bulges 1.5 mm
 * instead of 2: the base's lids are fitted to a bare ball, and more of it would come through a lowered lid.
 */
import type { ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { GAZE_DEGREES } from './arkit.ts';
import type { Face, FittedMesh } from './data.ts';
import { hexToLinear, type Image, srgbByte } from './image.ts';
import type { Lids } from './lids.ts';
import { clamp01, type Mat3, rotation, smoothstep, type Vec3 } from './morph.ts';
import { fbm, valueNoise } from './noise.ts';
import type { Surface } from './surface.ts';

export interface EyeBall {
  readonly centre: Vec3;
  readonly radius: number;
  readonly side: 'Left' | 'Right';
  /** How far down the eye is turned at rest, degrees: `settleGaze`. */
  readonly pitch?: number;
  /** Measured on the skin once the face is whole; left out, nothing is drawn along them. */
  readonly lids?: Lids;
}

/** Radius of the iris, decimetres. */
const IRIS_RADIUS = 0.06;
/** The cornea's rim as a share of the iris, its height over the ball in decimetres. */
const CORNEA = 1.12;
const BULGE = 0.0155;
const BACK_ANGLE = (105 * Math.PI) / 180;
/** Where the texture has the limbus, as an angle of a ball of its own: the same on every ball. */
const MAP_IRIS = 0.4836;
const SEGMENTS = 48;
/** Share of the iris: 3.7 mm across, as in the light of a studio. */
const PUPIL = 0.31;
/** Darkest iris painted, linear: even the darkest are seen as brown in a photograph, never as part of the pupil. */
const DARKEST = 0.02;

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

/** Where an awake eye has its iris, decimetres above the middle between the lids: more of it lies below the upper lid. */
const IRIS_ABOVE = 0.006;
/** As far down as eyes are turned for it, degrees: beyond that one would look at another's chin. */
const LOWEST_REST = 5;

/**
 * Turns a ball at rest so that its iris stands between the lids as an awake person's does. The base's lids open a little
 * below the balls' middle: white below an iris that the upper lid cuts by a third reads as tired. `skin` are the base's
 * vertices at rest.
 */
export function settleGaze(ball: EyeBall, skin: Float32Array): EyeBall {
  const { centre, radius } = ball;
  let [upper, lower] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < skin.length; i += 3) {
    const [dx, dy, dz] = [0, 1, 2].map((c) => (skin[i + c] ?? 0) - (centre[c] ?? 0)) as [
      number,
      number,
      number,
    ];
    const near = Math.hypot(dx, dy, dz) / radius;
    if (Math.abs(dx) > 0.04 || dz < 0.6 * radius || near < 0.95 || near > 1.12) continue;
    if (dy > 0) upper = Math.min(upper, dy);
    else lower = Math.max(lower, dy);
  }
  if (!Number.isFinite(upper - lower)) return ball;
  const down = -((upper + lower) / 2 + IRIS_ABOVE) / radius;
  const pitch = (Math.asin(Math.min(1, Math.max(0, down))) * 180) / Math.PI;
  return { ...ball, pitch: Math.min(LOWEST_REST, pitch) };
}

/** Texture radius of a polar angle, in angles of the limbus: the iris gets more of the map than its share of the sphere. */
const mapRadius = (t: number): number => Math.min(0.5, 0.5 * ((t * MAP_IRIS) / BACK_ANGLE) ** 0.72);

function gazeTurns(side: 'Left' | 'Right'): [ArkitName, Mat3][] {
  const inward = side === 'Left' ? -GAZE_DEGREES.side : GAZE_DEGREES.side;
  return [
    [`eyeLookDown${side}`, rotation('x', GAZE_DEGREES.down)],
    [`eyeLookUp${side}`, rotation('x', -GAZE_DEGREES.up)],
    [`eyeLookIn${side}`, rotation('y', inward)],
    [`eyeLookOut${side}`, rotation('y', -inward)],
  ];
}

const turned = (by: Mat3, [x, y, z]: Vec3): Vec3 => [
  by[0] * x + by[1] * y + by[2] * z,
  by[3] * x + by[4] * y + by[5] * z,
  by[6] * x + by[7] * y + by[8] * z,
];

/** Both balls, or both corneas, with the eight gaze shapes. */
export function eyeSurface(balls: readonly EyeBall[], part: 'ball' | 'cornea'): Surface {
  // In angles of the limbus; what lies beyond the last is never seen.
  const rings =
    part === 'ball'
      ? [0, 0.17, 0.36, 0.5, 0.66, 0.82, 0.93, 1, 1.07, 1.16, 1.34, 1.62, 2, 2.5, 3.1]
      : [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.88, 1].map((t) => t * CORNEA);
  const points: number[] = [];
  const uvs: number[] = [];
  const faces: Face[] = [];
  const turns = balls.map((ball) => gazeTurns(ball.side));
  const deltas = new Map<ArkitName, number[]>();
  for (const list of turns) for (const [name] of list) deltas.set(name, []);
  balls.forEach((ball, b) => {
    const start = points.length / 3;
    const iris = IRIS_RADIUS / ball.radius;
    const limbus = Math.asin(iris);
    const rest = rotation('x', ball.pitch ?? 0);
    const angles = [...rings.map((t) => t * limbus), ...(part === 'ball' ? [BACK_ANGLE] : [])];
    for (const angle of angles) {
      const t = angle / limbus;
      for (let s = 0; s < SEGMENTS; s++) {
        const phi = (s / SEGMENTS) * 2 * Math.PI;
        let rho = Math.sin(angle);
        let depth = Math.cos(angle);
        if (part === 'ball' && t < 1) {
          rho = t * iris;
          // A shallow bowl behind the plane of the limbus, without a step: sclera and iris pass into each other.
          depth = Math.cos(limbus) - 0.05 * (1 - t * t);
        }
        if (part === 'cornea') depth += 0.003 + (BULGE / ball.radius) * (1 - (rho / (iris * CORNEA)) ** 2);
        const ahead = [rho * Math.cos(phi), rho * Math.sin(phi), depth].map((value) => value * ball.radius);
        const local = turned(rest, ahead as [number, number, number]);
        for (let c = 0; c < 3; c++) points.push((ball.centre[c] ?? 0) + (local[c] ?? 0));
        const r = mapRadius(t);
        uvs.push(0.5 + r * Math.cos(phi), 0.5 + r * Math.sin(phi));
        for (const [name, list] of deltas) {
          const turn = turns[b]?.find(([shape]) => shape === name)?.[1];
          const moved = turn ? turned(turn, local) : local;
          for (let c = 0; c < 3; c++) list.push((moved[c] ?? 0) - (local[c] ?? 0));
        }
      }
    }
    for (let a = 0; a < rings.length - (part === 'ball' ? 0 : 1); a++) {
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

/** The iris's colour as light through a cornea shows it: the darkest are lifted, light ones stay. Linear. */
function seenIris(hex: string): readonly [number, number, number] {
  const [r, g, b] = hexToLinear(hex);
  const level = 0.3 * r + 0.6 * g + 0.1 * b;
  const by = Math.max(1, (DARKEST + 0.8 * level) / Math.max(level, 1e-3));
  return [r * by, g * by, b * by];
}

/** Albedo of the ball: pupil, fibres of the iris, limbus, sclera with veins. sRGB, `size` pixels a side. */
export function paintEye(look: AvatarLook, size: number): Image {
  const iris = seenIris(look.eyes.iris);
  const { limbus, redness } = look.eyes;
  // The white of the eye carries some of the skin's melanin, and yellows and dulls with age.
  const dusk = 0.3 * (1 - smoothstep(0.02, 0.3, hexToLinear(look.skin.tone)[1]));
  const old = 0.11 * smoothstep(35, 75, look.macro.age);
  const white = [1 - dusk - old, 1 - 1.12 * dusk - 1.12 * old, 1 - 1.25 * dusk - 1.4 * old] as const;
  // Eyes lighter than hazel carry little pigment: their fibres are pale and stand apart.
  const pale = smoothstep(0.02, 0.09, iris[1]);
  const rgba = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const u = (x + 0.5) / size - 0.5;
      const v = (y + 0.5) / size - 0.5;
      const radius = Math.hypot(u, v);
      const phi = Math.atan2(v, u);
      const t = (BACK_ANGLE / MAP_IRIS) * (radius / 0.5) ** (1 / 0.72);
      const cx = Math.cos(phi);
      const cy = Math.sin(phi);
      // Sclera: off-white, yellower below, redder towards the corners, with veins of two widths that branch.
      const back = smoothstep(1.25, 2.6, t);
      const corner = Math.abs(cx) * back;
      const bend = 0.35 * (fbm(cx * 3, cy * 3, t * 1.5, 3, 300) - 0.5);
      const ridge = (scale: number, seed: number, width: number): number =>
        smoothstep(width, 0, Math.abs(fbm(cx * scale + bend, cy * scale - bend, t * 0.9, 4, seed) - 0.5));
      const vein = Math.max(ridge(4, 301, 0.03), 0.6 * ridge(9, 303, 0.035)) * smoothstep(1.04, 1.6, t);
      const red = (0.3 + 0.7 * redness) * (0.34 * back + 0.62 * corner + 0.95 * vein * (0.35 + 0.65 * back));
      const patch = 0.06 * (fbm(cx * 4, cy * 4, t * 2, 3, 305) - 0.5);
      let r = 0.385 + patch - 0.05 * back;
      let g = (0.345 + patch) * (1 - 0.5 * red) - 0.06 * back;
      let b = (0.315 + 0.6 * patch) * (1 - 0.48 * red) - 0.075 * back;
      r *= white[0];
      g *= white[1];
      b *= white[2];
      // Iris: fibres run outwards from the pupil and around crypts; a collarette at a third; a dark rim.
      const sway = 0.1 * (fbm(cx * 3, cy * 3, t * 3, 2, 310) - 0.5);
      const fibre = fbm(cx * 15 + sway, cy * 15 - sway, t * 1.3, 4, 311);
      const thin = valueNoise(cx * 44, cy * 44, t * 2.2, 321);
      // Bundles of fibres: what is left of them where an iris is twenty pixels wide.
      const bundle = fbm(cx * 5.5 + sway, cy * 5.5 - sway, t * 0.9, 2, 317) - 0.5;
      const crypt = smoothstep(0.34, 0.2, fbm(cx * 6, cy * 6, t * 5, 2, 331)) * smoothstep(0.45, 0.6, t);
      const edge = 0.52 + 0.1 * (fbm(cx * 4, cy * 4, 0, 2, 341) - 0.5);
      const collarette = Math.exp(-(((t - edge) / 0.08) ** 2));
      const light =
        0.72 +
        1.15 * (fibre - 0.5) +
        0.42 * (thin - 0.5) +
        0.9 * bundle +
        0.4 * collarette * fibre -
        0.3 * crypt -
        0.12 * smoothstep(0.72, 1, t);
      // Pigment gathers around the pupil: amber in light eyes, russet in dark ones.
      const inner = smoothstep(edge + 0.06, edge - 0.1, t);
      const amber = inner * pale;
      const russet = (1 - pale) * Math.max(inner, 0.6 * collarette);
      // The limbus is no line: sclera thins out over a millimetre of iris.
      const inIris = 1 - smoothstep(0.88, 1.1, t);
      const rim = smoothstep(0.7, 0.98, t) * limbus;
      const level = Math.max(0.1, light) * (0.72 + 0.28 * pale);
      const ir = iris[0] * level * (1 + 0.55 * amber + 0.3 * russet) * (1 - 0.62 * rim);
      const ig = iris[1] * level * (1 + 0.12 * amber + 0.05 * russet) * (1 - 0.63 * rim);
      const ib = iris[2] * level * (1 - 0.35 * amber - 0.15 * russet) * (1 - 0.58 * rim);
      // Light fades from the sclera towards the limbus, which lets the dark of the eye's inside through: a bluish grey.
      const soft = 1 - 0.34 * limbus * smoothstep(1.26, 1.0, t);
      r = r * soft * (1 - inIris) + ir * inIris;
      g = g * soft ** 0.92 * (1 - inIris) + ig * inIris;
      b = b * soft ** 0.8 * (1 - inIris) + ib * inIris;
      const pupil = smoothstep(PUPIL - 0.03, PUPIL + 0.04, t + 0.03 * (fibre - 0.5));
      const k = (y * size + x) * 4;
      rgba[k] = srgbByte(clamp01(r * pupil));
      rgba[k + 1] = srgbByte(clamp01(g * pupil));
      rgba[k + 2] = srgbByte(clamp01(b * pupil));
      rgba[k + 3] = 255;
    }
  }
  return { width: size, height: size, rgba };
}
