/** How fast an agent found itself to be, as what somebody waits for: a minute of film. */
import { z } from 'zod';

/** As `list_agents` tells them: wall seconds a second of film at 25 pictures a second. */
export const Speed = z.object({
  stage: z.string(),
  engine: z.string(),
  size: z.string().optional(),
  quality: z.string().optional(),
  seconds_per_second: z.number().positive(),
});
export type Speed = z.infer<typeof Speed>;

/** Seconds that a minute takes; `film` where the agent draws, `speech` where it only speaks or moves faces. */
export interface Pace {
  readonly kind: 'film' | 'speech';
  readonly seconds: number;
  /** Of films. */
  readonly size?: string;
  readonly quality?: string;
}

/**
 * The paces worth telling: for each picture it measured, everything that comes before it included. Composing is not
 * measured ahead of work; it takes a small share of drawing.
 */
export function pacesOf(speeds: readonly Speed[]): Pace[] {
  const fastest = (stage: string) =>
    Math.min(
      ...speeds.filter((speed) => speed.stage === stage).map(({ seconds_per_second: s }) => s),
      Number.POSITIVE_INFINITY,
    );
  const before = ['tts', 'audio2face'].map(fastest).filter(Number.isFinite);
  const spoken = before.reduce((sum, seconds) => sum + seconds, 0);
  const films = speeds
    .filter(({ stage }) => stage === 'ue5')
    .map(({ seconds_per_second, size, quality }): Pace => {
      const seconds = 60 * (spoken + seconds_per_second);
      return { kind: 'film', seconds, ...(size ? { size } : {}), ...(quality ? { quality } : {}) };
    });
  if (films.length > 0) return films.sort((a, b) => a.seconds - b.seconds);
  return before.length > 0 ? [{ kind: 'speech', seconds: 60 * spoken }] : [];
}
