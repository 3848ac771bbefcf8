/**
 * Sentences the speech and lip benchmarks speak: safety training, rich in p, b, m, f and v. The solver may be
 * tuned on the first half. The held-out half was written without hearing or measuring any of it; a sentence that
 * led to a change moves to the first half, and a new one takes its place.
 */
import type { Language } from '../supabase/functions/_shared/contract/job.ts';

export interface LipCorpus {
  readonly tuned: readonly string[];
  readonly heldOut: readonly string[];
}

export const LIP_CORPUS: Readonly<Record<Language, LipCorpus>> = {
  'pt-BR': {
    tuned: [
      'Bom dia, mamãe! O bombeiro preparou a bomba e a família foi embora.',
      'Todos os trabalhadores devem usar capacete, porque as quedas são a causa mais comum de acidentes.',
      'Você verificou o cinto antes de subir? A NR-35 vale para qualquer trabalho em altura.',
      'O supervisor da obra combinou a próxima reunião para 25/12/2026 às 14h30.',
      'Nunca remova a proteção da máquina: o botão vermelho para tudo imediatamente.',
      'Meu pai fabrica pão de forma com muito cuidado e pouca pressa.',
      'Pare o veículo, puxe o freio de mão e sinalize a via com três cones.',
      'A empilhadeira passa por aqui: fique sempre na faixa amarela.',
      'Em caso de vazamento, feche a válvula, abra as janelas e avise a brigada.',
      'O uso de protetor auricular é obrigatório acima de 85 decibéis.',
      'Bombeiros, brigadistas e a equipe de apoio formam a primeira frente de combate ao fogo.',
      'A plataforma móvel não pode ser ampliada nem improvisada com pedaços de madeira.',
    ],
    heldOut: [
      'Bom dia! O pé bate na pipa.',
      'Embalagens vazias podem pegar fogo: nunca fume perto do depósito de combustível.',
      'Prove o equipamento, aperte bem a fivela e faça um teste de vedação.',
      'Para evitar fadiga, beba bastante água e faça uma pausa breve a cada duas horas.',
      'Fixe bem a tampa do painel: peças soltas podem bater, voar e ferir um companheiro.',
      'Vovó viu o fumo, viu a fumaça e fugiu pela porta da frente.',
      'Um ambiente limpo previne tombos, tropeços e batimentos imprevistos.',
      'Febre, vômito ou falta de fôlego? Procure o posto médico da empresa imediatamente.',
      'Bata o ponto, vista a bota impermeável e pegue a pá no depósito.',
      'O fabricante fornece ficha de emergência, e o chefe verifica a validade do filtro.',
    ],
  },
  'en-US': {
    tuned: [
      'My mother bought a big map of the building and put it on the table for people to see.',
      'Every worker must wear a helmet, because falls from height are the most common cause of accidents.',
      'Five very fine people must improve their performance before Friday.',
      'Remember to keep the fire extinguisher visible and the path free of objects.',
      'Please report any problem to your supervisor before you leave the platform.',
      'A pair of rubber gloves may prevent a burn when you move the hot pipe.',
      'Stop the vehicle, pull the brake and mark the road with three cones.',
      'The forklift passes here: always stay behind the yellow line.',
      'If there is a leak, close the valve, open the windows and warn the brigade.',
      'Ear protection is mandatory above 85 decibels.',
    ],
    heldOut: [
      'Good morning, everybody! Bob keeps the pump beside the big blue pipe.',
      'Before you climb, verify the buckle, the belt and both of the safety hooks.',
      'Vapour from paint may form an explosive mixture, so improve the airflow first.',
      'Never jump from the platform; move backwards, step by step, facing the ladder.',
      'Maybe the bumper broke, but nobody removed the broken part from the floor.',
      'Fever, vomiting or difficult breathing? Phone the company medic immediately.',
      'Put both palms flat, bend the knees and lift the box with a firm back.',
      'A fire brigade of five volunteers has been formed for every building above two floors.',
      'Wipe up puddles promptly, because a damp ramp may become a trap.',
      'Approved gloves have a visible stamp; improvised ones do not protect your fingers.',
    ],
  },
  'es-ES': {
    tuned: [
      'La mamá compró un mapa para Pablo y el bombero verificó la fábrica.',
      'Todos los trabajadores deben usar casco, porque las caídas son la causa más común de accidentes.',
      'Nunca quite la protección de la máquina: el botón rojo para todo inmediatamente.',
      'Mi primo prefiere un café fuerte antes de empezar a trabajar por la mañana.',
      'El plan de emergencia fue aprobado por el comité el 25/12/2026 a las 14:30.',
      'Compruebe el equipo, informe del problema y permanezca fuera de la zona marcada.',
      'Pare el vehículo, ponga el freno de mano y señale la vía con tres conos.',
      'La carretilla pasa por aquí: manténgase siempre detrás de la línea amarilla.',
      'En caso de fuga, cierre la válvula, abra las ventanas y avise a la brigada.',
      'El protector auditivo es obligatorio por encima de 85 decibelios.',
    ],
    heldOut: [
      '¡Buenos días! Pepe pone la bomba junto a la puerta pequeña.',
      'Bomberos, brigadistas y personal de apoyo forman la primera fila frente al fuego.',
      'Pruebe el equipo, apriete bien la hebilla y confirme que el filtro funciona.',
      'Para prevenir la fatiga, beba bastante agua y haga una pausa breve por la mañana.',
      'La plataforma móvil no puede ampliarse ni fijarse con pedazos de madera.',
      'Un ambiente limpio previene tropiezos, golpes y embotellamientos en el pasillo.',
      '¿Fiebre, vómitos o falta de fuerza? Informe al médico de la empresa inmediatamente.',
      'Póngase las botas impermeables, firme el parte y tome la pala del fondo.',
      'El fabricante ofrece una ficha de emergencia y el jefe comprueba la fecha del filtro.',
      'Vamos a ver un vídeo muy breve sobre el buen uso del arnés y la cuerda flexible.',
    ],
  },
};

