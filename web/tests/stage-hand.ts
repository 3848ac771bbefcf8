/**
 * An agent that a test drives by hand: signed in over HTTPS like every agent, it claims, reports and settles with
 * the real protocol, so the page sees exactly the rows and broadcasts of a real render. What it stores as a film is
 * a second of a colour gradient and a hum.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { enrollAgent } from '../../gpu-agent/src/enroll.ts';
import { TaskQueue } from '../../gpu-agent/src/queue.ts';
import { postWebhook } from '../../gpu-agent/src/webhooks/deliver.ts';
import type { FilmReport } from '../../supabase/functions/_shared/contract/film-report.ts';
import { ClaimedTask, TaskStage } from '../../supabase/functions/_shared/contract/job.ts';

const run = promisify(execFile);
const ENGINES = ['tts:espeak', 'face:visemes', 'render:three', 'compositing:ffmpeg', 'voice:espeak'];

export const VTT = 'WEBVTT\n\n00:00:00.200 --> 00:00:00.900\nBom dia.\n';

export const REPORT: FilmReport = {
  version: 1,
  duration_s: 1,
  frames: 25,
  fps: 25,
  width: 320,
  height: 180,
  loudness_lufs: -16.1,
  true_peak_dbtp: -1.4,
  words_per_minute: 152,
  alignment: { source: 'exact', confidence: 1 },
  lip_sync: { closure: 1, false_closure: 0.02, offset_ms: -3.5 },
  engines: {
    tts: { name: 'tts:espeak', version: '1' },
    audio2face: { name: 'face:visemes', version: '1' },
    ue5: { name: 'render:three', version: '1' },
    compositing: { name: 'compositing:ffmpeg', version: '1' },
  },
};

interface StackKeys {
  readonly url: string;
  readonly keys: { readonly publishable: string; readonly secret: string };
}

export class StageHand {
  readonly #client: SupabaseClient;
  constructor(client: SupabaseClient) {
    this.#client = client;
  }

  static async start(stack: StackKeys): Promise<StageHand> {
    const account = await enrollAgent({
      url: stack.url,
      publishableKey: stack.keys.publishable,
      secretKey: stack.keys.secret,
      name: 'stage-hand',
    });
    const client = createClient(stack.url, stack.keys.publishable, {
      auth: { persistSession: false, autoRefreshToken: false },
    });
    const { error } = await client.auth.signInWithPassword({
      email: account.SEMBLANTE_AGENT_EMAIL,
      password: account.SEMBLANTE_AGENT_PASSWORD,
    });
    if (error) throw error;
    return new StageHand(client);
  }

  async #call(name: string, parameters: Record<string, unknown>): Promise<unknown> {
    const { data, error } = await this.#client.rpc(name, parameters);
    if (error) throw new Error(`${name}: ${error.message}`, { cause: error });
    return data;
  }

  /** The next task of a job. Fails when there is none: what was asked for is queued by then. */
  async claim(jobId: string): Promise<ClaimedTask> {
    const data = await this.#call('claim_task', {
      stages: TaskStage.options,
      engines: ENGINES,
      lease_seconds: 300,
    });
    const task = ClaimedTask.parse(data);
    if (task.job_id !== jobId) throw new Error(`Claimed a task of ${task.job_id}, not of ${jobId}.`);
    return task;
  }

  progress(task: ClaimedTask, progress: number): Promise<unknown> {
    return this.#call('heartbeat_task', { lease_id: task.lease_id, progress });
  }

  fail(task: ClaimedTask, code: string, message: string, logTail = ''): Promise<unknown> {
    return this.#call('fail_task', {
      lease_id: task.lease_id,
      code,
      retryable: false,
      message,
      log_tail: logTail,
    });
  }

  /** Stores what the stage would have made and completes it. */
  async complete(task: ClaimedTask, report: FilmReport = REPORT): Promise<void> {
    const film = task.stage === 'compositing' ? await makeFilm(report) : null;
    const firstFrame = task.stage === 'ue5' && task.range_index === 0;
    const bucket = film ? 'renders' : 'artifacts';
    const prefix = film
      ? `${task.user_id}/${task.job_id}/${task.lease_id}/`
      : `${task.job_id}/${task.stage}/${task.range_index}/${task.lease_id}/`;
    const put = async (name: string, body: Buffer | string, contentType: string) => {
      const stored = await this.#client.storage.from(bucket).upload(prefix + name, body, { contentType });
      if (stored.error) throw new Error(`${name}: ${stored.error.message}`);
    };
    const artifact: Record<string, unknown> = { bucket, prefix };
    if (task.stage === 'tts') {
      await put('audio.wav', Buffer.alloc(44), 'audio/wav');
      await put('timeline.json', '{}', 'application/json');
      Object.assign(artifact, { files: { audio: 'audio.wav', timeline: 'timeline.json' }, duration: 1 });
    } else if (task.stage === 'audio2face') {
      await put('curves.json', '{}', 'application/json');
      await put('curves.f32', Buffer.alloc(4), 'application/octet-stream');
      Object.assign(artifact, { files: { header: 'curves.json', data: 'curves.f32' } });
    } else if (task.stage === 'ue5') {
      await put('range.mkv', Buffer.alloc(4), 'video/x-matroska');
      const { first_frame, frame_count } = task;
      // The real engines leave a PNG; a picture of the same kind is made here from the film that will be.
      if (firstFrame) await put('poster.png', await makeFrame(report), 'image/png');
      const files = { video: 'range.mkv', ...(firstFrame ? { poster: 'poster.png' } : {}) };
      Object.assign(artifact, { files, first_frame, frame_count });
    } else if (film) {
      await put('film.mp4', film.video, 'video/mp4');
      await put('poster.webp', film.poster, 'image/webp');
      await put('report.json', JSON.stringify(report), 'application/json');
      await put('film.vtt', VTT, 'text/vtt');
      const files = { film: 'film.mp4', poster: 'poster.webp', report: 'report.json', vtt: 'film.vtt' };
      Object.assign(artifact, { files, duration: report.duration_s, bytes: film.video.length });
    }
    await this.#call('complete_task', {
      lease_id: task.lease_id,
      artifact,
      report: {
        wall_s: 1,
        engine: { name: `${task.stage}:test`, version: '1' },
        ...(film ? { metrics: { report } } : {}),
      },
    });
  }

  /** Completes a held task and everything after it. */
  async finishFrom(task: ClaimedTask): Promise<void> {
    await this.complete(task);
    if (task.job_id && task.stage !== 'compositing') await this.finish(task.job_id);
  }

  /** Posts once what waits for webhooks, as every agent does every few seconds; this machine is open to it. */
  async deliverWebhooks(): Promise<void> {
    const queue = new TaskQueue({ client: this.#client, renew: async () => {} });
    const claimed = await queue.claimWebhookDeliveries(20);
    if (claimed.length === 0) throw new Error('Nothing waits for a webhook.');
    const here = new Set(['127.0.0.1']);
    await Promise.all(
      claimed.map(async (one) => queue.settleWebhookDelivery(one, await postWebhook(one, here))),
    );
  }

  /** Everything that is left of a job, stage by stage. */
  async finish(jobId: string): Promise<void> {
    for (;;) {
      const task = await this.claim(jobId);
      await this.complete(task);
      if (task.stage === 'compositing') return;
    }
  }
}

async function makeFilm(report: FilmReport): Promise<{ video: Buffer; poster: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'semblante-film-'));
  try {
    const video = join(folder, 'film.mp4');
    const poster = join(folder, 'poster.webp');
    const size = `${report.width}x${report.height}`;
    const picture = [
      '-f',
      'lavfi',
      '-i',
      `gradients=size=${size}:rate=25:duration=${report.duration_s}:nb_colors=2:c0=0xa9cbc3:c1=0x0c5c58:speed=0.02`,
    ];
    const sound = ['-f', 'lavfi', '-i', `sine=frequency=220:duration=${report.duration_s}`];
    const quiet = ['-hide_banner', '-loglevel', 'error'];
    await run('ffmpeg', [
      ...quiet,
      ...picture,
      ...sound,
      '-pix_fmt',
      'yuv420p',
      '-movflags',
      '+faststart',
      video,
    ]);
    await run('ffmpeg', [...quiet, '-i', video, '-frames:v', '1', poster]);
    return { video: await readFile(video), poster: await readFile(poster) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeFrame(report: FilmReport): Promise<Buffer> {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', '-f', 'lavfi'],
      ...['-i', `color=c=0x0c5c58:size=${report.width}x${report.height}`, '-frames:v', '1'],
      ...['-f', 'image2pipe', '-c:v', 'png', 'pipe:1'],
    ],
    { encoding: 'buffer', maxBuffer: 32 * 1024 * 1024 },
  );
  return stdout;
}
