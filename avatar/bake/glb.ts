/**
 * Writes a person as GLB: metres, +Y up, facing +Z, soles at y = 0, a four-joint neck, a figure's arms, morph targets named after ARKit
 * in mesh.extras.targetNames, per-vertex occlusion in `_AO`, quantised to 16 bits (0.02 mm) and meshopt-compressed.
 */
import { type Accessor, Document, Logger, type Material, NodeIO, type Texture } from '@gltf-transform/core';
import { EXTMeshoptCompression, EXTTextureWebP, KHRMeshQuantization } from '@gltf-transform/extensions';
import { quantize, reorder, textureCompress } from '@gltf-transform/functions';
import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer';
import sharp from 'sharp';
import { ARKIT_NAMES } from '../../supabase/functions/_shared/contract/job.ts';
import { ARM_JOINTS } from './arms.ts';
import { JOINTS, type PartName, type Person } from './person.ts';
import type { Triangles } from './surface.ts';

export interface PartMaterial {
  readonly albedo?: { readonly bytes: Uint8Array; readonly type: 'image/png' | 'image/jpeg' };
  readonly normal?: Uint8Array;
  readonly roughnessMap?: Uint8Array;
  /** Linear, multiplied with the albedo. */
  readonly colour?: readonly [number, number, number];
  /** Left out, 1. */
  readonly opacity?: number;
  readonly roughness: number;
  readonly alpha: 'opaque' | 'mask' | 'blend';
  readonly doubleSided: boolean;
}

export interface GlbPart {
  readonly name: PartName;
  readonly triangles: Triangles;
  readonly material: PartMaterial;
}

/** What the renderer and the lip probe need to know beyond geometry; metres. Kept in the skeleton node's extras. */
export interface AvatarExtras {
  readonly version: 1;
  readonly eyes: readonly [readonly number[], readonly number[]];
  readonly mouth: readonly number[];
  readonly chin: readonly number[];
  readonly crown: number;
  readonly lipProbe: { readonly upper: number[][]; readonly lower: number[][]; readonly teeth: number[][] };
}

const METRES = 0.1;

/** Longest edge of a map a page loads, and how much of it WebP keeps. */
const PAGE_TEXTURE = { edge: 1024, quality: 84 } as const;

