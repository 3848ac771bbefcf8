import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Document, NodeIO } from '@gltf-transform/core';
import { EXTMeshoptCompression, EXTTextureWebP, KHRMeshQuantization } from '@gltf-transform/extensions';
import { dequantize } from '@gltf-transform/functions';
import { MeshoptDecoder } from 'meshoptimizer';
import { ARKIT_NAMES, type ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import { bakeAvatar } from '../bake/bake.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import { type AvatarModel, readModel } from '../scene/model.ts';
import { openStage } from '../scene/still.ts';
import { arkitNameOf } from './arkit-names.ts';
import { convertGlb } from './convert.ts';
import { ImportRefused } from './envelope.ts';
import { inspectGlb } from './inspect.ts';

const { glb } = await bakeAvatar((await readCatalogueEntry('br_corporate_ana')).assets.look, {
  lod: 'preview',
});
const own = new Uint8Array(await readFile(glb));
await MeshoptDecoder.ready;
const io = new NodeIO()
  .registerExtensions([KHRMeshQuantization, EXTMeshoptCompression, EXTTextureWebP])
  .registerDependencies({ 'meshopt.decoder': MeshoptDecoder });

/** Our own person as another tool would export her: plain floats, no compression, whatever `edit` changes. */
async function exported(edit: (document: Document) => void = () => undefined): Promise<Uint8Array> {
  const document = await io.readBinary(own);
  for (const extension of document.getRoot().listExtensionsUsed()) {
    if (extension.extensionName === 'EXT_meshopt_compression') extension.dispose();
  }
  await document.transform(dequantize());
  edit(document);
  return io.writeBinary(document);
}

interface LooseGltf {
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
function patched(bytes: Uint8Array, edit: (json: LooseGltf) => void): Uint8Array {
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

const rename = (name: (arkit: string) => string) => (document: Document) => {
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

const plain = await exported();

test('a person of our own comes in complete, in metres, facing the camera', async () => {
  const report = await inspectGlb(own);
  assert.equal(report.grade, 'full');
  assert.deepEqual(report.missing, []);
  assert.deepEqual([report.unit, report.facing, report.eyes], ['m', '+z', 'morphs']);
  assert.ok(report.eyeSpacingMm > 50 && report.eyeSpacingMm < 75, `${report.eyeSpacingMm}`);
  assert.deepEqual((await inspectGlb(plain)).warnings, []);
});

test('names of other tools are ARKit names', () => {
  for (const [theirs, arkit] of [
    ['jawOpen', 'jawOpen'],
    ['eyeBlink_L', 'eyeBlinkLeft'],
    ['blendShape1.mouthSmile_R', 'mouthSmileRight'],
    ['Mouth_Smile_L', 'mouthSmileLeft'],
    ['Eye_Blink_R', 'eyeBlinkRight'],
    ['Jaw_Open', 'jawOpen'],
    ['Eye_L_Look_R', 'eyeLookInLeft'],
    ['Mouth_Down_Lower_L', 'mouthLowerDownLeft'],
    ['head_lod0_mesh__BrowDownLeft'.slice(16), 'browDownLeft'],
    ['CTRL_expressions_jawOpenExtreme', null],
    ['viseme_aa', null],
    ['smile', null],
  ] as const) {
    assert.equal(arkitNameOf(theirs), arkit, theirs);
  }
  for (const name of ARKIT_NAMES) assert.equal(arkitNameOf(name), name);
});

test('Character Creator and underscore names, other units and directions are understood', async () => {
  const underscored = await exported(rename((name) => name.replace(/Left$/, '_L').replace(/Right$/, '_R')));
  assert.equal((await inspectGlb(underscored)).grade, 'full');

  const far = await exported((document) => {
    const root = document
      .getRoot()
      .listNodes()
      .find((node) => node.getName() === 'avatar');
    root?.setScale([100, 100, 100]).setRotation([0, 1, 0, 0]);
  });
  const report = await inspectGlb(far);
  assert.deepEqual([report.unit, report.facing, report.turn, report.grade], ['cm', '-z', 180, 'full']);
  assert.equal(report.warnings.length, 2);

  const aside = await exported((document) => {
    const root = document
      .getRoot()
      .listNodes()
      .find((node) => node.getName() === 'avatar');
    root?.setRotation([0, Math.SQRT1_2, 0, Math.SQRT1_2]);
  });
  assert.deepEqual([(await inspectGlb(aside)).facing, (await inspectGlb(aside)).turn], ['+x', -90]);
});

test('missing shapes are named, and what speech needs decides the grade', async () => {
  const without = (gone: readonly ArkitName[]) =>
    exported(rename((name) => (gone.some((other) => other === name) ? `custom_${name}` : name)));
  const good = await inspectGlb(await without(['tongueOut', 'cheekPuff']));
  assert.deepEqual([good.grade, good.missing], ['good', ['cheekPuff', 'tongueOut']]);
  const limited = await inspectGlb(await without(['mouthClose', 'mouthFunnel']));
  assert.equal(limited.grade, 'limited');
});

/** Vowels and blinks as VRM 1.0 binds them, on shapes with names of their own. */
async function vrm(): Promise<Uint8Array> {
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

test('VRM 1.0 expressions stand in for shapes, with a limited grade', async () => {
  const report = await inspectGlb(await vrm());
  assert.deepEqual([report.naming, report.grade], ['vrm', 'limited']);
  assert.deepEqual(
    [...report.present].sort(),
    ['eyeBlinkLeft', 'eyeBlinkRight', 'jawOpen', 'mouthFunnel', 'mouthPucker'].sort(),
  );
  assert.equal(report.mapped.jawOpen, 'VRM aa');
});

const part = (model: AvatarModel, name: string) => {
  const found = model.parts.find((item) => item.name === name);
  assert.ok(found, name);
  return found;
};

test('a person in centimetres with her back to us becomes the person we know', async () => {
  const far = await exported((document) => {
    const root = document
      .getRoot()
      .listNodes()
      .find((node) => node.getName() === 'avatar');
    root?.setScale([100, 100, 100]).setRotation([0, 1, 0, 0]);
  });
  const { glb: made } = await convertGlb(far);
  const [before, after] = [await readModel(own), await readModel(made)];
  // The file starts at the hem of her jacket, which is where it stands; the head's joint tells how far that is down.
  const drop = (before.joints[3]?.[1] ?? 0) - (after.joints[3]?.[1] ?? 0);
  const [a, b] = [part(before, 'skin'), part(after, 'skin')];
  // All but the tongue's, which moves no skin.
  assert.equal(b.targets.size, 51);
  const box = (positions: Float32Array, c: number, from: (a: number, b: number) => number): number =>
    Array.from({ length: positions.length / 3 }, (_, i) => positions[i * 3 + c] ?? 0).reduce((x, y) =>
      from(x, y),
    );
  for (const c of [0, 1, 2]) {
    for (const from of [Math.min, Math.max]) {
      const shift = c === 1 ? drop : 0;
      const off = Math.abs(box(a.positions, c, from) - shift - box(b.positions, c, from)) * 1000;
      assert.ok(off < (c === 2 ? 0.5 : 2), `axis ${c} is off by ${off.toFixed(2)} mm`);
    }
  }
  const reach = (model: AvatarModel): number => {
    const { offsets } = part(model, 'skin').targets.get('jawOpen') ?? { offsets: new Float32Array() };
    return offsets.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  };
  assert.ok(Math.abs(reach(before) - reach(after)) < 2e-4);
  // Lids meet a little below the middle of the ball.
  assert.ok(Math.abs((after.eyes[0][1] ?? 0) + drop - (before.eyes[0][1] ?? 0)) < 6e-3);
});

test('an imported person is drawn, and her mouth opens', async () => {
  const { glb: made } = await convertGlb(
    await exported(rename((name) => name.replace(/Left$/, '_L').replace(/Right$/, '_R'))),
  );
  const folder = await mkdtemp(join(tmpdir(), 'semblante-import-'));
  try {
    await writeFile(join(folder, 'a.glb'), made);
    const size = { width: 160, height: 160 };
    const stage = await openStage({
      glb: join(folder, 'a.glb'),
      ...size,
      quality: 'draft',
      framing: 'close',
      background: { type: 'color', color: '#204060' },
    });
    const shut = Buffer.from(await stage.draw([], [], 0, 1));
    const open = Buffer.from(await stage.draw(['jawOpen'], [0.8], 0, 1));
    stage.close();
    // Skin where the face is, the ground where it is not, and change only around the mouth.
    const red = (x: number, y: number): number => shut[(y * size.width + x) * 4] ?? 0;
    assert.ok(red(80, 90) > red(4, 4) + 40, `${red(80, 90)} against ${red(4, 4)}`);
    const changed = (from: number, to: number): number => {
      let sum = 0;
      for (let i = from * size.width * 4; i < to * size.width * 4; i++)
        sum += Math.abs((shut[i] ?? 0) - (open[i] ?? 0));
      return sum;
    };
    assert.ok(changed(80, 160) > 10 * changed(0, 60), `${changed(80, 160)} below, ${changed(0, 60)} above`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

const poke = (value: number) => (document: Document) => {
  const mesh = document.getRoot().listMeshes()[0];
  const accessor = mesh?.listPrimitives()[0]?.getAttribute('POSITION');
  accessor?.setElement(7, [0, value, 0]);
};

const BROKEN: readonly (readonly [string, string, () => Promise<Uint8Array> | Uint8Array])[] = [
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

for (const [what, code, make] of BROKEN) {
  test(`${what} is refused as ${code}`, async () => {
    const bytes = await make();
    await assert.rejects(inspectGlb(bytes), (error) => {
      assert.ok(error instanceof ImportRefused, String(error));
      assert.equal(error.code, code, error.message);
      return true;
    });
  });
}
