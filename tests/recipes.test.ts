/**
 * docs/api/recipes.md, run as it is written: every block of it, in order, in a shell, against the embedded stack and a
 * real agent. Only what a reader fills in is filled in: the first block, two recordings, and the receiver's address.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { type RealAgent, startRealAgent } from './real-agent.ts';

interface Block {
  readonly heading: string;
  readonly language: string;
  readonly code: string;
}

const page = await readFile(join(import.meta.dirname, '../docs/api/recipes.md'), 'utf8');

function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  for (const [, title, language, code] of markdown.matchAll(/^#{2,3} (.+)$|^```(\w*)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else blocks.push({ heading, language: language ?? '', code: code ?? '' });
  }
  return blocks;
}

type Env = Record<string, string>;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const json = (text: string | undefined) => JSON.parse(text ?? '') as Record<string, unknown>;

let agent: RealAgent;
let port: number;
let receiver: ChildProcess | undefined;
let said = '';

const file = (name: string): string => join(agent.folder, name);

/** Starts what the page calls a receiver, and waits until it takes connections. */
async function receive(command: string, script: string, secret: string): Promise<void> {
  await stopReceiving();
  said = '';
  receiver = spawn(command, [script], {
    cwd: agent.folder,
    env: { ...process.env, PORT: String(port), WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  receiver.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise((resolve) =>
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false)),
    );
    socket.destroy();
    if (open) return;
    assert.equal(receiver.exitCode, null, `${script} ended`);
  }
}

async function stopReceiving(): Promise<void> {
  if (!receiver || receiver.exitCode !== null) return;
  receiver.kill('SIGTERM');
  await once(receiver, 'exit');
}

async function hears(line: string): Promise<void> {
  while (!said.includes(`${line}\n`)) await once(receiver?.stdout ?? assert.fail('nobody listens'), 'data');
}

/** What holds after the blocks of a heading. A heading with blocks and no line here fails, and so does the reverse. */
const HOLDS: Readonly<Record<string, (env: Env, printed: string) => unknown>> = {
  'Before you start': () => {},
  'Sign in': ({ SESSION }) => assert.match(SESSION ?? '', /^ey[\w-]+\.[\w-]+\.[\w-]+$/),
  'Make an API token': ({ SEMBLANTE_TOKEN }) => assert.match(SEMBLANTE_TOKEN ?? '', /^smb_[\w-]{43}$/),
  'Choose an avatar': ({ AVATAR }) => assert.equal(AVATAR, 'br_safety_carlos'),
  'Order a video': ({ JOB_ID, AGAIN }) => {
    assert.match(JOB_ID ?? '', UUID);
    assert.equal(AGAIN, JOB_ID);
  },
  'Follow it by asking': ({ JOB }, printed) => {
    assert.equal(json(JOB).status, 'completed', JOB);
    assert.match(printed, /^completed \w+ 1\n$/m);
  },
  'Download it': async () => {
    assert.equal((await readFile(file('film.mp4'))).subarray(4, 8).toString(), 'ftyp');
    assert.match(await readFile(file('film.vtt'), 'utf8'), /^WEBVTT[\s\S]*capacete/);
  },
  "Captions in your brand's colours": ({ CAPTIONED, CAPTIONED_STATUS }) => {
    assert.match(CAPTIONED ?? '', UUID);
    assert.equal(CAPTIONED_STATUS, 'completed');
  },
  'Hear a sentence first': async ({ PREVIEW }) => {
    assert.equal(json(PREVIEW).status, 'ready');
    assert.equal((await readFile(file('preview.wav'))).subarray(0, 4).toString(), 'RIFF');
  },
  'Your own narration': ({ NARRATION, NARRATED }) => {
    assert.match(NARRATION ?? '', /\/recordings\/.+\.wav$/);
    assert.match(NARRATED ?? '', UUID);
  },
  'Cancel a video': ({ CANCELLED }) => assert.equal(CANCELLED, 'cancelled'),
  'List your videos, page by page': ({ TITLES, JOB_ID, CAPTIONED, NARRATED }) =>
    assert.deepEqual(
      TITLES?.split('\n').map((line) => line.split(' ', 2).join(' ')),
      [`${NARRATED} cancelled`, `${CAPTIONED} completed`, `${JOB_ID} completed`],
    ),
  'Register a voice': ({ VOICE }) => {
    const { status, error, consent } = json(VOICE);
    assert.equal(status, 'ready', JSON.stringify(error));
    assert.ok(consent, 'with its consent');
  },
  'Be told instead of asking': ({ WEBHOOK_SECRET }) => assert.match(WEBHOOK_SECRET ?? '', /^whsec_/),
  'Check it in Node': ({ WEBHOOK_SECRET }) => receive(process.execPath, 'receiver.mjs', WEBHOOK_SECRET ?? ''),
  'Check it in Python': () => {},
  'Try it, and see what was sent': async ({ DELIVERY, WEBHOOK_SECRET }) => {
    assert.deepEqual([json(DELIVERY).status, json(DELIVERY).response_status], ['delivered', 204], DELIVERY);
    await hears('webhook.test');
    // Without a signature that fits it takes nothing.
    const forged = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' });
    assert.equal(forged.status, 401);
    await receive('python3', 'receiver.py', WEBHOOK_SECRET ?? '');
    const unsigned = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' });
    assert.equal(unsigned.status, 401);
  },
  'Check it in bash': ({ GENUINE }) => assert.equal(GENUINE, 'yes'),
  'Send the same event again': () => hears('webhook.test'),
  'Change the secret': ({ NEW_SECRET, WEBHOOK_SECRET }) => {
    assert.match(NEW_SECRET ?? '', /^whsec_/);
    assert.notEqual(NEW_SECRET, WEBHOOK_SECRET);
  },
  'PostgREST: the same queue without the API': ({ ACCESS }) => assert.match(ACCESS ?? '', /^ey/),
  'Insert a video': ({ PROJECT, INSERTED }) => {
    assert.match(PROJECT ?? '', UUID);
    assert.match(INSERTED ?? '', UUID);
  },
  'Read jobs and their stages': ({ STAGES }) => {
    const [job] = JSON.parse(STAGES ?? '') as { render_stages: { stage_name: string }[] }[];
    assert.deepEqual(job?.render_stages.map(({ stage_name }) => stage_name).sort(), [
      'audio2face',
      'compositing',
      'tts',
      'ue5',
    ]);
  },
  'Cancel it': (_env, printed) => assert.equal(json(printed).status, 'cancelled'),
  'What the month cost, row by row': ({ LEDGER, JOB_ID, NARRATED, INSERTED }) => {
    const rows = JSON.parse(LEDGER ?? '') as { job_id: string; kind: string; seconds: number }[];
    const sum = (job?: string) =>
      rows.filter(({ job_id }) => job_id === job).reduce((total, { seconds }) => total + seconds, 0);
    assert.ok(sum(JOB_ID) > 0, 'the film');
    assert.deepEqual([sum(NARRATED), sum(INSERTED)], [0, 0], 'what was cancelled');
  },
  'When you are refused': async ({ REFUSAL }) => {
    const { error } = json(REFUSAL) as { error: { code: string; details: { limit: string } } };
    assert.deepEqual([error.code, error.details.limit], ['quota_exceeded', 'resolution']);
    const headers = await readFile(file('headers.txt'), 'utf8');
    assert.match(headers, /^HTTP\/1\.1 429/);
    for (const name of ['Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'])
      assert.match(headers, new RegExp(`^${name}: \\d+\\r?$`, 'im'));
  },
};

