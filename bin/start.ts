/** `npm start`: stack, agent and studio together; Ctrl-C stops what this run started. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureStack, stopStack } from '../local-stack/src/daemon.ts';
import { AGENT, ensureDemoUser, ensureServices, publishPosters, STUDIO, studioUrl } from './services.ts';

const stack = await ensureStack();
const undo: (() => Promise<unknown>)[] = stack.startedByUs ? [() => stopStack()] : [];
const account = await ensureDemoUser(stack);
await ensureServices(stack, undo);

await publishPosters(stack);

console.log(`Supabase  ${stack.url}
Studio    ${studioUrl()}  (${account.email}, password ${account.password})
Logs      ${join(stack.root, 'logs')}
Ctrl-C stops what this run started.`);

const logs = ['stack', AGENT, STUDIO].map((name) => join(stack.root, 'logs', `${name}.log`));
// --pid would end tail with this process too, but only GNU's has it.
const tail = spawn('tail', ['-n', '0', '-F', ...logs], { stdio: ['ignore', 'inherit', 'ignore'] });
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    tail.kill();
    for (const step of undo.reverse()) await step().catch((error: unknown) => console.error(error));
    process.exit(0);
  });
}
