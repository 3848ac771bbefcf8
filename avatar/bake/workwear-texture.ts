/** Albedo of the high-visibility vest: fluorescent mesh, retro-reflective bands (ISO 20471), a zip. */
import type { AvatarLook } from '../look.ts';
import { hexToLinear, type Image, srgbByte } from './image.ts';
import { smoothstep } from './morph.ts';
import { fbm } from './noise.ts';
import type { Person } from './person.ts';

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
  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      const x = ((px + 0.5) / size - 0.5) * 8;
      const y = (1 - (py + 0.5) / size) * 8;
      const shoulder = stripe(Math.abs(x) - 0.98);
      const chest = stripe(y - (neck - 2.15));
      const waist = stripe(y - (neck - 3.3));
      const on = Math.max(shoulder, chest, waist);
      const seam = Math.max(
        smoothstep(0.03, 0.015, Math.abs(Math.abs(Math.abs(x) - 0.98) - 0.3)),
        smoothstep(0.03, 0.015, Math.abs(Math.abs(y - (neck - 2.15)) - 0.3)),
      );
      const zip = smoothstep(0.045, 0.03, Math.abs(x)) * smoothstep(neck - 1.2, neck - 1.4, y);
      const weave = 0.93 + 0.14 * fbm(x * 60, y * 60, 0, 2, 601);
      // Glass beads glitter a little even in soft light.
      const bead = 0.92 + 0.16 * fbm(x * 90, y * 90, 3, 2, 611);
      const k = (py * size + px) * 4;
      for (let c = 0; c < 3; c++) {
        const base = (cloth[c as 0] ?? 0) * weave * (1 - 0.25 * seam * (1 - on));
        const value = base * (1 - on) + (band[c as 0] ?? 0) * bead * on;
        rgba[k + c] = srgbByte(value * (1 - 0.75 * zip));
      }
    }
  }
  return { width: size, height: size, rgba };
}
