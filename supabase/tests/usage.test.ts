/** The ledger under concurrency: many sessions queue, cancel, fail and finish films at once, and it still adds up. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PoolClient } from 'pg';
import { openDatabase, type SqlTarget } from './test-database.ts';

const ANA = '00000000-0000-4000-8000-00000000000a';
const SESSIONS = 6;
const ROUNDS = 12;

let target: SqlTarget;
before(async () => {
  target = await openDatabase();
  await target.pool.query(
    `insert into auth.users (id, aud, email) values ($1, 'authenticated', 'ana@example.com')`,
    [ANA],
  );
  await target.pool.query(`update auth.users set role = 'authenticated' where id = $1`, [ANA]);
});
after(() => target.stop());

/** One statement as Ana, committed by itself, as PostgREST runs it. */
async function asAna<T>(client: PoolClient, sql: string, params: readonly unknown[] = []): Promise<T> {
  await client.query('begin');
  try {
    await client.query(
      `select set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)`,
      [JSON.stringify({ sub: ANA, role: 'authenticated' })],
    );
    const { rows } = await client.query(sql, [...params]);
    await client.query('commit');
    return rows[0] as T;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

const QUEUE = `select public.create_render_job('br_corporate_ana', $1, '{"language": "pt-BR"}', '{}') ->> 'job_id' as job`;

test('sessions that queue and cancel at once neither overdraw the month nor lose a second', async () => {
  // Room for about ten of the films of ten seconds that are asked for.
  await target.pool.query(
    `update public.plans set month_seconds = 100, active_jobs = 1000 where id = 'free'`,
  );
  const script = 'a'.repeat(136); // 0.6 s + 136 / 14.5 s = 9.979 s
  let admitted = 0;
  let refused = 0;
  const session = async (seed: number): Promise<void> => {
    const client = await target.pool.connect();
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const made = await asAna<{ job: string }>(client, QUEUE, [script]).catch((error: unknown) => {
          assert.equal((error as { detail?: string }).detail, 'quota_exceeded', String(error));
          refused += 1;
          return undefined;
        });
        if (made) admitted += 1;
        if (made && (seed + round) % 2 === 0) {
          const both = [
            'select public.cancel_render_job($1)',
            'delete from public.render_jobs where id = $1',
          ] as const;
          await asAna(client, both[round % 2] ?? both[0], [made.job]);
        }
        const { rows } = await client.query<{ used: string }>('select private.used_seconds($1, $2) as used', [
          ANA,
          new Date().toISOString().slice(0, 8).concat('01'),
        ]);
        assert.ok(Number(rows[0]?.used) <= 100, `${rows[0]?.used} s of 100 were given away`);
      }
    } finally {
      client.release();
    }
  };
  await Promise.all(Array.from({ length: SESSIONS }, (_, seed) => session(seed)));
  assert.ok(admitted > 10 && refused > 0, `${admitted} admitted, ${refused} refused`);

  const { rows: wrong } = await target.pool.query(
    `select e.job_id, sum(e.seconds) as seconds, coalesce(j.status, 'deleted') as status
     from public.usage_entries e left join public.render_jobs j on j.id = e.job_id
     group by e.job_id, j.status
     having sum(e.seconds) <> case when j.status in ('queued', 'processing') then 9.979 else 0 end`,
  );
  assert.deepEqual(wrong, []);
  const { rows: counted } = await target.pool.query<{ jobs: number }>(
    'select count(distinct job_id)::int as jobs from public.usage_entries',
  );
  assert.equal(counted[0]?.jobs, admitted);
});
