/**
 * Compositing by ffmpeg: joins the ranges, lays in background, logo and captions, encodes once, levels the sound, and
 * believes nothing of it until the finished file has been decoded and measured.
 */
import { rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CaptionLook,
  captionLook,
} from '../../../../supabase/functions/_shared/contract/caption-look.ts';
import { buildCues, type Cue } from '../../../../supabase/functions/_shared/contract/captions.ts';
import { LOUDNESS_LUFS } from '../../../../supabase/functions/_shared/contract/film-choices.ts';
import {
  type ResolvedSettings,
  resolveSettings,
} from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import { hasAlpha, LOCAL_ONLY, probeMedia, probeVideo, ratio, type VideoFacts } from '../../media.ts';
import { MAX_MEGAPIXELS, pictureInput } from '../../untrusted-media.ts';
import type { EngineContext, EngineIdentity } from '../engine.ts';
import { toAss, toSrt, toVtt } from './caption-files.ts';
import type {
  CompositingEngine,
  CompositingRequest,
  CompositingResult,
  FilmMeasures,
} from './compositing-engine.ts';
import {
  audioArguments,
  encoderFor,
  extensionOf,
  filterGraph,
  keepsAlpha,
  type Layers,
  metadataArguments,
  videoArguments,
} from './encoding.ts';
import { canBurn, detectFfmpeg, nvencWorks } from './ffmpeg-probe.ts';
import { CEILING_DBTP, LUFS_TOLERANCE, levelSound, measureLoudness } from './loudness.ts';
import { appendXmp } from './provenance.ts';

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-v', 'error'] as const;
const SAMPLE_RATE = 48_000;
const SOUND_ROUNDS = 3;
/** An 8K picture takes under a second. */
const PICTURE_SECONDS = 60;

export const ffmpegEngine: CompositingEngine = {
  name: 'ffmpeg',
  probe: detectFfmpeg,
  compose,
};

async function compose(request: CompositingRequest, context: EngineContext): Promise<CompositingResult> {
  const picture = await checkRanges(request, context);
  const identity: EngineIdentity = { name: 'ffmpeg', version: (await detectFfmpeg()).version ?? 'unknown' };
  const cues = request.captions === 'none' ? [] : buildCues(request.script, request.timeline);
  const burned = request.captions === 'burned' ? burnedCaptions(request) : null;
  context.progress(0.05);

  const silent = join(context.workdir, `picture.${extensionOf(request.format)}`);
  const encoder = encoderFor(request, await nvencWorks(context));
  const part = (fraction: number) => context.progress(0.05 + 0.75 * fraction);
  await encodePicture(request, { ...context, progress: part }, { picture, encoder, burned, file: silent });
  const film = await addSound(request, context, silent);
  if (extensionOf(request.format) === 'mp4') await appendXmp(film.file);
  context.progress(0.9);

  const measured = await verify(request, context, film.file, encoder);
  const poster = await makePoster(request, context, film.file);
  const sidecars = request.captions === 'none' ? {} : await writeSidecars(context, cues);
  context.progress(1);
  return {
    film: film.file,
    poster,
    ...sidecars,
    measured: { ...measured, loudness: film.loudness, truePeak: film.truePeak },
    engine: identity,
  };
}

/** Every range has the film's size and rate, and together they have its frames. */
async function checkRanges(request: CompositingRequest, context: EngineContext): Promise<VideoFacts> {
  let frames = 0;
  let first: VideoFacts | undefined;
  for (const range of request.ranges) {
    const video = await probeVideo(context, range);
    first ??= video;
    frames += video.frames;
    if (
      video.width !== request.width ||
      video.height !== request.height ||
      video.pixelFormat !== first.pixelFormat
    ) {
      const message = `A range is ${video.width}x${video.height} ${video.pixelFormat}, unlike the film.`;
      throw new StageFailure('input_invalid', message);
    }
  }
  if (!first || frames !== request.frameCount) {
    throw new StageFailure(
      'input_invalid',
      `The ranges hold ${frames} frames, the film needs ${request.frameCount}.`,
    );
  }
  return first;
}

interface PictureJob {
  readonly picture: VideoFacts;
  readonly encoder: ReturnType<typeof encoderFor>;
  readonly burned: BurnedCaptions | null;
  readonly file: string;
}

interface BurnedCaptions {
  readonly cues: readonly Cue[];
  readonly font: ResolvedSettings['caption_font'];
  readonly look: CaptionLook;
}

/** Cut for their own size of letters; the files beside the film are cut for players. */
function burnedCaptions({
  width,
  height,
  logo,
  captionLook: chosen,
  ...request
}: CompositingRequest): BurnedCaptions {
  const choices = { ...resolveSettings({}), ...chosen, width, height, logo: logo !== undefined };
  const look = captionLook(choices);
  return {
    cues: buildCues(request.script, request.timeline, look.lineCharacters),
    font: choices.caption_font,
    look,
  };
}

