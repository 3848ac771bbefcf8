/** Face curves as the face stage hands them over. */
import { readFile } from 'node:fs/promises';
import { CurvesFile } from '../../../../supabase/functions/_shared/contract/job.ts';

export interface Curves {
  readonly names: readonly string[];
  readonly fps: number;
  readonly frames: number;
  readonly data: Float32Array;
}

/** Throws when the two files disagree. */
export async function loadCurves(files: { readonly header: string; readonly data: string }): Promise<Curves> {
  const header = CurvesFile.parse(JSON.parse(await readFile(files.header, 'utf8')));
  const bytes = await readFile(files.data);
  const wanted = header.frame_count * header.names.length * 4;
  if (bytes.length !== wanted) {
    throw new Error(`curves.f32 holds ${bytes.length} bytes, its header promises ${wanted}`);
  }
  const data = new Float32Array(wanted / 4);
  for (let i = 0; i < data.length; i++) data[i] = bytes.readFloatLE(i * 4);
  return { names: header.names, fps: header.fps, frames: header.frame_count, data };
}

/** Curves at `t` seconds, linear between their frames and held after the last. */
export function sample(curves: Curves, t: number, out: Float32Array): Float32Array {
  const at = Math.min(curves.frames - 1, Math.max(0, t * curves.fps));
  const from = Math.floor(at);
  const to = Math.min(curves.frames - 1, from + 1);
  const mix = at - from;
  const n = curves.names.length;
  for (let k = 0; k < n; k++) {
    out[k] = (curves.data[from * n + k] ?? 0) * (1 - mix) + (curves.data[to * n + k] ?? 0) * mix;
  }
  return out;
}
