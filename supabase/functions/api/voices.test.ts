/** Voices, their consents and pronunciations as the served function answers them, on a real stack. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { enrollAgent } from '../../../gpu-agent/src/enroll.ts';
import { startTestStack, type TestStack } from '../../../local-stack/src/testing.ts';
import { VoiceAnswer } from '../_shared/contract/api.ts';
import { CURRENT_CONSENT, consentStatement } from '../_shared/contract/consent.ts';
import { ErrorBody } from '../_shared/contract/errors.ts';
import { ClaimedTask } from '../_shared/contract/job.ts';
import { LexiconAnswer, LexiconDeleteAnswer } from '../_shared/contract/lexicon.ts';
import { ConsentRevokeAnswer, VoiceListAnswer, VoiceView } from '../_shared/contract/voice.ts';
import { wavOf } from './testing.ts';

let stack: TestStack;
let agent: SupabaseClient;
let ana: string;
let anaId: string;
let bia: string;

function clientOf(): SupabaseClient {
  return createClient(stack.url, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
}

async function signUp(name: string): Promise<{ token: string; id: string }> {
  const { data } = await clientOf().auth.signUp({
    email: `${name}@example.com`,
    password: `a long one for ${name}`,
  });
  assert.ok(data.session && data.user);
  return { token: data.session.access_token, id: data.user.id };
}

before(async () => {
  stack = await startTestStack();
  ({ token: ana, id: anaId } = await signUp('ana'));
  ({ token: bia } = await signUp('bia'));
  const { publishable, secret } = stack.keys;
  const account = await enrollAgent({
    url: stack.url,
    publishableKey: publishable,
    secretKey: secret,
    name: 'one',
  });
  agent = clientOf();
  const { error } = await agent.auth.signInWithPassword({
    email: account.SEMBLANTE_AGENT_EMAIL,
    password: account.SEMBLANTE_AGENT_PASSWORD,
  });
  assert.equal(error, null);
});
after(() => stack.stop());

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function call(method: string, path: string, token: string, body?: unknown): Promise<Answer> {
  const headers = new Headers({ authorization: `Bearer ${token}` });
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers.set('content-type', 'application/json');
  const response = await fetch(`${stack.url}/api/v2${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

function refused(answer: Answer, status: number, code: string, words?: RegExp): void {
  const { error } = ErrorBody.parse(answer.body);
  assert.deepEqual([answer.status, error.code], [status, code], error.message);
  if (words) assert.match(error.message, words);
}

function form(fields: Readonly<Record<string, string | Blob>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.set(name, value);
    else data.set(name, value, 'file.bin');
  }
  return data;
}

const wav = (seconds: number) => new Blob([wavOf(seconds)]);
const voiceForm = (extra: Readonly<Record<string, string | Blob>> = {}) =>
  form({ name: 'Minha voz', language: 'pt-BR', audio_file: wav(31), ...extra });
const CONSENT = { consent_name: 'Ana Paula', consent_statement_version: CURRENT_CONSENT };

async function create(extra: Readonly<Record<string, string | Blob>> = {}): Promise<string> {
  const answer = await call('POST', '/voice-cloning/create', ana, voiceForm(extra));
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  return VoiceAnswer.parse(answer.body).voice_id;
}

async function view(id: string): Promise<VoiceView> {
  const answer = await call('GET', `/voice-cloning/${id}`, ana);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return VoiceView.parse(answer.body);
}

/** What an agent leaves of a recording it has accepted. */
async function learn(id: string, profile: Record<string, unknown>, engine = 'espeak'): Promise<void> {
  const { data } = await agent.rpc('claim_task', {
    stages: ['voice_training'],
    engines: ['tts:espeak'],
    lease_seconds: 30,
  });
  const task = ClaimedTask.parse(data);
  assert.equal(task.voice?.id, id);
  const { error } = await agent.rpc('complete_task', {
    lease_id: task.lease_id,
    artifact: { engine, profile },
    report: { wall_s: 1, engine: { name: engine, version: '1' } },
  });
  assert.equal(error, null);
}

