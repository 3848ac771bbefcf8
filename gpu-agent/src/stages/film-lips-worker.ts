/** Measures one film's lips: reads a LipsRequest from the file it is given, writes a LipSync to the file it names. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { lipModelKept } from '../../../avatar/bake/lip-model.ts';
import { lipProbeOf } from '../../../avatar/lip-probe.ts';
import { LipSync } from '../../../supabase/functions/_shared/contract/film-report.ts';
import type { EngineContext } from '../engines/engine.ts';
import { measureFilmLipSync } from '../speech/lip-sync.ts';
import { readTimeline } from './audio2face.ts';

export interface LipsRequest {
  readonly film: string;
  readonly timelineFile: string;
  readonly fps: number;
  readonly look: unknown;
  readonly curvesHeader: string;
  readonly curvesData: string;
  readonly workdir: string;
  readonly answer: string;
}

/** The tools of this process stay in its process group, so that whoever ends it ends them too. */
function contextOf(workdir: string): EngineContext {
  const run = promisify(execFile);
  const silent = () => {};
  return {
    workdir,
    signal: new AbortController().signal,
    log: { info: silent, warn: silent, error: silent },
    progress: silent,
    async run(command, args, options) {
      const settings = {
        cwd: workdir,
        encoding: 'buffer',
        maxBuffer: 2 ** 31,
        timeout: (options?.timeoutSeconds ?? 0) * 1000,
      } as const;
      const { stdout, stderr } = await run(command, args, settings);
      return { code: 0, stdout, stderr: stderr.toString('utf8') };
    },
  };
}

async function main(path: string): Promise<void> {
  const request = JSON.parse(await readFile(path, 'utf8')) as LipsRequest;
  const measured = await measureFilmLipSync(
    {
      film: request.film,
      timeline: await readTimeline(request.timelineFile),
      curvesHeader: request.curvesHeader,
      curvesData: request.curvesData,
      aperture: lipProbeOf(await lipModelKept(request.look)),
      fps: request.fps,
    },
    contextOf(request.workdir),
  );
  await writeFile(request.answer, JSON.stringify(LipSync.parse(measured)));
}

if (import.meta.main) {
  const [path] = process.argv.slice(2);
  if (path === undefined) throw new Error('usage: film-lips-worker REQUEST_FILE');
  await main(path);
}
