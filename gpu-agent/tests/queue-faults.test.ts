/** Faults of the queue itself: doubled and poisoned messages, answers that cross a cancel, uploads that come too late. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { StageName } from '../../supabase/functions/_shared/contract/job.ts';
import { assertNothingLeft } from './aftermath.ts';
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
});
after(async () => {
  await faults.close();
  await line.close();
});

const LIMIT = { timeout: 120_000 };
const QUEUES = ['render_tts', 'render_audio2face', 'render_ue5', 'render_compositing'];
const throughLine = (name: string) => faults.agent(name, [], { SUPABASE_URL: line.url });

test('every message delivered twice, to two agents: everything is done once', LIMIT, async () => {
  const counts = new Map(StageName.options.map((stage) => [stage, faults.gate.startsOf(stage)]));
  await faults.stack.sql(
    `create function public.double_delivery() returns trigger language plpgsql security definer as $$
     begin
       perform pgmq.send(tg_argv[0], new.message);
       return null;
     end $$`,
  );
  for (const queue of QUEUES) {
    await faults.stack.sql(
      `create trigger double_delivery after insert on pgmq.q_${queue} for each row
       when (pg_trigger_depth() < 3) execute function public.double_delivery('${queue}')`,
    );
  }
  try {
    await Promise.all([faults.agent('one'), faults.agent('two')]);
    const jobs = await Promise.all([faults.createJob(), faults.createJob()]);
    for (const job of jobs) await faults.ended(job, 'completed');
    for (const stage of StageName.options) {
      assert.equal(faults.gate.startsOf(stage) - (counts.get(stage) ?? 0), jobs.length, stage);
    }
    await Promise.all(QUEUES.map((queue) => emptied(queue)));
    for (const job of jobs) await assertNothingLeft(faults, job);
  } finally {
    for (const queue of QUEUES) await faults.stack.sql(`drop trigger double_delivery on pgmq.q_${queue}`);
    await faults.stack.sql('drop function public.double_delivery');
  }
});

/** The sweep archives what belongs to no task: nothing is dropped, nothing stays. */
async function emptied(queue: string): Promise<void> {
  await faults.until(`${queue} empty`, async () => {
    const { rows } = await faults.stack.sql(`select 1 from pgmq.q_${queue} limit 1`);
    return rows.length === 0;
  });
}

test('messages that say nothing sensible hold nobody up and end in the archive', LIMIT, async () => {
  const poison = [
    ...[
      'null',
      '"text"',
      '[]',
      '{}',
      '7',
      '{"v":99}',
      '{"v":1,"task_id":"none"}',
      '{"v":1,"task_id":{"a":[]}}',
    ],
    `{"v":1,"task_id":"${crypto.randomUUID()}"}`,
    JSON.stringify({ v: 1, task_id: 'x'.repeat(100_000) }),
    JSON.stringify({ v: 1, task_id: "'; drop table render_jobs; --" }),
  ];
  const archived = async (queue: string): Promise<number> => {
    const { rows } = await faults.stack.sql<{ n: number; [column: string]: unknown }>(
      `select count(*)::int as n from pgmq.a_${queue}`,
    );
    return rows[0]?.n ?? 0;
  };
  const before = new Map<string, number>();
  for (const queue of QUEUES) {
    before.set(queue, await archived(queue));
    for (const message of poison) await faults.stack.sql('select pgmq.send($1, $2::jsonb)', [queue, message]);
  }
  await faults.agent('unimpressed');
  const job = await faults.createJob();
  await faults.ended(job, 'completed');
  for (const task of await faults.tasks(job)) assert.equal(task.attempt, 1);
  await Promise.all(QUEUES.map((queue) => emptied(queue)));
  for (const queue of QUEUES) {
    assert.equal(await archived(queue), (before.get(queue) ?? 0) + poison.length + 1, queue);
  }
  await assertNothingLeft(faults, job);
});

