/**
 * Every secret a project is given, followed through a whole run: films made and failed, a webhook sent, a token used,
 * services that quote the key they refuse. None of them is ever in a log, a row, an error, a message or a film.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { KEY as AZURE_KEY, startAzure } from '../gpu-agent/src/engines/speech/testing/azure-server.ts';
import {
  KEY as ELEVENLABS_KEY,
  startElevenLabs,
} from '../gpu-agent/src/engines/speech/testing/elevenlabs-server.ts';
import { type AgentProcess, FaultStage, PRODUCT_AGENT } from '../gpu-agent/tests/fault-stage.ts';
import type { StackLog } from '../local-stack/src/context.ts';

const logged: string[] = [];
const keep = (message: string, fields?: Record<string, unknown>) => {
  // Errors are written with their stacks and causes, as a log would.
  const plain = (_key: string, value: unknown) =>
    value instanceof Error ? { message: value.message, stack: value.stack, cause: value.cause } : value;
  logged.push(`${message} ${JSON.stringify(fields ?? {}, plain)}`);
};
const log: StackLog = { info: keep, warn: keep, error: keep };

let faults: FaultStage;
before(async () => {
  faults = await FaultStage.open({ log });
});
after(() => faults.close());

/** Where a secret has to lie so that it can be used; everything else of the database is searched. */
const KEPT: Readonly<Record<string, string>> = {
  'private.webhook_secrets': 'the webhook secret',
};

const VOICES = { elevenlabs: 'elevenlabs:VoiceBr', azure: 'azure:pt-BR-FranciscaNeural' } as const;

