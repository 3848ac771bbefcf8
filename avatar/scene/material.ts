/** What all materials of a person share. Each returns display colours, so frames need no second pass over the picture. */
import { attribute, Fn, float, mix } from 'three/tsl';
import { type Color, DoubleSide, MeshBasicNodeMaterial, type Texture } from 'three/webgpu';
import type { LightRig, TslNode } from './light.ts';

export interface PartTextures {
  readonly albedo: Texture | null;
  readonly normal: Texture | null;
  readonly roughness: Texture | null;
}

export interface MaterialInput {
  readonly rig: LightRig;
  readonly textures: PartTextures;
  readonly colour: Color;
  readonly roughness: number;
  readonly occlusion: boolean;
  /** Whether vertices tell how far the skin is folded. */
  readonly folds: boolean;
  readonly shadows: boolean;
  /** Whether vertices tell how far they stand below the head (`body-shade.ts`). */
  readonly neck: boolean;
  /** Whether they tell how far forearms and hands hold them. */
  readonly held: boolean;
  /** Same look at less cost where every sample is paid for: per-vertex light on hair, fewer fetches. */
  readonly lean: boolean;
  /** 0 lips shut to 1 wide open; darkens what the mouth hides. */
  readonly mouthOpen: TslNode;
}

export const shade = (input: MaterialInput): TslNode => (input.shadows ? input.rig.shadow : float(1));
/** The same for what stands below the head, or does where `neck` says so. */
export const softShade = (input: MaterialInput, body: TslNode): TslNode =>
  input.neck ? mix(shade(input), body, attribute('aNeck', 'float') as TslNode) : body;
/** What hands leave of all light but the key. */
export const roomShade = ({ rig, held }: MaterialInput): TslNode => rig.body.room?.(held) ?? float(1);
export const ambientOcclusion = (input: MaterialInput): TslNode =>
  input.occlusion ? attribute('aAO', 'float') : float(1);

export function material(build: () => TslNode): MeshBasicNodeMaterial {
  const made = new MeshBasicNodeMaterial();
  made.fragmentNode = (Fn(build) as TslNode)();
  made.fog = false;
  made.toneMapped = false;
  return made;
}

/** Cards of single hairs that lie on skin: seen from both sides, blended, and never cut by what they lie on. */
export function cardsOnSkin(build: () => TslNode): MeshBasicNodeMaterial {
  const made = material(build);
  made.transparent = true;
  made.depthWrite = false;
  made.side = DoubleSide;
  made.polygonOffset = true;
  made.polygonOffsetFactor = -2;
  made.polygonOffsetUnits = -2;
  return made;
}
