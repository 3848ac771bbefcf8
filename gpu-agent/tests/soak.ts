/**
 * `npm run test:soak -- [--minutes 10] [--seed N] [--agents 3]`: films without end, and every few seconds a fault chosen
 * at random, on a real stack with real agents. Ends with a table: what was tried, how often, what was lost. Exits with 1
 * when a film was lost, stuck, doubled or left something behind. The seed is printed; it repeats the choice of faults,
 * not the moments they strike.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../src/speech/seeded-random.ts';
import { assertNothingLeft } from './aftermath.ts';
import { BadLine, type Fault } from './bad-line.ts';
import { type AgentProcess, FaultStage, processesWith } from './fault-stage.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    agents: { type: 'string', default: '3' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const fleet = Number(values.agents);
if (!(minutes > 0) || !Number.isInteger(seed) || !(fleet >= 1)) {
  console.error('Usage: npm run test:soak -- [--minutes 10] [--seed N] [--agents 3]');
  process.exit(2);
}
console.log(`soak: ${minutes} min, ${fleet} agents, --seed ${seed}`);

const random = seededRandom(seed);
const below = (limit: number): number => Math.floor(random() * limit);
const pick = <T>(from: readonly T[]): T | undefined => from[below(from.length)];

/** More films than agents, so that something always waits. */
const IN_FLIGHT = fleet * 2;
const QUEUES = ['render_tts', 'render_audio2face', 'render_ue5', 'render_compositing'] as const;
/** Films are given this long after the last fault. */
const PATIENCE_MS = 180_000;

const faults = await FaultStage.open();
const line = await BadLine.open(faults.stack.url);
line.realtime = true;
const agents = new Map<string, AgentProcess>();
const frozen = new Set<AgentProcess>();
const jobs = new Set<string>();
const tried = new Map<string, number>();
let names = 0;

async function hire(): Promise<void> {
  names += 1;
  const name = `soak-${names}`;
  // An agent that cannot sign in because of a fault tries again by itself; nobody waits for it here.
  const hired = faults.agent(name, [], {
    SUPABASE_URL: line.url,
    SEMBLANTE_AGENT_STALL_SECONDS: '20',
    SEMBLANTE_AGENT_LEASE_SECONDS: '6',
    SEMBLANTE_AGENT_HEARTBEAT_SECONDS: '1',
  });
  agents.set(name, await hired);
  void agents.get(name)?.exited.then(() => agents.delete(name));
}

/** Half a second to three seconds of a bad line, to everybody. */
async function badLine(fault: Fault): Promise<void> {
  line.fault = () => (random() < 0.7 ? fault : undefined);
  await delay(500 + below(2500));
  line.fault = () => undefined;
}

async function restartPostgres(signal: NodeJS.Signals): Promise<void> {
  const { database } = faults.stack.stack;
  const before = database.pid();
  process.kill(before, signal);
  await faults.until('Postgres again', async () => database.pid() !== before && database.up());
}

const someAgent = (): AgentProcess | undefined =>
  pick([...agents.values()].filter((agent) => !frozen.has(agent)));

const FAULTS: Readonly<Record<string, () => Promise<void> | void>> = {
  'agent SIGKILL': () => someAgent()?.kill('SIGKILL'),
  'agent SIGTERM': () => someAgent()?.kill('SIGTERM'),
  'agent SIGSTOP for 3 s': async () => {
    const agent = someAgent();
    if (!agent) return;
    frozen.add(agent);
    agent.kill('SIGSTOP');
    await delay(3000);
    agent.kill('SIGCONT');
    frozen.delete(agent);
  },
  'tool SIGKILL': async () => {
    for (const pid of (await tools()).slice(0, 1)) kill(pid, 'SIGKILL');
  },
  'tool SIGSTOP': async () => {
    for (const pid of (await tools()).slice(0, 1)) kill(pid, 'SIGSTOP');
  },
  'Postgres crash': () => restartPostgres('SIGKILL'),
  'Postgres restart': () => restartPostgres('SIGINT'),
  'services answer 503': () => badLine('refuse'),
  'answers lost': () => badLine('lose'),
  'network cut': () => badLine('cut'),
  'network slow': () => badLine('slow'),
  'Realtime broken off': () => line.breakAll(),
  'message twice': async () => {
    const queue = pick(QUEUES) ?? 'render_tts';
    await faults.stack.sql(`select pgmq.send($1, q.message) from pgmq.q_${queue} q limit 1`, [queue]);
  },
  'poison message': async () => {
    const poison = pick([
      'null',
      '[]',
      '{"v":9}',
      '{"v":1,"task_id":"x"}',
      `{"v":1,"task_id":"${crypto.randomUUID()}"}`,
    ]);
    await faults.stack.sql('select pgmq.send($1, $2::jsonb)', [pick(QUEUES), poison]);
  },
  'cancel by the owner': async () => {
    const job = pick([...jobs]);
    if (job) await faults.user.rpc('cancel_render_job', { job_id: job });
  },
};

