import { z } from 'zod';
import {
  SpeechPreviewAnswer,
  SpeechPreviewPending,
  type SpeechPreviewRequest,
} from '../../../supabase/functions/_shared/contract/api.ts';
import { type Curves, readCurves } from '../studio/core/curves.ts';
import { apiFetch } from './api-client.ts';
import { ApiError } from './api-error.ts';

export interface Spoken {
  readonly words: SpeechPreviewAnswer['timeline']['words'];
  readonly audio: Blob;
  readonly curves: Curves;
}

/** Why it is not there yet: agents are busy, or none is up. */
export type Waiting = 'waiting' | 'nobody';

const Either = z.union([SpeechPreviewAnswer, SpeechPreviewPending]);
const LOOK_MS = 1000;

const later = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

async function download(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new ApiError('preview_not_found', response.status, `HTTP ${response.status}`);
  return response;
}

/**
 * Asks for a sentence and waits for it, however long the queue is; `onWait` hears that it takes longer.
 * @throws ApiError; an abort rethrows.
 */
export async function fetchSpoken(
  request: SpeechPreviewRequest,
  onWait: (why: Waiting) => void,
  signal: AbortSignal,
): Promise<Spoken> {
  let answer = await apiFetch('/speech/preview', Either, { method: 'POST', body: request, signal });
  while (answer.status !== 'ready') {
    onWait(answer.hint?.startsWith('No agent') ? 'nobody' : 'waiting');
    await later(LOOK_MS, signal);
    answer = await apiFetch(`/speech/preview/${answer.preview_id}`, Either, { signal });
  }
  const { audio_url, curves, timeline } = answer;
  const [sound, data] = await Promise.all([
    download(audio_url, signal).then((response) => response.blob()),
    download(curves.url, signal).then((response) => response.arrayBuffer()),
  ]);
  const { url: _, ...header } = curves;
  return { words: timeline.words, audio: sound, curves: readCurves(header, data) };
}
