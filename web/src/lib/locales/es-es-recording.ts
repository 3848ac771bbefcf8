/** Recording in the browser and narrations of one’s own. */
import type { Messages } from './messages.ts';

export const esESRecording: Pick<Messages, 'recording'> = {
  recording: {
    record: 'Grabar',
    stop: 'Parar',
    level: 'Nivel del micrófono',
    speech: '{{seconds}} de {{wanted}} s de habla',
    readTitle: 'Texto para leer en voz alta',
    take: {
      fine: 'Suena bien. Habla con naturalidad.',
      silent: 'No se oye nada. Comprueba que el micrófono está encendido y elegido.',
      quiet: 'Está bajo. Acércate al micrófono.',
      noisy: 'Hay demasiado ruido. Busca un lugar más silencioso.',
      clipped: 'Está distorsionando. Aléjate un poco del micrófono.',
    },
    problem: {
      denied: {
        message: 'No se ha permitido el micrófono.',
        remedy: 'Permite el micrófono en los ajustes de este sitio en el navegador y graba de nuevo.',
      },
      missing: {
        message: 'No se ha encontrado ningún micrófono.',
        remedy: 'Conecta un micrófono o envía un archivo.',
      },
      busy: {
        message: 'El micrófono está en uso.',
        remedy: 'Cierra el otro programa que lo usa y graba de nuevo.',
      },
      unsupported: {
        message: 'Este navegador no graba sonido.',
        remedy: 'Envía un archivo, o abre la página por https en otro navegador.',
      },
      unreadable: {
        message: 'No se ha podido leer la grabación.',
        remedy: 'Graba de nuevo o envía un archivo.',
      },
    },
    narration: {
      source: 'Quién habla',
      tts: 'Voz del avatar',
      own: 'Mi narración',
      lead: 'Usa tu grabación en lugar de la voz del avatar. Los labios y los subtítulos siguen lo que has dicho.',
      signIn: 'Inicia sesión para enviar una narración.',
      choose: 'Elegir audio',
      hint: 'WAV, MP3, OGG, FLAC, M4A o WebM, hasta {{size}} MB y {{minutes}} minutos.',
      uploading: 'Enviando la narración',
      listen: 'Escuchar la narración',
      remove: 'Quitar narración',
      says: 'La narración dice el guion',
      saysHint:
        'Desmárcalo si las palabras no son las del guion: los labios serán aproximados y el vídeo no tendrá subtítulos.',
      lost: 'La narración ya no está guardada. Quítala y envíala de nuevo.',
      problem: {
        type: 'Este archivo no es de audio.',
        size: 'El archivo supera {{size}} MB. Conviértelo a MP3 o graba menos.',
        long: 'La grabación supera {{minutes}} minutos.',
        unreadable: 'El navegador no ha podido leer este audio.',
      },
    },
  },
};
