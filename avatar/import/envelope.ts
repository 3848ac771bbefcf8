/**
 * The first look at a foreign GLB: container, JSON and every range it names, before any library sees it. Parsers
 * allocate what a file claims, so what is claimed is checked against what is there. Runs in browsers, Node and Deno.
 */
import { z } from 'zod';

/** Why a file is refused. Stable: interfaces translate them. */
export type ImportCode =
  | 'not_glb'
  | 'truncated'
  | 'too_large'
  | 'malformed'
  | 'outside_reference'
  | 'extension_unsupported'
  | 'out_of_range'
  | 'not_finite'
  | 'texture_too_large'
  | 'no_face'
  | 'scale_unknown'
  | 'not_upright';

export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  readonly code: ImportCode;

  constructor(code: ImportCode, message: string) {
    super(message);
    this.code = code;
  }
}

export const IMPORT_LIMITS = {
  /** As the bucket of uploads. */
  bytes: 100 * 2 ** 20,
  jsonBytes: 16 * 2 ** 20,
  /** What buffer views and accessors may come to once unpacked. */
  unpackedBytes: 1024 * 2 ** 20,
  triangles: 600_000,
  /** Vertices or indices of one accessor. */
  elements: 3_000_000,
  objects: 20_000,
  textureEdge: 8192,
  texturePixels: 200e6,
} as const;

/** Extensions a file may need: decoders are here, or the extension only changes a look that is drawn by our own materials. */
const READABLE: ReadonlySet<string> = new Set([
  'EXT_meshopt_compression',
  'EXT_texture_webp',
  'KHR_mesh_quantization',
  'KHR_texture_transform',
  'KHR_materials_unlit',
  'VRMC_vrm',
]);
const needless = (name: string): boolean => name.startsWith('KHR_materials_') || name.startsWith('VRMC_');

const index = z.int().min(0);
const named = z.object({ name: z.string().optional() });
const Ranged = z.object({
  buffer: index,
  byteOffset: index.optional(),
  byteLength: index,
  byteStride: index.optional(),
});
const Packed = Ranged.extend({ count: index, byteStride: index });
const BufferView = Ranged.extend({
  extensions: z.looseObject({ EXT_meshopt_compression: Packed.optional() }).optional(),
});
const Accessor = z.object({
  bufferView: index.optional(),
  byteOffset: index.optional(),
  componentType: z.int(),
  count: index,
  type: z.enum(['SCALAR', 'VEC2', 'VEC3', 'VEC4', 'MAT2', 'MAT3', 'MAT4']),
  sparse: z
    .object({
      count: index,
      indices: z.object({ bufferView: index, byteOffset: index.optional(), componentType: z.int() }),
      values: z.object({ bufferView: index, byteOffset: index.optional() }),
    })
    .optional(),
});
const Attributes = z.record(z.string(), index);
const Primitive = z.object({
  attributes: Attributes,
  indices: index.optional(),
  mode: z.int().optional(),
  material: index.optional(),
  targets: z.array(Attributes).optional(),
});
const list = <T extends z.ZodType>(of: T) => z.array(of).max(IMPORT_LIMITS.objects).default([]);
const Binds = z.looseObject({
  morphTargetBinds: z.array(z.object({ node: index, index, weight: z.number() })).default([]),
});

export const GltfJson = z.looseObject({
  asset: z.looseObject({ version: z.string(), generator: z.string().optional() }),
  extensionsRequired: z.array(z.string()).default([]),
  buffers: list(z.looseObject({ uri: z.string().optional(), byteLength: index })),
  bufferViews: list(BufferView),
  accessors: list(Accessor),
  images: list(z.looseObject({ uri: z.string().optional(), bufferView: index.optional() })),
  meshes: list(named.extend({ primitives: z.array(Primitive).max(1000) })),
  nodes: list(
    named.extend({
      children: z.array(index).default([]),
      mesh: index.optional(),
      skin: index.optional(),
    }),
  ),
  skins: list(named.extend({ joints: z.array(index), inverseBindMatrices: index.optional() })),
  extensions: z
    .looseObject({
      VRMC_vrm: z
        .looseObject({
          expressions: z.looseObject({ preset: z.record(z.string(), Binds).default({}) }).optional(),
        })
        .optional(),
    })
    .optional(),
});
export type GltfJson = z.infer<typeof GltfJson>;

