/** What an engine needs to run outside an agent: a scratch folder and tools that die with the bench. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineContext } from '../gpu-agent/src/engines/engine.ts';
import { Toolbox } from '../gpu-agent/src/subprocess.ts';

/** Runs `work` with a context whose folder and tools are gone afterwards. */
export async function withEngineContext<T>(work: (context: EngineContext) => Promise<T>): Promise<T> {
  const workdir = await mkdtemp(join(tmpdir(), 'semblante-bench-'));
  const toolbox = new Toolbox();
  const signal = new AbortController().signal;
  const quiet = () => undefined;
  try {
    return await work({
      workdir,
      signal,
      log: { info: quiet, warn: quiet, error: quiet },
      progress: quiet,
      run: (command, args, options) => toolbox.run(command, args, { signal, cwd: workdir }, options),
    });
  } finally {
    toolbox.close();
    await rm(workdir, { recursive: true, force: true });
  }
}
