/** curves.json and curves.f32, as every face engine leaves them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CurvesFile } from '../../../../supabase/functions/_shared/contract/job.ts';

/** @param data Frame-major, `header.names.length` values a frame. */
export async function writeCurves(
  workdir: string,
  header: CurvesFile,
  data: Float32Array,
): Promise<{ header: string; data: string }> {
  const files = { header: join(workdir, 'curves.json'), data: join(workdir, 'curves.f32') };
  await writeFile(files.header, JSON.stringify(header));
  await writeFile(files.data, littleEndian(data));
  return files;
}

/** curves.f32 is little-endian whatever the host. */
function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i] as number, true);
  return bytes;
}
