/** What stands behind the person, as one picture. */
import { Fn, float, texture, uv, vec4 } from 'three/tsl';
import {
  DataTexture,
  LinearFilter,
  Mesh,
  MeshBasicNodeMaterial,
  NoColorSpace,
  PlaneGeometry,
  RGBAFormat,
} from 'three/webgpu';
import type { TslNode } from './light.ts';
import { type PaintOptions, painted } from './painted.ts';
import type { DecodedImage } from './portrait.ts';

export interface BackdropOptions extends PaintOptions {
  /** Replaces the set's own. */
  readonly backdrop?: DecodedImage;
}

/** After what is closed, which hides half of it, and before what is laid over others. */
const AFTER_CLOSED = 1.9;

/** A quad behind everything, in display colours. */
export function backdropMesh(options: BackdropOptions): Mesh {
  const map = pictureOf(options);
  const material = new MeshBasicNodeMaterial();
  material.vertexNode = (
    Fn(() => vec4((uv() as TslNode).x.mul(2).sub(1), (uv() as TslNode).y.mul(2).sub(1), 1, 1)) as TslNode
  )();
  const at = uv() as TslNode;
  const sample = texture(map, at.setY(float(1).sub(at.y))) as TslNode;
  material.fragmentNode = (Fn(() => vec4(sample.rgb, 1)) as TslNode)();
  material.depthWrite = false;
  const mesh = new Mesh(new PlaneGeometry(2, 2), material);
  mesh.frustumCulled = false;
  mesh.renderOrder = AFTER_CLOSED;
  mesh.userData.hang = (next: BackdropOptions) => {
    (sample.value as DataTexture).dispose();
    sample.value = pictureOf(next);
  };
  mesh.userData.dispose = () => {
    for (const item of [sample.value as DataTexture, material, mesh.geometry]) item.dispose();
  };
  return mesh;
}

/** Another picture on the same quad: its shader stays, which a software GPU takes a tenth of a second to make. */
export const rehang = (mesh: Mesh, options: BackdropOptions): void =>
  (mesh.userData.hang as (options: BackdropOptions) => void)(options);

function pictureOf(options: BackdropOptions): DataTexture {
  const { width, height, rgba } = options.backdrop ?? painted(options);
  const map = new DataTexture(rgba as Uint8Array<ArrayBuffer>, width, height, RGBAFormat);
  map.colorSpace = NoColorSpace;
  map.magFilter = LinearFilter;
  map.minFilter = LinearFilter;
  map.needsUpdate = true;
  return map;
}

/** Removes what `backdropMesh` made from its scene and frees it. */
export function takeDown(mesh: Mesh): void {
  mesh.removeFromParent();
  (mesh.userData.dispose as () => void)();
}
