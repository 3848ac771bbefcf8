/** What must hold after any fault, whatever it was: nothing lost, stuck, doubled or left behind, and plain words. */
import assert from 'node:assert/strict';
import { FAILURE_CODES, FailureCode } from '../../supabase/functions/_shared/contract/errors.ts';
import type { FaultStage } from './fault-stage.ts';

const QUEUES = ['render_tts', 'render_audio2face', 'render_ue5', 'render_compositing'] as const;

interface Ended {
  readonly status: string;
  readonly video_url: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly remedy: string | null;
  readonly [column: string]: unknown;
}

/** What no user is to read: stacks, paths of hosts, SQL, addresses. */
const INSIDES =
  /\n\s+at |\/tmp\/|\/dev\/|file:\/\/|select .* from|node_modules|ECONN|127\.0\.0\.1|undefined/i;

/**
 * Asserts it of an ended job: its tasks have ended, no message of it waits, each of its files is one somebody refers to
 * or one that is queued for removal, it was counted once if it is completed and not at all if it is not, and a failure
 * says what happened and what to do.
 */
export async function assertNothingLeft(faults: FaultStage, job: string): Promise<void> {
  const { rows: jobs } = await faults.stack.sql<Ended>(
    'select status, video_url, error_code, error_message, remedy from public.render_jobs where id = $1',
    [job],
  );
  const [ended] = jobs;
  assert.ok(ended, 'the job is lost');
  assert.ok(['completed', 'failed', 'cancelled'].includes(ended.status), `the job is ${ended.status}`);

  const tasks = await faults.stack.sql(
    `select stage, status from public.render_tasks where job_id = $1 and status in ('pending', 'processing')`,
    [job],
  );
  assert.deepEqual(tasks.rows, [], 'tasks that go on');

  for (const queue of QUEUES) {
    const { rows } = await faults.stack.sql(
      `select q.message from pgmq.q_${queue} q
       where exists (select from public.render_tasks t where t.job_id = $1 and q.message ->> 'task_id' = t.id::text)`,
      [job],
    );
    assert.deepEqual(rows, [], `messages left in ${queue}`);
  }

  const orphans = await faults.stack.sql(
    `select o.bucket_id, o.name from storage.objects o
     where o.name like '%' || $1 || '/%'
       and not exists (select from public.render_tasks t where t.job_id = $1::uuid and t.status = 'completed'
         and starts_with(o.name, t.artifact ->> 'prefix'))
       and not exists (select from public.storage_deletions d
         where d.bucket = o.bucket_id and starts_with(o.name, d.prefix))`,
    [job],
  );
  assert.deepEqual(orphans.rows, [], 'files nobody refers to and nobody removes');

  const { rows: usage } = await faults.stack.sql<{
    settled: number;
    seconds: number;
    [column: string]: unknown;
  }>(
    `select count(*) filter (where kind = 'settled')::int as settled, coalesce(sum(seconds), 0)::float as seconds
     from public.usage_entries where job_id = $1`,
    [job],
  );
  if (ended.status === 'completed') {
    assert.equal(usage[0]?.settled, 1, 'a film is counted once');
    assert.ok((usage[0]?.seconds ?? 0) > 0);
    assert.ok(ended.video_url);
  } else {
    assert.equal(usage[0]?.seconds, 0, 'what did not become a film costs nothing');
    assert.equal(ended.video_url, null);
  }
  if (ended.status === 'failed') {
    const code = FailureCode.parse(ended.error_code);
    assert.ok(ended.error_message, 'a failure says what happened');
    assert.doesNotMatch(ended.error_message, INSIDES);
    assert.equal(ended.remedy, FAILURE_CODES[code].remedy);
  }
}
