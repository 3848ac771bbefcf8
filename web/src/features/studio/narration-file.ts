/** A first look at a narration in the browser, so that nobody uploads 50 MB to be refused. The API judges it. */
import { LIMITS } from '../../../../supabase/functions/_shared/contract/job.ts';

export type NarrationProblem = 'type' | 'size' | 'long' | 'unreadable';

export const NARRATION_LIMITS = {
  megabytes: LIMITS.apiUploadBytes / 1024 / 1024,
  minutes: LIMITS.recordingSeconds / 60,
} as const;

/** What is wrong with a file before it is decoded; some systems give no type. */
export function narrationFileProblem(file: {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}): NarrationProblem | null {
  const sound = /^(audio\/|video\/(webm|mp4)$|application\/ogg$)/.test(file.type);
  if (!sound && !(file.type === '' && /\.(wav|mp3|ogg|oga|opus|flac|m4a|webm)$/i.test(file.name)))
    return 'type';
  return file.size > LIMITS.apiUploadBytes ? 'size' : null;
}

/** @param seconds null when the browser cannot read the file; infinite where its header does not say */
export function narrationLengthProblem(seconds: number | null): NarrationProblem | null {
  if (seconds === null) return 'unreadable';
  return Number.isFinite(seconds) && seconds > LIMITS.recordingSeconds ? 'long' : null;
}

/** The length of a file in seconds, from its header; null when the browser cannot read it. */
export function readLength(file: File): Promise<number | null> {
  const url = URL.createObjectURL(file);
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const audio = new Audio();
  audio.preload = 'metadata';
  audio.onloadedmetadata = () => resolve(audio.duration);
  audio.onerror = () => resolve(null);
  audio.src = url;
  return promise.finally(() => URL.revokeObjectURL(url));
}
