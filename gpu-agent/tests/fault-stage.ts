/** A real stack, real agent processes and one user: what every fault test stands on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { startTestStack, type TestStack, type TestStackOptions } from '../../local-stack/src/testing.ts';
import { type AgentEnvironment, enrollAgent } from '../src/enroll.ts';
import { Gate } from './gate.ts';

const AGENT = fileURLToPath(new URL('./gated-agent.ts', import.meta.url));
/** What `npm run agent` runs. */
export const PRODUCT_AGENT = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** Nothing here takes longer unless something is stuck. */
const PATIENCE_MS = 90_000;

export interface JobRow {
  readonly status: string;
  readonly video_url: string | null;
  readonly error_code: string | null;
}

export interface TaskRow {
  readonly stage: string;
  readonly status: string;
  readonly attempt: number;
  readonly lease_id: string | null;
  readonly agent_id: string | null;
  readonly progress: number;
  readonly artifact: { readonly prefix: string } | null;
}

type LogLine = Readonly<Record<string, unknown>> & { readonly event?: string };

/** One agent process; its log lines are events to wait for. */
export class AgentProcess {
  readonly pid: number;
  readonly id: string;
  readonly lines: LogLine[] = [];
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #lines = new EventEmitter();

  constructor(child: ChildProcess, id: string) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.id = id;
    this.exited = once(child, 'exit').then(([code]) => code as number | null);
    this.#lines.setMaxListeners(0);
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (text) => {
        const line = text.startsWith('{') ? (JSON.parse(text) as LogLine) : { msg: text };
        this.lines.push(line);
        if (process.env.SEMBLANTE_TEST_LOG) process.stderr.write(`${id}: ${text}\n`);
        this.#lines.emit('line');
      });
    }
  }

  /** The first line, past or future, that `matches`. */
  async said(matches: (line: LogLine) => boolean, patienceMs = PATIENCE_MS): Promise<LogLine> {
    const signal = AbortSignal.timeout(patienceMs);
    for (;;) {
      const found = this.lines.find(matches);
      if (found) return found;
      await once(this.#lines, 'line', { signal }).catch(() => {
        throw new Error(
          `agent ${this.id} never said it; its last lines: ${JSON.stringify(this.lines.slice(-5))}`,
        );
      });
    }
  }

  /** The agent is done with the stage it completed, its folder removed too: the rows say so a moment earlier. */
  async settled(job: string, stage: string): Promise<void> {
    await this.said(
      (line) =>
        line.event === 'task_ended' &&
        line.end === 'completed' &&
        line.job_id === job &&
        line.stage === stage,
    );
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

export class FaultStage {
  readonly stack: TestStack;
  readonly gate: Gate;
  readonly user: SupabaseClient;
  readonly #folder: string;
  readonly #accounts = new Map<string, AgentEnvironment>();
  readonly #agents = new Set<AgentProcess>();

  private constructor(stack: TestStack, gate: Gate, user: SupabaseClient, folder: string) {
    this.stack = stack;
    this.gate = gate;
    this.user = user;
    this.#folder = folder;
  }

  static async open(options: TestStackOptions = {}): Promise<FaultStage> {
    const stack = await startTestStack(options);
    const gate = await Gate.open();
    const folder = await mkdtemp(join(tmpdir(), 'semblante-faults-'));
    const user = clientOf(stack);
    const { error } = await user.auth.signUp({
      email: 'maker@example.com',
      password: 'a long enough password',
    });
    if (error) throw error;
    return new FaultStage(stack, gate, user, folder);
  }

  /** Ends what a failed test left running: it would take the next test's work. */
  async clear(): Promise<void> {
    for (const agent of this.#agents) agent.kill('SIGKILL');
    await Promise.all([...this.#agents].map((agent) => agent.exited));
  }

  async close(): Promise<void> {
    await this.clear();
    await this.user.auth.stopAutoRefresh();
    await this.gate.close();
    await this.stack.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A new agent process under its own account. Leases of 2 s, so that a killed agent is soon replaced. */
  async agent(
    name: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
    program = AGENT,
  ): Promise<AgentProcess> {
    const account = await this.account(name);
    const child = spawn(process.execPath, [program, '--name', name, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        ...account,
        GATE_PORT: String(this.gate.port),
        GATE_AGENT: name,
        SEMBLANTE_AGENT_LEASE_SECONDS: '2',
        SEMBLANTE_AGENT_HEARTBEAT_SECONDS: '0.5',
        SEMBLANTE_AGENT_POLL_SECONDS: '0.2',
        SEMBLANTE_AGENT_SWEEP_SECONDS: '1',
        SEMBLANTE_AGENT_GRACE_SECONDS: '0.2',
        SEMBLANTE_AGENT_TERM_SECONDS: '0.5',
        SEMBLANTE_AGENT_WORKDIR: this.workdir(name),
        SEMBLANTE_LOG_LEVEL: 'debug',
        ...env,
      },
    });
    const agent = new AgentProcess(child, name);
    this.#agents.add(agent);
    void agent.exited.then(() => this.#agents.delete(agent));
    await agent.said((line) => line.event === 'agent_ready');
    return agent;
  }

  workdir(name: string): string {
    return join(this.#folder, name);
  }

  /** What lies in an agent's work folder, its own process folder apart. */
  async scratch(name: string): Promise<string[]> {
    const found: string[] = [];
    for (const process of await readdir(this.workdir(name))) {
      found.push(...(await readdir(join(this.workdir(name), process))));
    }
    return found;
  }

  async account(name: string): Promise<AgentEnvironment> {
    const known = this.#accounts.get(name);
    if (known) return known;
    const { publishable, secret } = this.stack.keys;
    const made = await enrollAgent({
      url: this.stack.url,
      publishableKey: publishable,
      secretKey: secret,
      name,
    });
    this.#accounts.set(name, made);
    return made;
  }

  /** A client signed in as the agent `name`, to try what a zombie would. */
  async agentClient(name: string): Promise<SupabaseClient> {
    const account = await this.account(name);
    const client = clientOf(this.stack);
    const { error } = await client.auth.signInWithPassword({
      email: account.SEMBLANTE_AGENT_EMAIL,
      password: account.SEMBLANTE_AGENT_PASSWORD,
    });
    if (error) throw error;
    await client.auth.stopAutoRefresh();
    return client;
  }

  async createJob(settings: Readonly<Record<string, unknown>> = {}, script = 'Bom dia.'): Promise<string> {
    const { data, error } = await this.user.rpc('create_render_job', {
      avatar_id: 'br_corporate_ana',
      script,
      voice_config: { language: 'pt-BR' },
      render_settings: { resolution: '160x90', quality: 'draft', ...settings },
    });
    if (error) throw error;
    return (data as { job_id: string }).job_id;
  }

  async job(id: string): Promise<JobRow> {
    const { rows } = await this.stack.sql<JobRow & { [column: string]: unknown }>(
      'select status, video_url, error_code from public.render_jobs where id = $1',
      [id],
    );
    const [row] = rows;
    if (!row) throw new Error(`there is no job ${id}`);
    return row;
  }

  async tasks(jobId: string): Promise<TaskRow[]> {
    const { rows } = await this.stack.sql<TaskRow & { [column: string]: unknown }>(
      'select stage, status, attempt, lease_id, agent_id, progress, artifact from public.render_tasks where job_id = $1 order by queued_at, created_at',
      [jobId],
    );
    return rows;
  }

  async task(jobId: string, stage: string): Promise<TaskRow> {
    const found = (await this.tasks(jobId)).find((task) => task.stage === stage);
    if (!found) throw new Error(`job ${jobId} has no task of stage ${stage}`);
    return found;
  }

  /** Asks the rows again and again until they say so: rows are the truth, events only hints. */
  async until<T>(
    what: string,
    ask: () => Promise<T | undefined | null | false>,
    patienceMs = PATIENCE_MS,
  ): Promise<T> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const answer = await ask().catch(whileDown);
      if (answer) return answer;
      if (Date.now() > deadline) throw new Error(`never came: ${what}`);
      // Asked without a pause, the database would take a core from the agents it is asked about.
      await setTimeout(10);
    }
  }

  /** Waits for the job's end and demands that it is `status`. */
  async ended(jobId: string, status: string, patienceMs = PATIENCE_MS): Promise<JobRow> {
    const row = await this.until(
      `job ${status}`,
      async () => {
        const job = await this.job(jobId);
        return ['completed', 'failed', 'cancelled'].includes(job.status) && job;
      },
      patienceMs,
    );
    if (row.status !== status) throw new Error(`the job is ${row.status} (${row.error_code}), not ${status}`);
    return row;
  }
}

/** A database that restarts has not answered yet; any other error is the test's. */
function whileDown(error: unknown): undefined {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (/^(57P|08|ECONN)/.test(code) || /Connection terminated/.test(message)) return undefined;
  throw error;
}

function clientOf(stack: TestStack): SupabaseClient {
  return createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
}

/** Processes of this machine whose command line holds `text`; Linux only, elsewhere the gate's word must do. */
export async function processesWith(text: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const line = await readFile(join('/proc', entry, 'cmdline'), 'utf8').catch(() => '');
    if (line.includes(text)) found.push(Number(entry));
  }
  return found;
}
