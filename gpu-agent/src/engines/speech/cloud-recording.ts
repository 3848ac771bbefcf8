import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StageFailure } from '../../failures.ts';
import { soundInput } from '../../untrusted-media.ts';
import type { EngineContext } from '../engine.ts';

const UNREADABLE = 'The recording cannot be read as sound.';

/**
 * A recording as a cloud service gets it: decoded and encoded anew in mono, so that nothing but its sound leaves the
 * host, whatever else the file holds.
 *
 * @param name Of the file made in the work folder; its ending names the container
 * @param encoding ffmpeg's output options: rate in Hz and codec
 * @param seconds The most that is taken of it
 * @throws {StageFailure} `input_invalid` for what is no recording
 */
export async function encodeForCloud(
  path: string,
  name: string,
  encoding: readonly string[],
  seconds: number,
  context: EngineContext,
): Promise<Buffer> {
  const opened = await soundInput(path);
  if (!opened) throw new StageFailure('input_invalid', UNREADABLE);
  const file = join(context.workdir, name);
  const input = ['-v', 'error', '-nostdin', '-t', String(seconds), ...opened];
  const output = ['-map', '0:a:0', '-ac', '1', ...encoding, '-map_metadata', '-1', '-y', file];
  await context.run('ffmpeg', [...input, ...output], { timeoutSeconds: 120 }).catch((error: unknown) => {
    if (!(error instanceof StageFailure) || error.code !== 'tool_crashed') throw error;
    throw new StageFailure('input_invalid', UNREADABLE, { logTail: error.logTail, cause: error });
  });
  return await readFile(file);
}
