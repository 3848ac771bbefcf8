/** The stages of the product. */
import { hostedJudgement, hostedTraining } from '../engines/hosted.ts';
import { VERSION } from '../version.ts';
import { audio2face } from './audio2face.ts';
import { avatarImport } from './avatar-import.ts';
import { compositing } from './compositing.ts';
import { speechPreview } from './speech-preview.ts';
import type { Stages } from './stage.ts';
import { tts } from './tts.ts';
import { ue5 } from './ue5.ts';
import { voiceTraining } from './voice-training.ts';

export const PRODUCT_STAGES: Stages = {
  tts,
  audio2face,
  ue5,
  compositing,
  speech_preview: speechPreview,
  avatar_import: avatarImport,
  voice_training: voiceTraining({ judge: hostedJudgement, train: hostedTraining }, VERSION),
};
