/**
 * A lens's depth of field on the person: ears, shoulders and the hair behind the face fall out of focus, the face never
 * does. First a picture of how far each point of the person is blurred, then every pixel gathers what spreads to it. Both
 * depend on the frame alone, so ranges join.
 */
import {
  clamp,
  Discard,
  Fn,
  float,
  max,
  positionView,
  step,
  texture,
  uniform,
  uv,
  vec2,
  vec4,
} from 'three/tsl';
import { DoubleSide, MeshBasicNodeMaterial, QuadMesh, type Texture } from 'three/webgpu';
import type { TslNode } from './light.ts';

/** Metres behind the eyes that are still sharp: the far eye of a head turned by three quarters lies within. */
const SHARP = 0.04;
/** Metres behind the eyes at which the person ends, for the largest disc. */
const DEPTH = 0.3;
/** A lens that blurs the set as much draws discs a fourth as large: at 720 lines they would be less than a pixel. */
const STRENGTH = 4;
const TAPS = 40;

/** Radius of the disc of a point `behind` metres behind the eyes, in picture heights: thin lens. */
export function discOf(bokeh: number, eyes: number, behind: number): number {
  return (STRENGTH * bokeh * Math.max(0, behind - SHARP)) / (eyes + Math.max(0, behind));
}

/** The largest disc on a person whose eyes are `eyes` metres away. */
export const largestDisc = (bokeh: number, eyes: number): number => discOf(bokeh, eyes, DEPTH);

export interface Blur {
  /** Metres from the camera to the eyes. */
  readonly eyes: { value: number };
  /** Writes the disc as a share of the largest, and 1 for somebody. `alpha` cuts out cards of hair. */
  material(alpha: Texture | null): MeshBasicNodeMaterial;
}

export function createBlur(): Blur {
  const eyes = uniform(1);
  return {
    eyes: eyes as unknown as { value: number },
    material(alpha) {
      const made = new MeshBasicNodeMaterial();
      made.fragmentNode = (
        Fn(() => {
          if (alpha) Discard((texture(alpha, uv()) as TslNode).a.lessThan(0.5));
          const behind = (positionView as TslNode).z.negate().sub(eyes);
          const share = clamp(
            max(behind.sub(SHARP), 0)
              .div(max(behind, 0).add(eyes))
              .mul(
                float(eyes)
                  .add(DEPTH)
                  .div(DEPTH - SHARP),
              ),
            0,
            1,
          );
          return vec4(share, 1, 0, 1);
        }) as TslNode
      )();
      made.side = DoubleSide;
      made.fog = false;
      made.toneMapped = false;
      return made;
    },
  };
}

/**
 * A quad that draws `source` through the lens. `discs` is what `Blur.material` drew; `radius` is the largest disc in
 * pixels. A sharp point spreads to nobody, a blurred one as far as its own disc reaches.
 */
export function focusQuad(
  source: Texture,
  discs: Texture,
  size: { readonly width: number; readonly height: number },
  radius: number,
): QuadMesh {
  const material = new MeshBasicNodeMaterial();
  material.fragmentNode = (
    Fn(() => {
      const at = (uv() as TslNode).toVar();
      const px = vec2(1 / size.width, 1 / size.height) as TslNode;
      const middle = (texture(source, at) as TslNode).toVar();
      const own = (texture(discs, at) as TslNode).toVar();
      // Beside a person the set takes in what spreads over it; on a person each point gathers its own disc.
      const reach = own.y.greaterThan(0.5).select(own.x, float(1)).mul(radius).toVar();
      const sum = middle.toVar();
      const weight = float(1).toVar();
      for (let i = 0; i < TAPS; i++) {
        const r = Math.sqrt((i + 0.5) / TAPS);
        const offset = vec2(r * Math.cos(i * 2.399963), r * Math.sin(i * 2.399963)) as TslNode;
        const place = at.add(offset.mul(reach).mul(px)).toVar();
        const tap = (texture(discs, place) as TslNode).toVar();
        // Of the set's points only those count that lie behind what is blurred itself.
        const spreads = tap.y
          .greaterThan(0.5)
          .select(step(reach.mul(r).sub(0.75), tap.x.mul(radius)), own.y.mul(step(0.001, own.x)))
          .toVar();
        sum.addAssign((texture(source, place) as TslNode).mul(spreads));
        weight.addAssign(spreads);
      }
      // A pixel of the set keeps its own where little spreads to it.
      const kept = own.y.greaterThan(0.5).select(float(0), max(float(TAPS).sub(weight.sub(1)), 0));
      return sum.add(middle.mul(kept)).div(weight.add(kept));
    }) as TslNode
  )();
  material.depthTest = false;
  material.depthWrite = false;
  return new QuadMesh(material);
}
