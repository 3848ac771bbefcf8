/**
 * What makes a neck no column: the sinews that run from behind the ears to the breastbone (sternocleidomastoid), the notch between
 * the collar bones, the bones themselves, a larynx, and on the old bands and folds. Sinews and larynx move the mesh, whose
 * vertices stand 5 mm apart there; on the chest they stand 2 cm apart, so the rest is relief of the skin's maps.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { BODY_VERTICES, clamp01, type Rig, smoothstep, type Vec3 } from './morph.ts';
import { fbm, valueNoise } from './noise.ts';

/** Where a neck begins and ends, decimetres. */
export interface Throat {
  /** The notch above the breastbone. */
  readonly notch: Vec3;
  /** Height of the bone behind the ear. */
  readonly mastoid: number;
  readonly chin: number;
  /** Height and depth of the neck's axis, below and above. */
  readonly axis: readonly [readonly [number, number], readonly [number, number]];
}

/** Vertex of the chin in the base. */
const CHIN = 732;
/** The notch lies so far above the joint that turns a collar bone. */
const NOTCH_RISE = 0.21;
const MASTOID_DROP = 0.1;
/** Around the axis from straight ahead, radians: where a sinew starts at the notch, and how far back it ends. */
const SINEW = { from: 0.17, to: 1.42 } as const;
/** How far a sinew stands out, decimetres; bodies build it up or bury it. */
const SINEW_HEIGHT = 0.038;
const LARYNX = { height: 0.058, across: 0.085, along: 0.14, place: 0.56 } as const;
/** How much narrower a woman's neck is half-way up. */
const WAIST = 0.075;

export function throatOf(rig: Rig): Throat {
  const [low, high, bone] = [rig.joint('neck01'), rig.joint('head'), rig.joint('clavicle.L')];
  return {
    notch: [0, bone[1] + NOTCH_RISE, low[2] + 0.7],
    mastoid: rig.joint('jaw')[1] - MASTOID_DROP,
    chin: rig.positions[CHIN * 3 + 1] ?? 0,
    axis: [
      [low[1], low[2]],
      [high[1], high[2]],
    ],
  };
}

/** Around the neck: angle from straight ahead and radius, how far up it (0 the notch, 1 behind the ear). */
function around(x: number, y: number, z: number, { notch, mastoid, axis }: Throat): [number, number, number] {
  const [[y0, z0], [y1, z1]] = axis;
  const ahead = z - (z0 + (z1 - z0) * clamp01((y - y0) / (y1 - y0)));
  return [Math.atan2(Math.abs(x), ahead), Math.hypot(x, ahead), (y - notch[1]) / (mastoid - notch[1])];
}

interface Cords {
  /** Ridge of the sinew and the hollow between it and the windpipe, 0 to 1. */
  ridge: number;
  hollow: number;
}

/** `sharp` 1 as the mesh can hold it, less for what lies on top. */
function cordsAt(x: number, y: number, z: number, throat: Throat, sharp: number, out: Cords): Cords {
  const [angle, radius, up] = around(x, y, z, throat);
  const t = clamp01(up);
  const beside = (angle - (SINEW.from + (SINEW.to - SINEW.from) * t)) * radius;
  // Under the chin there is no sinew: flesh runs from jaw to windpipe.
  const reach =
    smoothstep(-0.06, 0.06, up) * smoothstep(1, 0.72, up) * smoothstep(throat.chin + 0.5, throat.chin, y);
  out.ridge = reach * (1 - 0.35 * t) * Math.exp(-((beside / (sharp * (0.05 + 0.055 * t))) ** 2));
  out.hollow = reach * smoothstep(0.95, 0.5, up) * Math.exp(-(((beside + 0.13) / 0.075) ** 2));
  return out;
}

/** How much of sinews and bones a body shows: muscle and thin skin do, fat covers. */
const lean = ({ macro }: Pick<AvatarLook, 'macro'>): number =>
  Math.max(0.3, 0.66 + 0.7 * (macro.muscle - 0.5) - 1.1 * (macro.weight - 0.45) + 0.3 * macro.gender);

const agedOf = ({ macro }: Pick<AvatarLook, 'macro'>): number => smoothstep(44, 68, macro.age);

/**
 * Moves the neck of a body at rest, in place, and nothing above the edge of the jaw. Joints stay, as whatever turns about them
 * has to; what clothes are fitted to moves with the skin.
 */
