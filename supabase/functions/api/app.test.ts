import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ErrorBody } from '../_shared/contract/errors.ts';
import { LIMITS } from '../_shared/contract/job.ts';
import { createTestApi, type TestApi, wavOf } from './testing.ts';

let api: TestApi;
before(async () => {
  api = await createTestApi();
});

const RENDER = {
  avatar_id: 'br_corporate_ana',
  script: 'Olá.',
  voice_config: { language: 'pt-BR' },
  render_settings: {},
};

async function call(path: string, init: RequestInit & { duplex?: 'half' } = {}, token?: string) {
  const headers = new Headers(init.headers);
  if (token) headers.set('authorization', `Bearer ${token}`);
  const response = await api.app.request(`/api/v2${path}`, { ...init, headers });
  const body: unknown = await response.json();
  return { status: response.status, headers: response.headers, body };
}

/** Asserts the one error shape, and that its status and code are these. */
function refused(
  answer: { status: number; body: unknown; headers: Headers },
  status: number,
  code: string,
  words?: RegExp,
): void {
  const { error } = ErrorBody.parse(answer.body);
  assert.deepEqual([answer.status, error.code], [status, code]);
  assert.equal(error.request_id, answer.headers.get('x-request-id'));
  if (words) assert.match(error.message, words);
}

const post = (body: unknown, token: string, path = '/avatars/render') =>
  call(
    path,
    {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    },
    token,
  );

describe('tokens', () => {
  const path = '/avatars/render';
  test('none, and the publishable key as bearer, ask to sign in', async () => {
    refused(await call(path), 401, 'token_missing', /Sign in/);
    refused(await call(path, {}, 'sb_publishable_test'), 401, 'token_missing');
  });
  test('expired', async () =>
    refused(
      await call(path, {}, await api.token({ expires: '5 minutes ago' })),
      401,
      'token_expired',
      /Refresh/,
    ));
  test('signed by another key', async () =>
    refused(await call(path, {}, await api.forged()), 401, 'token_invalid'));
  test('for another audience', async () =>
    refused(await call(path, {}, await api.token({ audience: 'anon' })), 401, 'token_invalid'));
  test('of another project', async () =>
    refused(
      await call(path, {}, await api.token({ issuer: 'https://example.com/auth/v1' })),
      401,
      'token_invalid',
    ));
  test('unsigned, and HS256', async () => {
    const [, payload] = (await api.token()).split('.');
    const header = (alg: string) => Buffer.from(JSON.stringify({ alg, kid: 'own' })).toString('base64url');
    refused(await call(path, {}, `${header('none')}.${payload}.`), 401, 'token_invalid');
    refused(await call(path, {}, `${header('HS256')}.${payload}.AAAA`), 401, 'token_invalid');
  });
  test('an agent is no user', async () =>
    refused(await call(path, {}, await api.token({ role: 'gpu_agent' })), 403, 'forbidden'));
  test('are looked at before the body', async () => {
    const answer = await call(path, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    refused(answer, 401, 'token_missing');
  });
});

describe('bodies', () => {
  const cases: [name: string, body: unknown, status: number, code: string, words?: RegExp][] = [
    ['broken JSON', '{"a":', 400, 'invalid_json', /JSON/],
    ['a list', [], 400, 'invalid_request'],
    ['missing fields', {}, 400, 'invalid_request', /avatar_id.*script.*voice_config/],
    ['an empty script', { ...RENDER, script: ' \n ' }, 400, 'script_empty', /word/],
    [
      '100,000 characters',
      { ...RENDER, script: 'a'.repeat(100_000) },
      400,
      'script_too_long',
      /100000.*30000/,
    ],
    [
      'a tag that does not exist',
      { ...RENDER, script: 'Olá <b>mundo</b>' },
      400,
      'invalid_ssml',
      /column 5.*<b>/,
    ],
    ['a tag left open', { ...RENDER, script: 'Olá <emphasis>mundo' }, 400, 'invalid_ssml', /never closed/],
    [
      'markup of another language',
      { ...RENDER, script: '<speak xml:lang="en-US">Hello.</speak>' },
      400,
      'invalid_ssml',
      /in en-US, the voice is to speak pt-BR/,
    ],
    ['tags without a word', { ...RENDER, script: '<speak> <break/></speak>' }, 400, 'script_empty', /word/],
    ['a number as script', { ...RENDER, script: 7 }, 400, 'invalid_request', /script/],
    [
      'an unknown language',
      { ...RENDER, voice_config: { language: 'fr-FR' } },
      400,
      'language_unsupported',
      /pt-BR/,
    ],
    ['an unknown key', { ...RENDER, colour: 'red' }, 400, 'invalid_request', /colour/],
    ['an unknown key inside', { ...RENDER, render_settings: { fsp: 25 } }, 400, 'invalid_request', /fsp/],
    [
      'an odd resolution',
      { ...RENDER, render_settings: { resolution: '1281x720' } },
      400,
      'resolution_unsupported',
      /even/,
    ],
    [
      'a picture beyond its quality',
      { ...RENDER, render_settings: { resolution: '2160x3840', quality: 'premium' } },
      400,
      'resolution_unsupported',
      /premium draws up to 2560x1440/,
    ],
    [
      'an oversize body',
      { ...RENDER, title: 'a'.repeat(LIMITS.bodyBytes) },
      413,
      'payload_too_large',
      /256 kB/,
    ],
  ];
  for (const [name, body, status, code, words] of cases) {
    test(name, async () => refused(await post(body, await api.token()), status, code, words));
  }
  test('an oversize body that does not say its length', async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent <= LIMITS.bodyBytes; sent += 1024)
          controller.enqueue(new Uint8Array(1024).fill(32));
        controller.close();
      },
    });
    const init = {
      method: 'POST',
      body,
      duplex: 'half' as const,
      headers: { 'content-type': 'application/json' },
    };
    refused(await call('/avatars/render', init, await api.token()), 413, 'payload_too_large');
  });
  test('another content type', async () => {
    const answer = await call(
      '/avatars/render',
      { method: 'POST', body: 'a=1', headers: { 'content-type': 'text/plain' } },
      await api.token(),
    );
    refused(answer, 415, 'unsupported_media_type', /application\/json/);
  });
});

