/** Links that show one film to whoever holds them, account or not. */
import { createRoute, z } from '@hono/zod-openapi';
import { anonymousDb, currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import { sharedClient } from '../../_shared/clients.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import {
  ShareCreate,
  ShareCreateAnswer,
  SharedFilm,
  ShareListAnswer,
  ShareRevokeAnswer,
  ShareToken,
} from '../../_shared/contract/share.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';
import { jobParams } from './films.ts';
import { parseFileUrl, signFile } from './signing.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });

const create = createRoute({
  method: 'post',
  path: '/avatars/render/{job_id}/share',
  summary: 'Make a link that shows a finished film without an account',
  description:
    'The page is at `/s/{token}` of the studio. The token is answered this once; only its hash is kept. ' +
    'At most 20 links of a film hold at a time.',
  security: forScope('render'),
  middleware: [signedIn, needs('render'), readJson(LIMITS.bodyBytes)] as const,
  request: { params: jobParams, body: { required: true, content: json(ShareCreate) } },
  responses: {
    201: { description: 'The link', content: json(ShareCreateAnswer) },
    ...refusals('invalid_json', 'invalid_request', 'job_not_found', 'unsupported_media_type', ...SIGNED_OUT),
  },
});

const list = createRoute({
  method: 'get',
  path: '/avatars/render/{job_id}/share',
  summary: 'Links of a film, newest first, expired and withdrawn ones included',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: { params: jobParams },
  responses: {
    200: { description: 'The links', content: json(ShareListAnswer) },
    ...refusals('invalid_request', 'job_not_found', ...SIGNED_OUT),
  },
});

const revoke = createRoute({
  method: 'delete',
  path: '/share-links/{share_id}',
  summary: 'Withdraw a link for good',
  description: 'Addresses signed for somebody who already had the page open play for an hour at most.',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: { params: z.strictObject({ share_id: z.uuid() }) },
  responses: {
    200: { description: 'Withdrawn', content: json(ShareRevokeAnswer) },
    ...refusals('invalid_request', 'share_not_found', ...SIGNED_OUT),
  },
});

const open = createRoute({
  method: 'get',
  path: '/share/{token}',
  summary: 'The film of a link, for whoever holds it; counts a view',
  security: [],
  request: { params: z.strictObject({ token: z.string().max(200) }) },
  responses: {
    200: { description: 'The film', content: json(SharedFilm) },
    ...refusals('share_not_found', 'share_ended', 'file_not_found'),
  },
});

export function registerShare(api: Api): void {
  api.openapi(create, async (c) => {
    const { job_id } = c.req.valid('param');
    const { days } = c.req.valid('json');
    const { data, error } = await currentUser(c).db.rpc('create_share_link', { job_id, days });
    if (error) throw fromDatabase(error);
    // The page's address is the secret: only its hash may be kept.
    c.set('secretFields', ['token']);
    return c.json(ShareCreateAnswer.parse(data), 201);
  });

  api.openapi(list, async (c) => {
    const { db } = currentUser(c);
    const { job_id } = c.req.valid('param');
    const [job, links] = await Promise.all([
      db.from('render_jobs').select('id').eq('id', job_id).is('deleted_at', null).maybeSingle(),
      db
        .from('share_links')
        .select('share_id:id, job_id, created_at, expires_at, revoked_at, views')
        .eq('job_id', job_id)
        .order('created_at', { ascending: false })
        .limit(100),
    ]);
    if (job.error) throw fromDatabase(job.error);
    if (!job.data) throw new ApiFailure('job_not_found');
    if (links.error) throw fromDatabase(links.error);
    return c.json(ShareListAnswer.parse({ links: links.data }), 200);
  });

  api.openapi(revoke, async (c) => {
    const { data, error } = await currentUser(c).db.rpc('revoke_share_link', c.req.valid('param'));
    if (error) throw fromDatabase(error);
    return c.json(ShareRevokeAnswer.parse(data), 200);
  });

  api.openapi(open, async (c) => {
    const token = ShareToken.safeParse(c.req.valid('param').token);
    if (!token.success) throw new ApiFailure('share_not_found');
    const { data, error } = await anonymousDb(c).rpc('open_share_link', { token: token.data });
    if (error) throw fromDatabase(error);
    const film = SharedFilm.parse(data);
    const { env } = c.get('deps');
    const holder = sharedClient(env, token.data);
    const sign = (address: string | null): Promise<string | null> => {
      const file = address === null ? null : parseFileUrl(address);
      return file ? signFile(env, holder, file.bucket, file.path) : Promise.resolve(null);
    };
    const [video_url, poster_url, captions_url] = await Promise.all([
      sign(film.video_url),
      sign(film.poster_url),
      sign(film.captions_url),
    ]);
    if (!video_url) throw new ApiFailure('file_not_found');
    c.header('X-Robots-Tag', 'noindex, nofollow');
    c.header('Referrer-Policy', 'no-referrer');
    return c.json(SharedFilm.parse({ ...film, video_url, poster_url, captions_url }), 200);
  });
}
