/** Teeth and tongue in TSL. */
import { clamp, dot, float, max, mix, normalView, pow, smoothstep, texture, uv, vec3 } from 'three/tsl';
import type { MeshBasicNodeMaterial, Texture } from 'three/webgpu';
import { display, specular, surround, type TslNode } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, shade } from './material.ts';

/**
 * Teeth, gums and tongue: wet, and dark where the lips keep the light out. The base's texture has teeth and gums in one:
 * what is red is gum. Enamel lets light in and gives it back warm, so its shaded side never turns grey.
 */
export function mouthMaterial(input: MaterialInput, kind: 'teeth' | 'tongue'): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  return material(() => {
    const sample = texture(textures.albedo as Texture, uv()).rgb.toVar();
    const n = normalView.normalize().toVar();
    const ao = ambientOcclusion(input).toVar();
    const lit = shade(input).toVar();
    const gum = smoothstep(0.12, 0.4, sample.r.sub(sample.g).div(max(sample.r, 0.01)));
    const albedo =
      kind === 'teeth'
        ? mix(sample.mul(vec3(1.0, 0.925, 0.8)), sample.mul(vec3(0.62, 0.36, 0.36)), gum)
        : sample.mul(vec3(0.46, 0.34, 0.33));
    // Light falls in through the lips: little when they are nearly shut, and none to the molars.
    // Occlusion was baked with the mouth shut: a tongue that lifts its tip shows what then lay in the dark.
    const open = kind === 'teeth' ? ao.mul(1.7) : ao.mul(0.9).add(0.4);
    const inside = pow(clamp(open, 0, 1), vec3(1.05, 1.25, 1.35)).mul(
      mix(float(kind === 'teeth' ? 0.66 : 0.2), float(kind === 'teeth' ? 1.08 : 0.42), input.mouthOpen),
    );
    const wrap = (light: { direction: TslNode; colour: TslNode }): TslNode =>
      clamp(dot(n, light.direction).add(0.55).div(1.55), 0, 1).mul(light.colour);
    const warm = vec3(1.08, 1, 0.9);
    const light = wrap(rig.key)
      .mul(mix(float(0.42), float(1), lit))
      .add(wrap(rig.fill).mul(warm))
      .add(surround(rig, n).mul(warm));
    const wet = specular(n, rig.key.direction, float(0.2), float(0.04)).mul(rig.key.colour).mul(lit).mul(2);
    return display(rig, albedo.mul(light).add(wet).mul(inside), float(1));
  });
}
