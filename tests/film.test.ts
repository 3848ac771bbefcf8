/** One film through everything that is real: API, queue, agent process, espeak-ng, solver, renderer, ffmpeg. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { callApi, followJob } from '../bin/demo-follow.ts';
import { JobView, RenderAnswer } from '../supabase/functions/_shared/contract/api.ts';
import { FilmReport } from '../supabase/functions/_shared/contract/film-report.ts';
import { type RealAgent, startRealAgent } from './real-agent.ts';

const FPS = 25;

let world: RealAgent;
before(async () => {
  world = await startRealAgent();
});
after(() => world.stop());

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
  const { stack, client, token, folder } = world;
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
  assert.equal(job.status, 'completed', `${JSON.stringify(job.error)}\n${world.log()}`);
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