async function encodePicture(
  request: CompositingRequest,
  context: EngineContext,
  job: PictureJob,
): Promise<void> {
  const list = join(context.workdir, 'ranges.txt');
  const quoted = request.ranges.map((range) => `file '${range.replaceAll("'", "'\\''")}'`);
  await writeFile(list, `ffconcat version 1.0\n${quoted.join('\n')}\n`);
  const inputs = ['-f', 'concat', '-safe', '0', ...LOCAL_ONLY, '-i', list];
  const layers: { -readonly [K in keyof Layers]: Layers[K] } = {
    alpha: hasAlpha(job.picture),
    planar: job.picture.pixelFormat === 'yuv420p',
  };
  let next = 1;
  for (const [kind, file] of [
    ['background', request.backgroundImage],
    ['logo', request.logo],
  ] as const) {
    if (file === undefined) continue;
    inputs.push(...(await openPicture(file, kind, context)));
    layers[kind] = next;
    next += 1;
  }
  if (job.burned && job.burned.cues.length > 0) {
    if (!(await canBurn(context))) {
      throw new StageFailure(
        'tool_missing',
        'Captions cannot be burned in: this ffmpeg has no libass, or no font.',
      );
    }
    await writeFile(
      join(context.workdir, 'captions.ass'),
      toAss(job.burned.cues, { ...job.burned, width: request.width, height: request.height }),
    );
    layers.burned = 'captions.ass';
  }
  const args = [
    ...QUIET,
    ...inputs,
    '-filter_complex',
    filterGraph(request, layers),
    '-map',
    '[film]',
    '-frames:v',
    String(request.frameCount),
    ...videoArguments(request, job.encoder),
    '-progress',
    'pipe:1',
    '-y',
    job.file,
  ];
  const onLine = (line: string) => {
    const frame = /^frame=(\d+)/.exec(line)?.[1];
    if (frame) context.progress(Number(frame) / request.frameCount);
  };
  await context.run('ffmpeg', args, { cwd: context.workdir, onLine });
}

/**
 * A picture of the user, decoded once before the film is: what is wrong with it is then told by its name, at once.
 *
 * @throws StageFailure `input_invalid`
 */
async function openPicture(
  file: string,
  kind: 'background' | 'logo',
  context: EngineContext,
): Promise<string[]> {
  const input = await pictureInput(file);
  if (!input) throw new StageFailure('input_invalid', `The ${kind} is not a PNG, JPEG or WebP image.`);
  const decode = [...input, '-map', '0:v:0', '-frames:v', '1', '-f', 'null', '-'];
  await context
    .run('ffmpeg', [...QUIET, ...decode], { timeoutSeconds: PICTURE_SECONDS })
    .catch((error: unknown) => {
      if (!(error instanceof StageFailure) || !['tool_crashed', 'tool_timeout'].includes(error.code))
        throw error;
      const message = `The ${kind} cannot be read: it is damaged, or larger than ${MAX_MEGAPIXELS} megapixels.`;
      throw new StageFailure('input_invalid', message, { logTail: error.logTail, cause: error });
    });
  return input;
}

interface Sounded {
  readonly file: string;
  readonly loudness: number | null;
  readonly truePeak: number | null;
}

/** Muxes the levelled sound; where coding raised a peak above the ceiling, levels again under a lower one. */
async function addSound(
  request: CompositingRequest,
  context: EngineContext,
  picture: string,
): Promise<Sounded> {
  const samples = Math.round((request.frameCount / request.fps) * SAMPLE_RATE);
  const extension = extensionOf(request.format);
  const file = join(context.workdir, `film.${extension}`);
  const target = LOUDNESS_LUFS[request.loudness ?? 'standard'];
  let ceiling: number | undefined;
  for (let round = 1; ; round += 1) {
    const sound = await levelSound(context, request.audio, samples, target, ceiling);
    const part = join(context.workdir, `film.part.${extension}`);
    const container = extension === 'mp4' ? ['-movflags', '+faststart+write_colr'] : ['-cues_to_front', '1'];
    const maps = ['-map', '0:v:0', '-map', '1:a:0', '-c:v', 'copy'];
    const inputs = [...LOCAL_ONLY, '-i', picture, ...LOCAL_ONLY, '-i', sound.file];
    await context.run('ffmpeg', [
      ...QUIET,
      ...inputs,
      ...maps,
      ...audioArguments(request.format),
      ...metadataArguments(request),
      ...container,
      '-y',
      part,
    ]);
    await rename(part, file);
    if (!sound.loudness) return { file, loudness: null, truePeak: null };
    const result = await measureLoudness(context, file);
    const excess = result.truePeak - CEILING_DBTP;
    if (excess <= 0 || round === SOUND_ROUNDS) {
      if (Math.abs(result.integrated - target) > LUFS_TOLERANCE) {
        context.log.warn(
          { lufs: result.integrated, target },
          'the sound could not be brought to its target loudness',
        );
      }
      return { file, loudness: result.integrated, truePeak: result.truePeak };
    }
    ceiling = (ceiling ?? CEILING_DBTP - 0.5) - excess - 0.1;
  }
}

