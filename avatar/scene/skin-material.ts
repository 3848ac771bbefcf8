/** Skin in TSL. */
import {
  clamp,
  dot,
  float,
  mix,
  normalMap,
  normalView,
  pow,
  reflect,
  smoothstep,
  texture,
  uv,
  vec3,
} from 'three/tsl';
import { type MeshBasicNodeMaterial, type Texture, Vector2 } from 'three/webgpu';
import { display, SOFT_SHADOWS, specular, surround, type TslNode, toEye } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, shade } from './material.ts';

/**
 * Skin: diffuse wraps around the terminator by a different width per channel, as light scatters about 3 mm in red and
 * under 1 mm in blue (d'Eon and Luebke 2007 profiles), on a normal blurred the same way; two specular lobes.
 */
export function skinMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  const made = material(() => {
    const at = uv();
    const albedo = texture(textures.albedo as Texture, at).rgb.toVar();
    const rough = texture(textures.roughness as Texture, at).g.toVar();
    const smooth = normalView.normalize().toVar();
    const n = (normalMap as TslNode)(texture(textures.normal as Texture, at), new Vector2(1, 1))
      .normalize()
      .toVar();
    const ao = ambientOcclusion(input).toVar();
    const lit = shade(input).toVar();
    // Light from behind only reaches what turns away from the camera: nose and cheeks shade each other.
    const edge = smoothstep(0.55, 0.12, dot(smooth, toEye)).toVar();
    const wrap = vec3(0.36, 0.15, 0.09);
    const scatter = (light: { direction: TslNode; colour: TslNode }): TslNode => {
      const soft = dot(smooth, light.direction);
      const sharp = dot(n, light.direction);
      const cosine = mix(vec3(sharp), vec3(soft), vec3(0.75, 0.35, 0.2));
      const wrapped = clamp(cosine.add(wrap).div(wrap.add(1)), 0, 1);
      return wrapped.mul(mix(vec3(1), wrapped, 0.45)).mul(light.colour);
    };
    // The inside of mouth and nostrils: no path for light but through the opening.
    const reached = mix(float(0.1), float(1), smoothstep(0.03, 0.24, ao)).toVar();
    // A shadow's edge bleeds red.
    const coloured = pow(vec3(lit), vec3(0.62, 1.0, 1.1));
    const open = smoothstep(0.08, 0.55, ao);
    const direct = scatter(rig.key)
      .mul(coloured)
      .mul(mix(vec3(0.5, 0.32, 0.28), vec3(1), open))
      .add(scatter(rig.fill).mul(mix(vec3(0.55, 0.4, 0.36), vec3(1), open)))
      .add(
        scatter(rig.rims[0] as never)
          .add(scatter(rig.rims[1] as never))
          .mul(ao)
          .mul(edge),
      )
      .toVar();
    const bounce = pow(vec3(clamp(ao.mul(1.08), 0, 1)), vec3(0.82, 1.12, 1.22));
    const ambient = surround(rig, n).mul(bounce);
    const diffuse = albedo.mul(direct.mul(reached).add(ambient));
    const occluded = smoothstep(0.15, 0.75, ao);
    const gloss = (light: { direction: TslNode; colour: TslNode }): TslNode =>
      specular(n, light.direction, rough, float(0.028))
        .mul(0.62)
        .add(specular(n, light.direction, rough.mul(0.62), float(0.028)).mul(0.12))
        .mul(light.colour);
    const rim = pow(float(1).sub(clamp(dot(n, toEye), 0, 1)), 4.5);
    const shine = gloss(rig.key)
      .mul(lit)
      .add(gloss(rig.fill))
      .mul(occluded)
      .mul(Math.PI)
      .add(surround(rig, reflect(toEye.negate(), n)).mul(ao.mul(ao)).mul(rim.mul(0.22).add(0.014)));
    return display(rig, diffuse.add(shine), float(1));
  });
  return Object.assign(made, { name: SOFT_SHADOWS });
}
