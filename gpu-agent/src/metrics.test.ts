import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { parseGpus, probeGpus } from './host-probe.ts';
import { AgentMetrics, serveMetrics } from './metrics.ts';

async function served(metrics: AgentMetrics) {
  const server = await serveMetrics(metrics, '127.0.0.1:0');
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  return { get, [Symbol.asyncDispose]: () => server.close() };
}

/** Value of a sample, by its full name with labels. */
const value = (text: string, sample: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
};

test('tasks are counted, timed and related to the film', async () => {
  const metrics = new AgentMetrics();
  metrics.taskStarted('ue5');
  metrics.taskStarted('ue5');
  metrics.taskCompleted('ue5', 'three', 40, 20);
  metrics.taskEnded('ue5', 'completed');
  await using server = await served(metrics);
  const { text } = await server.get('/metrics');
  assert.equal(value(text, 'semblante_tasks_running{stage="ue5"}'), 1);
  assert.equal(value(text, 'semblante_tasks_total{stage="ue5",end="completed"}'), 1);
  assert.equal(value(text, 'semblante_realtime_factor{stage="ue5",engine="three"}'), 2);
  assert.equal(value(text, 'semblante_task_seconds_sum{stage="ue5",engine="three"}'), 40);
  assert.ok((value(text, 'process_resident_memory_bytes') ?? 0) > 0);
});

test('the queue is asked when Prometheus comes, and may fail', async () => {
  const metrics = new AgentMetrics();
  let down = false;
  metrics.watch({
    workdir: tmpdir(),
    queueDepths: async () => {
      if (down) throw new Error('the project is down');
      return [{ stage: 'tts', waiting: 3, running: 1, oldest_age_s: 12.5 }];
    },
  });
  await using server = await served(metrics);
  const { text } = await server.get('/metrics');
  assert.equal(value(text, 'semblante_queue_waiting{stage="tts"}'), 3);
  assert.equal(value(text, 'semblante_queue_oldest_age_seconds{stage="tts"}'), 12.5);
  assert.ok((value(text, 'semblante_disk_free_bytes') ?? 0) > 0);
  down = true;
  assert.equal((await server.get('/metrics')).status, 200);
});

test('an agent is alive at once and ready when the project has answered', async () => {
  const metrics = new AgentMetrics();
  await using server = await served(metrics);
  assert.equal((await server.get('/healthz')).status, 200);
  assert.equal((await server.get('/readyz')).status, 503);
  metrics.contacted();
  assert.equal((await server.get('/readyz')).status, 200);
  assert.equal((await server.get('/else')).status, 404);
});

test('nvidia-smi is read, with what a virtual GPU does not tell; a host without it has no GPU', async () => {
  const [first, second] = parseGpus(
    '0, NVIDIA L40S, 550.90.07, 37, 12044, 46068\n1, NVIDIA A16-2Q, 550.90.07, [N/A], 512, 2048\n',
  );
  assert.deepEqual(
    [first?.name, first?.utilisation, first?.memoryTotalBytes],
    ['NVIDIA L40S', 0.37, 46068 * 2 ** 20],
  );
  assert.equal(second?.utilisation, 0);
  assert.deepEqual(await probeGpus('/no/such/nvidia-smi'), []);
});
