/**
 * The key light's shadow on what stands below the head: clothes, neck and chest. A softbox a metre wide, two metres away,
 * makes it centimetres soft, more than a few comparisons with a shadow map can draw without grain.
 */
import { dot, positionWorld, texture, uniform, varying, vec2 } from 'three/tsl';
import {
  ClampToEdgeWrapping,
  DataTexture,
  LinearFilter,
  NoColorSpace,
  RGBAFormat,
  type Vector3,
  Vector4,
} from 'three/webgpu';
import type { TslNode } from './light.ts';
import type { AvatarModel, ModelPart } from './model.ts';
import { createPenumbra, type PenumbraMap, type Surface, surfaceOf } from './penumbra.ts';
import type { PosedPart } from './pose.ts';

/** Radius of the softbox over its distance. */
const LAMP = 0.22;
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
  /** What `cast` works out: clothes first, then skin. */
  readonly map: PenumbraMap;
  /** Share of the key that reaches clothes, and skin below the head. */
  readonly clothes: TslNode;
  readonly skin: TslNode;
  /** Has a part keep off light, by these triangles. */
  casts(posed: PosedPart, indices: Uint32Array): void;
  /** Has a part be shaded, where it is one that this light falls on. */
  receives(posed: PosedPart, indices: Uint32Array): void;
  /** The key comes from elsewhere: towards it, unit length. */
  aim(direction: Vector3): void;
  /** Shades what is posed now. */
  cast(): void;
  dispose(): void;
}

/** How far skin is shaded as the neck is, 0 to 1 a vertex; the rest as the face. */
export function neckOf({ weights }: Pick<ModelPart, 'weights'>): Float32Array {
  return Float32Array.from({ length: weights.length / 4 }, (_, v) => {
    const share = Math.min(1, Math.max(0, (FACE - weights[v * 4 + SKULL]!) / (FACE - NECK)));
    return share * share * (3 - 2 * share);
  });
}

export function createBodyShade(model: AvatarModel): BodyShade {
  const { centre, radius } = boundsOf(model);
  const map = createPenumbra(centre, radius, LAMP);
  const image = new DataTexture(map.data, map.side, map.side, RGBAFormat);
  image.colorSpace = NoColorSpace;
  image.wrapS = ClampToEdgeWrapping;
  image.wrapT = ClampToEdgeWrapping;
  image.magFilter = LinearFilter;
  image.minFilter = LinearFilter;
  const across = uniform(new Vector4());
  const up = uniform(new Vector4());
  const row = (axis: TslNode): TslNode => dot(positionWorld, axis.xyz).add(axis.w);
  const seen = texture(image, varying(vec2(row(across), row(up)))) as TslNode;
  const casters: Surface[] = [];
  const clothes: Surface[] = [];
  const neck: Surface[] = [];
  return {
    map,
    clothes: seen.r,
    skin: seen.g,
    casts({ part, positions }, indices) {
      // A chest below its clothes would only show through their openings.
      const casting = part.name === 'skin' ? where(part, indices, (chest) => chest < 0.9, CHEST) : indices;
      casters.push(surfaceOf(positions, casting));
    },
    receives({ part, positions }, indices) {
      const low = surfaceOf(
        positions,
        where(part, indices, (skull) => skull < FACE, SKULL),
      );
      if (part.name === 'skin') neck.push(low);
      else if (!APART.has(part.name)) clothes.push(low);
    },
    aim({ x, y, z }) {
      map.aim([x, y, z]);
      across.value.set(...map.across);
      up.value.set(...map.up);
    },
    cast() {
      map.cast(casters, [clothes, neck]);
      image.needsUpdate = true;
    },
    dispose: () => image.dispose(),
  };
}

/** Triangles whose corners follow `joint` as far as asked. */
const where = (
  { weights }: ModelPart,
  indices: Uint32Array,
  fits: (weight: number) => boolean,
  joint: number,
): Uint32Array =>
  indices.filter((_, k) => {
    const first = k - (k % 3);
    return [0, 1, 2].every((c) => fits(weights[indices[first + c]! * 4 + joint]!));
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
