/**
 * Fewer triangles over the same vertices. A software GPU shades blocks of 4x4 pixels: a triangle of four pixels costs as
 * much as one of sixteen, so what the picture cannot resolve is merged before the first frame.
 */
import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import type { ModelPart } from './model.ts';

/** Shapes whose movement must survive: they open, close and fold what lies flat at rest. At most 8 (32 attributes). */
export const SHAPES: readonly string[] = [
  'jawOpen',
  'mouthClose',
  'mouthPucker',
  'mouthSmileLeft',
  'mouthSmileRight',
  'eyeBlinkLeft',
  'eyeBlinkRight',
  'mouthRollLower',
];
/** Differences that weigh as much as an error of the tolerance: in a unit normal, in occlusion, in texture space. */
export interface Weighing {
  readonly normal: number;
  readonly occlusion: number;
  readonly texture: number;
}

/** Where nobody looks closely, and where the light comes from a texture's relief. */
export const COARSE: Weighing = { normal: 0.12, occlusion: 0.06, texture: 0.002 };
/**
 * Where every change of the normal shows. Skin within 0.7 pixel so weighed has two thirds of the triangles of skin within
 * 0.15 pixel weighed coarsely, at the same SSIM.
 */
export const FINE: Weighing = { normal: 0.0015, occlusion: 0.002, texture: 0.00003 };

/**
 * `tolerance` in metres: how far a surface, at rest or in any of the shapes above, may leave its place. What only casts a
 * shadow has no `weighing`: nobody sees its normals and texture.
 */
export async function simplify(
  part: ModelPart,
  tolerance: number,
  weighing: Weighing | null = COARSE,
): Promise<Uint32Array> {
  await MeshoptSimplifier.ready;
  const { positions, normals, uvs, occlusion, indices } = part;
  const count = positions.length / 3;
  const shapes = SHAPES.filter((name) => part.targets.has(name));
  const stride = 6 + shapes.length * 3;
  const attributes = new Float32Array(count * stride);
  for (let v = 0; v < count; v++) {
    attributes.set(normals.subarray(v * 3, v * 3 + 3), v * stride);
    attributes[v * stride + 3] = occlusion?.[v] ?? 1;
    attributes.set(uvs.subarray(v * 2, v * 2 + 2), v * stride + 4);
  }
  shapes.forEach((name, s) => {
    const target = part.targets.get(name);
    target?.vertices.forEach((v, k) => {
      attributes.set(target.offsets.subarray(k * 3, k * 3 + 3), v * stride + 6 + s * 3);
    });
  });
  // Weights relate attributes to positions divided by the mesh's size.
  const size = MeshoptSimplifier.getScale(positions, 3);
  const alike = (kind: keyof Weighing): number => (weighing ? tolerance / size / weighing[kind] : 0);
  const weights = [
    ...Array.from({ length: 3 }, () => alike('normal')),
    alike('occlusion'),
    ...Array.from({ length: 2 }, () => alike('texture')),
    ...Array.from({ length: shapes.length * 3 }, () => 1 / size),
  ];
  const [kept] = MeshoptSimplifier.simplifyWithAttributes(
    indices.slice(),
    positions,
    3,
    attributes,
    stride,
    weights,
    null,
    3,
    tolerance,
    ['ErrorAbsolute'],
  );
  return kept;
}
