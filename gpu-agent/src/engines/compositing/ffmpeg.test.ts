import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Timeline } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { probeMedia, ratio } from '../../media.ts';
import { Toolbox } from '../../subprocess.ts';
import type { EngineContext } from '../engine.ts';
import type { CompositingRequest } from './compositing-engine.ts';
import { ffmpegEngine } from './ffmpeg.ts';
import { measureLoudness } from './loudness.ts';
import { AI_TAG } from './provenance.ts';

const folder = await mkdtemp(join(tmpdir(), 'semblante-compositing-'));
const toolbox = new Toolbox();
after(async () => {
  toolbox.close();
  await rm(folder, { recursive: true, force: true });
});

const WIDTH = 160;
const HEIGHT = 90;
let folders = 0;

async function context(): Promise<EngineContext & { seen: number[] }> {
  folders += 1;
  const workdir = join(folder, `run-${folders}`);
  await mkdir(workdir);
  const { signal } = new AbortController();
  const silent = () => {};
  const seen: number[] = [];
  return {
    workdir,
    signal,
    log: { info: silent, warn: silent, error: silent },
    seen,
    progress: (fraction) => seen.push(fraction),
    run: (command, args, options) => toolbox.run(command, args, { signal, cwd: workdir }, options),
  };
}

const ffmpeg = async (...args: string[]) =>
  (await context()).run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args]);

/** FFV1 of `frames` frames, as a renderer hands it over; `source` is a lavfi picture. */
async function range(
  name: string,
  source: string,
  frames: number,
  fps: number,
  pixels = 'bgr0',
): Promise<string> {
  const file = join(folder, `${name}.mkv`);
  const output = ['-frames:v', String(frames), '-pix_fmt', pixels, '-c:v', 'ffv1', file];
  await ffmpeg('-f', 'lavfi', '-i', `${source}=size=${WIDTH}x${HEIGHT}:rate=${fps}`, ...output);
  return file;
}

async function sound(name: string, expression: string, seconds: number): Promise<string> {
  const file = join(folder, `${name}.wav`);
  const source = `aevalsrc=exprs='${expression}':s=48000:d=${seconds}`;
  await ffmpeg('-f', 'lavfi', '-i', source, '-ac', '1', '-c:a', 'pcm_s16le', file);
  return file;
}

const timeline = (duration: number): Timeline => ({
  version: 1,
  language: 'pt-BR',
  duration,
  hop: 0.01,
  f0: [],
  energy: [],
  phonemes: [],
  words: [
    { text: 'bom', start: 0.3, end: 0.5, span: [0, 3] },
    { text: 'dia', start: 0.5, end: 0.7, span: [4, 7] },
  ],
  confidence: 1,
  source: 'exact',
});

/** A voice-like sound: quiet, so that it must be raised, with peaks far above its mean. */
const QUIET_VOICE = '0.02*sin(2*PI*180*t)+0.04*sin(2*PI*500*t)*exp(-30*mod(t\\,0.25))';
const LOUD_SPIKES = '0.02*sin(2*PI*220*t)+0.9*sin(2*PI*1900*t)*exp(-120*mod(t\\,0.4))';

async function request(
  options: Partial<CompositingRequest> & { seconds?: number; voice?: string } = {},
): Promise<CompositingRequest> {
  const { seconds = 1, voice = QUIET_VOICE, ...rest } = options;
  const fps = rest.fps ?? 25;
  const frames = Math.ceil(seconds * fps);
  const head = Math.floor(frames / 2);
  const tag = `${fps}-${frames}`;
  return {
    ranges: [
      await range(`head-${tag}`, 'testsrc2', head, fps),
      await range(`tail-${tag}`, 'smptebars', frames - head, fps),
    ],
    frameCount: frames,
    fps,
    width: WIDTH,
    height: HEIGHT,
    quality: 'draft',
    format: 'mp4',
    audio: await sound(`voice-${tag}-${voice.length}`, voice, seconds),
    timeline: timeline(seconds),
    script: 'Bom dia.',
    captions: 'sidecar',
    title: 'Título "com" aspas',
    ...rest,
  };
}

