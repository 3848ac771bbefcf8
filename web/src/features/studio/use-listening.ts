import { useCallback, useEffect, useRef, useState } from 'react';
import type { SpeechPreviewRequest } from '../../../../supabase/functions/_shared/contract/api.ts';
import type { Span } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import { fetchSpoken, type Spoken, type Waiting } from '../../lib/speech-preview.ts';
import { wordAt } from '../../studio/core/spoken-word.ts';
import type { Viewer } from '../../studio/viewer/viewer.ts';

export type Listening =
  | { readonly status: 'silent' }
  | { readonly status: 'preparing'; readonly why: 'preparing' | Waiting }
  /** Spans of the script as it was when it was asked for. */
  | { readonly status: 'playing'; readonly script: string; readonly span: Span; readonly word: Span | null }
  | { readonly status: 'blocked' }
  | { readonly status: 'failed'; readonly error: unknown };

export interface Utterance {
  readonly request: SpeechPreviewRequest;
  readonly script: string;
  readonly span: Span;
  /** From positions in the request's text to positions in the script. */
  readonly shift: number;
}

/** Sentences heard again within this page are not asked for again. */
const KEPT = 12;

/** Plays one sentence at a time: its sound, the viewer's face by the sound's clock, the word of the moment. */
export function useListening(viewer: () => Viewer | null) {
  const [state, setState] = useState<Listening>({ status: 'silent' });
  const running = useRef<AbortController | null>(null);
  const known = useRef(new Map<string, Spoken>());

  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState({ status: 'silent' });
  }, []);
  useEffect(() => () => running.current?.abort(), []);

  const play = useCallback(
    async (utterance: Utterance) => {
      running.current?.abort();
      const control = new AbortController();
      running.current = control;
      const { signal } = control;
      const say = (next: Listening) => {
        if (!signal.aborted) setState(next);
      };
      say({ status: 'preparing', why: 'preparing' });
      try {
        const key = JSON.stringify(utterance.request);
        const spoken =
          known.current.get(key) ??
          (await fetchSpoken(utterance.request, (why) => say({ status: 'preparing', why }), signal));
        known.current.set(key, spoken);
        for (const old of [...known.current.keys()].slice(0, -KEPT)) known.current.delete(old);
        await perform(spoken, utterance, viewer, say, signal);
        say({ status: 'silent' });
      } catch (error) {
        const refused = error instanceof DOMException && error.name === 'NotAllowedError';
        say(refused ? { status: 'blocked' } : { status: 'failed', error });
      }
    },
    [viewer],
  );
  return { state, play, stop };
}

/** Resolves when the sound has ended or was stopped. */
async function perform(
  { audio: sound, curves, words }: Spoken,
  { script, span, shift }: Utterance,
  viewer: () => Viewer | null,
  say: (next: Listening) => void,
  signal: AbortSignal,
): Promise<void> {
  const url = URL.createObjectURL(sound);
  const audio = new Audio(url);
  let handle = 0;
  let shown = -2;
  const follow = () => {
    handle = requestAnimationFrame(follow);
    const index = wordAt(words, audio.currentTime);
    if (index === shown) return;
    shown = index;
    const at = words[index]?.span;
    say({ status: 'playing', script, span, word: at ? [at[0] + shift, at[1] + shift] : null });
  };
  try {
    signal.throwIfAborted();
    await audio.play();
    viewer()?.perform({ curves, clock: () => audio.currentTime });
    follow();
    await new Promise<void>((resolve, reject) => {
      audio.addEventListener('ended', () => resolve());
      audio.addEventListener('error', () => reject(audio.error));
      signal.addEventListener('abort', () => resolve());
    });
  } finally {
    cancelAnimationFrame(handle);
    audio.pause();
    viewer()?.perform(null);
    URL.revokeObjectURL(url);
  }
}
