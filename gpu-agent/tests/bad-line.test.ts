/** Faults of the network between an agent and its project. Nothing may be lost, and nothing done twice with effect. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { StageName } from '../../supabase/functions/_shared/contract/job.ts';
import { BadLine } from './bad-line.ts';
import { FaultStage } from './fault-stage.ts';

let faults: FaultStage;
let line: BadLine;
before(async () => {
  faults = await FaultStage.open();
  line = await BadLine.open(faults.stack.url);
});
afterEach(async () => {
  await faults.clear();
  line.fault = () => undefined;
  line.faults.length = 0;
});
after(async () => {
  await faults.close();
  await line.close();
});

/** A fault that is not survived must fail the test, not stop the suite. */
const LIMIT = { timeout: 120_000 };
const throughLine = (name: string) => faults.agent(name, [], { SUPABASE_URL: line.url });

test(
  'Realtime refused, Storage failing at first, answers lost: one attempt a stage all the same',
  LIMIT,
  async () => {
    const seen = new Set<string>();
    const firstTime = (key: string) => !seen.has(key) && Boolean(seen.add(key));
    let completions = 0;
    line.fault = (method, path) => {
      if (path.startsWith('/storage/v1/object/') && firstTime(`${method} ${path}`)) {
        // An upload whose answer is lost has arrived: the second try meets "exists".
        return method === 'POST' && seen.size % 2 === 0 ? 'lose' : 'refuse';
      }
      if (path.startsWith('/rest/v1/rpc/complete_and_claim')) {
        completions += 1;
        return completions % 2 === 1 ? 'lose' : undefined;
      }
      return undefined;
    };
    const agent = await throughLine('patient');
    const job = await faults.createJob();
    await faults.ended(job, 'completed');
    // The rows are done before the agent, which still asks again because it heard no answer.
    await agent.said((said) => said.event === 'task_ended' && said.stage === 'compositing');
    for (const stage of StageName.options) assert.equal(faults.gate.startsOf(stage), 1, `starts of ${stage}`);
    for (const task of await faults.tasks(job)) assert.equal(task.attempt, 1, `attempts of ${task.stage}`);
    assert.equal(completions, 8, 'every completion was asked for twice');
    assert.ok(line.faults.some((fault) => fault.startsWith('lose POST /storage')));
    assert.ok(line.faults.some((fault) => fault.startsWith('refuse GET /storage')));
    agent.kill('SIGTERM');
    assert.equal(await agent.exited, 0);
    assert.equal(agent.lines.filter((said) => said.event === 'realtime_refused').length, 1, 'said once');
  },
);

test(
  'a line cut for longer than the lease: the agent stops by itself and another one finishes',
  LIMIT,
  async () => {
    const starts = faults.gate.startsOf('ue5');
    const held = faults.gate.hold('ue5');
    const island = await throughLine('island');
    const job = await faults.createJob();
    const tool = await held;
    line.fault = () => 'cut';
    await tool.gone;
    const ended = await island.said((said) => said.event === 'task_ended' && said.stage === 'ue5');
    assert.equal(ended.end, 'lease_lost');
    const mainland = await faults.agent('mainland');
    await faults.ended(job, 'completed');
    assert.equal(faults.gate.startsOf('ue5'), starts + 2);
    assert.equal((await faults.task(job, 'ue5')).attempt, 2);
    for (const agent of [island, mainland]) {
      agent.kill('SIGTERM');
      assert.equal(await agent.exited, 0, 'an agent without a network ends too');
    }
  },
);

test('Storage that stays down is told as such, and tried again', LIMIT, async () => {
  line.fault = (method, path) =>
    method === 'POST' && path.startsWith('/storage/v1/object/') ? 'refuse' : undefined;
  const agent = await throughLine('storeless');
  const job = await faults.createJob();
  const failed = await agent.said((said) => said.event === 'task_failed' && said.job_id === job);
  assert.equal(failed.code, 'storage_unavailable');
  assert.equal(failed.retryable, true);
  line.fault = () => undefined;
  await faults.ended(job, 'completed');
  assert.equal((await faults.task(job, 'tts')).attempt, 2);
  agent.kill('SIGTERM');
  assert.equal(await agent.exited, 0);
});
