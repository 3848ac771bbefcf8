/** What may learn a voice here, and what was done with one since. */
import { createRoute } from '@hono/zod-openapi';
import { currentUser, signedIn } from '../../_shared/app-env.ts';
import type { Db } from '../../_shared/clients.ts';
import { Language } from '../../_shared/contract/job.ts';
import {
  CloneEngine,
  SPOKEN_STATEMENTS,
  VoiceEnginesAnswer,
  VoiceParams,
  VoiceUsesAnswer,
} from '../../_shared/contract/voice.ts';
import { ApiFailure, fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { FOR_USERS, refusals, SIGNED_OUT } from './describe.ts';

const MOST_USES = 500;

const engines = createRoute({
  method: 'get',
  path: '/voice-cloning/engines',
  summary: 'What can learn a voice here: values of clone_engine, and what each wants to hear',
  description:
    'Engines of agents heard of within half an hour. `statement` is what the speaker must read aloud, word for word, ' +
    'with their own name for `{name}`; it is sent as `consent_audio` when the voice is registered.',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  responses: {
    200: { description: 'The engines', content: { 'application/json': { schema: VoiceEnginesAnswer } } },
    ...refusals(...SIGNED_OUT),
  },
});

const uses = createRoute({
  method: 'get',
  path: '/voice-cloning/{voice_id}/uses',
  summary: 'Who spoke with a voice, and who was given its recordings, newest first',
  description: 'Kept as long as the account, also of voices that were deleted since. 500 lines at most.',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  request: { params: VoiceParams },
  responses: {
    200: { description: 'The uses', content: { 'application/json': { schema: VoiceUsesAnswer } } },
    ...refusals('invalid_request', 'voice_not_found', ...SIGNED_OUT),
  },
});

const Engine = CloneEngine.exclude(['auto']);

function statementOf(words: string | null, company: string | null): Record<Language, string> | null {
  if (words !== 'azure' || company === null) return null;
  const texts = SPOKEN_STATEMENTS[words];
  const named = Language.options.map((language) => [
    language,
    texts[language].replace('{company}', () => company),
  ]);
  return Object.fromEntries(named) as Record<Language, string>;
}

/** A voice that was deleted has no row, only what was done with it. */
async function isOwn(db: Db, id: string): Promise<boolean> {
  const { data, error } = await db.from('voice_clones').select('id').eq('id', id).maybeSingle();
  if (error) throw fromDatabase(error);
  return data !== null;
}

export function registerVoiceUses(api: Api): void {
  api.openapi(engines, async (c) => {
    const { db } = currentUser(c);
    const { data, error } = await db.rpc('list_voice_engines');
    if (error) throw fromDatabase(error);
    const answer = data.flatMap(({ engine, online, statement, company }) => {
      const known = Engine.safeParse(engine);
      if (!known.success) return [];
      const kind = known.data === 'espeak' ? 'profile' : 'clone';
      return [{ engine: known.data, kind, online, statement: statementOf(statement, company) }];
    });
    return c.json(VoiceEnginesAnswer.parse({ engines: answer }), 200);
  });

  api.openapi(uses, async (c) => {
    const { db } = currentUser(c);
    const { voice_id: id } = c.req.valid('param');
    const { data, error } = await db
      .from('voice_uses')
      .select('kind, actor, actor_name, job_id, created_at')
      .eq('voice_id', id)
      .order('id', { ascending: false })
      .limit(MOST_USES);
    if (error) throw fromDatabase(error);
    if (data.length === 0 && !(await isOwn(db, id))) throw new ApiFailure('voice_not_found');
    return c.json(VoiceUsesAnswer.parse({ uses: data }), 200);
  });
}