/** Mean colour of one frame as [r, g, b(, a)]. */
async function colour(file: string, frame: number, crop = '', alpha = false): Promise<number[]> {
  const pixels = alpha ? 'rgba' : 'rgb24';
  const decoder = alpha ? ['-c:v', 'libvpx-vp9'] : [];
  const filter = `select=eq(n\\,${frame})${crop ? `,crop=${crop}` : ''},scale=1:1:flags=area,format=${pixels}`;
  const { stdout } = await ffmpeg(
    ...decoder,
    '-i',
    file,
    '-vf',
    filter,
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    '-',
  );
  return [...stdout];
}

test('joins ranges into an H.264 and AAC film that is what it says', async () => {
  const run = await context();
  const asked = await request();
  const result = await ffmpegEngine.compose(asked, run);
  const { streams, format } = await probeMedia(run, result.film, { count: 'frames' });
  const [video, audio] = streams;
  assert.equal(video?.codec_name, 'h264');
  assert.equal(video?.nb_read_frames, 25);
  assert.equal(video?.pix_fmt, 'yuv420p');
  assert.equal(video?.color_space, 'bt709');
  assert.equal(video?.r_frame_rate, '25/1');
  assert.equal(video?.avg_frame_rate, '25/1');
  assert.equal(audio?.codec_name, 'aac');
  assert.equal(audio?.sample_rate, 48_000);
  assert.ok(Math.abs((video?.duration ?? 0) - (audio?.duration ?? 0)) <= 1 / 25);
  assert.equal(format.tags?.title, 'Título "com" aspas');
  assert.equal(format.tags?.comment, AI_TAG);
  const head = await readFile(result.film);
  assert.ok(head.indexOf('moov') < head.indexOf('mdat'), 'the index comes first');
  assert.deepEqual(
    run.seen,
    run.seen.toSorted((a, b) => a - b),
  );
  assert.equal(run.seen.at(-1), 1);
  assert.match(await readFile(result.srt ?? '', 'utf8'), /Bom dia\./);
  assert.match(await readFile(result.vtt ?? '', 'utf8'), /^WEBVTT/);
  assert.equal((await readFile(result.poster)).toString('latin1', 8, 12), 'WEBP');
  // The join: the last frame of the first range and the first of the second are neighbours.
  const bars = await colour(asked.ranges[1] ?? '', 0, '20:90:0:0');
  const joined = await colour(result.film, 12, '20:90:0:0');
  for (const [i, value] of bars.entries())
    assert.ok(Math.abs(value - (joined[i] ?? 0)) < 12, `${bars} ${joined}`);
});

/** Top-level boxes of an MP4: type and bytes, in order. */
function boxesOf(bytes: Buffer): { type: string; body: Buffer }[] {
  const boxes = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    assert.ok(size >= 8 && at + size <= bytes.length, `a box of ${size} bytes at ${at}`);
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}

const SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic';

test('a film says to machines that it was made, and an MP4 still begins with its index', async () => {
  const run = await context();
  const { film } = await ffmpegEngine.compose(await request(), run);
  const tags = async (file: string) => {
    const { stdout } = await run.run('ffprobe', [
      ...['-v', 'error', '-of', 'json', '-show_entries', 'format_tags', '-export_xmp', '1', file],
    ]);
    return (JSON.parse(stdout.toString()) as { format: { tags: Record<string, string> } }).format.tags;
  };
  const { xmp = '', comment } = await tags(film);
  assert.equal(comment, AI_TAG);
  // Namespace and attribute as IPTC's photo and video metadata standards write them.
  assert.match(xmp, /xmlns:Iptc4xmpExt="http:\/\/iptc\.org\/std\/Iptc4xmpExt\/2008-02-29\/"/);
  assert.equal(/Iptc4xmpExt:DigitalSourceType="([^"]+)"/.exec(xmp)?.[1], SOURCE_TYPE);
  const boxes = boxesOf(await readFile(film));
  const order = boxes.map(({ type }) => type);
  assert.deepEqual([order[0], order.at(-1)], ['ftyp', 'uuid']);
  assert.ok(order.indexOf('moov') < order.indexOf('mdat'), order.join(' '));
  assert.equal(boxes.at(-1)?.body.toString('hex', 0, 16), 'be7acfcb97a942e89c71999491e3afac');
  const webm = await ffmpegEngine.compose(await request({ format: 'webm' }), await context());
  const { stdout } = await run.run('ffprobe', [
    '-v',
    'error',
    '-of',
    'json',
    '-show_entries',
    'format_tags',
    webm.film,
  ]);
  const { DIGITAL_SOURCE_TYPE, COMMENT } = (
    JSON.parse(stdout.toString()) as { format: { tags: Record<string, string> } }
  ).format.tags;
  assert.deepEqual([DIGITAL_SOURCE_TYPE, COMMENT], [SOURCE_TYPE, AI_TAG]);
});

