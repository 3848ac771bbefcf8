/** What needs more than one connection, and what the database says parsed with the contract's own schemas. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { PoolClient, QueryResultRow } from 'pg';
import { RenderAnswer } from '../functions/_shared/contract/api.ts';
import { JobEvent } from '../functions/_shared/contract/events.ts';
import {
  ClaimedTask,
  FilmArtifact,
  HeartbeatAnswer,
  RenderArtifact,
  TtsArtifact,
} from '../functions/_shared/contract/job.ts';
import { TaskMessage } from '../functions/_shared/contract/queue-message.ts';
import { openDatabase, type SqlTarget } from './test-database.ts';

const ENGINES = ['tts:espeak', 'face:visemes', 'render:three', 'compositing:ffmpeg'];
const STAGES = ['tts', 'audio2face', 'ue5', 'compositing'];

let target: SqlTarget;
const accounts: string[] = [];
before(async () => {
  target = await openDatabase();
});
after(async () => {
  await target.pool.query('delete from auth.users where id = any ($1)', [accounts]);
  // Rows without files behind them: what the Storage API would remove.
  await target.pool.query(
    `select set_config('storage.allow_delete_query', 'true', false);
     delete from storage.objects where metadata is null and bucket_id in ('artifacts', 'renders')`,
  );
  await target.stop();
});

async function signUp(role: 'authenticated' | 'gpu_agent'): Promise<string> {
  const id = randomUUID();
  await target.pool.query('insert into auth.users (id, aud, email) values ($1, $2, $3)', [
    id,
    'authenticated',
    `${id}@example.com`,
  ]);
  await target.pool.query('update auth.users set role = $2 where id = $1', [id, role]);
  accounts.push(id);
  return id;
}

interface Played {
  readonly client: PoolClient;
  one<T extends QueryResultRow>(text: string, params?: unknown[]): Promise<T>;
}

/** One transaction as a person or an agent, committed when `work` succeeds: what PostgREST does for a request. */
async function as<T>(role: string, sub: string, work: (played: Played) => Promise<T>): Promise<T> {
  const client = await target.pool.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('request.jwt.claims', $1, true)", [JSON.stringify({ sub, role })]);
    await client.query(`set local role ${role}`);
    const result = await work({
      client,
      async one<R extends QueryResultRow>(text: string, params: unknown[] = []) {
        const { rows } = await client.query<R>(text, params);
        const row = rows[0];
        assert.ok(row, `no row for ${text}`);
        return row;
      },
    });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function queueJob(user: string, settings: Record<string, unknown> = {}): Promise<RenderAnswer> {
  return as('authenticated', user, async ({ one }) => {
    const { answer } = await one<{ answer: unknown }>(
      'select public.create_render_job($1, $2, $3, $4) as answer',
      ['br_corporate_ana', 'Bom dia. Use o capacete.', { language: 'pt-BR' }, settings],
    );
    return RenderAnswer.parse(answer);
  });
}

async function claimIn({ one }: Played): Promise<ClaimedTask | null> {
  const { claim } = await one<{ claim: unknown }>('select public.claim_task($1, $2, 30) as claim', [
    STAGES,
    ENGINES,
  ]);
  return ClaimedTask.nullable().parse(claim);
}

const claim = (agent: string): Promise<ClaimedTask | null> => as('gpu_agent', agent, claimIn);

function artifactOf(task: ClaimedTask): Record<string, unknown> {
  const prefix =
    task.stage === 'compositing'
      ? `${task.user_id}/${task.job_id}/${task.lease_id}/`
      : `${task.job_id}/${task.stage}/${task.range_index}/${task.lease_id}/`;
  const stored = { bucket: task.stage === 'compositing' ? 'renders' : 'artifacts', prefix };
  switch (task.stage) {
    case 'tts':
      return TtsArtifact.parse({
        ...stored,
        files: { audio: 'audio.wav', timeline: 'timeline.json' },
        duration: 5.04,
      });
    case 'ue5':
      return RenderArtifact.parse({
        ...stored,
        files: { video: 'frames.mkv' },
        first_frame: task.first_frame,
        frame_count: task.frame_count,
      });
    case 'compositing':
      return FilmArtifact.parse({
        ...stored,
        files: { film: 'film.mp4', poster: 'poster.webp', report: 'report.json', srt: 'film.srt' },
        duration: 5.04,
        bytes: 1000,
      });
    default:
      return { ...stored, files: { header: 'curves.json', data: 'curves.f32' } };
  }
}

async function finish(agent: string, task: ClaimedTask): Promise<void> {
  const artifact = artifactOf(task);
  await as('gpu_agent', agent, async ({ client }) => {
    for (const file of Object.values(artifact.files as Record<string, string>)) {
      await client.query('insert into storage.objects (bucket_id, name) values ($1, $2)', [
        artifact.bucket,
        `${artifact.prefix}${file}`,
      ]);
    }
    await client.query('select public.complete_task($1, $2, $3)', [
      task.lease_id,
      artifact,
      { wall_s: 1, engine: { name: 'espeak', version: '1' } },
    ]);
  });
}

test('what the database hands out parses with the contract, from first claim to film', async () => {
  const [user, agent] = [await signUp('authenticated'), await signUp('gpu_agent')];
  const { job_id: job } = await queueJob(user);
  const seen: string[] = [];
  for (let task = await claim(agent); task; task = await claim(agent)) {
    seen.push(task.stage);
    const { lease_id: lease, task_id: id, stage } = task;
    const message = await target.pool.query(
      `select message from pgmq.q_render_${stage} where message ->> 'task_id' = $1`,
      [id],
    );
    TaskMessage.parse(message.rows[0]?.message);
    const beat = await as('gpu_agent', agent, ({ one }) =>
      one<{ beat: unknown }>('select public.heartbeat_task($1, 0.5) as beat', [lease]),
    );
    assert.equal(HeartbeatAnswer.parse(beat.beat).cancelled, false);
    await finish(agent, task);
  }
  assert.deepEqual(seen, STAGES);

  const events = await target.pool.query<{ event: string; payload: unknown }>(
    `select event, payload from realtime.messages where topic = $1 order by (payload ->> 'seq')::int`,
    [`job:${job}`],
  );
  const parsed = events.rows.map(({ payload }) => JobEvent.parse(payload));
  assert.deepEqual(
    parsed.map(({ seq }) => seq),
    parsed.map((_, index) => index + 1),
  );
  assert.equal(parsed.at(-1)?.status, 'completed');
  assert.equal(events.rows.at(-1)?.event, 'job_completed');
});

test('an open claim blocks nobody: another agent is told at once that nothing is left', async () => {
  const [user, first, second] = [
    await signUp('authenticated'),
    await signUp('gpu_agent'),
    await signUp('gpu_agent'),
  ];
  const { job_id: job } = await queueJob(user);
  await as('gpu_agent', first, async (played) => {
    assert.equal((await claimIn(played))?.job_id, job);
    await as('gpu_agent', second, async (other) => {
      await other.client.query("set local lock_timeout = '1s'");
      assert.equal(await claimIn(other), null);
    });
  });
  await target.pool.query('delete from public.render_jobs where id = $1', [job]);
});

test('agents that claim at the same time never get the same task', async () => {
  const users = await Promise.all([signUp('authenticated'), signUp('authenticated')]);
  const agents = await Promise.all(Array.from({ length: 5 }, () => signUp('gpu_agent')));
  const jobs = await Promise.all(users.flatMap((user) => Array.from({ length: 6 }, () => queueJob(user))));
  const claimed: string[] = [];
  const work = async (agent: string): Promise<void> => {
    // Null only says that what is left is locked right now: claim until all are taken.
    while (claimed.length < jobs.length) {
      const task = await claim(agent);
      if (task) claimed.push(task.task_id);
    }
  };
  await Promise.all(agents.map(work));
  assert.equal(new Set(claimed).size, jobs.length);
  assert.equal(claimed.length, jobs.length);
  await target.pool.query('delete from public.render_jobs where user_id = any ($1)', [users]);
});

test('a cancel and a completion at the same time end in one consistent state, never in a deadlock', async () => {
  const [user, agent] = [await signUp('authenticated'), await signUp('gpu_agent')];
  for (let round = 0; round < 8; round += 1) {
    const { job_id: job } = await queueJob(user);
    const task = await claim(agent);
    assert.equal(task?.job_id, job);
    const cancel = () =>
      as('authenticated', user, ({ client }) => client.query('select public.cancel_render_job($1)', [job]));
    const [finished] = await Promise.allSettled([finish(agent, task), cancel()]);
    if (finished.status === 'rejected') {
      // Cancelled first: the upload or the completion was refused.
      assert.match(String(finished.reason), /row-level security|The task has ended/);
    }
    const { rows } = await target.pool.query(
      `select j.status,
         (select count(*)::int from public.render_tasks t
          where t.job_id = j.id and t.status in ('pending', 'processing')) as live
       from public.render_jobs j where j.id = $1`,
      [job],
    );
    assert.deepEqual(rows, [{ status: 'cancelled', live: 0 }]);
  }
});

test('two requests under one idempotency key at the same time make one job', async () => {
  const user = await signUp('authenticated');
  const ask = () =>
    as('authenticated', user, ({ one }) =>
      one<{ answer: { job_id: string } }>(
        `select public.create_render_job('br_corporate_ana', 'Oi.', '{"language": "pt-BR"}', '{}',
           idempotency_key => 'same') as answer`,
      ),
    );
  const answers = await Promise.all([ask(), ask(), ask(), ask()]);
  assert.equal(new Set(answers.map(({ answer }) => answer.job_id)).size, 1);
});

test('the quota holds against inserts at the same time', async () => {
  const user = await signUp('authenticated');
  const asked = await Promise.allSettled(Array.from({ length: 13 }, () => queueJob(user)));
  assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, 10);
});
