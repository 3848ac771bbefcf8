/** Skin in TSL. */
import {
  attribute,
  clamp,
  dot,
  Fn,
  float,
  max,
  mix,
  normalize,
  normalMap,
  normalView,
  pow,
  reflect,
  smoothstep,
  sqrt,
  texture,
  uv,
  vec2,
  vec3,
} from 'three/tsl';
import { FrontSide, type MeshBasicNodeMaterial, type Texture } from 'three/webgpu';
import { DEEPER } from './folds.ts';
import { display, SOFT_SHADOWS, surround, type TslNode, toEye } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, roomShade, shade, softShade } from './material.ts';

/** Light in what is closed all around, the walls of a mouth, of white as 1. */
const GLOW = [0.14, 0.046, 0.036] as const;
/** What light that fell into a fold comes back as. */
const FOLD_LOSS = [0.1, 0.2, 0.22] as const;

type Light = { readonly direction: TslNode; readonly colour: TslNode };

/**
 * Specular of skin: two GGX lobes (Karis 2013, Hammon 2017) that share half vector, Fresnel and visibility and add up to
 * one, so that what is narrow is taken from what is broad. The narrow one, from the film of oil, is a fifth where skin is
 * dry and a half where it shines: `gloss` is 0 to 1. Reflected radiance for a light of colour 1, whose diffuse is albedo
 * times cosine.
 */
const lobes = Fn(([n, l, roughness, gloss]: TslNode[]) => {
  const h = normalize(l.add(toEye));
  const nh = clamp(dot(n, h), 0, 1);
  const nl = clamp(dot(n, l), 0, 1);
  const lh = clamp(dot(l, h), 0, 1);
  const nh2 = nh.mul(nh).toVar();
  const lobe = (r: TslNode): TslNode => {
    const a = r.mul(r);
    const a2 = a.mul(a).toVar();
    const d = nh2.mul(a2.sub(1)).add(1);
    return a2.div(d.mul(d).add(1e-5));
  };
  const fresnel = float(0.028).add(pow(float(1).sub(lh), 5).mul(0.972));
  const visibility = float(0.25).div(max(lh.mul(lh), 0.08).mul(roughness.add(0.5)));
  return mix(lobe(roughness), lobe(roughness.mul(0.66)), gloss.mul(0.3).add(0.15))
    .mul(visibility)
    .mul(fresnel)
    .mul(nl);
}) as TslNode;

/**
 * Diffuse wraps around the terminator by a different width per channel, as light travels about 3 mm in red and under 1 mm
 * in blue below the surface (d'Eon and Luebke 2007), and by how much the surface bends within that way (Penner 2011): the
 * bake stores it, with thin flesh, in the surface map's blue. Melanin shortens the way, so dark skin wraps less. Two
 * specular lobes at the F0 of skin, 0.028, as strong as the map's red says: sebum on nose and forehead, dry cheeks, pores;
 * what they take is missing below. The normal map's blue tells what deepens where the skin folds (`folds.ts`).
 */
