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
import { DoubleSide, FrontSide, type MeshBasicNodeMaterial, Vector2 } from 'three/webgpu';
import { display, specular, surround, type TslNode, toEye } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, shade } from './material.ts';

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
    // Either faces the camera from both sides: three turns normals of what is drawn double-sided.
    const bumped = textures.normal
      ? (normalMap as TslNode)(texture(textures.normal, uv()), new Vector2(0.9, 0.9)).normalize()
      : normalView.normalize();
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
