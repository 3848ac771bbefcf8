/** A penumbra map as materials read it. */
import { dot, positionWorld, texture, uniform, varying, vec2 } from 'three/tsl';
import {
  ClampToEdgeWrapping,
  DataTexture,
  LinearFilter,
  NoColorSpace,
  RGBAFormat,
  Vector4,
} from 'three/webgpu';
import type { TslNode } from './light.ts';
import type { PenumbraMap } from './penumbra.ts';

export interface LightMap {
  /** The texel where the surface that is shaded lies: a place for each group of receivers, 0 to 1. */
  readonly seen: TslNode;
  /** Has the map look along another direction, towards the light; unit length. */
  aim(direction: readonly [number, number, number]): void;
  /** Hands on what the map holds now. */
  update(): void;
  dispose(): void;
}

export function createLightMap(map: PenumbraMap): LightMap {
  const image = new DataTexture(map.data, map.side, map.side, RGBAFormat);
  image.colorSpace = NoColorSpace;
  image.wrapS = ClampToEdgeWrapping;
  image.wrapT = ClampToEdgeWrapping;
  image.magFilter = LinearFilter;
  image.minFilter = LinearFilter;
  const across = uniform(new Vector4());
  const up = uniform(new Vector4());
  const row = (axis: TslNode): TslNode => dot(positionWorld, axis.xyz).add(axis.w);
  return {
    seen: texture(image, varying(vec2(row(across), row(up)))) as TslNode,
    aim(direction) {
      map.aim(direction);
      across.value.set(...map.across);
      up.value.set(...map.up);
    },
    update() {
      image.needsUpdate = true;
    },
    dispose: () => image.dispose(),
  };
}