export interface Envelope {
  readonly json: GltfJson;
  readonly binary: Uint8Array;
}

const COMPONENT_BYTES: Readonly<Record<number, number>> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
};
const ELEMENTS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 } as const;

/** @throws ImportRefused */
export function openEnvelope(bytes: Uint8Array): Envelope {
  const envelope = splitChunks(bytes);
  checkReferences(envelope.json);
  checkRanges(envelope.json, envelope.binary.length);
  checkGraph(envelope.json);
  return envelope;
}

function splitChunks(bytes: Uint8Array): Envelope {
  if (bytes.length > IMPORT_LIMITS.bytes)
    throw new ImportRefused('too_large', 'The file is larger than 100 MiB.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 20 || view.getUint32(0, true) !== 0x46546c67) {
    throw new ImportRefused(
      'not_glb',
      'The file is no GLB: export it as binary glTF 2.0, with everything inside.',
    );
  }
  if (view.getUint32(4, true) !== 2) throw new ImportRefused('not_glb', 'The GLB is not of version 2.');
  if (view.getUint32(8, true) !== bytes.length) {
    throw new ImportRefused(
      'truncated',
      `The GLB says ${view.getUint32(8, true)} bytes and has ${bytes.length}.`,
    );
  }
  const jsonLength = view.getUint32(12, true);
  if (view.getUint32(16, true) !== 0x4e4f534a)
    throw new ImportRefused('malformed', 'The GLB starts with no JSON.');
  if (jsonLength > IMPORT_LIMITS.jsonBytes)
    throw new ImportRefused('too_large', 'The description is too long.');
  if (20 + jsonLength > bytes.length)
    throw new ImportRefused('truncated', 'The GLB ends inside its description.');
  let binary = new Uint8Array();
  const next = 20 + jsonLength;
  if (next + 8 <= bytes.length && view.getUint32(next + 4, true) === 0x004e4942) {
    const length = view.getUint32(next, true);
    if (next + 8 + length > bytes.length)
      throw new ImportRefused('truncated', 'The GLB ends inside its data.');
    binary = bytes.subarray(next + 8, next + 8 + length) as Uint8Array<ArrayBuffer>;
  }
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(20, next)));
  } catch {
    throw new ImportRefused('malformed', 'The description of the GLB is no JSON.');
  }
  const parsed = GltfJson.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ImportRefused(
      'malformed',
      `The GLB is not valid at ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  if (!parsed.data.asset.version.startsWith('2.'))
    throw new ImportRefused('not_glb', 'The file is not glTF 2.');
  return { json: parsed.data, binary };
}

function checkReferences(json: GltfJson): void {
  for (const { uri } of [...json.buffers, ...json.images]) {
    if (uri !== undefined) {
      throw new ImportRefused(
        'outside_reference',
        `The GLB refers to "${uri.slice(0, 60)}" outside itself: export with everything inside.`,
      );
    }
  }
  const unreadable = json.extensionsRequired.filter((name) => !READABLE.has(name) && !needless(name));
  if (unreadable.length > 0) {
    throw new ImportRefused(
      'extension_unsupported',
      `The GLB needs ${unreadable.join(', ')}: export without it (meshopt and quantisation may stay).`,
    );
  }
}

function checkRanges(json: GltfJson, binaryBytes: number): void {
  const bad = (what: string) => new ImportRefused('out_of_range', `${what} lies outside the file's data.`);
  if (json.buffers.slice(1).some((buffer) => buffer.extensions === undefined)) {
    throw new ImportRefused('outside_reference', 'The GLB has more buffers than the one inside it.');
  }
  let unpacked = 0;
  const grow = (bytes: number): void => {
    unpacked += bytes;
    if (unpacked > IMPORT_LIMITS.unpackedBytes)
      throw new ImportRefused('too_large', 'The GLB unpacks to over 1 GiB.');
  };
  json.bufferViews.forEach((view, i) => {
    const packed = view.extensions?.EXT_meshopt_compression;
    const stored = packed ?? view;
    if (stored.buffer !== 0 || (stored.byteOffset ?? 0) + stored.byteLength > binaryBytes)
      throw bad(`Buffer view ${i}`);
    if (packed && packed.count * packed.byteStride > view.byteLength) throw bad(`Packed buffer view ${i}`);
    grow(view.byteLength);
  });
  const inside = (
    view: number,
    offset: number,
    stride: number | undefined,
    count: number,
    size: number,
  ): boolean => {
    const found = json.bufferViews[view];
    if (!found) return false;
    const step = stride ?? found.byteStride ?? size;
    return count === 0 || offset + step * (count - 1) + size <= found.byteLength;
  };
  json.accessors.forEach((accessor, i) => {
    const component = COMPONENT_BYTES[accessor.componentType];
    if (component === undefined)
      throw new ImportRefused('malformed', `Accessor ${i} has an unknown component type.`);
    if (accessor.count > IMPORT_LIMITS.elements) {
      throw new ImportRefused('too_large', `Accessor ${i} claims ${accessor.count} elements.`);
    }
    const size = component * ELEMENTS[accessor.type];
    grow(accessor.count * size);
    const { bufferView, byteOffset = 0, sparse } = accessor;
    if (bufferView !== undefined && !inside(bufferView, byteOffset, undefined, accessor.count, size)) {
      throw bad(`Accessor ${i}`);
    }
    if (sparse) {
      const { indices, values, count } = sparse;
      const each = COMPONENT_BYTES[indices.componentType] ?? 8;
      const fits =
        count <= accessor.count &&
        inside(indices.bufferView, indices.byteOffset ?? 0, each, count, each) &&
        inside(values.bufferView, values.byteOffset ?? 0, size, count, size);
      if (!fits) throw bad(`Sparse accessor ${i}`);
    }
  });
  for (const image of json.images) {
    if (image.bufferView === undefined || !json.bufferViews[image.bufferView]) throw bad('An image');
  }
  let triangles = 0;
  for (const mesh of json.meshes) {
    for (const { attributes, indices, targets } of mesh.primitives) {
      const position = json.accessors[attributes.POSITION ?? -1];
      const used = [...Object.values(attributes), ...(targets ?? []).flatMap((t) => Object.values(t))];
      for (const i of indices === undefined ? used : [...used, indices]) {
        if (!json.accessors[i]) throw bad(`Accessor ${i}`);
      }
      if (!position) throw new ImportRefused('malformed', 'A mesh has no positions.');
      if (used.some((i) => json.accessors[i]?.count !== position.count)) {
        throw new ImportRefused('malformed', 'Attributes of a mesh have different lengths.');
      }
      triangles += (indices === undefined ? position.count : (json.accessors[indices]?.count ?? 0)) / 3;
    }
  }
  if (triangles > IMPORT_LIMITS.triangles) {
    throw new ImportRefused(
      'too_large',
      `The GLB has ${Math.round(triangles)} triangles; 600,000 is the limit.`,
    );
  }
}

