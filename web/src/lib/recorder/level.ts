/** What can be told of a recording while it is made: how loud, how much of it is speech, and what spoils it. Pure. */

export type TakeProblem = 'silent' | 'quiet' | 'noisy' | 'clipped';

export interface TakeView {
  /** Of the recording so far, seconds. */
  readonly elapsed: number;
  /** Seconds in which somebody speaks. */
  readonly speech: number;
  /** Loudest sample of the last block, dBFS, never under `FLOOR_DB`. */
  readonly peakDb: number;
  /** What to change, the worst first. */
  readonly problems: readonly TakeProblem[];
}

export const FLOOR_DB = -60;
/** Speech stands at least this far above the room. */
const SPEECH_ABOVE_ROOM_DB = 12;
const SPEECH_AT_LEAST_DB = -50;
/** Less between the room and the voice, and the noise is heard beside it. */
const CLEAN_DB = 20;
const QUIET_DB = -40;
const FULL_SCALE = 0.985;
/** Two blocks at full scale may be a knock on the table. */
const CLIPPED_BLOCKS = 3;
/** Nothing is judged before. */
const JUDGED_AFTER_S = 3;
const ROOM_SHARE = 0.1;
const VOICE_SHARE = 0.9;
/** Blocks that the room is judged by: the last half minute at twelve a second. */
const WINDOW = 360;

/** Quieter than any room a microphone hears. */
const NOTHING_DB = -100;

const decibels = (amplitude: number): number => Math.max(NOTHING_DB, 20 * Math.log10(amplitude + 1e-9));

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NOTHING_DB;

/** Follows one take; push it block by block. */
export class TakeMeter {
  readonly #levels: number[] = [];
  #elapsed = 0;
  #speech = 0;
  #loudest = 0;
  #clipped = 0;

  /** @param seconds How much time the block stands for, which may be more than its samples last */
  push(block: Float32Array, seconds: number): TakeView {
    let peak = 0;
    let power = 0;
    for (const value of block) {
      peak = Math.max(peak, Math.abs(value));
      power += value * value;
    }
    const level = decibels(Math.sqrt(power / Math.max(1, block.length)));
    this.#levels.push(level);
    if (this.#levels.length > WINDOW) this.#levels.shift();
    this.#elapsed += seconds;
    this.#loudest = Math.max(this.#loudest, peak);
    if (peak >= FULL_SCALE) this.#clipped += 1;
    const sorted = this.#levels.toSorted((a, b) => a - b);
    const room = quantile(sorted, ROOM_SHARE);
    const voice = quantile(sorted, VOICE_SHARE);
    if (level > Math.max(room + SPEECH_ABOVE_ROOM_DB, SPEECH_AT_LEAST_DB)) this.#speech += seconds;
    return {
      elapsed: this.#elapsed,
      speech: this.#speech,
      peakDb: Math.max(FLOOR_DB, decibels(peak)),
      problems: this.#elapsed < JUDGED_AFTER_S ? [] : this.#problems(room, voice),
    };
  }

  #problems(room: number, voice: number): TakeProblem[] {
    if (decibels(this.#loudest) <= FLOOR_DB) return ['silent'];
    const problems: TakeProblem[] = [];
    if (this.#clipped >= CLIPPED_BLOCKS) problems.push('clipped');
    if (voice < QUIET_DB) problems.push('quiet');
    if (voice - room < CLEAN_DB) problems.push('noisy');
    return problems;
  }
}
