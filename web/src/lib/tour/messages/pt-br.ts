/** Texts of the guide to a first film; loaded with it, in one language. */
export const ptBR = {
  name: 'Guia',
  offerTitle: 'O seu primeiro vídeo em quatro passos',
  offerText: 'Leva uns minutos, e o roteiro já vem com um exemplo.',
  start: 'Começar o guia',
  later: 'Agora não',
  leave: 'Sair do guia',
  progress: 'Passo {{at}} de {{of}}',
  show: 'Mostrar onde',
  next: 'Continuar',
  skip: 'Pular este passo',
  open: 'Ir para lá',
  steps: { person: 'Pessoa', script: 'Texto', listen: 'Som', film: 'Vídeo' },
  person: {
    title: 'Escolha quem apresenta',
    text: 'Abra alguém na galeria e leve para o estúdio.',
    textStudio: 'Toque em um dos rostos.',
  },
  script: {
    title: 'Mude o texto como quiser',
    text: 'Deixamos um exemplo curto: troque as palavras pelas suas.',
  },
  listen: {
    title: 'Ouça uma frase',
    text: 'A voz e os lábios são os mesmos do vídeo.',
  },
  film: {
    title: 'Crie o vídeo',
    text: 'Aperte Renderizar. O exemplo sai pequeno e fica pronto logo; depois refaça em alta qualidade.',
  },
  watch: {
    title: 'O seu vídeo está sendo feito: {{share}}',
    text: 'Pode esperar aqui ou passear: avisamos quando terminar.',
    failedTitle: 'Desta vez não deu certo',
    failedText: 'A página do vídeo diz o que houve. Tente de novo de lá, ou volte ao estúdio.',
    again: 'Voltar ao estúdio',
    open: 'Ver o andamento',
  },
  done: {
    title: 'Parabéns! O seu primeiro vídeo está pronto',
    text: 'E agora?',
    play: 'Assistir',
    share: 'Mostrar a alguém',
    voice: 'Usar a minha voz',
    another: 'Fazer outro',
    close: 'Concluir o guia',
  },
  sample: {
    title: 'Olá, equipe!',
    script: 'Olá! Este é o meu primeiro vídeo. Eu escrevi o texto, e ele já virou fala. Até a próxima!',
  },
};
