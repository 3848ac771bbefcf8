/**
 * Lip-sync of the finished film. The measuring shapes an avatar and poses it for thousands of frames, so it runs in
 * a process of its own: heartbeats must not wait for it, and it dies with its task like any tool.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LipSync } from '../../../supabase/functions/_shared/contract/film-report.ts';
import { UNMEASURED_LIPS } from '../engines/compositing/compositing-engine.ts';
import { StageFailure } from '../failures.ts';
import type { LipsRequest } from './film-lips-worker.ts';
import { fetchInput, type StageContext } from './stage.ts';

const WORKER = fileURLToPath(new URL('./film-lips-worker.ts', import.meta.url));
/** The only renderer whose vertices are known here; Unreal's stay in Unreal. */
const MEASURABLE = 'three';
const LIMIT_SECONDS = 900;

/**
 * Nulls say "not measured": a report never holds a figure that nothing measured, and a film is not failed because its
 * lips could not be.
 */
export async function measureLips(
  context: StageContext,
  film: string,
  timelineFile: string,
  fps: number,
): Promise<LipSync> {
  const { avatar, inputs } = context.task;
  if (!inputs.audio2face || !avatar || inputs.ue5[0]?.engine?.name !== MEASURABLE) return UNMEASURED_LIPS;
  // A foreign face has no contour of the lips that could be measured.
  if (avatar.kind === 'glb') return UNMEASURED_LIPS;
  const request: LipsRequest = {
    film,
    timelineFile,
    fps,
    look: avatar.assets.look,
    curvesHeader: await fetchInput(context, inputs.audio2face, inputs.audio2face.files.header),
    curvesData: await fetchInput(context, inputs.audio2face, inputs.audio2face.files.data),
    workdir: context.workdir,
    answer: join(context.workdir, 'lips-answer.json'),
  };
  const requestFile = join(context.workdir, 'lips.json');
  await writeFile(requestFile, JSON.stringify(request));
  try {
    const options = { timeoutSeconds: LIMIT_SECONDS };
    await context.run(process.execPath, [WORKER, requestFile], options);
    return LipSync.parse(JSON.parse(await readFile(request.answer, 'utf8')));
  } catch (error) {
    context.signal.throwIfAborted();
    const log_tail = error instanceof StageFailure ? error.logTail.slice(-2000) : undefined;
    context.log.warn({ event: 'lips_unmeasured', err: error, log_tail }, 'the lips could not be measured');
    return UNMEASURED_LIPS;
  }
}
