/** Albedo of the high-visibility vest: fluorescent mesh, retro-reflective bands (ISO 20471), a zip. */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { hexToLinear, type Image, srgbByte } from './image.ts';
import { smoothstep } from './morph.ts';
import { fbm } from './noise.ts';
import type { Person } from './person.ts';
import { ARMHOLE } from './workwear.ts';

export function paintVest(
  vest: NonNullable<AvatarLook['wardrobe']['vest']>,
  person: Person,
  size: number,
): Image {
  const cloth = hexToLinear(vest.colour);
  const band = hexToLinear(vest.stripe);
  const neck = person.joints.neck1[1];
  const rgba = new Uint8Array(size * size * 4).fill(255);
  // Decimetres; bands are 50 mm wide as the standard asks.
  const stripe = (d: number): number => smoothstep(0.26, 0.245, Math.abs(d));
  // Signed distance to the garment's edge: neck opening (a V in front, round behind) and armholes.
  const edge = (x: number, y: number, back: boolean): number => {
    const opening = back
      ? Math.hypot(x, y - (neck + 0.25)) - 0.78
      : (x - (0.8 + 0.43 * Math.max(-1.86, y - neck))) * 0.92;
    const armhole =
      ARMHOLE + 0.06 * smoothstep(neck - 0.9, neck, y) + 3 * smoothstep(neck - 1.5, neck - 1.9, y) - x;
    const hem = y - (neck - 5);
    return Math.min(!back && y < neck - 1.85 ? 9 : opening, armhole, hem);
  };
  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      const back = px >= size / 2;
      const x = (((px + 0.5) / size) * 2 - (back ? 1.5 : 0.5)) * 8;
      const y = (1 - (py + 0.5) / size) * 8;
      const ax = Math.abs(x);
      const d = edge(ax, y, back);
      const shoulder = stripe(ax - 1.1);
      const chest = stripe(y - (neck - 2.15));
      const waist = stripe(y - (neck - 3.3));
      const on = Math.max(shoulder * (y > neck - 2.15 ? 1 : 0), chest, waist);
      const seam = Math.max(
        smoothstep(0.02, 0.008, Math.abs(Math.abs(ax - 1.1) - 0.28)),
        smoothstep(0.02, 0.008, Math.abs(Math.abs(y - (neck - 2.15)) - 0.28)),
      );
      const zip = back ? 0 : smoothstep(0.05, 0.035, ax) * smoothstep(neck - 1.8, neck - 1.86, y);
      const trim = smoothstep(0.075, 0.06, d);
      const weave = 0.9 + 0.2 * fbm(x * 60, y * 60, back ? 7 : 0, 2, 601);
      // Glass beads glitter a little even in soft light.
      const bead = 0.9 + 0.2 * fbm(x * 90, y * 90, 3, 2, 611);
      const k = (py * size + px) * 4;
      for (let c = 0; c < 3; c++) {
        const fabric = (cloth[c as 0] ?? 0) * weave * (1 - 0.3 * seam * (1 - on));
        const value = fabric * (1 - on) + (band[c as 0] ?? 0) * bead * on;
        const bound = value * (1 - trim) + 0.055 * trim;
        rgba[k + c] = srgbByte(bound * (1 - zip) + 0.03 * zip);
      }
      rgba[k + 3] = Math.round(255 * smoothstep(-0.03, 0.03, d));
    }
  }
  return { width: size, height: size, rgba };
}
