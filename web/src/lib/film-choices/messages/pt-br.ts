/** Texts of what a film can be told beyond its picture's size; loaded with the controls, in one language. */
export const ptBR = {
  light: 'Luz',
  lights: {
    set: 'Do lugar',
    soft: 'Suave',
    'three-point': 'Estúdio de TV',
    dramatic: 'Dramática',
    daylight: 'Luz do dia',
  },
  lightHint: 'Ilumina a pessoa; o lugar atrás fica como está.',
  intensity: 'Expressividade',
  intensityHint: 'Quanto do humor aparece no rosto: de calmo a mais vivo.',
  loudness: 'Volume do som',
  loudnesses: { web: 'Internet', standard: 'Padrão', broadcast: 'Televisão' },
  captionFont: 'Letra das legendas gravadas',
  captionFonts: { sans: 'Sem serifa', serif: 'Com serifa', mono: 'Máquina de escrever' },
  captionFontHint: 'Vai para as legendas gravadas na imagem quando você aplica a marca.',
};
