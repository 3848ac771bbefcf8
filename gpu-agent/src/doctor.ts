/**
 * `semblante-agent doctor`: what this host can do, what it lacks, and the command that mends it. Nothing is assumed
 * from a version number where it can be tried instead.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentConfig, type CommandLine, ConfigError, readConfig } from './config.ts';
import { canBurn, detectFfmpeg, nvencWorks } from './engines/compositing/ffmpeg-probe.ts';
import type { EngineContext } from './engines/engine.ts';
import { type Engines, probeEngines } from './engines/registry.ts';
import { freeBytes } from './failures.ts';
import { probeGpus } from './host-probe.ts';
import { AgentSession, timedFetch } from './session.ts';
import { Toolbox } from './subprocess.ts';

export interface Finding {
  readonly check: string;
  /** `optional`: the agent works without it, only less well. */
  readonly state: 'ok' | 'missing' | 'optional';
  readonly detail: string;
  readonly fix?: string;
}

const DISK_WARNING_BYTES = 5 * 2 ** 30;
/** Tokens are checked by time: beyond this a session is refused or renewed too late. */
const CLOCK_WARNING_S = 60;
const NODE_MAJOR = 24;

/** Prints the findings; exit status 0 when nothing the agent needs is missing, else 1. */
export async function runDoctor(
  line: CommandLine,
  env: NodeJS.ProcessEnv,
  engines: Engines,
): Promise<number> {
  const findings = await examine(line, env, engines);
  const ok = findings.every((finding) => finding.state !== 'missing');
  if (line.json) process.stdout.write(`${JSON.stringify({ ok, findings })}\n`);
  else process.stdout.write(`${findings.map(asLine).join('\n')}\n`);
  return ok ? 0 : 1;
}

function asLine({ check, state, detail, fix }: Finding): string {
  const line = `${state.padEnd(8)} ${check.padEnd(22)} ${detail}`;
  return fix && state !== 'ok' ? `${line}\n${' '.repeat(32)}fix: ${fix}` : line;
}

export async function examine(
  line: CommandLine,
  env: NodeJS.ProcessEnv,
  engines: Engines,
): Promise<Finding[]> {
  const workdir = await mkdtemp(join(tmpdir(), 'semblante-doctor-'));
  const toolbox = new Toolbox();
  try {
    const { signal } = new AbortController();
    const run: EngineContext['run'] = (command, args, options) =>
      toolbox.run(command, args, { signal, cwd: workdir }, options);
    const tools = { workdir, signal, run };
    let config: AgentConfig | ConfigError;
    try {
      config = readConfig(line, env);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      config = error;
    }
    return [
      checkNode(),
      ...(await checkFfmpeg(tools)),
      ...(await checkEngines(engines)),
      ...(await checkGpu(config instanceof ConfigError ? 0 : config.gpuFloorBytes)),
      await checkDisk(
        config instanceof ConfigError ? tmpdir() : config.workdir,
        config instanceof ConfigError ? 0 : config.diskFloorBytes,
      ),
      checkMetrics(config),
      ...(await checkProject(config)),
    ];
  } finally {
    toolbox.close();
    await rm(workdir, { recursive: true, force: true });
  }
}

function checkNode(): Finding {
  const check = 'node';
  const detail = process.version;
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return { check, state: 'ok', detail };
  return {
    check,
    state: 'missing',
    detail,
    fix: `npm ci (it brings Node ${NODE_MAJOR}), or install Node ${NODE_MAJOR}`,
  };
}

type Tools = Pick<EngineContext, 'workdir' | 'signal' | 'run'>;

async function checkFfmpeg(tools: Tools): Promise<Finding[]> {
  const probe = await detectFfmpeg();
  if (!probe.available) {
    return [
      { check: 'ffmpeg', state: 'missing', detail: probe.version ?? 'not found', fix: probe.remedy ?? '' },
    ];
  }
  const burns = await canBurn(tools);
  const nvenc = await nvencWorks(tools);
  return [
    { check: 'ffmpeg', state: 'ok', detail: `${probe.version}, all encoders` },
    burns
      ? { check: 'burned captions', state: 'ok', detail: 'libass draws' }
      : {
          check: 'burned captions',
          state: 'optional',
          detail: 'libass or a font is missing',
          fix: 'apt-get install -y ffmpeg fonts-dejavu-core',
        },
    nvenc
      ? { check: 'nvenc', state: 'ok', detail: 'encodes' }
      : {
          check: 'nvenc',
          state: 'optional',
          detail: 'not usable; films are encoded by the CPU',
          fix: 'install an NVIDIA driver and an ffmpeg with h264_nvenc, on a board that has an encoder',
        },
  ];
}

