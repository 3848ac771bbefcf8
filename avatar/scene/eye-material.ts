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
  vec3,
} from 'three/tsl';
import type { MeshBasicNodeMaterial, Texture } from 'three/webgpu';
import { display, surround, type TslNode, toEye } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, shade } from './material.ts';

/** The ball: sclera shaded by the lid, iris lit from the far side as through a cornea. */
export function eyeMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  return material(() => {
    const albedo = texture(textures.albedo as Texture, uv()).rgb;
    const n = normalView.normalize();
    const ao = ambientOcclusion(input);
    const lit = shade(input);
    const wrap = (light: { direction: TslNode; colour: TslNode }): TslNode =>
      clamp(dot(n, light.direction).add(0.35).div(1.35), 0, 1).mul(light.colour);
    const deep = pow(clamp(ao.mul(1.15), 0, 1), float(2.0));
    const light = wrap(rig.key)
      .mul(mix(float(0.35), float(1), lit))
      .add(wrap(rig.fill))
      .mul(mix(vec3(0.34, 0.24, 0.22), vec3(1), deep))
      .add(surround(rig, n).mul(pow(vec3(deep), vec3(0.9, 1.1, 1.15))));
    return display(rig, albedo.mul(light), float(1));
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
      return smoothstep(halfWidth + 0.05, halfWidth - 0.05, x)
        .mul(smoothstep(halfHeight + 0.05, halfHeight - 0.05, y))
        .mul(facing);
    };
    const fresnel = pow(float(1).sub(clamp(dot(n, toEye), 0, 1)), 5)
      .mul(0.6)
      .add(0.03);
    const catchlight = box(rig.key.direction, 0.2, 0.26)
      .mul(1.1)
      .add(box(rig.fill.direction, 0.3, 0.3).mul(0.1));
    const veil = surround(rig, r).mul(fresnel).mul(0.5);
    return display(rig, vec3(catchlight).mul(0.75).add(veil.mul(0.4)), float(1));
  });
  made.transparent = true;
  made.depthWrite = false;
  // Additive in display space: the softbox is far brighter than what lies below.
  made.blending = 2;
  return made;
}