/** Nodes form trees: a node that is its own ancestor would keep any reader walking. */
function checkGraph(json: GltfJson): void {
  const parents = new Map<number, number>();
  json.nodes.forEach((node, i) => {
    for (const child of node.children) {
      if (!json.nodes[child] || parents.has(child) || child === i) {
        throw new ImportRefused('malformed', `Node ${child} is missing or has two parents.`);
      }
      parents.set(child, i);
    }
    if (node.mesh !== undefined && !json.meshes[node.mesh])
      throw new ImportRefused('malformed', 'A node names no mesh.');
    if (node.skin !== undefined && !json.skins[node.skin])
      throw new ImportRefused('malformed', 'A node names no skin.');
  });
  for (const start of parents.keys()) {
    let at: number | undefined = start;
    for (let steps = 0; at !== undefined; steps++) {
      if (steps > json.nodes.length) throw new ImportRefused('malformed', 'The nodes go round in a circle.');
      at = parents.get(at);
    }
  }
  for (const skin of json.skins) {
    const binds = json.accessors[skin.inverseBindMatrices ?? -1];
    const fits =
      skin.joints.every((joint) => json.nodes[joint]) &&
      (skin.inverseBindMatrices === undefined ||
        (binds?.type === 'MAT4' && binds.count >= skin.joints.length));
    if (!fits) throw new ImportRefused('malformed', 'A skin names joints that are not there.');
  }
}
