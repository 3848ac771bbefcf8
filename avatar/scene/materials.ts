/** Materials of a person in TSL. Each returns display colours, so frames need no second pass over the picture. */

import {
  attribute,
  cameraViewMatrix,
  clamp,
  cross,
  Discard,
  dot,
  Fn,
  float,
  frontFacing,
  max,
  mix,
  normalize,
  normalMap,
  normalView,
  positionView,
  pow,
  reflect,
  smoothstep,
  texture,
  transformDirection,
  uniform,
  uv,
  varying,
  vec3,
  vec4,
} from 'three/tsl';
import {
  type Color,
  DoubleSide,
  EqualDepth,
  FrontSide,
  MeshBasicNodeMaterial,
  type Texture,
  Vector2,
} from 'three/webgpu';
import { leanStrands } from './hair-light.ts';
import { display, type LightRig, SOFT_SHADOWS, specular, surround, type TslNode, toEye } from './light.ts';

export interface PartTextures {
  readonly albedo: Texture | null;
  readonly normal: Texture | null;
  readonly roughness: Texture | null;
}

export interface MaterialInput {
  readonly rig: LightRig;
  readonly textures: PartTextures;
  readonly colour: Color;
  readonly roughness: number;
  readonly occlusion: boolean;
  readonly shadows: boolean;
  /** Multisampled target: alpha can become coverage, which softens strands without sorting. */
  readonly coverage: boolean;
  /** Same look at less cost where every sample is paid for: per-vertex light on hair, fewer fetches. */
  readonly lean: boolean;
  /** 0 lips shut to 1 wide open; darkens what the mouth hides. */
  readonly mouthOpen: TslNode;
}

const shade = (input: MaterialInput): TslNode => (input.shadows ? input.rig.shadow : float(1));
const ambientOcclusion = (input: MaterialInput): TslNode =>
  input.occlusion ? attribute('aAO', 'float') : float(1);

function material(build: () => TslNode): MeshBasicNodeMaterial {
  const made = new MeshBasicNodeMaterial();
  made.fragmentNode = (Fn(build) as TslNode)();
  made.fog = false;
  made.toneMapped = false;
  return made;
}

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
    made.transparent = true;
    made.depthWrite = false;
  } else if (input.coverage) made.alphaToCoverage = true;
  return made;
}

/** Cloth without relief of its own, lit at the vertices; only the shadow's edge is found for each pixel. */
function leanCloth(input: MaterialInput, tint: TslNode): TslNode {
  const { rig, textures } = input;
  const sample = textures.albedo ? texture(textures.albedo, uv()).toVar() : null;
  if (sample) Discard(sample.a.lessThan(0.4));
  const base = (sample ? sample.rgb.mul(tint) : tint).toVar();
  const normal = (): TslNode => {
    const n = normalView.normalize();
    return n.mul(dot(n, toEye).lessThan(0).select(float(-1), float(1))).toVar();
  };
  const wrap = (n: TslNode, light: { direction: TslNode; colour: TslNode }): TslNode =>
    clamp(dot(n, light.direction).add(0.12).div(1.12), 0, 1).mul(light.colour);
  const dimmed = (): TslNode => mix(float(0.55), float(1), ambientOcclusion(input));
  const key: TslNode = varying((Fn(() => wrap(normal(), rig.key).mul(dimmed())) as TslNode)());
  const rest: TslNode = varying(
    (
      Fn(() => {
        const n = normal();
        const rims = wrap(n, rig.rims[0] as never).add(wrap(n, rig.rims[1] as never));
        return wrap(n, rig.fill)
          .mul(dimmed())
          .add(rims.add(surround(rig, n)).mul(ambientOcclusion(input)));
      }) as TslNode
    )(),
  );
  const fuzz: TslNode = varying(
    (
      Fn(() => {
        const n = normal();
        const rims = wrap(n, rig.rims[0] as never).add(wrap(n, rig.rims[1] as never));
        const grazing = pow(float(1).sub(clamp(dot(n, toEye), 0, 1)), 4);
        return surround(rig, n).add(rims).mul(grazing).mul(0.55).mul(ambientOcclusion(input));
      }) as TslNode
    )(),
  );
  const colour = base.mul(key.mul(shade(input)).add(rest)).add(base.add(0.02).mul(fuzz));
  return display(rig, colour, float(1));
}

/** Cloth, vest and helmet: rough or glossy dielectrics; cloth gets a fuzz at grazing angles. */
export function solidMaterial(input: MaterialInput, kind: 'cloth' | 'vest' | 'shell'): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  const tint = uniform(input.colour);
  const made = material(() => {
    if (input.lean && kind !== 'shell' && !textures.normal) return leanCloth(input, tint);
    const sample = textures.albedo ? texture(textures.albedo, uv()).toVar() : null;
    if (sample && kind !== 'shell') Discard(sample.a.lessThan(0.4));
    const facing = frontFacing.select(float(1), float(-1));
    const bumped = textures.normal
      ? (normalMap as TslNode)(texture(textures.normal, uv()), new Vector2(0.9, 0.9)).normalize()
      : normalView.normalize().mul(facing);
    const n = bumped.toVar();
    const base = (sample ? sample.rgb.mul(tint) : tint).toVar();
    const ao = ambientOcclusion(input).toVar();
    const lit = shade(input).toVar();
    const soft = kind === 'shell' ? 0.05 : 0.12;
    const wrap = (light: { direction: TslNode; colour: TslNode }): TslNode =>
      clamp(
        dot(n, light.direction)
          .add(soft)
          .div(1 + soft),
        0,
        1,
      ).mul(light.colour);
    const direct = wrap(rig.key).mul(lit).add(wrap(rig.fill));
    const rims = wrap(rig.rims[0] as never).add(wrap(rig.rims[1] as never));
    const diffuse = base.mul(
      direct
        .mul(mix(float(0.55), float(1), ao))
        .add(rims.mul(ao))
        .add(surround(rig, n).mul(ao)),
    );
    const grazing = pow(float(1).sub(clamp(dot(n, toEye), 0, 1)), 4);
    if (kind === 'shell') {
      const gloss = specular(n, rig.key.direction, float(0.24), float(0.045))
        .mul(rig.key.colour)
        .mul(lit)
        .add(specular(n, rig.fill.direction, float(0.3), float(0.045)).mul(rig.fill.colour))
        .add(
          specular(n, (rig.rims[0] as { direction: TslNode }).direction, float(0.3), float(0.045)).mul(
            (rig.rims[0] as { colour: TslNode }).colour,
          ),
        );
      const mirror = surround(rig, reflect(toEye.negate(), n)).mul(grazing.mul(0.6).add(0.05)).mul(ao);
      return display(rig, diffuse.add(gloss.mul(3)).add(mirror), float(1));
    }
    const fuzz = base.add(0.02).mul(grazing).mul(surround(rig, n).add(rims)).mul(0.55).mul(ao);
    return display(rig, diffuse.add(fuzz), float(1));
  });
  made.side = kind === 'vest' || kind === 'cloth' || kind === 'shell' ? DoubleSide : FrontSide;
  return made;
}
