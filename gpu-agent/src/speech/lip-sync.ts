/**
 * Measures lip-sync without fooling oneself: when a sound closed the lips is read from the waveform, whether they
 * were closed from the posed vertices in millimetres, and where picture and sound stand against each other from
 * the decoded film. Thresholds are fixed.
 */
import { readFile } from 'node:fs/promises';
import type { LipSync } from '../../../supabase/functions/_shared/contract/film-report.ts';
import { CURVES_FPS, CurvesFile, type Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import type { EngineContext } from '../engines/engine.ts';
import { StageFailure } from '../failures.ts';
import { type AcousticEvent, findEvents, soundDelay } from './acoustic-events.ts';
import { pictureDelay } from './picture-delay.ts';

/** Lips this near are shut: a third of a millimetre is less than a pixel of a 720p portrait. */
export const CLOSED_MM = 0.3;
/** The lower lip reaches the edge of the upper teeth. */
export const UNDER_TEETH_MM = 0;

/** Posed vertices' answer for one frame of curves; the avatar's lip probe has this shape. */
export type Aperture = (
  values: ArrayLike<number>,
  names: readonly string[],
) => { readonly gapMm: number; readonly lipUnderTeethMm: number };

export interface LipMeasurement extends LipSync {
  /** Share of f and v with the lip under the teeth; null when there are none. */
  readonly labiodental: number | null;
  readonly counts: {
    readonly bilabials: number;
    readonly labiodentals: number;
    readonly vowels: number;
    /** Bilabials with no edge to be heard: their place is the timeline's. */
    readonly unheard: number;
    /** Edges of closures both heard and seen: those the offset comes from. */
    readonly heard: number;
  };
}

interface Curves {
  readonly header: CurvesFile;
  readonly data: Float32Array;
}

/** The opening at any film frame, computed once and only when asked for. */
export function apertureByFrame(curves: Curves, aperture: Aperture, fps: number) {
  const stride = curves.header.names.length;
  const last = curves.header.frame_count - 1;
  const cache = new Map<number, ReturnType<Aperture>>();
  const row = new Float32Array(stride);
  return (frame: number): ReturnType<Aperture> => {
    const known = cache.get(frame);
    if (known) return known;
    const at = Math.max(0, Math.min(last, (frame / fps) * CURVES_FPS));
    const low = Math.floor(at);
    const share = at - low;
    const high = Math.min(last, low + 1);
    for (let k = 0; k < stride; k++) {
      const a = curves.data[low * stride + k] as number;
      const b = curves.data[high * stride + k] as number;
      row[k] = a + (b - a) * share;
    }
    const measured = aperture(row, curves.header.names);
    cache.set(frame, measured);
    return measured;
  };
}

/**
 * Scores events against the lips shown at film frames. A closure counts when a frame shown while it lasts is
 * shut, and when none is shown in it, the nearest; a vowel is falsely closed when the frame nearest the middle of
 * its nucleus is shut.
 */
export function scoreLips(
  events: readonly AcousticEvent[],
  apertureAt: (frame: number) => ReturnType<Aperture>,
  fps: number,
): LipMeasurement {
  const framesIn = ({ start, end }: AcousticEvent) => {
    const first = Math.ceil(start * fps);
    const last = Math.floor(end * fps);
    if (last < first) return [Math.round(((start + end) / 2) * fps)];
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  };
  const of = (kind: AcousticEvent['kind']) => events.filter((event) => event.kind === kind);
  const share = (list: readonly AcousticEvent[], test: (event: AcousticEvent) => boolean) =>
    list.length === 0 ? null : list.filter(test).length / list.length;
  const bilabials = of('bilabial');
  const labiodentals = of('labiodental');
  const vowels = of('vowel');
  const offset = soundOffset(bilabials, vowels, apertureAt, fps);
  return {
    closure: share(bilabials, (e) => framesIn(e).some((f) => apertureAt(f).gapMm <= CLOSED_MM)),
    labiodental: share(labiodentals, (e) =>
      framesIn(e).some((f) => apertureAt(f).lipUnderTeethMm <= UNDER_TEETH_MM),
    ),
    false_closure: share(
      vowels,
      (e) => apertureAt(Math.round(((e.start + e.end) / 2) * fps)).gapMm <= CLOSED_MM,
    ),
    offset_ms: offset.seconds === null ? null : offset.seconds * 1000,
    counts: {
      bilabials: bilabials.length,
      labiodentals: labiodentals.length,
      vowels: vowels.length,
      unheard: bilabials.filter(({ heard }) => !heard.start && !heard.end).length,
      heard: offset.edges,
    },
  };
}

/** Mean of the middle half: as deaf to outliers as the median, without its jumps in a short film. */
function middleMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 4);
  const middle = sorted.slice(cut, sorted.length - cut);
  return middle.reduce((a, b) => a + b, 0) / middle.length;
}

