/**
 * What happens to a film when its agents are killed, stopped or told to cancel, in every stage. Real stack, real agent
 * processes; only the engines are the gated ones, so that a stage can be caught in its middle.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { StageName } from '../../supabase/functions/_shared/contract/job.ts';
import { assertNothingLeft } from './aftermath.ts';
import { FaultStage, processesWith } from './fault-stage.ts';

let faults: FaultStage;
before(async () => {
  faults = await FaultStage.open();
});
afterEach(() => faults.clear());
after(() => faults.close());

/** A fault that is not survived must fail the test, not stop the suite. */
const LIMIT = { timeout: 120_000 };
const STAGES = StageName.options;
const asRead = (line: { event?: string }) => line.event;

test('an undisturbed job runs every tool once and ends in a film its owner can fetch', LIMIT, async () => {
  const counts = STAGES.map((stage) => faults.gate.startsOf(stage));
  const agent = await faults.agent('steady');
  const job = await faults.createJob();
  const { video_url } = await faults.ended(job, 'completed');
  for (const [i, stage] of STAGES.entries())
    assert.equal(faults.gate.startsOf(stage), (counts[i] ?? 0) + 1, stage);
  assert.match(video_url ?? '', /^\/api\/v2\/files\/renders\/.+\/film\.mp4$/);
  const path = (video_url ?? '').replace('/api/v2/files/renders/', '');
  const film = await faults.user.storage.from('renders').download(path);
  assert.equal(film.error, null);
  assert.equal(Buffer.from((await film.data?.arrayBuffer()) ?? []).toString('latin1', 4, 8), 'ftyp');
  const report = await faults.user.from('render_jobs').select('metadata').eq('id', job).single();
  const measured = report.data?.metadata.report;
  assert.equal(measured.frames, 20);
  assert.deepEqual(Object.keys(measured.engines).sort(), [...STAGES].sort());
  assert.equal(measured.engines.ue5.name, 'gated');
  agent.kill('SIGTERM');
  assert.equal(await agent.exited, 0);
});

for (const stage of STAGES) {
  test(
    `SIGKILL in the middle of ${stage}: another agent finishes, and only ${stage} is done again`,
    LIMIT,
    async () => {
      const counts = new Map(STAGES.map((name) => [name, faults.gate.startsOf(name)]));
      const held = faults.gate.hold(stage);
      const victim = await faults.agent(`victim-${stage}`);
      const job = await faults.createJob();
      const tool = await held;
      const before = await faults.until('progress of the stage', async () => {
        const task = await faults.task(job, stage);
        return task.status === 'processing' && task.progress > 0 && task;
      });
      const done = (await faults.tasks(job)).filter((task) => task.status === 'completed');

      victim.kill('SIGKILL');
      await victim.exited;
      await tool.gone;
      const heir = await faults.agent(`heir-${stage}`);
      await faults.ended(job, 'completed');

      for (const name of STAGES) {
        const again = name === stage ? 2 : 1;
        assert.equal(faults.gate.startsOf(name) - (counts.get(name) ?? 0), again, `starts of ${name}`);
      }
      for (const task of await faults.tasks(job)) {
        const earlier = done.find((other) => other.stage === task.stage);
        if (earlier) assert.deepEqual(task.artifact, earlier.artifact, `${task.stage} was not done again`);
        assert.equal(task.attempt, task.stage === stage ? 2 : 1, `attempts of ${task.stage}`);
        assert.ok(task.artifact?.prefix.includes(task.lease_id ?? '?'));
      }
      const lease = before.lease_id ?? '';
      assert.notEqual((await faults.task(job, stage)).lease_id, lease);
      const rows = JSON.stringify([await faults.job(job), await faults.tasks(job)]);
      await zombieCannot(`victim-${stage}`, lease, job, stage);
      assert.equal(
        JSON.stringify([await faults.job(job), await faults.tasks(job)]),
        rows,
        'a zombie changed something',
      );
      heir.kill('SIGTERM');
      assert.equal(await heir.exited, 0);
      assert.deepEqual(await faults.scratch(`heir-${stage}`), []);
      await assertNothingLeft(faults, job);
    },
  );
}

/** The killed agent comes back to life with its lease and its token, and tries everything. */
async function zombieCannot(name: string, lease_id: string, job: string, stage: string): Promise<void> {
  const zombie = await faults.agentClient(name);
  const report = { wall_s: 1, engine: { name: 'gated', version: '1' } };
  const calls: [string, Record<string, unknown>][] = [
    ['heartbeat_task', { lease_id, progress: 1 }],
    ['complete_task', { lease_id, artifact: { bucket: 'artifacts', prefix: 'x/' }, report }],
    [
      'complete_and_claim',
      { lease_id, artifact: { bucket: 'artifacts', prefix: 'x/' }, report, stages: ['tts'], engines: [] },
    ],
    ['fail_task', { lease_id, code: 'internal', retryable: false, message: 'x', log_tail: '' }],
    ['release_task', { lease_id }],
  ];
  for (const [name, args] of calls) {
    const { error, status } = await zombie.rpc(name, args);
    assert.equal(status, 409, name);
    assert.equal(error?.details, 'lease_lost', name);
  }
  const user = (await faults.user.auth.getUser()).data.user?.id;
  const [bucket, path] =
    stage === 'compositing'
      ? ['renders', `${user}/${job}/${lease_id}/film.mp4`]
      : ['artifacts', `${job}/${stage}/0/${lease_id}/late.bin`];
  const upload = await zombie.storage
    .from(bucket)
    .upload(path, new Blob(['late']), { contentType: 'video/mp4' });
  assert.ok(upload.error, 'a late upload must be refused');
  const rows = await zombie.from('render_tasks').select('id');
  assert.ok(rows.error || rows.data.length === 0, 'agents read no rows');
}

