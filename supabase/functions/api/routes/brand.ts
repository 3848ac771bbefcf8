import { createRoute } from '@hono/zod-openapi';
import { type AppContext, currentUser, needs, signedIn } from '../../_shared/app-env.ts';
import { LIMITS } from '../../_shared/contract/job.ts';
import { BrandKit, BrandKitAnswer, EMPTY_BRAND } from '../../_shared/contract/preferences.ts';
import { fromDatabase } from '../../_shared/failure.ts';
import type { Api } from '../app.ts';
import { readJson } from './body.ts';
import { FOR_USERS, forScope, refusals, SIGNED_OUT } from './describe.ts';
import { signFile } from './signing.ts';

const answer = (description: string) => ({
  description,
  content: { 'application/json': { schema: BrandKitAnswer } },
});
const COLUMNS = 'logo_path, colours, font, background';

const read = createRoute({
  method: 'get',
  path: '/brand',
  summary: 'Your brand kit: logo, colours, font and background',
  security: FOR_USERS,
  middleware: [signedIn] as const,
  responses: { 200: answer('The kit; empty until it was set'), ...refusals(...SIGNED_OUT) },
});

const write = createRoute({
  method: 'put',
  path: '/brand',
  summary: 'Set your brand kit',
  description: 'Store the logo first with POST /uploads, kind `logo`, and send the path it answered.',
  security: forScope('account'),
  middleware: [signedIn, needs('account'), readJson(LIMITS.bodyBytes)] as const,
  request: { body: { required: true, content: { 'application/json': { schema: BrandKit } } } },
  responses: {
    200: answer('As it is stored'),
    ...refusals(
      'invalid_json',
      'invalid_request',
      'payload_too_large',
      'unsupported_media_type',
      ...SIGNED_OUT,
    ),
  },
});

async function toAnswer(c: AppContext, row: unknown): Promise<BrandKitAnswer> {
  const brand = BrandKit.parse(row);
  const { env } = c.get('deps');
  const { db } = currentUser(c);
  return { brand, logo_url: brand.logo_path ? await signFile(env, db, 'uploads', brand.logo_path) : null };
}

export function registerBrand(api: Api): void {
  api.openapi(read, async (c) => {
    const { data, error } = await currentUser(c).db.from('brand_kits').select(COLUMNS).maybeSingle();
    if (error) throw fromDatabase(error);
    return c.json(await toAnswer(c, data ?? EMPTY_BRAND), 200);
  });

  api.openapi(write, async (c) => {
    const { db, user } = currentUser(c);
    const { data, error } = await db
      .from('brand_kits')
      .upsert({ user_id: user.id, ...c.req.valid('json') })
      .select(COLUMNS)
      .single();
    if (error) throw fromDatabase(error);
    return c.json(await toAnswer(c, data), 200);
  });
}
