/** What an agent tells of its host when it registers. People see GPUs and labels; only `voice_engines` decides anything. */
import { arch, cpus, hostname, platform, release, totalmem } from 'node:os';
import type { AgentConfig } from './config.ts';
import { nvencWorks } from './engines/compositing/ffmpeg-probe.ts';
import type { ProbedEngines } from './engines/registry.ts';
import { probeGpus } from './host-probe.ts';
import type { Toolbox } from './subprocess.ts';

export async function capabilitiesOf(
  probed: ProbedEngines,
  config: Pick<AgentConfig, 'labels' | 'concurrency' | 'engineLimits' | 'stages'>,
  toolbox: Toolbox,
  workdir: string,
): Promise<Record<string, unknown>> {
  const gpus = await probeGpus();
  const { signal } = new AbortController();
  const tools = {
    workdir,
    signal,
    run: (...[command, args, options]: RunArguments) =>
      toolbox.run(command, args, { signal, cwd: workdir }, options),
  };
  return {
    host: hostname(),
    os: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    cpus: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    gpus: gpus.map(({ name, driver, memoryTotalBytes }) => ({
      name,
      driver,
      memory_gib: Number((memoryTotalBytes / 2 ** 30).toFixed(1)),
    })),
    nvenc: gpus.length > 0 && (await nvencWorks(tools)),
    labels: config.labels,
    concurrency: { tasks: config.concurrency, ...Object.fromEntries(config.engineLimits) },
    voice_engines: config.stages.includes('voice_training') ? voiceEngines(probed) : [],
    engines: Object.fromEntries(
      probed.all.map(({ name, probe }) => [
        name,
        {
          available: probe.available,
          ...(probe.version ? { version: probe.version } : {}),
          ...(probe.details ? { details: probe.details } : {}),
        },
      ]),
    ),
  };
}

/** What voices can be learnt with here, and what it asks of their speakers. The one capability that decides something. */
export function voiceEngines({ all, offered }: ProbedEngines): Record<string, unknown>[] {
  return offered.speech.flatMap(({ name, cloneVoice, canClone }): Record<string, unknown>[] => {
    if (name === 'espeak') return [{ engine: name }];
    if (!cloneVoice || !(canClone?.() ?? true)) return [];
    const { cloning } = all.find((engine) => engine.name === `tts:${name}`)?.probe.details ?? {};
    return [{ engine: name, ...(typeof cloning === 'object' ? cloning : {}) }];
  });
}

type RunArguments = Parameters<Parameters<typeof nvencWorks>[0]['run']>;
