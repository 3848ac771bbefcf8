/** A person's own pronunciations: every job queued afterwards, whatever its engine, speaks with them. */
import { createRoute } from '@hono/zod-openapi';
import { currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import {
  graphemeKey,
  LexiconAnswer,
  LexiconDelete,
  LexiconDeleteAnswer,
  LexiconPut,
  LexiconQuery,
} from '../../_shared/contract/lexicon.ts';
import { fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';

const COLUMNS = 'language, grapheme, say, updated_at';
const answer = (description: string) => ({
  description,
  content: { 'application/json': { schema: LexiconAnswer } },
});

const list = createRoute({
  method: 'get',
  path: '/lexicon',
  summary: 'Your pronunciations, in order of their graphemes',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: { query: LexiconQuery },
  responses: { 200: answer('The entries'), ...refusals('invalid_request', ...SIGNED_OUT) },
});

const put = createRoute({
  method: 'put',
  path: '/lexicon',
  summary: 'Add pronunciations, or replace those of the same graphemes',
  description:
    'A grapheme is a word or a few as scripts write them, whatever the case; `say` is how they would be written to be ' +
    'read right. A job copies the entries of its language when it is queued, so that every attempt of it speaks alike; ' +
    'entries of its own `voice_config.lexicon` win. At most 500 a language.',
  security: forScope('render'),
  middleware: [signedIn, needs('render'), readJson(LIMITS.bodyBytes)] as const,
  request: { body: { required: true, content: { 'application/json': { schema: LexiconPut } } } },
  responses: {
    200: answer('The entries as they are stored'),
    ...refusals(
      'invalid_json',
      'invalid_request',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/lexicon',
  summary: 'Delete one pronunciation',
  security: forScope('render'),
  middleware: [signedIn, needs('render')] as const,
  request: { query: LexiconDelete },
  responses: {
    200: {
      description: 'Whether there was one',
      content: { 'application/json': { schema: LexiconDeleteAnswer } },
    },
    ...refusals('invalid_request', ...SIGNED_OUT),
  },
});

export function registerLexicon(api: Api): void {
  api.openapi(list, async (c) => {
    const { db } = currentUser(c);
    const { language } = c.req.valid('query');
    const query = db.from('pronunciations').select(COLUMNS).order('language').order('key').limit(1500);
    const { data, error } = await (language ? query.eq('language', language) : query);
    if (error) throw fromDatabase(error);
    return c.json(LexiconAnswer.parse({ entries: data }), 200);
  });

  api.openapi(put, async (c) => {
    const { db } = currentUser(c);
    // One statement may touch a row once: of two entries for the same grapheme the later is kept.
    const entries = new Map(
      c.req.valid('json').entries.map((entry) => [`${entry.language} ${graphemeKey(entry.grapheme)}`, entry]),
    );
    const { data, error } = await db
      .from('pronunciations')
      .upsert([...entries.values()], { onConflict: 'user_id,language,key' })
      .select(COLUMNS);
    if (error) throw fromDatabase(error);
    return c.json(LexiconAnswer.parse({ entries: data }), 200);
  });

  api.openapi(remove, async (c) => {
    const { db } = currentUser(c);
    const { language, grapheme } = c.req.valid('query');
    const { data, error } = await db
      .from('pronunciations')
      .delete()
      .eq('language', language)
      .eq('key', graphemeKey(grapheme))
      .select('id');
    if (error) throw fromDatabase(error);
    return c.json(LexiconDeleteAnswer.parse({ deleted: data.length > 0 }), 200);
  });
}
