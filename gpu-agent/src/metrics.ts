/**
 * What an agent tells Prometheus, and whether it is well, over HTTP. Off unless an address is configured.
 *
 * Every agent tells the depth of the whole queue: whoever asks takes the maximum over agents.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { freeBytes } from './failures.ts';
import type { GuardReason } from './host-guard.ts';
import { probeGpus } from './host-probe.ts';
import type { QueueDepth } from './queue.ts';
import type { TaskEnd } from './task-runner.ts';

/** From a preview's fraction of a second to a range rendered on a slow machine. */
const SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
/** Beyond this without an answer from the project an agent is not ready. */
const SILENCE_LIMIT_MS = 120_000;

export interface MetricsSources {
  readonly queueDepths: () => Promise<readonly QueueDepth[]>;
  readonly workdir: string;
}

export class AgentMetrics {
  readonly registry = new Registry();
  readonly #tasks: Counter<'stage' | 'end'>;
  readonly #seconds: Histogram<'stage' | 'engine'>;
  readonly #realTime: Gauge<'stage' | 'engine'>;
  readonly #running: Gauge<'stage'>;
  readonly #held: Gauge<'reason'>;
  readonly #contact: Gauge;
  #contactAt: number | undefined;

  constructor() {
    const registers = [this.registry];
    this.#tasks = new Counter({
      name: 'semblante_tasks_total',
      help: 'Tasks this agent has ended, by how',
      labelNames: ['stage', 'end'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'semblante_task_seconds',
      help: 'Seconds from claim to completion',
      labelNames: ['stage', 'engine'],
      buckets: SECONDS,
      registers,
    });
    this.#realTime = new Gauge({
      name: 'semblante_realtime_factor',
      help: 'Seconds of work a second of film, of the last completed task',
      labelNames: ['stage', 'engine'],
      registers,
    });
    this.#running = new Gauge({
      name: 'semblante_tasks_running',
      help: 'Tasks this agent holds',
      labelNames: ['stage'],
      registers,
    });
    this.#held = new Gauge({
      name: 'semblante_claiming_held_back',
      help: '1 while this agent takes no work for lack of disk, or draws nothing for lack of GPU memory',
      labelNames: ['reason'],
      registers,
    });
    for (const reason of ['disk', 'gpu_memory'] as const) this.#held.set({ reason }, 0);
    this.#contact = new Gauge({
      name: 'semblante_last_contact_timestamp_seconds',
      help: 'When the project last answered this agent',
      registers,
    });
    collectDefaultMetrics({ register: this.registry });
  }

  /** Adds what is asked of others when Prometheus comes. */
  watch({ queueDepths, workdir }: MetricsSources): void {
    const registers = [this.registry];
    // Metrics are collected side by side: each waits for the same answer. A project that does not answer must not take
    // the agent's own figures along.
    const depths = shared(() => queueDepths().catch(() => []));
    new Gauge({
      name: 'semblante_queue_waiting',
      help: 'Tasks of the whole project that wait',
      labelNames: ['stage'],
      registers,
      async collect() {
        for (const { stage, waiting } of await depths()) this.set({ stage }, waiting);
      },
    });
    new Gauge({
      name: 'semblante_queue_oldest_age_seconds',
      help: 'How long the oldest waiting task of the project could have run',
      labelNames: ['stage'],
      registers,
      async collect() {
        for (const { stage, oldest_age_s } of await depths()) this.set({ stage }, oldest_age_s);
      },
    });
    new Gauge({
      name: 'semblante_disk_free_bytes',
      help: 'Bytes left where the agent works',
      registers,
      async collect() {
        const bytes = await freeBytes(workdir);
        if (Number.isFinite(bytes)) this.set(bytes);
      },
    });
    const gpus = shared(() => probeGpus());
    const labelNames = ['gpu', 'model'] as const;
    new Gauge({
      name: 'semblante_gpu_memory_used_ratio',
      help: 'Share of the GPU memory in use, 0 to 1',
      labelNames,
      registers,
      async collect() {
        for (const { index, name, memoryUsedBytes, memoryTotalBytes } of await gpus())
          this.set({ gpu: String(index), model: name }, memoryUsedBytes / memoryTotalBytes);
      },
    });
    new Gauge({
      name: 'semblante_gpu_utilisation_ratio',
      help: 'Share of the time in which the GPU worked, 0 to 1',
      labelNames,
      registers,
      async collect() {
        for (const { index, name, utilisation } of await gpus())
          this.set({ gpu: String(index), model: name }, utilisation);
      },
    });
  }

  /** The project has answered. */
  contacted(): void {
    this.#contactAt = performance.now();
    this.#contact.setToCurrentTime();
  }

  heldBack(reason: GuardReason, held: boolean): void {
    this.#held.set({ reason }, held ? 1 : 0);
  }

  taskStarted(stage: string): void {
    this.#running.inc({ stage });
  }

  taskEnded(stage: string, end: TaskEnd): void {
    this.#running.dec({ stage });
    this.#tasks.inc({ stage, end });
  }

  /** @param filmSeconds Seconds of film the task made; left out where it made none. */
  taskCompleted(stage: string, engine: string, wallSeconds: number, filmSeconds?: number): void {
    this.#seconds.observe({ stage, engine }, wallSeconds);
    if (filmSeconds) this.#realTime.set({ stage, engine }, wallSeconds / filmSeconds);
  }

  get ready(): boolean {
    return this.#contactAt !== undefined && performance.now() - this.#contactAt < SILENCE_LIMIT_MS;
  }
}

/** Callers that come while an answer is on its way share it. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return () => {
    pending ??= ask().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

/**
 * Serves /metrics, /healthz (the process answers) and /readyz (the project answered within two minutes).
 *
 * @param address host:port; port 0 takes any
 * @returns the port it listens on, and how to stop
 */
export async function serveMetrics(
  metrics: AgentMetrics,
  address: string,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const at = address.lastIndexOf(':');
  const server = createServer(async (request, response) => {
    if (request.url === '/metrics') {
      response.setHeader('content-type', metrics.registry.contentType);
      response.end(await metrics.registry.metrics());
    } else if (request.url === '/healthz') response.end('ok\n');
    else if (request.url === '/readyz') {
      response.statusCode = metrics.ready ? 200 : 503;
      response.end(metrics.ready ? 'ready\n' : 'the project has not answered for two minutes\n');
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await listening(server, address.slice(0, at), Number(address.slice(at + 1)));
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