/** Tools of this run: they are told where to write, which is below its own folder. */
const tools = (): Promise<number[]> => processesWith(faults.workdir('soak-'));

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}

async function openJobs(): Promise<number> {
  const { rows } = await faults.stack.sql<{ n: number; [column: string]: unknown }>(
    `select count(*)::int as n from public.render_jobs where status in ('queued', 'processing')`,
  );
  return rows[0]?.n ?? 0;
}

/** What a fault makes fail here is tried again; what it makes fail inside shows at the end. */
const persist = async (what: string, work: () => Promise<unknown>): Promise<void> => {
  await work().catch((error: unknown) => {
    if (process.env.SEMBLANTE_TEST_LOG) console.error(`${what}: ${String(error)}`);
  });
};

await faults.stack.sql(`update public.users set plan = 'enterprise'`);
for (let i = 0; i < fleet; i += 1) await hire();
const ends = performance.now() + minutes * 60_000;
while (performance.now() < ends) {
  await persist('feeding', async () => {
    while ((await openJobs()) < IN_FLIGHT) jobs.add(await faults.createJob());
  });
  if (agents.size < fleet) await persist('hiring', hire);
  const name = pick(Object.keys(FAULTS)) ?? '';
  tried.set(name, (tried.get(name) ?? 0) + 1);
  await persist(name, async () => FAULTS[name]?.());
  await delay(200 + below(800));
}

line.fault = () => undefined;
while (agents.size < fleet) await persist('hiring', hire);
const deadline = performance.now() + PATIENCE_MS;
for (let open = 1; open > 0 && performance.now() < deadline; ) {
  // Back-offs are minutes long by then; nothing else is hurried.
  await faults.stack.sql(
    `update public.render_tasks set run_after = clock_timestamp() where status = 'pending' and run_after > clock_timestamp()`,
  );
  open = await openJobs();
  await delay(200);
}
for (const agent of agents.values()) agent.kill('SIGTERM');
await Promise.all([...agents.values()].map((agent) => agent.exited));

const outcome = new Map<string, number>();
const lost: string[] = [];
const { rows } = await faults.stack.sql<{
  id: string;
  status: string;
  error_code: string | null;
  [c: string]: unknown;
}>('select id, status, error_code from public.render_jobs');
const known = new Set(rows.map(({ id }) => id));
for (const job of jobs) if (!known.has(job)) lost.push(`${job}: the row is gone`);
for (const { id, status, error_code } of rows) {
  const end = error_code && status === 'failed' ? `failed, told as ${error_code}` : status;
  outcome.set(end, (outcome.get(end) ?? 0) + 1);
  await assertNothingLeft(faults, id).catch((error: unknown) => lost.push(`${id}: ${String(error)}`));
}
for (const queue of QUEUES) {
  await faults.stack.sql('select public.sweep()').catch(() => {});
  const { rows: left } = await faults.stack.sql(
    `select q.message from pgmq.q_${queue} q where exists (select from public.render_tasks t
       where q.message ->> 'task_id' = t.id::text and t.status not in ('pending', 'processing'))`,
  );
  if (left.length > 0) lost.push(`${left.length} messages of ended tasks in ${queue}`);
}
const orphans = await tools();
if (orphans.length > 0) lost.push(`${orphans.length} tools without an agent`);

const width = Math.max(...[...tried.keys(), ...outcome.keys()].map((name) => name.length));
const table = (title: string, entries: Iterable<readonly [string, number]>) => {
  console.log(`\n${title}`);
  for (const [name, count] of entries) console.log(`  ${name.padEnd(width)}  ${count}`);
};
table(`faults tried in ${minutes} min (--seed ${seed})`, [...tried].sort());
table(`films ordered: ${jobs.size}`, [...outcome].sort());
console.log(`\nlost, stuck, doubled or left behind: ${lost.length}`);
for (const what of lost) console.log(`  ${what}`);

await faults.close();
await line.close();
process.exit(lost.length === 0 ? 0 : 1);
