/** What the stage compositing asks of an engine: the finished film and everything that lies beside it. */
import type { CaptionChoices } from '../../../../supabase/functions/_shared/contract/caption-look.ts';
import type { LipSync } from '../../../../supabase/functions/_shared/contract/film-report.ts';
import type {
  Quality,
  ResolvedSettings,
  Timeline,
} from '../../../../supabase/functions/_shared/contract/job.ts';
import type { EngineContext, EngineIdentity, EngineProbe } from '../engine.ts';

export type CaptionSettings = Partial<Omit<CaptionChoices, 'width' | 'height' | 'logo'>>;

export interface CompositingRequest {
  /** Lossless ranges of the film in order, H.264 or FFV1; together they have `frameCount` frames. */
  readonly ranges: readonly string[];
  readonly frameCount: number;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly quality: Quality;
  readonly format: ResolvedSettings['format'];
  readonly audio: string;
  readonly timeline: Timeline;
  /** The script as the user wrote it; the timeline's spans point into it. */
  readonly script: string;
  readonly captions: ResolvedSettings['captions'];
  /** Of burned captions; what is left out is as `resolveSettings` has it. */
  readonly captionLook?: CaptionSettings;
  /** Left out, `standard`. */
  readonly loudness?: ResolvedSettings['loudness'];
  readonly title: string;
  /** Still images from users; their content is checked before a decoder sees them. */
  readonly backgroundImage?: string;
  readonly logo?: string;
  /** The renderer's still; the film's frame at a third of its length otherwise. */
  readonly poster?: string;
}

export interface CompositingResult {
  readonly film: string;
  readonly poster: string;
  readonly srt?: string;
  readonly vtt?: string;
  /** As decoded from the finished film. */
  readonly measured: FilmMeasures;
  readonly engine: EngineIdentity;
}

export interface FilmMeasures {
  readonly duration: number;
  readonly frames: number;
  readonly bytes: number;
  /** Null for a silent film. */
  readonly loudness: number | null;
  readonly truePeak: number | null;
  readonly videoEncoder: string;
}

export interface CompositingEngine {
  readonly name: 'ffmpeg';
  probe(): Promise<EngineProbe>;
  compose(request: CompositingRequest, context: EngineContext): Promise<CompositingResult>;
}

/** Lips as nobody has measured them. */
export const UNMEASURED_LIPS: LipSync = { closure: null, false_closure: null, offset_ms: null };