async function checkEngines(engines: Engines): Promise<Finding[]> {
  const { all } = await probeEngines(engines);
  return all.map(({ name, kind, probe }): Finding => {
    const details = probe.details ? ` ${JSON.stringify(probe.details)}` : '';
    if (probe.available)
      return { check: name, state: 'ok', detail: `${probe.version ?? 'available'}${details}` };
    const others = all.some((other) => other.kind === kind && other.probe.available);
    return {
      check: name,
      state: others ? 'optional' : 'missing',
      detail: `not available${details}`,
      fix: probe.remedy ?? 'see docs/engines',
    };
  });
}

async function checkGpu(floor: number): Promise<Finding[]> {
  const gpus = await probeGpus();
  if (gpus.length === 0) {
    const detail = 'no NVIDIA GPU; pictures are drawn in software';
    const fix = 'install the NVIDIA driver (nvidia-smi must answer), if this host has a board';
    return [{ check: 'gpu', state: 'optional', detail, fix }];
  }
  const boards = gpus.map(({ name, driver, memoryTotalBytes, memoryUsedBytes }) => {
    const free = gib(memoryTotalBytes - memoryUsedBytes);
    return `${name}, ${free} of ${gib(memoryTotalBytes)} GiB free, driver ${driver}`;
  });
  const most = Math.max(...gpus.map((gpu) => gpu.memoryTotalBytes - gpu.memoryUsedBytes));
  const found: Finding = { check: 'gpu', state: 'ok', detail: boards.join('; ') };
  if (most >= floor) return [found];
  const detail = `${gib(most)} GiB free at most; nothing is drawn under ${gib(floor)} GiB`;
  const fix = 'end what else holds it (nvidia-smi lists it), or lower SEMBLANTE_AGENT_GPU_FLOOR_MIB';
  return [found, { check: 'gpu memory', state: 'missing', detail, fix }];
}

const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

async function checkDisk(workdir: string, floor: number): Promise<Finding> {
  await mkdir(workdir, { recursive: true, mode: 0o700 });
  const free = await freeBytes(workdir);
  const detail = `${gib(free)} GiB free in ${workdir}`;
  if (free >= Math.max(DISK_WARNING_BYTES, floor)) return { check: 'disk', state: 'ok', detail };
  const fix = 'free space, or set SEMBLANTE_AGENT_WORKDIR to a larger disk';
  if (free >= floor) return { check: 'disk', state: 'optional', detail, fix };
  return {
    check: 'disk',
    state: 'missing',
    detail: `${detail}; no work is taken under ${gib(floor)} GiB`,
    fix,
  };
}

function checkMetrics(config: AgentConfig | ConfigError): Finding {
  const address = config instanceof ConfigError ? undefined : config.metricsAddress;
  if (address !== undefined) return { check: 'metrics', state: 'ok', detail: `http://${address}/metrics` };
  const fix = 'set SEMBLANTE_METRICS_ADDRESS=127.0.0.1:9465 to watch this agent with Prometheus';
  return { check: 'metrics', state: 'optional', detail: 'not served', fix };
}

async function checkProject(config: AgentConfig | ConfigError): Promise<Finding[]> {
  if (config instanceof ConfigError) {
    const detail = config.message.split('\n').slice(1, -1).join(';').trim() || config.message;
    return [
      {
        check: 'configuration',
        state: 'missing',
        detail,
        fix: 'npm run agent:enroll -- --name NAME, then --env FILE',
      },
    ];
  }
  let skew: number;
  try {
    const sent = Date.now();
    const answer = await timedFetch()(`${config.url}/auth/v1/health`, {
      headers: { apikey: config.publishableKey },
    });
    await answer.arrayBuffer();
    if (answer.status >= 500) throw new Error(`status ${answer.status}`);
    const date = Date.parse(answer.headers.get('date') ?? '');
    skew = Number.isNaN(date) ? 0 : ((sent + Date.now()) / 2 - date - 500) / 1000;
  } catch (error) {
    const detail = `${config.url} does not answer (${error instanceof Error ? error.message : String(error)})`;
    return [
      {
        check: 'project',
        state: 'missing',
        detail,
        fix: 'check SUPABASE_URL and the network; locally: npm run stack -- start',
      },
    ];
  }
  const clock: Finding =
    Math.abs(skew) <= CLOCK_WARNING_S
      ? { check: 'clock', state: 'ok', detail: `within ${Math.abs(skew).toFixed(1)} s of the project's` }
      : {
          check: 'clock',
          state: 'optional',
          detail: `${skew.toFixed(0)} s off`,
          fix: 'timedatectl set-ntp true',
        };
  return [{ check: 'project', state: 'ok', detail: config.url }, clock, await checkSignIn(config)];
}

async function checkSignIn(config: AgentConfig): Promise<Finding> {
  const session = new AgentSession(config);
  try {
    await session.signIn();
    return { check: 'sign-in', state: 'ok', detail: `${config.email}, role gpu_agent` };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { check: 'sign-in', state: 'missing', detail, fix: 'npm run agent:enroll -- --name NAME' };
  } finally {
    await session.close().catch(() => {});
  }
}
