import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import {
  CancelAnswer,
  IdempotencyKey,
  JobListAnswer,
  JobListQuery,
  JobView,
  RenderAnswer,
  RenderRequest,
} from '../../_shared/contract/api.ts';
import { LIMITS, type VoiceConfig } from '../../_shared/contract/job.ts';
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
  middleware: [signedIn, needs('render'), readJson(LIMITS.bodyBytes)] as const,
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
  summary: 'Your jobs, newest first',
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

export function registerRender(api: Api): void {
  api.openapi(startRender, async (c) => {
    const { db } = currentUser(c);
    const body = c.req.valid('json');
    checkScript(body.script, body.voice_config);
    const { data, error } = await db.rpc('create_render_job', {
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
    return c.json(RenderAnswer.parse(data), 202);
  });

  api.openapi(listJobs, async (c) => {
    const { db } = currentUser(c);
    const { status, limit, before } = c.req.valid('query');
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
    const answer = { jobs, next_before: data.length > limit ? (page.at(-1)?.created_at ?? null) : null };
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