const stored = async (voice: string): Promise<string[]> =>
  (
    await stack.sql<{ name: string }>(
      `select name from storage.objects where bucket_id = 'voice-samples' and name like $1 order by name`,
      [`%/${voice}/%`],
    )
  ).rows.map(
    ({ name }) =>
      name
        .split('/')
        .at(-1)
        ?.replace(/[0-9a-f]{8}-.*\./, 'x.') ?? '',
  );

const render = (voice: string, token = ana) =>
  call('POST', '/avatars/render', token, {
    avatar_id: 'br_corporate_ana',
    script: 'Bom dia.',
    voice_config: { language: 'pt-BR', clone_id: voice },
    render_settings: {},
  });

describe('a voice', () => {
  test('without a consent is learnt and cannot speak, until one is given', async () => {
    const id = await create();
    await learn(id, { f0: 200, sample: { speech_s: 28 }, warnings: ['noisy'] });
    const ready = await view(id);
    assert.deepEqual(
      [ready.status, ready.usable, ready.consent, ready.kind, ready.sample, ready.warnings],
      ['ready', false, null, 'profile', { speech_s: 28 }, ['noisy']],
    );
    refused(await render(id), 409, 'voice_consent_missing', /consent/);
    const given = await call('POST', `/voice-cloning/${id}/consent`, ana, form(CONSENT));
    assert.equal(given.status, 201, JSON.stringify(given.body));
    const { consent, usable } = VoiceView.parse(given.body);
    assert.equal(usable, true);
    assert.equal(
      consent?.statement,
      consentStatement({ version: CURRENT_CONSENT, language: 'pt-BR', relation: 'self', name: 'Ana Paula' }),
    );
    assert.deepEqual([consent.recorded, consent.revoked_at], [false, null]);
    assert.equal((await render(id)).status, 202);
    refused(
      await call('POST', `/voice-cloning/${id}/consent`, ana, form(CONSENT)),
      409,
      'voice_consent_exists',
    );

    const revoked = await call('DELETE', `/voice-cloning/${id}/consent`, ana);
    assert.equal(ConsentRevokeAnswer.parse(revoked.body).cancelled_jobs, 1);
    refused(await render(id), 409, 'voice_consent_missing');
    assert.equal((await view(id)).usable, false);
  });

  test('takes its consent in the same request, spoken in another language and for somebody else', async () => {
    const id = await create({
      ...CONSENT,
      consent_relation: 'authorised',
      consent_speaker: 'Rita Melo',
      consent_language: 'en-US',
      consent_audio: wav(3),
    });
    const { consent, usable } = await view(id);
    assert.deepEqual(
      [consent?.relation, consent?.speaker, consent?.language, consent?.recorded, usable],
      ['authorised', 'Rita Melo', 'en-US', true, false],
    );
    assert.match(consent?.statement ?? '', /^I, Ana Paula, declare .* permission of Rita Melo,/);
    assert.deepEqual(await stored(id), ['consent-x.wav', 'sample.wav']);
    await learn(id, {});
    assert.equal((await view(id)).usable, true);
  });

  test('whose consent is not whole is refused, and nothing of it is kept', async () => {
    const before = await stack.sql('select name from storage.objects order by 1');
    for (const [extra, words] of [
      [{ consent_name: 'Ana Paula' }, /consent_statement_version/],
      [{ consent_statement_version: CURRENT_CONSENT }, /consent_name/],
      [{ ...CONSENT, consent_statement_version: '1999-01' }, /consent_statement_version/],
      [{ ...CONSENT, consent_relation: 'authorised' }, /consent_speaker/],
      [{ ...CONSENT, consent_speaker: 'Rita Melo' }, /consent_speaker/],
      [{ consent_audio: wav(3) }, /consent_name/],
      [{ ...CONSENT, consent_surprise: 'x' }, /consent_surprise/],
    ] as const) {
      refused(
        await call('POST', '/voice-cloning/create', ana, voiceForm(extra)),
        400,
        'invalid_request',
        words,
      );
    }
    const short = voiceForm({ ...CONSENT, consent_audio: wav(1) });
    refused(await call('POST', '/voice-cloning/create', ana, short), 422, 'audio_invalid', /consent_audio/);
    const text = voiceForm({ ...CONSENT, consent_audio: new Blob(['Eu autorizo.']) });
    refused(await call('POST', '/voice-cloning/create', ana, text), 422, 'audio_invalid', /consent_audio/);
    assert.deepEqual((await stack.sql('select name from storage.objects order by 1')).rows, before.rows);
    const { rows } = await stack.sql(
      `select count(*)::int as n from public.voice_clones where status = 'training'`,
    );
    assert.deepEqual(rows, [{ n: 0 }]);
  });

  test('is judged by its bytes, whatever its name and type say', async () => {
    const mp3 = new File(
      [Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(5000)])],
      'a.wav',
      {
        type: 'audio/wav',
      },
    );
    const id = await create({ audio_file: mp3 });
    assert.deepEqual(await stored(id), ['sample.mp3']);
    const { data } = await agent.rpc('claim_task', {
      stages: ['voice_training'],
      engines: ['tts:espeak'],
      lease_seconds: 30,
    });
    const { error } = await agent.rpc('fail_task', {
      lease_id: ClaimedTask.parse(data).lease_id,
      code: 'sample_noisy',
      retryable: false,
      message: 'Noise is only 9 dB under the voice.',
      log_tail: '',
    });
    assert.equal(error, null);
    const failed = await view(id);
    assert.deepEqual([failed.status, failed.error?.code], ['failed', 'sample_noisy']);
    assert.match(`${failed.error?.message} ${failed.error?.remedy}`, /9 dB .*quieter room/);
    const script = new File(['#!/bin/sh\n'], 'a.wav', { type: 'audio/wav' });
    refused(
      await call('POST', '/voice-cloning/create', ana, voiceForm({ audio_file: script })),
      422,
      'audio_invalid',
    );
  });

  test('is listed, renamed and deleted by its owner alone, and nothing is left', async () => {
    const id = await create({ ...CONSENT, consent_audio: wav(3) });
    await learn(id, { voice_id: 'in the cloud' }, 'elevenlabs');
    const listed = VoiceListAnswer.parse((await call('GET', '/voice-cloning', ana)).body).voices;
    assert.deepEqual([listed[0]?.voice_id, listed[0]?.kind, listed[0]?.usable], [id, 'clone', true]);
    assert.deepEqual((await call('GET', '/voice-cloning', bia)).body, { voices: [] });

    const renamed = await call('PATCH', `/voice-cloning/${id}`, ana, { name: ' Voz nova ' });
    assert.equal(VoiceView.parse(renamed.body).name, 'Voz nova');
    refused(await call('PATCH', `/voice-cloning/${id}`, ana, { name: ' ' }), 400, 'invalid_request');
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'x' }],
      ['POST', '/consent', form(CONSENT)],
      ['DELETE', '/consent', undefined],
      ['DELETE', '', undefined],
    ] as const) {
      refused(await call(method, `/voice-cloning/${id}${path}`, bia, body), 404, 'voice_not_found');
    }

    const gone = await call('DELETE', `/voice-cloning/${id}`, ana);
    assert.deepEqual([gone.status, gone.body], [200, { voice_id: id, deleted: true }]);
    refused(await call('DELETE', `/voice-cloning/${id}`, ana), 404, 'voice_not_found');
    const left = await stack.sql<{ prefix: string; model: string; consents: number }>(
      `select (select d.prefix from public.storage_deletions d where d.prefix like '%' || $1 || '%') as prefix,
        (select r.model_id from public.voice_removals r) as model,
        (select count(*)::int from public.voice_consents c where c.voice_id = $1::uuid) as consents`,
      [id],
    );
    assert.deepEqual(left.rows, [{ prefix: `${anaId}/${id}/`, model: 'in the cloud', consents: 0 }]);
  });
});

