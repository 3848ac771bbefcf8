/** The embedded face solver: a timeline becomes 52 ARKit curves and the head's motion, without a GPU. */
import { solveFace } from '../../speech/face-curves.ts';
import type { EngineContext, FaceEngine, FaceRequest, FaceResult } from '../engine.ts';
import { writeCurves } from './curves-file.ts';

const IDENTITY = { name: 'visemes', version: '1.1.0' } as const;

export const visemeEngine: FaceEngine = {
  name: 'visemes',
  probe: async () => ({ available: true, version: IDENTITY.version }),
  solve,
};

async function solve(request: FaceRequest, context: EngineContext): Promise<FaceResult> {
  context.signal.throwIfAborted();
  const { timeline, mood, moodIntensity = 1, seed } = request;
  const { header, data } = solveFace(timeline, { mood, moodIntensity, seed });
  context.progress(0.8);
  const files = await writeCurves(context.workdir, header, data);
  context.progress(1);
  return { ...files, curves: header, engine: IDENTITY };
}
