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

/** Light that strands of colour 1 hand on: `broad` of fill and rims, `key` of the key light before its shadow. */
export interface StrandLight {
  readonly broad: TslNode;
  readonly key: TslNode;
}

/**
 * One light on a strand along `t` in hair that faces `n`: scattered all around, and the lobe that went through it. Without
 * `t` strands run in all directions.
 */
function scattered(n: TslNode, t: TslNode | null, source: { direction: TslNode; colour: TslNode }): TslNode {
  if (!t) {
    return clamp(dot(n, source.direction).mul(0.65).add(0.35), 0, 1).mul(source.colour).mul(1.05);
  }
  const along = dot(normalize(t.add(n.mul(0.12))), normalize(source.direction.add(toEye)));
  const tangent = dot(t, source.direction);
  const facing = dot(n, source.direction).toVar();
  const diffuse = max(float(1).sub(tangent.mul(tangent)), 0)
    .sqrt()
    .mul(0.7)
    .add(0.3)
    .mul(clamp(facing.mul(0.6).add(0.4), 0, 1));
  const lobe = pow(max(float(1).sub(along.mul(along)), 0), 11).mul(clamp(facing.add(0.35), 0, 1));
  return diffuse.add(lobe.mul(0.7)).mul(source.colour);
}

function broadOf(rig: LightRig, n: TslNode, t: TslNode | null): TslNode {
  // Rims belong to the outline: a card that faces the camera lies in the shadow of the head.
  const seen = dot(n, toEye).toVar();
  const edge = smoothstep(0.75, 0.2, seen)
    .mul(smoothstep(-0.5, 0, seen))
    .mul(0.6);
  const [left, right] = rig.rims.map((rim) => scattered(n, t, rim));
  // The inside of hair that hangs behind a neck is lit by what the rest lets through, not black.
  const inside = smoothstep(-0.05, -0.6, seen).mul(rig.fill.colour.add(rig.key.colour.mul(0.12)));
  return scattered(n, t, rig.fill)
    .add((left as TslNode).add(right).mul(edge))
    .add(inside.mul(1.3));
}

/** Cosine between the volume's normal and up: no inside of hair is seen on top of a head, only edges that stand up a little. */
const TOP = 0.3;

/**
 * The volume's normal as the eye can see it: what just turns away, on the outline, is lit as the outline is; where it turns
 * far away one sees the inside of hair, which faces the other way. Which side of a card is seen says nothing: one that has
 * rolled over would be lit as no neighbour is. What is not `hollow`, as tufts and beards, shows no inside.
 */
export function seenNormal(normal: TslNode, hollow: boolean): TslNode {
  const outwards = normal.normalize().toVar();
  const away = dot(outwards, toEye).toVar();
  if (!hollow) {
    const bend = max(float(0.2).sub(away), 0).mul(smoothstep(-0.75, -0.25, away));
    return normalize(outwards.add(toEye.mul(bend)));
  }
  const side = max(smoothstep(-0.4, -0.1, away), smoothstep(TOP - 0.1, TOP + 0.1, outwards.y))
    .mul(2)
    .sub(1)
    .toVar();
  return normalize(outwards.mul(side).add(toEye.mul(max(float(0.2).sub(away.mul(side)), 0))));
}

/** Direction of a strand in view space, at right angles to `n`. */
export function strandAcross(n: TslNode): TslNode {
  const flat = transformDirection(attribute('aStrand', 'vec3'), cameraViewMatrix);
  return normalize(flat.sub(n.mul(dot(flat, n))));
}

/** `t` is the strand's direction at right angles to `n`, view space; null where strands coil. */
export function strandsOfPixel(rig: LightRig, n: TslNode, t: TslNode | null): StrandLight {
  return { broad: broadOf(rig, n, t), key: scattered(n, t, rig.key) };
}

/** The same at the vertices: broad lobes hardly change across a card's triangle. */
export function strandsOfVertex(rig: LightRig, coily: boolean): StrandLight {
  const lit = (light: (n: TslNode, t: TslNode | null) => TslNode): TslNode =>
    varying(
      (
        Fn(() => {
          const n = seenNormal(normalView, !coily).toVar();
          const t = coily ? null : strandAcross(n).toVar();
          return light(n, t);
        }) as TslNode
      )(),
    );
  return {
    broad: lit((n, t) => broadOf(rig, n, t)),
    key: lit((n, t) => scattered(n, t, rig.key)),
  };
}
