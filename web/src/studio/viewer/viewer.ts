/**
 * The person in the studio: the renderer's scene on a canvas. This module is the 3D chunk's entry: load it with
 * `import()`. The camera, light, set, materials and pose are those of the film; only the model's level of detail and,
 * on software GPUs, the smoothing of edges and the shadow map are less.
 */
import type { AvatarModel } from '../../../../avatar/scene/model.ts';
import { motionOf } from '../../../../avatar/scene/motion-presets.ts';
import type { DecodedImage, Framing, Orbit } from '../../../../avatar/scene/portrait.ts';
import type { RestShape } from '../../../../avatar/scene/pose.ts';
import { openBrowserStage } from '../../../../avatar/scene/stage-browser.ts';
import { CURVE_NAMES } from '../../../../supabase/functions/_shared/contract/job.ts';
import { type Curves, sampleCurves } from '../core/curves.ts';
import { blink, idleFace } from '../core/idle.ts';
import { behind, type ViewerBackground } from './backdrops.ts';
import { createGovernor } from './governor.ts';
import { createHands, gesturesOf } from './hands.ts';
import { createPace } from './pace.ts';
import { openThinning } from './thinning.ts';

export type { Orbit, ViewerBackground };

/** How far the camera may walk around, radians: hair and clothes are made to be seen from the front. */
export const ORBIT_LIMITS = { yaw: 0.6, pitch: 0.22 } as const;

export interface ViewerOptions {
  readonly canvas: HTMLCanvasElement;
  readonly glb: Uint8Array;
  /** `animations` of the catalogue entry. */
  readonly animations: unknown;
  readonly framing: Framing;
  readonly background: ViewerBackground;
  /** Pixels drawn. */
  readonly width: number;
  readonly height: number;
  readonly software: boolean;
  /** Breathing and blinks while nobody speaks. */
  readonly idle: boolean;
}

export interface Performance {
  readonly curves: Curves;
  /** Where the sound is, seconds. */
  readonly clock: () => number;
}

export interface Viewer {
  readonly backend: 'webgpu' | 'webgl2';
  frame(framing: Framing, orbit: Orbit): void;
  setBackground(background: ViewerBackground): Promise<void>;
  resize(width: number, height: number): void;
  /** Draws the face by the sound's clock until called with null. */
  perform(performance: Performance | null): void;
  /** Longest side of the textures drawn. */
  readonly textureSize: number;
  /** Draws another model in place of this one, which stays until the other one is ready. */
  dress(model: AvatarModel): Promise<void>;
  /**
   * Draws this figure with its hands in framing wide, from when it is ready on, unless `signal` is aborted by then; null
   * draws the model there too.
   */
  stand(glb: Uint8Array | null, signal?: AbortSignal): Promise<void>;
  /** Another shape of the model drawn, and other colours of some of its parts. */
  reshape(
    shape: RestShape,
    pictures: readonly { readonly part: number; readonly picture: DecodedImage }[],
  ): void;
  /** The person as they wait, seen from the front in a picture of this size. */
  snapshot(width: number, height: number): Promise<Blob>;
  /** Draws nothing while out of sight. */
  setVisible(visible: boolean): void;
  /** Pictures drawn so far. */
  readonly drawn: number;
  close(): void;
}

/** Seconds from the end of a sentence to the face that waits. */
const RELAX_S = 0.35;
/** How long after its last movement the camera counts as standing still. */
const SETTLE_MS = 180;
const IDLE_FPS = { software: 6, hardware: 30 } as const;
const SEED = 1;
/** How long a software GPU is left to the page after a key or a click: it draws both, and the answer comes first. */
const YIELD_MS = 160;
const INPUTS = ['keydown', 'keyup', 'pointerdown', 'pointerup', 'click', 'input'] as const;
/**
 * Whoever uses the page does not watch somebody breathe: on a software GPU such a picture is in the way of the next answer
 * (60 ms of it), so the person rests until the page does. A mouse on its way to a button says so in time.
 */
const REST_MS = 1000;
const ACTIVITY = [...INPUTS, 'pointermove', 'wheel'] as const;

