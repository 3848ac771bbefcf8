/**
 * Shade on what stands below the head: the key light's shadow on clothes, neck and chest, which a softbox a metre wide, two
 * metres away, makes centimetres soft, more than a few comparisons with a shadow map can draw without grain; and, of a
 * figure, what hands and forearms keep off the trunk and each other, of the key and of the light of the room.
 */
import { attribute, float, max, mix } from 'three/tsl';
import type { Vector3 } from 'three/webgpu';
import type { TslNode } from './light.ts';
import { createLightMap } from './light-map.ts';
import type { AvatarModel, ModelPart } from './model.ts';
import { createPenumbra, type PenumbraMap, type Surface, surfaceOf } from './penumbra.ts';
import type { PosedPart } from './pose.ts';

/** Radius of the softbox over its distance. */
const LAMP = 0.22;
/** The same of what lights from the front, fill and room: half of the sky. Which way it is, unit length. */
const ROOM = 0.8;
const FRONT = [0, 0.28, 0.96] as const;
/** Metres a texel of that light spans. */
const ROOM_TEXEL = 0.009;
/** Metres that hands may move by and still throw the shade they threw. */
const STILL = 0.003;
/** Share of that light which hands that touch keep off. */
const CONTACT = 0.75;
/** Joints of chest and skull; skin that follows the skull by less than the first is neck alone, by more than the second face alone. */
const [CHEST, SKULL] = [0, 3] as const;
const [NECK, FACE] = [0.35, 0.7] as const;
/** Drawn with something else's shadow, or too thin to have one. */
const APART: ReadonlySet<string> = new Set([
  'skin',
  'arms',
  'eyes',
  'cornea',
  'teeth',
  'tongue',
  'brows',
  'lashes',
  'hair',
  'beard',
  'helmet',
  'glasses',
  'headset',
  'lens',
]);

export interface BodyShade {
  /** What `cast` works out of the key: clothes first, then skin. */
  readonly map: PenumbraMap;
  /** Share of the key that reaches clothes, and skin below the head; where arms are held apart, what they keep off each other. */
  clothes(held: boolean): TslNode;
  readonly skin: TslNode;
  /** Share of all other light; null where nobody has hands. */
  readonly room: ((held: boolean) => TslNode) | null;
  /** Has a part keep off light, by these triangles. */
  casts(posed: PosedPart, indices: Uint32Array): void;
  /**
   * Has a part be shaded, where it is one that this light falls on; of a figure arms keep light off as well. Where hands may
   * change it from frame to frame, returns how much light each vertex gets, 0 to 2, rewritten by `cast`.
   */
  receives(posed: PosedPart, indices: Uint32Array): Float32Array | null;
  /** The key comes from elsewhere: towards it, unit length. */
  aim(direction: Vector3): void;
  /** Shades what is posed now; `hands` only where these have moved, all else stays where it was. */
  cast(hands?: boolean): void;
  dispose(): void;
}

/** How far skin is shaded as the neck is, 0 to 1 a vertex; the rest as the face. */
export function neckOf({ weights }: Pick<ModelPart, 'weights'>): Float32Array {
  return Float32Array.from({ length: weights.length / 4 }, (_, v) => {
    const share = Math.min(1, Math.max(0, (FACE - weights[v * 4 + SKULL]!) / (FACE - NECK)));
    return share * share * (3 - 2 * share);
  });
}

/** How far forearm and hand hold a vertex: 1 the left ones, -1 the right ones, 0 the trunk and upper arms. */
export function heldOf({ arms, weights }: ModelPart, joints: NonNullable<AvatarModel['arms']>): Float32Array {
  const sides = joints.map(({ name }) => (name.startsWith('upperarm') ? 0 : name.endsWith('.L') ? 1 : -1));
  return Float32Array.from({ length: weights.length / 4 }, (_, v) => {
    let held = 0;
    for (let k = v * 4; arms && k < v * 4 + 4; k++) held += arms.weights[k]! * (sides[arms.joints[k]!] ?? 0);
    return held;
  });
}