test('no secret is anywhere it need not be', { timeout: 240_000 }, async () => {
  await using elevenLabs = await startElevenLabs();
  await using azure = await startAzure();
  const { data } = await faults.user.auth.getSession();
  const session = data.session;
  assert.ok(session);
  const answers: string[] = [];
  const call = async (method: string, path: string, token: string, body?: object) => {
    const answer = await fetch(`${faults.stack.url}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const made = await call('POST', '/tokens', session.access_token, {
    name: 'canary',
    scopes: ['read', 'render'],
  });
  const token = (JSON.parse(made.text) as { token: string }).token;
  await faults.stack.sql(`update public.users set plan = 'enterprise'`);
  const hooked = await call('POST', '/webhooks', session.access_token, {
    // Nobody listens there: what a delivery says of its failure is searched like everything else.
    url: 'https://localhost:9/hook',
    events: ['job.completed', 'job.failed'],
  });
  const webhook = JSON.parse(hooked.text) as { id: string; secret: string };
  assert.ok(token && webhook.secret, `${made.text} ${hooked.text}`);
  const account = await faults.account('canary');

  const secrets: Readonly<Record<string, string>> = {
    "the agent's password": account.SEMBLANTE_AGENT_PASSWORD,
    'the ElevenLabs key': ELEVENLABS_KEY,
    'the Azure key': AZURE_KEY,
    'the webhook secret': webhook.secret,
    'the API token': token,
    "the functions' signing key": String(faults.stack.keys.functionsJwk.d),
    "Auth's signing key": String(faults.stack.keys.signingJwk.d),
    'the secret key': faults.stack.keys.secret,
    "the person's session": session.access_token,
    "the person's refresh token": session.refresh_token,
  };
  for (const [name, secret] of Object.entries(secrets)) assert.ok(secret.length >= 12, name);

  const heard: string[] = [];
  const env = {
    SEMBLANTE_AGENT_LEASE_SECONDS: '20',
    SEMBLANTE_AGENT_HEARTBEAT_SECONDS: '1',
    SEMBLANTE_AGENT_WEBHOOK_SECONDS: '1',
    SEMBLANTE_AGENT_WEBHOOK_ALLOW: '127.0.0.1,::1',
    ELEVENLABS_API_KEY: ELEVENLABS_KEY,
    ELEVENLABS_BASE_URL: elevenLabs.url,
    AZURE_SPEECH_KEY: AZURE_KEY,
    AZURE_SPEECH_REGION: 'brazilsouth',
    AZURE_SPEECH_HOST: azure.url,
  };
  const agents: AgentProcess[] = [];
  try {
    const agent = await faults.agent('canary', ['--no-calibration'], env, PRODUCT_AGENT);
    agents.push(agent);
    const render = async (engine: keyof typeof VOICES): Promise<string> => {
      const answer = await call('POST', '/avatars/render', token, {
        avatar_id: 'br_corporate_ana',
        script: 'Bom dia.',
        voice_config: { language: 'pt-BR', engine, voice_id: VOICES[engine] },
        render_settings: { engine: 'three', resolution: '160x90', quality: 'draft', captions: 'sidecar' },
      });
      assert.equal(answer.status, 202, answer.text);
      answers.push(answer.text);
      const { job_id } = JSON.parse(answer.text) as { job_id: string };
      faults.user
        .channel(`job:${job_id}`, { config: { private: true } })
        .on('broadcast', { event: '*' }, (message) => void heard.push(JSON.stringify(message)))
        .subscribe();
      return job_id;
    };
    const spoken = await render('elevenlabs');
    await faults.ended(spoken, 'completed');
    // The service refuses from now on and quotes the key it was sent, in the code, in the message and in the log tail.
    for (let i = 0; i < 20; i += 1) {
      elevenLabs.faults.push({ status: 422, code: `refused_${ELEVENLABS_KEY}` });
      azure.faults.push({ close: 1007, reason: `bad key ${AZURE_KEY}` });
    }
    const refused = await render('elevenlabs');
    await faults.ended(refused, 'failed');
    const failed = await render('azure');
    await agent.said((line) => line.event === 'task_failed' && line.job_id === failed);
    for (const job of [spoken, refused, failed]) {
      answers.push((await call('GET', `/avatars/render/status/${job}`, token)).text);
      answers.push((await call('GET', `/avatars/render/${job}/request`, token)).text);
    }
    for (const path of [
      '/tokens',
      '/webhooks',
      '/usage',
      '/account/export',
      `/webhooks/${webhook.id}/deliveries`,
    ]) {
      answers.push((await call('GET', path, session.access_token)).text);
    }
    for (const path of ['/nothing', '/avatars/render/status/x'])
      answers.push((await call('GET', path, token)).text);
    await faults.until('a webhook that was tried', async () => {
      const { rows } = await faults.stack.sql(
        'select 1 from public.webhook_deliveries where attempt > 0 limit 1',
      );
      return rows.length > 0;
    });
    agent.kill('SIGTERM');
    assert.equal(await agent.exited, 0);
  } finally {
    await faults.user.removeAllChannels();
  }

  // What was asked for must have happened, or nothing was tried.
  assert.ok(logged.length > 10 && heard.length > 3 && answers.join('').includes('engine_refused'));
  assert.ok(
    answers.join('').includes('refused_[secret]'),
    'a quoted key was on its way to its reader, and was removed',
  );
  const places: Record<string, string> = {
    "the agents' logs": agents.map(({ lines }) => JSON.stringify(lines)).join('\n'),
    "the stack's logs": logged.join('\n'),
    "Postgres's log": await readFile(join(faults.stack.stack.paths.logs, 'postgres.log'), 'utf8'),
    'what Realtime told': heard.join('\n'),
    'what the API answered': answers.join('\n'),
  };
  for (const [table, rows] of Object.entries(await everyRow())) places[`the table ${table}`] = rows;
  for (const [file, bytes] of await everyFile(faults.stack.stack.paths.storage))
    places[`the file ${file}`] = bytes;
  assert.ok(
    Object.values(places).some((bytes) => bytes.slice(4, 8) === 'ftyp'),
    'no film was looked at',
  );
  for (const [place, text] of Object.entries(places)) {
    for (const [name, secret] of Object.entries(secrets)) {
      const mayBe = KEPT[place.replace('the table ', '')] === name;
      assert.ok(mayBe || !text.includes(secret), `${place} holds ${name}`);
    }
  }
});

/** All rows as text; Auth's own are Auth's (a password is there as a hash). */
async function everyRow(): Promise<Record<string, string>> {
  const { rows: tables } = await faults.stack.sql<{ name: string; [column: string]: unknown }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname in ('public', 'private', 'pgmq', 'storage', 'realtime')
       and has_table_privilege(c.oid, 'select')`,
  );
  assert.ok(tables.length > 30, `only ${tables.length} tables can be read`);
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await faults.stack.sql<{ text: string | null; [column: string]: unknown }>(
      `select string_agg(t::text, E'\\n') as text from ${name} t`,
    );
    found[name] = rows[0]?.text ?? '';
  }
  return found;
}

async function everyFile(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(
      async (file) => [file.slice(folder.length + 1), (await readFile(file)).toString('latin1')] as const,
    ),
  ).then((all) => all.map(([name, text]) => [name, text]));
}
