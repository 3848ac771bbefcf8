/**
 * The tongue: one closed body along a curve from the root to the tip, as wide as the lower arch leaves room, low enough at
 * rest to lie behind the lower teeth. The base's is a flat sheet that fills the mouth to the edges of the teeth.
 */
import { JAW_POSES, TONGUE_JAW } from './arkit.ts';
import type { Face } from './data.ts';
import { hexToLinear, type Image, srgbByte } from './image.ts';
import { smoothstep } from './morph.ts';
import { fbm } from './noise.ts';
import type { Surface } from './surface.ts';
import { type ArchPlace, DEEP, jawOffset, OVERBITE, OVERJET, TYPICAL_HALF } from './teeth.ts';

/** Rings from root to tip, and vertices around each. */
const RINGS = 22;
const AROUND = 24;
/** Behind the foremost point of the upper incisors, mm: where the tip lies, and how far back the body is drawn. */
const TIP_BEHIND = 7.8;
const LENGTH = 58;
/** How far `tongueOut` brings the tip forward, mm: 20 past the lips. */
const OUT = 40;
interface Ring {
  /** Middle of the ring over the edge of the lower incisors and behind the upper ones' front, mm. */
  readonly height: number;
  readonly behind: number;
  readonly wide: number;
  /** Half of its thickness above and below the middle. */
  readonly above: number;
  readonly below: number;
}

/** Room between the lower teeth `behind` the front, half of it, mm. */
function room(behind: number, half: number): number {
  const depth = half * DEEP;
  const inner = Math.max(0, behind - OVERJET - 3);
  const share = Math.min(1, inner / (depth * 0.92));
  return (half - OVERJET * 0.8 - 6) * Math.sqrt(Math.max(0, 1 - (1 - share) ** 2));
}

/** `t` from the root, 0, to the tip, 1. */
function restRing(t: number, half: number): Ring {
  const behind = TIP_BEHIND + LENGTH * (1 - t);
  const round = Math.sqrt(Math.max(0, 1 - smoothstep(0.8, 1, t) ** 1.6));
  const thick = 2.6 + 7 * smoothstep(1, 0.55, t);
  return {
    behind,
    height: -4.2 + 5.5 * Math.sin(Math.PI * smoothstep(1, 0.05, t)) - 4 * smoothstep(0.25, 0, t),
    wide: Math.min(room(behind, half), 21) * (0.35 + 0.65 * round) * (t > 0.999 ? 0.4 : 1),
    above: thick * 0.5 * round,
    below: thick * round * (0.7 + 0.5 * smoothstep(0.95, 0.6, t)),
  };
}

/** The tongue out: over the edge of the lower teeth and the lip, then falling. Heights with the jaw where it then is. */
function outRing(t: number, half: number, drop: number): Ring {
  const rest = restRing(t, half);
  const along = smoothstep(0.1, 1, t);
  const behind = rest.behind - OUT * along;
  const past = Math.max(0, -behind - 2);
  // 2 mm over the lower teeth; beyond the lip it hangs.
  const over = -drop + 3.4 - 0.012 * past ** 2 - 0.16 * past;
  const outside = smoothstep(16, 4, behind);
  const round = Math.sqrt(Math.max(0, 1 - smoothstep(0.84, 1, t) ** 1.8));
  return {
    behind,
    height: (rest.height - drop) * (1 - outside) + over * outside,
    wide: rest.wide * (1 - outside) + outside * 15.5 * (0.3 + 0.7 * round),
    above: rest.above * (1 - outside) + outside * 2.5 * round,
    below: rest.below * (1 - outside) + outside * 2.7 * round,
  };
}

/** Vertices of a ring, from the left edge over the top: x, height, behind in mm. A groove runs along the middle of the top. */
function ringPoints(ring: Ring, t: number): [number, number, number][] {
  const groove = 1.1 * smoothstep(0.02, 0.3, t) * smoothstep(1, 0.82, t);
  return Array.from({ length: AROUND }, (_, k) => {
    const angle = (k / AROUND) * 2 * Math.PI;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const x = ring.wide * Math.sign(c) * Math.abs(c) ** 0.85;
    const y = s > 0 ? ring.above * s ** 0.8 : -ring.below * (-s) ** 0.9;
    const dip = s > 0 ? groove * Math.exp(-((x / 2.2) ** 2)) : 0;
    return [x, ring.height + y - dip, ring.behind];
  });
}

