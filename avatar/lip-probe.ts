/** Measures lips in millimetres on the posed vertices of a baked avatar: no GPU, no picture. */
import { readFile } from 'node:fs/promises';
import { type AvatarModel, type ModelPart, readModel, type SparseTarget } from './scene/model.ts';
import { createPoser, REST } from './scene/pose.ts';

export interface LipMeasure {
  /**
   * Height of the opening between the lips at the middle of the mouth: lowest point of the upper lip's contour minus
   * highest of the lower lip's, in millimetres. Signed: 0 is contact, negative is pressed together.
   */
  readonly gapMm: number;
  /**
   * How far the lower lip stands below the edge of the upper front teeth, in millimetres; 0 or less on f and v means
   * that the lip touches or covers the edge.
   */
  readonly lipUnderTeethMm: number;
}

/** `aperture(values, names)`: one frame of curves, `values[i]` belonging to `names[i]`. */
export type LipProbe = (values: ArrayLike<number>, names: readonly string[]) => LipMeasure;

interface Found {
  readonly part: number;
  readonly vertex: number;
}

export async function createLipProbe(glbPath: string): Promise<LipProbe> {
  return lipProbeOf(await readModel(await readFile(glbPath)));
}

export function lipProbeOf(model: AvatarModel): LipProbe {
  const poser = createPoser(model, ['skin', 'teeth']);
  const lipsAt = (jawOpen: number): Float32Array => {
    poser.pose(['jawOpen'], [jawOpen], REST);
    const skin = poser.parts.find((item) => item.part.name === 'skin');
    return Float32Array.from(skin?.positions ?? []);
  };
  // Full lips overlap: the vertex nearest to a point of one lip may belong to the other, which the jaw tells.
  const [shut, open] = [lipsAt(0), lipsAt(1)];
  const dropMm = (vertex: number): number =>
    ((shut[vertex * 3 + 1] ?? 0) - (open[vertex * 3 + 1] ?? 0)) * 1000;
  const find = (
    name: string,
    at: readonly number[],
    fits: (vertex: number) => boolean = () => true,
  ): Found => {
    const part = poser.parts.findIndex((item) => item.part.name === name);
    const points = poser.parts[part]?.part.positions;
    if (!points) throw new Error(`the avatar has no part named ${name}`);
    let vertex = 0;
    let nearest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < points.length; i += 3) {
      const d = (points[i]! - at[0]!) ** 2 + (points[i + 1]! - at[1]!) ** 2 + (points[i + 2]! - at[2]!) ** 2;
      if (d < nearest && fits(i / 3)) {
        nearest = d;
        vertex = i / 3;
      }
    }
    return { part, vertex };
  };
  const upper = model.lipProbe.upper.map((at) => find('skin', at, (v) => dropMm(v) < 8));
  const lower = model.lipProbe.lower.map((at) => find('skin', at, (v) => dropMm(v) >= 8));
  const teeth = model.lipProbe.teeth.map((at) => find('teeth', at));
  // A film asks thousands of times: only the contour is posed from here on.
  const contour = [...upper, ...lower, ...teeth];
  const kept = poser.parts.map(({ part }, i) => {
    const vertices = [...new Set(contour.filter((found) => found.part === i).map(({ vertex }) => vertex))];
    return { vertices, part: onlyVertices(part, vertices) };
  });
  const small = createPoser({ ...model, parts: kept.map(({ part }) => part) });
  const height = ({ part, vertex }: Found): number => {
    const at = kept[part]?.vertices.indexOf(vertex) ?? -1;
    return small.parts[part]?.positions[at * 3 + 1] ?? 0;
  };
  return (values, names) => {
    small.pose(names, values, REST);
    const lip = Math.max(...lower.map(height));
    return {
      gapMm: (Math.min(...upper.map(height)) - lip) * 1000,
      lipUnderTeethMm: (Math.min(...teeth.map(height)) - lip) * 1000,
    };
  };
}

/** A part of these vertices and no triangles, moved by the same shapes and joints. */
function onlyVertices(part: ModelPart, vertices: readonly number[]): ModelPart {
  const pick = (values: Float32Array, size: number): Float32Array =>
    Float32Array.from(vertices.flatMap((v) => [...values.subarray(v * size, (v + 1) * size)]));
  const targets = new Map<string, SparseTarget>();
  for (const [name, target] of part.targets) {
    const moved: number[] = [];
    const offsets: number[] = [];
    target.vertices.forEach((v, i) => {
      const at = vertices.indexOf(v);
      if (at < 0) return;
      moved.push(at);
      offsets.push(...target.offsets.subarray(i * 3, i * 3 + 3));
    });
    targets.set(name, { vertices: Uint32Array.from(moved), offsets: Float32Array.from(offsets) });
  }
  return {
    ...part,
    positions: pick(part.positions, 3),
    normals: pick(part.normals, 3),
    weights: pick(part.weights, 4),
    indices: new Uint32Array(),
    targets,
  };
}
