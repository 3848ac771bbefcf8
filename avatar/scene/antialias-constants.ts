/** What the GPU's and the CPU's edge smoothing share; `antialias.ts` says what it is. */

/** Pixels along an edge to either side in which its ends are looked for. */
export const SEARCH = 5;
/** Contrast from which a pixel is on an edge: share of the brightest around it, and share of white. */
export const CONTRAST = { relative: 0.08, absolute: 0.02 } as const;
/** How much of its neighbours a single pixel takes on that stands out from all of them. */
export const SPECK = 0.75;
/** Red, green and blue in luma, 256ths (BT.601). */
export const LUMA = [77, 150, 29] as const;