/** `forPages` stores maps as WebP of 1024 pixels at most: films keep the bake's JPEG and PNG. */
export async function encodeGlb(
  person: Omit<Person, 'hangers'>,
  parts: readonly GlbPart[],
  generator: string,
  forPages = false,
): Promise<Uint8Array> {
  await MeshoptEncoder.ready;
  await MeshoptDecoder.ready;
  const document = new Document().setLogger(new Logger(Logger.Verbosity.WARN));
  document.getRoot().getAsset().generator = generator;
  const buffer = document.createBuffer();
  const place = (p: readonly number[]): number[] => [
    (p[0] ?? 0) * METRES,
    ((p[1] ?? 0) - person.ground) * METRES,
    (p[2] ?? 0) * METRES,
  ];
  const accessor = (
    type: 'SCALAR' | 'VEC2' | 'VEC3' | 'VEC4' | 'MAT4',
    data: Float32Array | Uint8Array | Uint32Array,
  ): Accessor =>
    document
      .createAccessor()
      .setType(type)
      .setArray(data as Float32Array<ArrayBuffer>)
      .setBuffer(buffer);

  const world = Object.fromEntries(JOINTS.map((name) => [name, place(person.joints[name])]));
  const armature = document.createNode('avatar');
  let parent = armature;
  let parentWorld = [0, 0, 0];
  const skin = document.createSkin('neck');
  const bones = JOINTS.length + (person.arms ? ARM_JOINTS.length : 0);
  const inverse = new Float32Array(bones * 16);
  JOINTS.forEach((name, j) => {
    const here = world[name] ?? [0, 0, 0];
    const node = document
      .createNode(name)
      .setTranslation([here[0]! - parentWorld[0]!, here[1]! - parentWorld[1]!, here[2]! - parentWorld[2]!]);
    parent.addChild(node);
    parent = node;
    parentWorld = here;
    skin.addJoint(node);
    inverse.set([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -here[0]!, -here[1]!, -here[2]!, 1], j * 16);
  });
  const nodes = new Map(skin.listJoints().map((node) => [node.getName(), node]));
  if (person.arms) {
    for (const [j, { name, parent }] of ARM_JOINTS.entries()) {
      const here = place(person.arms[name] ?? []);
      const from = parent === null ? world.chest : place(person.arms[parent] ?? []);
      const node = document
        .createNode(name)
        .setTranslation([0, 1, 2].map((c) => here[c]! - (from?.[c] ?? 0)) as [number, number, number]);
      nodes.get(parent ?? 'chest')?.addChild(node);
      nodes.set(name, node);
      skin.addJoint(node);
      const k = (JOINTS.length + j) * 16;
      inverse.set([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -here[0]!, -here[1]!, -here[2]!, 1], k);
    }
  }
  skin.setInverseBindMatrices(accessor('MAT4', inverse));
  const root = skin.listJoints()[0];
  if (root) skin.setSkeleton(root);

  let crown = 0;
  for (const part of parts) {
    const material = makeMaterial(document, part);
    const { triangles } = part;
    const primitive = document
      .createPrimitive()
      .setMaterial(material)
      .setIndices(accessor('SCALAR', triangles.indices));
    const positions = triangles.fields.get('position')?.data ?? new Float32Array();
    const metres = new Float32Array(positions.length);
    for (let i = 0; i < positions.length; i += 3) {
      metres[i] = positions[i]! * METRES;
      metres[i + 1] = (positions[i + 1]! - person.ground) * METRES;
      metres[i + 2] = positions[i + 2]! * METRES;
      crown = Math.max(crown, metres[i + 1]!);
    }
    primitive.setAttribute('POSITION', accessor('VEC3', metres));
    primitive.setAttribute('NORMAL', accessor('VEC3', triangles.normals));
    primitive.setAttribute('TEXCOORD_0', accessor('VEC2', triangles.uvs));
    const joints = new Uint8Array(triangles.vertexCount * 4);
    const weights = new Float32Array(triangles.vertexCount * 4);
    const source = triangles.fields.get('joints')?.data ?? new Float32Array();
    const arms = triangles.fields.get('arms')?.data;
    for (let i = 0; i < triangles.vertexCount; i++) {
      let total = 0;
      for (let c = 0; c < 4; c++) total += Math.max(0, source[i * 4 + c] ?? 0);
      for (let c = 0; c < 4; c++) {
        joints[i * 4 + c] = c;
        weights[i * 4 + c] = total > 0 ? Math.max(0, source[i * 4 + c] ?? 0) / total : c === 0 ? 1 : 0;
      }
      if (arms) bindArms(arms.subarray(i * ARM_JOINTS.length), i * 4, joints, weights);
    }
    primitive.setAttribute('JOINTS_0', accessor('VEC4', joints));
    primitive.setAttribute('WEIGHTS_0', accessor('VEC4', weights));
    const ao = triangles.fields.get('ao')?.data;
    if (ao) primitive.setAttribute('_AO', accessor('SCALAR', ao));
    const mesh = document.createMesh(part.name).addPrimitive(primitive);
    const names: string[] = [];
    for (const name of ARKIT_NAMES) {
      const offsets = triangles.fields.get(`shape:${name}`)?.data;
      if (!offsets) continue;
      const target = document.createPrimitiveTarget(name);
      target.setAttribute(
        'POSITION',
        accessor(
          'VEC3',
          offsets.map((v) => v * METRES),
        ),
      );
      primitive.addTarget(target);
      names.push(name);
    }
    if (names.length > 0) mesh.setExtras({ targetNames: names }).setWeights(names.map(() => 0));
    armature.addChild(document.createNode(part.name).setMesh(mesh).setSkin(skin));
  }
  const { landmarks, lipProbe } = person;
  const extras: AvatarExtras = {
    version: 1,
    eyes: [place(landmarks.eyeLeft), place(landmarks.eyeRight)],
    mouth: place(landmarks.mouth),
    chin: place(landmarks.chin),
    crown,
    lipProbe: {
      upper: lipProbe.upper.map(place),
      lower: lipProbe.lower.map(place),
      teeth: lipProbe.teeth.map(place),
    },
  };
  armature.setExtras({ semblante: extras });
  document.createScene('avatar').addChild(armature);
  document.createExtension(KHRMeshQuantization).setRequired(true);
  document
    .createExtension(EXTMeshoptCompression)
    .setRequired(true)
    .setEncoderOptions({ method: EXTMeshoptCompression.EncoderMethod.FILTER });
  await document.transform(
    reorder({ encoder: MeshoptEncoder, target: 'performance' }),
    quantize({
      quantizePosition: 16,
      quantizeNormal: 10,
      quantizeTexcoord: 14,
      quantizeWeight: 8,
      quantizeGeneric: 8,
      quantizationVolume: 'scene',
      normalizeWeights: true,
    }),
  );
  if (forPages) {
    const { edge, quality } = PAGE_TEXTURE;
    await document.transform(
      textureCompress({ encoder: sharp, targetFormat: 'webp', quality, resize: [edge, edge] }),
    );
  }
  const io = new NodeIO()
    .registerExtensions([KHRMeshQuantization, EXTMeshoptCompression, EXTTextureWebP])
    .registerDependencies({ 'meshopt.encoder': MeshoptEncoder, 'meshopt.decoder': MeshoptDecoder });
  return io.writeBinary(document);
}

