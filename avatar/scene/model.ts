/**
 * Reads a baked GLB into plain arrays. The same code in Node and in the browser: images stay encoded, whoever draws
 * decodes them. All lengths in metres.
 */
import { type Accessor, type Node, type Texture, WebIO } from '@gltf-transform/core';
import { EXTMeshoptCompression, EXTTextureWebP, KHRMeshQuantization } from '@gltf-transform/extensions';
import { MeshoptDecoder } from 'meshoptimizer/decoder';

export interface EncodedImage {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** Offsets of one morph target: only the vertices that move. */
export interface SparseTarget {
  readonly vertices: Uint32Array;
  /** 3 values a vertex, metres. */
  readonly offsets: Float32Array;
}

export interface ModelPart {
  readonly name: string;
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly uvs: Float32Array;
  readonly occlusion: Float32Array | null;
  readonly indices: Uint32Array;
  /** Weights of the four neck joints, 4 a vertex. What arms hold counts as the chest's. */
  readonly weights: Float32Array;
  /** Of a figure's parts that arms bend. */
  readonly arms?: ArmBinding | null;
  readonly targets: ReadonlyMap<string, SparseTarget>;
  readonly albedo: EncodedImage | null;
  readonly normalMap: EncodedImage | null;
  readonly roughnessMap: EncodedImage | null;
  readonly colour: readonly [number, number, number];
  readonly roughness: number;
}

/** Which arm joints hold a vertex, 4 a vertex; what is missing to 1 stays with the chest. */
export interface ArmBinding {
  /** Places in `AvatarModel.arms`. */
  readonly joints: Uint8Array;
  readonly weights: Float32Array;
}

export interface ArmJointPlace {
  readonly name: string;
  readonly at: readonly [number, number, number];
}

export interface AvatarModel {
  readonly parts: readonly ModelPart[];
  /** World position of each neck joint, parent first: chest, neck1, neck2, head. */
  readonly joints: readonly (readonly [number, number, number])[];
  /** Joints of both arms of a figure; empty or left out of a bust. */
  readonly arms?: readonly ArmJointPlace[];
  readonly eyes: readonly [readonly number[], readonly number[]];
  readonly mouth: readonly number[];
  readonly chin: readonly number[];
  readonly crown: number;
  readonly lipProbe: {
    readonly upper: readonly (readonly number[])[];
    readonly lower: readonly (readonly number[])[];
    readonly teeth: readonly (readonly number[])[];
  };
}

function floats(accessor: Accessor | null, size: number): Float32Array {
  if (!accessor) return new Float32Array();
  const out = new Float32Array(accessor.getCount() * size);
  const element: number[] = [];
  for (let i = 0; i < accessor.getCount(); i++) {
    accessor.getElement(i, element);
    for (let c = 0; c < size; c++) out[i * size + c] = element[c] ?? 0;
  }
  return out;
}

const encoded = (texture: Texture | null): EncodedImage | null => {
  const bytes = texture?.getImage();
  return texture && bytes ? { bytes, type: texture.getMimeType() } : null;
};

/** Throws when `bytes` are no GLB of `avatar/bake`. */
export async function readModel(bytes: Uint8Array): Promise<AvatarModel> {
  await MeshoptDecoder.ready;
  const io = new WebIO()
    .registerExtensions([KHRMeshQuantization, EXTMeshoptCompression, EXTTextureWebP])
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
  const document = await io.readBinary(bytes as Uint8Array<ArrayBuffer>);
  const root = document.getRoot();
  const armature = root.listNodes().find((node) => node.getExtras().semblante !== undefined);
  if (!armature) throw new Error('not an avatar baked by semblante: the skeleton node carries no extras');
  const extras = armature.getExtras().semblante as Omit<AvatarModel, 'parts' | 'joints' | 'arms'>;
  const parts: ModelPart[] = [];
  let joints: ArmJointPlace[] = [];
  for (const node of armature.listChildren()) {
    const made = readPart(node);
    if (!made) continue;
    parts.push(made.part);
    joints = made.joints;
  }
  const arms = joints.slice(NECK);
  return { ...extras, parts, joints: joints.slice(0, NECK).map(({ at }) => at), arms };
}

/** Joints from chest to head. */
const NECK = 4;

function readPart(node: Node): { part: ModelPart; joints: ArmJointPlace[] } | null {
  const mesh = node.getMesh();
  const skin = node.getSkin();
  const primitive = mesh?.listPrimitives()[0];
  if (!mesh || !skin || !primitive) return null;
  // Quantisation is undone by the bind matrices: at rest, joint times inverse bind maps stored to real positions.
  const nodes = skin.listJoints();
  const bind: number[] = [];
  skin.getInverseBindMatrices()?.getElement(0, bind);
  const first = nodes[0]?.getWorldTranslation() ?? [0, 0, 0];
  const scale = [bind[0] ?? 1, bind[5] ?? 1, bind[10] ?? 1];
  const shift = [0, 1, 2].map((c) => (bind[12 + c] ?? 0) + (first[c] ?? 0));
  const positions = floats(primitive.getAttribute('POSITION'), 3);
  for (let i = 0; i < positions.length; i++) {
    positions[i] = positions[i]! * (scale[i % 3] ?? 1) + (shift[i % 3] ?? 0);
  }
  const names = (mesh.getExtras().targetNames ?? []) as string[];
  const targets = new Map<string, SparseTarget>();
  primitive.listTargets().forEach((target, t) => {
    const offsets = floats(target.getAttribute('POSITION'), 3);
    const moved: number[] = [];
    for (let i = 0; i < offsets.length; i++) offsets[i]! *= scale[i % 3] ?? 1;
    // A quantisation step is 0.02 mm: anything below is no movement.
    for (let i = 0; i < offsets.length; i += 3) {
      if (Math.abs(offsets[i]!) + Math.abs(offsets[i + 1]!) + Math.abs(offsets[i + 2]!) > 2.5e-5)
        moved.push(i / 3);
    }
    const sparse = new Float32Array(moved.length * 3);
    moved.forEach((v, k) => {
      sparse.set(offsets.subarray(v * 3, v * 3 + 3), k * 3);
    });
    targets.set(names[t] ?? target.getName(), { vertices: Uint32Array.from(moved), offsets: sparse });
  });
  const slots = floats(primitive.getAttribute('JOINTS_0'), 4);
  const raw = floats(primitive.getAttribute('WEIGHTS_0'), 4);
  const weights = new Float32Array(raw.length);
  const arms = { joints: new Uint8Array(raw.length), weights: new Float32Array(raw.length) };
  let bent = false;
  for (let i = 0; i < raw.length; i++) {
    const slot = slots[i] ?? 0;
    const ofArm = slot >= NECK && (raw[i] ?? 0) > 0;
    weights[Math.floor(i / 4) * 4 + (ofArm ? 0 : Math.min(slot, NECK - 1))]! += raw[i] ?? 0;
    if (!ofArm) continue;
    arms.joints[i] = slot - NECK;
    arms.weights[i] = raw[i] ?? 0;
    bent = true;
  }
  const material = primitive.getMaterial();
  const [r = 1, g = 1, b = 1] = material?.getBaseColorFactor() ?? [];
  const ao = primitive.getAttribute('_AO');
  return {
    joints: nodes.map((joint) => ({ name: joint.getName(), at: joint.getWorldTranslation() })),
    part: {
      name: mesh.getName(),
      positions,
      normals: floats(primitive.getAttribute('NORMAL'), 3),
      uvs: floats(primitive.getAttribute('TEXCOORD_0'), 2),
      occlusion: ao ? floats(ao, 1) : null,
      indices: Uint32Array.from(primitive.getIndices()?.getArray() ?? []),
      weights,
      ...(bent ? { arms } : {}),
      targets,
      albedo: encoded(material?.getBaseColorTexture() ?? null),
      normalMap: encoded(material?.getNormalTexture() ?? null),
      roughnessMap: encoded(material?.getMetallicRoughnessTexture() ?? null),
      colour: [r, g, b],
      roughness: material?.getRoughnessFactor() ?? 0.6,
    },
  };
}
