/** Draws pictures in Node: the shared core of the film worker, the contact sheet and the tests. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Quality } from '../../supabase/functions/_shared/contract/job.ts';
import { defaultCacheDir } from '../bake/bake.ts';
import { SMOOTHING_REACH } from './antialias-cpu.ts';
import type { ArmsPose } from './arms.ts';
import { copyPixels, grown, type Rectangle } from './extent.ts';
import { installWebGpu, nextFrame, stubCanvas } from './gpu-node.ts';
import { hairKept } from './hair-kept.ts';
import { type Light, lit } from './lights.ts';
import { type EncodedImage, readModel } from './model.ts';
import type { MotionPreset } from './motion-presets.ts';
import type { DecodedImage, Framing, Portrait } from './portrait.ts';
import { plain, SETS } from './sets.ts';
import { COARSE } from './simplify.ts';
import { mergedKept, paintedKept } from './stage-kept.ts';
import type { Performance, Take } from './take.ts';
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
  /** Left out, the set's own. */
  readonly light?: Light | undefined;
  /** How the body carries itself; left out, as anybody does. */
  readonly motion?: MotionPreset | undefined;
  /** How a figure holds its hands at `t` seconds. */
  readonly hands?: ((t: number) => ArmsPose) | undefined;
  /** Draws every pixel of every frame, shortens nothing: what the fast route is measured against. */
  readonly plain?: boolean;
}

export interface Stage {
  readonly portrait: Portrait;
  readonly tier: Tier;
  /** Draws one frame. RGBA bytes, origin at the top; the buffer is reused by the next call. */
  draw(names: readonly string[], values: ArrayLike<number>, t: number, seed: number): Promise<Uint8Array>;
  /**
   * Draws the frames of a film for `plate`, the set without anybody, to be patched with. Only where shading is lean and
   * the picture is drawn at its own size; null elsewhere. Between two takes of a stage nothing else may be drawn.
   */
  take(performance: Performance): { readonly plate: Uint8Array; readonly take: Take } | null;
  /** Textures and geometries the renderer holds on the device. */
  deviceObjects(): number;
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
  const backend = installWebGpu();
  const three = await import('three/webgpu');
  const { createPortrait } = await import('./portrait.ts');
  const { antialiasQuad } = await import('./antialias.ts');
  const { focusQuad, largestDisc } = await import('./focus.ts');
  const { createReadback } = await import('./readback.ts');
  const { clip, createTake } = await import('./take.ts');
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
  renderer.toneMapping = three.NoToneMapping;
  renderer.setClearColor(0x000000, 0);
  const lean = backend === 'opengles' && tier.samples === 1 && !options.plain;
  // Twelve comparisons with one texel each make as soft an edge as eight with four, at two thirds of the cost.
  renderer.shadowMap.type = lean ? three.BasicShadowMap : three.PCFShadowMap;
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
  const cache = defaultCacheDir();
  const backdrop =
    background.type === 'image'
      ? await cover(background.path, options.width, options.height)
      : background.type === 'set'
        ? await paintedKept(background.name, { set, width, height, bokeh: tier.bokeh }, cache)
        : null;
  const portrait = await createPortrait({
    model,
    set: lit(set, options.light),
    ...(backdrop ? { backdrop } : {}),
    transparent: background.type === 'transparent',
    motion: options.motion,
    hands: options.hands,
    framing: options.framing,
    width,
    height,
    shadowSize: tier.shadowSize,
    samples: tier.samples,
    bokeh: tier.bokeh,
    depthOfField: tier.depthOfField,
    lean,
    seen: (job) => hairKept(job, cache),
    merge: (part, tolerance, weighing = COARSE) => mergedKept(part, tolerance, weighing, cache),
    decode: (image) => decode(image, tier.textureSize),
  });
  const target = new three.RenderTarget(width, height, {
    type: three.UnsignedByteType,
    format: three.RGBAFormat,
    colorSpace: three.NoColorSpace,
    samples: tier.samples > 1 ? tier.samples : 0,
    depthBuffer: true,
  });
  const readback = createReadback(renderer, width, height);
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
  const lens = tier.depthOfField ? createLens() : null;
  const whole: Rectangle = { x: 0, y: 0, width, height };
  const finished = lens?.target ?? smooth?.target ?? target;

