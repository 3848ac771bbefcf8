/**
 * Makes a foreign GLB one of ours: metres, soles or cut at y = 0, facing +Z, four neck joints, ARKit names, parts named by
 * what they are, pictures decoded and written anew. What comes out is read, posed and drawn like a baked person.
 */
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { ARKIT_NAMES, type ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import { GAZE_DEGREES } from '../bake/arkit.ts';
import { defaultCacheDir } from '../bake/bake.ts';
import { encodeGlb, type GlbPart, type PartMaterial } from '../bake/glb.ts';
import { rotation, smoothstep } from '../bake/morph.ts';
import type { PartName, Person } from '../bake/person.ts';
import type { Triangles } from '../bake/surface.ts';
import { ImportRefused } from './envelope.ts';
import { type Face, faceOf, type GlbReport, reportOf, type Vec3 } from './inspect.ts';
import { type Foreign, type ForeignImage, type ForeignPart, readForeign } from './read-foreign.ts';

/** What somebody imported is hung on; their clothes come as they are. */
type Bones = Omit<Person, 'hangers'>;

/** The bake works in decimetres. */
const DECIMETRES = 10;
const LARGEST_EDGE = 4096;
/** Offsets below are noise, decimetres. */
const SMALLEST_OFFSET = 2e-4;

export interface ConvertedAvatar {
  readonly glb: Uint8Array;
  readonly report: GlbReport;
}

const generator = (): string => `semblante avatar import ${CONVERT_VERSION}`;

/** @throws ImportRefused */
export async function convertGlb(bytes: Uint8Array): Promise<ConvertedAvatar> {
  const { person, parts, report } = await ourPerson(bytes);
  return { glb: await encodeGlb(person, parts, generator()), report };
}

/**
 * One conversion, written twice: as films are drawn from, and with maps of the size pages load.
 *
 * @param progress `fraction` in [0, 1]
 * @throws ImportRefused
 */
export async function convertForFilmsAndPages(
  bytes: Uint8Array,
  progress: (fraction: number) => void = () => {},
): Promise<{ readonly film: Uint8Array; readonly page: Uint8Array; readonly report: GlbReport }> {
  const { person, parts, report } = await ourPerson(bytes);
  progress(0.5);
  const film = await encodeGlb(person, parts, generator());
  progress(0.75);
  const page = await encodeGlb(person, parts, generator(), true);
  progress(1);
  return { film, page, report };
}

async function ourPerson(
  bytes: Uint8Array,
): Promise<{ readonly person: Bones; readonly parts: readonly GlbPart[]; readonly report: GlbReport }> {
  const foreign = await readForeign(bytes);
  const report = reportOf(foreign);
  const place = placement(foreign, report);
  const face = faceOf(foreign);
  const at: Face = { left: place(face.left), right: place(face.right), mouth: place(face.mouth) };
  const person = skeletonOf(foreign, at, place);
  const parts: GlbPart[] = [];
  for (const part of foreign.parts) {
    const name = nameOf(part);
    if (!name) continue;
    parts.push({
      name,
      triangles: trianglesOf(part, place, person, at, foreign),
      material: await materialOf(part, name),
    });
  }
  return { person, parts, report };
}

/** Raise it whenever the same file would be converted differently: it is part of the cache key. */
const CONVERT_VERSION = 1;

/**
 * Path of the converted GLB of a file, kept by content beside the bakes.
 *
 * @throws ImportRefused
 */
export async function importAvatar(file: string, cacheDir = defaultCacheDir()): Promise<string> {
  const bytes = new Uint8Array(await readFile(file));
  const hash = createHash('sha256')
    .update(`import ${CONVERT_VERSION}\n`)
    .update(bytes)
    .digest('hex')
    .slice(0, 32);
  const kept = join(cacheDir, `${hash}.glb`);
  const known = await access(kept).then(
    () => true,
    () => false,
  );
  if (known) return kept;
  const { glb } = await convertGlb(bytes);
  await mkdir(cacheDir, { recursive: true });
  const temporary = join(cacheDir, `.${hash}.${randomUUID()}`);
  try {
    await writeFile(temporary, glb);
    await rename(temporary, kept);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return kept;
}

type Place = (p: ArrayLike<number>, offset?: boolean) => Vec3;

/** Turn, unit and ground; `offset` leaves the ground where it is. */
function placement(foreign: Foreign, report: GlbReport): Place {
  const turn = rotation('y', report.turn);
  const unit = report.scale * DECIMETRES;
  const turned = (p: ArrayLike<number>): Vec3 => {
    const [x, y, z] = [p[0] ?? 0, p[1] ?? 0, p[2] ?? 0];
    return [
      (turn[0] * x + turn[1] * y + turn[2] * z) * unit,
      (turn[3] * x + turn[4] * y + turn[5] * z) * unit,
      (turn[6] * x + turn[7] * y + turn[8] * z) * unit,
    ];
  };
  const face = faceOf(foreign);
  const eyes = turned(face.left.map((v, c) => (v + (face.right[c] ?? 0)) / 2));
  let ground = Number.POSITIVE_INFINITY;
  for (const { positions } of foreign.parts) {
    for (let i = 1; i < positions.length; i += 3) ground = Math.min(ground, (positions[i] ?? 0) * unit);
  }
  return (p, offset = false) => {
    const [x, y, z] = turned(p);
    return offset ? [x, y, z] : [x - eyes[0], y - ground, z];
  };
}

/** Neck joints where the file has them, else where a person of that face has them. */
function skeletonOf(foreign: Foreign, at: Face, place: Place): Bones {
  const eyes = at.left.map((v, c) => (v + (at.right[c] ?? 0)) / 2) as Vec3;
  const span = at.left[0] - at.right[0];
  const guess = (down: number, back: number): Vec3 => [0, eyes[1] - down * span, eyes[2] - back * span];
  const head = foreign.joints.head ? place(foreign.joints.head) : guess(1.2, 1.5);
  const neck1 = foreign.joints.neck ? place(foreign.joints.neck) : guess(2.6, 1.9);
  const neck2 = head.map((v, c) => (v + (neck1[c] ?? 0)) / 2) as Vec3;
  const chest: Vec3 = [0, neck1[1] - 3 * span, neck1[2]];
  const chin: Vec3 = [0, chinOf(foreign, at, place), at.mouth[2]];
  return {
    parts: [],
    joints: { chest, neck1, neck2, head },
    landmarks: {
      eyeBalls: [],
      eyeLeft: at.left,
      eyeRight: at.right,
      mouth: at.mouth,
      mouthHalfWidth: span * 0.4,
      nose: [0, (eyes[1] + at.mouth[1]) / 2, at.mouth[2]],
      chin,
    } as unknown as Person['landmarks'],
    // Where lips would be measured: a foreign face has no such contour, so all are the middle of the mouth.
    lipProbe: { upper: [at.mouth], lower: [at.mouth], teeth: [at.mouth] },
    ground: 0,
  };
}

/** Lowest of what the jaw takes along with most of its way. */
function chinOf(foreign: Foreign, at: Face, place: Place): number {
  let most = 0;
  const moved: [number, number][] = [];
  for (const part of foreign.parts) {
    const offsets = part.targets.get('jawOpen');
    if (!offsets) continue;
    for (let i = 0; i < offsets.length; i += 3) {
      const length = Math.hypot(...place(offsets.subarray(i, i + 3), true));
      most = Math.max(most, length);
      if (length > 0) moved.push([length, place(part.positions.subarray(i, i + 3))[1]]);
    }
  }
  const low = moved.filter(([length]) => length > 0.6 * most).map(([, y]) => y);
  const found = low.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  // Between one and two thirds of the way from eyes to mouth below it: a beard or a collar is no chin.
  const eyeToMouth = (at.left[1] + at.right[1]) / 2 - at.mouth[1];
  return Math.min(at.mouth[1] - 0.4 * eyeToMouth, Math.max(at.mouth[1] - 0.9 * eyeToMouth, found));
}

const OWN: ReadonlySet<string> = new Set([
  'skin',
  'eyes',
  'cornea',
  'teeth',
  'tongue',
  'brows',
  'lashes',
  'hair',
  'beard',
  'outfit',
  'blazer',
  'vest',
  'helmet',
  'gear',
  'glasses',
  'lens',
  'headset',
] satisfies PartName[]);

/** Which of our materials draws a part; null for shells that only our own eyes replace. */
function nameOf(part: ForeignPart): PartName | null {
  const label = part.label.toLowerCase();
  const words = label.split(/\s+/);
  if (words.length >= 2 && words[0] === words[1] && OWN.has(words[0] ?? '')) return words[0] as PartName;
  if (/occlusion|tear_?line|lacrimal|caruncle|eye_?shadow|eye_?shell|eyeedge|cartilage/.test(label))
    return null;
  if (/cornea/.test(label)) return null;
  if (/brow/.test(label)) return 'brows';
  if (/lash/.test(label)) return 'lashes';
  if (/teeth|tooth|gum/.test(label)) return 'teeth';
  if (/tongue/.test(label)) return 'tongue';
  if (/hair|scalp|beard|moustache|ponytail/.test(label)) return 'hair';
  // A foreign iris lies elsewhere in its picture than ours: drawn as it is.
  if (/eye|iris|sclera/.test(label)) return 'gear';
  if (part.targets.has('jawOpen') || /skin|face|head|body/.test(label)) return 'skin';
  return 'outfit';
}

function trianglesOf(part: ForeignPart, place: Place, person: Bones, at: Face, foreign: Foreign): Triangles {
  const count = part.positions.length / 3;
  const each = (from: Float32Array, offset: boolean): Float32Array => {
    const out = new Float32Array(from.length);
    for (let i = 0; i < from.length; i += 3) out.set(place(from.subarray(i, i + 3), offset), i);
    return out;
  };
  const position = each(part.positions, false);
  const fields = new Map<string, { size: number; data: Float32Array }>();
  fields.set('position', { size: 3, data: position });
  fields.set('joints', { size: 4, data: jointsOf(part, position, person) });
  const gaze = gazeOf(part, position, at, foreign, place);
  for (const name of ARKIT_NAMES) {
    const own = part.targets.get(name);
    const offsets = own ? each(own, true) : new Float32Array(count * 3);
    const turned = gaze.get(name);
    if (turned) for (let i = 0; i < offsets.length; i++) offsets[i] = (offsets[i] ?? 0) + (turned[i] ?? 0);
    if (offsets.some((v) => Math.abs(v) > SMALLEST_OFFSET))
      fields.set(`shape:${name}`, { size: 3, data: offsets });
  }
  return {
    vertexCount: count,
    indices: part.indices,
    uvs: part.uvs,
    normals: unitNormals(part.normals ? each(part.normals, true) : null, position, part.indices),
    fields,
  };
}

/** Shares of chest, lower neck, upper neck and head. */
function jointsOf(part: ForeignPart, position: Float32Array, person: Bones): Float32Array {
  const { neck1, head } = person.joints;
  const out = new Float32Array((position.length / 3) * 4);
  const skinned = part.carried.head !== null || part.carried.neck !== null;
  for (let i = 0; i < position.length / 3; i++) {
    const y = position[i * 3 + 1] ?? 0;
    const up = smoothstep(neck1[1] - 0.3, head[1] + 0.1, y);
    const skull = skinned ? (part.carried.head?.[i] ?? 0) : smoothstep(0.75, 1, up);
    const neck = skinned ? Math.max(skull, part.carried.neck?.[i] ?? skull) : smoothstep(0, 0.75, up);
    out[i * 4] = 1 - neck;
    out[i * 4 + 1] = (neck - skull) * (1 - up);
    out[i * 4 + 2] = (neck - skull) * up;
    out[i * 4 + 3] = skull;
  }
  return out;
}

/** Where bones turn the eyes, the turns become shapes, as in a bake; where shapes do, nothing is added. */
function gazeOf(
  part: ForeignPart,
  position: Float32Array,
  at: Face,
  foreign: Foreign,
  place: Place,
): Map<ArkitName, Float32Array> {
  const out = new Map<ArkitName, Float32Array>();
  const { down, up, side } = GAZE_DEGREES;
  for (const [eye, name, pivot] of [
    ['eyeLeft', 'Left', at.left],
    ['eyeRight', 'Right', at.right],
  ] as const) {
    const weights = part.carried[eye];
    const joint = foreign.joints[eye];
    if (!weights || part.targets.has(`eyeLookUp${name}`)) continue;
    const centre = joint ? place(joint) : pivot;
    const outwards = name === 'Left' ? 1 : -1;
    for (const [shape, axis, degrees] of [
      [`eyeLookDown${name}`, 'x', down],
      [`eyeLookUp${name}`, 'x', -up],
      [`eyeLookOut${name}`, 'y', side * outwards],
      [`eyeLookIn${name}`, 'y', -side * outwards],
    ] as const) {
      const turn = rotation(axis, degrees);
      const offsets = new Float32Array(position.length);
      weights.forEach((w, i) => {
        if (w === 0) return;
        const p = [0, 1, 2].map((c) => (position[i * 3 + c] ?? 0) - (centre[c] ?? 0));
        for (let r = 0; r < 3; r++) {
          let sum = -(p[r] ?? 0);
          for (let c = 0; c < 3; c++) sum += (turn[r * 3 + c] ?? 0) * (p[c] ?? 0);
          offsets[i * 3 + r] = w * sum;
        }
      });
      out.set(shape, offsets);
    }
  }
  return out;
}

function unitNormals(own: Float32Array | null, position: Float32Array, indices: Uint32Array): Float32Array {
  const out = own ?? new Float32Array(position.length);
  if (!own) {
    for (let t = 0; t < indices.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => (indices[t + k] ?? 0) * 3) as [number, number, number];
      const edge = (from: number, to: number): Vec3 =>
        [0, 1, 2].map((k) => (position[to + k] ?? 0) - (position[from + k] ?? 0)) as Vec3;
      const [u, v] = [edge(a, b), edge(a, c)];
      const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
      for (const p of [a, b, c]) for (let k = 0; k < 3; k++) out[p + k] = (out[p + k] ?? 0) + (n[k] ?? 0);
    }
  }
  for (let i = 0; i < out.length; i += 3) {
    const length = Math.hypot(out[i] ?? 0, out[i + 1] ?? 0, out[i + 2] ?? 0);
    if (length > 0) for (let c = 0; c < 3; c++) out[i + c] = (out[i + c] ?? 0) / length;
    else out[i + 1] = 1;
  }
  return out;
}

async function materialOf(part: ForeignPart, name: PartName): Promise<PartMaterial> {
  const opaque = part.alpha === 'OPAQUE';
  const normal = part.normalMap ? (await rewritten(part.normalMap, true)).bytes : null;
  const skin = name === 'skin';
  return {
    albedo: part.albedo
      ? await rewritten(part.albedo, opaque)
      : { bytes: await flat(255, 255, 255), type: 'image/jpeg' },
    ...(normal ? { normal } : skin ? { normal: await flat(128, 128, 255) } : {}),
    // Our skin reads gloss, roughness and scatter from one map; a foreign one holds other things there.
    ...(skin ? { roughnessMap: await flat(170, 140, 128) } : {}),
    colour: part.colour,
    roughness: Math.min(1, Math.max(0.2, part.roughness)),
    alpha: opaque ? 'opaque' : name === 'hair' || part.alpha === 'MASK' ? 'mask' : 'blend',
    doubleSided: part.doubleSided,
  };
}

async function flat(r: number, g: number, b: number): Promise<Uint8Array> {
  const create = { width: 8, height: 8, channels: 3, background: { r, g, b } } as const;
  return new Uint8Array(
    await sharp({ create }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
  );
}

/** A picture from a stranger is decoded here, once, and never handed on. */
async function rewritten(image: ForeignImage, opaque: boolean): Promise<NonNullable<PartMaterial['albedo']>> {
  const decoded = sharp(image.bytes, { limitInputPixels: 8192 * 8192 }).resize(LARGEST_EDGE, LARGEST_EDGE, {
    fit: 'inside',
    withoutEnlargement: true,
  });
  try {
    return await written(decoded, opaque);
  } catch {
    throw new ImportRefused('malformed', 'A texture cannot be decoded.');
  }
}

async function written(decoded: Sharp, opaque: boolean): Promise<NonNullable<PartMaterial['albedo']>> {
  return opaque
    ? {
        bytes: new Uint8Array(
          await decoded.removeAlpha().jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer(),
        ),
        type: 'image/jpeg',
      }
    : { bytes: new Uint8Array(await decoded.png({ compressionLevel: 8 }).toBuffer()), type: 'image/png' };
}
