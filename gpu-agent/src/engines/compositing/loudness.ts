/**
 * Loudness by EBU R 128: to the film's own target (LOUDNESS_LUFS), true peak at most −1.5 dBTP. One gain for the whole film
 * (linear: the voice keeps its dynamics); a true-peak limiter only where that gain would exceed the ceiling. What was made
 * is measured again and corrected, because a limiter takes loudness away and AAC adds peaks.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { StageFailure } from '../../failures.ts';
import { LOCAL_ONLY } from '../../media.ts';
import type { EngineContext } from '../engine.ts';

export const CEILING_DBTP = -1.5;
export const LUFS_TOLERANCE = 1;
/** Lossy coding moves peaks by up to about this much; the limiter leaves it free. */
const CODING_MARGIN_DB = 0.5;
/** Quieter than this is taken for silence: raising it would only raise noise. */
const SILENCE_LUFS = -60;
const ROUNDS = 6;

export interface Loudness {
  /** LUFS; −Infinity for silence. */
  readonly integrated: number;
  /** dBTP */
  readonly truePeak: number;
}

const decibels = z.string().transform((text) => (text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text)));
const Measured = z.object({ input_i: decibels, input_tp: decibels });
const FFMPEG = ['-hide_banner', '-nostdin', '-nostats'] as const;

/** Integrated loudness and true peak of a file's sound, by ffmpeg's EBU R 128 meter. */
export async function measureLoudness(context: EngineContext, file: string): Promise<Loudness> {
  const filter = 'loudnorm=print_format=json';
  const args = [...FFMPEG, ...LOCAL_ONLY, '-i', file, '-map', '0:a:0', '-af', filter, '-f', 'null', '-'];
  const { stderr } = await context.run('ffmpeg', args);
  const json = /\{[^{}]*"input_i"[^{}]*\}/.exec(stderr)?.[0];
  const parsed = Measured.safeParse(json ? JSON.parse(json) : undefined);
  if (!parsed.success)
    throw new StageFailure('tool_output_invalid', 'ffmpeg gave no loudness.', { logTail: stderr });
  return { integrated: parsed.data.input_i, truePeak: parsed.data.input_tp };
}

export interface LevelledSound {
  readonly file: string;
  /** Null for silence. */
  readonly loudness: Loudness | null;
  readonly limited: boolean;
}

/**
 * Writes `audio` at the target loudness and exactly `samples` samples at 48 kHz: cut or padded with silence.
 *
 * @param target Integrated loudness of the result, LUFS.
 * @param ceiling Highest true peak of the result in dBTP; lower it when coding raised the peaks too much.
 */
export async function levelSound(
  context: EngineContext,
  audio: string,
  samples: number,
  target: number,
  ceiling = CEILING_DBTP - CODING_MARGIN_DB,
): Promise<LevelledSound> {
  const source = await measureLoudness(context, audio);
  const file = join(context.workdir, 'levelled.wav');
  const length = `aresample=48000,apad=whole_len=${samples},atrim=end_sample=${samples}`;
  if (!(source.integrated > SILENCE_LUFS)) {
    await writeSound(context, audio, length, file);
    return { file, loudness: null, limited: false };
  }
  let gain = target - source.integrated;
  const limited = source.truePeak + gain > ceiling;
  for (let round = 1; ; round += 1) {
    const filters = [`volume=${gain.toFixed(3)}dB`, ...(limited ? [limiter(ceiling)] : []), length];
    await writeSound(context, audio, filters.join(','), file);
    const loudness = await measureLoudness(context, file);
    const error = target - loudness.integrated;
    if (Math.abs(error) <= LUFS_TOLERANCE / 4 || round === ROUNDS || !limited)
      return { file, loudness, limited };
    gain += error;
  }
}

/** Peaks between samples show at four times the rate, so that is where they are limited. */
function limiter(ceiling: number): string {
  const limit = 10 ** (ceiling / 20);
  return `aresample=192000,alimiter=level=disabled:limit=${limit.toFixed(5)}:attack=2:release=40,aresample=48000`;
}

async function writeSound(
  context: EngineContext,
  audio: string,
  filters: string,
  file: string,
): Promise<void> {
  const output = ['-map', '0:a:0', '-af', filters, '-ac', '1', '-c:a', 'pcm_s24le', '-y', file];
  await context.run('ffmpeg', [...FFMPEG, '-v', 'error', ...LOCAL_ONLY, '-i', audio, ...output]);
}
