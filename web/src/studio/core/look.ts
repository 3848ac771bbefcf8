/**
 * Changes of a person's look: what the creator's groups hold, and pure functions from look to look. Loaded with the
 * creator; a draft carries looks without knowing them.
 */
import {
  AvatarLook,
  FACE_SLIDER_RANGES,
  type FaceSlider,
  HAIR_STYLES,
} from '../../../../supabase/functions/_shared/contract/look.ts';

export type Macro = Exclude<keyof AvatarLook['macro'], 'ancestry'>;
export type Ancestry = keyof AvatarLook['macro']['ancestry'];
export type SkinAmount = 'blotches' | 'pores' | 'freckles' | 'wrinkles' | 'shine' | 'stubble' | 'makeup';

export const GROUPS = [
  'face',
  'eyes',
  'brows',
  'nose',
  'mouth',
  'jaw',
  'ears',
  'body',
  'skin',
  'hair',
  'clothes',
  'gear',
] as const;
export type Group = (typeof GROUPS)[number];

/** Of which a head is one or another, hardly two at once. */
const SHAPES: readonly FaceSlider[] = [
  'headOval',
  'headRound',
  'headSquare',
  'headRectangular',
  'headTriangular',
  'headInvertedTriangular',
  'headDiamond',
];

export const GROUP_SLIDERS: Readonly<Partial<Record<Group, readonly FaceSlider[]>>> = {
  face: [
    ...SHAPES,
    'headFat',
    'headAge',
    'headWidth',
    'headHeight',
    'headDepth',
    'foreheadHeight',
    'foreheadSlope',
    'temples',
    'cheekBones',
    'cheekVolume',
    'cheekInner',
    'asymmetry',
  ],
  eyes: [
    'eyeSize',
    'eyeSpacing',
    'eyeHeight',
    'eyeOpening',
    'eyeInnerCorner',
    'eyeOuterCorner',
    'eyeFold',
    'eyeBags',
    'eyeDepth',
  ],
  brows: ['browHeight', 'browAngle', 'browDepth'],
  nose: [
    'noseWidth',
    'noseHeight',
    'noseDepth',
    'noseBridgeWidth',
    'noseTipWidth',
    'noseTipHeight',
    'noseHump',
    'noseCurve',
    'noseBulb',
    'nostrils',
  ],
  mouth: [
    'mouthWidth',
    'mouthHeight',
    'mouthDepth',
    'mouthCorners',
    'cupidsBow',
    'upperLipVolume',
    'lowerLipVolume',
    'upperLipHeight',
    'lowerLipHeight',
    'philtrum',
    'laughLines',
  ],
  jaw: ['jawWidth', 'jawDrop', 'prognathism', 'chinWidth', 'chinHeight', 'chinProminence', 'chinCleft'],
  ears: ['earSize', 'earWing', 'neckWidth', 'neckLength', 'neckDouble'],
};

export const MACROS: readonly Macro[] = [
  'age',
  'gender',
  'weight',
  'muscle',
  'height',
  'proportions',
  'cup',
  'firmness',
];
export const ANCESTRIES: readonly Ancestry[] = ['african', 'asian', 'caucasian'];
export const SKIN_AMOUNTS: readonly SkinAmount[] = [
  'wrinkles',
  'freckles',
  'blotches',
  'pores',
  'shine',
  'stubble',
  'makeup',
];

/** From deep to light: Brazilian skin as the catalogue and Fitzpatrick's scale have it. */
export const SKIN_TONES = [
  '#3d2519',
  '#54331f',
  '#6f4429',
  '#8a5a3b',
  '#a06c48',
  '#b98563',
  '#c8977a',
  '#d6a78a',
  '#e0b79c',
  '#ecc8b0',
] as const;
export const HAIR_COLOURS = [
  '#120d0a',
  '#20140e',
  '#35231a',
  '#4e3422',
  '#6b4327',
  '#8a5a32',
  '#b08850',
  '#cfae7a',
  '#7a2f1c',
  '#77736e',
  '#b9b6b1',
  '#e6e3de',
] as const;
export const EYE_COLOURS = [
  '#22150d',
  '#402c1f',
  '#5e4027',
  '#7a5a30',
  '#6b6a3a',
  '#4c6a48',
  '#4a6a8a',
  '#6f8ea6',
  '#7c8287',
] as const;
export const LIP_COLOURS = [
  '#7a4038',
  '#9c5550',
  '#b0625a',
  '#c07068',
  '#a8323f',
  '#7d2440',
  '#5c3a34',
] as const;
export const CLOTH_COLOURS = [
  '#f2efe8',
  '#c9ccc8',
  '#6d7377',
  '#26303f',
  '#161c2c',
  '#0c5c58',
  '#3d7f7a',
  '#35507a',
  '#7a2048',
  '#8c3b2a',
  '#b4882f',
  '#4b5b3a',
] as const;
export const GEAR_COLOURS = ['#f4f4f2', '#e8b100', '#e06c1a', '#c02020', '#2557a7', '#2f7d3b'] as const;

