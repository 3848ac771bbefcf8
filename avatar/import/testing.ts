/** GLBs for tests: our own person as other tools would export her, whole and broken in every way that is refused. */
import { readFile } from 'node:fs/promises';
import { type Document, NodeIO } from '@gltf-transform/core';
import { EXTMeshoptCompression, EXTTextureWebP, KHRMeshQuantization } from '@gltf-transform/extensions';
import { dequantize } from '@gltf-transform/functions';
import { MeshoptDecoder } from 'meshoptimizer';
import { ARKIT_NAMES, type ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import { bakeAvatar } from '../bake/bake.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import type { ImportCode } from './envelope.ts';

const { glb } = await bakeAvatar((await readCatalogueEntry('br_corporate_ana')).assets.look, {
  lod: 'preview',
});
export const own = new Uint8Array(await readFile(glb));
await MeshoptDecoder.ready;
const io = new NodeIO()
  .registerExtensions([KHRMeshQuantization, EXTMeshoptCompression, EXTTextureWebP])
  .registerDependencies({ 'meshopt.decoder': MeshoptDecoder });

/** Our own person as another tool would export her: plain floats, no compression, whatever `edit` changes. */
export async function exported(edit: (document: Document) => void = () => undefined): Promise<Uint8Array> {
  const document = await io.readBinary(own);
  for (const extension of document.getRoot().listExtensionsUsed()) {
    if (extension.extensionName === 'EXT_meshopt_compression') extension.dispose();
  }
  await document.transform(dequantize());
  edit(document);
  return io.writeBinary(document);
}

export interface LooseGltf {
  [key: string]: unknown;
  accessors: { count: number; bufferView?: number; byteOffset?: number }[];
  bufferViews: { byteLength: number; byteOffset?: number }[];
  buffers: { uri?: string; byteLength: number }[];
  nodes: { name?: string; children?: number[]; mesh?: number }[];
  meshes: {
    name: string;
    extras?: { targetNames: string[] };
    primitives: { attributes: Record<string, number>; indices: number }[];
  }[];
  extensionsRequired?: string[];
  extensions?: Record<string, unknown>;
}

/** The same container with its description changed. */
export function patched(bytes: Uint8Array, edit: (json: LooseGltf) => void): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + length))) as LooseGltf;
  edit(json);
  let text = JSON.stringify(json);
  text = text.padEnd(Math.ceil(text.length / 4) * 4);
  const encoded = new TextEncoder().encode(text);
  const rest = bytes.subarray(20 + length);
  const out = new Uint8Array(20 + encoded.length + rest.length);
  const made = new DataView(out.buffer);
  made.setUint32(0, 0x46546c67, true);
  made.setUint32(4, 2, true);
  made.setUint32(8, out.length, true);
  made.setUint32(12, encoded.length, true);
  made.setUint32(16, 0x4e4f534a, true);
  out.set(encoded, 20);
  out.set(rest, 20 + encoded.length);
  return out;
}

export const rename = (name: (arkit: string) => string) => (document: Document) => {
  for (const mesh of document.getRoot().listMeshes()) {
    const { targetNames } = mesh.getExtras() as { targetNames?: string[] };
    if (!targetNames) continue;
    mesh.setExtras({ targetNames: targetNames.map(name) });
    for (const primitive of mesh.listPrimitives()) {
      primitive.listTargets().forEach((target, i) => {
        target.setName(name(targetNames[i] ?? ''));
      });
    }
  }
};

export const plain = await exported();

/** Vowels and blinks as VRM 1.0 binds them, on shapes with names of their own. */
export async function vrm(): Promise<Uint8Array> {
  const shapes = { aa: 'jawOpen', ou: 'mouthPucker', oh: 'mouthFunnel', blink: 'eyeBlinkLeft' } as const;
  const bytes = await exported(rename((name) => `Fcl_${ARKIT_NAMES.indexOf(name as ArkitName)}`));
  return patched(bytes, (json) => {
    const node = json.nodes.findIndex(({ mesh }) => mesh !== undefined && json.meshes[mesh]?.name === 'skin');
    const bind = (arkit: ArkitName) => ({ node, index: ARKIT_NAMES.indexOf(arkit), weight: 1 });
    const preset = Object.fromEntries(
      Object.entries(shapes).map(([name, arkit]) => [name, { morphTargetBinds: [bind(arkit)] }]),
    );
    preset.blink?.morphTargetBinds.push(bind('eyeBlinkRight'));
    json.extensions = { VRMC_vrm: { specVersion: '1.0', expressions: { preset } } };
  });
}

