/** The embedded face solver: a timeline becomes 52 ARKit curves and the head's motion, without a GPU. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { solveFace } from '../../speech/face-curves.ts';
import type { EngineContext, FaceEngine, FaceRequest, FaceResult } from '../engine.ts';

const IDENTITY = { name: 'visemes', version: '1.0.0' } as const;

export const visemeEngine: FaceEngine = {
  name: 'visemes',
  probe: async () => ({ available: true, version: IDENTITY.version }),
  solve,
};

async function solve(request: FaceRequest, context: EngineContext): Promise<FaceResult> {
  context.signal.throwIfAborted();
  const { header, data } = solveFace(request.timeline, { mood: request.mood, seed: request.seed });
  context.progress(0.8);
  const headerPath = join(context.workdir, 'curves.json');
  const dataPath = join(context.workdir, 'curves.f32');
  await writeFile(headerPath, JSON.stringify(header));
  await writeFile(dataPath, littleEndian(data));
  context.progress(1);
  return { header: headerPath, data: dataPath, curves: header, engine: IDENTITY };
}

/** curves.f32 is little-endian whatever the host. */
function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i] as number, true);
  return bytes;
}
