/**
 * Edge smoothing as a second pass over the finished picture, after Timothy Lottes' FXAA 3.11 (NVIDIA, 2011): a pixel on
 * an edge takes on as much of the pixel across it as the edge, between the steps to its left and right, would cover. It
 * only ever mixes a pixel with one neighbour, so a line one pixel wide, as between shut lips, stays a line; the older
 * filter of 2009 fetched from far across such lines and turned them into dots.
 */
import { abs, bool, clamp, Fn, float, If, max, min, texture, uv, vec2, vec3, vec4 } from 'three/tsl';
import { MeshBasicNodeMaterial, QuadMesh, type Texture } from 'three/webgpu';
import { CONTRAST, LUMA, SEARCH, SPECK } from './antialias-constants.ts';
import type { TslNode } from './light.ts';

/** A quad that draws `source` smoothed; `width`, `height` in pixels. */
export function antialiasQuad(source: Texture, width: number, height: number): QuadMesh {
  const material = new MeshBasicNodeMaterial();
  material.fragmentNode = (
    Fn(() => {
      const at = (uv() as TslNode).toVar();
      const px = vec2(1 / width, 1 / height) as TslNode;
      // At a level of its own, as neighbours do not all take the same way through what follows.
      const colour = (where: TslNode): TslNode => texture(source, where, float(0));
      const weights = vec3(...(LUMA.map((weight) => weight / 256) as [number, number, number])) as TslNode;
      const luma = (x: number, y: number): TslNode =>
        colour(at.add(px.mul(vec2(x, y))))
          .rgb.dot(weights)
          .toVar();
      const result = (colour(at) as TslNode).toVar();
      const m = result.rgb.dot(weights).toVar();
      const [n, s, w, e] = [luma(0, -1), luma(0, 1), luma(-1, 0), luma(1, 0)];
      const high = max(m, max(max(n, s), max(w, e))).toVar();
      const range = high.sub(min(m, min(min(n, s), min(w, e)))).toVar();
      If(range.greaterThan(max(high.mul(CONTRAST.relative), CONTRAST.absolute)), () => {
        const [nw, ne, sw, se] = [luma(-1, -1), luma(1, -1), luma(-1, 1), luma(1, 1)];
        const bend = (a: TslNode, b: TslNode, middle: TslNode): TslNode => abs(a.add(b).sub(middle.mul(2)));
        const flat = bend(n, s, m)
          .mul(2)
          .add(bend(nw, sw, w))
          .add(bend(ne, se, e));
        const steep = bend(w, e, m)
          .mul(2)
          .add(bend(nw, ne, n))
          .add(bend(sw, se, s));
        const lying = flat.greaterThanEqual(steep).toVar();
        const before = lying.select(n, w).sub(m).toVar();
        const after = lying.select(s, e).sub(m).toVar();
        const first = abs(before).greaterThanEqual(abs(after)).toVar();
        const step = first.select(before, after).toVar();
        const across = lying
          .select(vec2(0, 1), vec2(1, 0))
          .mul(px)
          .mul(first.select(float(-1), float(1)))
          .toVar();
        const along = lying.select(vec2(1, 0), vec2(0, 1)).mul(px).toVar();
        // Between both pixels: one fetch is the mean of two.
        const border = at.add(across.mul(0.5)).toVar();
        const mean = m.add(step.mul(0.5)).toVar();
        const limit = abs(step).mul(0.25).toVar();
        const search = (sign: number): { far: TslNode; darker: TslNode } => {
          const far = float(SEARCH + 0.5).toVar();
          const darker = bool(false).toVar();
          for (let i = SEARCH; i >= 1; i--) {
            const apart = colour(border.add(along.mul(sign * i)))
              .rgb.dot(weights)
              .sub(mean)
              .toVar();
            If(abs(apart).greaterThanEqual(limit), () => {
              far.assign(i - 0.5);
              darker.assign(apart.lessThan(0));
            });
          }
          return { far, darker };
        };
        const [back, forth] = [search(-1), search(1)];
        const near = back.far.lessThan(forth.far).toVar();
        // The nearer end tells whether the edge comes over to this pixel or leaves it.
        const leaves = near.select(back.darker, forth.darker).equal(step.greaterThan(0));
        const share = float(0.5).sub(min(back.far, forth.far).div(back.far.add(forth.far)));
        const around = n.add(s).add(w).add(e).mul(2).add(nw).add(ne).add(sw).add(se).div(12);
        const alone = clamp(abs(around.sub(m)).div(range), 0, 1).toVar();
        const eased = alone.mul(alone).mul(float(3).sub(alone.mul(2)));
        const speck = eased.mul(eased).mul(SPECK);
        const offset = max(leaves.select(float(0), share), speck);
        result.assign(colour(at.add(across.mul(offset))));
      });
      return vec4(result);
    }) as TslNode
  )();
  material.depthTest = false;
  material.depthWrite = false;
  return new QuadMesh(material);
}
