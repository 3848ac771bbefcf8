/** Cloth, vest and helmet in TSL. */
import {
  clamp,
  Discard,
  dot,
  Fn,
  float,
  mix,
  normalMap,
  normalView,
  pow,
  reflect,
  texture,
  uniform,
  uv,
  varying,
} from 'three/tsl';
import { DoubleSide, type MeshBasicNodeMaterial, Vector2 } from 'three/webgpu';
import { display, specular, surround, type TslNode, toEye } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, roomShade, shade, softShade } from './material.ts';

type Light = { readonly direction: TslNode; readonly colour: TslNode };
type OfNormal = (n: TslNode) => TslNode;

/** The side that is seen, for vertices: there nothing tells front from back. */
const seenSide = (): TslNode => {
  const n = normalView.normalize();
  return n.mul(dot(n, toEye).lessThan(0).select(float(-1), float(1))).toVar();
};
const atVertices = (light: OfNormal): TslNode => varying((Fn(() => light(seenSide())) as TslNode)());

/** Light on what faces `n`; `soft` is how far it reaches past the terminator. `key` is without its shadow. */
function lightOn(input: MaterialInput, soft: number): Record<'key' | 'fill' | 'rest' | 'fuzz', OfNormal> {
  const { rig } = input;
  const [left, right] = rig.rims as readonly [Light, Light];
  const wrap = (n: TslNode, { direction, colour }: Light): TslNode =>
    clamp(
      dot(n, direction)
        .add(soft)
        .div(1 + soft),
      0,
      1,
    ).mul(colour);
  const ao = (): TslNode => ambientOcclusion(input);
  const dimmed = (): TslNode => mix(float(0.55), float(1), ao());
  const around: OfNormal = (n) => wrap(n, left).add(wrap(n, right)).add(surround(rig, n)).mul(ao());
  return {
    key: (n) => wrap(n, rig.key).mul(dimmed()),
    fill: (n) => wrap(n, rig.fill).mul(dimmed()),
    rest: around,
    // Rough cloth has fibres that stand out from it, smooth cloth next to none.
    fuzz: (n) =>
      around(n)
        .mul(grazing(n))
        .mul(Math.max(0, input.roughness - 0.6) * 2.2),
  };
}

const grazing: OfNormal = (n) => pow(float(1).sub(clamp(dot(n, toEye), 0, 1)), 4);

/**
 * Cloth, vest and helmet: rough or glossy dielectrics; cloth gets a fuzz at grazing angles. Lean: light is worked out at the
 * vertices, but for the shadow's edge and the relief of cloth under key and fill. A helmet keeps its light by pixel: at its
 * creases vertices would take the wrong side, and its highlights fall into facets. So does `worn`: glasses and headsets.
 */
export function solidMaterial(
  input: MaterialInput,
  kind: 'cloth' | 'vest' | 'shell' | 'worn',
): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  const hard = kind === 'shell' || kind === 'worn';
  const tint = uniform(input.colour);
  const made = material(() => {
    const sample = textures.albedo ? texture(textures.albedo, uv()).toVar() : null;
    if (sample && !hard) Discard(sample.a.lessThan(0.4));
    const base = (sample ? sample.rgb.mul(tint) : tint).toVar();
    // Either faces the camera from both sides: three turns normals of what is drawn double-sided.
    const n = (
      textures.normal
        ? (normalMap as TslNode)(texture(textures.normal, uv()), new Vector2(0.9, 0.9)).normalize()
        : normalView.normalize()
    ).toVar();
    const lit = (hard ? shade(input) : softShade(input, rig.body.clothes(input.held))).toVar();
    const room = (hard ? float(1) : roomShade(input)).toVar();
    const light = lightOn(input, hard ? 0.05 : 0.12);
    const smooth = (of: OfNormal): TslNode => (input.lean && !hard ? atVertices(of) : of(n));
    const bumped = (of: OfNormal): TslNode => (textures.normal ? of(n) : smooth(of));
    const diffuse = base.mul(
      bumped(light.key)
        .mul(lit)
        .add(bumped(light.fill).add(smooth(light.rest)).mul(room)),
    );
    if (!hard) return display(rig, diffuse.add(base.add(0.02).mul(smooth(light.fuzz)).mul(room)), float(1));
    const gloss = specular(n, rig.key.direction, float(0.24), float(0.045)).mul(rig.key.colour).mul(lit);
    const dim = ({ direction, colour }: Light): TslNode =>
      specular(n, direction, float(0.3), float(0.045)).mul(colour);
    const mirror = surround(rig, reflect(toEye.negate(), n))
      .mul(grazing(n).mul(0.6).add(0.05))
      .mul(ambientOcclusion(input));
    const shine = gloss.add(dim(rig.fill)).add(dim(rig.rims[0] as Light));
    // What is worn on the head has several swatches, and their alpha says how much each shines.
    const gleam = kind === 'worn' && sample ? sample.a : float(1);
    return display(rig, diffuse.add(shine.mul(3).add(mirror).mul(gleam)), float(1));
  });
  made.side = DoubleSide;
  return made;
}
