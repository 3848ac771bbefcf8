/** What is read aloud to teach a voice: about a minute, with every sound of the language, questions and numbers. */
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';

export const READING: Readonly<Record<Language, readonly string[]>> = {
  'pt-BR': [
    'Bom dia! Hoje vamos conversar sobre cuidado e atenção no trabalho. Antes de começar, respire fundo, olhe em volta e veja se o chão está seco.',
    'Você já conferiu o capacete, as luvas e os óculos? Um pequeno furo na luva parece pouco, mas basta uma gota de ácido para machucar a mão.',
    'Às vezes a gente tem pressa. Nessas horas, chame um colega, peça ajuda e faça uma coisa de cada vez: um, dois, três, quatro, cinco.',
    'João trouxe a chave inglesa, Zélia guardou o guincho, e o jovem técnico explicou, com calma, por que a máquina não podia ligar sozinha.',
    'No fim do dia, feche as portas, apague as luzes e volte para casa feliz. Amanhã tem mais!',
  ],
  'en-US': [
    'Good morning! Today we are going to talk about care and attention at work. Before you begin, take a deep breath, look around, and see whether the floor is dry.',
    'Have you checked the helmet, the gloves and the goggles? A small hole in a glove may look like nothing, but one drop of acid is enough to hurt your hand.',
    'Sometimes we are in a hurry. At such times call a colleague, ask for help, and do one thing at a time: one, two, three, four, five.',
    'George fetched the wrench, Zoe put away the hoist, and the young engineer explained, quite calmly, why the machine should never start by itself.',
    'At the end of the day, shut the doors, switch off the lights, and go home happy. There is more tomorrow!',
  ],
  'es-ES': [
    '¡Buenos días! Hoy vamos a hablar del cuidado y la atención en el trabajo. Antes de empezar, respira hondo, mira a tu alrededor y comprueba que el suelo está seco.',
    '¿Has revisado el casco, los guantes y las gafas? Un pequeño agujero en el guante parece poco, pero basta una gota de ácido para hacerse daño en la mano.',
    'A veces tenemos prisa. En esos momentos, llama a un compañero, pide ayuda y haz una sola cosa a la vez: uno, dos, tres, cuatro, cinco.',
    'Jorge trajo la llave inglesa, Zoe guardó la polea, y el joven técnico explicó, con mucha calma, por qué la máquina no debía arrancar sola.',
    'Al final del día, cierra las puertas, apaga las luces y vuelve a casa feliz. ¡Mañana habrá más!',
  ],
};
