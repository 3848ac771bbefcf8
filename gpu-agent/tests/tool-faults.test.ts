/** Tools that hang, write noise, meet a full disk or take their agent with them, and hosts whose clock is wrong. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { FAILURE_CODES } from '../../supabase/functions/_shared/contract/errors.ts';
import { StageName } from '../../supabase/functions/_shared/contract/job.ts';
import { assertNothingLeft } from './aftermath.ts';
import { FaultStage, processesWith } from './fault-stage.ts';

let faults: FaultStage;
before(async () => {
  faults = await FaultStage.open();
});
afterEach(() => faults.clear());
after(() => faults.close());

const LIMIT = { timeout: 120_000 };
const STAGES = StageName.options;

test('a tool that hangs is ended, said to have hung, and tried again', LIMIT, async () => {
  const held = faults.gate.hold('ue5');
  const agent = await faults.agent('patient', [], { SEMBLANTE_AGENT_STALL_SECONDS: '3' });
  const job = await faults.createJob();
  const tool = await held;
  await tool.gone;
  const failed = await agent.said((line) => line.event === 'task_failed' && line.job_id === job);
  assert.deepEqual([failed.code, failed.retryable], ['tool_timeout', true]);
  assert.match(String(failed.msg), /Nothing moved for 3 s/);
  await hurry(job, 'ue5', [1]);
  await faults.ended(job, 'completed');
  assert.equal((await faults.task(job, 'ue5')).attempt, 2);
  await assertNothingLeft(faults, job);
  await agent.settled(job, 'compositing');
  assert.deepEqual(await faults.scratch('patient'), []);
  assert.deepEqual(await processesWith(faults.workdir('patient')), []);
});

test(
  'noise instead of a result is noticed in every stage and made again, that stage alone',
  LIMIT,
  async () => {
    const slips = { GATE_FAULTS: STAGES.map((stage) => `${stage}:slip`).join(',') };
    const agent = await faults.agent('sloppy', [], slips);
    const job = await faults.createJob();
    for (const stage of STAGES) {
      const failed = await agent.said((line) => line.event === 'task_failed' && line.stage === stage);
      assert.ok(failed.retryable, `${stage}: ${failed.code} ${failed.msg}`);
      assert.match(String(failed.code), /^(tool_output_invalid|tool_crashed)$/);
      await hurry(job, stage, [1]);
    }
    await faults.ended(job, 'completed');
    for (const task of await faults.tasks(job)) assert.equal(task.attempt, 2, task.stage);
    await assertNothingLeft(faults, job);
    await agent.settled(job, 'compositing');
    assert.deepEqual(await faults.scratch('sloppy'), []);
  },
);

test('noise three times over is a failure that says so, and costs nothing', LIMIT, async () => {
  await faults.agent('hopeless', [], { GATE_FAULTS: 'tts:garbage' });
  const job = await faults.createJob();
  await hurry(job, 'tts', [1, 2]);
  const { error_code } = await faults.ended(job, 'failed');
  assert.equal(error_code, 'tool_output_invalid');
  await assertNothingLeft(faults, job);
});

test('a disk that fills up in the middle is told as such, and another host goes on', LIMIT, async () => {
  const job = await faults.createJob();
  const full = await faults.agent('full', [], { GATE_FAULTS: 'ue5:full' });
  const failed = await full.said((line) => line.event === 'task_failed' && line.job_id === job);
  assert.deepEqual([failed.code, failed.retryable], ['disk_full', true]);
  assert.match(FAILURE_CODES.disk_full.remedy, /disk space/);
  full.kill('SIGTERM');
  assert.equal(await full.exited, 0);
  await faults.agent('roomy');
  await faults.ended(job, 'completed');
  assert.equal((await faults.task(job, 'tts')).attempt, 1, 'what was done stays done');
  await assertNothingLeft(faults, job);
});

test('a task that takes every agent with it ends after its attempts, in words', LIMIT, async () => {
  const job = await faults.createJob();
  for (let attempt = 0, victims = 0; attempt < 3; ) {
    const held = faults.gate.hold('tts');
    victims += 1;
    const victim = await faults.agent(`poisoned-${victims}`);
    const tool = await held;
    attempt = (await faults.task(job, 'tts')).attempt;
    victim.kill('SIGKILL');
    await tool.gone;
  }
  const sweeper = await faults.agent('sweeper');
  const { error_code } = await faults.ended(job, 'failed');
  assert.equal(error_code, 'attempts_exhausted');
  await assertNothingLeft(faults, job);
  const next = await faults.createJob();
  await faults.ended(next, 'completed');
  sweeper.kill('SIGTERM');
  assert.equal(await sweeper.exited, 0, 'and the agent is there for others');
});

for (const [name, seconds] of [
  ['fast', '600'],
  ['slow', '-600'],
] as const) {
  test(`a clock ten minutes ${name}: the film is made once, and a cancel is heard`, LIMIT, async () => {
    const skewed = {
      CLOCK_SKEW_SECONDS: seconds,
      NODE_OPTIONS: `--import=${new URL('./skewed-clock.ts', import.meta.url).href}`,
    };
    const agent = await faults.agent(`clock-${name}`, [], skewed);
    const told = Date.parse(String(agent.lines.find((line) => line.time)?.time));
    assert.ok(Math.abs(told - Date.now() - Number(seconds) * 1000) < 60_000, 'its clock is off');
    const job = await faults.createJob();
    await faults.ended(job, 'completed');
    for (const task of await faults.tasks(job)) assert.equal(task.attempt, 1, task.stage);
    await assertNothingLeft(faults, job);

    const held = faults.gate.hold('ue5');
    const second = await faults.createJob();
    const tool = await held;
    const { error } = await faults.user.rpc('cancel_render_job', { job_id: second });
    assert.equal(error, null);
    await tool.gone;
    await assertNothingLeft(faults, second);
    agent.kill('SIGTERM');
    assert.equal(await agent.exited, 0);
  });
}

/** Retries of this task do not wait: the back-off is the database's, and minutes long. */
async function hurry(job: string, stage: string, attempts: readonly number[]): Promise<void> {
  for (const attempt of attempts) {
    await faults.until(`attempt ${attempt} of ${stage} failed`, async () => {
      const task = (await faults.tasks(job)).find((row) => row.stage === stage);
      return task?.attempt === attempt && task.status === 'pending';
    });
    await faults.stack.sql(
      'update public.render_tasks set run_after = clock_timestamp() where job_id = $1 and stage = $2',
      [job, stage],
    );
  }
}