/** Frames of glasses and headsets. */
export const FRAME_COLOURS = [
  '#1c1c1f',
  '#3a2a22',
  '#4a2016',
  '#6e7176',
  '#b08d57',
  '#1f3a5c',
  '#7a1f2b',
  '#e8e8e6',
] as const;

export const readLook = (value: unknown): AvatarLook | null => AvatarLook.safeParse(value).data ?? null;

/** Two looks that would be baked to the same person. */
export const sameLook = (a: AvatarLook, b: AvatarLook): boolean => canonical(a) === canonical(b);

function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    // A slider at rest says nothing.
    if (key === 'face')
      return Object.fromEntries(
        Object.entries(inner as object)
          .filter(([, amount]) => amount)
          .sort(([x], [y]) => (x < y ? -1 : 1)),
      );
    return inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner;
  });
}

export function withFace(look: AvatarLook, slider: FaceSlider, value: number): AvatarLook {
  const { [slider]: _, ...others } = look.face;
  return { ...look, face: value === 0 ? others : { ...others, [slider]: value } };
}

export const withMacro = (look: AvatarLook, name: Macro, value: number): AvatarLook => ({
  ...look,
  macro: { ...look.macro, [name]: value },
});

/** One share set, the others in proportion: they sum to 1 as the contract asks. */
export function withAncestry(look: AvatarLook, name: Ancestry, value: number): AvatarLook {
  const now = look.macro.ancestry;
  const rest = ANCESTRIES.filter((other) => other !== name);
  const sum = rest.reduce((total, other) => total + now[other], 0);
  const share = (other: Ancestry): number => (1 - value) * (sum > 0 ? now[other] / sum : 1 / rest.length);
  const shares = Object.fromEntries(ANCESTRIES.map((one) => [one, one === name ? value : share(one)]));
  return { ...look, macro: { ...look.macro, ancestry: shares as Record<Ancestry, number> } };
}

/** The fields of a group as `base` has them. */
export function resetGroup(look: AvatarLook, base: AvatarLook, group: Group): AvatarLook {
  const sliders = GROUP_SLIDERS[group] ?? [];
  const faced = sliders.reduce((made, slider) => withFace(made, slider, base.face[slider] ?? 0), look);
  const [clothes, gear] = apart(base.wardrobe);
  switch (group) {
    case 'face': {
      const { sides: _, ...even } = faced;
      return base.sides === undefined ? even : { ...even, sides: base.sides };
    }
    case 'eyes':
      return { ...faced, eyes: base.eyes, lashes: base.lashes };
    case 'brows':
      return { ...faced, brows: base.brows };
    case 'mouth': {
      const { lips, lipStrength } = base.skin;
      return { ...faced, skin: { ...faced.skin, lips, lipStrength } };
    }
    case 'body':
      return { ...faced, macro: base.macro };
    case 'skin': {
      const { lips, lipStrength } = look.skin;
      return { ...faced, skin: { ...base.skin, lips, lipStrength } };
    }
    case 'hair':
      return { ...faced, hair: base.hair };
    case 'clothes':
      return { ...faced, wardrobe: dressed(look, clothes) };
    case 'gear':
      return { ...faced, wardrobe: equipped(look, gear) };
    default:
      return faced;
  }
}

type Wardrobe = AvatarLook['wardrobe'];
type GearKey = 'helmet' | 'vest' | 'badge' | 'stethoscope' | 'glasses' | 'headset';
export type Clothes = Omit<Wardrobe, GearKey>;
export type Gear = { [Key in GearKey]: Wardrobe[Key] | undefined };

/** A wardrobe as what is put on and what is worn over it. */
function apart(wardrobe: Wardrobe): [Clothes, Gear] {
  const { helmet, vest, badge, stethoscope, glasses, headset, ...clothes } = wardrobe;
  return [clothes, { helmet, vest, badge, stethoscope, glasses, headset }];
}

/** Optional details that are left out are left out. */
function wearing(clothes: Clothes, { helmet, vest, ...others }: Gear): Wardrobe {
  const worn = Object.entries(others).filter(([, item]) => item);
  return { ...clothes, helmet: helmet ?? null, vest: vest ?? null, ...Object.fromEntries(worn) };
}

/** What is worn over clothes stays. */
export const dressed = ({ wardrobe }: AvatarLook, clothes: Clothes): Wardrobe =>
  wearing(clothes, apart(wardrobe)[1]);

export function equipped({ wardrobe }: AvatarLook, gear: Partial<Gear>): Wardrobe {
  const [clothes, now] = apart(wardrobe);
  return wearing(clothes, { ...now, ...gear });
}

const plain = { blazer: null } as const;

