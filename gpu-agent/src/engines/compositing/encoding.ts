/** How a film is encoded: quality steps, formats, colour, and the arguments that say so to ffmpeg. */
import type { Quality } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { CompositingRequest } from './compositing-engine.ts';
import { AI_TAG, DIGITAL_SOURCE_TYPE } from './provenance.ts';

export type VideoEncoder = 'libx264' | 'h264_nvenc' | 'libvpx-vp9';

interface Step {
  /** Constant rate factor of x264, and NVENC's constant quality on nearly the same scale. */
  readonly crf: number;
  readonly preset: string;
  readonly vp9: number;
}

/** `draft` is for checking; the others rise to visually lossless. */
const STEPS: Readonly<Record<Quality, Step>> = {
  draft: { crf: 28, preset: 'veryfast', vp9: 40 },
  standard: { crf: 21, preset: 'veryfast', vp9: 33 },
  premium: { crf: 18, preset: 'medium', vp9: 28 },
  cinematic: { crf: 16, preset: 'slow', vp9: 24 },
  hyperreal: { crf: 14, preset: 'slow', vp9: 20 },
};

/** Players can seek to a key frame every two seconds, and streaming can cut there. */
const KEY_FRAME_SECONDS = 2;
/** NVENC refuses smaller H.264 pictures. */
const NVENC_MIN = { width: 160, height: 64 } as const;

export const extensionOf = (format: CompositingRequest['format']): 'mp4' | 'webm' =>
  format === 'mp4' ? 'mp4' : 'webm';

/** Alpha is in the film only where the format can carry it. */
export const keepsAlpha = (request: Pick<CompositingRequest, 'format'>): boolean =>
  request.format === 'webm-alpha';

export function encoderFor(request: CompositingRequest, nvenc: boolean): VideoEncoder {
  if (request.format !== 'mp4') return 'libvpx-vp9';
  return nvenc && request.width >= NVENC_MIN.width && request.height >= NVENC_MIN.height
    ? 'h264_nvenc'
    : 'libx264';
}

export function videoArguments(request: CompositingRequest, encoder: VideoEncoder): string[] {
  const step = STEPS[request.quality];
  const keyFrames = String(request.fps * KEY_FRAME_SECONDS);
  const common = ['-r', String(request.fps), '-g', keyFrames, '-keyint_min', String(request.fps)];
  const colour = [
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
    '-colorspace',
    'bt709',
    '-color_range',
    'tv',
  ];
  switch (encoder) {
    case 'libx264':
      return [
        '-c:v',
        encoder,
        '-preset',
        step.preset,
        '-crf',
        String(step.crf),
        '-profile:v',
        'high',
        ...common,
        ...colour,
      ];
    case 'h264_nvenc': {
      const rate = ['-rc', 'vbr', '-cq', String(step.crf + 1), '-b:v', '0', '-spatial-aq', '1'];
      return [
        '-c:v',
        encoder,
        '-preset',
        'p5',
        ...rate,
        '-profile:v',
        'high',
        '-forced-idr',
        '1',
        ...common,
        ...colour,
      ];
    }
    case 'libvpx-vp9': {
      const speed = request.quality === 'draft' ? '8' : request.quality === 'standard' ? '5' : '2';
      const threads = ['-row-mt', '1', '-deadline', speed === '8' ? 'realtime' : 'good', '-cpu-used', speed];
      // Alternate reference frames would show the alpha of another moment.
      const alpha = keepsAlpha(request) ? ['-auto-alt-ref', '0'] : [];
      return [
        '-c:v',
        encoder,
        '-crf',
        String(step.vp9),
        '-b:v',
        '0',
        ...threads,
        ...alpha,
        ...common,
        ...colour,
      ];
    }
  }
}

export function audioArguments(format: CompositingRequest['format']): string[] {
  return format === 'mp4'
    ? ['-c:a', 'aac', '-b:a', '192k', '-ar', '48000']
    : ['-c:a', 'libopus', '-b:a', '128k', '-ar', '48000'];
}

