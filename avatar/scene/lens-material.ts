/** Clear lenses in TSL. */
import { clamp, dot, float, normalView, pow, reflect, vec3, vec4 } from 'three/tsl';
import {
  CustomBlending,
  DoubleSide,
  type MeshBasicNodeMaterial,
  OneFactor,
  OneMinusSrcAlphaFactor,
} from 'three/webgpu';
import { display, surround, type TslNode, toEye } from './light.ts';
import { ambientOcclusion, type MaterialInput, material } from './material.ts';

/** Reflectance of coated glass seen head on, and what grazing angles add; eyes are what a viewer looks at. */
const HEAD_ON = 0.03;
const GRAZING = 0.5;
/** What light leaves the edge of a pane as, of white as 1. */
const EDGE = [0.36, 0.5, 0.53] as const;
/** Share of a source's light in the veil that its wide reflection lays over a lens. */
const VEIL = 0.1;

/**
 * What a lens mirrors, added to what is seen through it: the surround by Fresnel's law (Schlick 1994), the lamps as wide
 * soft spots. A coating leaves the reflection a little green. Occlusion of a lens says how clear it is: edges of a pane are not.
 */
export function lensMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig } = input;
  const made = material(() => {
    // Either side is seen: the one that is counts as the front.
    const given = normalView.normalize().toVar();
    const n = given.mul(dot(given, toEye).lessThan(0).select(float(-1), float(1))).toVar();
    const r = reflect(toEye.negate(), n).toVar();
    const grazing = pow(float(1).sub(clamp(dot(n, toEye), 0, 1)), 5).mul(GRAZING);
    const spot = ({ direction, colour }: { direction: TslNode; colour: TslNode }, sharp: number): TslNode =>
      pow(clamp(dot(r, direction), 0, 1), sharp).mul(colour);
    const lamps = spot(rig.key, 14).add(spot(rig.fill, 6)).mul(VEIL);
    const mirrored = surround(rig, r).mul(grazing.add(HEAD_ON)).add(lamps);
    const tinted = float(1).sub(ambientOcclusion(input)).toVar();
    const piped = vec3(...EDGE)
      .mul(surround(rig, n).add(rig.key.colour.mul(0.22)).add(rig.fill.colour.mul(0.3)))
      .mul(tinted);
    return vec4(
      display(
        rig,
        mirrored
          .mul(vec3(0.86, 1, 0.95))
          .mul(0.5)
          .add(piped),
        float(1),
      ).rgb,
      tinted,
    );
  });
  made.transparent = true;
  made.depthWrite = false;
  made.side = DoubleSide;
  // Added, and what is tinted keeps off as much of what lies behind.
  made.blending = CustomBlending;
  made.blendSrc = OneFactor;
  made.blendDst = OneMinusSrcAlphaFactor;
  return made;
}
