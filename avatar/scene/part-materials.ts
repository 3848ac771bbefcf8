/** Which material draws which part of a person, and how far its triangles may be merged. */
import type { MeshBasicNodeMaterial } from 'three/webgpu';
import { beardMaterial } from './beard-material.ts';
import { solidMaterial } from './cloth-material.ts';
import { corneaMaterial, eyeMaterial } from './eye-material.ts';
import { hairMaterial, strandMaterial } from './hair-material.ts';
import { lensMaterial } from './lens-material.ts';
import type { MaterialInput } from './material.ts';
import type { ModelPart } from './model.ts';
import { mouthMaterial } from './mouth-material.ts';
import { COARSE, FINE, type Weighing } from './simplify.ts';
import { skinMaterial } from './skin-material.ts';

/** Pixels by which merged triangles may leave the surface, where shading is lean. */
const SLACK: Readonly<Record<string, number>> = {
  skin: 0.7,
  arms: 0.35,
  // The iris is painted on: it shows any stretch of its texture.
  eyes: 0,
  cornea: 0,
  brows: 0,
  lashes: 0,
  teeth: 0.35,
  tongue: 0.5,
  hair: 0.4,
  // A few hundred short cards: what merging would save is less than what it takes.
  beard: 0,
  helmet: 0.7,
  // Straps and tubes are a few pixels wide.
  gear: 0.1,
  glasses: 0,
  headset: 0.1,
  // Its bend is all that a reflection shows of it.
  lens: 0,
};
const CLOTH_SLACK = 0.7;

/** Skin and a helmet's highlights show every facet. */
const SMOOTH: ReadonlySet<string> = new Set(['skin', 'arms', 'helmet']);

/** How a part's triangles are merged, and by how many pixels they may leave the surface: 0, not at all. */
export const mergingOf = (part: string): { readonly slack: number; readonly weighing: Weighing } => ({
  slack: SLACK[part] ?? CLOTH_SLACK,
  weighing: SMOOTH.has(part) ? FINE : COARSE,
});

/** Clothes shade themselves well enough by baked occlusion. */
export const CASTS = new Set(['skin', 'hair', 'helmet', 'glasses', 'headset']);

/**
 * What lies outside is drawn first: what it hides is then never shaded. Of a person in helmet and vest that is a tenth of
 * a frame.
 */
const OUTSIDE: Readonly<Record<string, number>> = {
  helmet: -0.9,
  gear: -0.9,
  glasses: -0.9,
  headset: -0.9,
  vest: -0.8,
  blazer: -0.8,
};
const CLOTH = -0.7;
const placeOf = ({ name }: ModelPart): number => OUTSIDE[name] ?? CLOTH;
/** Behind lips and lids. */
const INSIDE = 0.5;

/** What a part is drawn with, each with its place in the order of drawing. */
export function materialsOf(part: ModelPart, input: MaterialInput): [number, MeshBasicNodeMaterial][] {
  switch (part.name) {
    case 'skin':
    case 'arms':
      return [[0, skinMaterial(input)]];
    case 'eyes':
      return [[INSIDE, eyeMaterial(input)]];
    case 'cornea':
      return [[3, corneaMaterial(input)]];
    case 'teeth':
    case 'tongue':
      return [[INSIDE, mouthMaterial(input, part.name)]];
    case 'brows':
      return [[2, strandMaterial(input)]];
    case 'lashes':
      return [[4, strandMaterial(input)]];
    case 'hair':
      if (input.rig.lean) {
        return [
          // Before the skin: what hair hides is not shaded then (4 ms of CPU a frame at 720p).
          [-1, hairMaterial(input, 'cover')],
          [1.5, hairMaterial(input, 'covered')],
          [5, hairMaterial(input, 'soft')],
        ];
      }
      return [
        [1, hairMaterial(input, 'solid')],
        [5, hairMaterial(input, 'soft')],
      ];
    case 'beard':
      return [[2, beardMaterial(input)]];
    case 'vest':
      return [[placeOf(part), solidMaterial(input, 'vest')]];
    case 'helmet':
      return [[placeOf(part), solidMaterial(input, 'shell')]];
    case 'glasses':
    case 'headset':
      return [[placeOf(part), solidMaterial(input, 'worn')]];
    case 'lens':
      // Before strands of hair that hang over it, after all that is seen through it.
      return [[4.5, lensMaterial(input)]];
    case 'gear':
      // A strap along the face is all edges, and hardly any pixels: nothing is saved on it.
      return [[placeOf(part), solidMaterial({ ...input, lean: false }, 'cloth')]];
    case 'blazer': {
      // A jacket is half of what clothes show: lean, its folds are those of its vertices (2 to 4 ms of CPU a frame at 720p).
      const textures = input.lean ? { ...input.textures, normal: null } : input.textures;
      return [[placeOf(part), solidMaterial({ ...input, textures }, 'cloth')]];
    }
    default:
      return [[placeOf(part), solidMaterial(input, 'cloth')]];
  }
}
