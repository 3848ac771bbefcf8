/**
 * One performance, frame after frame, for a software GPU: draws only what an eye can tell from the frame before.
 *
 * Frames come in groups of four, two or one. Within a group the chest holds still, at where it is in the middle of it, and
 * within groups of those frames the head, while the face goes on; a group is as long as nothing is further from its own
 * place than a chest may be by half a pixel and a head by a quarter. A head that turns is where it belongs in each frame. The first frame of a chest's group is drawn whole; a later one is that picture with the
 * rectangles drawn anew in which anything has moved since: the head, or mouth and jaw, now and then eyes. What a frame looks
 * like depends on its group alone, not on where drawing began: ranges join.
 */
import type { RenderTarget, WebGPURenderer } from 'three/webgpu';
import { SMOOTHING_REACH } from './antialias-cpu.ts';
import { apart, type Moment } from './carriage.ts';
import { createChange } from './change.ts';
import { createDrift } from './drift.ts';
import { grown, type Rectangle } from './extent.ts';
import { nextFrame } from './gpu-node.ts';
import type { Portrait } from './portrait.ts';
import type { Readback } from './readback.ts';

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
  /** Where they begin in the buffer, bytes; a multiple of four. */
  readonly at: number;
  /** Whether everything outside `area` is the plate; otherwise it is what was there before. */
  readonly whole: boolean;
}

export interface Take {
  /**
   * Draws a frame and reads what changed into `into` (RGBA, rows of `covers.width`), which holds `TAKE_PICTURES`
   * pictures. Patches are to be laid in order over the frame before. Frames in order; any may be the first.
   */
  draw(frame: number, into: Uint8Array): Promise<readonly Patch[]>;
}

/** The most a frame hands over: a picture, and what moved since. */
export const TAKE_PICTURES = 2;

export interface TakeOptions {
  readonly renderer: WebGPURenderer;
  readonly portrait: Portrait;
  readonly target: RenderTarget;
  readonly readback: Readback;
  readonly performance: Performance;
}

/** Frames in which something holds still, as it is at `middle`, which lies on a frame or between two. */
interface Group {
  readonly first: number;
  readonly length: number;
  readonly middle: number;
}

/** The chest's group whose first frame changes are measured from, that frame's person, and the last frame measured. */
interface Base {
  readonly group: Group;
  readonly area: Rectangle;
  readonly measured: number;
}

/** What is to be drawn of `frame`, which is posed. */
interface Plan {
  readonly frame: number;
  readonly areas: readonly Rectangle[];
  readonly whole: boolean;
  /** Whether what casts a shadow has moved too far for the map. */
  readonly shadow: boolean;
}

/** Longest group first; each divides the one before, so that groups of the head nest in those of the chest. */
const GROUPS = [4, 2, 1] as const;
/** Pixels by which the chest may stand away from where it belongs. */
const CHEST_HOLD = 0.6;
/** Pixels by which a head that holds may. */
const HEAD_HOLD = 0.35;
/** Pixels the head may turn by while the chest holds: the shadow it casts on what is not drawn anew stays. */
const TURN = 8;
/** Pixels by which the face may have moved and still stand as it was drawn. */
const LAG = 0.3;
/** Pixels by which what casts a shadow may have moved since the map was drawn. */
const SHADOW_LAG = 1.5;
/** Numbers of a box in a carriage. */
const CORNERS = 24;
/** Share of the person beyond which rectangles are not worth their trouble. */
const MOST = 0.7;

