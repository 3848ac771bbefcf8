/**
 * Face sliders: the studio's names for MakeHuman's modelling targets. A slider runs from -1 to 1; each side adds
 * its targets with the slider's magnitude. Left and right always move together; asymmetry has its own slider.
 */
import type { FaceSlider } from '../supabase/functions/_shared/contract/look.ts';

export interface SliderTargets {
  /** Targets (folder/name without extension) added for negative values; empty when the slider starts at 0. */
  readonly minus: readonly string[];
  /** Targets added for positive values. */
  readonly plus: readonly string[];
}

const pair = (folder: string, minus: string, plus: string): SliderTargets => ({
  minus: [`${folder}/${minus}`],
  plus: [`${folder}/${plus}`],
});

const sides = (folder: string, minus: string | null, plus: string): SliderTargets => ({
  minus: minus === null ? [] : [`${folder}/l-${minus}`, `${folder}/r-${minus}`],
  plus: [`${folder}/l-${plus}`, `${folder}/r-${plus}`],
});

const shape = (name: string): SliderTargets => ({ minus: [], plus: [`head/head-${name}`] });

export const FACE_SLIDERS = {
  headOval: shape('oval'),
  headRound: shape('round'),
  headSquare: shape('square'),
  headRectangular: shape('rectangular'),
  headTriangular: shape('triangular'),
  headInvertedTriangular: shape('invertedtriangular'),
  headDiamond: shape('diamond'),
  headFat: pair('head', 'head-skinny', 'head-fat'),
  headAge: pair('head', 'head-age-less', 'head-age-more'),
  headWidth: pair('head', 'head-scale-horiz-less', 'head-scale-horiz-more'),
  headHeight: pair('head', 'head-scale-vert-less', 'head-scale-vert-more'),
  headDepth: pair('head', 'head-scale-depth-less', 'head-scale-depth-more'),
  foreheadHeight: pair('forehead', 'forehead-scale-vert-less', 'forehead-scale-vert-more'),
  foreheadSlope: pair('forehead', 'forehead-trans-depth-backward', 'forehead-trans-depth-forward'),
  temples: pair('forehead', 'forehead-temple-in', 'forehead-temple-out'),
  browHeight: pair('eyebrows', 'eyebrows-trans-vert-less', 'eyebrows-trans-vert-more'),
  browAngle: pair('eyebrows', 'eyebrows-angle-down', 'eyebrows-angle-up'),
  browDepth: pair('eyebrows', 'eyebrows-trans-depth-less', 'eyebrows-trans-depth-more'),
  eyeSize: sides('eyes', 'eye-size-small', 'eye-size-big'),
  eyeSpacing: sides('eyes', 'eye-move-in', 'eye-move-out'),
  eyeHeight: sides('eyes', 'eye-move-down', 'eye-move-up'),
  eyeOpening: sides('eyes', 'eye-height2-min', 'eye-height2-max'),
  eyeInnerCorner: sides('eyes', 'eye-corner1-down', 'eye-corner1-up'),
  eyeOuterCorner: sides('eyes', 'eye-corner2-down', 'eye-corner2-up'),
  eyeFold: sides('eyes', 'eye-eyefold-concave', 'eye-eyefold-convex'),
  eyeBags: sides('eyes', 'eye-bag-min', 'eye-bag-max'),
  eyeDepth: sides('eyes', 'eye-push1-out', 'eye-push1-in'),
  noseWidth: pair('nose', 'nose-scale-horiz-decr', 'nose-scale-horiz-incr'),
  noseHeight: pair('nose', 'nose-scale-vert-decr', 'nose-scale-vert-incr'),
  noseDepth: pair('nose', 'nose-scale-depth-decr', 'nose-scale-depth-incr'),
  noseBridgeWidth: pair('nose', 'nose-width1-min', 'nose-width1-max'),
  noseTipWidth: pair('nose', 'nose-point-width-less', 'nose-point-width-more'),
  noseTipHeight: pair('nose', 'nose-point-down', 'nose-point-up'),
  noseHump: pair('nose', 'nose-hump-lesshump', 'nose-hump-morehump'),
  noseCurve: pair('nose', 'nose-curve-concave', 'nose-curve-convex'),
  noseBulb: pair('nose', 'nose-volume-point', 'nose-volume-potato'),
  nostrils: pair('nose', 'nose-flaring-decr', 'nose-flaring-incr'),
  mouthWidth: pair('mouth', 'mouth-scale-horiz-decr', 'mouth-scale-horiz-incr'),
  mouthHeight: pair('mouth', 'mouth-trans-down', 'mouth-trans-up'),
  mouthDepth: pair('mouth', 'mouth-trans-backward', 'mouth-trans-forward'),
  mouthCorners: pair('mouth', 'mouth-angles-down', 'mouth-angles-up'),
  cupidsBow: pair('mouth', 'mouth-cupidsbow-decr', 'mouth-cupidsbow-incr'),
  upperLipVolume: pair('mouth', 'mouth-upperlip-volume-deflate', 'mouth-upperlip-volume-inflate'),
  lowerLipVolume: pair('mouth', 'mouth-lowerlip-volume-deflate', 'mouth-lowerlip-volume-inflate'),
  upperLipHeight: pair('mouth', 'mouth-upperlip-height-min', 'mouth-upperlip-height-max'),
  lowerLipHeight: pair('mouth', 'mouth-lowerlip-height-min', 'mouth-lowerlip-height-max'),
  philtrum: pair('mouth', 'mouth-philtrum-volume-decrease', 'mouth-philtrum-volume-increase'),
  laughLines: pair('mouth', 'mouth-laugh-lines-out', 'mouth-laugh-lines-in'),
  cheekBones: sides('cheek', 'cheek-bones-in', 'cheek-bones-out'),
  cheekVolume: sides('cheek', 'cheek-volume-deflate', 'cheek-volume-inflate'),
  cheekInner: sides('cheek', 'cheek-inner-deflate', 'cheek-inner-inflate'),
  chinWidth: pair('chin', 'chin-width-min', 'chin-width-max'),
  chinHeight: pair('chin', 'chin-height-min', 'chin-height-max'),
  chinProminence: pair('chin', 'chin-prominent-less', 'chin-prominent-more'),
  chinCleft: pair('chin', 'chin-cleft-out', 'chin-cleft-in'),
  jawDrop: pair('chin', 'chin-jaw-drop-less', 'chin-jaw-drop-more'),
  jawWidth: pair('chin', 'chin-bones-in', 'chin-bones-out'),
  prognathism: pair('chin', 'chin-prognathism-less', 'chin-prognathism-more'),
  earSize: sides('ears', 'ear-size-small', 'ear-size-big'),
  earWing: sides('ears', 'ear-wing-in', 'ear-wing-out'),
  neckWidth: pair('neck', 'neck-scale-horiz-less', 'neck-scale-horiz-more'),
  neckLength: pair('neck', 'neck-scale-vert-less', 'neck-scale-vert-more'),
  neckDouble: pair('neck', 'neck-double-less', 'neck-double-more'),
  asymmetry: {
    minus: ['asym/asym-brown-1-r', 'asym/asym-mouth-1-r', 'asym/asym-nose-2-r', 'asym/asym-jaw-2-r'],
    plus: ['asym/asym-brown-1-l', 'asym/asym-mouth-1-l', 'asym/asym-nose-2-l', 'asym/asym-jaw-2-l'],
  },
} as const satisfies Record<FaceSlider, SliderTargets>;
