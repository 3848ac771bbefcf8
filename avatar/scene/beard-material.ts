/** Beards in TSL: cards of short hair on the skin. */
import {
  attribute,
  clamp,
  dot,
  Fn,
  float,
  max,
  mix,
  normalize,
  normalViewGeometry,
  pow,
  texture,
  uv,
  varying,
} from 'three/tsl';
import type { MeshBasicNodeMaterial, Texture } from 'three/webgpu';
import { seenNormal, strandAcross, strandsOfPixel } from './hair-light.ts';
import { display, surround, type TslNode, toEye } from './light.ts';
import { cardsOnSkin, type MaterialInput, shade } from './material.ts';

/** What of the key light's shadow still comes through, and of the direct light at the roots of the deepest hair. */
const SHADED = 0.22;
const INNER = 0.2;

/**
 * Lit as hair of the head is, by the normals of the skin below and by depth. A card is a few pixels long and has four
 * corners: light is worked out there, and a pixel takes its hair and the shadow.
 */
export function beardMaterial(input: MaterialInput): MeshBasicNodeMaterial {
  const { rig, textures } = input;
  const atCorner = (light: (n: TslNode, t: TslNode, ao: TslNode) => TslNode): TslNode =>
    varying(
      (
        Fn(() => {
          // Whichever side of a card is seen, it is the outside of the beard.
          const n = seenNormal(normalViewGeometry, false).toVar();
          const ao = input.occlusion ? clamp(attribute('aAO', 'float') as TslNode, 0, 1) : float(1);
          return light(n, strandAcross(n).toVar(), ao);
        }) as TslNode
      )(),
    );
  return cardsOnSkin(() => {
    const sample = texture(textures.albedo as Texture, uv()).toVar();
    const deep = (ao: TslNode): TslNode => mix(float(INNER), float(1), ao);
    const broad = atCorner((n, t, ao) =>
      strandsOfPixel(rig, n, t)
        .broad.mul(deep(ao))
        .add(surround(rig, n).mul(ao.mul(ao))),
    );
    const key = atCorner((n, t, ao) => strandsOfPixel(rig, n, t).key.mul(deep(ao)));
    // What a hair's own surface mirrors has the light's colour: without it dark beards are a hole in the face.
    const sheen = atCorner((n, t, ao) => {
      const along = dot(t, normalize(rig.key.direction.add(toEye)));
      const facing = clamp(dot(n, rig.key.direction).add(0.25), 0, 1);
      return pow(max(float(1).sub(along.mul(along)), 0), 14)
        .mul(facing)
        .mul(ao.mul(ao))
        .mul(rig.key.colour);
    });
    const lit = mix(float(SHADED), float(1), shade(input)).toVar();
    const colour = sample.rgb
      .mul(broad.add(key.mul(lit)))
      .add(sheen.mul(sample.g.mul(0.2).add(0.006)).mul(lit));
    return display(rig, colour, sample.a);
  });
}
