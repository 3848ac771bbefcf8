/** The agent's command line, given the engines to work with. Exit status: 0 done, 1 failed, 2 told wrong. */
import { runAgent } from './agent.ts';
import { type CommandLine, ConfigError, parseCommandLine, readConfig, USAGE } from './config.ts';
import { runDoctor } from './doctor.ts';
import type { Engines } from './engines/registry.ts';
import { createLog, createScrubber } from './log.ts';
import { stopOnSignals } from './shutdown.ts';
import type { Stages } from './stages/stage.ts';

export interface Program {
  readonly engines: Engines;
  readonly stages: Stages;
}

export async function runCli(argv: readonly string[], program: Program): Promise<number> {
  let line: CommandLine;
  try {
    line = parseCommandLine(argv);
    if (line.envFile !== undefined) loadEnvFile(line.envFile);
    if (line.command === 'help') {
      process.stdout.write(USAGE);
      return 0;
    }
    if (line.command === 'doctor') return await runDoctor(line, process.env, program.engines);
    return await work(line, program);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

function loadEnvFile(path: string): void {
  try {
    process.loadEnvFile(path);
  } catch (error) {
    throw new ConfigError(`--env ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function work(line: CommandLine, { engines, stages }: Program): Promise<number> {
  const config = readConfig(line, process.env);
  const scrub = createScrubber([
    config.password,
    process.env.SUPABASE_SECRET_KEY,
    process.env.SUPABASE_DB_URL,
    process.env.ELEVENLABS_API_KEY,
    process.env.AZURE_SPEECH_KEY,
    process.env.SEMBLANTE_A2F_API_KEY,
  ]);
  const log = createLog({ level: config.logLevel, name: config.name, scrub });
  using stop = stopOnSignals(log);
  try {
    await runAgent({ config, engines, stages, log, scrub, stop });
    log.info({ event: 'agent_stopped' }, 'agent stopped');
    return 0;
  } catch (error) {
    log.fatal({ event: 'agent_failed', err: error }, error instanceof Error ? error.message : String(error));
    return 1;
  }
}