export function createTake({ renderer, portrait, target, readback, performance }: TakeOptions): Take {
  const picture: Rectangle = { x: 0, y: 0, width: target.width, height: target.height };
  const { camera, shapes, sun } = portrait;
  const change = createChange(
    shapes.map((shape) => ({ ...shape, limit: LAG })),
    picture.width,
    picture.height,
  );
  const drift = createDrift(shapes.map(({ posed }) => posed).filter(({ part }) => part.name === 'skin'));
  const { names, fps, seed } = performance;
  const carriage = ['headPitch', 'headYaw', 'headRoll'].map((name) => names.indexOf(name));
  let base: Base | null = null;
  /** The frame after the one delivered last, posed and measured already. */
  let ahead: Plan | null = null;

  /** Curves of `frame`, its head as at `middle`, which lies on a frame or between two. */
  function valuesAt(frame: number, middle: number): Float32Array {
    const values = Float32Array.from(performance.values(frame));
    const ends = [Math.floor(middle), Math.ceil(middle)].map((f) => Float32Array.from(performance.values(f)));
    for (const k of carriage) if (k >= 0) values[k] = (ends[0]![k]! + ends[1]![k]!) / 2;
    return values;
  }

  const momentOf = ({ first, middle }: Group): Moment => ({
    values: valuesAt(first, middle),
    t: middle / fps,
  });
  const carriedAt = (frame: number, middle = frame): Float64Array =>
    portrait.carriage(names, valuesAt(frame, middle), middle / fps, seed);

  /** The longest group around `frame`, of `most` frames, in which `holds`; alone, a frame always does. */
  function longest(frame: number, most: number, holds: (group: Group) => boolean): Group {
    const groups = GROUPS.filter((length) => length <= most).map((length): Group => {
      const first = frame - (frame % length);
      return { first, length, middle: first + (length - 1) / 2 };
    });
    return groups.find((group) => group.length === 1 || holds(group)) as Group;
  }

  /** Frames in which the chest holds, the head where it belongs. */
  function chestGroup(frame: number): Group {
    return longest(frame, GROUPS[0], (group) => {
      const there = chestIn(carriedAt(group.first, group.middle));
      const first = headIn(carriedAt(group.first));
      return framesOf(group).every((f) => {
        const own = carriedAt(f);
        return (
          apart(chestIn(own), there) <= CHEST_HOLD * portrait.pixel() &&
          apart(headIn(own), first) <= TURN * portrait.pixel()
        );
      });
    });
  }

  /** Frames of a group of the chest in which the head holds too. */
  function headGroup(frame: number, chest: Group): Group {
    return longest(frame, chest.length, (group) => {
      const there = headIn(carriedAt(group.first, group.middle));
      return framesOf(group).every((f) => apart(headIn(carriedAt(f)), there) <= HEAD_HOLD * portrait.pixel());
    });
  }

  function pose(frame: number, chest: Group): void {
    const { middle } = headGroup(frame, chest);
    portrait.setFrame(names, valuesAt(frame, middle), middle / fps, seed, momentOf(chest), frame / fps);
  }
  // A film's first patch is never empty: one frame of plate is as good as nobody.
  const extent = (): Rectangle =>
    portrait.extent(picture.width, picture.height) ?? { x: 0, y: 0, width: 2, height: 2 };

  /** Draws what `area` shows of the pose of now and appends it to `patches`. `meanwhile` runs while it is rasterised. */
  async function shoot(
    area: Rectangle,
    whole: boolean,
    patches: Patch[],
    into: Uint8Array,
    meanwhile?: () => void,
  ): Promise<void> {
    const covers = grown(area, SMOOTHING_REACH, picture);
    clip(target, covers, picture);
    renderer.setRenderTarget(target);
    renderer.render(portrait.scene, camera);
    meanwhile?.();
    const last = patches.at(-1);
    const at = last ? last.at + last.covers.width * last.covers.height * 4 : 0;
    await readback.read(target, covers, into.subarray(at));
    patches.push({ area, covers, at, whole });
  }

  /** Poses the first frame of a group, which is drawn whole, and measures from it. */
  function begin(group: Group): Plan {
    pose(group.first, group);
    const area = extent();
    base = { group, area, measured: group.first };
    portrait.shade();
    change.mark(portrait.projection());
    drift.mark();
    return { frame: group.first, areas: [area], whole: true, shadow: true };
  }

  /** Poses the frames of the group that has begun up to `frame`, and tells what that one draws anew. */
  function follow({ group, area, measured }: Base, frame: number): Plan {
    // What any frame of the group so far has drawn over must be drawn again.
    let areas: readonly Rectangle[] = [];
    for (let f = measured + 1; f <= frame; f++) {
      pose(f, group);
      portrait.shade(true);
      areas = change.measure(portrait.projection());
    }
    base = { group, area, measured: frame };
    const shadow = drift.measure() > SHADOW_LAG * portrait.pixel();
    const moved = areas.reduce((sum, { width, height }) => sum + width * height, 0);
    const whole = moved > MOST * area.width * area.height;
    return { frame, areas: whole ? [extent()] : areas, whole, shadow };
  }

  /** What `frame` draws, upon the one posed before it or as the first of `group`. */
  const planned = (frame: number, group = chestGroup(frame)): Plan =>
    base && frame !== group.first ? follow(base, frame) : begin(group);

  return {
    async draw(frame, into) {
      sun.shadow.autoUpdate = false;
      const patches: Patch[] = [];
      /** `meanwhile` runs while the last of `plan` is rasterised. */
      const carryOut = async ({ areas, whole, shadow }: Plan, meanwhile?: () => void): Promise<void> => {
        sun.shadow.needsUpdate = shadow;
        nextFrame();
        for (const [k, area] of areas.entries())
          await shoot(area, whole, patches, into, k === areas.length - 1 ? meanwhile : undefined);
        if (areas.length === 0) meanwhile?.();
      };
      let plan = ahead;
      if (plan?.frame !== frame) {
        const group = chestGroup(frame);
        plan = begin(group);
        if (frame !== group.first) {
          await carryOut(plan);
          plan = planned(frame, group);
        }
      }
      // Posed only when it is asked for, the next frame would keep rasterisers waiting.
      await carryOut(plan, () => {
        ahead = planned(frame + 1);
      });
      return patches;
    },
  };
}

const framesOf = ({ first, length }: Group): number[] => Array.from({ length }, (_, k) => first + k);
/** Of a carriage; somebody without a chest of their own moves as one. */
const chestIn = (carriage: Float64Array): Float64Array => carriage.subarray(0, CORNERS);
const headIn = (carriage: Float64Array): Float64Array => carriage.subarray(-CORNERS);

/** Restricts what is drawn to `area`. */
export function clip(target: RenderTarget, area: Rectangle, picture: Rectangle): void {
  target.scissor.set(area.x, area.y, area.width, area.height);
  target.scissorTest = area.width !== picture.width || area.height !== picture.height;
}
