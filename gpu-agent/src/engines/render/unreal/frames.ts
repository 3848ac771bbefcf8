/** The pictures an editor left: checked one by one, then made into the range's file. */
import { copyFile, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StageFailure } from '../../../failures.ts';
import type { EngineContext, RenderRequest } from '../../engine.ts';
import { ffv1Slices } from '../film-writer.ts';
import { needsAlpha } from './order.ts';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Colour types of PNG with an alpha channel: grey with alpha, and RGBA. */
const ALPHA_TYPES = [4, 6];
/** A frame of which this share is darker than the threshold has not been rendered. */
const BLACK_PERCENT = 98;
const BLACK_BELOW = 24;

const invalid = (why: string, logTail = '') =>
  new StageFailure('tool_output_invalid', `Unreal's frames are not usable: ${why}.`, { logTail });

/**
 * File names in the order of their frames.
 *
 * @throws StageFailure `tool_output_invalid` unless there is exactly one picture of the right size for every frame
 */
export async function checkFrames(directory: string, request: RenderRequest): Promise<string[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.png')).sort();
  const numbers = names.map((name) => Number(/^(\d+)\.png$/.exec(name)?.[1] ?? Number.NaN));
  if (names.length !== request.frameCount) {
    throw invalid(`${names.length} of ${request.frameCount} were written`);
  }
  const strange = numbers.findIndex((number, i) => number !== request.firstFrame + i);
  if (strange >= 0)
    throw invalid(`${names[strange]} stands where frame ${request.firstFrame + strange} should be`);
  for (const name of names) await checkPicture(join(directory, name), name, request);
  return names;
}

async function checkPicture(file: string, name: string, request: RenderRequest): Promise<void> {
  const head = Buffer.alloc(26);
  await using handle = await open(file, 'r');
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  if (bytesRead < head.length || !head.subarray(0, 8).equals(PNG_SIGNATURE))
    throw invalid(`${name} is no PNG`);
  const width = head.readUInt32BE(16);
  const height = head.readUInt32BE(20);
  if (width !== request.width || height !== request.height) {
    throw invalid(`${name} is ${width}x${height}, not ${request.width}x${request.height}`);
  }
  if (needsAlpha(request) && !ALPHA_TYPES.includes(head[25] as number)) {
    throw invalid(`${name} has no alpha: enable alpha in post processing in the project's settings`);
  }
}

/**
 * FFV1 like every other range's, with alpha or the colour behind it. Frames that are black were not rendered.
 *
 * @returns paths of the video and, for the film's first range, of a still from its middle
 */
export async function encodeFrames(
  directory: string,
  names: readonly string[],
  request: RenderRequest,
  context: EngineContext,
): Promise<{ video: string; poster?: string }> {
  const { background, fps, width, height } = request;
  const video = join(context.workdir, 'range.mkv');
  const format = background.type === 'transparent' ? 'yuva420p' : 'yuv420p';
  const laid =
    background.type === 'color'
      ? `color=c=${background.color}:s=${width}x${height}:r=${fps}[behind];[behind][0:v]overlay=shortest=1:format=gbrp`
      : '[0:v]null';
  const graph = [
    `${laid},scale=out_range=tv:out_color_matrix=bt709,format=${format},split[film][look]`,
    `[look]format=yuv420p,blackframe=amount=${BLACK_PERCENT}:threshold=${BLACK_BELOW},nullsink`,
  ].join(';');
  const colours = [
    '-colorspace',
    'bt709',
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
    '-color_range',
    'tv',
  ];
  const codec = ['-c:v', 'ffv1', '-level', '3', '-g', '1', '-slices', ffv1Slices(request), '-slicecrc', '1'];
  const source = ['-framerate', String(fps), '-pattern_type', 'glob', '-i', join(directory, '*.png')];
  const { stderr } = await context.run('ffmpeg', [
    ...['-nostdin', '-y', '-v', 'info', '-nostats', ...source],
    ...['-filter_complex', graph, '-map', '[film]', ...codec, ...colours, '-r', String(fps), video],
  ]);
  const black = [...stderr.matchAll(/blackframe.*? frame:(\d+) pblack:(\d+)/g)];
  if (black.length > 0) {
    const first = request.firstFrame + Number(black[0]?.[1] ?? 0);
    throw invalid(`${black.length} are black, the first is frame ${first}`, stderr);
  }
  if (request.firstFrame > 0) return { video };
  const poster = join(context.workdir, 'poster.png');
  await copyFile(join(directory, names[Math.floor(names.length / 2)] as string), poster);
  return { video, poster };
}
