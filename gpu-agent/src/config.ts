/** What an agent is told: environment for where and who, command line for how. Every number can be overridden. */
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { TaskStage } from '../../supabase/functions/_shared/contract/job.ts';

/** A mistake of whoever starts the agent: shown without a stack, exit status 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const bounded = (fallback: number, min: number, max: number) =>
  z.coerce.number().min(min).max(max).default(fallback);

const MIB = 2 ** 20;

const Environment = z.object({
  SUPABASE_URL: z.url({ protocol: /^https?$/ }),
  SUPABASE_PUBLISHABLE_KEY: z.string().min(1),
  SEMBLANTE_AGENT_EMAIL: z.email(),
  SEMBLANTE_AGENT_PASSWORD: z.string().min(1),
  /** How long a task stays this agent's without a heartbeat. */
  SEMBLANTE_AGENT_LEASE_SECONDS: bounded(30, 1, 3600),
  SEMBLANTE_AGENT_HEARTBEAT_SECONDS: bounded(5, 0.1, 600),
  /** How often to ask for work when Realtime says nothing; jittered by a quarter. */
  SEMBLANTE_AGENT_POLL_SECONDS: bounded(2, 0.05, 300),
  SEMBLANTE_AGENT_SWEEP_SECONDS: bounded(30, 0.2, 3600),
  SEMBLANTE_AGENT_IDLE_SECONDS: bounded(60, 0.1, 86_400),
  /** How often to look for webhooks to send; 0: this host sends none. */
  SEMBLANTE_AGENT_WEBHOOK_SECONDS: bounded(5, 0, 3600),
  /** Addresses off the public Internet that webhooks may reach all the same, by commas: for receivers on this machine. */
  SEMBLANTE_AGENT_WEBHOOK_ALLOW: z.string().default(''),
  /** At shutdown: how long running tasks may go on before they are stopped and given back. */
  SEMBLANTE_AGENT_GRACE_SECONDS: bounded(20, 0, 3600),
  /** How long a tool may take to obey TERM before it is killed. */
  SEMBLANTE_AGENT_TERM_SECONDS: bounded(3, 0, 60),
  /** A task in which nothing moves for this long is ended: longer than any transfer, or Unreal's start, may take. */
  SEMBLANTE_AGENT_STALL_SECONDS: bounded(1800, 1, 86_400),
  SEMBLANTE_AGENT_WORKDIR: z.string().min(1).optional(),
  /** No work is taken with less left on the disk, MiB. */
  SEMBLANTE_AGENT_DISK_FLOOR_MIB: bounded(2048, 0, 1e9),
  /** Nothing is drawn while no GPU has as much left, MiB; 0 never asks. */
  SEMBLANTE_AGENT_GPU_FLOOR_MIB: bounded(1024, 0, 1e9),
  /** What baked avatars may take of the disk, MiB; the longest unused go first. */
  SEMBLANTE_AGENT_CACHE_MIB: bounded(10_240, 64, 1e9),
  /** host:port of /metrics, /healthz and /readyz; off without it. */
  SEMBLANTE_METRICS_ADDRESS: z
    .string()
    .regex(/^\S+:\d+$/, 'must look like 127.0.0.1:9465')
    .optional(),
  SEMBLANTE_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export interface AgentConfig {
  readonly url: string;
  readonly publishableKey: string;
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly stages: readonly TaskStage[];
  /** Engines allowed, qualified (`tts:espeak`); undefined means all that are available. */
  readonly engines: readonly string[] | undefined;
  readonly concurrency: number;
  /** Tasks at a time by qualified engine, where fewer than `concurrency`. */
  readonly engineLimits: ReadonlyMap<string, number>;
  /** Previews at a time, beside `concurrency`. */
  readonly previews: number;
  /** Shown in the studio, e.g. `{ rack: '7' }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether to measure the engines in the first idle minute. */
  readonly calibrates: boolean;
  /** Idle for so long, an agent may measure itself: nobody who has just queued a film shall wait for that. */
  readonly idleMs: number;
  readonly once: boolean;
  readonly leaseSeconds: number;
  readonly heartbeatMs: number;
  readonly pollMs: number;
  readonly sweepMs: number;
  /** 0: this host sends no webhooks. */
  readonly webhookMs: number;
  readonly webhookAllow: ReadonlySet<string>;
  readonly graceMs: number;
  readonly termGraceMs: number;
  readonly stallMs: number;
  readonly workdir: string;
  readonly diskFloorBytes: number;
  readonly gpuFloorBytes: number;
  readonly cacheBytes: number;
  /** Undefined: no metrics are served. */
  readonly metricsAddress: string | undefined;
  readonly logLevel: string;
}

