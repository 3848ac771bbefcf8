/** Eyes in TSL: the ball and the wet cornea over it. */
import {
  clamp,
  dot,
  float,
  mix,
  normalize,
  normalView,
  pow,
  reflect,
  smoothstep,
  texture,
  uv,
  vec2,
  vec3,
} from 'three/tsl';
import type { MeshBasicNodeMaterial, Texture } from 'three/webgpu';
import { display, specular, surround, type TslNode, toEye } from './light.ts';
import { ambientOcclusion, type MaterialInput, material, shade } from './material.ts';

/** Radius of the iris in the ball's texture; `avatar/bake/eyes.ts` lays it out. */
const IRIS_IN_MAP = 0.192;

/**
 * The ball. The sclera is lit as skin is, softly and redder where the lids shade it; the cornea gathers the key on the far
 * side of the iris, so an iris is brightest opposite to the light. A ball between lids has little sky (a tenth at its visible
 * corners), yet lids and sclera light each other: occlusion dims it by half and no further.
 */
export function eyeMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  return material(() => {
    const at = uv();
    const albedo = texture(textures.albedo as Texture, at).rgb.toVar();
    const n = normalView.normalize().toVar();
    const ao = ambientOcclusion(input).toVar();
    const lit = shade(input).toVar();
    const centred = at.sub(0.5).mul(vec2(1, -1)).div(IRIS_IN_MAP).toVar();
    const iris = smoothstep(1.06, 0.88, centred.length()).toVar();
    const wrap = (light: { direction: TslNode; colour: TslNode }): TslNode =>
      clamp(dot(n, light.direction).add(0.45).div(1.45), 0, 1).mul(light.colour);
    const open = smoothstep(-0.04, 0.5, ao).toVar();
    const dim = mix(mix(vec3(0.36, 0.275, 0.25), vec3(0.38), iris), vec3(1), open).toVar();
    // Lids and lashes stand between the light from above and the upper part of the ball; the iris lies flat behind them.
    const height = dot(n, rig.up).add(centred.y.mul(iris).mul(0.3));
    const under = mix(float(1), float(0.55), smoothstep(0, 0.38, height)).toVar();
    const away = dot(centred, rig.key.direction.xy.negate());
    const caustic = mix(float(1), clamp(away.mul(1.5).add(1.15), 0.5, 2.5), iris);
    const light = wrap(rig.key)
      .mul(mix(float(0.42), float(1), lit))
      .mul(under)
      .mul(caustic)
      .add(wrap(rig.fill))
      .add(surround(rig, n))
      .mul(dim);
    const wet = specular(n, rig.key.direction, float(0.2), float(0.03))
      .mul(rig.key.colour)
      .mul(lit)
      .mul(float(1).sub(iris))
      .mul(open);
    return display(rig, albedo.mul(light).add(wet), float(1));
  });
}

/** Reflections on the wet cornea: the key as a softbox, the fill as a dim one, drawn over the iris by addition. */
export function corneaMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig } = input;
  const made = material(() => {
    const n = normalView.normalize();
    const r = reflect(toEye.negate(), n).toVar();
    // A softbox with round corners, bright to its edge: of everything in a face, what looks wet.
    const box = (direction: TslNode, halfWidth: number, halfHeight: number): TslNode => {
      const side = normalize(rig.up.cross(direction));
      const top = direction.cross(side);
      const x = dot(r, side).div(halfWidth);
      const y = dot(r, top).div(halfHeight);
      const [xx, yy] = [x.mul(x).toVar(), y.mul(y).toVar()];
      return smoothstep(1.25, 0.75, xx.mul(xx).add(yy.mul(yy))).mul(smoothstep(0, 0.1, dot(r, direction)));
    };
    const fresnel = pow(float(1).sub(clamp(dot(n, toEye), 0, 1)), 5)
      .mul(0.6)
      .add(0.03);
    const catchlight = box(rig.key.direction, 0.2, 0.25)
      .mul(1.6)
      .add(box(rig.fill.direction, 0.24, 0.42).mul(0.016));
    const veil = surround(rig, r).mul(fresnel).mul(0.35);
    return display(rig, vec3(catchlight).mul(0.85).add(veil.mul(0.4)), float(1));
  });
  made.transparent = true;
  made.depthWrite = false;
  // Additive in display space: the softbox is far brighter than what lies below.
  made.blending = 2;
  return made;
}
