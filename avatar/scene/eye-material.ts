/** Eyes in TSL: the ball and the wet cornea over it. */
import {
  clamp,
  dot,
  float,
  mix,
  normalize,
  normalView,
  pow,
  reflect,
  smoothstep,
  texture,
  uv,
  vec2,
  vec3,
} from 'three/tsl';
import type { MeshBasicNodeMaterial, Texture } from 'three/webgpu';
import { display, specular, surround, type TslNode, toEye } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, shade } from './material.ts';

/** Radius of the iris in the ball's texture; `avatar/bake/eyes.ts` lays it out. */
const IRIS_IN_MAP = 0.192;

/**
 * The ball. The sclera is lit as skin is, softly and redder where the lids shade it; the cornea gathers the key on the far
 * side of the iris, so an iris is brightest opposite to the light.
 */
export function eyeMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  return material(() => {
    const at = uv();
    const albedo = texture(textures.albedo as Texture, at).rgb.toVar();
    const n = normalView.normalize().toVar();
    const ao = ambientOcclusion(input).toVar();
    const lit = shade(input).toVar();
    const centred = at.sub(0.5).mul(vec2(1, -1)).toVar();
    const out = centred.length().toVar();
    const iris = smoothstep(IRIS_IN_MAP * 1.04, IRIS_IN_MAP * 0.9, out).toVar();
    const wrap = (light: { direction: TslNode; colour: TslNode }): TslNode =>
      clamp(dot(n, light.direction).add(0.3).div(1.3), 0, 1).mul(light.colour);
    // Lids and lashes stand between the light from above and the upper part of the ball.
    const under = mix(
      float(1),
      float(0.5),
      smoothstep(0.0, 0.3, dot(n, rig.up)).mul(float(1).sub(iris)),
    ).toVar();
    const deep = pow(clamp(ao.mul(1.2), 0, 1), float(1.6))
      .mul(under)
      .toVar();
    const away = dot(centred.div(IRIS_IN_MAP), rig.key.direction.xy.negate());
    const caustic = mix(float(1), clamp(away.mul(1.1).add(1.0), 0.45, 2.2), iris);
    const light = wrap(rig.key)
      .mul(mix(float(0.3), float(1), lit))
      .mul(mix(float(0.35), float(1), smoothstep(0.05, 0.6, ao)).mul(under))
      .mul(caustic)
      .add(wrap(rig.fill))
      .mul(mix(vec3(0.2, 0.13, 0.11), vec3(1), deep))
      .add(surround(rig, n).mul(pow(vec3(deep), vec3(0.9, 1.1, 1.15))));
    const wet = specular(n, rig.key.direction, float(0.2), float(0.03))
      .mul(rig.key.colour)
      .mul(lit)
      .mul(float(1).sub(iris))
      .mul(deep);
    return display(rig, albedo.mul(light).add(wet), float(1));
  });
}

/** Reflections on the wet cornea: the key as a softbox, the fill as a dim one, drawn over the iris by addition. */
export function corneaMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig } = input;
  const made = material(() => {
    const n = normalView.normalize();
    const r = reflect(toEye.negate(), n).toVar();
    const box = (direction: TslNode, halfWidth: number, halfHeight: number): TslNode => {
      const side = normalize(rig.up.cross(direction));
      const top = direction.cross(side);
      const facing = smoothstep(0, 0.1, dot(r, direction));
      const x = dot(r, side).abs();
      const y = dot(r, top).abs();
      return smoothstep(halfWidth + 0.025, halfWidth - 0.025, x)
        .mul(smoothstep(halfHeight + 0.025, halfHeight - 0.025, y))
        .mul(facing);
    };
    const fresnel = pow(float(1).sub(clamp(dot(n, toEye), 0, 1)), 5)
      .mul(0.6)
      .add(0.03);
    const catchlight = box(rig.key.direction, 0.15, 0.2)
      .mul(1.25)
      .add(box(rig.fill.direction, 0.2, 0.3).mul(0.008));
    const veil = surround(rig, r).mul(fresnel).mul(0.35);
    return display(rig, vec3(catchlight).mul(0.85).add(veil.mul(0.4)), float(1));
  });
  made.transparent = true;
  made.depthWrite = false;
  // Additive in display space: the softbox is far brighter than what lies below.
  made.blending = 2;
  return made;
}
