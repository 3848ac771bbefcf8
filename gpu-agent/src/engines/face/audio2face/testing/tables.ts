/** Field numbers of Audio2Face-3D 1.3 to 2.0, as NVIDIA publishes them. */
import type { Table } from './wire.ts';

const audioHeader: Table = {
  1: { name: 'audio_format', kind: 'uint' },
  2: { name: 'channel_count', kind: 'uint' },
  3: { name: 'samples_per_second', kind: 'uint' },
  4: { name: 'bits_per_sample', kind: 'uint' },
};

const floatArray: Table = { 1: { name: 'values', kind: 'float', repeated: true } };

const emotionWithTimeCode: Table = {
  1: { name: 'time_code', kind: 'double' },
  2: { name: 'emotion', kind: 'float', map: true },
};

/** nvidia_ace.controller.v1.AudioStream */
export const AUDIO_STREAM: Table = {
  1: {
    name: 'audio_stream_header',
    kind: {
      1: { name: 'audio_header', kind: audioHeader },
      2: {
        name: 'face_params',
        kind: {
          1: { name: 'float_params', kind: 'float', map: true },
          2: { name: 'integer_params', kind: 'uint', map: true },
          3: { name: 'float_array_params', kind: floatArray, map: true },
        },
      },
      3: {
        name: 'emotion_post_processing_params',
        kind: {
          1: { name: 'emotion_contrast', kind: 'float' },
          2: { name: 'live_blend_coef', kind: 'float' },
          3: { name: 'enable_preferred_emotion', kind: 'bool' },
          4: { name: 'preferred_emotion_strength', kind: 'float' },
          5: { name: 'emotion_strength', kind: 'float' },
          6: { name: 'max_emotions', kind: 'uint' },
        },
      },
      4: {
        name: 'blendshape_params',
        kind: {
          1: { name: 'bs_weight_multipliers', kind: 'float', map: true },
          2: { name: 'bs_weight_offsets', kind: 'float', map: true },
          3: { name: 'enable_clamping_bs_weight', kind: 'bool' },
        },
      },
      5: {
        name: 'emotion_params',
        kind: {
          1: { name: 'live_transition_time', kind: 'float' },
          2: { name: 'beginning_emotion', kind: 'float', map: true },
        },
      },
    },
  },
  2: {
    name: 'audio_with_emotion',
    kind: {
      1: { name: 'audio_buffer', kind: 'bytes' },
      2: { name: 'emotions', kind: emotionWithTimeCode, repeated: true },
    },
  },
  3: { name: 'end_of_audio', kind: {} },
};

/** nvidia_ace.controller.v1.AnimationDataStream, as far as the fake answers. */
export const ANIMATION_DATA_STREAM: Table = {
  1: {
    name: 'animation_data_stream_header',
    kind: {
      1: { name: 'audio_header', kind: audioHeader },
      2: {
        name: 'skel_animation_header',
        kind: {
          1: { name: 'blend_shapes', kind: 'string', repeated: true },
          2: { name: 'joints', kind: 'string', repeated: true },
        },
      },
      3: { name: 'start_time_code_since_epoch', kind: 'double' },
    },
  },
  2: {
    name: 'animation_data',
    kind: {
      1: {
        name: 'skel_animation',
        kind: {
          1: {
            name: 'blend_shape_weights',
            repeated: true,
            kind: {
              1: { name: 'time_code', kind: 'double' },
              2: { name: 'values', kind: 'float', repeated: true },
            },
          },
        },
      },
      2: {
        name: 'audio',
        kind: { 1: { name: 'time_code', kind: 'double' }, 2: { name: 'audio_buffer', kind: 'bytes' } },
      },
    },
  },
  3: { name: 'event', kind: { 1: { name: 'event_type', kind: 'uint' } } },
  4: {
    name: 'status',
    kind: { 1: { name: 'code', kind: 'uint' }, 2: { name: 'message', kind: 'string' } },
  },
};

/** grpc.health.v1 */
export const HEALTH_REQUEST: Table = { 1: { name: 'service', kind: 'string' } };
export const HEALTH_RESPONSE: Table = { 1: { name: 'status', kind: 'uint' } };

export const EMOTIONS = [
  'amazement',
  'anger',
  'cheekiness',
  'disgust',
  'fear',
  'grief',
  'joy',
  'outofbreath',
  'pain',
  'sadness',
];

export const FACE_PARAMETERS = [
  'lowerFaceSmoothing',
  'upperFaceSmoothing',
  'lowerFaceStrength',
  'upperFaceStrength',
  'faceMaskLevel',
  'faceMaskSoftness',
  'skinStrength',
  'blinkStrength',
  'eyelidOpenOffset',
  'lipOpenOffset',
  'blinkOffset',
  'tongueStrength',
  'tongueHeightOffset',
  'tongueDepthOffset',
];

/** The service's usual order; a client that assumes it is wrong. */
export const BLEND_SHAPES = (
  'EyeBlinkLeft EyeLookDownLeft EyeLookInLeft EyeLookOutLeft EyeLookUpLeft EyeSquintLeft EyeWideLeft EyeBlinkRight ' +
  'EyeLookDownRight EyeLookInRight EyeLookOutRight EyeLookUpRight EyeSquintRight EyeWideRight JawForward JawLeft ' +
  'JawRight JawOpen MouthClose MouthFunnel MouthPucker MouthLeft MouthRight MouthSmileLeft MouthSmileRight ' +
  'MouthFrownLeft MouthFrownRight MouthDimpleLeft MouthDimpleRight MouthStretchLeft MouthStretchRight ' +
  'MouthRollLower MouthRollUpper MouthShrugLower MouthShrugUpper MouthPressLeft MouthPressRight MouthLowerDownLeft ' +
  'MouthLowerDownRight MouthUpperUpLeft MouthUpperUpRight BrowDownLeft BrowDownRight BrowInnerUp BrowOuterUpLeft ' +
  'BrowOuterUpRight CheekPuff CheekSquintLeft CheekSquintRight NoseSneerLeft NoseSneerRight TongueOut'
).split(' ');

export const TONGUE_SHAPES = (
  'TongueTipUp TongueTipDown TongueTipLeft TongueTipRight TongueRollUp TongueRollDown TongueRollLeft TongueRollRight ' +
  'TongueUp TongueDown TongueLeft TongueRight TongueIn TongueStretch TongueWide TongueNarrow'
).split(' ');
