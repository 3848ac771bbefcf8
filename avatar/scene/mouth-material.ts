/** Teeth and tongue in TSL. */
import { clamp, dot, float, mix, normalView, pow, texture, uv, vec3 } from 'three/tsl';
import type { MeshBasicNodeMaterial, Texture } from 'three/webgpu';
import { display, specular, surround, type TslNode } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, shade } from './material.ts';

/** Teeth and tongue: wet, and dark where the lips keep the light out. */
export function mouthMaterial(input: MaterialInput, kind: 'teeth' | 'tongue'): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  const tint = kind === 'teeth' ? vec3(0.95, 0.9, 0.8) : vec3(0.62, 0.3, 0.28);
  return material(() => {
    const albedo = texture(textures.albedo as Texture, uv()).rgb.mul(tint);
    const n = normalView.normalize();
    const ao = ambientOcclusion(input);
    const inside = pow(clamp(ao.mul(1.6), 0, 1), float(0.9)).mul(
      mix(float(kind === 'teeth' ? 0.5 : 0.2), float(kind === 'teeth' ? 1 : 0.42), input.mouthOpen),
    );
    const lit = mix(float(0.45), float(1), shade(input));
    const wrap = (light: { direction: TslNode; colour: TslNode }): TslNode =>
      clamp(dot(n, light.direction).add(0.5).div(1.5), 0, 1).mul(light.colour);
    const light = wrap(rig.key).mul(lit).add(wrap(rig.fill)).add(surround(rig, n));
    const wet = specular(n, rig.key.direction, float(0.22), float(0.04)).mul(rig.key.colour).mul(lit).mul(2);
    return display(rig, albedo.mul(light).add(wet).mul(inside), float(1));
  });
}
