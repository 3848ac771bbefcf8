/**
 * What makes one half of a face another than the other. Faces of the base are mirrored to the hundredth of a millimetre; people's
 * differ by 1 to 2 mm in brows, nose, jaw and ears and by half of one in the eyes (Farkas 1994). A look's `sides` says which of
 * countless faces of one shape it is. Lips and teeth stay where they are, to the bit: how well they keep to speech is measured.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import type { LipLine } from './lips.ts';
import { addScaled, BODY_VERTICES, type BodyData, clamp01, type Rig, smoothstep } from './morph.ts';
import { grain } from './noise.ts';

/** What differs between the sides at most, decimetres; each side takes half, one up, the other down. */
const MOST = {
  brow: 0.017,
  eyeHeight: 0.006,
  nose: 0.015,
  jaw: 0.022,
  cheek: 0.014,
  earHeight: 0.028,
  earWing: 0.032,
} as const;
type Feature = keyof typeof MOST;
/** Of that, the least anybody has. */
const LEAST = 0.45;
/** Share of the base's target for a lower upper lid that the narrower eye takes at most. */
const NARROWER = 0.3;

/** Within this of the mouth, in units of `near`, nothing moves at all; beyond `FREE` everything may. */
const FREE = 1.7;

/** How near a place is to the lips: 1 or less is them and what hangs on them. */
function near(x: number, y: number, z: number, line: LipLine): number {
  if (z < line.z - 0.75) return 9;
  return Math.hypot(x / Math.max(0.34, line.halfWidth + 0.11), (y - line.y) / 0.17);
}

/** What a seed gives every feature, -1 to 1 and never next to nothing: 1 is more on the person's left. */
function differences(seed: number): Record<Feature | 'eye', number> {
  const of = (i: number): number => {
    const value = grain(i, seed) * 2 - 1;
    return Math.sign(value || 1) * (LEAST + (1 - LEAST) * Math.abs(value));
  };
  const names = [...Object.keys(MOST), 'eye'] as (Feature | 'eye')[];
  return Object.fromEntries(names.map((name, i) => [name, of(i)])) as Record<Feature | 'eye', number>;
}

/** Moves the halves of a shaped face at rest apart, in place; a look without `sides` stays as it is. */
export function setSides(
  data: BodyData,
  rig: Rig,
  line: LipLine,
  { sides }: Pick<AvatarLook, 'sides'>,
): void {
  if (sides === undefined) return;
  const { positions, base } = rig;
  const own = differences(sides);
  const joints = new Set(Object.values(base.joints).flat());
  const eyes = [rig.joint('eye.L'), rig.joint('eye.R')] as const;
  const eyeY = (eyes[0][1] + eyes[1][1]) / 2;
  const eyeX = (eyes[0][0] - eyes[1][0]) / 2;
  const jaw = rig.joint('jaw');
  const eyeJoints = new Set(['eye.L', 'eye.R'].flatMap((name) => base.joints[`${name}____head`] ?? []));
  const step = (feature: Feature): number => (MOST[feature] / 2) * own[feature];
  const moved = new Float32Array(positions.length);
  // The upper lid of one eye hangs a little lower.
  const lid = data.target(`eyes/${own.eye > 0 ? 'l' : 'r'}-eye-height2-min`);
  addScaled(moved, lid, NARROWER * Math.abs(own.eye));

  for (let i = 0; i < base.vertexCount; i++) {
    if (joints.has(i) && !eyeJoints.has(i)) continue;
    const [x, y, z] = [positions[i * 3]!, positions[i * 3 + 1]!, positions[i * 3 + 2]!];
    // Nothing of the body, and nothing of the back of the head, which hair lies on.
    if (y < line.y - 0.75 || z < -0.35) continue;
    const ax = Math.abs(x);
    const side = smoothstep(-0.12, 0.12, x) * 2 - 1;
    const front = smoothstep(0.55, 0.9, z);
    const brow =
      front *
      bump(ax - 0.3, 0.34) *
      smoothstep(eyeY + 0.11, eyeY + 0.22, y) *
      smoothstep(eyeY + 0.55, eyeY + 0.3, y);
    // Ball, lids and socket go as one.
    const eye = smoothstep(0.34, 0.19, Math.hypot(ax - eyeX, (y - eyeY) * 1.15)) * smoothstep(0.3, 0.5, z);
    const bridge = smoothstep(eyeY + 0.06, eyeY - 0.36, y) * smoothstep(line.y + 0.17, line.y + 0.3, y);
    const nose = bridge * bump(x, 0.24) * smoothstep(line.z - 0.2, line.z + 0.02, z);
    const wide = smoothstep(0.34, 0.62, ax) * smoothstep(jaw[2] - 0.35, jaw[2], z);
    const jowl = wide * bump(y - (line.y - 0.05), 0.42);
    const cheek = front * bump(ax - 0.43, 0.2) * bump(y - (eyeY - 0.33), 0.2);
    const ear =
      smoothstep(0.64, 0.76, ax) *
      smoothstep(jaw[2] + 0.05, jaw[2] - 0.12, z) *
      bump(y - (eyeY - 0.12), 0.62);
    // Of what lies within the head only the eyes go along: teeth and tongue hang on vertices of their own.
    const skin = i < BODY_VERTICES ? 1 : 0;
    moved[i * 3]! +=
      skin * step('nose') * 2 * nose +
      skin *
        Math.sign(x) *
        (side * step('jaw') * jowl + side * step('earWing') * ear * smoothstep(0.68, 0.88, ax));
    moved[i * 3 + 1]! +=
      side * (step('eyeHeight') * eye + skin * (step('brow') * brow + step('earHeight') * ear));
    moved[i * 3 + 2]! += skin * side * step('cheek') * cheek;
  }
  for (let i = 0; i < base.vertexCount; i++) {
    const free = smoothstep(
      1,
      FREE,
      near(positions[i * 3]!, positions[i * 3 + 1]!, positions[i * 3 + 2]!, line),
    );
    if (free === 0) continue;
    for (let c = 0; c < 3; c++) positions[i * 3 + c]! += clamp01(free) * moved[i * 3 + c]!;
  }
}

const bump = (distance: number, radius: number): number => Math.exp(-((distance / radius) ** 2));
