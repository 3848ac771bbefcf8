/**
 * The edge smoothing of `antialias.ts` on the CPU. A software GPU filters every pixel, the CPU only the tenth that lies
 * on an edge: 4 ms of one thread for a person at 1280x720 instead of 15 ms on two.
 */
import { CONTRAST, LUMA, SEARCH, SPECK } from './antialias-constants.ts';
import type { Rectangle } from './extent.ts';

/** Luma is 0 to `WHITE`. */
const [RED, GREEN, BLUE] = LUMA;
const WHITE = 255 * 256;
/** Pixels the filter reads beside its own. */
export const SMOOTHING_REACH = SEARCH + 1;

export interface Smoother {
  /**
   * Smooths `inner` (relative to the picture handed in) of `width` x `height` RGBA pixels, which start at a multiple of four bytes, in place. What lies around it
   * is read only: hand in `SMOOTHING_REACH` more pixels on each side, but where the picture ends.
   */
  smooth(rgba: Uint8Array, width: number, height: number, inner: Rectangle): void;
}

/** Keeps its scratch memory between pictures. */
export function createSmoother(): Smoother {
  let luma = new Uint16Array(0);
  let at = new Uint32Array(0);
  let colours = new Uint32Array(0);
  return {
    smooth(rgba, width, height, inner) {
      const count = width * height;
      if (luma.length < count) {
        luma = new Uint16Array(count);
        at = new Uint32Array(count);
        colours = new Uint32Array(count);
      }
      // Little endian, as every machine that runs this: red is the lowest byte.
      const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, count);
      for (let i = 0; i < count; i++) luma[i] = lumaOf(pixels[i]! & EVEN, (pixels[i]! >>> 8) & EVEN);
      let edges = 0;
      const floor = CONTRAST.absolute * WHITE;
      for (let y = inner.y; y < inner.y + inner.height; y++) {
        const above = y > 0 ? -width : 0;
        const below = y < height - 1 ? width : 0;
        for (let x = inner.x; x < inner.x + inner.width; x++) {
          const i = y * width + x;
          const left = x > 0 ? -1 : 0;
          const right = x < width - 1 ? 1 : 0;
          const m = luma[i]!;
          const n = luma[i + above]!;
          const s = luma[i + below]!;
          const w = luma[i + left]!;
          const e = luma[i + right]!;
          // All four within half the threshold: one test clears two pixels of three.
          if (((n - m + 511) | (s - m + 511) | (w - m + 511) | (e - m + 511)) >>> 10 === 0) continue;
          let low = m;
          let high = m;
          if (n < low) low = n;
          else if (n > high) high = n;
          if (s < low) low = s;
          else if (s > high) high = s;
          if (w < low) low = w;
          else if (w > high) high = w;
          if (e < low) low = e;
          else if (e > high) high = e;
          const range = high - low;
          if (range <= floor || range <= high * CONTRAST.relative) continue;
          const nw = luma[i + above + left]!;
          const ne = luma[i + above + right]!;
          const sw = luma[i + below + left]!;
          const se = luma[i + below + right]!;
          const flat = bend(n, s, m) * 2 + bend(nw, sw, w) + bend(ne, se, e);
          const steep = bend(w, e, m) * 2 + bend(nw, ne, n) + bend(sw, se, s);
          const lying = flat >= steep;
          const before = (lying ? n : w) - m;
          const after = (lying ? s : e) - m;
          const first = Math.abs(before) >= Math.abs(after);
          const step = first ? before : after;
          const across = lying ? (first ? above : below) : first ? left : right;
          // Doubled, so that the mean of two pixels is their sum.
          const sum = m * 2 + step;
          const limit = Math.abs(step) * 0.5;
          const [stride, behind, ahead] = lying ? [1, x, width - 1 - x] : [width, y, height - 1 - y];
          let back = SEARCH + 0.5;
          let forth = SEARCH + 0.5;
          let backApart = 0;
          let forthApart = 0;
          for (let k = 1, p = i - stride; k <= SEARCH && k <= behind; k++, p -= stride) {
            const apart = luma[p]! + luma[p + across]! - sum;
            if (Math.abs(apart) < limit) continue;
            back = k - 0.5;
            backApart = apart;
            break;
          }
          for (let k = 1, p = i + stride; k <= SEARCH && k <= ahead; k++, p += stride) {
            const apart = luma[p]! + luma[p + across]! - sum;
            if (Math.abs(apart) < limit) continue;
            forth = k - 0.5;
            forthApart = apart;
            break;
          }
          // The nearer end tells whether the edge comes over to this pixel or leaves it.
          const darker = (back < forth ? backApart : forthApart) < 0;
          const share = darker === step > 0 ? 0 : 0.5 - Math.min(back, forth) / (back + forth);
          const around = (2 * (n + s + w + e) + nw + ne + sw + se) / 12;
          const alone = Math.min(1, Math.abs(around - m) / range);
          const eased = alone * alone * (3 - 2 * alone);
          const offset = Math.round(Math.max(share, eased * eased * SPECK) * 256);
          if (offset === 0) continue;
          const own = pixels[i]!;
          const other = pixels[i + across]!;
          at[edges] = i;
          colours[edges] =
            blend(own & EVEN, other & EVEN, offset) |
            (blend((own >>> 8) & EVEN, (other >>> 8) & EVEN, offset) << 8);
          edges += 1;
        }
      }
      // Only now, as neighbours had to be read as they were drawn.
      for (let e = 0; e < edges; e++) pixels[at[e]!] = colours[e]!;
    },
  };
}

/** Red and blue of a pixel, or green and alpha of one shifted by a byte: two channels in one word. */
const EVEN = 0xff00ff;
/** How far the middle of three stands out from the other two, doubled. */
const bend = (a: number, b: number, middle: number): number => Math.abs(a + b - 2 * middle);

/** Between two channel pairs, `f` in 256ths. */
const blend = (a: number, b: number, f: number): number =>
  ((Math.imul(a, 256 - f) + Math.imul(b, f) + 0x800080) >>> 8) & EVEN;

const lumaOf = (redBlue: number, greenAlpha: number): number =>
  (redBlue & 255) * RED + (greenAlpha & 255) * GREEN + (redBlue >>> 16) * BLUE;
