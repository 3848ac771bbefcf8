/**
 * Where a performance speaks and what it stresses, read off its face curves: whichever engine made them, a stressed
 * syllable opens the jaw further, lifts the brows and nods the head. All in seconds and all of a film at once, so that
 * ranges of it, drawn anywhere, agree.
 */

export interface FilmCurves {
  readonly names: readonly string[];
  readonly fps: number;
  readonly frames: number;
  /** `frames` rows of `names.length`. */
  readonly data: Float32Array;
}

export interface Stress {
  readonly t: number;
  /** In units of the film's own spread: 1 is a clear stress, 3 a strong one. */
  readonly strength: number;
}

export interface Phrase {
  readonly from: number;
  readonly to: number;
  readonly stresses: readonly Stress[];
}

/** Share of a film's mean opening below which a mouth is shut; seconds of that which end a phrase, and of speech that make one. */
const SHUT = 0.16;
const PAUSE = 0.2;
const SHORTEST = 0.3;
/** Seconds between two stresses. */
const APART = 0.6;

/** Mean over `seconds` around every frame. */
function smoothed(values: Float32Array, seconds: number, fps: number): Float32Array {
  const half = Math.max(1, Math.round((seconds * fps) / 2));
  const out = new Float32Array(values.length);
  let sum = 0;
  let count = 0;
  for (let i = -half; i < values.length; i++) {
    if (i + half < values.length) {
      sum += values[i + half]!;
      count++;
    }
    if (i - half - 1 >= 0) {
      sum -= values[i - half - 1]!;
      count--;
    }
    if (i >= 0) out[i] = sum / count;
  }
  return out;
}

/** Deviation from a slow mean, in units of its own spread; nothing where a curve hardly moves. */
function standing(values: Float32Array, fps: number): Float32Array {
  const fast = smoothed(values, 0.12, fps);
  const slow = smoothed(values, 1.6, fps);
  let power = 0;
  for (let i = 0; i < fast.length; i++) {
    fast[i]! -= slow[i]!;
    power += fast[i]! ** 2;
  }
  const spread = Math.sqrt(power / Math.max(1, fast.length));
  return spread < 1e-3 ? fast.fill(0) : fast.map((value) => value / spread);
}

/** `spiritOf` of a face in its neutral mood, and how far what differs from it counts. */
const NEUTRAL = { smile: 0.27, brows: 0.27 } as const;

/**
 * How large somebody gestures, 0.65 to 1.25 and 1 for the neutral mood, read off the face: those who smile or lift their brows
 * widely, those who frown small and low. Follows a mood's intensity, as the face does.
 */
export function spiritOf({ names, frames, data }: FilmCurves): number {
  const mean = (name: string): number | null => {
    const k = names.indexOf(name);
    if (k < 0) return null;
    let sum = 0;
    for (let f = 0; f < frames; f++) sum += data[f * names.length + k] ?? 0;
    return sum / Math.max(1, frames);
  };
  const above = (name: string, neutral: number): number => (mean(name) ?? neutral) - neutral;
  const spirit =
    1 +
    0.6 * above('mouthSmileLeft', NEUTRAL.smile) +
    0.5 * above('browOuterUpLeft', NEUTRAL.brows) -
    0.5 * above('browDownLeft', 0);
  return Math.max(0.65, Math.min(1.25, spirit));
}

/** Phrases in order, each with its stresses in order. */
export function phrasesOf(film: FilmCurves): Phrase[] {
  const { names, fps, frames, data } = film;
  const curve = (name: string): Float32Array => {
    const k = names.indexOf(name);
    return Float32Array.from({ length: frames }, (_, f) => (k < 0 ? 0 : (data[f * names.length + k] ?? 0)));
  };
  const jawOpen = curve('jawOpen');
  const shut = SHUT * (jawOpen.reduce((sum, value) => sum + value, 0) / Math.max(1, frames)) + 1e-4;
  const runs: [number, number][] = [];
  for (let f = 0; f < frames; f++) {
    if (jawOpen[f]! < shut) continue;
    const last = runs.at(-1);
    if (last && f - last[1] <= PAUSE * fps) last[1] = f;
    else runs.push([f, f]);
  }
  const brows = curve('browOuterUpLeft');
  const inner = curve('browInnerUp');
  const raised = standing(
    brows.map((value, f) => value + inner[f]!),
    fps,
  );
  const nod = standing(curve('headPitch'), fps);
  const jaw = standing(jawOpen, fps);
  const score = jaw.map((value, f) => 0.5 * value + 0.5 * raised[f]! + nod[f]!);
  return runs
    .filter(([from, to]) => to - from >= SHORTEST * fps)
    .map(([from, to]) => ({
      from: from / fps,
      to: to / fps,
      stresses: peaks(score, from, to, APART * fps).map((f) => ({ t: f / fps, strength: score[f]! })),
    }));
}

/** Frames of the highest local maxima above 0.8 in a stretch, none within `apart` of a higher one; in order. */
function peaks(score: Float32Array, from: number, to: number, apart: number): number[] {
  const found: number[] = [];
  for (let f = from + 1; f < to; f++)
    if (score[f]! > 0.8 && score[f]! >= score[f - 1]! && score[f]! > score[f + 1]!) found.push(f);
  const kept: number[] = [];
  for (const f of found.sort((a, b) => score[b]! - score[a]! || a - b))
    if (kept.every((other) => Math.abs(other - f) >= apart)) kept.push(f);
  return kept.sort((a, b) => a - b);
}