test(
  'a lease lost in the middle of an upload: what arrives late is refused, the heir’s film counts',
  LIMIT,
  async () => {
    line.fault = (method, path) =>
      method === 'POST' && path.startsWith('/storage/v1/object/renders/') ? 'late' : undefined;
    const slow = await throughLine('uploader');
    const job = await faults.createJob();
    await line.holding();
    const lost = (await faults.task(job, 'compositing')).lease_id ?? '';
    line.fault = () => 'cut';
    const ended = await slow.said((said) => said.event === 'task_ended' && said.stage === 'compositing');
    assert.equal(ended.end, 'lease_lost');
    await faults.agent('heir');
    const { video_url } = await faults.ended(job, 'completed');
    assert.ok(!video_url?.includes(lost));
    for (const late of await line.release()) assert.ok(late.status >= 400, `${late.path}: ${late.status}`);
    const { rows } = await faults.stack.sql('select name from storage.objects where name like $1', [
      `%${lost}%`,
    ]);
    assert.deepEqual(rows, []);
    await assertNothingLeft(faults, job);
  },
);

test('a cancel that overtakes the completion wins, and there is no film', LIMIT, async () => {
  line.fault = (_method, path) =>
    path.startsWith('/rest/v1/rpc/complete_and_claim') ? composed(path) : undefined;
  const agent = await throughLine('overtaken');
  const job = await faults.createJob();
  await line.holding();
  const { error } = await faults.user.rpc('cancel_render_job', { job_id: job });
  assert.equal(error, null);
  const [answer] = await line.release();
  assert.equal(answer?.status, 409, answer?.body);
  const ended = await agent.said((said) => said.event === 'task_ended' && said.stage === 'compositing');
  assert.match(String(ended.end), /^(lease_lost|cancelled)$/);
  assert.equal((await faults.job(job)).status, 'cancelled');
  await assertNothingLeft(faults, job);
});

test(
  'told to stop while its completion claims the next task: that one goes back with its attempt',
  LIMIT,
  async () => {
    line.fault = (_method, path) => (path.startsWith('/rest/v1/rpc/complete_and_claim') ? 'late' : undefined);
    const agent = await throughLine('leaving');
    const job = await faults.createJob();
    await line.holding();
    agent.kill('SIGTERM');
    await agent.said((said) => said.event === 'draining');
    const [answer] = await line.release();
    assert.equal(answer?.status, 200, answer?.body);
    assert.match(answer?.body ?? '', /"stage": ?"audio2face"/, 'the next task was claimed by then');
    line.fault = () => undefined;
    assert.equal(await agent.exited, 0);
    const { status, attempt, lease_id } = await faults.task(job, 'audio2face');
    assert.deepEqual([status, attempt, lease_id], ['pending', 0, null]);
    await faults.agent('staying');
    await faults.ended(job, 'completed');
    for (const task of await faults.tasks(job)) assert.equal(task.attempt, 1, `attempts of ${task.stage}`);
    await assertNothingLeft(faults, job);
  },
);

/** Only the last stage's completion is held: the fourth. */
let completions = 0;
function composed(_path: string): 'late' | undefined {
  completions += 1;
  return completions === 4 ? 'late' : undefined;
}

test('a completion that was not heard wins over the cancel that follows, and says so', LIMIT, async () => {
  const agent = await faults.agent('first');
  const job = await faults.createJob();
  await faults.ended(job, 'completed');
  const { error } = await faults.user.rpc('cancel_render_job', { job_id: job });
  assert.equal(error?.details, 'job_not_cancellable');
  assert.match(error?.hint ?? '', /already ended/);
  assert.equal((await faults.job(job)).status, 'completed');
  await assertNothingLeft(faults, job);
  agent.kill('SIGTERM');
  assert.equal(await agent.exited, 0);
});

test(
  'no agent online: the film waits, says that nobody is there, and is made when somebody comes',
  LIMIT,
  async () => {
    await faults.stack.sql(
      `update public.gpu_agents set last_seen_at = clock_timestamp() - interval '1 hour'`,
    );
    const job = await faults.createJob();
    await faults.stack.sql(
      `update public.render_tasks set created_at = clock_timestamp() - interval '2 hours' where job_id = $1`,
      [job],
    );
    await faults.stack
      .sql('select private.sweep_as_scheduler()')
      .catch(() => faults.stack.sql('select public.sweep()'));
    assert.equal((await faults.job(job)).status, 'queued', 'nobody being there is no failure of the film');
    const health = await (await fetch(`${faults.stack.url}/api/v2/health`)).json();
    assert.equal((health as { agents_online: number }).agents_online, 0);
    await faults.agent('late-comer');
    await faults.ended(job, 'completed');
    await assertNothingLeft(faults, job);
  },
);
