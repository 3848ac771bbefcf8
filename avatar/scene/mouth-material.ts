/** Teeth and tongue in TSL. */
import { clamp, dot, exp, float, max, mix, normalView, pow, smoothstep, texture, uv, vec3 } from 'three/tsl';
import type { MeshBasicNodeMaterial, Texture } from 'three/webgpu';
import { display, specular, surround, type TslNode } from './light.ts';
import { ambientOcclusion, type MaterialInput, material } from './material.ts';

/** How fast what is seen of the way out turns into light: bounces between wet walls fill in. */
const BOUNCES = { teeth: 4.2, tongue: 1.9 } as const;
/** Between what shares of the light of an open mouth a narrow one goes from none to all: a strip of teeth ends before the corners. */
const NARROW = { teeth: [0.3, 1], tongue: [-0.2, 0.1] } as const;
/** Darkest that anything in a mouth gets: red light through cheeks and lips. */
const FLOOR = [0.055, 0.018, 0.014] as const;

/**
 * Teeth, gums and tongue: wet, lit only through the lips. The bake stores the share of light that finds its way in past
 * lips, cheeks and teeth while the mouth is open; the less it is open, the faster that fades with depth. The lips' own
 * shadow is in it, so no shadow map is read: its texels are as large as a tooth is apart from the next and would crawl.
 * Enamel lets light in and gives it back warm, so its shaded side never turns grey.
 */
export function mouthMaterial(input: MaterialInput, kind: 'teeth' | 'tongue'): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  return material(() => {
    const albedo = texture(textures.albedo as Texture, uv()).rgb.toVar();
    const n = normalView.normalize().toVar();
    const exposed = ambientOcclusion(input).toVar();
    const entering = float(1).sub(exp(exposed.mul(-BOUNCES[kind])));
    // Through a narrow opening light gets to the front teeth, hardly to those at the corners.
    const narrow = smoothstep(0.85, 0.35, input.mouthOpen);
    const [dark, bright] = NARROW[kind];
    const direct = mix(float(1), smoothstep(dark, bright, exposed), narrow);
    // Lips that only touch leave a slit at the corners, and nothing bright may show through it.
    const reached = pow(entering, mix(float(1.7), float(0.95), input.mouthOpen))
      .mul(smoothstep(0.09, 0.3, input.mouthOpen))
      .mul(direct)
      .toVar();
    // What comes back from walls is red.
    const inside = max(pow(vec3(reached), vec3(0.88, 1.1, 1.2)), vec3(...FLOOR));
    const wrap = (light: { direction: TslNode; colour: TslNode }): TslNode =>
      clamp(dot(n, light.direction).add(0.55).div(1.55), 0, 1).mul(light.colour);
    const light = wrap(rig.key).mul(0.66).add(wrap(rig.fill)).add(surround(rig, n));
    const wet = specular(n, rig.key.direction, float(kind === 'teeth' ? 0.2 : 0.3), float(0.04))
      .mul(rig.key.colour)
      .mul(smoothstep(0.25, 0.8, reached))
      .mul(kind === 'teeth' ? 1 : 2);
    return display(rig, albedo.mul(light).mul(inside).add(wet), float(1));
  });
}
