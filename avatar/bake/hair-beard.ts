/**
 * Short hair of the face: cards rooted in the skin around the mouth, each corner carried by the place of the skin below it.
 * So a beard moves with the jaw and with every shape of the lips, and a moustache keeps off the mouth that opens below it.
 * Lengths in decimetres.
 */
import type { Beard, BeardField } from './beard-growth.ts';
import { HAIRS } from './beard-texture.ts';
import { type Carrier, carried, carriedVector, groundOfSurface } from './carrier.ts';
import type { Face } from './data.ts';
import { clamp01, smoothstep, type Vec3 } from './morph.ts';
import { sequence } from './scalp.ts';
import type { Landmarks } from './skin-zones.ts';
import { compact, normals, position, type Surface, subdivide } from './surface.ts';
import { add, cross, dot, unitVector } from './vector.ts';

/** Between roots: on the lip, where hair is short of room, and elsewhere. */
const SPACING = { lip: 0.0165, face: 0.0245 } as const;
/** How far hair stands off the skin by its length. */
const RISE = 0.2;
/** What tips keep off the red of the lips. */
const LIP_GAP = 0.006;
/** Light at the roots and at the tips. */
const DEPTH = [0.5, 1] as const;
/** Longest hair by style. */
const LENGTH: Readonly<Record<Beard['style'], number>> = { moustache: 0.085, goatee: 0.085, short: 0.078 };

/** Null where nothing grows. `skin` is the unsubdivided skin with its shapes. */
export function makeBeard({ style }: Beard, field: BeardField, skin: Surface, at: Landmarks): Surface | null {
  const points = position(skin);
  const near = (v: number): boolean => {
    const [y, z] = [points[v * 3 + 1] ?? 0, points[v * 3 + 2] ?? 0];
    return y > at.chin[1] - 0.7 && y < at.mouth[1] + 0.95 && z > at.eyeLeft[2] - 1.1;
  };
  // Rounded as films draw it: locks on the corners of the coarse mesh would float.
  const smooth = subdivide(compact({ ...skin, faces: skin.faces.filter((face) => face.v.some(near)) }));
  const pos = position(smooth);
  const outwards = normals(pos, smooth.faces);
  const ground = groundOfSurface(smooth);

  const random = sequence(661);
  const made: { at: Vec3; carrier: Carrier; normal: Vec3; light: number }[] = [];
  const faces: Face[] = [];
  const uvs: number[] = [];
  const overLip = (root: Vec3): boolean => root[1] > at.mouth[1] - 0.05 && Math.abs(root[0]) < 0.31;
  const roots = (['lip', 'face'] as const).flatMap((where) =>
    scatter(ground.corners, pos, SPACING[where], random)
      .map((carrier) => ({ carrier, root: carriedVector(pos, carrier) }))
      .filter(({ root }) => overLip(root) === (where === 'lip')),
  );
  for (const { carrier, root } of roots) {
    const normal = unitVector(carriedVector(outwards, carrier));
    const thick = field.growth(root);
    // What faces into the head is the inside of mouth and nose.
    const outside = dot(
      normal,
      unitVector([root[0], 0.25 * (root[1] - at.mouth[1]), root[2] - at.eyeLeft[2] + 0.5]),
    );
    if (random() > 1.5 * thick || outside < 0.15) continue;
    const way = add(field.combed(root), [random() - 0.5, 0, random() - 0.5], 0.45);
    const flat = unitVector(add(way, normal, -dot(way, normal)));
    let length = LENGTH[style] * (0.75 + 0.35 * random()) * (0.4 + 0.6 * clamp01(thick));
    const tipOf = (reach: number): Vec3 => add(add(root, flat, reach * 0.95), normal, reach * RISE);
    const roll = 0.8 * (random() - 0.5);
    const side = unitVector(cross(flat, normal));
    const across = add(
      [side[0] * Math.cos(roll), side[1] * Math.cos(roll), side[2] * Math.cos(roll)],
      normal,
      Math.sin(roll),
    );
    const half = (0.032 + 0.012 * random()) * (0.6 + 0.4 * clamp01(thick));
    const hangs = (reach: number): boolean =>
      [-half, 0, half].some((by) => field.offLips(add(tipOf(reach), across, by)) < 0);
    while (length > 0.02 && (hangs(length + LIP_GAP) || hangs(length / 2))) length *= 0.8;
    if (length <= 0.02 || hangs(0)) continue;
    // Few hairs on a card where the beard ends.
    const full = Math.min(HAIRS.length - 1, Math.floor(HAIRS.length * clamp01(thick) ** 1.2));
    const column = Math.max(0, full - Math.floor(random() * 3));
    const mirrored = random() < 0.5;
    const tint = 0.9 + 0.2 * random();
    for (const share of [0, 1] as const) {
      const on = add(tipOf(length * share), normal, -0.004 * (1 - share));
      const below = share === 0 ? carrier : ground.below(on);
      // Lit as the skin it covers, not as the card: neighbours are one mass, whichever way they are rolled.
      const facing = unitVector(carriedVector(outwards, below));
      for (const edge of [-1, 1]) {
        made.push({
          at: add(on, across, half * edge * (share === 1 ? 0.8 : 1)),
          carrier: below,
          normal: unitVector(add(add(facing, across, 0.18 * edge), flat, 0.12 * share)),
          light: tint * DEPTH[share],
        });
        uvs.push((column + 0.02 + 0.96 * (edge > 0 !== mirrored ? 1 : 0)) / HAIRS.length, 1 - share);
      }
    }
    const end = made.length;
    const quad = [end - 4, end - 3, end - 1, end - 2];
    faces.push({ v: quad, uv: quad });
  }
  if (faces.length === 0) return null;
  const fields = new Map<string, { size: number; data: Float32Array }>();
  fields.set('position', { size: 3, data: Float32Array.from(made.flatMap(({ at: p }) => p)) });
  fields.set('normal', { size: 3, data: Float32Array.from(made.flatMap(({ normal }) => normal)) });
  fields.set('ao', { size: 1, data: Float32Array.from(made, ({ light }) => Math.min(1, light)) });
  for (const [name, { size, data }] of smooth.fields) {
    if (name !== 'joints' && !name.startsWith('shape:')) continue;
    const own = new Float32Array(made.length * size);
    made.forEach(({ carrier }, i) => {
      for (let d = 0; d < size; d++) own[i * size + d] = carried(data, size, carrier, d);
    });
    if (name === 'joints' || own.some((value) => Math.abs(value) > 2e-4))
      fields.set(name, { size, data: own });
  }
  return { faces, uvs, vertexCount: made.length, fields };
}

/** Light that reaches the skin below reaches a beard. Changes its `ao`. */
export function shadeBeard(beard: Surface, skin: Surface, ao: Float32Array): void {
  const own = beard.fields.get('ao')?.data;
  if (!own) return;
  const ground = groundOfSurface(skin);
  const pos = position(beard);
  for (let i = 0; i < own.length; i++) {
    const under = carried(
      ao,
      1,
      ground.below([pos[i * 3] ?? 0, pos[i * 3 + 1] ?? 0, pos[i * 3 + 2] ?? 0]),
      0,
    );
    own[i] = own[i]! * smoothstep(-0.1, 0.8, under);
  }
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