for (const stage of STAGES) {
  test(
    `cancel in the middle of ${stage}: the tool stops, nothing is left, the job is cancelled`,
    LIMIT,
    async () => {
      const held = faults.gate.hold(stage);
      const agent = await faults.agent(`cancelled-${stage}`);
      const job = await faults.createJob();
      const tool = await held;
      const { error } = await faults.user.rpc('cancel_render_job', { job_id: job });
      assert.equal(error, null);
      await tool.gone;
      const ended = await agent.said(
        (line) => asRead(line) === 'task_ended' && line.stage === stage && line.job_id === job,
      );
      assert.equal(ended.end, 'cancelled');
      assert.equal((await faults.job(job)).status, 'cancelled');
      assert.deepEqual(await processesWith(faults.workdir(`cancelled-${stage}`)), []);
      assert.deepEqual(await faults.scratch(`cancelled-${stage}`), []);
      const left = (await faults.tasks(job)).filter((task) =>
        ['pending', 'processing'].includes(task.status),
      );
      assert.deepEqual(left, []);
      await assertNothingLeft(faults, job);
      agent.kill('SIGTERM');
      assert.equal(await agent.exited, 0);
    },
  );
}

for (const stage of STAGES) {
  test(`SIGTERM in the middle of ${stage} stops the tool and gives the attempt back`, LIMIT, async () => {
    const held = faults.gate.hold(stage);
    const agent = await faults.agent(`drained-${stage}`);
    const job = await faults.createJob();
    const tool = await held;
    agent.kill('SIGTERM');
    await tool.gone;
    assert.equal(await agent.exited, 0);
    assert.ok(agent.lines.some((line) => line.event === 'task_ended' && line.end === 'released'));
    const released = await faults.task(job, stage);
    assert.equal(released.status, 'pending');
    assert.equal(released.attempt, 0, 'a deploy costs no attempt');
    assert.deepEqual(await processesWith(faults.workdir(`drained-${stage}`)), []);
    const next = await faults.agent(`after-drain-${stage}`, ['--once']);
    await faults.ended(job, 'completed');
    assert.equal(await next.exited, 0, '--once ends when nothing is left');
    assert.equal((await faults.task(job, stage)).attempt, 1);
    await assertNothingLeft(faults, job);
  });
}

test('a tool that dies is tried again after a pause', LIMIT, async () => {
  const agent = await faults.agent('crashing', ['--stages', 'tts']);
  const first = faults.gate.hold('tts');
  const job = await faults.createJob();
  process.kill((await first).pid, 'SIGSEGV');
  const failed = await agent.said((line) => line.event === 'task_failed' && line.job_id === job);
  assert.equal(failed.code, 'tool_crashed');
  assert.equal(failed.retryable, true);
  const task = await faults.until('the back-off', async () => {
    const row = await faults.task(job, 'tts');
    return row.status === 'pending' && row;
  });
  assert.equal(task.attempt, 1);
  await faults.until(
    'the second attempt',
    async () => (await faults.task(job, 'tts')).status === 'completed',
  );
  const { error } = await faults.user.rpc('cancel_render_job', { job_id: job });
  assert.equal(error, null);
  agent.kill('SIGTERM');
  await agent.exited;
});

for (const stage of STAGES) {
  test(
    `SIGSTOP in the middle of ${stage}: the agent wakes up, finds its lease lost and changes nothing`,
    LIMIT,
    async () => {
      const held = faults.gate.hold(stage);
      const frozen = await faults.agent(`frozen-${stage}`);
      const job = await faults.createJob();
      const tool = await held;
      frozen.kill('SIGSTOP');
      const heir = await faults.agent(`thawed-heir-${stage}`);
      await faults.ended(job, 'completed');
      const rows = JSON.stringify([await faults.job(job), await faults.tasks(job)]);
      frozen.kill('SIGCONT');
      await tool.gone;
      const ended = await frozen.said((line) => line.event === 'task_ended' && line.stage === stage);
      assert.equal(ended.end, 'lease_lost');
      assert.equal(JSON.stringify([await faults.job(job), await faults.tasks(job)]), rows);
      assert.equal((await faults.task(job, stage)).attempt, 2);
      for (const agent of [frozen, heir]) {
        agent.kill('SIGTERM');
        assert.equal(await agent.exited, 0);
      }
      assert.deepEqual(await faults.scratch(`frozen-${stage}`), []);
      await assertNothingLeft(faults, job);
    },
  );
}

test('Realtime wakes an agent that would not ask for minutes, and tells it of a cancel', LIMIT, async () => {
  const slow = { SEMBLANTE_AGENT_POLL_SECONDS: '300' };
  const calm = { SEMBLANTE_AGENT_LEASE_SECONDS: '300', SEMBLANTE_AGENT_HEARTBEAT_SECONDS: '150' };
  const agent = await faults.agent('woken', [], { ...slow, ...calm });
  await agent.said((line) => line.event === 'realtime_joined' && line.topic === 'agents');
  await agent.said((line) => line.event === 'realtime_joined' && line.topic !== 'agents');
  await faults.ended(await faults.createJob(), 'completed');
  const held = faults.gate.hold('tts');
  const job = await faults.createJob();
  const tool = await held;
  const { error } = await faults.user.rpc('cancel_render_job', { job_id: job });
  assert.equal(error, null);
  await tool.gone;
  await agent.said((line) => line.event === 'task_ended' && line.job_id === job && line.end === 'cancelled');
  agent.kill('SIGTERM');
  assert.equal(await agent.exited, 0);
});
