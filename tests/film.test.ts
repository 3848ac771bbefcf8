/** One film through everything that is real: API, queue, agent process, espeak-ng, solver, renderer, ffmpeg. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createClient } from '@supabase/supabase-js';
import { callApi, followJob } from '../bin/demo-follow.ts';
import { enrollAgent } from '../gpu-agent/src/enroll.ts';
import { startTestStack, type TestStack } from '../local-stack/src/testing.ts';
import { JobView, RenderAnswer } from '../supabase/functions/_shared/contract/api.ts';
import { FilmReport } from '../supabase/functions/_shared/contract/job.ts';

const FPS = 25;

let stack: TestStack;
let agent: ChildProcess;
let folder: string;
let agentLog = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'semblante-film-'));
  stack = await startTestStack();
  const environment = await enrollAgent({
    url: stack.url,
    publishableKey: stack.keys.publishable,
    secretKey: stack.keys.secret,
    name: 'film-test',
  });
  agent = spawn(process.execPath, [join(import.meta.dirname, '../gpu-agent/src/main.ts')], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  agent.stderr?.setEncoding('utf8').on('data', (text: string) => {
    agentLog += text;
  });
});

after(async () => {
  if (agent.exitCode === null) {
    agent.kill('SIGTERM');
    await once(agent, 'exit');
  }
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Probe {
  streams: {
    codec_name: string;
    width?: number;
    height?: number;
    r_frame_rate: string;
    avg_frame_rate: string;
    duration: string;
    nb_read_frames?: string;
  }[];
  format: { tags?: Record<string, string> };
}

const probe = (file: string): Probe =>
  JSON.parse(
    execFileSync(
      'ffprobe',
      ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', file],
      { encoding: 'utf8' },
    ),
  );

/** Integrated loudness in LUFS (ITU-R BS.1770), read from ffmpeg's ebur128 summary. */
function loudness(file: string): number {
  const { stderr } = spawnFfmpeg([
    '-nostats',
    '-i',
    file,
    '-map',
    '0:a',
    '-af',
    'ebur128',
    '-f',
    'null',
    '-',
  ]);
  const all = [...stderr.matchAll(/I:\s+(-?[\d.]+) LUFS/g)];
  return Number(all.at(-1)?.[1]);
}

function spawnFfmpeg(args: readonly string[]): { stderr: string } {
  const command = `exec ffmpeg -hide_banner "$@" 2>&1`;
  return { stderr: execFileSync('sh', ['-c', command, 'ffmpeg', ...args], { encoding: 'utf8' }) };
}

test('a script becomes a film with sound, lips and captions that fit', async () => {
  const client = createClient(stack.url, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data, error } = await client.auth.signUp({
    email: 'ana@example.com',
    password: 'a long one for ana',
  });
  assert.equal(error, null);
  const token = data.session?.access_token ?? '';
  const body = JSON.stringify({
    avatar_id: 'br_corporate_ana',
    script: 'Bom dia, pessoal. Ponha o capacete.',
    voice_config: { language: 'pt-BR' },
    render_settings: { quality: 'draft', resolution: '320x180', fps: FPS },
    title: 'Capacete',
  });
  const { job_id: id } = RenderAnswer.parse(
    await callApi(stack.url, token, '/avatars/render', { method: 'POST', body }),
  );
  const status = async () => JobView.parse(await callApi(stack.url, token, `/avatars/render/status/${id}`));
  const seen: number[] = [];
  const { job, events } = await followJob(client, status, id, (view) => seen.push(view.progress));
  await client.realtime.disconnect();
  assert.equal(job.status, 'completed', `${JSON.stringify(job.error)}\n${agentLog.slice(-3000)}`);
  assert.ok(events > 0, 'Realtime told nothing of the job');
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
    'progress went back',
  );
  assert.deepEqual(
    job.stages.map(({ status: state }) => state),
    ['completed', 'completed', 'completed', 'completed'],
  );

  const file = join(folder, 'film.mp4');
  assert.ok(job.video_url && job.captions_url && job.poster_url);
  await writeFile(file, Buffer.from(await (await fetch(job.video_url)).arrayBuffer()));
  assert.equal(
    spawnFfmpeg(['-v', 'error', '-i', file, '-f', 'null', '-']).stderr,
    '',
    'the film does not decode',
  );
  const [picture, sound] = probe(file).streams;
  assert.ok(picture && sound);
  assert.deepEqual([picture.codec_name, sound.codec_name], ['h264', 'aac']);
  assert.deepEqual([picture.width, picture.height], [320, 180]);
  assert.deepEqual([picture.r_frame_rate, picture.avg_frame_rate], [`${FPS}/1`, `${FPS}/1`]);
  assert.equal(Number(picture.nb_read_frames), Math.round(Number(picture.duration) * FPS));
  const apart = Math.abs(Number(picture.duration) - Number(sound.duration));
  assert.ok(apart <= 1 / FPS, `sound and picture differ by ${apart} s`);
  const lufs = loudness(file);
  assert.ok(Math.abs(lufs + 16) <= 1, `${lufs} LUFS`);

  const report = FilmReport.parse(job.report);
  assert.equal(report.frames, Number(picture.nb_read_frames));
  assert.equal(report.lip_sync.closure, 1, 'p, b or m with open lips');
  assert.ok((report.lip_sync.false_closure ?? 1) <= 0.02);
  assert.ok(Math.abs(report.lip_sync.offset_ms ?? 1000) <= 40, `${report.lip_sync.offset_ms} ms`);
  const captions = await (await fetch(job.captions_url)).text();
  assert.match(captions, /^WEBVTT/);
  assert.match(captions.replaceAll('\n', ' '), /Bom dia, pessoal\..*capacete\./);
  const poster = new Uint8Array(await (await fetch(job.poster_url)).arrayBuffer());
  assert.equal(Buffer.from(poster.subarray(8, 12)).toString(), 'WEBP');
});
