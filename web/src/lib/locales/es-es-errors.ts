import type { Messages } from './messages.ts';

const again = 'Inténtalo de nuevo en unos segundos.';

export const esESErrors: Pick<Messages, 'error' | 'failure'> = {
  error: {
    network: {
      message: 'El servidor no responde',
      remedy: 'Comprueba la conexión. Lo que escribiste está guardado.',
    },
    unexpected_answer: {
      message: 'El servidor respondió algo inesperado',
      remedy: 'Recarga la página. Si continúa, avisa a soporte.',
    },
    invalid_json: {
      message: 'No se pudo leer la petición',
      remedy: 'Recarga la página e inténtalo de nuevo.',
    },
    invalid_request: {
      message: 'Algún campo no fue aceptado',
      remedy: 'Revisa los campos y envía de nuevo.',
    },
    script_empty: { message: 'El guion está vacío', remedy: 'Escribe al menos una palabra.' },
    script_too_long: {
      message: 'El guion es demasiado largo',
      remedy: 'Acórtalo o divídelo en varios vídeos.',
    },
    invalid_ssml: {
      message: 'Una etiqueta del guion no se entiende',
      remedy: 'Corrige la etiqueta que indica el mensaje.',
    },
    language_unsupported: { message: 'Idioma no disponible', remedy: 'Usa portugués, inglés o español.' },
    resolution_unsupported: { message: 'Resolución no disponible', remedy: 'Elige otra de la lista.' },
    token_missing: { message: 'Tienes que iniciar sesión', remedy: 'Entra e inténtalo de nuevo.' },
    token_expired: { message: 'Tu sesión ha caducado', remedy: 'Entra de nuevo para continuar.' },
    token_invalid: { message: 'Tu sesión ya no es válida', remedy: 'Sal y entra de nuevo.' },
    forbidden: { message: 'Esto pertenece a otra cuenta', remedy: 'Entra con la cuenta propietaria.' },
    not_found: { message: 'No encontrado', remedy: 'Comprueba la dirección.' },
    avatar_not_found: { message: 'Este avatar ya no existe', remedy: 'Elige otro en la galería.' },
    job_not_found: {
      message: 'Renderizado no encontrado',
      remedy: 'Comprueba la dirección: solo tú ves los tuyos.',
    },
    project_not_found: { message: 'Proyecto no encontrado', remedy: 'Elige un proyecto tuyo.' },
    voice_not_found: { message: 'Voz no encontrada', remedy: 'Elige otra voz o la del idioma.' },
    file_not_found: { message: 'Archivo no encontrado', remedy: 'Puede haberse borrado.' },
    method_not_allowed: { message: 'Acción no permitida', remedy: 'Recarga la página e inténtalo de nuevo.' },
    job_not_cancellable: { message: 'Este renderizado ya terminó', remedy: 'No queda nada que cancelar.' },
    voice_not_ready: { message: 'La voz aún no está lista', remedy: 'Espera a que se entrene o elige otra.' },
    voice_consent_missing: {
      message: 'Falta el consentimiento de quien habla',
      remedy: 'Registra el consentimiento en la página Voces.',
    },
    share_not_found: {
      message: 'Este enlace no existe',
      remedy: 'Revisa la dirección o pide otro a quien lo envió.',
    },
    draft_not_found: {
      message: 'Borrador no encontrado',
      remedy: 'Puede que se haya borrado. Solo puedes abrir tus propios borradores.',
    },
    avatar_not_ready: {
      message: 'Este avatar aún no está listo',
      remedy: 'Espera a que termine la comprobación; si falló, arregla el archivo y tráelo de nuevo.',
    },
    avatar_in_use: {
      message: 'Hay vídeos en cola con este avatar',
      remedy: 'Espera a que terminen, o cancélalos.',
    },
    voice_statement_missing: {
      message: 'Falta la declaración hablada',
      remedy: 'Graba la declaración, leída por quien habla en la grabación, y envíala también.',
    },
    voice_engine_not_offered: {
      message: 'Este motor de voz no está disponible',
      remedy: 'Elige uno de los ofrecidos, o deja el predeterminado.',
    },
    draft_conflict: {
      message: 'Este borrador se guardó en otro sitio',
      remedy: 'Abre la otra versión o guarda la tuya como un borrador nuevo.',
    },
    share_ended: {
      message: 'Este enlace ya no es válido',
      remedy: 'Caducó o se retiró. Pide otro a quien lo envió.',
    },
    voice_consent_exists: {
      message: 'Esta voz ya tiene consentimiento',
      remedy: 'Retira el actual antes de registrar otro.',
    },
    preview_not_found: {
      message: 'La vista previa ya no existe',
      remedy: 'Pídela de nuevo; se guarda durante una hora.',
    },
    speech_refused: {
      message: 'Este audio no se pudo generar',
      remedy: 'Cambia el texto o la voz y pídelo de nuevo.',
    },
    upload_invalid: {
      message: 'El archivo enviado no sirve',
      remedy: 'Envía un archivo de uno de los tipos aceptados.',
    },
    lease_lost: { message: 'La tarea cambió de manos', remedy: again },
    idempotency_conflict: { message: 'Petición repetida con otro contenido', remedy: 'Envíala de nuevo.' },
    payload_too_large: { message: 'Archivo o texto demasiado grande', remedy: 'Envía algo más pequeño.' },
    unsupported_media_type: {
      message: 'Tipo de archivo no aceptado',
      remedy: 'Usa uno de los tipos indicados.',
    },
    audio_invalid: {
      message: 'La grabación no sirve',
      remedy: 'Envía WAV o MP3 con al menos 30 segundos de voz.',
    },
    scope_missing: {
      message: 'Este token no permite eso',
      remedy: 'Usa un token con el alcance adecuado o inicia sesión.',
    },
    token_not_found: {
      message: 'Token de API no encontrado',
      remedy: 'Elige uno de los tokens de la lista de ajustes.',
    },
    idempotency_in_progress: {
      message: 'La misma petición aún se está atendiendo',
      remedy: 'Espera un momento e inténtalo de nuevo.',
    },
    webhook_not_found: { message: 'Webhook no encontrado', remedy: 'Elige uno de tus webhooks.' },
    delivery_not_found: { message: 'Entrega no encontrada', remedy: 'Elige una del registro del webhook.' },
    quota_exceeded: {
      message: 'Límite del plan alcanzado',
      remedy: 'Espera a que terminen los renderizados en curso.',
    },
    rate_limited: { message: 'Demasiadas peticiones', remedy: 'Espera un momento e inténtalo de nuevo.' },
    internal: {
      message: 'Algo falló por nuestra parte',
      remedy: 'Inténtalo de nuevo. Si continúa, indica el código.',
    },
    unavailable: { message: 'El servicio no responde', remedy: again },
  },
  failure: {
    cancelled: { message: 'Cancelado a petición', remedy: 'Empieza otro renderizado cuando quieras.' },
    attempts_exhausted: {
      message: 'Ningún intento llegó al final',
      remedy: 'Los agentes dejaron de responder. Renderiza más tarde.',
    },
    no_engine: {
      message: 'Ningún agente activo sabe hacerlo',
      remedy: 'Inicia un agente con el motor pedido.',
    },
    engine_unavailable: {
      message: 'El motor no está disponible',
      remedy: 'Revisa el agente y renderiza de nuevo.',
    },
    engine_refused: { message: 'El motor rechazó la petición', remedy: 'Cambia lo que indica el mensaje.' },
    text_unspeakable: { message: 'No hay nada que decir', remedy: 'Escribe palabras en el guion.' },
    voice_unavailable: { message: 'Esta voz no habla este idioma', remedy: 'Elige otra voz.' },
    voice_language_mismatch: {
      message: 'Esta voz habla otro idioma',
      remedy: 'Elige una voz del idioma del guion o cambia el idioma.',
    },
    sample_unreadable: {
      message: 'La grabación no se pudo leer',
      remedy: 'Expórtala de nuevo en WAV o MP3 y crea la voz otra vez.',
    },
    sample_too_short: {
      message: 'Hay poca habla en la grabación',
      remedy: 'Graba al menos 30 segundos, 15 de ellos de habla, y crea la voz otra vez.',
    },
    sample_noisy: {
      message: 'La grabación tiene demasiado ruido',
      remedy: 'Graba en un lugar más silencioso, más cerca del micrófono.',
    },
    sample_clipped: {
      message: 'El sonido está distorsionado',
      remedy: 'Baja el nivel de entrada y graba de nuevo.',
    },
    invalid_ssml: {
      message: 'Una marca del guion no se entiende',
      remedy: 'Corrige la marca que indica el mensaje.',
    },
    glb_unreadable: {
      message: 'No se pudo leer el GLB',
      remedy: 'Exporta a la persona de nuevo como glTF 2.0 binario y trae el archivo nuevo.',
    },
    glb_too_large: {
      message: 'El GLB es demasiado grande',
      remedy: 'Exporta con menos triángulos o texturas más pequeñas y trae el archivo nuevo.',
    },
    glb_outside_reference: {
      message: 'El GLB depende de archivos externos',
      remedy: 'Exporta con todas las texturas y datos dentro del archivo.',
    },
    glb_extension_unsupported: {
      message: 'El GLB usa una compresión que no leemos',
      remedy: 'Exporta sin la compresión o extensión que nombra el mensaje.',
    },
    glb_no_face: {
      message: 'No hay una cara que se mueva',
      remedy: 'Exporta con los blend shapes de ARKit, o como VRM 1.0 con expresiones.',
    },
    glb_misplaced: {
      message: 'La persona está fuera de escala o tumbada',
      remedy: 'Exporta en metros, con el eje Y hacia arriba.',
    },
    consent_refused: {
      message: 'No se aceptó la declaración de consentimiento',
      remedy:
        'Pide a quien habla en la grabación que lea la declaración palabra por palabra, y registra la voz de nuevo.',
    },
    avatar_invalid: { message: 'Este avatar está dañado', remedy: 'Elige otro avatar.' },
    input_missing: { message: 'Falta un archivo intermedio', remedy: 'Renderiza de nuevo.' },
    input_invalid: {
      message: 'No se pudo usar un archivo enviado',
      remedy: 'Cambia el archivo que indica el mensaje.',
    },
    tool_missing: { message: 'Falta un programa en el agente', remedy: 'Instala lo que indica el mensaje.' },
    tool_crashed: {
      message: 'Un programa del agente se detuvo',
      remedy: 'Renderiza de nuevo. Si se repite, mira los detalles.',
    },
    tool_timeout: {
      message: 'Un programa del agente no terminó',
      remedy: 'Renderiza de nuevo, quizá con menos calidad.',
    },
    tool_output_invalid: { message: 'El resultado no se puede usar', remedy: 'Renderiza de nuevo.' },
    disk_full: { message: 'El disco del agente está lleno', remedy: 'Libera espacio y renderiza de nuevo.' },
    storage_unavailable: {
      message: 'El almacenamiento no respondió',
      remedy: 'Renderiza de nuevo en unos minutos.',
    },
    internal: {
      message: 'Fallo inesperado en el agente',
      remedy: 'Renderiza de nuevo. Si se repite, mira los detalles.',
    },
  },
};
