import {
  attribute,
  cameraViewMatrix,
  clamp,
  dot,
  Fn,
  float,
  max,
  normalize,
  normalView,
  pow,
  smoothstep,
  transformDirection,
  varying,
} from 'three/tsl';
import { type LightRig, type TslNode, toEye } from './light.ts';

/** Hair lit at the vertices: broad lobes hardly change across a card's triangle. `broad` is fill and rims. */
export function leanStrands(rig: LightRig): { broad: TslNode; key: TslNode } {
  const lit = (light: (strand: TslNode, edge: TslNode) => TslNode): TslNode =>
    varying(
      (
        Fn(() => {
          const away = dot(normalView, toEye).lessThan(0).select(float(-1), float(1));
          const n = normalView.normalize().mul(away).toVar();
          const flat = transformDirection(attribute('aStrand', 'vec3'), cameraViewMatrix);
          const t = normalize(flat.sub(n.mul(dot(flat, n)))).toVar();
          const strand = (source: { direction: TslNode; colour: TslNode }): TslNode => {
            const along = dot(normalize(t.add(n.mul(0.12))), normalize(source.direction.add(toEye)));
            const tangent = dot(t, source.direction);
            const facing = dot(n, source.direction).toVar();
            const diffuse = max(float(1).sub(tangent.mul(tangent)), 0)
              .sqrt()
              .mul(clamp(facing.mul(0.6).add(0.4), 0, 1));
            const lobe = pow(max(float(1).sub(along.mul(along)), 0), 11).mul(clamp(facing.add(0.35), 0, 1));
            return diffuse.add(lobe.mul(0.9)).mul(source.colour);
          };
          return light(strand, smoothstep(0.75, 0.2, dot(n, toEye)).mul(0.6));
        }) as TslNode
      )(),
    );
  return {
    broad: lit((strand, edge) =>
      strand(rig.fill).add(strand(rig.rims[0]).add(strand(rig.rims[1])).mul(edge)),
    ),
    key: lit((strand) => strand(rig.key)),
  };
}
