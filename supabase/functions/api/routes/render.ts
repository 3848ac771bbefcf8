import { createRoute, z } from '@hono/zod-openapi';
import { admittedAnswer } from '../../_shared/admission.ts';
import { currentUser, needs, signedIn, signedInAtOnce } from '../../_shared/app-env.ts';
import type { Db } from '../../_shared/clients.ts';
import {
  CancelAnswer,
  IdempotencyKey,
  JobListAnswer,
  JobListQuery,
  JobSearchFacts,
  JobView,
  RenderAnswer,
  RenderRequest,
} from '../../_shared/contract/api.ts';
import { LIMITS, type VoiceConfig } from '../../_shared/contract/job.ts';
import type { FunctionEnv } from '../../_shared/env.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';
import { JOB_COLUMNS, toJobViews } from './job-view.ts';
import { readMarkup } from './markup.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const jobParams = z.strictObject({ job_id: z.uuid('must be a job_id as POST /avatars/render returned it') });

const startRender = createRoute({
  method: 'post',
  path: '/avatars/render',
  summary: 'Queue a film',
  security: forScope('render'),
  middleware: [signedInAtOnce, needs('render'), readJson(LIMITS.bodyBytes)] as const,
  request: {
    headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
    body: { required: true, content: json(RenderRequest) },
  },
  responses: {
    202: { description: 'Queued', content: json(RenderAnswer) },
    ...refusals(
      'invalid_json',
      'invalid_request',
      'script_empty',
      'script_too_long',
      'invalid_ssml',
      'language_unsupported',
      'resolution_unsupported',
      'avatar_not_found',
      'file_not_found',
      'project_not_found',
      'voice_not_found',
      'voice_not_ready',
      'voice_consent_missing',
      'idempotency_conflict',
      'payload_too_large',
      'unsupported_media_type',
      'quota_exceeded',
      ...SIGNED_OUT,
    ),
  },
});

const listJobs = createRoute({
  method: 'get',
  path: '/avatars/render',
  summary: 'Your jobs, newest first, or searched and sorted',
  description:
    'Without q, avatar_id, language, sort and after: newest first, pages by `before` and `next_before`. With any of ' +
    'them: searched among all your jobs, pages by `after` and `search.next_after`, with how many match.',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: { query: JobListQuery },
  responses: {
    200: { description: 'A page of jobs', content: json(JobListAnswer) },
    ...refusals('invalid_request', ...SIGNED_OUT),
  },
});

const jobStatus = createRoute({
  method: 'get',
  path: '/avatars/render/status/{job_id}',
  summary: 'One job: status, progress, current stage, and the film when completed',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: { params: jobParams },
  responses: {
    200: { description: 'The job', content: json(JobView) },
    ...refusals('invalid_request', 'job_not_found', ...SIGNED_OUT),
  },
});

const cancelJob = createRoute({
  method: 'post',
  path: '/avatars/render/{job_id}/cancel',
  summary: 'Cancel a job that has not ended',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: { params: jobParams },
  responses: {
    200: { description: 'Cancelled', content: json(CancelAnswer) },
    ...refusals('invalid_request', 'job_not_found', 'job_not_cancellable', ...SIGNED_OUT),
  },
});

/**
 * A script the pipeline can speak; with a recording it may be empty. On every other road SQL checks that it holds
 * something and its length, and stage tts its markup.
 */
function checkScript(script: string, { language, recording }: VoiceConfig): void {
  const recorded = recording !== undefined;
  const empty = () =>
    new ApiFailure('script_empty', 'The script is empty. Write at least one word to be spoken.');
  if (script.trim() === '' && !recorded) throw empty();
  if (script.length > LIMITS.scriptCharacters) {
    throw new ApiFailure(
      'script_too_long',
      `The script has ${script.length} characters; the limit is ${LIMITS.scriptCharacters}. Shorten it or split it into several videos.`,
    );
  }
  if (readMarkup(script, language).trim() === '' && !recorded) throw empty();
}

const Found = z.object({
  job_ids: z.array(z.uuid()),
  more: z.boolean(),
  total: z.int(),
  cast: JobSearchFacts.shape.cast,
});

