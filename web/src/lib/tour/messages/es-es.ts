import type { ptBR } from './pt-br.ts';

export const esES: typeof ptBR = {
  name: 'Guía',
  offerTitle: 'Tu primer vídeo en cuatro pasos',
  offerText: 'Lleva unos minutos, y el guion ya trae un ejemplo.',
  start: 'Empezar la guía',
  later: 'Ahora no',
  leave: 'Salir de la guía',
  progress: 'Paso {{at}} de {{of}}',
  show: 'Mostrar dónde',
  next: 'Continuar',
  skip: 'Saltar este paso',
  open: 'Ir allí',
  steps: { person: 'Persona', script: 'Texto', listen: 'Sonido', film: 'Vídeo' },
  person: {
    title: 'Elige quién presenta',
    text: 'Abre a alguien en la galería y llévalo al estudio.',
    textStudio: 'Toca una de las caras.',
  },
  script: {
    title: 'Cambia el texto a tu gusto',
    text: 'Hay un ejemplo corto: pon en su lugar lo que quieras decir.',
  },
  listen: {
    title: 'Escucha una frase',
    text: 'La voz y los labios son los del vídeo.',
  },
  film: {
    title: 'Crea el vídeo',
    text: 'Pulsa Renderizar. El ejemplo es pequeño y estará pronto; luego repítelo en alta calidad.',
  },
  watch: {
    title: 'Tu vídeo se está haciendo: {{share}}',
    text: 'Espera aquí o da una vuelta: avisamos cuando termine.',
    failedTitle: 'Esta vez no ha salido',
    failedText: 'La página del vídeo dice qué ha pasado. Reinténtalo allí o vuelve al estudio.',
    again: 'Volver al estudio',
    open: 'Ver cómo va',
  },
  done: {
    title: '¡Enhorabuena! Tu primer vídeo está listo',
    text: '¿Y ahora?',
    play: 'Verlo',
    share: 'Enseñarlo a alguien',
    voice: 'Usar mi voz',
    another: 'Hacer otro',
    close: 'Terminar la guía',
  },
  sample: {
    title: '¡Hola, equipo!',
    script: '¡Hola! Este es mi primer vídeo. Yo escribí el texto, y ahora se oye. ¡Hasta pronto!',
  },
};
