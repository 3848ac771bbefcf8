/**
 * Orders for what runs inside Unreal (gpu-agent/unreal/python/semblante/job.py reads them). Centimetres are Unreal's
 * business; here are frames, pixels, degrees and shares of the picture.
 */
import type { Quality } from '../../../../../supabase/functions/_shared/contract/job.ts';
import type { RenderRequest } from '../../engine.ts';

const VERSION = 1;

interface RenderQuality {
  readonly path_tracer: boolean;
  readonly spatial_samples: number;
  readonly temporal_samples: number;
  readonly warm_up_frames: number;
  readonly console_variables: Readonly<Record<string, number>>;
}

/** Samples multiply: a frame is drawn spatial × temporal times. Warm-up lets hair settle and textures arrive. */
const QUALITIES: Readonly<Record<Quality, RenderQuality>> = {
  draft: {
    path_tracer: false,
    spatial_samples: 1,
    temporal_samples: 1,
    warm_up_frames: 8,
    console_variables: { 'r.ScreenPercentage': 50 },
  },
  standard: {
    path_tracer: false,
    spatial_samples: 4,
    temporal_samples: 1,
    warm_up_frames: 32,
    console_variables: { 'r.Streaming.FullyLoadUsedTextures': 1 },
  },
  premium: {
    path_tracer: false,
    spatial_samples: 8,
    temporal_samples: 2,
    warm_up_frames: 48,
    console_variables: { 'r.Streaming.FullyLoadUsedTextures': 1, 'r.ShadowQuality': 5 },
  },
  cinematic: {
    path_tracer: false,
    spatial_samples: 16,
    temporal_samples: 4,
    warm_up_frames: 64,
    console_variables: {
      'r.Streaming.FullyLoadUsedTextures': 1,
      'r.ShadowQuality': 5,
      'r.HairStrands.Visibility.MSAA.SamplePerPixel': 8,
      'r.SSS.Quality': 1,
    },
  },
  hyperreal: {
    path_tracer: true,
    spatial_samples: 64,
    temporal_samples: 4,
    warm_up_frames: 64,
    console_variables: { 'r.Streaming.FullyLoadUsedTextures': 1, 'r.PathTracing.MaxBounces': 8 },
  },
};

/** The renderer `three` frames alike: vertical field of view in degrees, head and its centre as shares of the height. */
const FRAMINGS = {
  close: { fov_degrees: 17, head: 0.72, centre: 0.52 },
  medium: { fov_degrees: 19, head: 0.53, centre: 0.575 },
  wide: { fov_degrees: 22, head: 0.34, centre: 0.66 },
} as const satisfies Record<RenderRequest['framing'], object>;

export interface OrderPlace {
  readonly id: string;
  /** Package path of the level sequence. */
  readonly sequence: string;
  readonly map: string;
}

export interface AuthorDetails {
  readonly metahuman: string;
  readonly animationBlueprint: string;
  /** Of the whole film, so that every range makes the same sequence. */
  readonly filmFrames: number;
  /** Package folders of films that are done with. */
  readonly discard: readonly string[];
}

export function authorOrder(place: OrderPlace, request: RenderRequest, details: AuthorDetails): Order {
  return {
    version: VERSION,
    kind: 'author',
    ...place,
    metahuman: details.metahuman,
    animation_blueprint: details.animationBlueprint,
    curves_header: request.curves.header,
    curves_data: request.curves.data,
    audio: request.audio ?? null,
    fps: request.fps,
    film_frames: details.filmFrames,
    framing: FRAMINGS[request.framing],
    discard: details.discard,
  };
}

export function renderOrder(place: OrderPlace, request: RenderRequest, directory: string): Order {
  return {
    version: VERSION,
    kind: 'render',
    ...place,
    fps: request.fps,
    first_frame: request.firstFrame,
    frame_count: request.frameCount,
    width: request.width,
    height: request.height,
    quality: QUALITIES[request.quality],
    alpha: needsAlpha(request),
    output_directory: directory,
  };
}

/** A plain colour is laid behind the person afterwards: no map has every colour. */
export const needsAlpha = ({ background }: RenderRequest): boolean =>
  background.type === 'transparent' || background.type === 'color';

export type Order = OrderPlace & {
  readonly version: number;
  readonly kind: 'author' | 'render';
  readonly [field: string]: unknown;
};
