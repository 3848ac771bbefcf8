/**
 * Short hair of the face: cards rooted in the skin around the mouth, each corner carried by the place of the skin below it.
 * So a beard moves with the jaw and with every shape of the lips, and a moustache keeps off the mouth that opens below it.
 * Lengths in decimetres.
 */
import { BufferAttribute, BufferGeometry, Triangle, Vector3 } from 'three';
import { MeshBVH } from 'three-mesh-bvh';
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import type { Face } from './data.ts';
import { hexToLinear, type Image, srgbByte } from './image.ts';
import { clamp01, smoothstep, type Vec3 } from './morph.ts';
import { fbm } from './noise.ts';
import { sequence } from './scalp.ts';
import type { Landmarks } from './skin-zones.ts';
import { compact, normals, position, type Surface, subdivide } from './surface.ts';
import { add, cross, dot, unitVector } from './vector.ts';

export type Beard = NonNullable<AvatarLook['hair']['beard']>;

/** Between roots. */
const SPACING = 0.029;
/** Shares of a card's length at which it has corners. */
const ROWS = [0, 0.5, 1] as const;
/** How far hair stands off the skin by its length. */
const RISE = 0.22;
/** What tips keep off the red of the lips. */
const LIP_GAP = 0.012;

/** Less than 1 on the red of the lips. */
export function onLips({ mouth, mouthHalfWidth }: Landmarks, [x, y]: Vec3): number {
  const up = y - mouth[1];
  return Math.hypot(x / (mouthHalfWidth * 1.06), up / (up > 0 ? 0.056 : 0.125));
}

/** How thick a style grows at a place, 0 to 1: the outline of a trimmed beard. */
function growth(style: Beard['style'], at: Landmarks, p: Vec3): number {
  const [x, y, z] = p;
  const ax = Math.abs(x);
  const up = y - at.mouth[1];
  const wild = 0.05 * (fbm(x * 8, y * 8, z * 8, 2, 641) - 0.5);
  if (onLips(at, p) < 1.08) return 0;
  const lip = smoothstep(0.3, 0.24, up + wild) * smoothstep(-0.06, 0.02, up);
  const moustache = lip * smoothstep(at.mouthHalfWidth + 0.12, at.mouthHalfWidth + 0.03, ax + wild);
  if (style === 'moustache') return moustache;
  const throat = smoothstep(at.chin[1] - 0.28, at.chin[1] - 0.06, y + wild);
  if (style === 'goatee') {
    const around = smoothstep(at.mouthHalfWidth + 0.12, at.mouthHalfWidth + 0.05, ax + wild);
    return Math.max(moustache, around * smoothstep(0.04, -0.04, up) * throat);
  }
  const line = 0.02 + 0.7 * smoothstep(at.mouthHalfWidth + 0.1, 0.7, ax) ** 1.5;
  const cheek = smoothstep(line + 0.07, line - 0.1, up + 1.5 * wild);
  // Up to the sideburns, and no further than the ear.
  const front = smoothstep(at.eyeLeft[2] - 0.84, at.eyeLeft[2] - 0.7, z) * smoothstep(0.76, 0.72, ax);
  return Math.max(moustache, cheek * throat * front * smoothstep(0.8, 0.66, up));
}

/** Which way hair lies there. */
function combed(at: Landmarks, [x, y]: Vec3): Vec3 {
  const up = y - at.mouth[1];
  const side = Math.sign(x);
  const lip =
    smoothstep(-0.02, 0.06, up) * smoothstep(at.mouthHalfWidth + 0.1, at.mouthHalfWidth, Math.abs(x));
  const under = smoothstep(at.chin[1] + 0.05, at.chin[1] - 0.15, y);
  return [side * (0.1 + 0.75 * lip * smoothstep(0, 0.12, Math.abs(x))), -1, 0.2 - 0.1 * lip + 0.5 * under];
}

