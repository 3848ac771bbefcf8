/** Cuts the silence around a sentence of foreign speech, so that the film's own pauses stand between sentences. */

const BLOCK_SECONDS = 0.005;
const LEAD_SECONDS = 0.02;
/** Vowels and s decay below the threshold before they are over. */
const TAIL_SECONDS = 0.06;
/** Below the loudest block, decibels. */
const DEPTH_DB = 45;
const FADE_SECONDS = 0.005;

/** @returns the sounding part, faded at both ends, and where it began, seconds */
export function trimSilence(
  samples: Float32Array,
  sampleRate: number,
): { readonly samples: Float32Array; readonly start: number } {
  const block = Math.max(1, Math.round(BLOCK_SECONDS * sampleRate));
  const levels: number[] = [];
  for (let i = 0; i < samples.length; i += block) {
    const part = samples.subarray(i, i + block);
    levels.push(part.reduce((sum, v) => sum + v * v, 0) / part.length);
  }
  const threshold = levels.reduce((a, b) => Math.max(a, b), 0) * 10 ** (-DEPTH_DB / 10);
  const first = levels.findIndex((level) => level > threshold);
  if (first < 0) return { samples: new Float32Array(0), start: 0 };
  const last = levels.findLastIndex((level) => level > threshold);
  const from = Math.max(0, first * block - Math.round(LEAD_SECONDS * sampleRate));
  const to = Math.min(samples.length, (last + 1) * block + Math.round(TAIL_SECONDS * sampleRate));
  const cut = samples.slice(from, to);
  const fade = Math.min(cut.length >> 1, Math.round(FADE_SECONDS * sampleRate));
  for (let i = 0; i < fade; i++) {
    cut[i] = ((cut[i] as number) * i) / fade;
    const end = cut.length - 1 - i;
    cut[end] = ((cut[end] as number) * i) / fade;
  }
  return { samples: cut, start: from / sampleRate };
}
