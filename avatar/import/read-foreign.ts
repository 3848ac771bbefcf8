/** Reads a checked GLB into plain arrays in its own world space and unit, posed as it stands. */
import { type Accessor, type Document, type Node, type Primitive, WebIO } from '@gltf-transform/core';
import { EXTMeshoptCompression, EXTTextureWebP, KHRMeshQuantization } from '@gltf-transform/extensions';
import { MeshoptDecoder } from 'meshoptimizer/decoder';
import { ARKIT_NAMES, type ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import { arkitNameOf, VRM_EXPRESSIONS } from './arkit-names.ts';
import { type GltfJson, IMPORT_LIMITS, ImportRefused, openEnvelope } from './envelope.ts';

export interface ForeignImage {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly size: readonly [number, number];
}

export interface ForeignPart {
  /** Names of node, mesh and material, to be told apart by. */
  readonly label: string;
  readonly positions: Float32Array;
  readonly normals: Float32Array | null;
  readonly uvs: Float32Array;
  readonly indices: Uint32Array;
  /** Dense offsets by ARKit name. */
  readonly targets: Map<ArkitName, Float32Array>;
  /** Summed weights of the joints below the one of that kind; null where nothing is skinned to it. */
  readonly carried: Readonly<Record<JointKind, Float32Array | null>>;
  readonly albedo: ForeignImage | null;
  readonly normalMap: ForeignImage | null;
  readonly colour: readonly [number, number, number];
  readonly roughness: number;
  readonly alpha: 'OPAQUE' | 'MASK' | 'BLEND';
  readonly doubleSided: boolean;
}

const JOINT_KINDS = ['neck', 'head', 'eyeLeft', 'eyeRight'] as const;
export type JointKind = (typeof JOINT_KINDS)[number];
type Vec3 = readonly [number, number, number];

export interface Foreign {
  readonly parts: readonly ForeignPart[];
  readonly joints: Readonly<Partial<Record<JointKind, Vec3>>>;
  readonly generator: string;
  /** ARKit name to what it is called in the file. */
  readonly mapped: ReadonlyMap<ArkitName, string>;
  readonly naming: 'arkit' | 'vrm';
  readonly textures: { readonly count: number; readonly largest: number; readonly megapixels: number };
}

const JOINT_NAMES: Readonly<Record<JointKind, RegExp>> = {
  neck: /(^|[^a-z])(neck|neck_?0?1|necktwist0?1)($|[^a-z0-9])/i,
  head: /(^|[^a-z])head$/i,
  eyeLeft: /(left_?eye|l_eye|eye_?l(eft)?|eye\.l)$/i,
  eyeRight: /(right_?eye|r_eye|eye_?r(ight)?|eye\.r)$/i,
};

/** @throws ImportRefused */
export async function readForeign(bytes: Uint8Array): Promise<Foreign> {
  const { json } = openEnvelope(bytes);
  const document = await parse(bytes);
  const root = document.getRoot();
  const textures = { count: 0, largest: 0, megapixels: 0 };
  for (const texture of root.listTextures()) {
    const size = texture.getSize();
    if (!size || !/^image\/(png|jpeg|webp)$/.test(texture.getMimeType())) {
      throw new ImportRefused('malformed', 'A texture is no PNG, JPEG or WebP.');
    }
    textures.count++;
    textures.largest = Math.max(textures.largest, ...size);
    textures.megapixels += (size[0] * size[1]) / 1e6;
  }
  if (
    textures.largest > IMPORT_LIMITS.textureEdge ||
    textures.megapixels * 1e6 > IMPORT_LIMITS.texturePixels
  ) {
    throw new ImportRefused(
      'texture_too_large',
      'Textures may have 8192 pixels a side and 200 megapixels together.',
    );
  }
  const nodes = root.listNodes();
  const kinds = new Map<Node, JointKind>();
  const joints: Partial<Record<JointKind, Vec3>> = {};
  const skinned = new Set(root.listSkins().flatMap((skin) => skin.listJoints()));
  for (const kind of JOINT_KINDS) {
    const found = nodes.find((node) => skinned.has(node) && JOINT_NAMES[kind].test(node.getName()));
    if (!found) continue;
    kinds.set(found, kind);
    joints[kind] = found.getWorldTranslation();
  }
  const vrm = json.extensions?.VRMC_vrm?.expressions?.preset;
  const mapped = new Map<ArkitName, string>();
  const parts: ForeignPart[] = [];
  nodes.forEach((node, at) => {
    const mesh = node.getMesh();
    if (!mesh) return;
    const names = (mesh.getExtras().targetNames ?? []) as unknown[];
    for (const primitive of mesh.listPrimitives()) {
      if (primitive.getMode() !== 4) continue;
      const targets = targetsOf(primitive, names, mapped, vrm, at);
      const label = `${node.getName()} ${mesh.getName()} ${primitive.getMaterial()?.getName() ?? ''}`;
      parts.push(readPrimitive(node, primitive, label, targets, kinds));
    }
  });
  const naming = vrm && mapped.size < 20 ? 'vrm' : 'arkit';
  return { parts, joints, generator: json.asset.generator ?? '', mapped, naming, textures };
}

async function parse(bytes: Uint8Array): Promise<Document> {
  await MeshoptDecoder.ready;
  const io = new WebIO()
    .registerExtensions([KHRMeshQuantization, EXTMeshoptCompression, EXTTextureWebP])
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
  try {
    return await io.readBinary(bytes as Uint8Array<ArrayBuffer>);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ImportRefused('malformed', `The GLB cannot be read: ${why.slice(0, 200)}`);
  }
}

type Presets = NonNullable<
  NonNullable<NonNullable<GltfJson['extensions']>['VRMC_vrm']>['expressions']
>['preset'];
interface RawTarget {
  readonly offsets: Float32Array;
  readonly half?: 'left' | 'right';
}

function targetsOf(
  primitive: Primitive,
  names: readonly unknown[],
  mapped: Map<ArkitName, string>,
  vrm: Presets | undefined,
  node: number,
): Map<ArkitName, RawTarget> {
  const out = new Map<ArkitName, RawTarget>();
  const listed = primitive.listTargets();
  const offsetsOf = (i: number): Float32Array | null => {
    const position = listed[i]?.getAttribute('POSITION');
    return position ? floats(position, 3) : null;
  };
  listed.forEach((target, i) => {
    const raw = names[i];
    const name = typeof raw === 'string' ? raw : target.getName();
    const arkit = arkitNameOf(name);
    const offsets = arkit && offsetsOf(i);
    if (!arkit || !offsets) return;
    const before = out.get(arkit)?.offsets;
    // Tools that split what ARKit has as one: both halves are one shape.
    if (before) for (let k = 0; k < offsets.length; k++) offsets[k] = (offsets[k] ?? 0) + (before[k] ?? 0);
    out.set(arkit, { offsets });
    if (!mapped.has(arkit)) mapped.set(arkit, name);
  });
  if (!vrm || out.size >= 20) return out;
  for (const { preset, arkit, half } of VRM_EXPRESSIONS) {
    const binds = vrm[preset]?.morphTargetBinds.filter((bind) => bind.node === node) ?? [];
    if (binds.length === 0 || out.has(arkit)) continue;
    let sum: Float32Array | null = null;
    for (const { index, weight } of binds) {
      const offsets = offsetsOf(index);
      if (!offsets) continue;
      sum ??= new Float32Array(offsets.length);
      for (let k = 0; k < offsets.length; k++) sum[k] = (sum[k] ?? 0) + weight * (offsets[k] ?? 0);
    }
    if (!sum) continue;
    out.set(arkit, half ? { offsets: sum, half } : { offsets: sum });
    if (!mapped.has(arkit)) mapped.set(arkit, `VRM ${preset}`);
  }
  return out;
}

function floats(accessor: Accessor, size: number): Float32Array {
  const out = new Float32Array(accessor.getCount() * size);
  const element: number[] = [];
  for (let i = 0; i < accessor.getCount(); i++) {
    accessor.getElement(i, element);
    for (let c = 0; c < size; c++) {
      const value = element[c] ?? 0;
      if (!Number.isFinite(value))
        throw new ImportRefused('not_finite', 'The GLB holds values that are no numbers.');
      out[i * size + c] = value;
    }
  }
  return out;
}

function readPrimitive(
  node: Node,
  primitive: Primitive,
  label: string,
  raw: ReadonlyMap<ArkitName, RawTarget>,
  kinds: ReadonlyMap<Node, JointKind>,
): ForeignPart {
  const positionAccessor = primitive.getAttribute('POSITION');
  if (!positionAccessor) throw new ImportRefused('malformed', `${label} has no positions.`);
  const local = floats(positionAccessor, 3);
  const count = local.length / 3;
  const { matrices, carried } = placeOf(node, primitive, count, kinds);
  const move = (from: Float32Array, w: 0 | 1): Float32Array => {
    const out = new Float32Array(from.length);
    for (let i = 0; i < count; i++) {
      const m = matrices(i);
      for (let r = 0; r < 3; r++) {
        let sum = w * (m[12 + r] ?? 0);
        for (let c = 0; c < 3; c++) sum += (m[c * 4 + r] ?? 0) * (from[i * 3 + c] ?? 0);
        out[i * 3 + r] = sum;
      }
    }
    return out;
  };
  const positions = move(local, 1);
  const targets = new Map<ArkitName, Float32Array>();
  for (const name of ARKIT_NAMES) {
    const found = raw.get(name);
    if (!found) continue;
    const offsets = move(found.offsets, 0);
    if (found.half) {
      for (let i = 0; i < count; i++) {
        const left = (positions[i * 3] ?? 0) > 0;
        if (left !== (found.half === 'left')) offsets.fill(0, i * 3, i * 3 + 3);
      }
    }
    targets.set(name, offsets);
  }
  const indexAccessor = primitive.getIndices();
  const indices = indexAccessor
    ? Uint32Array.from(indexAccessor.getArray() ?? [])
    : Uint32Array.from({ length: count }, (_, i) => i);
  if (indices.length % 3 !== 0 || indices.some((i) => i >= count)) {
    throw new ImportRefused('out_of_range', `Triangles of ${label} name vertices that are not there.`);
  }
  const normalAccessor = primitive.getAttribute('NORMAL');
  const uvAccessor = primitive.getAttribute('TEXCOORD_0');
  const material = primitive.getMaterial();
  const [r = 1, g = 1, b = 1] = material?.getBaseColorFactor() ?? [];
  const image = (
    texture: ReturnType<NonNullable<typeof material>['getBaseColorTexture']>,
  ): ForeignImage | null => {
    const bytes = texture?.getImage();
    const size = texture?.getSize();
    return texture && bytes && size ? { bytes, type: texture.getMimeType(), size } : null;
  };
  return {
    label,
    positions,
    normals: normalAccessor ? move(floats(normalAccessor, 3), 0) : null,
    uvs: uvAccessor ? floats(uvAccessor, 2) : new Float32Array(count * 2),
    indices,
    targets,
    carried,
    albedo: image(material?.getBaseColorTexture() ?? null),
    normalMap: image(material?.getNormalTexture() ?? null),
    colour: [r, g, b],
    roughness: material?.getRoughnessFactor() ?? 0.7,
    alpha: material?.getAlphaMode() ?? 'OPAQUE',
    doubleSided: material?.getDoubleSided() ?? false,
  };
}

interface Place {
  /** Column-major matrix of a vertex; the array is reused. */
  readonly matrices: (vertex: number) => ArrayLike<number>;
  readonly carried: Record<JointKind, Float32Array | null>;
}

/** Where a mesh stands: by its node, or by its joints as they are posed in the file. */
function placeOf(
  node: Node,
  primitive: Primitive,
  count: number,
  kinds: ReadonlyMap<Node, JointKind>,
): Place {
  const carried: Record<JointKind, Float32Array | null> = {
    neck: null,
    head: null,
    eyeLeft: null,
    eyeRight: null,
  };
  const skin = node.getSkin();
  const slots = primitive.getAttribute('JOINTS_0');
  const shares = primitive.getAttribute('WEIGHTS_0');
  if (!skin || !slots || !shares) {
    const world = node.getWorldMatrix();
    for (let at: Node | null = node; at; at = at.getParentNode()) {
      const kind = kinds.get(at);
      if (kind) carried[kind] = new Float32Array(count).fill(1);
    }
    return { matrices: () => world, carried };
  }
  const joints = skin.listJoints();
  const binds = skin.getInverseBindMatrices();
  const bind: number[] = [];
  const posed = joints.map((joint, j) => {
    const world = joint.getWorldMatrix();
    if (!binds) return world;
    binds.getElement(j, bind);
    const out = new Float64Array(16);
    for (let c = 0; c < 4; c++)
      for (let r = 0; r < 4; r++)
        for (let k = 0; k < 4; k++)
          out[c * 4 + r] = out[c * 4 + r]! + (world[k * 4 + r] ?? 0) * (bind[c * 4 + k] ?? 0);
    return out;
  });
  const under = joints.map((joint) => {
    const own: JointKind[] = [];
    for (let at: Node | null = joint; at; at = at.getParentNode()) {
      const kind = kinds.get(at);
      if (kind) own.push(kind);
    }
    return own;
  });
  const slot = floats(slots, 4);
  const share = floats(shares, 4);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 4; k++) {
      const w = share[i * 4 + k] ?? 0;
      if (w === 0) continue;
      const joint = slot[i * 4 + k] ?? 0;
      if (joint >= joints.length)
        throw new ImportRefused('out_of_range', 'A vertex hangs on a joint that is not there.');
      for (const kind of under[joint] ?? []) {
        carried[kind] ??= new Float32Array(count);
        const list = carried[kind];
        if (list) list[i] = (list[i] ?? 0) + w;
      }
    }
  }
  const mixed = new Float64Array(16);
  return {
    carried,
    matrices(i) {
      mixed.fill(0);
      let total = 0;
      for (let k = 0; k < 4; k++) total += share[i * 4 + k] ?? 0;
      for (let k = 0; k < 4; k++) {
        const w = (share[i * 4 + k] ?? 0) / (total || 1);
        const matrix = posed[slot[i * 4 + k] ?? 0];
        if (w !== 0 && matrix) for (let c = 0; c < 16; c++) mixed[c] = mixed[c]! + w * (matrix[c] ?? 0);
      }
      return mixed;
    },
  };
}
