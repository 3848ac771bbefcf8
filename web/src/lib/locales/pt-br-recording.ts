/** Recording in the browser and narrations of one’s own. */

export const ptBRRecording = {
  recording: {
    record: 'Gravar',
    stop: 'Parar',
    level: 'Nível do microfone',
    speech: '{{seconds}} de {{wanted}} s de fala',
    readTitle: 'Texto para ler em voz alta',
    take: {
      fine: 'Bom som. Fale com naturalidade.',
      silent: 'Não se ouve nada. Confira se o microfone está ligado e escolhido.',
      quiet: 'Está baixo. Chegue mais perto do microfone.',
      noisy: 'Há ruído demais. Procure um lugar mais silencioso.',
      clipped: 'Está distorcendo. Afaste-se um pouco do microfone.',
    },
    problem: {
      denied: {
        message: 'O microfone não foi permitido.',
        remedy: 'Permita o microfone nas configurações deste site no navegador e grave de novo.',
      },
      missing: {
        message: 'Nenhum microfone foi encontrado.',
        remedy: 'Conecte um microfone ou envie um arquivo.',
      },
      busy: {
        message: 'O microfone está em uso.',
        remedy: 'Feche o outro programa que o usa e grave de novo.',
      },
      unsupported: {
        message: 'Este navegador não grava som.',
        remedy: 'Envie um arquivo, ou abra a página por https em outro navegador.',
      },
      unreadable: { message: 'A gravação não pôde ser lida.', remedy: 'Grave de novo ou envie um arquivo.' },
    },
    narration: {
      source: 'Quem fala',
      tts: 'Voz do avatar',
      own: 'Minha narração',
      lead: 'Use a sua gravação no lugar da voz do avatar. Os lábios e as legendas seguem o que você disse.',
      signIn: 'Entre para enviar uma narração.',
      choose: 'Escolher áudio',
      hint: 'WAV, MP3, OGG, FLAC, M4A ou WebM, até {{size}} MB e {{minutes}} minutos.',
      uploading: 'Enviando a narração',
      listen: 'Ouvir a narração',
      remove: 'Remover narração',
      says: 'A narração diz o roteiro',
      saysHint:
        'Desmarque se as palavras não são as do roteiro: os lábios ficam aproximados e o vídeo sai sem legendas.',
      lost: 'A narração não está mais guardada. Remova-a e envie de novo.',
      problem: {
        type: 'Este arquivo não é de áudio.',
        size: 'O arquivo passa de {{size}} MB. Converta para MP3 ou grave menos.',
        long: 'A gravação passa de {{minutes}} minutos.',
        unreadable: 'O navegador não conseguiu ler este áudio.',
      },
    },
  },
};
