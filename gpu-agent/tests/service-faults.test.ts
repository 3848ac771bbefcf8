/** Services that go away while films are made: Postgres, Realtime, the functions' process, and a line that crawls. */
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
  line.realtime = false;
});
after(async () => {
  await faults.close();
  await line.close();
});

const LIMIT = { timeout: 120_000 };

for (const [how, signal] of [
  ['crashes', 'SIGKILL'],
  ['is restarted', 'SIGINT'],
] as const) {
  test(`Postgres ${how} in the middle of a stage: the film is made all the same`, LIMIT, async () => {
    const held = faults.gate.hold('ue5');
    const agent = await faults.agent(`db-${signal}`);
    const job = await faults.createJob();
    const tool = await held;
    const { database } = faults.stack.stack;
    const before = database.pid();
    process.kill(before, signal);
    await faults.until('Postgres again', async () => database.pid() !== before && database.up());
    tool.proceed();
    await faults.ended(job, 'completed');
    for (const { stage, attempt } of await faults.tasks(job)) {
      assert.ok(attempt <= (stage === 'ue5' ? 2 : 1), `${stage} was tried ${attempt} times`);
    }
    await assertNothingLeft(faults, job);
    const after = await faults.createJob();
    await faults.ended(after, 'completed');
    agent.kill('SIGTERM');
    assert.equal(await agent.exited, 0);
  });
}

test(
  'Realtime breaks off in the middle: a cancel is heard by the heartbeat, and Realtime is joined again',
  LIMIT,
  async () => {
    line.realtime = true;
    const agent = await faults.agent('listener', [], { SUPABASE_URL: line.url });
    await agent.said((said) => said.event === 'realtime_joined' && said.topic === 'agents');
    const held = faults.gate.hold('ue5');
    const job = await faults.createJob();
    const tool = await held;
    line.realtime = false;
    line.breakAll();
    const { error } = await faults.user.rpc('cancel_render_job', { job_id: job });
    assert.equal(error, null);
    await tool.gone;
    const ended = await agent.said(
      (said) => said.event === 'task_ended' && said.job_id === job && said.stage === 'ue5',
    );
    assert.equal(ended.end, 'cancelled');
    await assertNothingLeft(faults, job);
    const joins = () => agent.lines.filter((said) => said.event === 'realtime_joined').length;
    const before = joins();
    line.realtime = true;
    await agent.said(() => joins() > before);
    await faults.ended(await faults.createJob(), 'completed');
    agent.kill('SIGTERM');
    assert.equal(await agent.exited, 0);
  },
);

test('a line on which every answer crawls: one attempt a stage', LIMIT, async () => {
  line.fault = () => 'slow';
  const lease = { SEMBLANTE_AGENT_LEASE_SECONDS: '6', SEMBLANTE_AGENT_HEARTBEAT_SECONDS: '1' };
  const agent = await faults.agent('far-away', [], { SUPABASE_URL: line.url, ...lease });
  const job = await faults.createJob();
  await faults.ended(job, 'completed');
  for (const stage of StageName.options) assert.equal((await faults.task(job, stage)).attempt, 1, stage);
  await assertNothingLeft(faults, job);
  agent.kill('SIGTERM');
  assert.equal(await agent.exited, 0);
});

test(
  'the functions’ process dies under a request: asked again under its key, there is one film',
  LIMIT,
  async () => {
    const { url, stack } = faults.stack;
    const { data } = await faults.user.auth.getSession();
    const token = data.session?.access_token ?? '';
    const ask = () =>
      fetch(`${url}/api/v2/avatars/render`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': 'under-fire',
        },
        body: JSON.stringify({
          avatar_id: 'br_corporate_ana',
          script: 'Bom dia.',
          voice_config: { language: 'pt-BR' },
          render_settings: { resolution: '160x90', quality: 'draft' },
        }),
      });
    await (await fetch(`${url}/api/v2/health`)).body?.cancel();
    const { api } = await stack.functions.processes();
    assert.ok(api, 'the function runs');
    const first = ask();
    process.kill(api, 'SIGKILL');
    const answered = await first;
    assert.ok([202, 500, 503].includes(answered.status), String(answered.status));
    assert.doesNotMatch(await answered.text(), /\n\s+at |file:\/\//);
    // A key whose request died frees itself after two minutes; a client may wait, or say that it wants the work done.
    const job = await faults.until('the render', async () => {
      const answer = await ask();
      const body = (await answer.json()) as { job_id?: string; error?: { code: string } };
      if (answer.status === 409) {
        assert.equal(body.error?.code, 'idempotency_in_progress');
        await faults.stack.sql(
          `update private.idempotency_keys set created_at = clock_timestamp() - interval '3 minutes'`,
        );
      }
      return body.job_id;
    });
    const { rows } = await faults.stack.sql<{ n: number; [column: string]: unknown }>(
      `select count(*)::int as n from public.render_jobs where status = 'queued'`,
    );
    assert.equal(rows[0]?.n, 1);
    const agent = await faults.agent('no-functions-needed');
    await faults.ended(job, 'completed');
    await assertNothingLeft(faults, job);
    agent.kill('SIGTERM');
    assert.equal(await agent.exited, 0);
  },
);
