import type { ptBR } from './pt-br.ts';

export const esES: typeof ptBR = {
  light: 'Luz',
  lights: {
    set: 'La del lugar',
    soft: 'Suave',
    'three-point': 'Plató de televisión',
    dramatic: 'Dramática',
    daylight: 'Luz de día',
  },
  lightHint: 'Ilumina a la persona; el lugar de detrás queda como está.',
  intensity: 'Expresividad',
  intensityHint: 'Cuánto del ánimo se ve en la cara: de tranquilo a más vivo.',
  loudness: 'Volumen del sonido',
  loudnesses: { web: 'Internet', standard: 'Estándar', broadcast: 'Televisión' },
  captionFont: 'Letra de los subtítulos grabados',
  captionFonts: { sans: 'Sin serifa', serif: 'Con serifa', mono: 'Máquina de escribir' },
  captionFontHint: 'Se usa en los subtítulos grabados en la imagen cuando aplicas tu marca.',
};
