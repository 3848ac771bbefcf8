/** An engine's context outside an agent, for tests and benchmarks: a scratch folder and tools that end with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineContext } from '../engines/engine.ts';
import { Toolbox } from '../subprocess.ts';

export interface ToolContext extends EngineContext, AsyncDisposable {}

export async function toolContext(signal: AbortSignal = new AbortController().signal): Promise<ToolContext> {
  const workdir = await mkdtemp(join(tmpdir(), 'semblante-speech-'));
  const toolbox = new Toolbox();
  const quiet = () => undefined;
  return {
    workdir,
    signal,
    log: { info: quiet, warn: quiet, error: quiet },
    progress: quiet,
    run: (command, args, options) => toolbox.run(command, args, { signal, cwd: workdir }, options),
    [Symbol.asyncDispose]: async () => {
      toolbox.close();
      await rm(workdir, { recursive: true, force: true });
    },
  };
}