/** Decodes the whole film and compares it with what was ordered. */
async function verify(
  request: CompositingRequest,
  context: EngineContext,
  file: string,
  encoder: string,
): Promise<Omit<FilmMeasures, 'loudness' | 'truePeak'>> {
  const invalid = (why: string) => new StageFailure('tool_output_invalid', `The finished film ${why}.`);
  const { streams, format } = await probeMedia(context, file, { count: 'frames' });
  const video = streams.find((stream) => stream.codec_type === 'video');
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  if (!video || !audio || streams.length !== 2) throw invalid('does not hold one picture and one sound');
  if (video.nb_read_frames !== request.frameCount) {
    throw invalid(`decodes to ${video.nb_read_frames} frames instead of ${request.frameCount}`);
  }
  if (video.width !== request.width || video.height !== request.height) {
    throw invalid(`is ${video.width}x${video.height}`);
  }
  if (Math.abs(ratio(video.r_frame_rate) - request.fps) > 0.01)
    throw invalid(`runs at ${video.r_frame_rate} fps`);
  // VP9 keeps alpha beside the picture: ffprobe decodes the picture, the container says whether alpha is there.
  const alphaMode = video.tags?.alpha_mode ?? video.tags?.ALPHA_MODE;
  if (keepsAlpha(request) && alphaMode !== '1') throw invalid('has no alpha channel');
  const duration = request.frameCount / request.fps;
  const sound = await decodedSeconds(context, file);
  if (Math.abs(sound - duration) > 1 / request.fps) {
    throw invalid(`has ${sound.toFixed(3)} s of sound for ${duration.toFixed(3)} s of picture`);
  }
  if (Math.abs((format.duration ?? 0) - duration) > 1 / request.fps + 0.001) {
    throw invalid(`says it lasts ${format.duration} s instead of ${duration.toFixed(3)} s`);
  }
  return { duration, frames: request.frameCount, bytes: (await stat(file)).size, videoEncoder: encoder };
}

/** Where the last decoded sample of sound ends, in seconds. */
async function decodedSeconds(context: EngineContext, file: string): Promise<number> {
  let microseconds = 0;
  const onLine = (line: string) => {
    const value = /^out_time_us=(\d+)/.exec(line)?.[1];
    if (value) microseconds = Number(value);
  };
  const args = [
    ...QUIET,
    ...LOCAL_ONLY,
    '-i',
    file,
    '-map',
    '0:a:0',
    '-progress',
    'pipe:1',
    '-f',
    'null',
    '-',
  ];
  await context.run('ffmpeg', args, { onLine });
  return microseconds / 1e6;
}

async function makePoster(
  request: CompositingRequest,
  context: EngineContext,
  film: string,
): Promise<string> {
  const file = join(context.workdir, 'poster.webp');
  // With a picture laid in behind, only the film shows the person in front of it.
  const still = request.backgroundImage === undefined ? request.poster : undefined;
  const third = Math.floor(request.frameCount / 3) / request.fps;
  const decoder = keepsAlpha(request) ? ['-c:v', 'libvpx-vp9'] : [];
  const source = still
    ? ((await pictureInput(still)) ?? [...LOCAL_ONLY, '-i', still])
    : ['-ss', third.toFixed(4), ...decoder, ...LOCAL_ONLY, '-i', film];
  const output = ['-map', '0:v:0', '-frames:v', '1', '-c:v', 'libwebp', '-quality', '85', '-y', file];
  await context.run('ffmpeg', [...QUIET, ...source, ...output]);
  if ((await stat(file)).size === 0) throw new StageFailure('tool_output_invalid', 'The poster is empty.');
  return file;
}

async function writeSidecars(
  context: EngineContext,
  cues: readonly Cue[],
): Promise<{ srt: string; vtt: string }> {
  const srt = join(context.workdir, 'film.srt');
  const vtt = join(context.workdir, 'film.vtt');
  await writeFile(srt, toSrt(cues));
  await writeFile(vtt, toVtt(cues));
  return { srt, vtt };
}
