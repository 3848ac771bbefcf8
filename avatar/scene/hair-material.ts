/** Hair, brows and lashes in TSL. */
import {
  attribute,
  cameraViewMatrix,
  clamp,
  cross,
  Discard,
  dot,
  float,
  frontFacing,
  max,
  mix,
  normalize,
  normalView,
  positionView,
  pow,
  smoothstep,
  texture,
  transformDirection,
  uv,
  vec3,
  vec4,
} from 'three/tsl';
import { DoubleSide, EqualDepth, LessDepth, type MeshBasicNodeMaterial, type Texture } from 'three/webgpu';
import { leanStrands } from './hair-light.ts';
import { display, surround, type TslNode, toEye } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, shade } from './material.ts';

/** Brows and lashes. */
export function strandMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  const made = material(() => {
    const sample = texture(textures.albedo as Texture, uv());
    const n = normalView.normalize();
    const light = clamp(dot(n, rig.key.direction).add(0.4).div(1.4), 0, 1)
      .mul(rig.key.colour)
      .mul(shade(input))
      .add(rig.fill.colour.mul(0.5))
      .add(surround(rig, n));
    return display(rig, sample.rgb.mul(light), sample.a);
  });
  made.transparent = true;
  made.depthWrite = false;
  made.side = DoubleSide;
  made.polygonOffset = true;
  made.polygonOffsetFactor = -2;
  made.polygonOffsetUnits = -2;
  return made;
}

/**
 * `cover` only fills depth, so that `covered` shades one card a pixel instead of all that overlap; `solid` does both at
 * once; `soft` blends the edges.
 */
export type HairPass = 'cover' | 'covered' | 'solid' | 'soft';

/**
 * Hair cards: two shifted highlights along the strand (Marschner et al. 2003 as simplified by Scheuermann 2004). The
 * strand runs down the v axis of every texture of the base.
 */
export function hairMaterial(input: MaterialInput, pass: HairPass): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  const made = material(() => {
    const sample = texture(textures.albedo as Texture, uv()).toVar();
    const facing = frontFacing.select(float(1), float(-1));
    const n = normalView.normalize().mul(facing).toVar();
    // A card seen from its edge is a line, not a lock of hair.
    const flatNormal = normalize(cross(positionView.dFdx(), positionView.dFdy()));
    const cover = sample.a.mul(smoothstep(0.06, 0.34, dot(flatNormal, toEye).abs())).toVar();
    if (pass === 'solid' || pass === 'cover') Discard(cover.lessThan(input.coverage ? 0.12 : 0.5));
    else if (pass === 'soft') Discard(cover.lessThan(0.03));
    if (pass === 'cover') return vec4(0);
    const p = toEye;
    const flat = transformDirection(attribute('aStrand', 'vec3'), cameraViewMatrix);
    const t = normalize(flat.sub(n.mul(dot(flat, n)))).toVar();
    const ao = clamp(ambientOcclusion(input).mul(1.15), 0, 1).toVar();
    const lit = shade(input).toVar();
    const strand = (light: { direction: TslNode; colour: TslNode }): TslNode => {
      const h = normalize(light.direction.add(p));
      const lobe = (shift: number, power: number): TslNode => {
        const along = dot(normalize(t.add(n.mul(float(shift).add(sample.g.sub(0.1).mul(0.5))))), h);
        return pow(max(float(1).sub(along.mul(along)), 0).sqrt(), power);
      };
      const tangent = dot(t, light.direction);
      const diffuse = max(float(1).sub(tangent.mul(tangent)), 0)
        .sqrt()
        .mul(clamp(dot(n, light.direction).mul(0.6).add(0.4), 0, 1));
      const rimmed = clamp(dot(n, light.direction).add(0.35), 0, 1);
      return sample.rgb
        .mul(diffuse)
        .add(vec3(sample.g.mul(0.5).add(0.006)).mul(lobe(-0.08, 70)).mul(rimmed))
        .add(sample.rgb.mul(lobe(0.12, 22)).mul(rimmed).mul(0.9))
        .mul(light.colour);
    };
    const shadowed = mix(float(0.25), float(1), lit);
    const full = (): TslNode =>
      strand(rig.key)
        .mul(shadowed)
        .add(strand(rig.fill))
        .add(
          strand(rig.rims[0] as never)
            .add(strand(rig.rims[1] as never))
            .mul(smoothstep(0.75, 0.2, dot(n, p)).mul(0.6)),
        );
    const { broad, key } = leanStrands(rig);
    const lean = (): TslNode =>
      sample.rgb.mul(broad).add((pass === 'soft' ? sample.rgb.mul(key) : strand(rig.key)).mul(shadowed));
    const direct = input.lean ? lean() : full();
    const colour = direct
      .mul(mix(float(0.25), float(1), ao))
      .add(sample.rgb.mul(surround(rig, n)).mul(ao.mul(ao)).mul(1.1));
    const alpha = pass !== 'soft' ? (input.coverage ? smoothstep(0.12, 0.75, cover) : float(1)) : cover;
    return display(rig, colour, alpha);
  });
  made.side = DoubleSide;
  if (pass === 'cover') made.colorWrite = false;
  else if (pass === 'covered') {
    made.depthFunc = EqualDepth;
    made.depthWrite = false;
  }
  if (pass === 'soft') {
    // What the solid pass has drawn lies at the same depth and would only be drawn over itself.
    if (input.lean) made.depthFunc = LessDepth;
    made.transparent = true;
    made.depthWrite = false;
  } else if (input.coverage) made.alphaToCoverage = true;
  return made;
}
