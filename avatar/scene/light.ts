/**
 * The portrait light as TSL: one soft key with shadow, a fill, two rims and an analytic surround, evaluated in view
 * space. Written out instead of three's light list and environment map because a software GPU pays for every texture
 * fetch: this is about a third of the cost of MeshPhysicalMaterial with an environment at the same look.
 */

import {
  agxToneMapping,
  clamp,
  dot,
  Fn,
  float,
  interleavedGradientNoise,
  max,
  mix,
  normalize,
  positionView,
  positionWorld,
  pow,
  screenCoordinate,
  shadow,
  smoothstep,
  sRGBTransferOETF,
  texture,
  uniform,
  vec2,
  vec3,
  vec4,
} from 'three/tsl';
import { Color, DirectionalLight, type PerspectiveCamera, Vector3 } from 'three/webgpu';
import type { BodyShade } from './body-shade.ts';

// TSL's node types change between three releases; nodes are built and consumed only in this folder.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type TslNode = any;

export interface LightSpec {
  /** Direction towards the light in the person's frame. */
  readonly from: readonly [number, number, number];
  /** Linear colour times intensity. */
  readonly colour: readonly [number, number, number];
}

/** How one set lights the person. */
export interface Lighting {
  readonly key: LightSpec;
  readonly fill: LightSpec;
  readonly rims: readonly [LightSpec, LightSpec];
  readonly sky: readonly [number, number, number];
  readonly ground: readonly [number, number, number];
  readonly exposure: number;
}

export interface LightRig {
  readonly sun: DirectionalLight;
  readonly key: { readonly direction: TslNode; readonly colour: TslNode };
  readonly fill: { readonly direction: TslNode; readonly colour: TslNode };
  readonly rims: readonly { readonly direction: TslNode; readonly colour: TslNode }[];
  readonly sky: TslNode;
  readonly ground: TslNode;
  readonly up: TslNode;
  readonly exposure: TslNode;
  readonly shadow: TslNode;
  /** Softer, of what stands below the head. */
  readonly body: BodyShade;
  /** Whether shading may approximate. */
  readonly lean: boolean;
  /** Recomputes view-space directions; call after the camera moved. */
  aim(camera: PerspectiveCamera): void;
  /** Lights as another set does; call `aim` afterwards. */
  relight(lighting: Lighting): void;
}

/** Points of a disc of radius 1, evenly spread (Vogel 1979). */
const disc = (count: number): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, (_, i) => {
    const radius = Math.sqrt((i + 0.5) / count);
    return [radius * Math.cos(i * 2.399963), radius * Math.sin(i * 2.399963)] as const;
  });

/** Metres the shadow map spans, across and in depth. */
const SHADOW_SPAN = 0.64;
const SHADOW_DEPTH = 2.7;
/**
 * Metres of hair that light passes: locks do not cast the outline of a card on the locks below them. What lies deeper in
 * hair is dark by its baked depth.
 */
const HAIR_DEPTH = 0.022;

/**
 * The edge of a shadow on skin is looked at: it is as wide as a softbox makes it, wider where what casts it is further
 * away, which is the neck below the chin. Lean: twelve comparisons without noise; else sixteen turned by pixel. Hair and
 * cloth take one (lean) or five. `texel` is the map's step, `chin` its height in metres.
 */
const softShadow = (texel: number, lean: boolean, chin: number): TslNode =>
  Fn(({ depthTexture, shadowCoord }: TslNode, builder: TslNode) => {
    const skin = builder.material.name === SOFT_SHADOWS;
    const fine = builder.material.name === FAR_SOFT_SHADOWS;
    const hair = fine || builder.material.name === FAR_SHADOWS;
    const depth = hair ? shadowCoord.z.sub(HAIR_DEPTH / SHADOW_DEPTH) : shadowCoord.z;
    const lit = (offset: TslNode): TslNode =>
      (texture(depthTexture, shadowCoord.xy.add(offset)) as TslNode).compare(depth);
    if (!skin && !fine && lean) return lit(vec2(0, 0));
    const points = disc(skin ? (lean ? 12 : 16) : hair ? 8 : 5);
    const mean = (at: (point: readonly [number, number]) => TslNode): TslNode =>
      points
        .map((point) => lit(at(point)))
        .reduce((sum, one) => sum.add(one))
        .div(points.length);
    const flat = hair ? 0.006 / SHADOW_SPAN : 1.6 * texel;
    if (!skin) return mean(([x, y]) => vec2(x * flat, y * flat));
    const height = (positionWorld as TslNode).y;
    // Below the chin, and on a forehead under a brim.
    const far = smoothstep(chin, chin - 0.035, height)
      .mul(0.0065)
      .add(smoothstep(chin + 0.12, chin + 0.16, height).mul(0.0025));
    const radius = far.add(0.0036).div(SHADOW_SPAN).toVar();
    if (lean) return mean(([x, y]) => vec2(x, y).mul(radius));
    const turn = (interleavedGradientNoise as TslNode)(screenCoordinate.xy).mul(2 * Math.PI);
    const [c, s] = [turn.cos().toVar(), turn.sin().toVar()];
    return mean(([x, y]) => vec2(c.mul(x).sub(s.mul(y)), s.mul(x).add(c.mul(y))).mul(radius));
  });

/** Name of materials that get the full filter however lean the rest is. */
export const SOFT_SHADOWS = 'soft-shadows';
/** Name of materials that only what lies centimetres before them shades. */
export const FAR_SHADOWS = 'far-shadows';
/** Both. */
export const FAR_SOFT_SHADOWS = 'far-soft-shadows';

