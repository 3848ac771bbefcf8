/** Everything a look wears on the head, hair pressed below it. */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { makeGlasses } from './gear-glasses.ts';
import { measureHead } from './gear-head.ts';
import { fitHeadset, makeHeadset, pressHair } from './gear-headset.ts';
import { tuckHair } from './hair.ts';
import { fitHelmet, makeHelmet } from './helmet.ts';
import type { BodyData } from './morph.ts';
import type { Part, PartName } from './person.ts';
import type { Landmarks } from './skin-zones.ts';
import type { Surface } from './surface.ts';

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
    worn.push({ name: 'glasses', surface: frame, levels: 0 }, { name: 'lens', surface: lens, levels: 0 });
  }
  return worn;
}
