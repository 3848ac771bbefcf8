/** What other tools call ARKit's 52 blend shapes. */
import { ARKIT_NAMES, type ArkitName } from '../../supabase/functions/_shared/contract/job.ts';

/** Letters and digits only, lower case, sides spelt out: `Eye_Blink_L`, `eyeBlink_L`, `eyeBlinkLeft` are one name. */
function plain(name: string): string {
  const last = name.split(/[.:|/]/).at(-1) ?? name;
  const spelt = /^(l|r|left|right)$/i.test(last) && last !== name ? name.replace(/[.:|/]/g, '_') : last;
  return spelt
    .replace(/^(blendshape\d*|shape|arkit|bs|head|face)[_ ]+/i, '')
    .replace(/[_ -]l$/i, 'Left')
    .replace(/[_ -]r$/i, 'Right')
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase();
}

/**
 * Reallusion Character Creator 3 and 4 name their shapes by region (manual of CC4's "Facial Profile", ARKit column of iClone
 * LIVE FACE). What has the same name but for spelling is not listed.
 */
const CHARACTER_CREATOR: Readonly<Record<string, ArkitName>> = {
  Eye_L_Look_Up: 'eyeLookUpLeft',
  Eye_R_Look_Up: 'eyeLookUpRight',
  Eye_L_Look_Down: 'eyeLookDownLeft',
  Eye_R_Look_Down: 'eyeLookDownRight',
  Eye_L_Look_R: 'eyeLookInLeft',
  Eye_L_Look_L: 'eyeLookOutLeft',
  Eye_R_Look_L: 'eyeLookInRight',
  Eye_R_Look_R: 'eyeLookOutRight',
  Jaw_L: 'jawLeft',
  Jaw_R: 'jawRight',
  Mouth_L: 'mouthLeft',
  Mouth_R: 'mouthRight',
  Mouth_Roll_In_Lower: 'mouthRollLower',
  Mouth_Roll_In_Upper: 'mouthRollUpper',
  Mouth_Down_Lower_L: 'mouthLowerDownLeft',
  Mouth_Down_Lower_R: 'mouthLowerDownRight',
  Mouth_Up_Upper_L: 'mouthUpperUpLeft',
  Mouth_Up_Upper_R: 'mouthUpperUpRight',
  Brow_Drop_L: 'browDownLeft',
  Brow_Drop_R: 'browDownRight',
  Brow_Raise_Outer_L: 'browOuterUpLeft',
  Brow_Raise_Outer_R: 'browOuterUpRight',
  Cheek_Raise_L: 'cheekSquintLeft',
  Cheek_Raise_R: 'cheekSquintRight',
};

/** Two shapes of one tool for one of ARKit's: each is added with its own weight. */
const HALVES: Readonly<Record<string, ArkitName>> = {
  Brow_Raise_Inner_L: 'browInnerUp',
  Brow_Raise_Inner_R: 'browInnerUp',
  Cheek_Puff_L: 'cheekPuff',
  Cheek_Puff_R: 'cheekPuff',
};

const known = new Map<string, ArkitName>();
for (const name of ARKIT_NAMES) known.set(name.toLowerCase(), name);
for (const [name, arkit] of Object.entries({ ...CHARACTER_CREATOR, ...HALVES }))
  known.set(plain(name), arkit);

/** ARKit's name of a morph target, whatever the tool, or null when it is none of the 52. */
export function arkitNameOf(raw: string): ArkitName | null {
  return known.get(plain(raw)) ?? null;
}

/** How a VRM 1.0 expression stands in for ARKit shapes; `half` keeps one side of the face only. */
export const VRM_EXPRESSIONS: readonly {
  readonly preset: string;
  readonly arkit: ArkitName;
  readonly half?: 'left' | 'right';
}[] = [
  { preset: 'aa', arkit: 'jawOpen' },
  { preset: 'ou', arkit: 'mouthPucker' },
  { preset: 'oh', arkit: 'mouthFunnel' },
  { preset: 'ee', arkit: 'mouthStretchLeft', half: 'left' },
  { preset: 'ee', arkit: 'mouthStretchRight', half: 'right' },
  { preset: 'blinkLeft', arkit: 'eyeBlinkLeft' },
  { preset: 'blinkRight', arkit: 'eyeBlinkRight' },
  { preset: 'blink', arkit: 'eyeBlinkLeft', half: 'left' },
  { preset: 'blink', arkit: 'eyeBlinkRight', half: 'right' },
  { preset: 'lookUp', arkit: 'eyeLookUpLeft', half: 'left' },
  { preset: 'lookUp', arkit: 'eyeLookUpRight', half: 'right' },
  { preset: 'lookDown', arkit: 'eyeLookDownLeft', half: 'left' },
  { preset: 'lookDown', arkit: 'eyeLookDownRight', half: 'right' },
];