async function speak(script: string, name: string): Promise<void> {
  await using context = await toolContext();
  const { audio } = await espeakEngine.speak(
    {
      script,
      language: 'pt-BR',
      voice: { language: 'pt-BR' },
      defaults: { gender: 'female', variant: 'f2' },
      seed: 1,
    },
    context,
  );
  await copyFile(audio, file(name));
}

before(async () => {
  agent = await startRealAgent({
    SEMBLANTE_AGENT_WEBHOOK_ALLOW: '127.0.0.1',
    SEMBLANTE_AGENT_WEBHOOK_SECONDS: '0.2',
  });
  await agent.stack.sql('update private.webhook_policy set allow_http = true');
  const reserved = createServer().listen(0, '127.0.0.1');
  await once(reserved, 'listening');
  port = (reserved.address() as { port: number }).port;
  await new Promise((closed) => reserved.close(closed));
  await speak('Bom dia, equipe.', 'narracao.wav');
  await speak(
    'Todos os dias conferimos as escadas, os cintos e os capacetes antes de subir na obra. '.repeat(7),
    'voz.wav',
  );
});
after(async () => {
  await stopReceiving();
  await agent?.stop();
});

function filledIn({ heading, code }: Block): string {
  if (heading !== 'Before you start') {
    // Pages of one, so that there is a second.
    return code
      .replace('https://hooks.example.com/semblante', `http://127.0.0.1:${port}/hook`)
      .replace('limit=50', 'limit=1');
  }
  const { url, keys } = agent.stack;
  const values: Env = {
    SEMBLANTE_URL: url,
    SUPABASE_URL: url,
    SUPABASE_PUBLISHABLE_KEY: keys.publishable,
    EMAIL: 'ana@example.com',
    PASSWORD: 'a long one for ana',
  };
  const asked = [...code.matchAll(/^(\w+)=/gm)].map(([, name]) => name ?? '');
  assert.deepEqual(asked.sort(), Object.keys(values).sort());
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'`)
    .join('\n');
}

/** Runs a block after what the blocks before it set, as one long session of a shell would. */
async function run(code: string): Promise<{ env: Env; printed: string }> {
  const script = `[ ! -f state.sh ] || . ./state.sh\nset -euo pipefail\nset -a\n${code}\nexport -p > state.sh\nenv -0 > env.txt\n`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    cwd: agent.folder,
    maxBuffer: 16 * 1024 * 1024,
  }).catch((error: Error & { stdout?: string; stderr?: string }) =>
    assert.fail(`${code}\n${error.stdout}\n${error.stderr}\n${agent.log()}`),
  );
  const pairs = (await readFile(file('env.txt'), 'utf8')).split('\0').filter(Boolean);
  const env = Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  return { env, printed: stdout };
}

const blocks = blocksOf(page);

test('every block has something that must hold after it', () => {
  assert.deepEqual([...new Set(blocks.map(({ heading }) => heading))], Object.keys(HOLDS));
});

let env: Env = {};
for (const block of blocks) {
  test(`${block.heading} (${block.language})`, async () => {
    let printed = '';
    if (block.language === 'sh') {
      ({ env, printed } = await run(filledIn(block)));
    } else {
      const name = /^(?:\/\/|#) (receiver\.\w+)$/m.exec(block.code)?.[1];
      assert.ok(name, 'a program names its file in its first line');
      await writeFile(file(name), block.code);
    }
    await HOLDS[block.heading]?.(env, printed);
  });
}
