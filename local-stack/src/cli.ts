/** `npm run stack -- <command>`: the embedded Supabase of this machine. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { stopCompanions } from './companions.ts';
import {
  ensureStack,
  type RunningStack,
  resetStack,
  runStack,
  stackLogFile,
  stackStatus,
  stopStack,
} from './daemon.ts';
import { createLog } from './log.ts';
import { migrateDown, migrateRedo, migrateUp } from './migrate.ts';

const usage = `Usage: npm run stack -- <command>

  start [--foreground]     start it, wait until it is healthy, apply new migrations
  stop                     stop it, with the agent and studio that run beside it
  status [--json]          addresses, keys, health
  reset                    drop database and files, build them anew, start
  logs [-f]                what it logged; -f follows
  migrate up|down|redo [N] apply all (or N) migrations, take the newest N back, or both`;

function describe(stack: RunningStack, healthy: boolean): string {
  return [
    `API              ${stack.url}${healthy ? '' : '  (not healthy: npm run stack -- logs)'}`,
    `Database         ${stack.dbUrl}`,
    `Publishable key  ${stack.keys.publishable}`,
    `Secret key       ${stack.keys.secret}`,
    `Environment      ${stack.envFile}`,
    `State            ${stack.root} (pid ${stack.pid})`,
  ].join('\n');
}

/** Runs until a signal, which may come while it starts; a second one ends at once. */
async function foreground(): Promise<void> {
  const log = createLog(process.stdout);
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    let stopping = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        resolve(signal);
      });
    }
  });
  try {
    const stack = await runStack(log);
    log.info('the stack runs', { url: stack.url, database: stack.dbUrl, pid: process.pid });
    process.send?.({ ready: true });
    const signal = await asked;
    log.info('the stack stops', { signal });
    await stack.stop();
    process.exit(0);
  } catch (error) {
    log.error('the stack failed', { error });
    // the terminal, or the process that started this one in the background, gets the sentence
    const failed = error instanceof Error ? error.message : String(error);
    if (!process.connected) fail(failed);
    process.send?.({ failed }, () => process.exit(1));
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

async function migrate(direction: string | undefined, steps: string | undefined): Promise<void> {
  const count = steps === undefined ? undefined : Number(steps);
  if (count !== undefined && (!Number.isInteger(count) || count < 1))
    fail(`${steps} is not a number of migrations`);
  const status = await stackStatus();
  if (!status.running) fail('The stack does not run: npm run stack -- start');
  const options = { url: status.dbUrl, log: createLog(process.stderr), ...(count ? { count } : {}) };
  if (direction === 'up') await migrateUp(options);
  else if (direction === 'down') await migrateDown(options);
  else if (direction === 'redo') await migrateRedo(options);
  else fail(usage);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      foreground: { type: 'boolean' },
      json: { type: 'boolean' },
      follow: { type: 'boolean', short: 'f' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [command, ...rest] = positionals;
  if (values.help) return console.log(usage);
  switch (command) {
    case 'start': {
      if (values.foreground) return foreground();
      const stack = await ensureStack();
      return console.log(`${stack.startedByUs ? 'Started.' : 'Already running.'}\n${describe(stack, true)}`);
    }
    case 'stop': {
      const status = await stackStatus();
      await stopCompanions(status.root);
      return console.log((await stopStack()) ? 'Stopped.' : 'It was not running.');
    }
    case 'status': {
      const status = await stackStatus();
      if (values.json) {
        const { startedByUs: _, keys, ...facts } = { startedByUs: false, keys: undefined, ...status };
        const open = keys ? { publishable_key: keys.publishable, secret_key: keys.secret } : {};
        console.log(JSON.stringify({ ...facts, ...open }));
      } else {
        console.log(
          status.running ? describe(status, status.healthy) : 'Not running: npm run stack -- start',
        );
      }
      process.exitCode = status.running && status.healthy ? 0 : 1;
      return;
    }
    case 'reset': {
      const { root } = await stackStatus();
      await stopCompanions(root);
      return console.log(`Built anew.\n${describe(await resetStack(), true)}`);
    }
    case 'logs': {
      const file = stackLogFile();
      if (!existsSync(file)) fail('Nothing was logged yet.');
      const tail = spawn('tail', ['-n', '200', ...(values.follow ? ['-F'] : []), file], { stdio: 'inherit' });
      tail.once('error', (error) => fail(error.message));
      return;
    }
    case 'migrate':
      return migrate(rest[0], rest[1]);
    default:
      fail(usage);
  }
}

await main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