describe('samples', () => {
  const form = (
    file: Blob | string,
    fields: Record<string, string> = { name: 'Minha voz', language: 'pt-BR' },
  ): FormData => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    if (typeof file === 'string') data.set('audio_file', file);
    else data.set('audio_file', file, 'sample.wav');
    return data;
  };
  const send = async (body: FormData) =>
    call('/voice-cloning/create', { method: 'POST', body }, await api.token());
  test('text is no recording', async () =>
    refused(await send(form(new Blob(['hello']))), 422, 'audio_invalid', /WAV nor an MP3/));
  test('a field is no file', async () =>
    refused(await send(form('hello')), 422, 'audio_invalid', /audio_file/));
  test('two seconds are too short', async () =>
    refused(await send(form(new Blob([wavOf(2)]))), 422, 'audio_invalid', /2\.0 s.*30 s/));
  test('an unknown field', async () => {
    refused(
      await send(form(new Blob([wavOf(31)]), { name: 'x', language: 'pt-BR', lang: 'x' })),
      400,
      'invalid_request',
      /lang/,
    );
  });
  test('an unknown language', async () => {
    refused(
      await send(form(new Blob([wavOf(31)]), { name: 'x', language: 'xx' })),
      400,
      'language_unsupported',
    );
  });
});

describe('paths', () => {
  test('unknown', async () => refused(await call('/nothing'), 404, 'not_found', /openapi\.json/));
  test('another method says which are allowed', async () => {
    const answer = await call('/avatars/render', { method: 'DELETE' });
    refused(answer, 405, 'method_not_allowed');
    assert.equal(answer.headers.get('allow'), 'POST, GET');
  });
  test('a job id that is none', async () =>
    refused(await call('/avatars/render/status/7', {}, await api.token()), 400, 'invalid_request', /job_id/));
  test('an unknown filter', async () =>
    refused(await call('/avatars/gallery?category=legal'), 400, 'invalid_request', /business/));
  test('both prefixes lead to the same place', async () => {
    const response = await api.app.request('/functions/v1/api/v2/openapi.json');
    assert.equal(response.status, 200);
  });
});

test('a database that is away is unavailable, and its words stay in the log', async () => {
  const answer = await call('/avatars/gallery');
  refused(answer, 503, 'unavailable');
  assert.doesNotMatch(JSON.stringify(answer.body), /fetch|127\.0\.0\.1/);
  assert.ok(api.logs.some(({ level }) => level === 'error'));
});

test('the document names every route, and each response has a schema', async () => {
  const { body } = await call('/openapi.json');
  const document = body as { openapi: string; paths: Record<string, Record<string, { responses: object }>> };
  assert.match(document.openapi, /^3\.1/);
  assert.deepEqual(Object.keys(document.paths).sort(), [
    '/api/v2/account',
    '/api/v2/account/deletion',
    '/api/v2/account/export',
    '/api/v2/avatars/custom',
    '/api/v2/avatars/custom/{avatar_id}',
    '/api/v2/avatars/custom/{avatar_id}/poster',
    '/api/v2/avatars/gallery',
    '/api/v2/avatars/gallery/{avatar_id}',
    '/api/v2/avatars/import',
    '/api/v2/avatars/render',
    '/api/v2/avatars/render/status/{job_id}',
    '/api/v2/avatars/render/{job_id}',
    '/api/v2/avatars/render/{job_id}/cancel',
    '/api/v2/avatars/render/{job_id}/request',
    '/api/v2/avatars/render/{job_id}/restore',
    '/api/v2/avatars/render/{job_id}/retry',
    '/api/v2/avatars/render/{job_id}/share',
    '/api/v2/brand',
    '/api/v2/defaults',
    '/api/v2/drafts',
    '/api/v2/drafts/{draft_id}',
    '/api/v2/favourites',
    '/api/v2/favourites/{avatar_id}',
    '/api/v2/files/{bucket}/{path}',
    '/api/v2/health',
    '/api/v2/lexicon',
    '/api/v2/share-links/{share_id}',
    '/api/v2/share/{token}',
    '/api/v2/speech/preview',
    '/api/v2/speech/preview/{preview_id}',
    '/api/v2/tokens',
    '/api/v2/tokens/exchange',
    '/api/v2/tokens/{token_id}',
    '/api/v2/uploads',
    '/api/v2/usage',
    '/api/v2/voice-cloning',
    '/api/v2/voice-cloning/create',
    '/api/v2/voice-cloning/engines',
    '/api/v2/voice-cloning/{voice_id}',
    '/api/v2/voice-cloning/{voice_id}/consent',
    '/api/v2/voice-cloning/{voice_id}/uses',
    '/api/v2/webhooks',
    '/api/v2/webhooks/{webhook_id}',
    '/api/v2/webhooks/{webhook_id}/deliveries',
    '/api/v2/webhooks/{webhook_id}/deliveries/{delivery_id}/replay',
    '/api/v2/webhooks/{webhook_id}/rotate',
    '/api/v2/webhooks/{webhook_id}/test',
  ]);
});
