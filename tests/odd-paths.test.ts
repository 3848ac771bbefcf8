/**
 * Names of files as they come from outside: what may be stored, and what a film may name. A path never leaves its
 * owner's folder, never becomes an address or an option of a tool, and is refused in words.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { enrollAgent } from '../gpu-agent/src/enroll.ts';
import { startTestStack, type TestStack } from '../local-stack/src/testing.ts';

let stack: TestStack;
let ana: SupabaseClient;
let anaId: string;
let bia: SupabaseClient;
let biaId: string;

async function signUp(email: string): Promise<[SupabaseClient, string]> {
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { data, error } = await client.auth.signUp({ email, password: 'a long enough password' });
  if (error || !data.user) throw error ?? new Error('nobody');
  await client.auth.stopAutoRefresh();
  return [client, data.user.id];
}

before(async () => {
  stack = await startTestStack();
  [ana, anaId] = await signUp('ana@example.com');
  [bia, biaId] = await signUp('bia@example.com');
});
after(() => stack.stop());

/** `me` is the asking person's folder, `other` somebody else's. */
const odd = (me: string, other: string): readonly string[] => [
  ...[
    '',
    '/',
    '.',
    '..',
    '../',
    '/etc/passwd',
    '~/x',
    '-i',
    '--help',
    'CON',
    '\\\\host\\share',
    'a\u0000b.wav',
  ],
  ...[
    `${other}/a.wav`,
    `${me}/../${other}/a.wav`,
    `../uploads/${other}/a.wav`,
    `/${me}/a.wav`,
    `${me}//../${other}/a.wav`,
  ],
  ...[
    `${me}/%2e%2e/${other}/a.wav`,
    `${me}/..%2f${other}/a.wav`,
    `${me}/%2E%2E%5C${other}/a.wav`,
    `${me}/a%00.wav`,
    `${me}\\a.wav`,
    `${me.toUpperCase()}x/a.wav`,
    `${me}`,
    `${me}/`,
  ],
  ...[
    'concat:a|b',
    'http://127.0.0.1/a.wav',
    'file:///etc/passwd',
    'data:audio/wav;base64,AAAA',
    'pipe:0',
    'subfile,,x',
  ],
];

test('no odd name is stored outside its owner’s folder', async () => {
  for (const bucket of ['uploads', 'voice-samples']) {
    for (const path of odd(anaId, biaId)) {
      await ana.storage
        .from(bucket)
        .upload(path, new Blob(['RIFF'], { type: 'audio/wav' }), { contentType: 'audio/wav' });
    }
    for (const path of [
      `${anaId}/ação 🏳️‍🌈.wav`,
      `${anaId}/a&b?c=d#e.wav`,
      `${anaId}/${'x'.repeat(2000)}.wav`,
      `${anaId}/a\nb.wav`,
    ]) {
      await ana.storage
        .from(bucket)
        .upload(path, new Blob(['RIFF'], { type: 'audio/wav' }), { contentType: 'audio/wav' });
    }
  }
  const { rows } = await stack.sql<{ name: string; [column: string]: unknown }>(
    'select name from storage.objects',
  );
  for (const { name } of rows) {
    assert.ok(name.startsWith(`${anaId}/`), `stored as ${name}`);
    assert.ok(!name.split('/').includes('..'), name);
    assert.doesNotMatch(name, /%[0-9a-f]{2}|\\/i);
  }
});

test('no film reads a file that is not its owner’s, as recording, background or logo', async () => {
  const stored = await bia.storage
    .from('uploads')
    .upload(`${biaId}/a.wav`, new Blob(['what bia said'], { type: 'audio/wav' }), {
      contentType: 'audio/wav',
    });
  assert.equal(stored.error, null);
  const { data } = await ana.auth.getSession();
  const render = async (voice: object, settings: object) =>
    await fetch(`${stack.url}/api/v2/avatars/render`, {
      method: 'POST',
      headers: { authorization: `Bearer ${data.session?.access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        avatar_id: 'br_corporate_ana',
        script: 'Bom dia.',
        voice_config: { language: 'pt-BR', ...voice },
        render_settings: settings,
      }),
    });
  const accepted: string[] = [];
  for (const path of odd(anaId, biaId)) {
    for (const [voice, settings] of [
      [{ recording: { path } }, {}],
      [{}, { background: { type: 'image', path } }],
      [{}, { logo: { path } }],
    ] as const) {
      const answer = await render(voice, settings);
      const text = await answer.text();
      assert.ok(answer.status < 500, `${path}: ${answer.status} ${text}`);
      assert.doesNotMatch(text, /\n\s+at |violates|syntax/);
      if (answer.status < 300) accepted.push(path);
    }
  }
  assert.deepEqual([...new Set(accepted)], [], 'nothing odd is a file of hers');

  const agent = await signInAgent();
  for (const path of odd(anaId, biaId)) {
    const { data: body } = await agent.storage.from('uploads').download(path);
    assert.ok(!(await body?.text())?.includes('bia'), `the agent of ${path} read somebody else’s file`);
  }
});

test('an escaped name is refused in words, by Storage and by every request that names one', async () => {
  const path = `${anaId}/recordings/%2e%2e/a.wav`;
  const stored = await ana.storage
    .from('uploads')
    // Escaped once more, so that the name that arrives holds the escape.
    .upload(path.replaceAll('%', '%25'), new Blob(['RIFF'], { type: 'audio/wav' }), {
      contentType: 'audio/wav',
    });
  assert.match(stored.error?.message ?? 'it was stored', /Invalid key/);
  const { data } = await ana.auth.getSession();
  for (const [field, body] of [
    ['voice_config.recording.path', { voice_config: { language: 'pt-BR', recording: { path } } }],
    ['render_settings.background.path', { render_settings: { background: { type: 'image', path } } }],
    ['render_settings.logo.path', { render_settings: { logo: { path } } }],
  ] as const) {
    const answer = await fetch(`${stack.url}/api/v2/avatars/render`, {
      method: 'POST',
      headers: { authorization: `Bearer ${data.session?.access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        avatar_id: 'br_corporate_ana',
        script: 'Bom dia.',
        voice_config: { language: 'pt-BR' },
        render_settings: {},
        ...body,
      }),
    });
    const { error } = (await answer.json()) as { error: { code: string; message: string; details: unknown } };
    assert.deepEqual([answer.status, error.code], [400, 'invalid_request'], field);
    assert.match(JSON.stringify(error), /per cent escapes such as %2e/, field);
  }
});

/** An agent that holds the leases of every film that was accepted. */
async function signInAgent(): Promise<SupabaseClient> {
  const account = await enrollAgent({
    url: stack.url,
    publishableKey: stack.keys.publishable,
    secretKey: stack.keys.secret,
    name: 'reader',
  });
  const agent = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { error } = await agent.auth.signInWithPassword({
    email: account.SEMBLANTE_AGENT_EMAIL,
    password: account.SEMBLANTE_AGENT_PASSWORD,
  });
  assert.equal(error, null);
  await agent.auth.stopAutoRefresh();
  const engines = ['tts:espeak', 'tts:recording'];
  for (;;) {
    const { data: task } = await agent.rpc('claim_task', { stages: ['tts'], engines, lease_seconds: 60 });
    if (!task) return agent;
  }
}
