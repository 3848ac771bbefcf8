/** Every code of contract/errors.ts in words, with what to do about it. */
const again = 'Tente de novo em alguns segundos.';

export const ptBRErrors = {
  error: {
    network: {
      message: 'Sem resposta do servidor',
      remedy: 'Verifique a conexão. O que você escreveu está salvo.',
    },
    unexpected_answer: {
      message: 'O servidor respondeu algo inesperado',
      remedy: 'Recarregue a página. Se continuar, avise o suporte.',
    },
    invalid_json: { message: 'O pedido não pôde ser lido', remedy: 'Recarregue a página e tente de novo.' },
    invalid_request: { message: 'Algum campo não foi aceito', remedy: 'Confira os campos e envie de novo.' },
    script_empty: { message: 'O roteiro está vazio', remedy: 'Escreva ao menos uma palavra a ser dita.' },
    script_too_long: {
      message: 'O roteiro é longo demais',
      remedy: 'Encurte o texto ou divida em vários vídeos.',
    },
    invalid_ssml: {
      message: 'Uma marcação do roteiro não foi entendida',
      remedy: 'Corrija a marcação indicada na mensagem.',
    },
    language_unsupported: { message: 'Idioma não disponível', remedy: 'Use português, inglês ou espanhol.' },
    resolution_unsupported: {
      message: 'Resolução não disponível',
      remedy: 'Escolha outra resolução da lista.',
    },
    token_missing: { message: 'Você precisa entrar', remedy: 'Entre na sua conta e tente de novo.' },
    token_expired: { message: 'Sua sessão expirou', remedy: 'Entre de novo para continuar.' },
    token_invalid: { message: 'Sua sessão não é mais válida', remedy: 'Saia e entre de novo.' },
    forbidden: { message: 'Isto pertence a outra conta', remedy: 'Entre com a conta que é dona deste item.' },
    not_found: { message: 'Não encontrado', remedy: 'Confira o endereço.' },
    avatar_not_found: { message: 'Este avatar não existe mais', remedy: 'Escolha outro na galeria.' },
    job_not_found: {
      message: 'Renderização não encontrada',
      remedy: 'Confira o endereço: só você vê as suas.',
    },
    project_not_found: { message: 'Projeto não encontrado', remedy: 'Escolha um projeto seu.' },
    voice_not_found: { message: 'Voz não encontrada', remedy: 'Escolha outra voz ou a voz do idioma.' },
    file_not_found: { message: 'Arquivo não encontrado', remedy: 'Ele pode ter sido apagado.' },
    method_not_allowed: { message: 'Ação não permitida', remedy: 'Recarregue a página e tente de novo.' },
    job_not_cancellable: { message: 'Esta renderização já terminou', remedy: 'Não há mais o que cancelar.' },
    voice_not_ready: {
      message: 'A voz ainda não está pronta',
      remedy: 'Aguarde o treino ou escolha outra voz.',
    },
    voice_consent_missing: {
      message: 'Falta o consentimento de quem fala',
      remedy: 'Registre o consentimento na página Vozes.',
    },
    share_not_found: {
      message: 'Este link não existe',
      remedy: 'Confira o endereço ou peça outro a quem enviou.',
    },
    draft_not_found: {
      message: 'Rascunho não encontrado',
      remedy: 'Ele pode ter sido apagado. Só os seus rascunhos podem ser abertos.',
    },
    avatar_not_ready: {
      message: 'Este avatar ainda não está pronto',
      remedy: 'Espere a conferência terminar; se falhou, conserte o arquivo e traga de novo.',
    },
    avatar_in_use: {
      message: 'Há vídeos na fila com este avatar',
      remedy: 'Espere que terminem, ou cancele-os.',
    },
    voice_statement_missing: {
      message: 'Falta a declaração falada',
      remedy: 'Grave a declaração, lida por quem fala na gravação, e envie junto.',
    },
    voice_engine_not_offered: {
      message: 'Este motor de voz não está disponível',
      remedy: 'Escolha um dos oferecidos, ou deixe o padrão.',
    },
    draft_conflict: {
      message: 'Este rascunho foi salvo em outro lugar',
      remedy: 'Abra a outra versão ou salve a sua como um rascunho novo.',
    },
    share_ended: {
      message: 'Este link não vale mais',
      remedy: 'Ele expirou ou foi retirado. Peça outro a quem enviou.',
    },
    voice_consent_exists: {
      message: 'Esta voz já tem consentimento',
      remedy: 'Retire o atual antes de registrar outro.',
    },
    preview_not_found: {
      message: 'A prévia não existe mais',
      remedy: 'Peça a prévia de novo; ela é guardada por uma hora.',
    },
    speech_refused: {
      message: 'Esta fala não pôde ser gerada',
      remedy: 'Mude o texto ou a voz e peça de novo.',
    },
    upload_invalid: {
      message: 'O arquivo enviado não serve',
      remedy: 'Envie um arquivo de um dos tipos aceitos.',
    },
    lease_lost: { message: 'A tarefa mudou de mãos', remedy: again },
    idempotency_conflict: { message: 'Pedido repetido com conteúdo diferente', remedy: 'Envie de novo.' },
    payload_too_large: { message: 'Arquivo ou texto grande demais', remedy: 'Envie algo menor.' },
    unsupported_media_type: { message: 'Tipo de arquivo não aceito', remedy: 'Use um dos tipos indicados.' },
    audio_invalid: {
      message: 'A gravação não serve',
      remedy: 'Envie WAV ou MP3 com pelo menos 30 segundos de fala.',
    },
    scope_missing: {
      message: 'Este token não permite isso',
      remedy: 'Use um token com o escopo certo ou entre na sua conta.',
    },
    token_not_found: {
      message: 'Token de API não encontrado',
      remedy: 'Escolha um dos tokens listados nas configurações.',
    },
    idempotency_in_progress: {
      message: 'O mesmo pedido ainda está sendo atendido',
      remedy: 'Aguarde um instante e tente de novo.',
    },
    webhook_not_found: { message: 'Webhook não encontrado', remedy: 'Escolha um dos seus webhooks.' },
    delivery_not_found: { message: 'Entrega não encontrada', remedy: 'Escolha uma do registro do webhook.' },
    quota_exceeded: {
      message: 'Limite do plano atingido',
      remedy: 'Aguarde o fim das renderizações em andamento.',
    },
    rate_limited: {
      message: 'Pedidos demais em pouco tempo',
      remedy: 'Aguarde um instante e tente de novo.',
    },
    internal: {
      message: 'Algo falhou do nosso lado',
      remedy: 'Tente de novo. Se continuar, informe o código abaixo.',
    },
    unavailable: { message: 'O serviço não está respondendo', remedy: again },
  },
  failure: {
    cancelled: { message: 'Cancelado a pedido', remedy: 'Comece uma nova renderização quando quiser.' },
    attempts_exhausted: {
      message: 'Nenhuma tentativa chegou ao fim',
      remedy: 'Os agentes pararam de responder. Renderize de novo mais tarde.',
    },
    no_engine: {
      message: 'Nenhum agente ligado sabe fazer isto',
      remedy: 'Ligue um agente com o motor pedido.',
    },
    engine_unavailable: {
      message: 'O motor não está disponível',
      remedy: 'Verifique o agente e renderize de novo.',
    },
    engine_refused: {
      message: 'O motor recusou o pedido',
      remedy: 'Mude o que a mensagem indica e renderize de novo.',
    },
    invalid_ssml: {
      message: 'Uma marcação do roteiro não foi entendida',
      remedy: 'Corrija a marcação indicada na mensagem.',
    },
    text_unspeakable: { message: 'Não há nada que possa ser dito', remedy: 'Escreva palavras no roteiro.' },
    voice_unavailable: { message: 'Esta voz não fala este idioma', remedy: 'Escolha outra voz.' },
    voice_language_mismatch: {
      message: 'Esta voz fala outro idioma',
      remedy: 'Escolha uma voz do idioma do roteiro ou mude o idioma.',
    },
    sample_unreadable: {
      message: 'A gravação não pôde ser lida',
      remedy: 'Exporte de novo em WAV ou MP3 e crie a voz outra vez.',
    },
    sample_too_short: {
      message: 'Há pouca fala na gravação',
      remedy: 'Grave pelo menos 30 segundos, com 15 de fala, e crie a voz outra vez.',
    },
    sample_noisy: {
      message: 'A gravação tem ruído demais',
      remedy: 'Grave em um lugar mais silencioso, mais perto do microfone.',
    },
    sample_clipped: {
      message: 'O som está distorcido',
      remedy: 'Abaixe o volume de entrada e grave de novo.',
    },
    glb_unreadable: {
      message: 'O GLB não pôde ser lido',
      remedy: 'Exporte a pessoa de novo como glTF 2.0 binário e traga o arquivo novo.',
    },
    glb_too_large: {
      message: 'O GLB é grande demais',
      remedy: 'Exporte com menos triângulos ou texturas menores e traga o arquivo novo.',
    },
    glb_outside_reference: {
      message: 'O GLB depende de arquivos de fora',
      remedy: 'Exporte com todas as texturas e dados dentro do arquivo.',
    },
    glb_extension_unsupported: {
      message: 'O GLB usa uma compressão que não lemos',
      remedy: 'Exporte sem a compressão ou extensão que a mensagem nomeia.',
    },
    glb_no_face: {
      message: 'Não há um rosto que se mova',
      remedy: 'Exporte com os blend shapes do ARKit, ou como VRM 1.0 com expressões.',
    },
    glb_misplaced: {
      message: 'A pessoa está fora de escala ou deitada',
      remedy: 'Exporte em metros, com o eixo Y para cima.',
    },
    consent_refused: {
      message: 'A declaração de consentimento não foi aceita',
      remedy:
        'Peça a quem fala na gravação que leia a declaração palavra por palavra, e cadastre a voz de novo.',
    },
    avatar_invalid: { message: 'Este avatar está com defeito', remedy: 'Escolha outro avatar.' },
    input_missing: { message: 'Um arquivo intermediário sumiu', remedy: 'Renderize de novo.' },
    input_invalid: {
      message: 'Um arquivo enviado não pôde ser usado',
      remedy: 'Troque o arquivo indicado na mensagem.',
    },
    tool_missing: { message: 'Falta um programa no agente', remedy: 'Instale o que a mensagem indica.' },
    tool_crashed: {
      message: 'Um programa do agente parou',
      remedy: 'Renderize de novo. Se repetir, veja os detalhes.',
    },
    tool_timeout: {
      message: 'Um programa do agente não terminou',
      remedy: 'Renderize de novo, talvez com menos qualidade.',
    },
    tool_output_invalid: { message: 'O resultado saiu inutilizável', remedy: 'Renderize de novo.' },
    disk_full: { message: 'O disco do agente está cheio', remedy: 'Libere espaço e renderize de novo.' },
    storage_unavailable: {
      message: 'O armazenamento não respondeu',
      remedy: 'Renderize de novo em alguns minutos.',
    },
    internal: {
      message: 'Falha inesperada no agente',
      remedy: 'Renderize de novo. Se repetir, veja os detalhes.',
    },
  },
} as const;
