/** Draws pictures in Node: the shared core of the film worker, the contact sheet and the tests. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Quality } from '../../supabase/functions/_shared/contract/job.ts';
import { installWebGpu, nextFrame, stubCanvas } from './gpu-node.ts';
import { type EncodedImage, readModel } from './model.ts';
import type { DecodedImage, Framing, Portrait } from './portrait.ts';
import { plain, SETS } from './sets.ts';
import { TIERS, type Tier } from './tiers.ts';

export type Backdrop =
  | { readonly type: 'set'; readonly name: string }
  | { readonly type: 'color'; readonly color: string }
  | { readonly type: 'image'; readonly path: string }
  | { readonly type: 'transparent' };

export interface StageOptions {
  readonly glb: string;
  readonly width: number;
  readonly height: number;
  readonly quality: Quality;
  readonly framing: Framing;
  readonly background: Backdrop;
}

export interface Stage {
  readonly portrait: Portrait;
  readonly tier: Tier;
  /** Draws one frame. RGBA bytes, origin at the top; the buffer is reused by the next call. */
  draw(names: readonly string[], values: ArrayLike<number>, t: number, seed: number): Promise<Uint8Array>;
  close(): void;
}

async function decode(image: EncodedImage, limit: number): Promise<DecodedImage> {
  const { data, info } = await sharp(image.bytes)
    .ensureAlpha()
    .resize(limit, limit, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: new Uint8Array(data) };
}

export async function openStage(options: StageOptions): Promise<Stage> {
  installWebGpu();
  const three = await import('three/webgpu');
  const { createPortrait } = await import('./portrait.ts');
  const { antialiasQuad } = await import('./antialias.ts');
  const tier = TIERS[options.quality];
  const scale = tier.supersample;
  const width = Math.round(options.width * scale);
  const height = Math.round(options.height * scale);
  const renderer = new three.WebGPURenderer({
    canvas: stubCanvas(width, height),
    antialias: false,
    alpha: true,
  });
  await renderer.init();
  renderer.setPixelRatio(1);
  renderer.setSize(width, height, false);
  renderer.shadowMap.enabled = tier.shadowSize > 0;
  renderer.shadowMap.type = three.PCFShadowMap;
  renderer.toneMapping = three.NoToneMapping;
  renderer.setClearColor(0x000000, 0);
  const model = await readModel(await readFile(options.glb));
  const { background } = options;
  let set = SETS.studio as (typeof SETS)[string];
  if (background.type === 'set') {
    const named = SETS[background.name];
    if (!named) throw new Error(`no set named ${background.name}; known: ${Object.keys(SETS).join(', ')}`);
    set = named;
  } else if (background.type === 'color') {
    set = plain(background.color);
  }
  const portrait = await createPortrait({
    model,
    set: set as NonNullable<typeof set>,
    ...(background.type === 'image'
      ? { backdrop: await cover(background.path, options.width, options.height) }
      : {}),
    transparent: background.type === 'transparent',
    framing: options.framing,
    width,
    height,
    shadowSize: tier.shadowSize,
    samples: tier.samples,
    decode: (image) => decode(image, tier.textureSize),
  });
  const target = new three.RenderTarget(width, height, {
    type: three.UnsignedByteType,
    format: three.RGBAFormat,
    colorSpace: three.NoColorSpace,
    samples: tier.samples > 1 ? tier.samples : 0,
    depthBuffer: true,
  });
  const smooth = tier.antialias
    ? {
        quad: antialiasQuad(target.texture, width, height),
        target: new three.RenderTarget(width, height, {
          type: three.UnsignedByteType,
          colorSpace: three.NoColorSpace,
          depthBuffer: false,
        }),
      }
    : null;
  return {
    portrait,
    tier,
    async draw(names, values, t, seed) {
      portrait.setFrame(names, values, t, seed);
      nextFrame();
      renderer.setRenderTarget(target);
      renderer.render(portrait.scene, portrait.camera);
      if (smooth) {
        renderer.setRenderTarget(smooth.target);
        smooth.quad.render(renderer);
      }
      const read = smooth?.target ?? target;
      const raw = (await renderer.readRenderTargetPixelsAsync(read, 0, 0, width, height)) as Uint8Array;
      // Rows are padded to 256 bytes.
      const stride = raw.length / height;
      const row = width * 4;
      let packed = raw;
      if (stride !== row) {
        packed = new Uint8Array(row * height);
        for (let y = 0; y < height; y++) packed.set(raw.subarray(y * stride, y * stride + row), y * row);
      }
      if (scale === 1) return packed;
      const { data } = await sharp(packed, { raw: { width, height, channels: 4 } })
        .resize(options.width, options.height, { kernel: 'mitchell', fit: 'fill' })
        .raw()
        .toBuffer({ resolveWithObject: true });
      return new Uint8Array(data);
    },
    close() {
      portrait.dispose();
      target.dispose();
      smooth?.target.dispose();
      renderer.dispose();
    },
  };
}

async function cover(path: string, width: number, height: number): Promise<DecodedImage> {
  const { data, info } = await sharp(path)
    .ensureAlpha()
    .resize(width, height, { fit: 'cover' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: new Uint8Array(data) };
}
