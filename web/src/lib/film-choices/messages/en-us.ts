import type { ptBR } from './pt-br.ts';

export const enUS: typeof ptBR = {
  light: 'Light',
  lights: {
    set: 'As the place has it',
    soft: 'Soft',
    'three-point': 'TV studio',
    dramatic: 'Dramatic',
    daylight: 'Daylight',
  },
  lightHint: 'Lights the person; the place behind stays as it is.',
  intensity: 'Expressiveness',
  intensityHint: 'How much of the mood the face shows, from calm to livelier.',
  loudness: 'Loudness',
  loudnesses: { web: 'Web', standard: 'Standard', broadcast: 'Broadcast' },
  captionFont: 'Font of burned captions',
  captionFonts: { sans: 'Sans serif', serif: 'Serif', mono: 'Typewriter' },
  captionFontHint: 'Used for captions burned into the picture when you apply your brand.',
};
