/**
 * One performance, frame after frame, for a software GPU: draws only what can have changed since the frame before.
 *
 * Even frames are drawn whole. An odd frame keeps the clothes and the shadow map of the even frame before it while they
 * would differ by less than an eye sees, so what a frame looks like depends on its own and that frame's pose alone, not
 * on where drawing began: ranges join.
 */
import type { RenderTarget, WebGPURenderer } from 'three/webgpu';
import { SMOOTHING_REACH } from './antialias-cpu.ts';
import { createDrift } from './drift.ts';
import { grown, type Rectangle, union } from './extent.ts';
import { nextFrame } from './gpu-node.ts';
import { LAYERS, type Portrait } from './portrait.ts';
import { backendOf, type Readback } from './readback.ts';

export interface Performance {
  /** Face curves by name, as they are at a frame. */
  readonly names: readonly string[];
  readonly values: (frame: number) => ArrayLike<number>;
  readonly fps: number;
  readonly seed: number;
}

/** The part of a picture that a frame changed. Edges are not smoothed yet. */
export interface Patch {
  /** Even coordinates, but where an odd picture ends. */
  readonly area: Rectangle;
  /** What the pixels cover: `area` and what smoothing its edges reads. */
  readonly covers: Rectangle;
  /** Whether everything outside `area` is the plate; otherwise it is what the frame before showed. */
  readonly whole: boolean;
}

export interface Take {
  /**
   * Draws a frame and reads what changed into `into` (RGBA, rows of `covers.width`), which holds a whole picture.
   * Frames in order; any may be the first.
   */
  draw(frame: number, into: Uint8Array): Promise<Patch>;
}

export interface TakeOptions {
  readonly renderer: WebGPURenderer;
  readonly portrait: Portrait;
  /** Two of a kind, with depth textures. */
  readonly targets: readonly [RenderTarget, RenderTarget];
  readonly readback: Readback;
  readonly performance: Performance;
}

/** Way in pixels that clothes may lag behind: a third of a pixel of sway over one frame. */
const BODY_LAG = 0.34;
/** Way in pixels that what casts a shadow may have moved since the map was drawn. */
const SHADOW_LAG = 1.5;
/** Pixels around the person where an even frame draws the set too, for the head of the odd frame after it. */
const ROOM = 24;

export function createTake(options: TakeOptions): Take {
  const { renderer, portrait, targets, readback, performance } = options;
  const [clean, spare] = targets;
  const picture: Rectangle = { x: 0, y: 0, width: clean.width, height: clean.height };
  const { camera, sun } = portrait;
  const drift = { body: createDrift(portrait.parts.body), head: createDrift(portrait.parts.head) };
  const backend = backendOf(renderer);
  /** The frame whose clothes stand in the spare target untouched, or in neither. */
  let kept: number | null = null;
  let keptHead: Rectangle | null = null;
  let room = picture;
  let delivered: number | null = null;

  const pose = (frame: number): void =>
    portrait.setFrame(
      performance.names,
      performance.values(frame),
      frame / performance.fps,
      performance.seed,
    );

  function render(target: RenderTarget, layers: readonly number[], clear: boolean): void {
    camera.layers.disableAll();
    for (const layer of layers) camera.layers.enable(layer);
    renderer.setRenderTarget(target);
    renderer.autoClear = clear;
    renderer.render(portrait.scene, camera);
    renderer.autoClear = true;
    for (const layer of Object.values(LAYERS)) camera.layers.enable(layer);
  }

  /** Backdrop and clothes of the pose of now into both targets, with its shadows. */
  function drawBody(frame: number): void {
    nextFrame();
    sun.shadow.needsUpdate = true;
    room = grown(portrait.extent(picture.width, picture.height) ?? picture, ROOM, picture);
    for (const target of targets) clip(target, room, picture);
    render(clean, [LAYERS.backdrop, LAYERS.body], true);
    const encoder = backend.device.createCommandEncoder();
    const size = { width: picture.width, height: picture.height };
    for (const kind of ['texture', 'depthTexture'] as const) {
      const [from, to] = [clean[kind], spare[kind]];
      if (!from || !to) throw new Error('the targets of a take need depth textures');
      encoder.copyTextureToTexture(
        { texture: backend.get(from).texture },
        { texture: backend.get(to).texture },
        size,
      );
    }
    backend.device.queue.submit([encoder.finish()]);
    drift.body.mark();
    drift.head.mark();
    kept = frame;
    keptHead = portrait.extent(picture.width, picture.height, 'head');
  }

  // three makes the textures behind a target anew when it first draws to it: what was copied there would be lost.
  for (const target of targets) render(target, [LAYERS.backdrop], true);
  return {
    async draw(frame, into) {
      const key = frame - (frame % 2);
      let area: Rectangle | null;
      let target = clean;
      sun.shadow.autoUpdate = false;
      if (frame !== key && kept !== key) {
        pose(key);
        drawBody(key);
      }
      pose(frame);
      let whole = true;
      const now = portrait.extent(picture.width, picture.height);
      const stays = now === null || within(grown(now, SMOOTHING_REACH, picture), room);
      if (frame === key || !stays || drift.body.measure() > BODY_LAG * portrait.pixel()) {
        drawBody(frame);
        area = now;
      } else {
        nextFrame();
        sun.shadow.needsUpdate = drift.head.measure() > SHADOW_LAG * portrait.pixel();
        target = spare;
        whole = delivered !== key;
        const head = portrait.extent(picture.width, picture.height, 'head');
        area = union(whole ? now : keptHead, head);
        // The head is drawn over the clothes kept there.
        kept = null;
      }
      render(target, [LAYERS.head], false);
      // A film's first patch is never empty: one frame of plate is as good as nobody.
      const shown = area ?? { x: 0, y: 0, width: 2, height: 2 };
      const covers = grown(shown, SMOOTHING_REACH, picture);
      await readback.read(target, covers, into);
      delivered = frame;
      return { area: shown, covers, whole };
    },
  };
}

const within = (inner: Rectangle, outer: Rectangle): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** Restricts what is drawn to `area`. */
export function clip(target: RenderTarget, area: Rectangle, picture: Rectangle): void {
  target.scissor.set(area.x, area.y, area.width, area.height);
  target.scissorTest = area.width !== picture.width || area.height !== picture.height;
}
