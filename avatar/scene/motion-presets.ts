/**
 * What the names in a catalogue entry's `animations` mean for the body. `idle` says how somebody stands, `talking` how
 * they carry themselves while speaking; hands are of `gestures.ts`. Names nobody knows move like the default.
 */

export interface MotionPreset {
  /** Breaths a minute and their depth; 1 is quiet breathing. */
  readonly breaths: number;
  readonly depth: number;
  /** Slow sway and posture shifts: sizes, and seconds from one shift to the next. */
  readonly sway: number;
  readonly shift: number;
  readonly every: number;
  /** Lean towards the viewer, radians. */
  readonly lean: number;
  /** Share of the head's turns that shoulders take up. */
  readonly follow: number;
}

type Stand = Pick<MotionPreset, 'sway' | 'shift' | 'every' | 'lean'>;
type Talk = Pick<MotionPreset, 'breaths' | 'depth' | 'follow'>;

const stand = (sway: number, shift: number, every: number, lean: number): Stand => ({
  sway,
  shift,
  every,
  lean,
});
const talk = (breaths: number, depth: number, follow: number): Talk => ({ breaths, depth, follow });

const DEFAULT_IDLE = stand(1, 1, 7.3, 0.004);
const DEFAULT_TALKING = talk(15, 1, 0.14);

export const IDLE: Readonly<Record<string, Stand>> = {
  corporate_idle_01: stand(0.85, 0.8, 8.3, 0.004),
  corporate_idle_02: stand(0.65, 0.6, 10.1, 0),
  casual_idle_01: stand(1.3, 1.35, 5.7, 0.006),
  casual_idle_02: stand(1.15, 1.2, 6.9, -0.006),
  classroom_idle_01: stand(1.1, 1.15, 6.3, 0.01),
  classroom_idle_02: stand(0.8, 0.75, 9.1, 0.006),
  tutor_idle_01: stand(1.1, 1, 6.1, 0.012),
  clinic_idle_01: stand(0.75, 0.75, 8.9, 0.01),
  clinic_idle_02: stand(1, 1, 7.1, 0.008),
  // Feet apart, weight on both: upright and still.
  safety_stance: stand(0.55, 0.5, 10.7, -0.004),
};

export const TALKING: Readonly<Record<string, Talk>> = {
  talk_confident: talk(14, 1.05, 0.16),
  talk_measured: talk(12.5, 0.9, 0.11),
  talk_lively: talk(18, 1.2, 0.24),
  talk_relaxed: talk(13, 1, 0.17),
  teach_calm: talk(13, 0.95, 0.13),
  teach_warm: talk(15, 1.05, 0.18),
  explain_light: talk(16.5, 1.1, 0.2),
  explain_calm: talk(13.5, 0.9, 0.12),
  explain_friendly: talk(16, 1.05, 0.19),
  explain_procedure: talk(14, 1.1, 0.12),
};

export const DEFAULT_MOTION: MotionPreset = { ...DEFAULT_IDLE, ...DEFAULT_TALKING };

/** How a figure sways and shifts against somebody of whom only the bust is seen. */
const FIGURE = { sway: 1.8, shift: 2.2 } as const;

/** The preset of somebody seen down to the hips. */
export const standing = (preset: MotionPreset = DEFAULT_MOTION): MotionPreset => ({
  ...preset,
  sway: FIGURE.sway * preset.sway,
  shift: FIGURE.shift * preset.shift,
});

/** The first known name of either list decides. `animations` as a catalogue entry holds it; anything else is default. */
export function motionOf(animations: unknown): MotionPreset {
  const first = <T>(list: string, known: Readonly<Record<string, T>>, otherwise: T): T => {
    const names: unknown = (animations as Record<string, unknown> | null | undefined)?.[list];
    if (!Array.isArray(names)) return otherwise;
    const name = names.find(
      (value): value is string => typeof value === 'string' && Object.hasOwn(known, value),
    );
    return name === undefined ? otherwise : (known[name] ?? otherwise);
  };
  return { ...first('idle', IDLE, DEFAULT_IDLE), ...first('talking', TALKING, DEFAULT_TALKING) };
}
