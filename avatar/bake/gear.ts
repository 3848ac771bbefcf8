/** What is worn over clothes: badge, stethoscope, buttons, pocket, chin strap. Swept and turned here, on a palette texture. */

import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { bodyOf, curve } from './drape.ts';
import { GearMesh } from './gear-mesh.ts';
import { SWATCHES } from './gear-texture.ts';
import { hangStrap } from './lanyard.ts';
import type { Vec3 } from './morph.ts';
import type { Landmarks } from './skin-zones.ts';
import type { Surface } from './surface.ts';
import { add, cross, unitVector } from './vector.ts';

/** Lapels are laid on a jacket that gear is hung on: how far a tube keeps off it, decimetres. */
const OVER_LAPELS = 0.09;

/** Null when the look wears none. `worn` is all that lies below, `skin` alone what the chin strap lies on. */
export function makeGear(
  look: AvatarLook,
  worn: readonly Surface[],
  skin: Surface,
  neck: Vec3,
  landmarks: Landmarks,
): Surface | null {
  const { wardrobe } = look;
  const gear = new GearMesh(SWATCHES);
  const body = bodyOf([...worn, skin]);
  const cloth = bodyOf(worn);
  const on = (x: number, y: number, off: number): Vec3 => {
    const hit = body.front(x, y);
    return hit ? body.lift(add(hit.at, hit.normal, off), off) : [x, y, neck[2]];
  };
  if (wardrobe.stethoscope) {
    // It lies on the collar, outside the neck: from above there is nothing over it.
    const over = (x: number, z: number): Vec3 => {
      const found = cloth.top(x, z);
      return found ? add(found, [0, 1, 0], 0.06) : [x, neck[1] + 0.15, z];
    };
    const back = over(0, neck[2] - 0.62);
    const side = (s: number): Vec3[] => [
      over(0.5 * s, neck[2] - 0.42),
      over(0.72 * s, neck[2] - 0.02),
      over(0.76 * s, neck[2] + 0.32),
      on(0.74 * s, neck[1] - 0.75, 0.07),
      on(0.68 * s, neck[1] - 1.15, 0.06),
    ];
    const [right, left] = [side(-1), side(1)];
    const end = on(-0.56, neck[1] - 1.75, 0.06);
    const clear = (at: Vec3): Vec3 =>
      cloth.nearest(at).distance < OVER_LAPELS ? cloth.lift(at, OVER_LAPELS) : at;
    let tube = curve([end, ...right.reverse(), back, ...left], 8).map(clear);
    // A tube is stiff: it runs over a collar's edge in one bend.
    for (let round = 0; round < 6; round++) {
      tube = tube.map((at, i) => {
        const [before, after] = [tube[i - 1], tube[i + 1]];
        if (!before || !after) return at;
        return clear(add(add([0, 0, 0], at, 0.5), add(before, after), 0.25));
      });
    }
    gear.sweep(tube, 0.05, 'rubber');
    for (const x of [0.5, 0.8]) {
      const tip = on(x, neck[1] - 1.78, 0.07);
      gear.sweep(curve([left.at(-1)!, on((x + 0.66) / 2, neck[1] - 1.3, 0.07), tip], 8), 0.026, 'metal');
      gear.disc(tip, [0, -0.3, 1], 0.05, 0.06, 'rubber');
    }
    const bell = body.front(end[0], end[1] - 0.2);
    if (bell) {
      gear.sweep(curve([end, on(end[0], end[1] - 0.1, 0.08)], 4), 0.034, 'metal');
      gear.disc(add(bell.at, bell.normal, 0.06), bell.normal, 0.2, 0.07, 'metal');
      gear.disc(add(bell.at, bell.normal, 0.115), bell.normal, 0.15, 0.03, 'button');
    }
  }
  if (wardrobe.badge) {
    const hung = wardrobe.badge.worn === 'lanyard';
    const [x, top] = hung ? [0, neck[1] - 2.05] : [0.86, neck[1] - 1.55];
    if (hung) {
      const above = (x: number, z: number): Vec3 => cloth.top(x, z) ?? [x, neck[1] + 0.15, z];
      const half = (s: number): Vec3[] => [
        on(0.03 * s, top + 0.03, s > 0 ? 0.05 : 0.03),
        on(0.3 * s, neck[1] - 1.3, 0.03),
        on(0.62 * s, neck[1] - 0.45, 0.03),
        above(0.77 * s, neck[2] + 0.05),
        above(0.62 * s, neck[2] - 0.45),
      ];
      const back = body.lift([0, neck[1] + 0.25, neck[2] - 0.9], 0.03);
      gear.band(hangStrap(body, [...half(-1), back, ...half(1).reverse()], 0.075, 0.014), 'lanyard');
    }
    const middle = body.front(x, top - 0.4);
    if (middle) {
      const facing = unitVector([middle.normal[0], middle.normal[1] * 0.3, middle.normal[2]]);
      const right = unitVector(cross([0, 1, 0], facing));
      const hang = add(middle.at, facing, 0.07);
      gear.plate(
        (u, v) => add(add(hang, right, (u - 0.5) * 0.58), [0, 1, 0], (v - 0.5) * 0.86),
        facing,
        0.012,
        'card',
      );
      gear.disc(add(add(hang, [0, 1, 0], 0.47), facing, 0.01), facing, 0.06, 0.03, 'metal');
    }
  }
  if (wardrobe.pocket) {
    const [x, y] = wardrobe.pocket === 'left' ? [0.92, neck[1] - 2.15] : [-0.92, neck[1] - 2.15];
    const hit = body.front(x, y);
    if (hit) {
      gear.plate(
        (u, v) =>
          on(x + (u - 0.5) * 0.95, y + (v - 0.5) * 1.05 + (v < 0.2 ? 0.06 * Math.abs(u - 0.5) : 0), 0.022),
        [hit.normal[0] * 0.3, 0, 1],
        0.012,
        'pocket',
        8,
      );
    }
  }
  if (wardrobe.buttons) {
    for (let i = 0; i < 6; i++) {
      const hit = body.front(wardrobe.blazer ? 0.06 : 0, neck[1] - (wardrobe.blazer ? 2.5 : 0.62) - i * 0.75);
      if (hit) gear.disc(hit.at, hit.normal, 0.06, 0.025, 'button');
    }
  }
  if (wardrobe.helmet) {
    const face = bodyOf([skin]);
    const { chin, eyeLeft } = landmarks;
    const ear = neck[2] + 0.62;
    const out = (at: Vec3): Vec3 => unitVector([at[0], 0, (at[2] - neck[2] - 0.3) * 0.5]);
    for (const s of [-1, 1]) {
      const ways = [
        face.lift([0.82 * s, eyeLeft[1] + 0.5, ear + 0.12], 0.05),
        face.lift([0.82 * s, eyeLeft[1] - 0.05, ear + 0.1], 0.03),
        face.lift([0.72 * s, chin[1] + 0.35, ear + 0.12], 0.025),
        face.lift([0.42 * s, chin[1] - 0.04, chin[2] - 0.42], 0.025),
        face.lift([0, chin[1] - 0.12, chin[2] - 0.2], 0.025),
      ];
      gear.sweep(curve(ways, 10), 0.06, 'strap', true, (at) =>
        at[1] < chin[1] + 0.1 ? unitVector([at[0] * 0.6, -0.8, 0.3]) : out(at),
      );
      gear.disc(
        face.lift([0.76 * s, chin[1] + 0.5, ear + 0.12], 0.045),
        [s, 0, 0.35],
        0.075,
        0.03,
        'rubber',
        true,
      );
    }
  }
  return gear.empty ? null : gear.surface();
}
