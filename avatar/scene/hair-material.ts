/** Hair, brows and lashes in TSL. */
import {
  clamp,
  cross,
  Discard,
  dot,
  float,
  max,
  mix,
  normalize,
  normalView,
  normalViewGeometry,
  positionView,
  pow,
  smoothstep,
  texture,
  uv,
  vec3,
  vec4,
} from 'three/tsl';
import { DoubleSide, EqualDepth, LessDepth, type MeshBasicNodeMaterial, type Texture } from 'three/webgpu';
import { SOFT_FROM, SOLID_FROM } from './hair-layers.ts';
import { seenNormal, strandAcross, strandsOfPixel, strandsOfVertex } from './hair-light.ts';
import { display, FAR_SHADOWS, FAR_SOFT_SHADOWS, surround, type TslNode, toEye } from './light.ts';
import { ambientOcclusion, cardsOnSkin, type MaterialInput, material, shade } from './material.ts';

/** Brows and lashes. */
export function strandMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  return cardsOnSkin(() => {
    const sample = texture(textures.albedo as Texture, uv());
    const n = normalView.normalize();
    const light = clamp(dot(n, rig.key.direction).add(0.4).div(1.4), 0, 1)
      .mul(rig.key.colour)
      .mul(shade(input))
      .add(rig.fill.colour.mul(0.5))
      .add(surround(rig, n));
    return display(rig, sample.rgb.mul(light), sample.a);
  });
}

/**
 * `cover` only fills depth, so that `covered` shades one card a pixel instead of all that overlap; `solid` does both at
 * once; `soft` blends what lies before it. All targets draw the same passes: turned into coverage, strands below a pixel
 * would be lit by what shines between them, and the picture would keep their alpha.
 */
export type HairPass = 'cover' | 'covered' | 'solid' | 'soft';

/** Roughness from which hair is a mass of coils: no strand runs along its cards. */
const COILY_FROM = 0.75;
/** Cosine between a card and the view below which it is left to the soft pass. */
const EDGE_ON = 0.13;
/** The same of a tuft of coils, which has no direction that a line of it could follow. */
const TUFT_EDGE_ON = 0.2;

/** What the surface of a strand mirrors at most, whatever its colour: on dark hair more than what leaves it again. */
const SURFACE = 0.042;
/** By how much of the key light hair loses for each cosine that its volume turns away from the eye. */
const INSIDE_SLOPE = 2.5;
/** What of it is left there. */
const INSIDE = 0.3;
/** Share of the key light that strands hand on into the shadow of others. */
const SCATTERED = 0.4;
/** By how much strands of one lock tilt their highlights along it. */
const STRAY = 0.3;

/**
 * Hair cards: two shifted highlights along the strand (Marschner et al. 2003 as simplified by Scheuermann 2004). The
 * strand runs down the v axis of every texture of the base.
 */
