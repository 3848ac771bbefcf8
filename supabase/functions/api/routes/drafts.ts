/** Drafts are saved on top of the revision they were made from: whoever is behind is told, with what is stored now. */
import { createRoute, z } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import type { Db } from '../../_shared/clients.ts';
import type { Json } from '../../_shared/contract/database.types.ts';
import {
  DRAFT_LIMITS,
  DraftAnswer,
  DraftDeleteAnswer,
  DraftListAnswer,
  DraftSave,
  DraftSaveAnswer,
} from '../../_shared/contract/project-draft.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const params = z.strictObject({ draft_id: z.uuid() });
const SUMMARY = 'draft_id:id, title, revision, created_at, updated_at';
/** Room for the body's limit, the title and the JSON around both. */
const REQUEST_BYTES = DRAFT_LIMITS.bytes + 8192;

const list = createRoute({
  method: 'get',
  path: '/drafts',
  summary: 'Your drafts, the last saved first, without their bodies',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  responses: {
    200: { description: 'The drafts', content: json(DraftListAnswer) },
    ...refusals(...SIGNED_OUT),
  },
});

const read = createRoute({
  method: 'get',
  path: '/drafts/{draft_id}',
  summary: 'One draft',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: { params },
  responses: {
    200: { description: 'The draft', content: json(DraftAnswer) },
    ...refusals('invalid_request', 'draft_not_found', ...SIGNED_OUT),
  },
});

const save = createRoute({
  method: 'put',
  path: '/drafts/{draft_id}',
  summary: 'Save a draft on top of the revision it was made from',
  description:
    'Make up a UUID and send revision 0 for a new draft. `draft_conflict` means that somebody saved in between: ' +
    '`details.current` is what is stored; nothing was overwritten.',
  security: forScope('render'),
  middleware: [signedIn, needs('render'), readJson(REQUEST_BYTES)] as const,
  request: { params, body: { required: true, content: json(DraftSave) } },
  responses: {
    200: { description: 'Saved', content: json(DraftSaveAnswer) },
    ...refusals(
      'invalid_json',
      'invalid_request',
      'draft_not_found',
      'draft_conflict',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/drafts/{draft_id}',
  summary: 'Delete a draft',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: { params },
  responses: {
    200: { description: 'Deleted', content: json(DraftDeleteAnswer) },
    ...refusals('invalid_request', 'draft_not_found', ...SIGNED_OUT),
  },
});

async function find(db: Db, id: string): Promise<z.infer<typeof DraftAnswer> | null> {
  const { data, error } = await db
    .from('project_drafts')
    .select(`${SUMMARY}, body`)
    .eq('id', id)
    .maybeSingle();
  if (error) throw fromDatabase(error);
  return data === null ? null : DraftAnswer.parse(data);
}

export function registerDrafts(api: Api): void {
  api.openapi(list, async (c) => {
    const { data, error } = await currentUser(c)
      .db.from('project_drafts')
      .select(SUMMARY)
      .order('updated_at', { ascending: false })
      .limit(200);
    if (error) throw fromDatabase(error);
    return c.json(DraftListAnswer.parse({ drafts: data }), 200);
  });

  api.openapi(read, async (c) => {
    const draft = await find(currentUser(c).db, c.req.valid('param').draft_id);
    if (!draft) throw new ApiFailure('draft_not_found');
    return c.json(draft, 200);
  });

  api.openapi(save, async (c) => {
    const { db } = currentUser(c);
    const { draft_id } = c.req.valid('param');
    const { revision, title, body } = c.req.valid('json');
    // The schema only knows that the body came out of JSON.
    const stored = body as Record<string, Json>;
    const { data, error } = await db.rpc('save_draft', { draft_id, revision, title, body: stored });
    if (error) {
      const failure = fromDatabase(error);
      const current = failure.code === 'draft_conflict' ? await find(db, draft_id) : null;
      throw current
        ? new ApiFailure(failure.code, failure.message, { details: { current }, cause: error })
        : failure;
    }
    return c.json(DraftSaveAnswer.parse(data), 200);
  });

  api.openapi(remove, async (c) => {
    const { draft_id } = c.req.valid('param');
    const { data, error } = await currentUser(c)
      .db.from('project_drafts')
      .delete()
      .eq('id', draft_id)
      .select('id');
    if (error) throw fromDatabase(error);
    if (data.length === 0) throw new ApiFailure('draft_not_found');
    return c.json({ draft_id, deleted: true } as const, 200);
  });
}