export function skinMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  const made = material(() => {
    const at = uv();
    const colour = texture(textures.albedo as Texture, at).rgb.toVar();
    // Red: strength of reflections over 1.5; green: roughness; blue: spread of light.
    const surface = texture(textures.roughness as Texture, at).rgb.toVar();
    const smooth = normalView.normalize().toVar();
    const relief = texture(textures.normal as Texture, at).rgb.toVar();
    const slope = relief.xy.mul(2).sub(1).toVar();
    const upright = sqrt(max(float(1).sub(dot(slope, slope)), 0.04))
      .mul(0.5)
      .add(0.5);
    const folded = input.folds
      ? clamp(attribute('aFold', 'float') as TslNode, 0, 1)
          .mul(clamp(float(1).sub(relief.z).mul(4), 0, 1))
          .toVar()
      : null;
    const n = (normalMap as TslNode)(
      vec3(relief.xy, upright),
      folded ? vec2(folded.mul(DEEPER).add(1)) : vec2(1, 1),
    )
      .normalize()
      .toVar();
    const albedo = (folded ? colour.mul(vec3(1).sub(vec3(...FOLD_LOSS).mul(folded))) : colour).toVar();
    const ao = ambientOcclusion(input).toVar();
    const lit = (
      input.neck ? softShade(input, rig.body.skin) : input.held ? rig.body.clothes(true) : shade(input)
    ).toVar();
    // Hands that lie on each other; nothing lies on a face.
    const room = (input.held ? roomShade(input) : float(1)).toVar();
    const pale = smoothstep(0.01, 0.32, albedo.g).mul(0.75).add(0.25).toVar();
    const reach = surface.b.mul(0.68).add(0.32).mul(pale).toVar();
    // A softbox lights past the terminator in every colour.
    const wrap = vec3(0.44, 0.16, 0.085)
      .mul(reach)
      .add(vec3(0.085, 0.06, 0.05))
      .toVar();
    const blur = vec3(0.6, 0.28, 0.13).mul(pale).toVar();
    const facing = clamp(dot(n, toEye), 0, 1).toVar();
    // Behind the edge of a jaw lies the neck: neither lights nor the room reach what looks down or into a fold from there.
    const clear = smoothstep(-0.6, 0, dot(smooth, rig.up))
      .mul(smoothstep(0.25, 0.75, ao))
      .toVar();
    // Light from behind only reaches what turns away from the camera: nose and cheeks shade each other.
    const edge = smoothstep(0.55, 0.12, dot(smooth, toEye)).mul(ao).mul(clear).toVar();
    const scatter = (light: Light): TslNode => {
      const cosine = mix(vec3(dot(n, light.direction)), vec3(dot(smooth, light.direction)), blur);
      const wrapped = clamp(cosine.add(wrap).div(wrap.add(1)), 0, 1);
      return wrapped.mul(mix(vec3(1), wrapped, 0.5)).mul(light.colour);
    };
    // The inside of mouth and nostrils: no path for light but through the opening.
    const reached = mix(float(0.012), float(1), smoothstep(0.015, 0.26, ao)).toVar();
    const open = smoothstep(0.08, 0.6, ao);
    // A shadow's edge bleeds red: red gets furthest in from what is lit, blue hardly at all. Lit skin nearby lights the rest.
    // Millimetres do so little to the centimetres in which a jaw's shadow fades out on a neck.
    const bleeding = mix(vec3(0.94, 1.06, 1.1), vec3(0.72, 1.08, 1.2), pale);
    const bleed = input.neck
      ? mix(bleeding, vec3(0.96, 1.02, 1.04), attribute('aNeck', 'float') as TslNode)
      : bleeding;
    const coloured = mix(vec3(0.05, 0.034, 0.028).mul(pale), vec3(1), pow(vec3(lit), bleed));
    const direct = scatter(rig.key)
      .mul(coloured)
      .mul(mix(vec3(0.46, 0.35, 0.32), vec3(1), open))
      .add(
        scatter(rig.fill)
          .mul(mix(vec3(0.44, 0.35, 0.32), vec3(1), open))
          .mul(room),
      )
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
    const bounce = pow(vec3(clamp(ao.mul(1.06), 0, 1)), vec3(0.98, 1.05, 1.07));
    const ambient = surround(rig, n).mul(bounce).mul(room).add(through);
    // Walls of a mouth that no light enters glow dark red through the cheeks: never the black of a hole in the picture.
    // Lips and what lies behind them are redder than any nostril.
    const fleshy = smoothstep(0.5, 0.34, albedo.g.div(max(albedo.r, 0.004)));
    const glow = vec3(...GLOW).mul(smoothstep(fleshy.mul(0.14).add(0.1), 0.02, ao));
    const diffuse = albedo.mul(direct.mul(reached).add(max(ambient, glow)));
    // Tears on the edge of the lids shine in what is otherwise a dark fold.
    const wet = smoothstep(0.2, 0.13, surface.g).toVar();
    const mirrors = folded ? surface.r.mul(float(1.5).sub(folded)) : surface.r.mul(1.5);
    const occluded = mix(smoothstep(0.2, 0.8, ao), float(0.3), wet)
      .mul(mirrors)
      .toVar();
    const shine = lobes(n, rig.key.direction, surface.g, surface.r)
      .mul(lit)
      .mul(rig.key.colour)
      .add(lobes(n, rig.fill.direction, surface.g, surface.r).mul(rig.fill.colour));
    // The surround mirrored at grazing angles.
    const grazing = pow(float(1).sub(facing), 4).toVar();
    const bounced = reflect(toEye.negate(), n).toVar();
    const mirrored = grazing.mul(0.25).add(0.028).toVar();
    const mirror = surround(rig, bounced).mul(clear).mul(mirrored);
    // Down on dry skin, cheeks and jaw before all, is seen where the eye grazes it: pale hairs that stand in the light of
    // the key and of what surrounds them (asperity scattering, Koenderink and Pont 2003).
    const down = rig.key.colour
      .mul(clamp(dot(smooth, rig.key.direction).mul(0.6).add(0.4), 0, 1).mul(lit).mul(0.3))
      .add(surround(rig, n))
      .mul(mix(albedo, vec3(0.5, 0.4, 0.3), 0.25))
      .mul(grazing)
      .mul(clamp(float(1.25).sub(surface.r.mul(1.6)), 0.15, 1).mul(0.34));
    const tears = surround(rig, bounced).mul(0.3).add(rig.key.colour.mul(lit).mul(0.05)).mul(wet);
    return display(
      rig,
      diffuse
        .mul(float(1).sub(mirrored.mul(occluded)))
        .add(shine.add(rim).add(mirror.mul(ao)).mul(occluded))
        .add(down.mul(clear))
        .add(tears),
      float(1),
    );
  });
  return Object.assign(made, { name: SOFT_SHADOWS, shadowSide: FrontSide });
}
