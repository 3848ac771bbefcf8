/** What ffprobe says of a file. Only local files are opened: a file from outside may name addresses to fetch. */
import { z } from 'zod';
import type { EngineContext } from './engines/engine.ts';
import { StageFailure } from './failures.ts';

/** No demuxer may follow a reference out of the file system. */
export const LOCAL_ONLY = ['-protocol_whitelist', 'file,crypto,data'] as const;

const Probe = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string().default('unknown'),
      width: z.number().optional(),
      height: z.number().optional(),
      pix_fmt: z.string().optional(),
      r_frame_rate: z.string().optional(),
      avg_frame_rate: z.string().optional(),
      sample_rate: z.coerce.number().optional(),
      channels: z.number().optional(),
      start_time: z.coerce.number().optional(),
      duration: z.coerce.number().optional(),
      color_space: z.string().optional(),
      nb_read_packets: z.coerce.number().optional(),
      nb_read_frames: z.coerce.number().optional(),
      tags: z.record(z.string(), z.string()).optional(),
    }),
  ),
  format: z.object({
    format_name: z.string(),
    duration: z.coerce.number().optional(),
    tags: z.record(z.string(), z.string()).optional(),
  }),
});
export type MediaProbe = z.infer<typeof Probe>;
export type MediaStream = MediaProbe['streams'][number];

export interface ProbeOptions {
  /** Count by packets (fast) or by decoding every frame (certain). */
  readonly count?: 'packets' | 'frames';
}

type Tools = Pick<EngineContext, 'run'>;

/**
 * @throws StageFailure `tool_output_invalid` when ffprobe cannot read the file, or a decoder complained
 */
export async function probeMedia(
  tools: Tools,
  file: string,
  options: ProbeOptions = {},
): Promise<MediaProbe> {
  const count = options.count === undefined ? [] : [`-count_${options.count}`];
  const args = ['-v', 'error', ...LOCAL_ONLY, ...count, '-show_streams', '-show_format', '-of', 'json'];
  const { stdout, stderr } = await tools.run('ffprobe', [...args, file]).catch((error: unknown) => {
    if (!(error instanceof StageFailure) || error.code !== 'tool_crashed') throw error;
    throw new StageFailure(
      'tool_output_invalid',
      `${file.split('/').at(-1)} cannot be read as video or sound.`,
      {
        logTail: error.logTail,
        cause: error,
      },
    );
  });
  if (options.count === 'frames' && stderr.trim() !== '') {
    throw new StageFailure('tool_output_invalid', 'The file does not decode without errors.', {
      logTail: stderr,
    });
  }
  return Probe.parse(JSON.parse(stdout.toString('utf8')));
}

export interface VideoFacts {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: string;
  readonly fps: number;
  /** Packets of the picture; for FFV1 every packet is a frame. */
  readonly frames: number;
}

export async function probeVideo(tools: Tools, file: string): Promise<VideoFacts> {
  const { streams } = await probeMedia(tools, file, { count: 'packets' });
  const video = streams.find((stream) => stream.codec_type === 'video');
  if (!video) throw new StageFailure('tool_output_invalid', `${file.split('/').at(-1)} holds no picture.`);
  return {
    codec: video.codec_name,
    width: video.width ?? 0,
    height: video.height ?? 0,
    pixelFormat: video.pix_fmt ?? 'unknown',
    fps: ratio(video.r_frame_rate),
    frames: video.nb_read_packets ?? 0,
  };
}

/** `30000/1001` as a number; 0 for what is no rate. */
export function ratio(text: string | undefined): number {
  const [top, bottom] = (text ?? '').split('/').map(Number);
  return top && bottom ? top / bottom : 0;
}

const ALPHA_FORMATS = /^(yuva|gbrap|rgba|bgra|argb|abgr|ya8|ya16)/;

export const hasAlpha = (video: Pick<VideoFacts, 'pixelFormat'>): boolean =>
  ALPHA_FORMATS.test(video.pixelFormat);
