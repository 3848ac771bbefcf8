/** Skin in TSL. */
import {
  clamp,
  dot,
  float,
  max,
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
import { display, SOFT_SHADOWS, surround, type TslNode, toEye, twoLobes } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, shade } from './material.ts';

/** Light in what is closed all around, the walls of a mouth, of white as 1. */
const GLOW = [0.14, 0.046, 0.036] as const;

type Light = { readonly direction: TslNode; readonly colour: TslNode };

/**
 * Diffuse wraps around the terminator by a different width per channel, as light travels about 3 mm in red and under 1 mm
 * in blue below the surface (d'Eon and Luebke 2007), and by how much the surface bends within that way (Penner 2011): the
 * bake stores it, with thin flesh, in the surface map's blue. Melanin shortens the way, so dark skin wraps less. Two
 * specular lobes at the F0 of skin, 0.028, as strong as the map's red says: sebum on nose and forehead, dry cheeks, pores.
 */
export function skinMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  const made = material(() => {
    const at = uv();
    const albedo = texture(textures.albedo as Texture, at).rgb.toVar();
    // Red: strength of reflections over 1.5; green: roughness; blue: spread of light.
    const surface = texture(textures.roughness as Texture, at).rgb.toVar();
    const smooth = normalView.normalize().toVar();
    const n = (normalMap as TslNode)(texture(textures.normal as Texture, at), new Vector2(1, 1))
      .normalize()
      .toVar();
    const ao = ambientOcclusion(input).toVar();
    const lit = shade(input).toVar();
    const pale = smoothstep(0, 0.26, albedo.g).mul(0.65).add(0.35).toVar();
    const reach = surface.b.mul(0.85).add(0.15).mul(pale).toVar();
    // A softbox lights past the terminator in every colour.
    const wrap = vec3(0.48, 0.18, 0.1).mul(reach).add(0.07).toVar();
    const blur = vec3(0.66, 0.36, 0.2).mul(pale).toVar();
    const facing = clamp(dot(n, toEye), 0, 1).toVar();
    // Light from behind only reaches what turns away from the camera: nose and cheeks shade each other.
    const edge = smoothstep(0.55, 0.12, dot(smooth, toEye)).mul(ao).toVar();
    const scatter = (light: Light): TslNode => {
      const cosine = mix(vec3(dot(n, light.direction)), vec3(dot(smooth, light.direction)), blur);
      const wrapped = clamp(cosine.add(wrap).div(wrap.add(1)), 0, 1);
      return wrapped.mul(mix(vec3(1), wrapped, 0.5)).mul(light.colour);
    };
    // The inside of mouth and nostrils: no path for light but through the opening.
    const reached = mix(float(0.012), float(1), smoothstep(0.015, 0.26, ao)).toVar();
    const open = smoothstep(0.08, 0.6, ao);
    // A shadow's edge bleeds red: the blurred edge of red reaches further.
    const coloured = mix(
      vec3(0.055, 0.024, 0.017).mul(pale),
      vec3(1),
      pow(vec3(lit), mix(vec3(1), vec3(0.78, 1.03, 1.1), pale)),
    );
    const direct = scatter(rig.key)
      .mul(coloured)
      .mul(mix(vec3(0.46, 0.35, 0.32), vec3(1), open))
      .add(scatter(rig.fill).mul(mix(vec3(0.44, 0.35, 0.32), vec3(1), open)))
      .add(
        scatter(rig.rims[0] as Light)
          .add(scatter(rig.rims[1] as Light))
          .mul(edge),
      )
      .toVar();
    // The rims' own highlight, as broad as what they are: grazing light is mirrored by all skin alike.
    const glint = (light: Light): TslNode => {
      const cosine = clamp(dot(n, light.direction), 0, 1);
      return cosine.mul(cosine).mul(light.colour);
    };
    const rim = glint(rig.rims[0] as Light)
      .add(glint(rig.rims[1] as Light))
      .mul(edge)
      .mul(0.1);
    // Through thin flesh: ears glow red against the rim lights.
    const through = clamp(dot(smooth, (rig.rims[0] as Light).direction).negate(), 0, 1)
      .mul((rig.rims[0] as Light).colour)
      .add(
        clamp(dot(smooth, (rig.rims[1] as Light).direction).negate(), 0, 1).mul(
          (rig.rims[1] as Light).colour,
        ),
      )
      .mul(vec3(0.2, 0.035, 0.015))
      .mul(smoothstep(0.6, 1, surface.b))
      // Noses bend as much as ears are thin: only what looks aside lets light through.
      .mul(smoothstep(0.3, 0.8, smooth.x.abs()))
      .mul(pale);
    const bounce = pow(vec3(clamp(ao.mul(1.06), 0, 1)), vec3(0.94, 1.1, 1.16));
    const ambient = surround(rig, n).mul(bounce).add(through);
    // Walls of a mouth that no light enters glow dark red through the cheeks: never the black of a hole in the picture.
    const glow = vec3(...GLOW).mul(smoothstep(0.1, 0.02, ao));
    const diffuse = albedo.mul(direct.mul(reached).add(max(ambient, glow)));
    // Tears on the edge of the lids shine in what is otherwise a dark fold.
    const wet = smoothstep(0.2, 0.13, surface.g).toVar();
    const occluded = mix(smoothstep(0.2, 0.8, ao), float(0.3), wet)
      .mul(surface.r)
      .mul(1.5)
      .toVar();
    const shine = twoLobes(n, rig.key.direction, surface.g)
      .mul(lit)
      .mul(rig.key.colour)
      .add(twoLobes(n, rig.fill.direction, surface.g).mul(rig.fill.colour));
    // The surround mirrored at grazing angles, and the down on the skin that catches it.
    const grazing = pow(float(1).sub(facing), 4);
    const bounced = reflect(toEye.negate(), n).toVar();
    // What looks down mirrors the neck, not the room.
    const mirror = surround(rig, bounced)
      .mul(smoothstep(-0.65, 0, dot(smooth, rig.up)))
      .mul(grazing.mul(0.25).add(0.028));
    const down = albedo.mul(grazing).mul(0.22).mul(surround(rig, n));
    const tears = surround(rig, bounced).mul(0.3).add(rig.key.colour.mul(lit).mul(0.05)).mul(wet);
    return display(
      rig,
      diffuse
        .add(shine.add(rim).add(mirror.mul(ao)).mul(occluded))
        .add(down.mul(ao))
        .add(tears),
      float(1),
    );
  });
  return Object.assign(made, { name: SOFT_SHADOWS });
}
