/** Face curves in memory and what the face looks like between their frames. */
import type { CurvesFile } from '../../../../supabase/functions/_shared/contract/job.ts';

export interface Curves {
  readonly names: readonly string[];
  readonly fps: number;
  readonly frames: number;
  /** Frame-major, `names.length` values a frame. */
  readonly values: Float32Array;
}

/**
 * Reads curves.f32 (little-endian float32, frame-major).
 * @throws RangeError when the data is shorter than its header says.
 */
export function readCurves(header: CurvesFile, data: ArrayBuffer): Curves {
  const { names, fps, frame_count: frames } = header;
  const wanted = frames * names.length;
  if (data.byteLength < wanted * 4) {
    throw new RangeError(`${data.byteLength} bytes of curves instead of ${wanted * 4}`);
  }
  const view = new DataView(data);
  const values = Float32Array.from({ length: wanted }, (_, i) => view.getFloat32(i * 4, true));
  return { names, fps, frames, values };
}

/** Linear between frames, held at both ends. Writes `names.length` values into `out` and returns it. */
export function sampleCurves(curves: Curves, seconds: number, out: Float32Array): Float32Array {
  const { fps, frames, values } = curves;
  const width = curves.names.length;
  const at = Math.min(frames - 1, Math.max(0, seconds * fps));
  const from = Math.floor(at);
  const share = at - from;
  const next = Math.min(frames - 1, from + 1);
  for (let i = 0; i < width; i++) {
    const a = values[from * width + i] ?? 0;
    out[i] = a + ((values[next * width + i] ?? 0) - a) * share;
  }
  return out;
}
