/** Which of espeak-ng's voices speaks, and how fast and how high. */
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { SpeechRequest } from '../engine.ts';

const VOICES: Readonly<Record<Language, string>> = { 'pt-BR': 'pt-br', 'en-US': 'en-us', 'es-ES': 'es' };

/** espeak-ng ignores an unknown variant in silence, so only those of its 1.50 and later data are let through. */
export const VARIANTS: ReadonlySet<string> = new Set(
  'f1 f2 f3 f4 f5 m1 m2 m3 m4 m5 m6 m7 m8 klatt klatt2 klatt3 klatt4 Annie'.split(' '),
);

const DEFAULTS = {
  female: { variant: 'f2', rate: 160, pitch: 52 },
  male: { variant: 'm3', rate: 155, pitch: 40 },
  unisex: { variant: 'f5', rate: 158, pitch: 46 },
} as const;

/** espeak's pitch scale of 0 to 99 spans two octaves. */
const STEPS_PER_SEMITONE = 50 / 12;

export interface EspeakVoice {
  readonly voice: string;
  readonly rate: number;
  readonly pitch: number;
  readonly range: number;
}

/** The language an espeak voice speaks. */
export function languageOf({ voice }: EspeakVoice): Language {
  const found = Language.options.find((language) => voice.split('+')[0] === VOICES[language]);
  return found ?? 'en-US';
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/**
 * `voice_id` may be a variant ("f2") or a qualified one ("espeak:f2").
 * @returns null when the variant asked for does not exist.
 */
export function chooseVoice(request: SpeechRequest, variantOverride?: string): EspeakVoice | null {
  const own = DEFAULTS[request.defaults.gender];
  const asked = request.voice.voice_id?.replace(/^espeak[:/]/, '');
  const variant = variantOverride ?? asked ?? request.defaults.variant ?? own.variant;
  if (!VARIANTS.has(variant)) return null;
  const rate = (request.defaults.rate ?? own.rate) * (request.voice.rate ?? 1);
  const pitch = (request.defaults.pitch ?? own.pitch) + (request.voice.pitch ?? 0) * STEPS_PER_SEMITONE;
  return {
    voice: `${VOICES[request.language]}+${variant}`,
    rate: clamp(Math.round(rate), 80, 450),
    pitch: clamp(Math.round(pitch), 0, 99),
    range: 55,
  };
}
