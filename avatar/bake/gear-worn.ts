/** Everything a look wears on the head, hair pressed below it. */
import type { ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { makeGlasses } from './gear-glasses.ts';
import { type HeadFit, measureHead } from './gear-head.ts';
import { fitHeadset, makeHeadset, pressHair } from './gear-headset.ts';
import { tuckHair } from './hair.ts';
import { fitHelmet, makeHelmet } from './helmet.ts';
import type { BodyData } from './morph.ts';
import type { Part, PartName } from './person.ts';
import type { Landmarks } from './skin-zones.ts';
import { position, type Surface } from './surface.ts';

/** @param parts those of the bare head: skin, cornea and hair. Hair is changed in place. */
export function wearOnHead(
  { wardrobe }: AvatarLook,
  data: BodyData,
  positions: Float32Array,
  parts: readonly Part[],
  landmarks: Landmarks,
): Part[] {
  const find = (name: PartName): Surface | undefined => parts.find((part) => part.name === name)?.surface;
  const hair = find('hair');
  const worn: Part[] = [];
  const { helmet, glasses, headset } = wardrobe;
  if (helmet) {
    const fit = fitHelmet(positions, landmarks);
    if (hair) tuckHair(hair, fit);
    worn.push(makeHelmet(fit));
  }
  const [skin, cornea] = [find('skin'), find('cornea')];
  if (!skin || !cornea || (!glasses && !headset)) return worn;
  const head = measureHead(data, positions, skin, cornea, landmarks);
  if (headset) {
    const fit = fitHeadset(head, hair ?? null);
    if (hair) pressHair(hair, fit, !helmet);
    worn.push({ name: 'headset', surface: makeHeadset(headset, head, fit, !helmet), levels: 0 });
  }
  if (glasses) {
    const { frame, lens } = makeGlasses(glasses.frame, head);
    for (const surface of [frame, lens]) liftByCheeks(surface, head);
    worn.push({ name: 'glasses', surface: frame, levels: 0 }, { name: 'lens', surface: lens, levels: 0 });
  }
  return worn;
}

/** How far cheeks that rise lift a frame at full strength of a shape, where they are below its rim: decimetres. */
const LIFTED: Readonly<Partial<Record<ArkitName, number>>> = {
  mouthSmileLeft: 0.007,
  mouthSmileRight: 0.007,
  cheekSquintLeft: 0.005,
  cheekSquintRight: 0.005,
};

/** A frame is stiff: it turns about the ears, and a cheek alone lifts its own side more. */
function liftByCheeks(surface: Surface, head: HeadFit): void {
  const at = position(surface);
  const [left, right] = [head.ear(1).top, head.ear(-1).top];
  const hinge = (left[2] + right[2]) / 2;
  const wide = left[0] - right[0];
  for (const [name, lift] of Object.entries(LIFTED)) {
    const side = name.endsWith('Left') ? 1 : -1;
    const data = new Float32Array(at.length);
    for (let i = 0; i < at.length; i += 3) {
      const forward = (at[i + 2]! - hinge) / (head.apex - hinge);
      const share = 0.5 + (side * (at[i]! - (left[0] + right[0]) / 2)) / wide;
      data[i + 1] = lift * share * Math.max(0, forward);
    }
    surface.fields.set(`shape:${name}`, { size: 3, data });
  }
}