/**
 * More held-out sentences, for the figures of the catalogue: with the held-out half above, twenty a language. Nothing was
 * tuned on any of them.
 */
const FURTHER: Readonly<Record<Language, readonly string[]>> = {
  'pt-BR': [
    'Antes de abrir o forno, verifique a pressão e afaste qualquer pano ou papel.',
    'O chefe de obra pediu reforço: faltam pregos, tábuas e fita de sinalização.',
    'Uma boa comunicação previne perdas e melhora o clima da empresa.',
    'Nunca beba nem fume perto da bomba de abastecimento.',
    'Se o alarme tocar, largue tudo, feche a porta e vá para o ponto de encontro.',
    'A enfermeira Fabiana mediu a febre do bebê e avisou a família.',
    'Para mover a prensa, peça apoio: o peso pode provocar lesões nas pernas.',
    'Na próxima semana vamos revisar o plano de emergência com o pessoal da fábrica.',
    'Mantenha o piso firme, limpo e livre de cabos, fios e embalagens.',
    'O novo aplicativo permite acompanhar férias, ponto e benefícios pelo celular.',
  ],
  'en-US': [
    'Before opening the furnace, verify the pressure and move all paper and fabric away.',
    'Pamela may be the best person to brief the evening shift about the pump.',
    'Good communication prevents misunderstandings and improves the mood of everybody involved.',
    'Never bypass a fuse, and never leave a live cable above a puddle.',
    'If the alarm rings, drop everything, leave by the front and form up beside the fountain.',
    'The nurse measured the fever, wrapped the elbow and phoned the family.',
    'Push the pallet from behind, both feet flat, and keep your fingers off the frame.',
    'Next month we review the emergency plan with every member of the maintenance team.',
    'Keep the platform firm, clean and free of bolts, bars and empty boxes.',
    'A good supervisor gives feedback promptly, privately and without blame.',
  ],
  'es-ES': [
    'Antes de abrir el horno, verifique la presión y aparte cualquier papel o paño.',
    'El jefe de obra pidió refuerzos: faltan palas, tablas y bombillas para el pabellón.',
    'Una buena comunicación evita problemas y mejora el ambiente de la empresa.',
    'Nunca beba ni fume cerca de la bomba de combustible.',
    'Si suena la alarma, abandone el puesto por la puerta del fondo y vaya al punto de reunión.',
    'La enfermera Fabiola midió la fiebre del bebé y avisó a la familia.',
    'Para mover la prensa, pida apoyo: el peso puede provocar lesiones en las piernas.',
    'La próxima semana vamos a revisar el plan de emergencia con el personal de la fábrica.',
    'Mantenga el piso firme, limpio y libre de cables, bolsas y embalajes.',
    'Un buen mando explica el porqué, propone mejoras y felicita a su equipo en público.',
  ],
};

/** What the people of the catalogue are measured on. */
export const catalogueSentences = (language: Language): readonly string[] => [
  ...LIP_CORPUS[language].heldOut,
  ...FURTHER[language],
];

/** Half a minute of speech for training a voice profile. */
export const PROFILE_TEXT =
  'The site supervisor talks to the team every morning before work begins. He asks each person to check the ladder, the rope and the helmet. When the weather is bad the crew waits inside until the wind drops. Nobody may climb the scaffold without a harness. Tools are tied to the belt so they cannot fall on people below. If you see a broken board, stop and report it at once. Remember that a short delay is better than an accident. After lunch the group meets again to review the plan for the afternoon. Good habits keep everyone safe and help the company finish on time.';
