/** One film, as any client would ask for it: see bin/demo for what is installed before this runs. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { createClient } from '@supabase/supabase-js';
import { stopCompanions } from '../local-stack/src/companions.ts';
import { ensureStack, type RunningStack, stopStack } from '../local-stack/src/daemon.ts';
import { repositoryRoot } from '../local-stack/src/state.ts';
import { JobView, RenderAnswer } from '../supabase/functions/_shared/contract/api.ts';
import { callApi, followJob, StageBars, stagesInSeconds } from './demo-follow.ts';
import { type DemoOptions, readOptions, USAGE, UsageError } from './demo-options.ts';
import { AGENT, ensureDemoUser, ensureServices, publishPosters, studioUrl } from './services.ts';

const started = performance.now();
const seconds = (): string => ((performance.now() - started) / 1000).toFixed(0).padStart(4);
const say = (text: string): void => void process.stderr.write(`\u001b[2m${seconds()} s\u001b[0m  ${text}\n`);

/** What this run started, ended again on Ctrl-C and with --stop-after. */
const undo: (() => Promise<unknown>)[] = [];
async function stopWhatWeStarted(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => console.error(error));
}

function bake(avatar: string): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(repositoryRoot, 'avatar/bake/cli.ts'), '--avatar', avatar], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let tail = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-2000);
    });
    child.once('error', fail);
    child.once('exit', (code) =>
      code === 0 ? done() : fail(new Error(`The avatar ${avatar} could not be baked:\n${tail}`)),
    );
  });
}

async function download(url: string, file: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`The film could not be downloaded: ${response.status}`);
  const part = `${file}.part`;
  await pipeline(Readable.fromWeb(response.body as WebStream), createWriteStream(part));
  await rename(part, file);
}

async function start(
  options: DemoOptions,
): Promise<{ stack: RunningStack; token: string; account: { email: string; password: string } }> {
  say('Starting the embedded Supabase…');
  const [stack] = await Promise.all([
    ensureStack(),
    bake(options.avatar).then(() => say(`Avatar ${options.avatar} is baked.`)),
  ]);
  if (stack.startedByUs) undo.push(() => stopStack());
  const account = await ensureDemoUser(stack);
  await ensureServices(stack, undo);
  say(`Supabase at ${stack.url}, studio at ${studioUrl()}, one agent.`);
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { data, error } = await client.auth.signInWithPassword(account);
  if (error) throw error;
  return { stack, token: data.session.access_token, account };
}

async function render(options: DemoOptions): Promise<void> {
  // A start that fails leaves nothing behind; a film that fails leaves everything up, to be looked into.
  const { stack, token, account } = await start(options).catch(async (error: unknown) => {
    await stopWhatWeStarted();
    throw error;
  });
  const body = {
    avatar_id: options.avatar,
    script: options.script,
    voice_config: { language: options.language },
    render_settings: { quality: options.quality, resolution: options.resolution },
    title: 'Demo',
  };
  const asked = performance.now();
  const headers = { 'idempotency-key': randomUUID() };
  const answer = RenderAnswer.parse(
    await callApi(stack.url, token, '/avatars/render', {
      method: 'POST',
      body: JSON.stringify(body),
      headers,
    }),
  );
  say(`Job ${answer.job_id}, about ${Math.round(answer.estimated_time)} s.`);
  undo.push(() =>
    callApi(stack.url, token, `/avatars/render/${answer.job_id}/cancel`, { method: 'POST' }).catch(() => {}),
  );
  const client = createClient(stack.url, stack.keys.publishable, {
    auth: { persistSession: false },
    accessToken: async () => token,
  });
  const bars = new StageBars(process.stderr);
  const status = async (): Promise<JobView> =>
    JobView.parse(await callApi(stack.url, token, `/avatars/render/status/${answer.job_id}`));
  const { job } = await followJob(client, status, answer.job_id, (view) => bars.show(view));
  undo.pop();
  await client.realtime.disconnect();
  if (job.status !== 'completed' || !job.video_url) {
    const reason = job.error
      ? `${job.error.stage ?? 'job'}: ${job.error.message} ${job.error.remedy} [${job.error.code}]`
      : job.status;
    throw new Error(`No film: ${reason}\nAgent log: ${join(stack.root, 'logs', `${AGENT}.log`)}`);
  }
  const file = options.out ?? resolve(`semblante-${job.job_id.slice(0, 8)}.mp4`);
  await download(job.video_url, file);
  const report = job.report as { duration_s?: number; lip_sync?: unknown } | null;
  const wall = (performance.now() - asked) / 1000;
  say(`Film of ${report?.duration_s?.toFixed(1)} s in ${wall.toFixed(1)} s.`);
  process.stderr.write(`\n  ${file}\n  ${studioUrl()}  (${account.email}, password ${account.password})\n\n`);
  if (options.stopAfter) {
    undo.length = 0;
    await stopCompanions(stack.root);
    await stopStack();
  } else {
    await publishPosters(stack);
    process.stderr.write('  Everything stays up; `npm run stack -- stop` ends it.\n');
  }
  if (options.json) {
    const figures = {
      job_id: job.job_id,
      video: file,
      duration_s: report?.duration_s ?? null,
      wall_s: Number(wall.toFixed(2)),
      stages: stagesInSeconds(job),
      lip_sync: report?.lip_sync ?? null,
    };
    console.log(JSON.stringify(figures));
  } else {
    console.log(file);
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say('Stopping what this run started…');
    void stopWhatWeStarted().finally(() => process.exit(130));
  });
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await render(options);
  else console.log(USAGE);
} catch (error) {
  console.error(
    error instanceof UsageError
      ? `${error.message}\n\n${USAGE}`
      : error instanceof Error
        ? error.message
        : error,
  );
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
// supabase-js keeps refresh timers; everything is written by now.
process.exit();
