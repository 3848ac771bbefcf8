/** Sentences the speech and lip benchmarks speak: safety training, rich in p, b, m, f and v. */
import type { Language } from '../supabase/functions/_shared/contract/job.ts';

export const LIP_CORPUS: Readonly<Record<Language, readonly string[]>> = {
  'pt-BR': [
    'Bom dia, mamãe! O bombeiro preparou a bomba e a família foi embora.',
    'Todos os trabalhadores devem usar capacete, porque as quedas são a causa mais comum de acidentes.',
    'Você verificou o cinto antes de subir? A NR-35 vale para qualquer trabalho em altura.',
    'O supervisor da obra combinou a próxima reunião para 25/12/2026 às 14h30.',
    'Nunca remova a proteção da máquina: o botão vermelho para tudo imediatamente.',
    'Meu pai fabrica pão de forma com muito cuidado e pouca pressa.',
  ],
  'en-US': [
    'My mother bought a big map of the building and put it on the table for people to see.',
    'Every worker must wear a helmet, because falls from height are the most common cause of accidents.',
    'Five very fine people must improve their performance before Friday.',
    'Remember to keep the fire extinguisher visible and the path free of objects.',
    'Please report any problem to your supervisor before you leave the platform.',
    'A pair of rubber gloves may prevent a burn when you move the hot pipe.',
  ],
  'es-ES': [
    'La mamá compró un mapa para Pablo y el bombero verificó la fábrica.',
    'Todos los trabajadores deben usar casco, porque las caídas son la causa más común de accidentes.',
    'Nunca quite la protección de la máquina: el botón rojo para todo inmediatamente.',
    'Mi primo prefiere un café fuerte antes de empezar a trabajar por la mañana.',
    'El plan de emergencia fue aprobado por el comité el 25/12/2026 a las 14:30.',
    'Compruebe el equipo, informe del problema y permanezca fuera de la zona marcada.',
  ],
};

/** Half a minute of speech for training a voice profile. */
export const PROFILE_TEXT =
  'The site supervisor talks to the team every morning before work begins. He asks each person to check the ladder, the rope and the helmet. When the weather is bad the crew waits inside until the wind drops. Nobody may climb the scaffold without a harness. Tools are tied to the belt so they cannot fall on people below. If you see a broken board, stop and report it at once. Remember that a short delay is better than an accident. After lunch the group meets again to review the plan for the afternoon. Good habits keep everyone safe and help the company finish on time.';