/** Decimetres, with the shapes of the jaw and `tongueOut`. Texture: across in u, from the root, 0, to the tip in v. */
export function makeTongue(place: ArchPlace): Surface {
  const scale = (place.half / TYPICAL_HALF) * 0.01;
  const half = place.half / scale;
  const edge = place.edge + OVERBITE * scale;
  // What the jaw's share of `tongueOut` takes the lower incisors down by, mm.
  const incisor = [0, edge, place.front - OVERJET * scale] as const;
  const drop = (-jawOffset(JAW_POSES.jawOpen, place.hinge, incisor)[1] * TONGUE_JAW) / scale;
  const rest: number[] = [];
  const out: number[] = [];
  const uvs: number[] = [];
  const put = (into: number[], [x, y, behind]: readonly [number, number, number]): void => {
    into.push(x * scale, edge + y * scale, place.front - behind * scale);
  };
  for (let r = 0; r < RINGS; r++) {
    const t = r / (RINGS - 1);
    const resting = ringPoints(restRing(t, half), t);
    const stuckOut = ringPoints(outRing(t, half, drop), t);
    resting.forEach((at, k) => {
      put(rest, at);
      put(out, stuckOut[k] ?? at);
      uvs.push(k / AROUND, t);
    });
    uvs.push(1, t);
  }
  const faces: Face[] = [];
  for (let r = 1; r < RINGS; r++) {
    for (let k = 0; k < AROUND; k++) {
      const next = (k + 1) % AROUND;
      const [a, b] = [(r - 1) * AROUND, r * AROUND];
      const [ua, ub] = [(r - 1) * (AROUND + 1), r * (AROUND + 1)];
      faces.push({ v: [a + k, a + next, b + next, b + k], uv: [ua + k, ua + k + 1, ub + k + 1, ub + k] });
    }
  }
  const count = rest.length / 3;
  const joints = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) joints[i * 4 + 3] = 1;
  const fields = new Map<string, { size: number; data: Float32Array }>([
    ['position', { size: 3, data: Float32Array.from(rest) }],
    ['joints', { size: 4, data: joints }],
    ['shape:tongueOut', { size: 3, data: Float32Array.from(out, (value, i) => value - (rest[i] ?? 0)) }],
  ]);
  for (const [name, pose] of Object.entries(JAW_POSES)) {
    const data = new Float32Array(count * 3);
    for (let i = 0; i < count; i++) {
      const at = [rest[i * 3] ?? 0, rest[i * 3 + 1] ?? 0, rest[i * 3 + 2] ?? 0] as const;
      data.set(jawOffset(pose, place.hinge, at), i * 3);
    }
    fields.set(`shape:${name}`, { size: 3, data });
  }
  return { faces, uvs, vertexCount: count, fields };
}

const TOP = hexToLinear('#b8706c');
const TIP_COLOUR = hexToLinear('#bd6a68');
const UNDER = hexToLinear('#9c4a4c');
const GROOVE = hexToLinear('#8d4a49');

/** Papillae on top, smooth and redder below. */
export function paintTongue(size: number): Image {
  const rgba = new Uint8Array(size * size * 4).fill(255);
  for (let py = 0; py < size; py++) {
    const t = 1 - (py + 0.5) / size;
    for (let px = 0; px < size; px++) {
      const angle = ((px + 0.5) / size) * 2 * Math.PI;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const top = smoothstep(-0.15, 0.25, s);
      const rough = fbm(c * 46, t * 80, 0, 3, 811) - 0.5;
      const patch = fbm(c * 4, t * 7, 5, 2, 823) - 0.5;
      const groove = top * Math.exp(-((c / 0.07) ** 2)) * 0.35 * smoothstep(1, 0.8, t);
      const gain = 1 + (0.34 * rough + 0.2 * patch) * top + 0.16 * patch;
      const k = (py * size + px) * 4;
      for (let i = 0; i < 3; i++) {
        const j = i as 0;
        const upper = TOP[j] + (TIP_COLOUR[j] - TOP[j]) * smoothstep(0.6, 1, t);
        const plain = UNDER[j] + (upper - UNDER[j]) * top;
        rgba[k + i] = srgbByte((plain + (GROOVE[j] - plain) * groove) * gain);
      }
    }
  }
  return { width: size, height: size, rgba };
}