/** Null where nothing grows. `skin` is the unsubdivided skin with its shapes. */
export function makeBeard({ style }: Beard, skin: Surface, at: Landmarks): Surface | null {
  const points = position(skin);
  const near = (v: number): boolean => {
    const [y, z] = [points[v * 3 + 1] ?? 0, points[v * 3 + 2] ?? 0];
    return y > at.chin[1] - 0.7 && y < at.mouth[1] + 0.75 && z > at.eyeLeft[2] - 1.1;
  };
  // Rounded as films draw it: locks on the corners of the coarse mesh would float.
  const ground = subdivide(compact({ ...skin, faces: skin.faces.filter((face) => face.v.some(near)) }));
  const pos = position(ground);
  const outwards = normals(pos, ground.faces);
  const corners = ground.faces.flatMap(({ v }) =>
    v.slice(2).flatMap((_, k) => [v[0] ?? 0, v[k + 1] ?? 0, v[k + 2] ?? 0]),
  );
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(pos, 3));
  geometry.setIndex(new BufferAttribute(Uint32Array.from(corners), 1));
  const tree = new MeshBVH(geometry);
  const order = geometry.getIndex()?.array ?? [];
  const vertex = (v: number): Vec3 => [pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0, pos[v * 3 + 2] ?? 0];
  const [a, b, c, weights, probe] = [0, 0, 0, 0, 0].map(() => new Vector3()) as [
    Vector3,
    Vector3,
    Vector3,
    Vector3,
    Vector3,
  ];
  const hit = { point: new Vector3(), distance: 0, faceIndex: 0 };
  /** The nearest place of the skin: three vertices and their shares. */
  const below = (p: Vec3): Carrier => {
    tree.closestPointToPoint(probe.set(...p), hit);
    const vs = [0, 1, 2].map((k) => order[hit.faceIndex * 3 + k] ?? 0) as unknown as Carrier['vs'];
    Triangle.getInterpolation(
      hit.point,
      a.set(...vertex(vs[0])),
      b.set(...vertex(vs[1])),
      c.set(...vertex(vs[2])),
      new Vector3(1, 0, 0),
      new Vector3(0, 1, 0),
      new Vector3(0, 0, 1),
      weights,
    );
    return { vs, shares: [weights.x, weights.y, weights.z] };
  };
  const blend = (data: Float32Array, size: number, { vs, shares }: Carrier, d: number): number =>
    shares[0] * (data[vs[0] * size + d] ?? 0) +
    shares[1] * (data[vs[1] * size + d] ?? 0) +
    shares[2] * (data[vs[2] * size + d] ?? 0);
  const vector = (data: Float32Array, carrier: Carrier): Vec3 => [
    blend(data, 3, carrier, 0),
    blend(data, 3, carrier, 1),
    blend(data, 3, carrier, 2),
  ];

  const random = sequence(661);
  const made: { at: Vec3; carrier: Carrier }[] = [];
  const faces: Face[] = [];
  const uvs: number[] = [];
  for (const carrier of scatter(corners, pos, SPACING, random)) {
    const root = vector(pos, carrier);
    const normal = unitVector(vector(outwards, carrier));
    const thick = growth(style, at, root);
    // What faces into the head is the inside of mouth and nose.
    const outside = dot(
      normal,
      unitVector([root[0], 0.25 * (root[1] - at.mouth[1]), root[2] - at.eyeLeft[2] + 0.5]),
    );
    if (random() > thick * 1.3 || outside < 0.15) continue;
    const way = add(combed(at, root), [random() - 0.5, 0, random() - 0.5], 0.5);
    const flat = unitVector(add(way, normal, -dot(way, normal)));
    let length = (0.065 + 0.035 * random()) * (0.5 + 0.5 * clamp01(thick));
    const tipOf = (reach: number): Vec3 => add(add(root, flat, reach * 0.9), normal, reach * RISE);
    const roll = 0.9 * (random() - 0.5);
    const side = unitVector(cross(flat, normal));
    const across = add(
      [side[0] * Math.cos(roll), side[1] * Math.cos(roll), side[2] * Math.cos(roll)],
      normal,
      Math.sin(roll),
    );
    const half = (0.045 + 0.015 * random()) * (0.6 + 0.4 * clamp01(thick));
    const hangs = (reach: number): boolean =>
      [-half, 0, half].some((by) => onLips(at, add(tipOf(reach), across, by)) < 1);
    while (length > 0.02 && (hangs(length + LIP_GAP) || hangs(length / 2))) length *= 0.8;
    if (length <= 0.02 || hangs(0)) continue;
    const column = Math.floor(random() * HAIRS.length);
    const mirrored = random() < 0.5;
    const tip = below(tipOf(length));
    ROWS.forEach((share, row) => {
      const on = add(
        add(root, flat, length * 0.9 * share),
        normal,
        length * RISE * Math.sin((share * Math.PI) / 2) - 0.003,
      );
      const carried = row === 0 ? carrier : row === 1 ? below(on) : tip;
      for (const edge of [-1, 1]) {
        made.push({
          at: add(on, across, half * edge * (row === 2 ? 0.7 : 1)),
          carrier: carried,
        });
        uvs.push((column + 0.02 + 0.96 * (edge > 0 !== mirrored ? 1 : 0)) / HAIRS.length, 1 - share);
      }
      if (row === 0) return;
      const end = made.length;
      const quad = [end - 4, end - 3, end - 1, end - 2];
      faces.push({ v: quad, uv: quad });
    });
  }
  if (faces.length === 0) return null;
  const fields = new Map<string, { size: number; data: Float32Array }>();
  fields.set('position', { size: 3, data: Float32Array.from(made.flatMap(({ at: p }) => p)) });
  for (const [name, { size, data }] of ground.fields) {
    if (name !== 'joints' && !name.startsWith('shape:')) continue;
    const own = new Float32Array(made.length * size);
    made.forEach(({ carrier }, i) => {
      for (let d = 0; d < size; d++) own[i * size + d] = blend(data, size, carrier, d);
    });
    if (name === 'joints' || own.some((value) => Math.abs(value) > 2e-4))
      fields.set(name, { size, data: own });
  }
  return { faces, uvs, vertexCount: made.length, fields };
}

