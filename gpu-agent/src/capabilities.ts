/** What an agent tells of its host when it registers: shown in the studio, used for nothing but people's eyes. */
import { arch, cpus, hostname, platform, release, totalmem } from 'node:os';
import type { ProbedEngines } from './engines/registry.ts';

export function capabilitiesOf(probed: ProbedEngines): Record<string, unknown> {
  return {
    host: hostname(),
    os: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    cpus: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
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
