/**
 * How soon the history answers somebody with 20,000 films beside 200,000 of others: `search_jobs` as the page calls it,
 * under row-level security, through a pooled connection. Every figure stands beside a read of one job by its primary key
 * in the same run on the same connection: what the machine can do at all.
 */
import { Client } from 'pg';
import { z } from 'zod';
import { startTestDatabase } from '../local-stack/src/testing.ts';
import type { BenchOptions } from './run.ts';

const MINE = 20_000;
const OTHERS = 200_000;
const PEOPLE = 100;
const ROUNDS = 15;

/** What the page asks, one after the other. */
const ASKED: Readonly<Record<string, string>> = {
  newest: `search_jobs('completed', page_size => 24)`,
  'newest, page 400': `search_jobs('completed', after_job => $1, page_size => 24)`,
  oldest: `search_jobs('completed', sort => 'oldest', page_size => 24)`,
  title: `search_jobs('completed', sort => 'title', page_size => 24)`,
  'title, page 400': `search_jobs('completed', sort => 'title', after_job => $1, page_size => 24)`,
  longest: `search_jobs('completed', sort => 'longest', page_size => 24)`,
  'words, many found': `search_jobs('completed', 'treinamento', page_size => 24)`,
  'words, one found': `search_jobs('completed', 'treinamento 17342', page_size => 24)`,
  'words, none found': `search_jobs('completed', 'zzz', page_size => 24)`,
  person: `search_jobs('completed', avatar_id => 'br_safety_carlos', page_size => 24)`,
  'person, language, words, by title': `search_jobs('completed', 'altura', 'br_safety_carlos', 'pt-BR', 'title', page_size => 24)`,
  'any state': `search_jobs(null, page_size => 24)`,
};

/** Films as the pipeline leaves them, without running it: scripts of 1,500 characters, a report each. */
async function fill(db: Client): Promise<string> {
  const ids = Array.from({ length: PEOPLE + 1 }, () => crypto.randomUUID());
  await db.query(
    `insert into auth.users (id, aud, role, email) select id, 'authenticated', 'authenticated', id || '@example.com'
     from unnest($1::uuid[]) as id`,
    [ids],
  );
  // Nobody's queue fills: what triggers would make of a job is of no matter here.
  await db.query('alter table public.avatar_projects disable trigger user');
  await db.query('alter table public.render_jobs disable trigger user');
  await db.query(
    `create temporary table wanted as
     select gen_random_uuid() as project, gen_random_uuid() as job, n,
       case when n <= $2::int then ($1::uuid[])[1] else ($1::uuid[])[2 + n % $4::int] end as owner,
       (array['Treinamento de segurança', 'Trabalho em altura', 'Boas-vindas à equipe', 'Primeiros socorros', 'Ética e conduta'])[1 + n % 5]
         || ' ' || n as title,
       (array['br_corporate_ana', 'br_safety_carlos', 'br_education_ari'])[1 + n % 3] as avatar,
       (array['pt-BR', 'en-US', 'pt-BR', 'es-ES'])[1 + n % 4] as language,
       timestamptz '2026-01-01' + (n * 7919 % 15000000) * interval '1 second' as made
     from generate_series(1, $2::int + $3::int) as n`,
    [ids, MINE, OTHERS, PEOPLE],
  );
  await db.query(
    `insert into public.avatar_projects (id, user_id, avatar_id, title, script, voice_config, render_settings, created_at)
     select project, owner, avatar, title, repeat(md5(n::text) || ' ', 45), jsonb_build_object('language', language), '{}', made
     from wanted`,
  );
  await db.query(
    `insert into public.render_jobs (id, project_id, user_id, status, progress, video_url, created_at, started_at,
       completed_at, request, metadata)
     select job, project, owner, 'completed', 1, '/api/v2/files/renders/' || job, made, made, made + interval '4 minutes',
       jsonb_build_object('avatar_id', avatar, 'title', title, 'script', repeat(md5(n::text) || ' ', 45),
         'voice_config', jsonb_build_object('language', language), 'render_settings', '{"quality": "standard"}'::jsonb),
       jsonb_build_object('duration_s', 20 + n % 400, 'bytes', 1000000 + n, 'poster_url', '/api/v2/files/renders/' || job,
         'report', (select jsonb_object_agg('figure_' || k, md5((n * k)::text)) from generate_series(1, 24) as k))
     from wanted`,
  );
  await db.query('alter table public.avatar_projects enable trigger user');
  await db.query('alter table public.render_jobs enable trigger user');
  await db.query('vacuum analyze public.avatar_projects');
  await db.query('vacuum analyze public.render_jobs');
  return ids[0] ?? '';
}

interface Taken {
  readonly median: number;
  readonly least: number;
}

/** Milliseconds of one statement; the first two runs, which bring plans and pages, do not count. */
async function timed(db: Client, text: string, values: unknown[]): Promise<Taken> {
  const taken: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const start = performance.now();
    await db.query(text, values);
    if (round >= 0) taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  return { median: taken[Math.floor(ROUNDS / 2)] ?? 0, least: taken[0] ?? 0 };
}

const Plan = z.tuple([
  z.object({ Plan: z.object({ 'Shared Hit Blocks': z.int(), 'Shared Read Blocks': z.int() }) }),
]);

/** How many pages of 8 KiB a statement reads: the same however busy the machine is. */
async function pagesOf(db: Client, text: string, values: unknown[]): Promise<number> {
  const { rows } = await db.query(`explain (analyze, buffers, format json) ${text}`, values);
  const [{ Plan: plan }] = Plan.parse(rows[0]?.['QUERY PLAN']);
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

export async function run({ json }: BenchOptions): Promise<Record<string, unknown>> {
  const say = (line: string) => (json ? console.error(line) : console.log(line));
  const database = await startTestDatabase();
  const db = new Client({ connectionString: database.dbUrl });
  await db.connect();
  try {
    const owner = await fill(db);
    await db.query(`select set_config('request.jwt.claims', $1, false)`, [
      JSON.stringify({ sub: owner, role: 'authenticated' }),
    ]);
    await db.query('set role authenticated');
    const { rows } = await db.query<{ id: string }>(
      `select id from public.render_jobs order by completed_at desc, id offset 9600 limit 1`,
    );
    const behind = rows[0]?.id;
    const byKey = () => timed(db, 'select * from public.render_jobs where id = $1', [behind]);
    const keys: number[] = [];
    const figures: Record<string, { ms: number; least_ms: number; times_a_key: number; pages: number }> = {};
    for (const [name, call] of Object.entries(ASKED)) {
      const key = await byKey();
      keys.push(key.least);
      const asked = [`select public.${call}`, call.includes('$1') ? [behind] : []] as const;
      const { median, least } = await timed(db, asked[0], [...asked[1]]);
      const pages = await pagesOf(db, asked[0], [...asked[1]]);
      figures[name] = {
        ms: Number(median.toFixed(1)),
        least_ms: Number(least.toFixed(1)),
        // The least of each: what else the machine does at the moment is in neither.
        times_a_key: Math.round(least / key.least),
        pages,
      };
      say(
        `${name.padEnd(34)} ${median.toFixed(1).padStart(7)} ms, at least ${least.toFixed(1)}, a key ${key.least.toFixed(2)}, ${pages} pages`,
      );
    }
    const key_ms = Number(Math.min(...keys).toFixed(3));
    return { films: MINE, films_of_others: OTHERS, key_ms, figures };
  } finally {
    await db.end();
    await database.stop();
  }
}