test('quiet speech comes out at −16 ±1 LUFS, and so does speech that needs a limiter', async () => {
  for (const voice of [QUIET_VOICE, LOUD_SPIKES]) {
    const run = await context();
    const result = await ffmpegEngine.compose(await request({ seconds: 2, voice }), run);
    const { integrated, truePeak } = await measureLoudness(run, result.film);
    assert.ok(Math.abs(integrated + 16) <= 1, `${integrated} LUFS`);
    assert.ok(truePeak <= -1.5, `${truePeak} dBTP`);
    assert.equal(result.measured.loudness, integrated);
  }
});

for (const [loudness, lufs] of [
  ['web', -14],
  ['broadcast', -23],
] as const) {
  test(`sound for ${loudness} comes out at ${lufs} ±1 LUFS under the same ceiling`, async () => {
    for (const voice of [QUIET_VOICE, LOUD_SPIKES]) {
      const result = await ffmpegEngine.compose(
        await request({ seconds: 4, voice, loudness }),
        await context(),
      );
      const { integrated, truePeak } = await measureLoudness(await context(), result.film);
      assert.ok(Math.abs(integrated - lufs) <= 1, `${integrated} LUFS`);
      assert.ok(truePeak <= -1.5, `${truePeak} dBTP`);
    }
  });
}

test('silence stays silence', async () => {
  const result = await ffmpegEngine.compose(await request({ voice: '0*t' }), await context());
  assert.equal(result.measured.loudness, null);
});

test('sound and picture have one length at every rate', async () => {
  for (const fps of [25, 30, 50, 60]) {
    const run = await context();
    const result = await ffmpegEngine.compose(await request({ fps, seconds: 1.013, captions: 'none' }), run);
    const { streams } = await probeMedia(run, result.film, { count: 'packets' });
    const lengths = streams.map((stream) => stream.duration ?? 0);
    assert.ok(Math.abs((lengths[0] ?? 0) - (lengths[1] ?? 0)) <= 1 / fps, `${fps} fps: ${lengths}`);
    assert.equal(ratio(streams[0]?.avg_frame_rate), fps);
    assert.equal(result.srt, undefined);
  }
});

test('captions are burned in where they are asked for', async () => {
  const run = await context();
  const plain = await ffmpegEngine.compose(await request(), run);
  const burned = await ffmpegEngine.compose(await request({ captions: 'burned' }), await context());
  const lower = `${WIDTH}:20:0:${HEIGHT - 22}`;
  const before = await colour(plain.film, 12, lower);
  const after = await colour(burned.film, 12, lower);
  assert.ok(
    before.some((value, i) => Math.abs(value - (after[i] ?? 0)) > 3),
    `${before} ${after}`,
  );
});