/** Arms take their share of what the chest holds; of all the four strongest stay. In place. */
function bindArms(arms: Float32Array, at: number, joints: Uint8Array, weights: Float32Array): void {
  const all = [0, 1, 2, 3].map((joint) => ({ joint, weight: weights[at + joint] ?? 0 }));
  for (let j = 0; j < ARM_JOINTS.length; j++) {
    const weight = arms[j] ?? 0;
    if (weight < 1e-3) continue;
    all.push({ joint: JOINTS.length + j, weight });
    all[0]!.weight = Math.max(0, all[0]!.weight - weight);
  }
  if (all.length === JOINTS.length) return;
  const strongest = all.toSorted((a, b) => b.weight - a.weight || a.joint - b.joint).slice(0, 4);
  const total = strongest.reduce((sum, { weight }) => sum + weight, 0);
  strongest.forEach(({ joint, weight }, c) => {
    joints[at + c] = weight > 0 ? joint : 0;
    weights[at + c] = weight / total;
  });
}

function makeMaterial(document: Document, part: GlbPart): Material {
  const { material: from } = part;
  const texture = (name: string, bytes: Uint8Array, type: string): Texture =>
    document
      .createTexture(`${part.name}-${name}`)
      .setImage(bytes as Uint8Array<ArrayBuffer>)
      .setMimeType(type);
  const [r, g, b] = from.colour ?? [1, 1, 1];
  const material = document
    .createMaterial(part.name)
    .setBaseColorFactor([r, g, b, from.opacity ?? 1])
    .setMetallicFactor(0)
    .setRoughnessFactor(from.roughness)
    .setDoubleSided(from.doubleSided)
    .setAlphaMode(from.alpha === 'opaque' ? 'OPAQUE' : from.alpha === 'mask' ? 'MASK' : 'BLEND');
  if (from.albedo) material.setBaseColorTexture(texture('albedo', from.albedo.bytes, from.albedo.type));
  if (from.normal) material.setNormalTexture(texture('normal', from.normal, 'image/jpeg'));
  if (from.roughnessMap) {
    material.setMetallicRoughnessTexture(texture('roughness', from.roughnessMap, 'image/jpeg'));
  }
  return material;
}