interface Carrier {
  readonly vs: readonly [number, number, number];
  readonly shares: readonly [number, number, number];
}

/** Places on triangles, none closer to another than `spacing`. */
function scatter(
  corners: readonly number[],
  pos: Float32Array,
  spacing: number,
  random: () => number,
): Carrier[] {
  const found: Carrier[] = [];
  const cells = new Map<string, Vec3[]>();
  for (let t = 0; t < corners.length; t += 3) {
    const vs = [corners[t] ?? 0, corners[t + 1] ?? 0, corners[t + 2] ?? 0] as const;
    const [p, q, r] = vs.map((v) => [pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0, pos[v * 3 + 2] ?? 0] as Vec3) as [
      Vec3,
      Vec3,
      Vec3,
    ];
    const area = Math.hypot(...cross(add(q, p, -1), add(r, p, -1))) / 2;
    const tries = (area / spacing ** 2) * 6;
    for (let i = Math.floor(tries + random()); i > 0; i--) {
      let [u, v] = [random(), random()];
      if (u + v > 1) [u, v] = [1 - u, 1 - v];
      const at: Vec3 = add(add([p[0] * (1 - u - v), p[1] * (1 - u - v), p[2] * (1 - u - v)], q, u), r, v);
      const [x, y, z] = at.map((value) => Math.floor(value / spacing)) as [number, number, number];
      let free = true;
      for (let k = 0; k < 27 && free; k++) {
        const key = `${x + (k % 3) - 1},${y + (Math.floor(k / 3) % 3) - 1},${z + Math.floor(k / 9) - 1}`;
        free = (cells.get(key) ?? []).every(
          (o) => Math.hypot(o[0] - at[0], o[1] - at[1], o[2] - at[2]) >= spacing,
        );
      }
      if (!free) continue;
      const key = `${x},${y},${z}`;
      cells.set(key, [...(cells.get(key) ?? []), at]);
      found.push({ vs, shares: [1 - u - v, u, v] });
    }
  }
  return found;
}

/** How many hairs a card of each column shows. */
const HAIRS = [8, 9, 10, 11, 12, 13, 14, 15] as const;

/** Single tapering hairs, roots at the top; `size` pixels wide and a quarter of it high. */
export function paintBeard({ colour }: Beard, size: number): Image {
  const own = hexToLinear(colour);
  const [high, column] = [size / 4, size / HAIRS.length];
  const rgb = new Float32Array(size * high * 3);
  const alpha = new Float32Array(size * high);
  for (let k = 0; k < size * high; k++) for (let c = 0; c < 3; c++) rgb[k * 3 + c] = own[c as 0];
  const random = sequence(673);
  HAIRS.forEach((count, index) => {
    for (let s = 0; s < count; s++) {
      const from = 0.08 + 0.84 * ((s + random()) / count);
      const [drift, bend] = [(random() - 0.5) * 0.3, (random() - 0.5) * 0.25];
      const [begin, end] = [0.4 * random() ** 2, 0.55 + 0.43 * random()];
      const half = (size / 1024) * (1.6 + random());
      const tone = 0.6 + 0.5 * random() ** 2;
      for (let y = Math.floor(begin * high); y < end * high; y++) {
        const t = (y / high - begin) / (end - begin);
        const x = (index + Math.min(0.95, Math.max(0.05, from + drift * t + bend * t * t))) * column;
        const w = half * (1 - 0.75 * t ** 1.5) * smoothstep(-0.02, 0.06, t);
        for (let px = Math.floor(x - w - 1); px <= x + w + 1; px++) {
          const cover = Math.min(1, Math.max(0, w + 0.5 - Math.abs(px + 0.5 - x))) * 0.95;
          const k = y * size + px;
          if (px < index * column || px >= (index + 1) * column || cover <= (alpha[k] ?? 1)) continue;
          alpha[k] = cover;
          for (let c = 0; c < 3; c++) rgb[k * 3 + c] = own[c as 0] * tone;
        }
      }
    }
  });
  const rgba = new Uint8Array(size * high * 4);
  for (let k = 0; k < size * high; k++) {
    for (let c = 0; c < 3; c++) rgba[k * 4 + c] = srgbByte(rgb[k * 3 + c] ?? 0);
    rgba[k * 4 + 3] = Math.round(255 * (alpha[k] ?? 0));
  }
  return { width: size, height: high, rgba };
}

/** The look whose skin a beard grows on: roots tint it all over, wherever single hairs leave it bare. */
export function rooted(look: AvatarLook): AvatarLook {
  const { beard } = look.hair;
  if (beard?.style !== 'short') return look;
  return {
    ...look,
    skin: { ...look.skin, stubble: Math.max(0.9, look.skin.stubble), stubbleColour: beard.colour },
  };
}
