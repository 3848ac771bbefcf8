/**
 * The edge smoothing of `antialias.ts` on the CPU. A software GPU filters every pixel, the CPU only the tenth that lies
 * on an edge: 4 ms of one thread for a person at 1280x720 instead of 15 ms on two.
 */
import { REDUCE_MIN, REDUCE_MUL, SPAN_MAX } from './antialias-constants.ts';
import type { Rectangle } from './extent.ts';

/** Weights of red, green and blue in 256ths: luma is 0 to `WHITE`. */
const [RED, GREEN, BLUE] = [77, 150, 29];
const WHITE = 255 * 256;
/** Pixels the filter reads beside its own. */
export const SMOOTHING_REACH = 6;

export interface Smoother {
  /**
   * Smooths `inner` (relative to the picture handed in) of `width` x `height` RGBA pixels in place. What lies around it
   * is read only: hand in `SMOOTHING_REACH` more pixels on each side, but where the picture ends.
   */
  smooth(rgba: Uint8Array, width: number, height: number, inner: Rectangle): void;
}

/** Keeps its scratch memory between pictures. */
export function createSmoother(): Smoother {
  let luma = new Uint16Array(0);
  let at = new Uint32Array(0);
  let colours = new Uint8Array(0);

  /** Bilinear, held at the border; 16.16 would gain nothing over doubles here. */
  function tap(
    rgba: Uint8Array,
    width: number,
    height: number,
    x: number,
    y: number,
    out: Float64Array,
  ): void {
    const cx = x < 0 ? 0 : x > width - 1 ? width - 1 : x;
    const cy = y < 0 ? 0 : y > height - 1 ? height - 1 : y;
    const x0 = Math.floor(cx);
    const y0 = Math.floor(cy);
    const fx = cx - x0;
    const fy = cy - y0;
    const a = (y0 * width + x0) * 4;
    const b = x0 < width - 1 ? a + 4 : a;
    const down = y0 < height - 1 ? width * 4 : 0;
    const wa = (1 - fx) * (1 - fy);
    const wb = fx * (1 - fy);
    const wc = (1 - fx) * fy;
    const wd = fx * fy;
    for (let c = 0; c < 4; c++) {
      out[c]! += rgba[a + c]! * wa + rgba[b + c]! * wb + rgba[a + down + c]! * wc + rgba[b + down + c]! * wd;
    }
  }

  const near = new Float64Array(4);
  const far = new Float64Array(4);
  return {
    smooth(rgba, width, height, inner) {
      const count = width * height;
      if (luma.length < count) {
        luma = new Uint16Array(count);
        at = new Uint32Array(count);
        colours = new Uint8Array(count * 4);
      }
      for (let i = 0, p = 0; i < count; i++, p += 4) {
        luma[i] = rgba[p]! * RED + rgba[p + 1]! * GREEN + rgba[p + 2]! * BLUE;
      }
      let edges = 0;
      const floor = 0.02 * WHITE;
      for (let y = inner.y; y < inner.y + inner.height; y++) {
        const above = y > 0 ? -width : 0;
        const below = y < height - 1 ? width : 0;
        for (let x = inner.x; x < inner.x + inner.width; x++) {
          const i = y * width + x;
          const left = x > 0 ? -1 : 0;
          const right = x < width - 1 ? 1 : 0;
          const m = luma[i]!;
          const nw = luma[i + above + left]!;
          const ne = luma[i + above + right]!;
          const sw = luma[i + below + left]!;
          const se = luma[i + below + right]!;
          let low = m;
          let high = m;
          if (nw < low) low = nw;
          else if (nw > high) high = nw;
          if (ne < low) low = ne;
          else if (ne > high) high = ne;
          if (sw < low) low = sw;
          else if (sw > high) high = sw;
          if (se < low) low = se;
          else if (se > high) high = se;
          const contrast = high - low;
          if (contrast <= floor || contrast <= high * 0.08) continue;
          const alongX = (sw + se - nw - ne) / WHITE;
          const alongY = (nw + sw - ne - se) / WHITE;
          const reduce = Math.max(((nw + ne + sw + se) / WHITE) * 0.25 * REDUCE_MUL, REDUCE_MIN);
          const scale = 1 / (Math.min(Math.abs(alongX), Math.abs(alongY)) + reduce);
          const dx = Math.max(-SPAN_MAX, Math.min(SPAN_MAX, alongX * scale));
          const dy = Math.max(-SPAN_MAX, Math.min(SPAN_MAX, alongY * scale));
          near.fill(0);
          far.fill(0);
          tap(rgba, width, height, x - dx / 6, y - dy / 6, near);
          tap(rgba, width, height, x + dx / 6, y + dy / 6, near);
          tap(rgba, width, height, x - dx / 2, y - dy / 2, far);
          tap(rgba, width, height, x + dx / 2, y + dy / 2, far);
          for (let c = 0; c < 4; c++) {
            near[c]! *= 0.5;
            far[c] = near[c]! * 0.5 + far[c]! * 0.25;
          }
          const lumaFar = far[0]! * RED + far[1]! * GREEN + far[2]! * BLUE;
          const chosen = lumaFar < low || lumaFar > high ? near : far;
          at[edges] = i;
          for (let c = 0; c < 4; c++) colours[edges * 4 + c] = chosen[c]! + 0.5;
          edges += 1;
        }
      }
      // Only now, as neighbours had to be read as they were drawn.
      for (let e = 0; e < edges; e++) {
        const p = at[e]! * 4;
        for (let c = 0; c < 4; c++) rgba[p + c] = colours[e * 4 + c]!;
      }
    },
  };
}