export const USAGE = `semblante-agent: takes render tasks from a Semblante project and does them

  npm run agent -- [options]          work until stopped
  npm run agent -- doctor [--json]    say what this host lacks and how to fix it

  --once              do what is waiting, then exit
  --concurrency N     tasks at a time (default 1); also by engine, alone or after N, with commas between:
                      4,render:unreal=1 or render:unreal=1,tts:espeak=4
  --previews N        sentences to be heard at once, at a time, beside those tasks (default 1)
  --stages a,b        of ${TaskStage.options.join(', ')} (default: all this host can do)
  --engines a,b       of the engines doctor lists, e.g. tts:espeak,render:three (default: all available)
  --name NAME         name shown in the studio (default: the host's)
  --label KEY=VALUE   shown beside the name, e.g. rack=7; may be given more than once
  --no-calibration    do not measure this host's engines in the first idle minute
  --env FILE          read the variables below from a file
  --json              doctor: one JSON object

  SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY      the project
  SEMBLANTE_AGENT_EMAIL, SEMBLANTE_AGENT_PASSWORD   this agent's account; made by: npm run agent:enroll
  ELEVENLABS_API_KEY, ELEVENLABS_MODEL_ID           offers tts:elevenlabs (see docs/engines/speech.md)
  AZURE_SPEECH_KEY, AZURE_SPEECH_REGION             offers tts:azure; with AZURE_SPEECH_COMPANY also personal voices
  SEMBLANTE_VOICES_DIR                              where \`npm run voices\` keeps neural voices
  SEMBLANTE_A2F_URL                                 offers face:audio2face (see docs/engines/audio2face.md)
  SEMBLANTE_UNREAL_EDITOR, SEMBLANTE_UNREAL_PROJECT offers render:unreal (see docs/engines/unreal.md)
  SEMBLANTE_METRICS_ADDRESS                         host:port for /metrics, /healthz and /readyz (default: off)
  SEMBLANTE_AGENT_WORKDIR, SEMBLANTE_CACHE          where it works and where baked avatars are kept
  SEMBLANTE_AGENT_DISK_FLOOR_MIB, _GPU_FLOOR_MIB    less left than this and no work is taken (2048), nothing drawn (1024)
  More of them: docs/operations/README.md
`;

export interface CommandLine {
  readonly command: 'work' | 'doctor' | 'help';
  readonly json: boolean;
  readonly once: boolean;
  readonly concurrency: number;
  readonly engineLimits: ReadonlyMap<string, number>;
  readonly previews: number;
  readonly stages: readonly TaskStage[];
  readonly engines: readonly string[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly calibrates: boolean;
  readonly name: string | undefined;
  readonly envFile: string | undefined;
}

const list = (value: string): string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** @throws ConfigError naming the option and what it takes. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  const [command = 'work', ...rest] = positionals;
  if (!['work', 'doctor'].includes(command) || rest.length > 0) {
    throw new ConfigError(`Unknown command: ${positionals.join(' ')}\n\n${USAGE}`);
  }
  const previews = Number(values.previews ?? '1');
  if (!Number.isInteger(previews) || previews < 0 || previews > 64) {
    throw new ConfigError(`--previews takes a whole number from 0 to 64, not ${values.previews}.`);
  }
  const stages = values.stages === undefined ? TaskStage.options : list(values.stages).map(stageNamed);
  if (stages.length === 0) throw new ConfigError('--stages is empty; name at least one stage.');
  return {
    command: values.help ? 'help' : (command as 'work' | 'doctor'),
    json: values.json ?? false,
    once: values.once ?? false,
    ...readConcurrency(values.concurrency ?? '1'),
    previews,
    stages,
    labels: readLabels(values.label ?? []),
    calibrates: !values['no-calibration'],
    engines: values.engines === undefined ? undefined : list(values.engines),
    name: values.name,
    envFile: values.env,
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      once: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      concurrency: { type: 'string' },
      previews: { type: 'string' },
      stages: { type: 'string' },
      engines: { type: 'string' },
      name: { type: 'string' },
      label: { type: 'string', multiple: true },
      'no-calibration': { type: 'boolean' },
      env: { type: 'string' },
    },
  });
}

