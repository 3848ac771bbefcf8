/** The protocol's messages as proto-loader hands them over: snake case, numbers for 64-bit values, names for enums. */

export interface EmotionWithTimeCode {
  /** Seconds from the clip's first sample. */
  readonly time_code: number;
  /** Name to strength, 0 to 1. */
  readonly emotion: Readonly<Record<string, number>>;
}

export interface AudioStreamHeader {
  readonly audio_header: {
    readonly audio_format: 'AUDIO_FORMAT_PCM';
    readonly channel_count: number;
    readonly samples_per_second: number;
    readonly bits_per_sample: number;
  };
  readonly face_params?: { readonly float_params: Readonly<Record<string, number>> };
  readonly emotion_post_processing_params?: {
    readonly emotion_strength?: number;
    readonly live_blend_coef?: number;
    readonly enable_preferred_emotion?: boolean;
    readonly preferred_emotion_strength?: number;
    readonly max_emotions?: number;
  };
  readonly blendshape_params?: { readonly enable_clamping_bs_weight?: boolean };
  readonly emotion_params?: {
    readonly live_transition_time?: number;
    readonly beginning_emotion: Readonly<Record<string, number>>;
  };
}

/** What the client sends: exactly one of the parts. */
export type AudioStream =
  | { readonly audio_stream_header: AudioStreamHeader }
  | {
      readonly audio_with_emotion: {
        /** 16-bit little-endian mono samples, at most 10 s. */
        readonly audio_buffer: Buffer;
        readonly emotions?: readonly EmotionWithTimeCode[];
      };
    }
  | { readonly end_of_audio: Record<string, never> };

export interface WeightsAtTime {
  readonly time_code: number;
  readonly values: readonly number[];
}

/** What the server sends; `stream_part` names the part that is there. */
export interface AnimationDataStream {
  readonly stream_part?: 'animation_data_stream_header' | 'animation_data' | 'event' | 'status';
  readonly animation_data_stream_header?: {
    readonly skel_animation_header?: { readonly blend_shapes: readonly string[] } | null;
  };
  readonly animation_data?: {
    readonly skel_animation?: { readonly blend_shape_weights: readonly WeightsAtTime[] } | null;
  };
  readonly event?: { readonly event_type: string };
  readonly status?: {
    readonly code: 'SUCCESS' | 'INFO' | 'WARNING' | 'ERROR';
    readonly message: string;
  };
}

export interface HealthCheckResponse {
  readonly status: 'UNKNOWN' | 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
}