test('burned captions stand where and in the colours that are asked for, on one whole box', async () => {
  const captionLook = {
    caption_position: 'top',
    caption_style: 'solid',
    caption_color: '#00ff00',
    caption_backing: '#0000ff',
  } as const;
  const { film } = await ffmpegEngine.compose(
    await request({ captions: 'burned', captionLook }),
    await context(),
  );
  // Between the box's edge and the letters.
  const [red = 255, green = 255, blue = 0] = await colour(film, 12, `4:2:${WIDTH / 2 - 2}:4`);
  assert.ok(red < 60 && green < 60 && blue > 190, `${[red, green, blue]}`);
  // At the bottom nothing is blue.
  const lower = await colour(film, 12, `${WIDTH}:20:0:${HEIGHT - 22}`);
  const plain = await ffmpegEngine.compose(await request(), await context());
  const before = await colour(plain.film, 12, `${WIDTH}:20:0:${HEIGHT - 22}`);
  assert.ok(
    before.every((value, i) => Math.abs(value - (lower[i] ?? 0)) <= 3),
    `${before} ${lower}`,
  );
});

test('a person without background stands before an image, under a logo', async () => {
  // Left half opaque red, right half clear.
  const clear = `color=red@1.0,format=rgba,geq=r=255:g=0:b=0:a='if(lt(X\\,80)\\,255\\,0)'`;
  const file = join(folder, 'alpha.mkv');
  const source = clear.replace('color=red@1.0', `color=red:size=${WIDTH}x${HEIGHT}:rate=25`);
  await ffmpeg('-f', 'lavfi', '-i', source, '-frames:v', '25', '-pix_fmt', 'bgra', '-c:v', 'ffv1', file);
  const backgroundImage = join(folder, 'blue');
  await ffmpeg(
    '-f',
    'lavfi',
    '-i',
    'color=blue:size=64x64',
    '-frames:v',
    '1',
    '-c:v',
    'png',
    '-f',
    'image2',
    backgroundImage,
  );
  const logo = join(folder, 'green');
  await ffmpeg(
    '-f',
    'lavfi',
    '-i',
    'color=lime:size=32x9',
    '-frames:v',
    '1',
    '-c:v',
    'mjpeg',
    '-f',
    'image2',
    logo,
  );
  const base = { ranges: [file], captions: 'none' as const };

  const film = await ffmpegEngine.compose(await request({ ...base, backgroundImage, logo }), await context());
  const [red, , redBlue] = await colour(film.film, 20, '60:60:10:20');
  const [, , blue] = await colour(film.film, 20, '60:40:90:40');
  const [, green] = await colour(film.film, 20, '20:5:134:6');
  assert.ok((red ?? 0) > 200 && (redBlue ?? 255) < 60);
  assert.ok((blue ?? 0) > 200 && (green ?? 0) > 150, `${blue} ${green}`);

  const flat = await ffmpegEngine.compose(await request(base), await context());
  assert.ok(
    (await colour(flat.film, 20, '60:40:90:40')).every((value) => value < 20),
    'mp4 has no alpha: black',
  );

  const cut = await ffmpegEngine.compose(await request({ ...base, format: 'webm-alpha' }), await context());
  const opaque = (await colour(cut.film, 20, '60:60:10:20', true))[3] ?? 0;
  const transparent = (await colour(cut.film, 20, '60:60:90:20', true))[3] ?? 255;
  assert.ok(opaque > 250 && transparent < 5, `${opaque} ${transparent}`);
});

test('webm holds VP9 and Opus', async () => {
  const run = await context();
  const result = await ffmpegEngine.compose(await request({ format: 'webm' }), run);
  const { streams } = await probeMedia(run, result.film);
  assert.deepEqual(
    streams.map((stream) => stream.codec_name),
    ['vp9', 'opus'],
  );
});

test('refuses ranges that are not the film, and images that are none', async () => {
  const asked = await request();
  const short = await ffmpegEngine
    .compose({ ...asked, ranges: asked.ranges.slice(0, 1) }, await context())
    .catch((e: unknown) => e);
  assert.ok(short instanceof StageFailure);
  assert.equal(short.code, 'input_invalid');
  assert.match(short.message, /12 frames/);
  const playlist = join(folder, 'playlist.png');
  await writeFile(playlist, '#EXTM3U\nhttp://127.0.0.1:9/secret.ts\n');
  const tricked = await ffmpegEngine
    .compose({ ...asked, logo: playlist }, await context())
    .catch((e: unknown) => e);
  assert.ok(tricked instanceof StageFailure);
  assert.equal(tricked.code, 'input_invalid');
});