  function createLens() {
    const reach = Math.ceil(largestDisc(tier.bokeh, portrait.focus()) * height);
    const plain = (depthBuffer: boolean) =>
      new three.RenderTarget(width, height, {
        type: three.UnsignedByteType,
        format: three.RGBAFormat,
        colorSpace: three.NoColorSpace,
        depthBuffer,
      });
    const discs = plain(true);
    const drawn = plain(false);
    const quad = focusQuad(target.texture, discs.texture, { width, height }, reach);
    return {
      target: drawn,
      reach,
      /** What `area` shows of the picture in `target`, through the lens. */
      draw(area: Rectangle): void {
        portrait.showDiscs(true);
        clip(discs, grown(area, reach, whole), whole);
        renderer.setRenderTarget(discs);
        renderer.render(portrait.scene, portrait.camera);
        portrait.showDiscs(false);
        clip(drawn, area, whole);
        renderer.setRenderTarget(drawn);
        quad.render(renderer);
      },
      dispose(): void {
        discs.dispose();
        drawn.dispose();
      },
    };
  }

  /** Draws what `area` shows and reads it back, tightly packed. */
  async function drawArea(area: Rectangle): Promise<Uint8Array> {
    nextFrame();
    clip(target, grown(area, lens?.reach ?? (smooth ? SMOOTHING_REACH : 0), whole), whole);
    renderer.setRenderTarget(target);
    renderer.render(portrait.scene, portrait.camera);
    if (lens) lens.draw(area);
    else if (smooth) {
      clip(smooth.target, area, whole);
      renderer.setRenderTarget(smooth.target);
      smooth.quad.render(renderer);
    }
    const into = new Uint8Array(area.width * area.height * 4);
    await readback.read(finished, area, into);
    return into;
  }

  /** The set without anybody. */
  async function drawPlate(): Promise<Uint8Array> {
    portrait.showPerson(false);
    const plate = await drawArea(whole);
    portrait.showPerson(true);
    return plate;
  }
  const plate = options.plain ? null : await drawPlate();
  const frame = plate?.slice();
  let stained: Rectangle | null = null;

  /** The whole picture at the drawn size: only the person's rectangle is drawn, the plate lies around it. */
  async function drawFrame(): Promise<Uint8Array> {
    if (!plate || !frame) return drawArea(whole);
    const extent = portrait.extent(width, height);
    const area = extent && lens ? grown(extent, lens.reach, whole) : extent;
    if (stained) copyPixels(plate, whole, frame, whole, stained);
    if (area) copyPixels(await drawArea(area), area, frame, whole, area);
    stained = area;
    return frame;
  }

  return {
    portrait,
    tier,
    async draw(names, values, t, seed) {
      portrait.setFrame(names, values, t, seed);
      const picture = await drawFrame();
      if (scale === 1) return picture;
      const { data } = await sharp(picture, { raw: { width, height, channels: 4 } })
        .resize(options.width, options.height, { kernel: 'mitchell', fit: 'fill' })
        .raw()
        .toBuffer({ resolveWithObject: true });
      return new Uint8Array(data);
    },
    take(performance) {
      if (!lean || !plate) return null;
      const take = createTake({ renderer, portrait, target, readback, performance });
      return { plate, take };
    },
    deviceObjects: () => renderer.info.memory.textures + renderer.info.memory.geometries,
    close() {
      portrait.dispose();
      readback.dispose();
      target.dispose();
      smooth?.target.dispose();
      lens?.dispose();
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
