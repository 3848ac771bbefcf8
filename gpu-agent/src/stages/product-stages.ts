/** The stages of the product. */
import { audio2face } from './audio2face.ts';
import { compositing } from './compositing.ts';
import type { Stages } from './stage.ts';
import { tts } from './tts.ts';
import { ue5 } from './ue5.ts';

export const PRODUCT_STAGES: Stages = { tts, audio2face, ue5, compositing };