export function createBodyShade(model: AvatarModel): BodyShade {
  const joints = model.arms ?? [];
  const figure = joints.length > 0;
  const { centre, radius } = boundsOf(model);
  const map = createPenumbra(centre, radius, LAMP);
  const key = createLightMap(map);
  const contacts = figure ? createPenumbra(centre, radius, ROOM, ROOM_TEXEL) : null;
  const room = contacts && createLightMap(contacts);
  room?.aim(FRONT);
  const casters: Surface[] = [];
  const arms: Surface[] = [];
  const clothes: Surface[] = [];
  const neck: Surface[] = [];
  const [left, right]: [Surface[], Surface[]] = [[], []];
  const lit: {
    readonly posed: PosedPart;
    readonly held: Float32Array | null;
    readonly light: Float32Array;
  }[] = [];
  const reached = new Map<Surface, Float32Array>();
  /** What arms keep off: the trunk behind them where nothing is held, else the other arm. */
  const contact = (held: boolean): TslNode => {
    const { seen } = room as NonNullable<typeof room>;
    if (!held) return seen.r;
    const side = attribute('aHeld', 'float') as TslNode;
    const apart = side.abs();
    return seen.r
      .mul(float(1).sub(apart))
      .add(seen.g.mul(max(side, 0)))
      .add(seen.b.mul(max(side.negate(), 0)));
  };
  /** Whether arms are elsewhere than when they were shaded last. */
  function moved(): boolean {
    let furthest = 0;
    for (const surface of arms) {
      const { positions, vertices } = surface;
      const then = reached.get(surface);
      for (let k = 0; then && k < vertices.length; k++) {
        const i = vertices[k]! * 3;
        for (let c = 0; c < 3; c++) furthest = Math.max(furthest, Math.abs(positions[i + c]! - then[i + c]!));
      }
    }
    return furthest > STILL;
  }
  function measure({ part, positions }: PosedPart, held: Float32Array | null, light: Float32Array): void {
    const skin = part.name === 'skin';
    light.fill(skin ? 1 : 0);
    map.light(positions, skin ? 1 : 0, light);
    if (!skin) contacts?.light(positions, 0, light);
    for (let v = 0; held && v < light.length; v++) light[v]! *= 1 - Math.abs(held[v]!);
  }
  return {
    map,
    clothes(held) {
      if (!held || !room) return key.seen.r;
      const side = (attribute('aHeld', 'float') as TslNode).abs();
      return mix(key.seen.r, mix(float(1), contact(true), side), side);
    },
    skin: key.seen.g,
    room: room && ((held) => mix(float(1 - CONTACT), float(1), contact(held))),
    casts({ part, positions }, indices) {
      // A chest below its clothes would only show through their openings.
      const casting =
        part.name === 'skin' ? where(indices, (v) => part.weights[v * 4 + CHEST]! < 0.9) : indices;
      casters.push(surfaceOf(positions, casting));
    },
    receives(posed, indices) {
      const { part, positions } = posed;
      const low = where(indices, (v) => part.weights[v * 4 + SKULL]! < FACE);
      const light =
        figure && (part.name === 'skin' || !APART.has(part.name))
          ? new Float32Array(positions.length / 3)
          : null;
      if (part.name === 'skin') neck.push(surfaceOf(positions, low));
      const held = part.arms && part.name !== 'skin' ? heldOf(part, joints) : null;
      if (held) {
        for (const [side, arm] of [
          [1, left],
          [-1, right],
        ] as const) {
          const surface = surfaceOf(
            positions,
            where(indices, (v) => held[v]! * side > 0.5),
          );
          arm.push(surface);
          arms.push(surface);
        }
      }
      if (light) lit.push({ posed, held, light });
      if (APART.has(part.name)) return light;
      const trunk = held ? where(low, (v) => Math.abs(held[v]!) <= 0.5) : low;
      clothes.push(surfaceOf(positions, trunk));
      return light;
    },
    aim: ({ x, y, z }) => key.aim([x, y, z]),
    cast(hands = false) {
      if (hands && !moved()) return;
      map.cast(casters, [clothes, neck], arms, hands);
      key.update();
      if (!contacts) return;
      contacts.cast([], [clothes, left, right], arms, hands);
      room?.update();
      for (const { posed, held, light } of lit) measure(posed, held, light);
      for (const surface of arms) reached.set(surface, surface.positions.slice());
    },
    dispose() {
      key.dispose();
      room?.dispose();
    },
  };
}

/** Triangles all of whose corners fit. */
const where = (indices: Uint32Array, fits: (vertex: number) => boolean): Uint32Array =>
  indices.filter((_, k) => {
    const first = k - (k % 3);
    return fits(indices[first]!) && fits(indices[first + 1]!) && fits(indices[first + 2]!);
  });

/** A ball around what may be shaded, metres. */
function boundsOf({ parts }: AvatarModel): { centre: number[]; radius: number } {
  const low = [0, 1, 2].map(() => Number.POSITIVE_INFINITY);
  const high = low.map((value) => -value);
  for (const part of parts) {
    if (part.name !== 'skin' && APART.has(part.name)) continue;
    for (let v = 0; v * 3 < part.positions.length; v++) {
      if (part.name === 'skin' && part.weights[v * 4 + SKULL]! >= FACE) continue;
      for (let c = 0; c < 3; c++) {
        low[c] = Math.min(low[c]!, part.positions[v * 3 + c]!);
        high[c] = Math.max(high[c]!, part.positions[v * 3 + c]!);
      }
    }
  }
  const centre = low.map((value, c) => (value + high[c]!) / 2);
  return { centre, radius: Math.hypot(...high.map((value, c) => value - centre[c]!)) };
}
