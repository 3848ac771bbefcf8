/** FXAA's own (Lottes, NVIDIA 2009), shared by the GPU's and the CPU's edge smoothing. */
export const REDUCE_MIN = 1 / 128;
export const REDUCE_MUL = 1 / 8;
/** Pixels. */
export const SPAN_MAX = 8;
