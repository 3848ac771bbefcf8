/** Teeth and tongue in TSL, and how much of a mouth a frame opens. */
import { clamp, dot, exp, float, max, mix, normalView, pow, smoothstep, texture, uv, vec3 } from 'three/tsl';
import type { MeshBasicNodeMaterial, Texture } from 'three/webgpu';
import { display, specular, surround, type TslNode } from './light.ts';
import { ambientOcclusion, type MaterialInput, material } from './material.ts';

/** How fast what is seen of the way out turns into light: bounces between wet walls fill in. */
const BOUNCES = { teeth: 4.2, tongue: 1.9 } as const;
/**
 * Where along the arch (0 between the incisors, 1 at the last molar) teeth begin to fade and are gone, in a wide mouth and
 * in a narrow one: canines are at 0.34, premolars at 0.47 and 0.6. A row as bright at the corners as in front, with the
 * dark of the cheek beside it, reads as fangs.
 */
const CORRIDOR = { wide: [0.2, 0.92], narrow: [0.1, 0.45] } as const;
/** What is left of the light at the end of it. */
const CORRIDOR_FLOOR = 0.08;
/** Least light in a mouth: red, through cheeks and lips, from all sides. */
const FLOOR = { teeth: [0.06, 0.0135, 0.0095], tongue: [0.13, 0.043, 0.034] } as const;

/** The curve's larger side. */
const either = (value: (name: string) => number, name: string): number =>
  Math.max(value(`${name}Left`), value(`${name}Right`));

const ramp = (from: number, to: number, at: number): number => {
  const t = Math.min(1, Math.max(0, (at - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

/**
 * How much light a frame of curves lets into the mouth, 0 (shut) to 1 (wide open). Lips rounded as on "u" and "o" stand
 * before the teeth and shade them; those of an "ʃ" are rounded too but drawn up and down off the teeth.
 */
export function mouthOpening(value: (name: string) => number): number {
  const jaw = value('jawOpen') - Math.min(value('mouthClose'), value('jawOpen'));
  const drawn = either(value, 'mouthUpperUp') + either(value, 'mouthLowerDown');
  const round = Math.min(1, value('mouthPucker') + value('mouthFunnel'));
  const open = jaw * 2.2 + 0.6 * drawn + value('tongueOut') + 0.1;
  return Math.min(1, Math.max(0, open)) * (1 - 0.85 * ramp(0.25, 0.65, round - 0.7 * drawn));
}

/**
 * Teeth, gums and tongue: wet, lit only through the lips. The bake stores the share of light that finds its way in past
 * lips, cheeks and teeth while the mouth is open; the less it is open, the faster that fades with depth. The lips' own
 * shadow is in it, so no shadow map is read: its texels are as large as a tooth is apart from the next and would crawl.
 * Enamel lets light in and gives it back warm, so its shaded side never turns grey.
 */
export function mouthMaterial(input: MaterialInput, kind: 'teeth' | 'tongue'): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  return material(() => {
    const at = uv();
    const albedo = texture(textures.albedo as Texture, at).rgb.toVar();
    const n = normalView.normalize().toVar();
    const exposed = ambientOcclusion(input).toVar();
    const entering = float(1).sub(exp(exposed.mul(-BOUNCES[kind])));
    const wide = smoothstep(0.1, 0.8, input.mouthOpen);
    // Through a narrow opening light gets to the front teeth, hardly to those at the corners.
    const direct =
      kind === 'tongue'
        ? mix(smoothstep(-0.2, 0.1, exposed), float(1), wide)
        : smoothstep(
            mix(float(CORRIDOR.narrow[1]), float(CORRIDOR.wide[1]), wide),
            mix(float(CORRIDOR.narrow[0]), float(CORRIDOR.wide[0]), wide),
            at.x.mul(2).sub(1).abs(),
          )
            .mul(1 - CORRIDOR_FLOOR)
            .add(CORRIDOR_FLOOR);
    // Lips that only touch leave a slit at the corners, and nothing bright may show through it.
    const reached = pow(entering, mix(float(1.7), float(0.95), input.mouthOpen))
      .mul(smoothstep(0.09, 0.3, input.mouthOpen))
      .mul(direct)
      .toVar();
    // What comes back from walls is red.
    const inside = pow(vec3(reached), vec3(0.88, 1.1, 1.2));
    const wrap = (light: { direction: TslNode; colour: TslNode }): TslNode =>
      clamp(dot(n, light.direction).add(0.55).div(1.55), 0, 1).mul(light.colour);
    const light = wrap(rig.key).mul(0.54).add(wrap(rig.fill)).add(surround(rig, n));
    const wet = specular(n, rig.key.direction, float(kind === 'teeth' ? 0.2 : 0.3), float(0.04))
      .mul(rig.key.colour)
      .mul(smoothstep(0.25, 0.8, reached))
      .mul(kind === 'teeth' ? 1.3 : 2);
    return display(rig, albedo.mul(max(light.mul(inside), vec3(...FLOOR[kind]))).add(wet), float(1));
  });
}