/** The first texture becomes a PNG that claims `edge` pixels a side and holds none. */
export function pictured(document: Document, edge: number): void {
  const png = Buffer.alloc(64);
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  png.write('IHDR', 12, 'latin1');
  png.writeUInt32BE(edge, 16);
  png.writeUInt32BE(edge, 20);
  png.set([8, 2, 0, 0, 0], 24);
  document.getRoot().listTextures()[0]?.setImage(new Uint8Array(png)).setMimeType('image/png');
}

const poke = (value: number) => (document: Document) => {
  const mesh = document.getRoot().listMeshes()[0];
  const accessor = mesh?.listPrimitives()[0]?.getAttribute('POSITION');
  accessor?.setElement(7, [0, value, 0]);
};

/** What the file is, the code it is refused with, and the file. */
export const BROKEN: readonly (readonly [string, ImportCode, () => Promise<Uint8Array> | Uint8Array])[] = [
  ['nothing', 'not_glb', () => new Uint8Array()],
  ['a picture', 'not_glb', () => new Uint8Array(Buffer.from('\x89PNG\r\n\x1a\n and a lot more of it'))],
  ['half a file', 'truncated', () => own.subarray(0, own.length / 2)],
  [
    'a length that lies',
    'truncated',
    () =>
      Uint8Array.from([...plain.subarray(0, 12), 255, 255, 0, 0, ...plain.subarray(16, 400)]).map((v, i) =>
        i >= 8 && i < 12 ? [144, 1, 0, 0][i - 8]! : v,
      ),
  ],
  ['garbage for JSON', 'malformed', () => plain.map((v, i) => (i > 20 && i < 60 ? 1 : v))],
  [
    'a texture elsewhere',
    'outside_reference',
    () =>
      patched(plain, (json) => {
        json.images = [{ uri: 'https://example.org/a.png' }];
      }),
  ],
  [
    'a buffer on disk',
    'outside_reference',
    () =>
      patched(plain, (json) => {
        json.buffers[0]!.uri = '../../etc/passwd';
      }),
  ],
  [
    'a needed codec',
    'extension_unsupported',
    () =>
      patched(plain, (json) => {
        json.extensionsRequired = ['KHR_draco_mesh_compression'];
      }),
  ],
  [
    'a bomb of counts',
    'too_large',
    () =>
      patched(plain, (json) => {
        json.accessors[0]!.count = 2 ** 31;
        delete json.accessors[0]!.bufferView;
      }),
  ],
  [
    'an accessor past its view',
    'out_of_range',
    () =>
      patched(plain, (json) => {
        json.accessors[0]!.byteOffset = 4e6;
      }),
  ],
  [
    'a view past the data',
    'out_of_range',
    () =>
      patched(plain, (json) => {
        json.bufferViews[0]!.byteLength = 2e9 / 4;
      }),
  ],
  [
    'attributes of two lengths',
    'malformed',
    () =>
      patched(plain, (json) => {
        const p = json.meshes[0]!.primitives[0]!;
        p.attributes.NORMAL = p.indices;
      }),
  ],
  [
    'nodes in a circle',
    'malformed',
    () =>
      patched(plain, (json) => {
        const [a, b] = [json.nodes.length, json.nodes.length + 1];
        json.nodes.push({ children: [b] }, { children: [a] });
      }),
  ],
  [
    'a picture of 900 megapixels',
    'texture_too_large',
    () => exported((document) => pictured(document, 30_000)),
  ],
  ['an infinite vertex', 'not_finite', () => exported(poke(Number.POSITIVE_INFINITY))],
  ['a vertex that is no number', 'not_finite', () => exported(poke(Number.NaN))],
  [
    'triangles of missing vertices',
    'out_of_range',
    () =>
      exported((document) => {
        document.getRoot().listMeshes()[0]?.listPrimitives()[0]?.getIndices()?.setScalar(0, 60_000);
      }),
  ],
  [
    'a statue',
    'no_face',
    () =>
      exported((document) => {
        for (const mesh of document.getRoot().listMeshes())
          for (const p of mesh.listPrimitives()) for (const t of p.listTargets()) p.removeTarget(t);
      }),
  ],
  [
    'a giant',
    'scale_unknown',
    () =>
      exported((document) => {
        document
          .getRoot()
          .listNodes()
          .find((node) => node.getName() === 'avatar')
          ?.setScale([7, 7, 7]);
      }),
  ],
  [
    'a sleeper',
    'not_upright',
    () =>
      exported((document) => {
        document
          .getRoot()
          .listNodes()
          .find((node) => node.getName() === 'avatar')
          ?.setRotation([-Math.SQRT1_2, 0, 0, Math.SQRT1_2]);
      }),
  ],
];