export function sculptNeck(rig: Rig, look: Pick<AvatarLook, 'macro'>): void {
  const { positions, base } = rig;
  const throat = throatOf(rig);
  const joints = new Set(Object.values(base.joints).flat());
  const shown = lean(look);
  const aged = agedOf(look);
  const { gender } = look.macro;
  const larynx = LARYNX.height * (0.16 + 0.84 * gender ** 2) * (0.8 + 0.2 * shown);
  const cords: Cords = { ridge: 0, hollow: 0 };
  const floor = throat.notch[1] - 0.12;
  const knob = throat.notch[1] + LARYNX.place * (throat.chin - throat.notch[1]);
  for (let i = 0; i < positions.length / 3; i++) {
    const [x, y, z] = [positions[i * 3]!, positions[i * 3 + 1]!, positions[i * 3 + 2]!];
    // Teeth and tongue hang on helpers within the head; those of clothes lie below.
    if (y < floor || y > (i < BODY_VERTICES ? throat.mastoid : throat.chin - 0.14) || joints.has(i)) continue;
    const [angle, radius, up] = around(x, y, z, throat);
    if (radius > 0.95 || radius < 0.15) continue;
    cordsAt(x, y, z, throat, 1, cords);
    // Everything ends where the jaw begins: lips and chin are shaped elsewhere, and measured.
    const free = smoothstep(throat.chin + 0.02, throat.chin - 0.14, y);
    const below = Math.max(free, smoothstep(0.7, 1.05, angle));
    let out = shown * SINEW_HEIGHT * (cords.ridge - 0.55 * cords.hollow) * below;
    const front = Math.exp(-((x / LARYNX.across) ** 2)) * smoothstep(1.2, 0.5, angle);
    // Steep above, where the shield of the larynx ends, and running out downwards.
    const along = (y - knob) / (y > knob ? LARYNX.along * 0.55 : LARYNX.along);
    out += larynx * front * Math.exp(-(along * along)) * free;
    // Two bands of loose skin from chin to collar.
    const band = Math.exp(-(((Math.abs(x) - 0.13 - 0.1 * (1 - clamp01(up * 1.4))) / 0.05) ** 2));
    out += 0.034 * aged * band * smoothstep(0.05, 0.4, up) * smoothstep(1.1, 0.6, angle) * free;
    positions[i * 3] =
      x * (1 - WAIST * (1 - gender) * Math.exp(-(((up - 0.42) / 0.3) ** 2)) * below) +
      out * Math.sin(angle) * Math.sign(x);
    positions[i * 3 + 2] = z + out * Math.cos(angle);
  }
}

/** What the skin's maps add: height in decimetres, and what hollows keep from the light, as melanin counts. */
export interface NeckRelief {
  height: number;
  shade: number;
}

/** Relief of throat and chest at a place; nothing above the jaw. The result is reused by the next call. */
export function neckReliefOf(
  look: AvatarLook,
): (x: number, y: number, z: number, throat: Throat) => NeckRelief {
  const out: NeckRelief = { height: 0, shade: 0 };
  const cords: Cords = { ridge: 0, hollow: 0 };
  const shown = lean(look);
  const aged = agedOf(look);
  return (x, y, z, throat) => {
    const { notch, chin } = throat;
    const ax = Math.abs(x);
    out.height = 0;
    out.shade = 0;
    if (y > throat.mastoid || z < throat.axis[0][1] - 0.1) return out;
    const [angle, , up] = around(x, y, z, throat);
    cordsAt(x, y, z, throat, 0.62, cords);
    out.height += 0.006 * shown * cords.ridge;
    out.shade += shown * (0.1 * cords.hollow - 0.03 * cords.ridge);
    const front = smoothstep(notch[2] - 0.6, notch[2] - 0.25, z);
    const pit = Math.exp(-((x / 0.1) ** 2) - ((y - notch[1] - 0.02) / 0.13) ** 2) * front;
    out.height -= 0.042 * shown * pit;
    out.shade += 0.12 * shown * pit;
    // Collar bones: an S from the notch to the shoulder, a hollow above it and a shallow one below.
    const bone = y - notch[1] + 0.05 - 0.03 * Math.sin((ax - 0.1) * 4.2) - 0.05 * smoothstep(0.3, 1.2, ax);
    const length = smoothstep(0.07, 0.17, ax) * smoothstep(1.35, 0.9, ax) * front;
    const knob = Math.exp(-(((ax - 0.17) / 0.09) ** 2));
    const ridge = length * (0.75 + 0.45 * knob) * Math.exp(-((bone / 0.055) ** 2));
    const pocket = length * smoothstep(0.2, 0.42, ax) * Math.exp(-(((bone - 0.14) / 0.09) ** 2));
    const under = length * Math.exp(-(((bone + 0.12) / 0.07) ** 2));
    out.height += shown * (0.032 * ridge - 0.034 * pocket - 0.01 * under);
    out.shade += shown * (0.09 * pocket + 0.04 * under - 0.06 * ridge);
    // Rings around the throat: two faint ones on the young, slack folds on the old.
    const throatOnly =
      smoothstep(chin + 0.05, chin - 0.1, y) * smoothstep(0.02, 0.2, up) * smoothstep(1.7, 1.1, angle);
    for (const [at, depth] of RINGS) {
      // None runs level or all the way around: each is bent, and breaks off where the next begins.
      const bent = 0.05 * (fbm(x * 3.1, at * 31, 0, 2, 401) - 0.5) - 0.02 * Math.sin(ax * 9 + at * 17);
      const sag = y - notch[1] - at * (chin - notch[1]) + 0.16 * ax * ax + bent;
      const kept = 0.15 + 0.85 * smoothstep(0.3, 0.65, valueNoise(x * 4.3, at * 57, 1.5, 403));
      const fold = throatOnly * kept * Math.exp(-((sag / (sag > 0 ? 0.04 : 0.016)) ** 2));
      out.height -= depth * (0.003 + 0.0065 * aged) * fold;
      out.shade += depth * (0.03 + 0.045 * aged) * fold;
    }
    if (aged > 0) {
      // Thin skin crinkles across.
      const crinkle = fbm(x * 9, y * 34, z * 9, 2, 407) - 0.5;
      out.height += 0.003 * aged * throatOnly * crinkle;
    }
    return out;
  };
}

/** Heights of the folds from notch to chin, and how deep each is. */
const RINGS = [
  [0.3, 0.7],
  [0.52, 1],
  [0.74, 0.8],
] as const;
