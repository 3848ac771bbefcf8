/** What is done with a job besides watching it: open it again, try it again, delete it and take that back. */
import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import { RenderAnswer } from '../../_shared/contract/api.ts';
import { FilmDeleteAnswer, FilmRestoreAnswer, JobRequestAnswer } from '../../_shared/contract/share.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
export const jobParams = z.strictObject({
  job_id: z.uuid('must be a job_id as POST /avatars/render returned it'),
});

const request = createRoute({
  method: 'get',
  path: '/avatars/render/{job_id}/request',
  summary: 'What a film was made from: avatar, script, voice and settings as they were when it was queued',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: { params: jobParams },
  responses: {
    200: { description: 'The request', content: json(JobRequestAnswer) },
    ...refusals('invalid_request', 'job_not_found', ...SIGNED_OUT),
  },
});

const retry = createRoute({
  method: 'post',
  path: '/avatars/render/{job_id}/retry',
  summary: 'Queue a new job of the same project',
  description: 'The project is rendered as it is now. The job that is tried again stays as it ended.',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: { params: jobParams },
  responses: {
    202: { description: 'Queued', content: json(RenderAnswer) },
    ...refusals(
      'invalid_request',
      'job_not_found',
      'avatar_not_found',
      'file_not_found',
      'voice_not_found',
      'voice_not_ready',
      'voice_consent_missing',
      'quota_exceeded',
      ...SIGNED_OUT,
    ),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/avatars/render/{job_id}',
  summary: 'Delete an ended job and its film',
  description:
    'Both are out of reach at once, shared links included. POST …/restore takes it back until `restorable_until`; ' +
    'then the rows are erased and the files removed from Storage.',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: { params: jobParams },
  responses: {
    200: { description: 'Deleted', content: json(FilmDeleteAnswer) },
    ...refusals('invalid_request', 'job_not_found', ...SIGNED_OUT),
  },
});

const restore = createRoute({
  method: 'post',
  path: '/avatars/render/{job_id}/restore',
  summary: 'Take the deletion of a job back',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: { params: jobParams },
  responses: {
    200: { description: 'It is there again', content: json(FilmRestoreAnswer) },
    ...refusals('invalid_request', 'job_not_found', ...SIGNED_OUT),
  },
});

/** `render_jobs.request` as private.admit_job writes it. */
const StoredRequest = JobRequestAnswer.pick({
  avatar_id: true,
  script: true,
  voice_config: true,
  render_settings: true,
});

export function registerFilms(api: Api): void {
  api.openapi(request, async (c) => {
    const { db } = currentUser(c);
    const { data, error } = await db
      .from('render_jobs')
      .select('id, project_id, status, request, avatar_projects(title)')
      .eq('id', c.req.valid('param').job_id)
      .is('deleted_at', null)
      .maybeSingle();
    if (error) throw fromDatabase(error);
    if (!data) throw new ApiFailure('job_not_found');
    return c.json(
      JobRequestAnswer.parse({
        ...StoredRequest.parse(data.request),
        job_id: data.id,
        project_id: data.project_id,
        status: data.status,
        title: data.avatar_projects?.title ?? '',
      }),
      200,
    );
  });

  api.openapi(retry, async (c) => {
    const { db } = currentUser(c);
    const found = await db
      .from('render_jobs')
      .select('project_id')
      .eq('id', c.req.valid('param').job_id)
      .maybeSingle();
    if (found.error) throw fromDatabase(found.error);
    if (!found.data) throw new ApiFailure('job_not_found');
    const { project_id } = found.data;
    const { data, error } = await db
      .from('render_jobs')
      .insert({ project_id })
      .select('id, estimated_time')
      .single();
    if (error) throw fromDatabase(error);
    const answer = {
      job_id: data.id,
      status: 'queued',
      estimated_time: data.estimated_time ?? 0,
      project_id,
    };
    return c.json(RenderAnswer.parse(answer), 202);
  });

  api.openapi(remove, async (c) => {
    const { data, error } = await currentUser(c).db.rpc('delete_film', c.req.valid('param'));
    if (error) throw fromDatabase(error);
    return c.json(FilmDeleteAnswer.parse(data), 200);
  });

  api.openapi(restore, async (c) => {
    const { data, error } = await currentUser(c).db.rpc('restore_film', c.req.valid('param'));
    if (error) throw fromDatabase(error);
    return c.json(FilmRestoreAnswer.parse(data), 200);
  });
}
