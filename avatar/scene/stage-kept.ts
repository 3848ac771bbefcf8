/** From the cache, what else a renderer makes before its first frame: merged triangles (0.4 s) and painted places (0.9 s). */
import { kept } from './kept.ts';
import type { ModelPart } from './model.ts';
import { type PaintOptions, painted } from './painted.ts';
import type { DecodedImage } from './portrait.ts';
import { SHAPES, simplify, type Weighing } from './simplify.ts';

const beside = (...files: string[]): URL[] => files.map((file) => new URL(file, import.meta.url));
const MERGING = [...beside('simplify.ts'), new URL(import.meta.resolve('meshoptimizer/simplifier'))];
const PAINTING = beside('painted.ts', 'sets.ts', 'room.ts', 'rooms.ts', 'rooms-work.ts', 'furniture.ts');

/** The same as `simplify`, kept in `folder`. */
export function mergedKept(
  part: ModelPart,
  tolerance: number,
  weighing: Weighing | null,
  folder: string,
): Promise<Uint32Array> {
  const { positions, normals, uvs, occlusion, indices, targets } = part;
  const shapes = SHAPES.flatMap((name) => {
    const target = targets.get(name);
    return target ? [target.vertices, target.offsets] : [];
  });
  const shaped = SHAPES.filter((name) => targets.has(name));
  return kept({
    folder,
    kind: 'merged',
    from: [
      JSON.stringify([tolerance, weighing, shaped]),
      ...[positions, normals, uvs, occlusion ?? new Float32Array(0), indices, ...shapes],
    ],
    code: MERGING,
    make: () => simplify(part, tolerance, weighing),
    pack: (merged) => [Uint32Array.of(merged.length), merged],
    unpack: (bytes) => {
      const words = new Uint32Array(bytes.slice().buffer, 0, Math.floor(bytes.length / 4));
      return bytes.length === ((words[0] ?? 0) + 1) * 4 ? words.slice(1) : null;
    },
  });
}

/** The same as `painted` for the set of that name, kept in `folder`. */
export function paintedKept(name: string, options: PaintOptions, folder: string): Promise<DecodedImage> {
  const { set, width, height, bokeh = 0 } = options;
  const header = 8;
  return kept({
    folder,
    kind: 'painted',
    from: [JSON.stringify([name, set.lighting.exposure, width, height, bokeh])],
    code: PAINTING,
    make: () => painted(options),
    pack: (picture) => [Uint32Array.of(picture.width, picture.height), picture.rgba],
    unpack: (bytes) => {
      if (bytes.length < header) return null;
      const [w = 0, h = 0] = new Uint32Array(bytes.slice(0, header).buffer);
      return bytes.length === header + w * h * 4 ? { width: w, height: h, rgba: bytes.slice(header) } : null;
    },
  });
}