export function createLightRig(
  lighting: Lighting,
  focus: Vector3,
  shadowSize: number,
  lean: boolean,
  body: BodyShade,
): LightRig {
  const sun = new DirectionalLight(0xffffff, 1);
  const raise = (direction: Vector3): unknown => sun.position.copy(focus).addScaledVector(direction, 2);
  raise(new Vector3(...lighting.key.from).normalize());
  sun.target.position.copy(focus);
  sun.castShadow = shadowSize > 0;
  if (shadowSize > 0) {
    sun.shadow.mapSize.set(shadowSize, shadowSize);
    Object.assign(sun.shadow.camera, {
      left: -0.32,
      right: 0.32,
      top: 0.34,
      bottom: -0.4,
      near: 0.5,
      far: 0.5 + SHADOW_DEPTH,
    });
    sun.shadow.bias = -0.0012;
    sun.shadow.normalBias = 0.0025;
    sun.shadow.radius = 2;
    // The portrait looks at a point five centimetres above the chin.
    Object.assign(sun.shadow, { filterNode: softShadow(1 / shadowSize, lean, focus.y - 0.05) });
  }
  const light = (spec: LightSpec) => ({
    world: new Vector3(...spec.from).normalize(),
    direction: uniform(new Vector3(0, 0, 1)),
    colour: uniform(new Color(...spec.colour)),
  });
  const key = light(lighting.key);
  body.aim(key.world);
  const fill = light(lighting.fill);
  const rims = lighting.rims.map(light);
  const upDirection = uniform(new Vector3(0, 1, 0));
  const all = [key, fill, ...rims];
  const sky = uniform(new Color(...lighting.sky));
  const ground = uniform(new Color(...lighting.ground));
  const exposure = uniform(lighting.exposure);
  return {
    lean,
    sun,
    key,
    fill,
    rims,
    sky,
    ground,
    up: upDirection,
    exposure,
    body,
    shadow: shadowSize > 0 ? (shadow(sun) as TslNode).x : float(1),
    aim(camera) {
      camera.updateMatrixWorld();
      for (const item of all) {
        (item.direction.value as Vector3).copy(item.world).transformDirection(camera.matrixWorldInverse);
      }
      (upDirection.value as Vector3).set(0, 1, 0).transformDirection(camera.matrixWorldInverse);
    },
    relight(next) {
      const specs = [next.key, next.fill, ...next.rims];
      all.forEach((item, i) => {
        const spec = specs[i];
        if (!spec) return;
        item.world.set(...spec.from).normalize();
        (item.colour.value as Color).setRGB(...spec.colour);
      });
      raise(key.world);
      body.aim(key.world);
      (sky.value as Color).setRGB(...next.sky);
      (ground.value as Color).setRGB(...next.ground);
      exposure.value = next.exposure;
    },
  };
}

/** Direction from the surface to the camera, view space. */
export const toEye: TslNode = normalize((positionView as TslNode).negate());

/** GGX distribution and Smith visibility folded together for smooth-ish dielectrics (Karis 2013, Hammon 2017). */
export const specular = Fn(([n, l, roughness, f0]: TslNode[]) => {
  const h = normalize(l.add(toEye));
  const nh = clamp(dot(n, h), 0, 1);
  const nl = clamp(dot(n, l), 0, 1);
  const lh = clamp(dot(l, h), 0, 1);
  const a = roughness.mul(roughness);
  const a2 = a.mul(a);
  const d = nh.mul(nh).mul(a2.sub(1)).add(1);
  const distribution = a2.div(d.mul(d).mul(Math.PI).add(1e-5));
  const visibility = float(0.25).div(max(lh.mul(lh), 0.08).mul(roughness.add(0.5)));
  const fresnel = f0.add(
    float(1)
      .sub(f0)
      .mul(pow(float(1).sub(lh), 5)),
  );
  return distribution.mul(visibility).mul(fresnel).mul(nl);
}) as TslNode;

/** Light of the surround for a view-space normal. */
export function surround(rig: LightRig, n: TslNode): TslNode {
  return mix(rig.ground, rig.sky, smoothstep(-0.9, 0.9, dot(n, rig.up)));
}

/** Linear scene colour to display sRGB: exposure, AgX, transfer function. */
export function display(rig: LightRig, colour: TslNode, alpha: TslNode): TslNode {
  const mapped = clamp((agxToneMapping as TslNode)(max(colour, vec3(0)), rig.exposure), 0, 1);
  // AgX's own "punchy" grade: the plain curve is meant to be graded and leaves skin grey.
  const graded = pow(mapped, vec3(1.2));
  const luma = dot(graded, vec3(0.2126, 0.7152, 0.0722));
  const vivid = clamp(mix(vec3(luma), graded, 1.14), 0, 1);
  return vec4(rig.lean ? leanTransfer(vivid) : (sRGBTransferOETF as TslNode)(vivid), alpha);
}

/** The sRGB curve from square roots, which a CPU has in hardware: within 0.4 % (Ian Taylor's fit). */
function leanTransfer(linear: TslNode): TslNode {
  const one = linear.sqrt().toVar();
  const two = one.sqrt().toVar();
  return clamp(
    one
      .mul(0.662002687)
      .add(two.mul(0.68412206))
      .sub(two.sqrt().mul(0.323583601))
      .sub(linear.mul(0.022541147)),
    0,
    1,
  );
}
