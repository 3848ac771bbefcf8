/** Texts of the agents; loaded with them, in one language. */
export const ptBR = {
  film: '1 min de vídeo em cerca de {{time}}',
  speech: '1 min de fala em cerca de {{time}}',
  measured: 'medido pelo próprio agente em {{size}}, {{quality}}',
};
