/**
 * The person in a browser: the same scene, materials and tiers as `still.ts` draws in Node, on WebGPU where the browser
 * has it and on WebGL 2 elsewhere. For the studio's viewer and for the bench that compares the two.
 */
import {
  LinearSRGBColorSpace,
  NoColorSpace,
  NoToneMapping,
  PCFShadowMap,
  RenderTarget,
  RGBAFormat,
  UnsignedByteType,
  WebGPURenderer,
} from 'three/webgpu';
import type { Quality } from '../../supabase/functions/_shared/contract/job.ts';
import { antialiasQuad } from './antialias.ts';
import type { ArmsPose } from './arms.ts';
import { decodeImage } from './decode-browser.ts';
import type { Thinner } from './hair-thinning.ts';
import { type AvatarModel, type EncodedImage, readModel } from './model.ts';
import type { MotionPreset } from './motion-presets.ts';
import { createPortrait, type DecodedImage, type Framing, type Orbit, type Portrait } from './portrait.ts';
import type { StageSet } from './sets.ts';
import { TIERS } from './tiers.ts';

export interface BrowserStageOptions {
  readonly canvas: HTMLCanvasElement;
  readonly glb: Uint8Array;
  readonly set: StageSet;
  readonly framing: Framing;
  readonly width: number;
  readonly height: number;
  /** Four-fold supersampling of the tiers above `standard` is left to films; a viewer draws at its own size. */
  readonly quality: Quality;
  readonly transparent?: boolean;
  /** How the body carries itself; left out, as anybody does. */
  readonly motion?: MotionPreset;
  /** How somebody who `stand`s holds their hands at `t` seconds; without, arms hang. */
  readonly hands?: (t: number) => ArmsPose;
  /** Replaces the set's backdrop. */
  readonly backdrop?: DecodedImage;
  /** Cheaper shading for software GPUs; the camera may still walk around the person. */
  readonly lean?: boolean;
  /** Overrides the tier's. */
  readonly shadowSize?: number;
  /** Overrides the tier's smoothing of edges. */
  readonly antialias?: boolean;
  /** As `createPortrait` takes it. */
  readonly thin?: Thinner;
  /** Skips WebGPU even where the browser has it. */
  readonly webgl?: boolean;
}

/** What stands behind the person. */
export interface Behind {
  readonly set: StageSet;
  /** Replaces the set's backdrop. */
  readonly backdrop?: DecodedImage;
}

export interface BrowserStage {
  /** As it was loaded, or as `dress` made it; who stands is another one. */
  readonly portrait: Portrait;
  /** Whether who `stand`s is drawn. */
  readonly standing: boolean;
  /** As it was loaded. */
  readonly model: AvatarModel;
  /** Longest side of the textures drawn. */
  readonly textureSize: number;
  /** Draws another model in place of the one before, which stays until the new one is ready. */
  dress(model: AvatarModel, behind: Behind, framing: Framing): Promise<void>;
  /**
   * Draws a figure in framing wide from when it is ready on, in place of the portrait; null draws the portrait again.
   * Nothing changes once `signal` is aborted.
   */
  stand(glb: Uint8Array | null, behind: Behind, signal?: AbortSignal): Promise<void>;
  /** `Portrait.view` and `Portrait.restage` of whoever is drawn now or later. */
  view(framing: Framing, orbit?: Orbit): void;
  restage(behind: Behind): void;
  readonly backend: 'webgpu' | 'webgl2';
  /** Sizes in pixels of the canvas. */
  resize(width: number, height: number): void;
  /**
   * Draws to the canvas; `raw` leaves out the smoothing of edges, a third of a picture's cost on software GPUs. Then `share`
   * of the canvas's pixels a side are drawn, and the page scales them.
   */
  show(
    names: readonly string[],
    values: ArrayLike<number>,
    t: number,
    seed: number,
    raw?: boolean,
    share?: number,
  ): void;
  /** Whether the GPU has not yet finished what `show` asked of it: another picture would only wait behind that. */
  readonly busy: boolean;
  /** Draws one frame off screen. RGBA bytes, origin at the top. */
  capture(names: readonly string[], values: ArrayLike<number>, t: number, seed: number): Promise<Uint8Array>;
  close(): void;
}