/** Control characters have no place in a title, and players show only its beginning. */
export function metadataArguments(request: CompositingRequest): string[] {
  const title = request.title
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200);
  const language = { 'pt-BR': 'por', 'en-US': 'eng', 'es-ES': 'spa' }[request.timeline.language];
  return [
    '-map_metadata',
    '-1',
    '-metadata',
    `title=${title}`,
    '-metadata',
    `comment=${AI_TAG}`,
    // MP4 has no such field: see `appendXmp`.
    ...(request.format === 'mp4' ? [] : ['-metadata', `DIGITAL_SOURCE_TYPE=${DIGITAL_SOURCE_TYPE}`]),
    '-metadata:s:a:0',
    `language=${language}`,
    // In WebM this is what tells a player, and the muxer, that alpha lies beside the picture.
    ...(keepsAlpha(request) ? ['-metadata:s:v:0', 'alpha_mode=1'] : []),
  ];
}

/** Input numbers of what may lie around the picture; the ranges are input 0, the sound input 1. */
export interface Layers {
  readonly background?: number;
  readonly logo?: number;
  /** Name of the ASS file in ffmpeg's working folder. */
  readonly burned?: string;
  readonly alpha: boolean;
  /** Whether the ranges hold 4:2:0 as the film does: BT.709 in limited range, which every engine writes. */
  readonly planar: boolean;
}

/**
 * The filter graph from the joined ranges to `[film]`. Matroska keeps milliseconds only, so frames are numbered anew:
 * the film's rate is constant by construction.
 */
export function filterGraph(request: CompositingRequest, layers: Layers): string {
  const { width, height, fps } = request;
  const numbered = `[0:v]settb=expr=1/${fps},setpts=N`;
  const { background, logo, burned } = layers;
  // Through RGB and back a frame of 720p would cost 8 ms of CPU, as much as encoding it, and blur its colours once more.
  if (layers.planar && background === undefined && logo === undefined && burned === undefined)
    return `${numbered},format=yuv420p[film]`;
  const parts = [`${numbered},format=${layers.alpha ? 'rgba' : 'rgb24'}[person]`];
  let top = 'person';
  const over = (base: string, name: string) => {
    parts.push(`[${base}][${top}]overlay=format=rgb:shortest=1[${name}]`);
    top = name;
  };
  if (layers.background !== undefined) {
    const fill = `scale=${width}:${height}:force_original_aspect_ratio=increase:flags=lanczos,crop=${width}:${height}`;
    parts.push(
      `[${layers.background}:v]${fill},setsar=1,format=rgb24,loop=loop=-1:size=1,settb=expr=1/${fps},setpts=N[set]`,
    );
    over('set', 'placed');
  } else if (layers.alpha && !keepsAlpha(request)) {
    parts.push(
      `color=c=black:s=${width}x${height}:r=${fps},settb=expr=1/${fps},setpts=N,format=rgb24[black]`,
    );
    over('black', 'flat');
  }
  if (layers.logo !== undefined) {
    const margin = Math.round(height * 0.04);
    const size = `scale=${Math.round(width * 0.2)}:${Math.round(height * 0.1)}:force_original_aspect_ratio=decrease:flags=lanczos`;
    parts.push(`[${layers.logo}:v]${size},format=rgba[logo]`);
    parts.push(`[${top}][logo]overlay=x=W-w-${margin}:y=${margin}:format=auto:eof_action=repeat[marked]`);
    top = 'marked';
  }
  if (layers.burned !== undefined) {
    parts.push(`[${top}]ass=filename=${layers.burned}[written]`);
    top = 'written';
  }
  const pixels = keepsAlpha(request) ? 'yuva420p' : 'yuv420p';
  parts.push(
    `[${top}]scale=flags=lanczos+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv,format=${pixels}[film]`,
  );
  return parts.join(';');
}
