/**
 * Where hair of the face grows, how thick and which way: the outlines of trimmed beards, by places that every face has. Skin
 * is tinted and cards are rooted by the same figures, so neither shows without the other. Lengths in decimetres.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import type { Ear } from './gear-head.ts';
import { clamp01, smoothstep, type Vec3 } from './morph.ts';
import { fbm } from './noise.ts';
import type { Landmarks } from './skin-zones.ts';

export type Beard = NonNullable<AvatarLook['hair']['beard']>;

export interface BeardField {
  /** How thick it grows at a place of the skin, 0 to 1. */
  growth(p: Vec3): number;
  /** Which way hair lies there; need not be a unit vector. */
  combed(p: Vec3): Vec3;
  /** How far a place lies off the red of the lips, seen from the front; negative on it. */
  offLips(p: Vec3): number;
}

/** Base vertices around the red of the lips, from the middle to the left corner: the same skin on every face. */
const UPPER_EDGE = [455, 7214, 7210, 7215, 7169, 11956, 7170, 7171] as const;
const LOWER_EDGE = [496, 7245, 7239, 7166] as const;

/** The outline of the lips in the plane of the face, once around. */
function lipOutline(positions: Float32Array, { mouth, mouthHalfWidth }: Landmarks): [number, number][] {
  const at = (v: number): [number, number] => [Math.max(0, positions[v * 3] ?? 0), positions[v * 3 + 1] ?? 0];
  const half = [...UPPER_EDGE.map(at), [mouthHalfWidth, mouth[1]] as [number, number]];
  half.push(...LOWER_EDGE.toReversed().map(at));
  const mirrored = half
    .slice(1, -1)
    .toReversed()
    .map(([x, y]): [number, number] => [-x, y]);
  return [...half, ...mirrored];
}

/** Signed distance from a closed outline: negative inside. */
function distanceFrom(outline: readonly (readonly [number, number])[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  let inside = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [ax, ay] = outline[i]!;
    const [bx, by] = outline[j]!;
    const [ex, ey] = [bx - ax, by - ay];
    const t = clamp01(((x - ax) * ex + (y - ay) * ey) / Math.max(1e-9, ex * ex + ey * ey));
    least = Math.min(least, Math.hypot(x - ax - ex * t, y - ay - ey * t));
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * ex) inside = !inside;
  }
  return inside ? -least : least;
}

/** @param positions of the body at rest, in the base's own order */
export function beardField(
  { style }: Beard,
  positions: Float32Array,
  at: Landmarks,
  ear: Pick<Ear, 'front' | 'low'>,
): BeardField {
  const { mouth, mouthHalfWidth, nose, chin } = at;
  const outline = lipOutline(positions, at);
  const offLips = ([x, y]: Vec3): number => distanceFrom(outline, x, y);
  /** Half the width of a moustache, and where the nose ends above its middle. */
  const wide = mouthHalfWidth + 0.075;
  const root = nose[1] - mouth[1] - 0.075;
  const [begin, end] = [mouth[2] - 0.06, ear.front];

  /** Ends of a trimmed beard run in curves; hair by hair they do not. */
  const growth = (p: Vec3): number => {
    const [x, y, z] = p;
    const [ax, up] = [Math.abs(x), y - mouth[1]];
    if (z < ear.front - 0.3 || up > 0.95 || y < chin[1] - 0.5) return 0;
    const off = ax < wide && Math.abs(up) < 0.3 ? offLips(p) : 0.3;
    if (off < 0.004) return 0;
    const wild = 0.06 * (fbm(x * 9, y * 9, z * 9, 2, 641) - 0.5);

    // From the nose to the lip and down to its corners, parted below the nose.
    const top = root * (1 - (ax / wide) ** 2.6) + 0.02;
    const moustache =
      smoothstep(top + 0.02, top - 0.04, up + wild) *
      smoothstep(-0.06, -0.005, up) *
      smoothstep(wide + 0.03, wide - 0.05, ax + wild) *
      smoothstep(0.004, 0.02, off) *
      (1 - 0.55 * Math.exp(-((x / 0.016) ** 2)) * smoothstep(0.09, 0.15, up));
    if (style === 'moustache') return moustache;

    // Thick in the middle below the lip, thin on both sides of that.
    const soul = Math.exp(-((x / 0.06) ** 2));
    const under = smoothstep(0.008, 0.06 - 0.035 * soul, off);
    const bare = 1 - 0.55 * Math.exp(-(((ax - 0.135) / 0.05) ** 2) - ((up + 0.155) / 0.045) ** 2);
    const below = (up < 0 ? under : 1) * bare;
    if (style === 'goatee') {
      const limit = wide + 0.02 - 0.1 * smoothstep(-0.05, chin[1] - mouth[1], up);
      const around = smoothstep(limit + 0.04, limit - 0.04, ax + wild) * smoothstep(0.07, -0.03, up);
      // Around the chin's edge, not along the jaw's underside.
      const throat = smoothstep(chin[1] - 0.13, chin[1] - 0.02, y + wild);
      const front = smoothstep(chin[2] - 0.34, chin[2] - 0.2, z + wild);
      return Math.max(moustache, around * below * throat * front);
    }
    // The cheek's line falls from the ear to the corner of the mouth, steeply before the ear.
    const s = clamp01((begin - z) / (begin - end));
    const line = 0.02 + 0.3 * s + 0.62 * smoothstep(0.62, 0.92, s);
    const over = up + 1.4 * wild - line;
    const cheek = 0.64 * smoothstep(0.02, -0.15, over) + 0.36 * smoothstep(0.12, -0.02, over);
    // The lobe hangs free.
    const lobe = smoothstep(ear.low - 0.03, ear.low - 0.2, y);
    const back = ear.front + 0.01 - 0.15 * lobe;
    const behind = smoothstep(back - 0.05, back + 0.06, z + wild);
    // And the neck's from below the ear to above the larynx.
    const along = clamp01((chin[2] - 0.2 - z) / (chin[2] - 0.2 - ear.front + 0.1));
    const collar = chin[1] - 0.2 + (mouth[1] - 0.36 - chin[1] + 0.2) * along ** 1.3;
    const throat = smoothstep(collar - 0.1, collar + 0.12, y + 1.4 * wild);
    const full = cheek * behind * throat * below * smoothstep(0.82, 0.62, up);
    return Math.max(moustache, full);
  };

  const combed = ([x, y]: Vec3): Vec3 => {
    const [ax, up] = [Math.abs(x), y - mouth[1]];
    const lip = smoothstep(-0.06, 0.05, up) * smoothstep(wide + 0.06, wide - 0.06, ax);
    const throat = smoothstep(chin[1] + 0.05, chin[1] - 0.15, y);
    const parted = 0.15 + 0.75 * smoothstep(0, 0.1, ax);
    return [Math.sign(x) * (0.08 + parted * lip), -1, 0.15 - 0.1 * lip + 0.5 * throat];
  };
  return { growth, combed, offLips };
}