/** `4`, `render:unreal=1,tts:espeak=4` or `4,render:unreal=1`; without a total, the limits add up to it. */
function readConcurrency(text: string): Pick<CommandLine, 'concurrency' | 'engineLimits'> {
  const refuse = (part: string) =>
    new ConfigError(
      `--concurrency takes a whole number from 1 to 64, not ${part}; for an engine it is given as in render:unreal=1.`,
    );
  const count = (part: string, number: string): number => {
    if (!/^\d{1,2}$/.test(number) || Number(number) < 1 || Number(number) > 64) throw refuse(part);
    return Number(number);
  };
  const engineLimits = new Map<string, number>();
  let total: number | undefined;
  for (const part of list(text)) {
    const engine = /^(?<name>[a-z]+:[a-z0-9]+)=(?<number>.*)$/.exec(part)?.groups;
    if (engine) engineLimits.set(engine.name ?? '', count(part, engine.number ?? ''));
    else if (total === undefined) total = count(part, part);
    else throw refuse(text);
  }
  const sum = [...engineLimits.values()].reduce((all, number) => all + number, 0);
  if (total === undefined && sum === 0) throw refuse(text || 'nothing');
  return { concurrency: Math.min(64, total ?? sum), engineLimits };
}

function readLabels(labels: readonly string[]): Record<string, string> {
  if (labels.length > 16) throw new ConfigError('--label: 16 labels are the most.');
  return Object.fromEntries(
    labels.map((label) => {
      const { key, value } =
        /^(?<key>[A-Za-z0-9][A-Za-z0-9._/-]{0,62})=(?<value>.{0,100})$/.exec(label)?.groups ?? {};
      if (key === undefined || value === undefined)
        throw new ConfigError(`--label takes KEY=VALUE, not ${label}.`);
      return [key, value];
    }),
  );
}

function stageNamed(name: string): TaskStage {
  const stage = TaskStage.safeParse(name);
  if (stage.success) return stage.data;
  throw new ConfigError(`--stages: there is no stage ${name}; choose from ${TaskStage.options.join(', ')}.`);
}

/** @throws ConfigError that names every variable that is missing or wrong. */
export function readConfig(line: CommandLine, env: NodeJS.ProcessEnv): AgentConfig {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return set[name] === undefined ? `  ${name} is not set` : `  ${name}: ${issue.message}`;
    });
    const advice =
      'An administrator makes the account and its file with `npm run agent:enroll -- --name NAME`; start the agent with `--env FILE`.';
    throw new ConfigError(`The agent cannot start:\n${wrong.join('\n')}\n${advice}`);
  }
  const vars = parsed.data;
  const leaseMs = vars.SEMBLANTE_AGENT_LEASE_SECONDS * 1000;
  const heartbeatMs = vars.SEMBLANTE_AGENT_HEARTBEAT_SECONDS * 1000;
  if (heartbeatMs * 2 > leaseMs) {
    throw new ConfigError(
      'SEMBLANTE_AGENT_HEARTBEAT_SECONDS must be at most half of SEMBLANTE_AGENT_LEASE_SECONDS: one lost heartbeat must not cost the lease.',
    );
  }
  return {
    url: vars.SUPABASE_URL.replace(/\/+$/, ''),
    publishableKey: vars.SUPABASE_PUBLISHABLE_KEY,
    email: vars.SEMBLANTE_AGENT_EMAIL,
    password: vars.SEMBLANTE_AGENT_PASSWORD,
    name: line.name ?? hostname(),
    stages: line.stages,
    engines: line.engines,
    concurrency: line.concurrency,
    engineLimits: line.engineLimits,
    previews: line.previews,
    labels: line.labels,
    calibrates: line.calibrates && !line.once,
    once: line.once,
    leaseSeconds: vars.SEMBLANTE_AGENT_LEASE_SECONDS,
    heartbeatMs,
    pollMs: vars.SEMBLANTE_AGENT_POLL_SECONDS * 1000,
    sweepMs: vars.SEMBLANTE_AGENT_SWEEP_SECONDS * 1000,
    idleMs: vars.SEMBLANTE_AGENT_IDLE_SECONDS * 1000,
    webhookMs: vars.SEMBLANTE_AGENT_WEBHOOK_SECONDS * 1000,
    webhookAllow: new Set(
      vars.SEMBLANTE_AGENT_WEBHOOK_ALLOW.split(',').flatMap((address) => address.trim() || []),
    ),
    graceMs: vars.SEMBLANTE_AGENT_GRACE_SECONDS * 1000,
    termGraceMs: vars.SEMBLANTE_AGENT_TERM_SECONDS * 1000,
    stallMs: vars.SEMBLANTE_AGENT_STALL_SECONDS * 1000,
    workdir: vars.SEMBLANTE_AGENT_WORKDIR ?? join(tmpdir(), `semblante-agent-${userInfo().username}`),
    diskFloorBytes: vars.SEMBLANTE_AGENT_DISK_FLOOR_MIB * MIB,
    gpuFloorBytes: vars.SEMBLANTE_AGENT_GPU_FLOOR_MIB * MIB,
    cacheBytes: vars.SEMBLANTE_AGENT_CACHE_MIB * MIB,
    metricsAddress: vars.SEMBLANTE_METRICS_ADDRESS,
    logLevel: vars.SEMBLANTE_LOG_LEVEL,
  };
}
