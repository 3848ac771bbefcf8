/** The function as Deno serves it, on a real stack: what owners, others and integrators meet. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient } from '@supabase/supabase-js';
import { startTestStack, type TestStack } from '../../../local-stack/src/testing.ts';
import {
  Avatar3D,
  GalleryAnswer,
  HealthAnswer,
  JobListAnswer,
  JobView,
  RenderAnswer,
  VoiceAnswer,
} from '../_shared/contract/api.ts';
import { ErrorBody } from '../_shared/contract/errors.ts';
import { wavOf } from './testing.ts';

let stack: TestStack;
let ana: Caller;
let bia: Caller;

interface Caller {
  readonly id: string;
  readonly token: string;
}

async function signUp(name: string): Promise<Caller> {
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { data, error } = await client.auth.signUp({
    email: `${name}@example.com`,
    password: `a long one for ${name}`,
  });
  assert.equal(error, null);
  assert.ok(data.session && data.user);
  return { id: data.user.id, token: data.session.access_token };
}

before(async () => {
  stack = await startTestStack();
  [ana, bia] = await Promise.all([signUp('ana'), signUp('bia')]);
});
after(() => stack.stop());

async function call(
  path: string,
  options: { as?: Caller; body?: unknown; headers?: Record<string, string> } = {},
) {
  const headers = new Headers(options.headers);
  if (options.as) headers.set('authorization', `Bearer ${options.as.token}`);
  const form = options.body instanceof FormData;
  if (options.body !== undefined && !form) headers.set('content-type', 'application/json');
  const response = await fetch(`${stack.url}${path}`, {
    method: options.body === undefined ? 'GET' : 'POST',
    headers,
    redirect: 'manual',
    ...(options.body === undefined
      ? {}
      : { body: form ? (options.body as FormData) : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}

function refused(answer: { status: number; body: unknown }, status: number, code: string): void {
  assert.deepEqual([answer.status, ErrorBody.parse(answer.body).error.code], [status, code]);
}

const RENDER = {
  avatar_id: 'br_corporate_ana',
  script: 'Bom dia a todos.',
  voice_config: { language: 'pt-BR' },
  render_settings: { quality: 'draft', resolution: '320x180' },
};

const render = async (
  as: Caller,
  extra: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) => call('/api/v2/avatars/render', { as, body: { ...RENDER, ...extra }, headers });

async function queued(as: Caller): Promise<RenderAnswer> {
  const answer = await render(as);
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  return RenderAnswer.parse(answer.body);
}

describe('the gallery', () => {
  test('needs no account, on either address', async () => {
    for (const prefix of ['', '/functions/v1']) {
      const { status, body } = await call(`${prefix}/api/v2/avatars/gallery`);
      const { avatars, total } = GalleryAnswer.parse(body);
      assert.equal(status, 200);
      assert.equal(total, avatars.length);
      assert.ok(avatars.some(({ id }) => id === 'br_corporate_ana'));
    }
  });
  test('filters', async () => {
    const { avatars } = GalleryAnswer.parse(
      (await call('/api/v2/avatars/gallery?category=safety&gender=male')).body,
    );
    assert.ok(avatars.length > 0);
    for (const avatar of avatars) assert.deepEqual([avatar.category, avatar.gender], ['safety', 'male']);
    const none = GalleryAnswer.parse(
      (await call('/api/v2/avatars/gallery?category=safety&gender=unisex&age=senior&quality=standard')).body,
    );
    assert.equal(none.total, none.avatars.length);
  });
  test('revalidates by ETag', async () => {
    const first = await call('/api/v2/avatars/gallery/br_safety_carlos');
    assert.equal(Avatar3D.parse(first.body).name, 'Carlos Silva - Segurança');
    const again = await call('/api/v2/avatars/gallery/br_safety_carlos', {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });
    assert.deepEqual([again.status, again.body], [304, null]);
  });
  test('an unknown avatar', async () =>
    refused(await call('/api/v2/avatars/gallery/nobody'), 404, 'avatar_not_found'));
});

describe('a render', () => {
  test('is queued with its four stages, and listed', async () => {
    const { job_id: id, estimated_time: estimate } = await queued(ana);
    assert.ok(estimate > 0);
    const job = JobView.parse((await call(`/api/v2/avatars/render/status/${id}`, { as: ana })).body);
    assert.deepEqual([job.status, job.progress, job.video_url, job.error], ['queued', 0, null, null]);
    assert.deepEqual(
      job.stages.map(({ stage_name }) => stage_name),
      ['tts', 'audio2face', 'ue5', 'compositing'],
    );
    const { jobs } = JobListAnswer.parse((await call('/api/v2/avatars/render?limit=100', { as: ana })).body);
    assert.ok(jobs.some(({ job_id }) => job_id === id));
  });

  test('is paged newest first', async () => {
    await queued(ana);
    await queued(ana);
    const first = JobListAnswer.parse((await call('/api/v2/avatars/render?limit=1', { as: ana })).body);
    assert.ok(first.next_before);
    const next = JobListAnswer.parse(
      (
        await call(`/api/v2/avatars/render?limit=1&before=${encodeURIComponent(first.next_before)}`, {
          as: ana,
        })
      ).body,
    );
    assert.notEqual(next.jobs[0]?.job_id, first.jobs[0]?.job_id);
    assert.ok((next.jobs[0]?.created_at ?? '') < (first.jobs[0]?.created_at ?? ''));
  });

  test('is found by words of its title, and pages of what is found go on behind a job', async () => {
    const cleo = await signUp('cleo');
    const list = async (query: string) =>
      JobListAnswer.parse((await call(`/api/v2/avatars/render?${query}`, { as: cleo })).body);
    for (const title of ['Ética 10', 'ética 9', 'Bem-vindos']) {
      const body = { ...RENDER, title };
      assert.equal((await call('/api/v2/avatars/render', { as: cleo, body })).status, 202);
    }
    const titlesOf = ({ jobs }: JobListAnswer) => jobs.map(({ title }) => title);
    const found = await list('q=ETICA&sort=title');
    assert.deepEqual(titlesOf(found), ['ética 9', 'Ética 10']);
    assert.deepEqual([found.search?.total, found.search?.next_after, found.next_before], [2, null, null]);
    assert.deepEqual(
      found.search?.cast.map(({ avatar_id, jobs }) => [avatar_id, jobs]),
      [['br_corporate_ana', 3]],
    );
    const first = await list('sort=title&limit=2');
    const next = await list(`sort=title&limit=2&after=${first.search?.next_after}`);
    assert.deepEqual([...titlesOf(first), ...titlesOf(next)], ['Bem-vindos', 'ética 9', 'Ética 10']);
    assert.equal(next.search?.next_after, null);
    assert.equal((await list('limit=1')).search, null);
    const { next_before } = await list('limit=1');
    refused(
      await call(`/api/v2/avatars/render?q=a&before=${encodeURIComponent(next_before ?? '')}`, { as: cleo }),
      400,
      'invalid_request',
    );
    refused(await call('/api/v2/avatars/render?sort=best', { as: cleo }), 400, 'invalid_request');
  });

  test('is nobody else’s to see or cancel', async () => {
    const { job_id: id } = await queued(ana);
    refused(await call(`/api/v2/avatars/render/status/${id}`, { as: bia }), 404, 'job_not_found');
    refused(await call(`/api/v2/avatars/render/${id}/cancel`, { as: bia, body: {} }), 404, 'job_not_found');
    refused(await call(`/api/v2/avatars/render/status/${id}`), 401, 'token_missing');
    const { jobs } = JobListAnswer.parse((await call('/api/v2/avatars/render', { as: bia })).body);
    assert.ok(!jobs.some(({ job_id }) => job_id === id));
  });

  test('can be cancelled, and again without harm', async () => {
    const { job_id: id } = await queued(ana);
    const path = `/api/v2/avatars/render/${id}/cancel`;
    assert.deepEqual((await call(path, { as: ana, body: {} })).body, { job_id: id, status: 'cancelled' });
    assert.equal((await call(path, { as: ana, body: {} })).status, 200);
    const job = JobView.parse((await call(`/api/v2/avatars/render/status/${id}`, { as: ana })).body);
    assert.equal(job.status, 'cancelled');
  });

  test('with an idempotency key happens once', async () => {
    const headers = { 'idempotency-key': 'one' };
    const answers = await Promise.all([
      render(bia, {}, headers),
      render(bia, {}, headers),
      render(bia, {}, headers),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [202, 202, 202],
    );
    assert.equal(new Set(answers.map(({ body }) => RenderAnswer.parse(body).job_id)).size, 1);
    refused(await render(bia, { script: 'Outro texto.' }, headers), 409, 'idempotency_conflict');
  });

  test('of an unknown avatar, project or voice is refused with its own code', async () => {
    const stranger = '00000000-0000-4000-8000-00000000dead';
    refused(await render(ana, { avatar_id: 'nobody' }), 404, 'avatar_not_found');
    refused(await render(ana, { project_id: stranger }), 404, 'project_not_found');
    refused(
      await render(ana, { voice_config: { language: 'pt-BR', clone_id: stranger } }),
      404,
      'voice_not_found',
    );
    const { project_id: project } = await queued(bia);
    refused(await render(ana, { project_id: project }), 404, 'project_not_found');
  });
});

describe('a job inserted through PostgREST', () => {
  const rest = (path: string, as: Caller, body: unknown) =>
    call(`/rest/v1/${path}`, {
      as,
      body,
      headers: { apikey: stack.keys.publishable, prefer: 'return=representation' },
    });

  test('is queued exactly once, and nothing but its project can be set', async () => {
    const project = await rest('avatar_projects', ana, {
      avatar_id: RENDER.avatar_id,
      title: 'Por PostgREST',
      script: RENDER.script,
      voice_config: RENDER.voice_config,
      render_settings: RENDER.render_settings,
    });
    assert.equal(project.status, 201, JSON.stringify(project.body));
    const [{ id: projectId }] = project.body as [{ id: string }];
    const forged = await rest('render_jobs', ana, {
      project_id: projectId,
      status: 'completed',
      video_url: '/x',
    });
    assert.equal(forged.status, 403, JSON.stringify(forged.body));
    const job = await rest('render_jobs', ana, { project_id: projectId });
    assert.equal(job.status, 201, JSON.stringify(job.body));
    const [{ id }] = job.body as [{ id: string }];
    assert.equal(
      JobView.parse((await call(`/api/v2/avatars/render/status/${id}`, { as: ana })).body).title,
      'Por PostgREST',
    );
    const { rows } = await stack.sql(
      'select count(*)::int as n from pgmq.q_render_tts q join public.render_tasks t on t.id = (q.message ->> $1)::uuid where t.job_id = $2',
      ['task_id', id],
    );
    assert.deepEqual(rows, [{ n: 1 }]);
    const others = await rest('render_jobs', bia, { project_id: projectId });
    assert.ok([403, 404].includes(others.status), JSON.stringify(others.body));
  });
});

describe('a voice', () => {
  const form = (): FormData => {
    const data = new FormData();
    data.set('name', 'Minha voz');
    data.set('language', 'pt-BR');
    data.set('audio_file', new Blob([wavOf(31)], { type: 'audio/wav' }), 'voz.wav');
    return data;
  };
  test('is stored, queued for training, and its owner’s alone', async () => {
    const answer = await call('/api/v2/voice-cloning/create', { as: ana, body: form() });
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    const voice = VoiceAnswer.parse(answer.body);
    assert.deepEqual([voice.status, voice.training_progress], ['training', 0]);
    const seen = (await call(`/api/v2/voice-cloning/${voice.voice_id}`, { as: ana })).body;
    assert.deepEqual(VoiceAnswer.parse(seen), voice);
    refused(await call(`/api/v2/voice-cloning/${voice.voice_id}`, { as: bia }), 404, 'voice_not_found');
    const sample = `/api/v2/files/voice-samples/${ana.id}/${voice.voice_id}/sample.wav`;
    refused(await call(sample, { as: bia }), 404, 'file_not_found');
    refused(await call(sample), 401, 'token_missing');
    const redirect = await fetch(stack.url + sample, {
      headers: { authorization: `Bearer ${ana.token}` },
      redirect: 'manual',
    });
    assert.equal(redirect.status, 302);
    const file = await fetch(redirect.headers.get('location') ?? '');
    assert.equal((await file.arrayBuffer()).byteLength, wavOf(31).byteLength);
    const { rows } = await stack.sql('select count(*)::int as n from pgmq.q_voice_training');
    assert.deepEqual(rows, [{ n: 1 }]);
  });
});

test('health tells that nobody renders', async () => {
  const health = HealthAnswer.parse((await call('/api/v2/health')).body);
  assert.deepEqual([health.status, health.database, health.agents_online], ['degraded', true, 0]);
});