/** Lags tried, seconds, and how many events of each kind they are tried on. */
const COARSE_REACH = 0.2;
const COARSE_STEP = 0.005;
const COARSE_EVENTS = 60;

/**
 * Seconds by which the sound trails the picture. First the lag at which the lips are most open on vowels and most
 * shut on closures; then, from there, every edge heard against the same edge seen. The first step makes the second
 * start at the same place whatever the offset, so that it finds the same edges. Lips are half-way down before the
 * sound stops and half-way up after it starts, so the mean of the closing edges is early and that of the opening
 * edges late; in the middle of the two means that cancels.
 */
function soundOffset(
  bilabials: readonly AcousticEvent[],
  vowels: readonly AcousticEvent[],
  apertureAt: (frame: number) => ReturnType<Aperture>,
  fps: number,
): { readonly seconds: number | null; readonly edges: number } {
  const gapAt = (seconds: number) => {
    const at = Math.max(0, seconds * fps);
    const low = Math.floor(at);
    const a = Math.max(0, apertureAt(low).gapMm);
    return a + (Math.max(0, apertureAt(low + 1).gapMm) - a) * (at - low);
  };
  const mean = (events: readonly AcousticEvent[], lag: number) => {
    const used = events.slice(0, COARSE_EVENTS);
    return used.reduce((sum, e) => sum + gapAt((e.start + e.end) / 2 - lag), 0) / Math.max(1, used.length);
  };
  const steps = Math.round(COARSE_REACH / COARSE_STEP);
  const lags = Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * COARSE_STEP);
  const scores = lags.map((lag) => mean(vowels, lag) - mean(bilabials, lag));
  const top = Math.max(...scores);
  // The middle of the summit: a flat top has no best point, but it has the same middle wherever it stands.
  let weight = 0;
  let coarse = 0;
  for (const [i, score] of scores.entries()) {
    const height = Math.max(0, score - top * 0.85);
    weight += height;
    coarse += height * (lags[i] as number);
  }
  coarse = weight > 0 ? coarse / weight : 0;
  const closings: number[] = [];
  const openings: number[] = [];
  const middles = bilabials.map(({ start, end }) => (start + end) / 2 - coarse);
  for (const [i, { start, end, heard }] of bilabials.entries()) {
    const span = [middles[i - 1] ?? -Infinity, middles[i + 1] ?? Infinity] as const;
    const seen = visualEdges(middles[i] as number, span, apertureAt, fps);
    if (heard.start && seen.closing !== null) closings.push(start - seen.closing);
    if (heard.end && seen.opening !== null) openings.push(end - seen.opening);
  }
  const edges = closings.length + openings.length;
  const sided = closings.length === 0 || openings.length === 0;
  return { seconds: sided ? null : (middleMean(closings) + middleMean(openings)) / 2, edges };
}

/** How far to each side of a closure its opening movements are followed, seconds. */
const FOLLOW = 0.24;
/** Lips that part less than this show no movement to follow. */
const OPEN_MM = 1;

/**
 * The half-way points of the lips' way down to a closure and up from it, seconds, interpolated between frames. They are
 * looked for within `span`, the middles of the closures before and after: where lips hardly part between two ("forma
 * móvel"), the next one's edge is not this one's.
 */
