/**
 * The look of one digital human: the small JSON that `avatar/bake` turns into a GLB and the studio's creator edits. It
 * holds no file names of any asset and no position of any vertex, so a look written today bakes on tomorrow's data.
 * Every field is required except where said, unknown keys are refused: a misspelt slider must not silently do nothing.
 */
import { z } from 'zod';

const unit = z.number().min(0).max(1);
/** sRGB colour as `#rrggbb`. */
const colour = z.string().regex(/^#[0-9a-f]{6}$/, 'a colour is #rrggbb in lower case');

/** Whole-body shape. 0.5 is average everywhere; `gender` 0 is female, 1 male; `age` in years. */
export const LookMacro = z
  .strictObject({
    gender: unit,
    age: z.number().min(18).max(90),
    ancestry: z.strictObject({ african: unit, asian: unit, caucasian: unit }),
    muscle: unit,
    weight: unit,
    height: unit,
    proportions: unit,
    cup: unit,
    firmness: unit,
  })
  .refine((m) => Math.abs(m.ancestry.african + m.ancestry.asian + m.ancestry.caucasian - 1) < 1e-6, {
    path: ['ancestry'],
    message: 'african, asian and caucasian must sum to 1',
  });

/** From one extreme of a feature to the other, 0 being the base's. */
const BOTH = [-1, 1] as const;
/** Towards a shape that has no opposite. */
const ONE = [0, 1] as const;

/** Bounds of each face slider; `avatar/sliders.ts` says what it moves. */
export const FACE_SLIDER_RANGES = {
  headOval: ONE,
  headRound: ONE,
  headSquare: ONE,
  headRectangular: ONE,
  headTriangular: ONE,
  headInvertedTriangular: ONE,
  headDiamond: ONE,
  headFat: BOTH,
  headAge: BOTH,
  headWidth: BOTH,
  headHeight: BOTH,
  headDepth: BOTH,
  foreheadHeight: BOTH,
  foreheadSlope: BOTH,
  temples: BOTH,
  browHeight: BOTH,
  browAngle: BOTH,
  browDepth: BOTH,
  eyeSize: BOTH,
  eyeSpacing: BOTH,
  eyeHeight: BOTH,
  eyeOpening: BOTH,
  eyeInnerCorner: BOTH,
  eyeOuterCorner: BOTH,
  eyeFold: BOTH,
  eyeBags: BOTH,
  eyeDepth: BOTH,
  noseWidth: BOTH,
  noseHeight: BOTH,
  noseDepth: BOTH,
  noseBridgeWidth: BOTH,
  noseTipWidth: BOTH,
  noseTipHeight: BOTH,
  noseHump: BOTH,
  noseCurve: BOTH,
  noseBulb: BOTH,
  nostrils: BOTH,
  mouthWidth: BOTH,
  mouthHeight: BOTH,
  mouthDepth: BOTH,
  mouthCorners: BOTH,
  cupidsBow: BOTH,
  upperLipVolume: BOTH,
  lowerLipVolume: BOTH,
  upperLipHeight: BOTH,
  lowerLipHeight: BOTH,
  philtrum: BOTH,
  laughLines: BOTH,
  cheekBones: BOTH,
  cheekVolume: BOTH,
  cheekInner: BOTH,
  chinWidth: BOTH,
  chinHeight: BOTH,
  chinProminence: BOTH,
  chinCleft: BOTH,
  jawDrop: BOTH,
  jawWidth: BOTH,
  prognathism: BOTH,
  earSize: BOTH,
  earWing: BOTH,
  neckWidth: BOTH,
  neckLength: BOTH,
  neckDouble: BOTH,
  asymmetry: BOTH,
} as const;

export type FaceSlider = keyof typeof FACE_SLIDER_RANGES;
export const FACE_SLIDER_NAMES = Object.keys(FACE_SLIDER_RANGES) as [FaceSlider, ...FaceSlider[]];

/** Face sliders; those left out are 0. */
export const LookFace = z.strictObject(
  Object.fromEntries(
    Object.entries(FACE_SLIDER_RANGES).map(([name, [min, max]]) => [
      name,
      z.number().min(min).max(max).optional(),
    ]),
  ) as Record<FaceSlider, z.ZodOptional<z.ZodNumber>>,
);

export const SKIN_BASES = [
  'young_african_female',
  'young_african_male',
  'young_asian_female',
  'young_asian_male',
  'young_caucasian_female',
  'young_caucasian_male',
  'middleage_african_female',
  'middleage_african_male',
  'middleage_asian_female',
  'middleage_asian_male',
  'middleage_caucasian_female',
  'middleage_caucasian_male',
  'old_african_female',
  'old_african_male',
  'old_asian_female',
  'old_asian_male',
  'old_caucasian_female',
  'old_caucasian_male',
] as const;

export const LookSkin = z.strictObject({
  /** Which of the base's skins gives the large colour variation of the face. */
  base: z.enum(SKIN_BASES),
  /** Mean colour of the cheeks after baking. */
  tone: colour,
  lips: colour,
  /** How far the lips take `lips`: 0 keeps the base skin's own lip colour, 1 is a full coat of lipstick. */
  lipStrength: unit,
  /** Redness and melanin unevenness. */
  blotches: unit,
  pores: unit,
  freckles: unit,
  /** Fine lines around eyes, forehead and mouth. */
  wrinkles: unit,
  /** Specular level: 0 powdered, 1 oily. */
  shine: unit,
  /** Beard shadow: 0 clean shaven, 1 three days. */
  stubble: unit,
  stubbleColour: colour,
  /** Eye shadow, liner and blush. */
  makeup: unit,
});

export const HAIR_STYLES = [
  'afro',
  'bob',
  'bun',
  'buzz',
  'coils',
  'crop',
  'curls',
  'long-wavy',
  'ponytail',
  'shag',
  'side-part',
  'swept',
] as const;

export const BEARD_STYLES = ['moustache', 'goatee', 'short'] as const;

export const LookHair = z.strictObject({
  /** null is bald. */
  style: z.enum(HAIR_STYLES).nullable(),
  colour: colour,
  /** Colour of the other strands: sun-bleached, grown out or grey. */
  highlight: colour,
  /** Share of strands that have it. */
  mix: unit,
  /** Hair of the face, 5 to 9 mm long; left out, none but `skin.stubble`. */
  beard: z.strictObject({ style: z.enum(BEARD_STYLES), colour: colour }).optional(),
});

export const BROW_STYLES = [
  'eyebrow001',
  'eyebrow002',
  'eyebrow003',
  'eyebrow004',
  'eyebrow005',
  'eyebrow006',
  'eyebrow007',
  'eyebrow008',
  'eyebrow009',
  'eyebrow010',
  'eyebrow011',
  'eyebrow012',
] as const;

export const LookBrows = z.strictObject({
  style: z.enum(BROW_STYLES),
  colour: colour,
  /** Opacity of the strands. */
  density: unit,
});

export const LASH_STYLES = ['eyelashes01', 'eyelashes02', 'eyelashes03', 'eyelashes04'] as const;

export const LookLashes = z.strictObject({ style: z.enum(LASH_STYLES), density: unit });

export const LookEyes = z.strictObject({
  iris: colour,
  /** Ring around the iris: 0 none, 1 dark. */
  limbus: unit,
  /** Veins and redness of the sclera. */
  redness: unit,
});

export const OUTFITS = [
  'female_casualsuit01',
  'female_casualsuit02',
  'female_elegantsuit01',
  'female_sportsuit01',
  'male_casualsuit01',
  'male_casualsuit02',
  'male_casualsuit03',
  'male_casualsuit04',
  'male_casualsuit05',
  'male_casualsuit06',
  'male_elegantsuit01',
  'male_worksuit01',
] as const;

/** A thin metal rim, a broad one of acetate, clear safety glasses in one piece with side shields. */
export const GLASSES_FRAMES = ['metal', 'acetate', 'safety'] as const;

export const LookWardrobe = z.strictObject({
  outfit: z.enum(OUTFITS),
  /** Dyes the outfit; null keeps the colours it comes with. */
  outfitColour: colour.nullable(),
  /** `v` cuts the outfit's neck to a V, as scrubs have it; left out, as the outfit comes. */
  neckline: z.enum(['v']).optional(),
  /** Jacket worn over the outfit. */
  blazer: z.strictObject({ colour: colour }).nullable(),
  /** High-visibility vest with reflective stripes. */
  vest: z.strictObject({ colour: colour, stripe: colour }).nullable(),
  /** Safety helmet with a chin strap. */
  helmet: z.strictObject({ colour: colour }).nullable(),
  /** Clear glasses in a frame of this colour; left out, none. */
  glasses: z.strictObject({ frame: z.enum(GLASSES_FRAMES), colour: colour }).optional(),
  /** Headset over both ears, its microphone on a boom on the person's own left or right; left out, none. */
  headset: z.strictObject({ colour: colour, boom: z.enum(['left', 'right']) }).optional(),
  /** Identity card, on a lanyard or clipped to the chest; left out, none. */
  badge: z.strictObject({ colour: colour, worn: z.enum(['lanyard', 'clip']) }).optional(),
  /** Colour of a stethoscope's tubes; left out, none. */
  stethoscope: colour.optional(),
  /** Colour of the buttons down the front; left out, what the cloth's texture shows. */
  buttons: colour.optional(),
  /** Side of a breast pocket; left out, none. */
  pocket: z.enum(['left', 'right']).optional(),
});

export const AvatarLook = z.strictObject({
  version: z.literal(1),
  macro: LookMacro,
  face: LookFace,
  /** Which of countless differences between left and right is one's own, 1 to 2 mm; left out, both halves mirror each other. */
  sides: z.int().min(0).max(65_535).optional(),
  skin: LookSkin,
  hair: LookHair,
  brows: LookBrows,
  lashes: LookLashes,
  eyes: LookEyes,
  wardrobe: LookWardrobe,
});

export type AvatarLook = z.infer<typeof AvatarLook>;