export async function openBrowserStage(options: BrowserStageOptions): Promise<BrowserStage> {
  const { canvas, quality } = options;
  let { width, height } = options;
  const tier = TIERS[quality];
  const shadowSize = options.shadowSize ?? tier.shadowSize;
  const renderer = new WebGPURenderer({
    canvas,
    antialias: tier.samples > 1,
    alpha: options.transparent === true,
    forceWebGL: options.webgl === true,
  });
  await renderer.init();
  renderer.setPixelRatio(1);
  renderer.setSize(width, height, false);
  renderer.shadowMap.enabled = shadowSize > 0;
  renderer.shadowMap.type = PCFShadowMap;
  renderer.toneMapping = NoToneMapping;
  // Materials hand out display colours already. Any other name for them, `NoColorSpace` too, has three draw into a picture
  // of half floats and then copy that to the canvas.
  renderer.outputColorSpace = LinearSRGBColorSpace;
  renderer.setClearColor(0x000000, 0);
  // A person who changes clothes keeps most pictures.
  const decoded = new WeakMap<EncodedImage, Promise<DecodedImage>>();
  const decode = (image: EncodedImage): Promise<DecodedImage> => {
    const known = decoded.get(image) ?? decodeImage(image, tier.textureSize);
    decoded.set(image, known);
    return known;
  };
  const { set, backdrop } = options;
  const portray = async (model: AvatarModel, behind: Behind, framing: Framing): Promise<Portrait> => {
    const made = await createPortrait({
      model,
      ...behind,
      transparent: options.transparent === true,
      // Hair and surfaces merged for the wide pixels of a small canvas, up to 4 mm, would fray and let what lies below through.
      framing: framing === 'wide' ? 'medium' : framing,
      width,
      height,
      shadowSize,
      samples: tier.samples,
      bokeh: tier.bokeh,
      lean: options.lean === true,
      around: true,
      thin: options.thin,
      ...(options.motion ? { motion: options.motion } : {}),
      ...(model.arms?.length ? { hands: options.hands } : {}),
      decode,
    });
    if (framing === 'wide') made.view(framing);
    return made;
  };
  const model = await readModel(options.glb);
  let portrait = await portray(model, { set, ...(backdrop ? { backdrop } : {}) }, options.framing);
  let figure: Portrait | null = null;
  let stands = 0;
  let seen: { framing: Framing; orbit: Orbit | undefined } = { framing: options.framing, orbit: undefined };
  const drawn = (): Portrait => (seen.framing === 'wide' && figure) || portrait;
  const target = new RenderTarget(width, height, {
    type: UnsignedByteType,
    format: RGBAFormat,
    colorSpace: NoColorSpace,
    samples: tier.samples > 1 ? tier.samples : 0,
    depthBuffer: true,
  });
  const antialias = options.antialias ?? tier.antialias;
  let smooth = antialias ? antialiasQuad(target.texture, width, height) : null;
  const smoothed = smooth
    ? new RenderTarget(width, height, {
        type: UnsignedByteType,
        colorSpace: NoColorSpace,
        depthBuffer: false,
      })
    : null;
  const webgl = (renderer.backend as { isWebGLBackend?: boolean }).isWebGLBackend === true;

  const gl = webgl ? canvas.getContext('webgl2') : null;
  let fence: WebGLSync | null = null;
  let drawnShare = 1;
  function draw(to: RenderTarget | null, raw = false): void {
    renderer.setRenderTarget(smooth && !raw ? target : to);
    const { scene, camera } = drawn();
    renderer.render(scene, camera);
    if (!smooth || raw) return;
    renderer.setRenderTarget(to);
    smooth.render(renderer);
  }
  return {
    model,
    textureSize: tier.textureSize,
    get portrait() {
      return portrait;
    },
    async dress(next, behind, framing) {
      const made = await portray(next, behind, framing);
      portrait.dispose();
      portrait = made;
      portrait.resize(width, height);
    },
    get standing() {
      return drawn() === figure;
    },
    async stand(glb, behind, signal) {
      const turn = ++stands;
      const made = glb && (await portray(await readModel(glb), behind, 'wide'));
      if (turn !== stands || signal?.aborted) {
        made?.dispose();
        return;
      }
      figure?.dispose();
      figure = made;
      figure?.resize(width, height);
      figure?.view(seen.framing, seen.orbit);
    },
    view(framing, orbit) {
      seen = { framing, orbit };
      portrait.view(framing, orbit);
      figure?.view(framing, orbit);
    },
    restage({ set, backdrop }) {
      portrait.restage(set, backdrop);
      figure?.restage(set, backdrop);
    },
    backend: webgl ? 'webgl2' : 'webgpu',
    resize(nextWidth, nextHeight) {
      [width, height] = [nextWidth, nextHeight];
      drawnShare = 1;
      renderer.setSize(width, height, false);
      portrait.resize(width, height);
      figure?.resize(width, height);
      target.setSize(width, height);
      smoothed?.setSize(width, height);
      for (const material of smooth ? [smooth.material].flat() : []) material.dispose();
      // The size of a pixel is written into its shader.
      smooth = smooth && antialiasQuad(target.texture, width, height);
    },
    show(names, values, t, seed, raw = false, share = 1) {
      const now = raw ? share : 1;
      if (now !== drawnShare) {
        drawnShare = now;
        renderer.setSize(Math.round(width * now), Math.round(height * now), false);
      }
      drawn().setFrame(names, values, t, seed);
      draw(null, raw);
      if (!gl) return;
      gl.deleteSync(fence);
      fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
    },
    get busy() {
      return fence !== null && gl?.getSyncParameter(fence, gl.SYNC_STATUS) === gl?.UNSIGNALED;
    },
    async capture(names, values, t, seed) {
      drawn().setFrame(names, values, t, seed);
      const finished = smoothed ?? target;
      draw(finished);
      const pixels = (await renderer.readRenderTargetPixelsAsync(
        finished,
        0,
        0,
        width,
        height,
      )) as Uint8Array;
      return webgl ? upright(pixels, width * 4) : pixels;
    },
    close() {
      stands += 1;
      portrait.dispose();
      figure?.dispose();
      target.dispose();
      smoothed?.dispose();
      renderer.dispose();
    },
  };
}

/** WebGL reads from the bottom row up. */
function upright(pixels: Uint8Array, row: number): Uint8Array {
  const out = new Uint8Array(pixels.length);
  for (let from = 0, to = pixels.length - row; to >= 0; from += row, to -= row) {
    out.set(pixels.subarray(from, from + row), to);
  }
  return out;
}
