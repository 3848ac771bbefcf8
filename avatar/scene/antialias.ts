/**
 * Edge smoothing as a second pass over the finished picture: FXAA, after Timothy Lottes' published console variant
 * (NVIDIA white paper, 2009): nine fetches a pixel. On a software GPU it costs about a sixth of four-fold multisampling.
 */
import { clamp, dot, Fn, float, max, min, mix, texture, uv, vec2, vec3, vec4 } from 'three/tsl';
import { MeshBasicNodeMaterial, QuadMesh, type Texture } from 'three/webgpu';
import { REDUCE_MIN, REDUCE_MUL, SPAN_MAX } from './antialias-constants.ts';
import type { TslNode } from './light.ts';

/** A quad that draws `source` smoothed; `width`, `height` in pixels. */
export function antialiasQuad(source: Texture, width: number, height: number): QuadMesh {
  const material = new MeshBasicNodeMaterial();
  material.fragmentNode = (
    Fn(() => {
      const at = (uv() as TslNode).toVar();
      const px = vec2(1 / width, 1 / height) as TslNode;
      const tap = (offset: TslNode): TslNode => texture(source, at.add(offset));
      const luma = (colour: TslNode): TslNode => dot(colour.rgb, vec3(0.299, 0.587, 0.114));
      const middle = (texture(source, at) as TslNode).toVar();
      const nw = luma(tap(px.mul(vec2(-1, -1)))).toVar();
      const ne = luma(tap(px.mul(vec2(1, -1)))).toVar();
      const sw = luma(tap(px.mul(vec2(-1, 1)))).toVar();
      const se = luma(tap(px.mul(vec2(1, 1)))).toVar();
      const m = luma(middle).toVar();
      const low = min(m, min(min(nw, ne), min(sw, se))).toVar();
      const high = max(m, max(max(nw, ne), max(sw, se))).toVar();
      const along = vec2(nw.add(ne).sub(sw.add(se)).negate(), nw.add(sw).sub(ne.add(se))).toVar();
      const reduce = max(
        nw
          .add(ne)
          .add(sw)
          .add(se)
          .mul(0.25 * REDUCE_MUL),
        float(REDUCE_MIN),
      );
      const scale = float(1).div(min(along.x.abs(), along.y.abs()).add(reduce));
      const step = clamp(along.mul(scale), vec2(-SPAN_MAX, -SPAN_MAX), vec2(SPAN_MAX, SPAN_MAX))
        .mul(px)
        .toVar();
      const near = tap(step.mul(1 / 3 - 0.5))
        .add(tap(step.mul(2 / 3 - 0.5)))
        .mul(0.5)
        .toVar();
      const far = near
        .mul(0.5)
        .add(
          tap(step.mul(-0.5))
            .add(tap(step.mul(0.5)))
            .mul(0.25),
        )
        .toVar();
      const lumaFar = luma(far);
      const outside = lumaFar.lessThan(low).or(lumaFar.greaterThan(high));
      const smoothed = outside.select(near, far);
      // Flat areas keep their texture.
      const contrast = high.sub(low).greaterThan(max(high.mul(0.08), 0.02));
      return vec4(mix(middle, smoothed, contrast.select(float(1), float(0))));
    }) as TslNode
  )();
  material.depthTest = false;
  material.depthWrite = false;
  return new QuadMesh(material);
}