export async function openViewer(options: ViewerOptions): Promise<Viewer> {
  const { canvas, software } = options;
  let size = { width: options.width, height: options.height };
  let background = options.background;
  const thinning = openThinning();
  /** Draws what thinning changed. */
  let early = false;
  let thinned = (): void => {
    early = true;
  };
  const hands = createHands(gesturesOf(options.animations), SEED);
  const stage = await openBrowserStage({
    canvas,
    hands: hands.pose,
    glb: options.glb,
    ...(await behind(background, size.width, size.height)),
    framing: options.framing,
    ...size,
    quality: software ? 'draft' : 'standard',
    lean: software,
    antialias: true,
    motion: motionOf(options.animations),
    webgl: true,
    async thin(job) {
      delete canvas.dataset.hair;
      const seen = await thinning.thin(job);
      // Once the scene has taken it.
      setTimeout(() => thinned());
      return seen;
    },
  });
  let framing = options.framing;
  let orbit: Orbit = { yaw: 0, pitch: 0 };
  const face = new Float32Array(CURVE_NAMES.length);
  const left = new Float32Array(CURVE_NAMES.length);
  let performing: Performance | null = null;
  let endedAt = Number.NEGATIVE_INFINITY;
  let movedAt = Number.NEGATIVE_INFINITY;
  let settles: ReturnType<typeof setTimeout> | undefined;

  let governor = createGovernor();
  /** When the moving picture that is being drawn was asked for. */
  let asked: number | null = null;
  let watching: number | null = null;
  const finish = (now: number): void => {
    if (asked !== null) governor.took(now - asked);
    asked = null;
  };
  function watchIt(now: number): void {
    watching = null;
    if (!stage.busy) finish(now);
    if (asked !== null) watching = requestAnimationFrame(watchIt);
  }
  function show(names: readonly string[], t: number, moving: boolean): void {
    // The one before is done, or this one would not be asked for.
    finish(performance.now());
    stage.show(names, face, t, SEED, moving, governor.share);
    if (!moving) return;
    asked = performance.now();
    watching ??= requestAnimationFrame(watchIt);
  }
  let blinking = false;
  /** Seconds that the person has breathed, and when last counted. */
  let lived = 0;
  let counted = performance.now();
  function draw(now: number): void {
    const walking = software && now - movedAt < SETTLE_MS;
    // While the camera walks a person who waits holds their breath: half of what the page does for a picture, and not seen.
    const gesturing = stage.standing && hands.moving;
    if (options.idle && (performing || blinking || gesturing || !walking)) lived += (now - counted) / 1000;
    counted = now;
    const t = lived;
    if (performing) {
      const curves = (stage.standing ? hands.curves : null) ?? performing.curves;
      sampleCurves(curves, performing.clock(), face);
      show(curves.names, t, software);
      return;
    }
    idleFace(t, face);
    blinking = blink(t) > 0;
    const relaxed = (now - endedAt) / 1000 / RELAX_S;
    if (relaxed < 1) {
      const share = relaxed * relaxed * (3 - 2 * relaxed);
      for (let i = 0; i < face.length; i++) face[i] = (left[i] ?? 0) * (1 - share) + (face[i] ?? 0) * share;
      pace.touch();
    }
    if (gesturing) pace.touch();
    show(CURVE_NAMES, t, walking || (software && gesturing));
  }
  const pace = createPace({
    draw,
    idleFps: options.idle ? IDLE_FPS[software ? 'software' : 'hardware'] : 0,
    request: (callback) => requestAnimationFrame(callback),
    cancel: cancelAnimationFrame,
    later: (callback, ms) => window.setTimeout(callback, ms),
    forget: (handle) => clearTimeout(handle),
    busy: () => stage.busy,
    resting: () => !blinking,
  });
  thinned = () => {
    canvas.dataset.hair = 'thin';
    // Pictures of all the hair say nothing of those to come.
    governor = createGovernor();
    pace.touch();
  };
  if (early) thinned();
  // Whoever moves the camera wants to see it move.
  const give = ({ target }: Event): void => {
    if (!(target instanceof Node && canvas.parentElement?.contains(target)))
      pace.hold(performance.now() + YIELD_MS);
  };
  const rest = (): void => pace.calm(performance.now() + REST_MS);
  const listening = new AbortController();
  const heard = { capture: true, passive: true, signal: listening.signal };
  if (software) {
    for (const input of INPUTS) addEventListener(input, give, heard);
    for (const input of ACTIVITY) addEventListener(input, rest, heard);
  }

  let restages = 0;
  async function restage(): Promise<void> {
    const turn = ++restages;
    const place = await behind(background, size.width, size.height);
    // Another choice may have been made while a picture was painted or decoded.
    if (turn !== restages) return;
    stage.restage(place);
    pace.touch();
  }
  return {
    backend: stage.backend,
    textureSize: stage.textureSize,
    async dress(model) {
      await stage.dress(model, await behind(background, size.width, size.height), framing);
      stage.view(framing, orbit);
      pace.touch();
    },
    async stand(glb, signal) {
      await stage.stand(glb, await behind(background, size.width, size.height), signal);
      // Another background may have been chosen meanwhile.
      if (!listening.signal.aborted) await restage();
    },
    reshape(shape, pictures) {
      stage.portrait.reshape(shape);
      for (const { part, picture } of pictures) stage.portrait.repaint(part, picture);
      pace.touch();
    },
    async snapshot(width, height) {
      pace.setVisible(false);
      try {
        stage.resize(width, height);
        stage.restage(await behind(background, width, height));
        stage.view('close');
        idleFace(0, face);
        const pixels = await stage.capture(CURVE_NAMES, face, 0, SEED);
        return await encode(pixels, width, height);
      } finally {
        stage.resize(size.width, size.height);
        stage.view(framing, orbit);
        await restage();
        pace.setVisible(true);
      }
    },
    frame(nextFraming, nextOrbit) {
      framing = nextFraming;
      orbit = nextOrbit;
      stage.view(framing, orbit);
      pace.touch();
      // While the camera moves edges may be rough; then they are smoothed.
      movedAt = performance.now();
      clearTimeout(settles);
      if (software) settles = setTimeout(pace.touch, SETTLE_MS + 20);
    },
    async setBackground(next) {
      background = next;
      await restage();
    },
    resize(width, height) {
      if (width === size.width && height === size.height) return;
      const reshaped = Math.abs(width / height - size.width / size.height) > 0.01;
      size = { width, height };
      stage.resize(width, height);
      // A set is painted for the picture's shape.
      if (reshaped) void restage();
      pace.touch();
    },
    perform(next) {
      if (performing && !next) {
        left.set(face);
        endedAt = performance.now();
      }
      // Who asks for less motion sees the face speak alone.
      if (options.idle) hands.follow(next);
      performing = next;
      pace.setLive(next !== null);
      pace.touch();
    },
    setVisible: pace.setVisible,
    get drawn() {
      return pace.drawn;
    },
    close() {
      clearTimeout(settles);
      if (watching !== null) cancelAnimationFrame(watching);
      listening.abort();
      thinning.close();
      pace.stop();
      stage.close();
      canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

async function encode(pixels: Uint8Array, width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const image = new ImageData(new Uint8ClampedArray(pixels), width, height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return await canvas.convertToBlob({ type: 'image/webp', quality: 0.86 });
}