describe('pronunciations', () => {
  test('are kept, replaced, listed by language and deleted', async () => {
    const put = await call('PUT', '/lexicon', ana, {
      entries: [
        { language: 'pt-BR', grapheme: 'NR-35', say: 'ene erre trinta e cinco' },
        { language: 'pt-BR', grapheme: 'CIPA', say: 'first' },
        { language: 'pt-BR', grapheme: ' cipa ', say: 'cipa' },
        { language: 'es-ES', grapheme: 'EPI', say: 'epi' },
      ],
    });
    assert.equal(put.status, 200, JSON.stringify(put.body));
    assert.equal(LexiconAnswer.parse(put.body).entries.length, 3);
    const entries = async (query: string, token = ana) =>
      LexiconAnswer.parse((await call('GET', `/lexicon${query}`, token)).body).entries.map(
        ({ grapheme, say }) => `${grapheme}=${say}`,
      );
    assert.deepEqual(await entries('?language=pt-BR'), ['cipa=cipa', 'NR-35=ene erre trinta e cinco']);
    await call('PUT', '/lexicon', ana, {
      entries: [{ language: 'pt-BR', grapheme: 'nr-35', say: 'norma trinta e cinco' }],
    });
    assert.deepEqual(await entries(''), ['EPI=epi', 'cipa=cipa', 'nr-35=norma trinta e cinco']);
    assert.deepEqual(await entries('', bia), []);

    const queued = await call('POST', '/avatars/render', ana, {
      avatar_id: 'br_corporate_ana',
      script: 'A NR-35.',
      voice_config: { language: 'pt-BR' },
      render_settings: {},
    });
    const { job_id } = queued.body as { job_id: string };
    const { rows } = await stack.sql(
      `select request #> '{voice_config,lexicon}' as lexicon from public.render_jobs where id = $1`,
      [job_id],
    );
    assert.deepEqual(rows, [
      {
        lexicon: [
          { grapheme: 'nr-35', say: 'norma trinta e cinco' },
          { grapheme: 'cipa', say: 'cipa' },
        ],
      },
    ]);

    const remove = async (token: string) =>
      LexiconDeleteAnswer.parse((await call('DELETE', '/lexicon?language=pt-BR&grapheme=NR-35', token)).body);
    assert.deepEqual(await remove(bia), { deleted: false });
    assert.deepEqual(await remove(ana), { deleted: true });
    assert.deepEqual(await remove(ana), { deleted: false });
    assert.deepEqual(await entries('?language=pt-BR'), ['cipa=cipa']);
  });

  test('that cannot be stored are refused with the field', async () => {
    const long = 'x'.repeat(201);
    for (const [entry, words] of [
      [{ language: 'fr-FR', grapheme: 'x', say: 'y' }, /language/],
      [{ language: 'pt-BR', grapheme: ' ', say: 'y' }, /grapheme/],
      [{ language: 'pt-BR', grapheme: 'x', say: long }, /say/],
      [{ language: 'pt-BR', grapheme: 'x', say: 'y', more: 1 }, /more/],
    ] as const) {
      refused(await call('PUT', '/lexicon', ana, { entries: [entry] }), 400, 'invalid_request', words);
    }
    refused(await call('PUT', '/lexicon', ana, { entries: [] }), 400, 'invalid_request', /entries/);
    refused(await call('GET', '/lexicon?language=xx', ana), 400, 'language_unsupported');
    const many = (from: number) => ({
      entries: Array.from({ length: 300 }, (_, i) => ({
        language: 'en-US',
        grapheme: `w${from + i}`,
        say: 'x',
      })),
    });
    assert.equal((await call('PUT', '/lexicon', ana, many(0))).status, 200);
    refused(await call('PUT', '/lexicon', ana, many(300)), 400, 'invalid_request', /500/);
  });
});