/** Clothes to choose from, each in a colour that suits it; prints of the base's makers are dyed over. */
export const OUTFIT_CHOICES = {
  'tee-women': { outfit: 'female_casualsuit01', outfitColour: '#b4882f', ...plain },
  'v-women': { outfit: 'female_sportsuit01', outfitColour: '#3d7f7a', ...plain },
  blouse: { outfit: 'female_elegantsuit01', outfitColour: '#e9e4da', ...plain },
  'blouse-blazer': {
    outfit: 'female_elegantsuit01',
    outfitColour: '#e9e4da',
    blazer: { colour: '#161c2c' },
  },
  denim: { outfit: 'male_casualsuit01', outfitColour: null, ...plain },
  'tee-men': { outfit: 'male_casualsuit02', outfitColour: '#4b5b3a', ...plain },
  shirt: { outfit: 'male_casualsuit03', outfitColour: '#c9ccc8', ...plain },
  scrubs: { outfit: 'male_casualsuit04', outfitColour: '#3d7f7a', neckline: 'v', ...plain },
  jacket: { outfit: 'male_casualsuit05', outfitColour: null, ...plain },
  knit: { outfit: 'male_casualsuit06', outfitColour: '#35507a', ...plain },
  suit: { outfit: 'male_elegantsuit01', outfitColour: null, ...plain },
  overalls: { outfit: 'male_worksuit01', outfitColour: null, ...plain },
} as const satisfies Record<string, Clothes>;
export type OutfitChoice = keyof typeof OUTFIT_CHOICES;

/** Which of the choices somebody wears, whatever its colours. */
export function choiceOf({ outfit, neckline, blazer }: Clothes): OutfitChoice | null {
  const found = Object.entries(OUTFIT_CHOICES).find(
    ([, choice]: [string, Clothes]) =>
      choice.outfit === outfit &&
      choice.neckline === neckline &&
      (choice.blazer === null) === (blazer === null),
  );
  return (found?.[0] as OutfitChoice | undefined) ?? null;
}

/**
 * Somebody who could be real: sliders near their middle, one shape of the head, one build; gender, clothes and gear stay.
 * @param random 0 to 1, as Math.random
 */
export function randomise(look: AvatarLook, random: () => number): AvatarLook {
  // The mean of three: most people are near the average.
  const spread = (): number => ((random() + random() + random()) / 3) * 2 - 1;
  const pick = <T>(list: readonly T[]): T =>
    list[Math.min(list.length - 1, Math.floor(random() * list.length))] as T;
  const round = (value: number): number => Math.round(value * 100) / 100;
  const shape = pick(SHAPES);
  const face: Partial<Record<FaceSlider, number>> = { [shape]: round(0.25 + 0.35 * random()) };
  for (const [name, [min]] of Object.entries(FACE_SLIDER_RANGES)) {
    const slider = name as FaceSlider;
    if (SHAPES.includes(slider) || slider === 'neckDouble') continue;
    const limit = slider === 'asymmetry' || slider.startsWith('head') ? 0.3 : 0.45;
    face[slider] = round(Math.max(min, spread() * limit));
  }
  const shares = ANCESTRIES.map(() => 0.05 + random());
  const sum = shares.reduce((total, value) => total + value, 0);
  const african = round((shares[0] ?? 0) / sum);
  const asian = round((shares[1] ?? 0) / sum);
  const ancestry = { african, asian, caucasian: 1 - african - asian };
  const tone = Math.round((1 - african) * (SKIN_TONES.length - 1) * 0.85 + random() * 1.5);
  const age = Math.round(look.macro.age + spread() * 6);
  const dark = HAIR_COLOURS.slice(0, ancestry.caucasian > 0.45 ? 8 : 4);
  const colour = look.macro.age > 60 ? pick(HAIR_COLOURS.slice(9)) : pick(dark);
  return {
    ...look,
    macro: {
      ...look.macro,
      age: Math.min(90, Math.max(18, age)),
      ancestry,
      muscle: round(0.5 + spread() * 0.3),
      weight: round(0.48 + spread() * 0.3),
      height: round(0.5 + spread() * 0.35),
    },
    face,
    skin: {
      ...look.skin,
      tone: SKIN_TONES[Math.min(SKIN_TONES.length - 1, Math.max(0, tone))] ?? look.skin.tone,
      freckles: african > 0.4 ? 0 : round(Math.max(0, spread() * 0.5)),
    },
    hair: {
      ...look.hair,
      style: look.hair.style === null ? null : pick(HAIR_STYLES.filter((style) => style !== 'ponytail')),
      colour,
      highlight: colour,
    },
    brows: { ...look.brows, colour: look.macro.age > 60 ? '#6d6a66' : colour },
    eyes: { ...look.eyes, iris: pick(ancestry.caucasian > 0.5 ? EYE_COLOURS : EYE_COLOURS.slice(0, 4)) },
  };
}