function visualEdges(
  middle: number,
  [from, to]: readonly [number, number],
  apertureAt: (frame: number) => ReturnType<Aperture>,
  fps: number,
): { readonly closing: number | null; readonly opening: number | null } {
  const reach = Math.ceil(FOLLOW * fps);
  const centre = Math.round(middle * fps);
  const gap = (frame: number) => apertureAt(frame).gapMm;
  // Start from the most closed frame near by; of frames equally shut, from the one nearest the middle. How hard lips
  // press does not count: the next closure, 60 ms on, may press harder.
  let shut = centre;
  const near = Math.ceil(0.06 * fps);
  for (let frame = centre - near; frame <= centre + near; frame++) {
    const difference = Math.max(0, gap(frame)) - Math.max(0, gap(shut));
    const nearer = Math.abs(frame / fps - middle) < Math.abs(shut / fps - middle);
    if (difference < -0.1 || (difference < 0.1 && nearer)) shut = frame;
  }
  const edge = (step: -1 | 1): number | null => {
    let top = gap(shut);
    let peak = shut;
    for (let k = 1; k <= reach; k++) {
      const seconds = (shut + step * k) / fps;
      if (seconds < from || seconds > to) break;
      const value = gap(shut + step * k);
      if (value > top) {
        top = value;
        peak = shut + step * k;
        // Pressed lips have a gap below zero: a frame pressed a little more is not their way down again.
      } else if (top > CLOSED_MM && value < top * 0.6) break;
    }
    if (top < OPEN_MM) return null;
    const half = (top + gap(shut)) / 2;
    for (let frame = shut; frame !== peak; frame += step) {
      const here = gap(frame);
      const next = gap(frame + step);
      if (here <= half && next > half) return (frame + (step * (half - here)) / (next - here)) / fps;
    }
    return null;
  };
  return { closing: edge(-1), opening: edge(1) };
}

export interface FilmLipSyncInput {
  readonly film: string;
  readonly timeline: Timeline;
  /** curves.json and curves.f32 the film was rendered from. */
  readonly curvesHeader: string;
  readonly curvesData: string;
  /** Without it nothing can be said of closures. */
  readonly aperture?: Aperture;
  readonly fps: number;
}

const RATE = 16_000;

/**
 * Measures a finished film. The sound is the film's own, decoded from its first presented sample (edit lists and
 * AAC priming obeyed); the picture's place is measured on decoded frames where the mouth can be made out, and
 * taken as the container says where it cannot.
 *
 * @throws {StageFailure} `tool_output_invalid` when the film or the curves cannot be read.
 */
export async function measureFilmLipSync(
  input: FilmLipSyncInput,
  context: EngineContext,
): Promise<LipMeasurement> {
  const curves = await readCurves(input.curvesHeader, input.curvesData);
  const samples = await decodeSound(input.film, context);
  const events = findEvents(samples, RATE, input.timeline, soundDelay(samples, RATE, input.timeline));
  if (input.aperture === undefined) {
    const counts = { bilabials: 0, labiodentals: 0, vowels: 0, unheard: 0, heard: 0 };
    return { closure: null, false_closure: null, labiodental: null, offset_ms: null, counts };
  }
  const apertureAt = apertureByFrame(curves, input.aperture, input.fps);
  const seen = await pictureDelay(input.film, input.fps, (frame) => apertureAt(frame).gapMm, context);
  // The picture shows frame n at n / fps + seen; events are moved onto the curves' clock.
  const moved =
    seen === null ? events : events.map((e) => ({ ...e, start: e.start - seen, end: e.end - seen }));
  return scoreLips(moved, apertureAt, input.fps);
}

async function readCurves(headerPath: string, dataPath: string): Promise<Curves> {
  const header = CurvesFile.parse(JSON.parse(await readFile(headerPath, 'utf8')));
  const bytes = await readFile(dataPath);
  const count = header.frame_count * header.names.length;
  if (bytes.length < count * 4) {
    throw new StageFailure(
      'tool_output_invalid',
      `curves.f32 holds ${bytes.length} bytes, ${count * 4} were expected.`,
    );
  }
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = bytes.readFloatLE(i * 4);
  return { header, data };
}

/** Mono float samples at 16 kHz from the film's time zero. */
async function decodeSound(film: string, context: EngineContext): Promise<Float32Array> {
  const { stdout } = await context.run(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-protocol_whitelist', 'file', '-i', film, '-map', '0:a:0', '-ac', '1'],
      // first_pts=0 pads or trims so that sample 0 is the film's zero whatever the container's edit list says.
      ...['-af', `aresample=${RATE}:async=1:first_pts=0`, '-f', 'f32le', 'pipe:1'],
    ],
    { timeoutSeconds: 300 },
  );
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.length & ~3)));
}
