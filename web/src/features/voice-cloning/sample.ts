/** A first look at a recording in the browser, so that nobody uploads 50 MB to be refused. The API judges it. */
import { LIMITS } from '../../../../supabase/functions/_shared/contract/job.ts';

export type SampleProblem = 'missing' | 'type' | 'size' | 'short' | 'unreadable';

const TYPES = new Set([
  'audio/wav',
  'audio/x-wav',
  'audio/wave',
  'audio/vnd.wave',
  'audio/mpeg',
  'audio/mp3',
]);

/** What is wrong with a file before it is decoded; null when nothing is. Some systems give no type. */
export function fileProblem(file: { name: string; type: string; size: number }): SampleProblem | null {
  const known = file.type ? TYPES.has(file.type) : /\.(wav|mp3)$/i.test(file.name);
  if (!known) return 'type';
  return file.size > LIMITS.voiceSampleBytes ? 'size' : null;
}

/** Seconds must be known: a file the browser cannot read is `unreadable`. */
export function durationProblem(seconds: number | null): SampleProblem | null {
  if (seconds === null || Number.isNaN(seconds)) return 'unreadable';
  return seconds < LIMITS.voiceSampleSeconds ? 'short' : null;
}

/** The length of a recording in seconds, from its header; null when the browser cannot read it. */
export function readDuration(url: string): Promise<number | null> {
  return new Promise((resolve) => {
    const audio = new Audio();
    audio.preload = 'metadata';
    audio.onloadedmetadata = () => resolve(audio.duration);
    audio.onerror = () => resolve(null);
    audio.src = url;
  });
}