async function searchJobs(
  db: Db,
  env: FunctionEnv,
  asked: Omit<z.infer<typeof JobListQuery>, 'before'>,
): Promise<JobListAnswer> {
  const { status, limit, q, avatar_id, language, sort, after } = asked;
  const { data, error } = await db.rpc('search_jobs', {
    page_size: limit,
    ...(status ? { status } : {}),
    ...(q ? { words: q } : {}),
    ...(avatar_id ? { avatar_id } : {}),
    ...(language ? { language } : {}),
    ...(sort ? { sort } : {}),
    ...(after ? { after_job: after } : {}),
  });
  if (error) throw fromDatabase(error);
  const { job_ids, more, total, cast } = Found.parse(data);
  const rows = await db.from('render_jobs').select(JOB_COLUMNS).in('id', job_ids);
  if (rows.error) throw fromDatabase(rows.error);
  const byId = new Map(rows.data.map((row) => [row.id, row]));
  // One may have gone since it was found.
  const jobs = await toJobViews(
    job_ids.flatMap((id) => byId.get(id) ?? []),
    env,
    db,
  );
  return JobListAnswer.parse({
    jobs,
    next_before: null,
    search: { total, next_after: more ? (job_ids.at(-1) ?? null) : null, cast },
  });
}

export function registerRender(api: Api): void {
  api.openapi(startRender, async (c) => {
    const { db } = currentUser(c);
    const body = c.req.valid('json');
    checkScript(body.script, body.voice_config);
    const { data, error } = await db.rpc('admit_render_job', {
      avatar_id: body.avatar_id,
      script: body.script,
      voice_config: body.voice_config,
      render_settings: body.render_settings,
      ...(body.project_id ? { project_id: body.project_id } : {}),
      ...(body.title ? { title: body.title } : {}),
      ...(c.req.valid('header')['idempotency-key']
        ? { idempotency_key: c.req.valid('header')['idempotency-key'] }
        : {}),
    });
    if (error) throw fromDatabase(error);
    return c.json(RenderAnswer.parse(admittedAnswer(c, data)), 202);
  });

  api.openapi(listJobs, async (c) => {
    const { db } = currentUser(c);
    const { status, limit, before, ...search } = c.req.valid('query');
    if (Object.values(search).some((value) => value !== undefined)) {
      if (before)
        throw new ApiFailure(
          'invalid_request',
          '`before` goes with a list that searches nothing; use `after`.',
        );
      return c.json(await searchJobs(db, c.get('deps').env, { status, limit, ...search }), 200);
    }
    let query = db
      .from('render_jobs')
      .select(JOB_COLUMNS)
      .is('deleted_at', null)
      .order('created_at', { ascending: false })
      .limit(limit + 1);
    if (status) query = query.eq('status', status);
    if (before) query = query.lt('created_at', before);
    const { data, error } = await query;
    if (error) throw fromDatabase(error);
    const page = data.slice(0, limit);
    const { env } = c.get('deps');
    const jobs = await toJobViews(page, env, db);
    const next = data.length > limit ? (page.at(-1)?.created_at ?? null) : null;
    const answer = { jobs, next_before: next, search: null };
    return c.json(JobListAnswer.parse(answer), 200);
  });

  api.openapi(jobStatus, async (c) => {
    const { db } = currentUser(c);
    const { job_id: id } = c.req.valid('param');
    const { data, error } = await db
      .from('render_jobs')
      .select(JOB_COLUMNS)
      .eq('id', id)
      .is('deleted_at', null);
    if (error) throw fromDatabase(error);
    const [view] = await toJobViews(data, c.get('deps').env, db);
    if (!view) throw new ApiFailure('job_not_found');
    return c.json(JobView.parse(view), 200);
  });

  api.openapi(cancelJob, async (c) => {
    const { db } = currentUser(c);
    const { data, error } = await db.rpc('cancel_render_job', { job_id: c.req.valid('param').job_id });
    if (error) throw fromDatabase(error);
    return c.json(CancelAnswer.parse(data), 200);
  });
}