export function hairMaterial(input: MaterialInput, pass: HairPass): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  const coily = input.roughness > COILY_FROM;
  const made = material(() => {
    const sample = texture(textures.albedo as Texture, uv()).toVar();
    // What enters dark strands hardly leaves them: seen, they are what their surface mirrors.
    const body = (
      coily
        ? // Pale coils shade each other all around.
          sample.rgb.mul(float(0.012).div(sample.g.add(0.03)).add(0.66))
        : mix(sample.rgb, vec3(sample.g), 0.18).mul(sample.g.div(sample.g.add(0.03)).mul(0.25).add(0.75))
    ).toVar();
    const n = seenNormal(normalViewGeometry, !coily).toVar();
    const cover = sample.a.toVar();
    if (pass !== 'covered') {
      // A card seen from its edge is a line of dots, not a lock of hair.
      const facing = dot(normalize(cross(positionView.dFdx(), positionView.dFdy())), toEye).abs();
      if (pass === 'soft') cover.mulAssign(smoothstep(0.06, 0.34, facing));
      Discard(
        pass === 'soft'
          ? cover.lessThan(SOFT_FROM)
          : cover.lessThan(SOLID_FROM).or(facing.lessThan(coily ? TUFT_EDGE_ON : EDGE_ON)),
      );
    }
    if (pass === 'cover') return vec4(0);
    const t = coily ? null : strandAcross(n).toVar();
    const ao = clamp(ambientOcclusion(input).mul(1.15), 0, 1).toVar();
    // Of the strands that are left for the soft pass shadows show on pale hair alone, and there without their soft edge.
    const shown = pass === 'soft' && input.lean ? float(1) : shade(input);
    // What lies centimetres before hair shades it: between jaw and curtain that is nothing, and its inside would shine.
    const outside = dot(normalViewGeometry.normalize(), toEye).mul(INSIDE_SLOPE).add(1);
    const lit = coily
      ? mix(float(0.25), float(1), shown)
      : mix(float(SCATTERED), float(1), shown).mul(clamp(outside, INSIDE, 1));
    // Strands of one lock do not shine at one height: lighter ones lie higher, and show more of it.
    const strand = sample.g.div(sample.g.add(0.012)).toVar();
    const noise = strand.sub(0.5).mul(STRAY).toVar();
    const gleam = (light: { direction: TslNode; colour: TslNode }): TslNode => {
      if (!t) {
        // Coils turn to all sides: what they mirror is as wide as the volume they make.
        const half = clamp(dot(n, normalize(light.direction.add(toEye))), 0, 1);
        return vec3(sample.g.mul(0.3).add(0.01)).mul(pow(half, 7)).mul(light.colour);
      }
      const along = dot(normalize(t.add(n.mul(noise.add(0.06)))), normalize(light.direction.add(toEye)));
      return body
        .mul(1.8)
        .add(SURFACE)
        .mul(strand.mul(1.5).add(0.2))
        .mul(pow(max(float(1).sub(along.mul(along)), 0), 40))
        .mul(clamp(dot(n, light.direction).add(0.2), 0, 1))
        .mul(light.colour);
    };
    const pixel = strandsOfPixel(rig, n, t);
    const vertex = strandsOfVertex(rig, coily);
    // Fill and rims hardly change across a triangle, and soft strands are too thin to show how the key light does.
    const broad = input.lean ? vertex.broad : pixel.broad;
    const key = input.lean && pass === 'soft' ? vertex.key : pixel.key;
    // What strands mirror of the room; soft ones are too thin to.
    const sheen = pass === 'soft' ? float(0) : coily ? float(0.01) : strand.mul(0.028);
    const lobes =
      pass === 'soft' && input.lean ? body.mul(key) : body.mul(key).add(gleam(rig.key).mul(ao.mul(ao)));
    const direct = body
      .mul(broad)
      .mul(coily ? 1 : 1.3)
      .add(lobes.mul(lit));
    const colour = direct
      .mul(mix(float(0.25), float(1), ao))
      .add(body.mul(1.3).add(sheen).mul(surround(rig, n)).mul(ao.mul(ao)));
    return display(rig, colour, pass === 'soft' ? cover : float(1));
  });
  made.name = input.lean || (rig.lean && pass === 'soft') ? FAR_SHADOWS : FAR_SOFT_SHADOWS;
  // Shadow maps take no fragment node: without this, cards would cast their outlines. Lean ones cast closed triangles.
  if (!rig.lean) made.maskShadowNode = texture(textures.albedo as Texture, uv()).a.greaterThan(0.5);
  made.side = DoubleSide;
  if (pass === 'cover') made.colorWrite = false;
  else if (pass === 'covered') {
    made.depthFunc = EqualDepth;
    made.depthWrite = false;
  }
  if (pass === 'soft') {
    // What the solid pass has drawn lies at the same depth and would only be drawn over itself.
    made.depthFunc = LessDepth;
    made.transparent = true;
    made.depthWrite = false;
  }
  return made;
}
